/// \file
/// What a header of models includes: fields and their options, relationships, the types of columns.
#pragma once

#include <retort/model/describe.hpp>
#include <retort/model/validation.hpp>
#include <retort/orm/relationship.hpp>
