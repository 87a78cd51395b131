/// \file
/// What a header of models includes: fields and their options, relationships, the types of columns, and what becomes of models outside a database.
#pragma once

#include <retort/model/computed.hpp>
#include <retort/model/convert.hpp>
#include <retort/model/describe.hpp>
#include <retort/model/dump.hpp>
#include <retort/model/json_schema.hpp>
#include <retort/model/validation.hpp>
#include <retort/orm/convert.hpp>
#include <retort/orm/relationship.hpp>
