/// \file
/// What tests of connections need to be the same on each database.
#pragma once

#include <string>
#include <string_view>

#include <retort/engine/alterations.hpp>
#include <retort/engine/dialect.hpp>
#include <retort/engine/engine.hpp>
#include <retort/schema/table.hpp>

#include "../support/database.hpp"

namespace engine_test {

inline bool is_sqlite() {
    return testing_support::tested_kind() == "sqlite";
}

/// SQL with the database's own marks in place of each `?`.
inline std::string marked(const retort::Engine& engine, std::string_view sql) {
    std::string made;
    int position = 0;
    for (const char c : sql) {
        if (c == '?')
            made += engine.dialect().parameter_mark(position++);
        else
            made += c;
    }
    return made;
}

/// A table `t` of a key that the database counts up and a unique text.
inline std::string table_sql(const retort::Engine& engine) {
    using namespace retort;
    Table table;
    table.name = "t";
    table.columns.emplace_back("id", types::Integer{}, ColumnOptions{.nullable = false, .primary_key = true, .autoincrement = true});
    table.columns.emplace_back("a", types::String{40});
    table.primary_key.columns = {"id"};
    table.unique_constraints.push_back(unique_constraint("a"));
    return engine.dialect().create_table_sql(table);
}

}  // namespace engine_test
