/// \file
/// Tables that show each part of CREATE TABLE, by the names under which regenerate.py makes the same.
#pragma once

#include <functional>
#include <map>
#include <string>

#include <retort/schema/table.hpp>
#include <tests/support/table_builder.hpp>

namespace dialect_postgresql {

using namespace retort;
using namespace retort::types;
using testing_support::TableBuilder;

const std::map<std::string, std::function<Table()>>& sample_tables();

}  // namespace dialect_postgresql
