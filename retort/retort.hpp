/// \file
/// All of Retort but the migrations: models, statements, engine and session.
#pragma once

#include <retort/core/error.hpp>
#include <retort/engine/engine.hpp>
#include <retort/model.hpp>
#include <retort/model/validation.hpp>
#include <retort/orm/session.hpp>
#include <retort/sql/statements.hpp>
