#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <retort/schema/metadata.hpp>
#include <retort/schema/table.hpp>

namespace retort {

class Connection;

/// Reads the schema that a database has, by the names of SQLAlchemy's Inspector. Nothing is kept between two calls.
///
/// Belongs to its connection and to one thread at a time. An empty schema is the default one.
class Inspector {
public:
    explicit Inspector(Connection& connection) : connection_{&connection} {}

    std::vector<std::string> get_schema_names() const;
    std::string default_schema_name() const;
    bool has_schema(std::string_view schema) const;
    /// In order of their names.
    std::vector<std::string> get_table_names(std::string_view schema = {}) const;
    /// Referred tables before those that refer to them; tables that refer to each other in a ring come last.
    std::vector<std::string> get_sorted_table_names(std::string_view schema = {}) const;
    std::vector<std::string> get_view_names(std::string_view schema = {}) const;
    /// \throws NoSuchTableError
    std::string get_view_definition(std::string_view view, std::string_view schema = {}) const;
    /// True where a table or view of this name exists.
    bool has_table(std::string_view table, std::string_view schema = {}) const;

    // Each throws NoSuchTableError where there is no such table.
    std::vector<Column> get_columns(std::string_view table, std::string_view schema = {}) const;
    PrimaryKeyConstraint get_pk_constraint(std::string_view table, std::string_view schema = {}) const;
    std::vector<ForeignKeyConstraint> get_foreign_keys(std::string_view table, std::string_view schema = {}) const;
    std::vector<UniqueConstraint> get_unique_constraints(std::string_view table, std::string_view schema = {}) const;
    std::vector<CheckConstraint> get_check_constraints(std::string_view table, std::string_view schema = {}) const;
    std::vector<Index> get_indexes(std::string_view table, std::string_view schema = {}) const;
    bool has_index(std::string_view table, std::string_view index, std::string_view schema = {}) const;
    std::string get_table_comment(std::string_view table, std::string_view schema = {}) const;
    /// What only this database knows of the table: `{"sqlite_strict", "true"}`.
    DialectOptions get_table_options(std::string_view table, std::string_view schema = {}) const;

    /// The whole table at once.
    /// \throws NoSuchTableError
    Table reflect_table(std::string_view table, std::string_view schema = {}) const;
    /// All tables of the schema, read in a number of queries that does not grow with them.
    MetaData reflect(std::string_view schema = {}) const;

private:
    Connection* connection_;
};

/// `inspect(connection).get_table_names()`
inline Inspector inspect(Connection& connection) {
    return Inspector{connection};
}

}  // namespace retort
