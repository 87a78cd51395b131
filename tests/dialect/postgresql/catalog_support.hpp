/// \file
/// What the tests of the schema share: a database of their own, and tables printed so that a difference can be read.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <retort/engine/alterations.hpp>
#include <retort/engine/catalog.hpp>
#include <retort/engine/connection.hpp>
#include <retort/engine/dialect.hpp>
#include <retort/engine/engine.hpp>
#include <tests/support/database.hpp>

namespace dialect_postgresql {

/// A database of its own, and one connection to it in a transaction.
struct Database {
    testing_support::FreshDatabase database{"postgresql"};
    retort::Engine engine = retort::create_engine(database.url());
    retort::Connection connection = engine.begin();

    void execute(std::string_view sql) { connection.execute_ddl(sql); }
    /// The table with its types, indexes and comments.
    void create(const retort::Table& table);
    /// What the sample tables refer to, but for `but` itself.
    void create_neighbours(std::string_view but);
    const retort::Catalog& catalog() const { return connection.dialect().catalog(); }
    const retort::Alterations& alterations() const { return connection.dialect().alterations(); }
    retort::Table table(std::string_view name, std::string_view schema = {}) { return catalog().table(connection, schema, name); }
    /// The first cell of the first row as text.
    std::string text(const std::string& sql);
};

/// A table of nothing but columns.
retort::Table with_columns(std::string name, std::vector<retort::Column> columns);

/// All that a table holds, a line for each part; the types as PostgreSQL writes them.
std::string printed(const retort::Table& table);
/// The same without the names that PostgreSQL makes for constraints that have none, their places and the spelling of their SQL.
std::string printed_without_made_names(const retort::Table& table);

}  // namespace dialect_postgresql
