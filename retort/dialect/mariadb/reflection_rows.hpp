/// \file
/// Internal: the parts of a table as rows of information_schema tell them. All functions are pure and thread-safe.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <retort/dialect/mariadb/column_definition.hpp>
#include <retort/schema/table.hpp>

namespace retort::mariadb {

/// A row of information_schema.columns.
struct ColumnRow {
    std::string name{};
    std::string type{};
    std::string collation{};
    bool nullable = false;
    std::string default_value{};  ///< SQL; NULL and nothing are empty
    std::string extra{};
    std::string comment{};
    std::string generation{};
};
/// \param collation  the table's, which needs no mention
Column column_of(const ColumnRow& row, std::string_view collation);

/// The same from what SHOW CREATE TABLE tells.
Column column_of(const ColumnDefinition& definition);

/// The rows of information_schema.statistics of one index.
struct IndexRows {
    struct Part {
        std::string column{};
        bool descending = false;
        int length = 0;  ///< 0: all of it
    };
    std::string name{};
    std::string type{};  ///< BTREE, FULLTEXT, SPATIAL, HASH
    bool unique = false;
    std::vector<Part> parts{};
};
/// Adds the index to its table: as the primary key, as a unique constraint, which is the same to MariaDB, or as an index.
void add_index(Table& table, const IndexRows& rows);

/// Leaves out what MariaDB has made by itself: the check of a JSON column, which becomes its type, and indexes that only serve a foreign key.
void tidy(Table& table);
/// True where MariaDB would make such an index for the foreign key: over its columns, under its name or that of its first column.
bool is_made_name(std::string_view key, std::string_view table);
bool serves_only(const Index& index, const ForeignKeyConstraint& key);

/// `CASCADE`; what MariaDB does by itself, RESTRICT or NO ACTION, is none.
ReferentialAction action_of(std::string_view word);

/// The options of a table from ENGINE, TABLE_COLLATION and CREATE_OPTIONS.
DialectOptions table_options(std::string_view engine, std::string_view collation, std::string_view create_options);

}  // namespace retort::mariadb
