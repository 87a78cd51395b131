#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <retort/schema/table.hpp>

namespace retort {

class Connection;

/// What a dialect knows of reading the schema that a database has; Inspector is its public face. Never changes; safe to use from several threads.
///
/// Names of tables compare as the database compares them; an empty schema is the default one.
class Catalog {
public:
    virtual ~Catalog() = default;

    virtual std::vector<std::string> schema_names(Connection& connection) const = 0;
    virtual std::string default_schema_name(Connection& connection) const = 0;
    /// The tables that exist, in order of their names; those that the database makes for itself left out.
    virtual std::vector<std::string> table_names(Connection& connection, std::string_view schema) const = 0;
    virtual std::vector<std::string> view_names(Connection& connection, std::string_view schema) const = 0;
    /// The view's SELECT in the words in which the database keeps it.
    /// \throws NoSuchTableError
    virtual std::string view_definition(Connection& connection, std::string_view schema, std::string_view name) const = 0;

    /// One table with all that the database tells of it. A type that Retort does not know is SqlType::custom with its SQL text.
    /// \throws NoSuchTableError
    virtual Table table(Connection& connection, std::string_view schema, std::string_view name) const = 0;
    /// All tables of a schema, in order of their names, in a number of queries that does not grow with them.
    virtual std::vector<Table> tables(Connection& connection, std::string_view schema) const = 0;

    /// What this database would tell of `wanted`, were it created: without what it does not keep (comments on SQLite, an index that a
    /// constraint makes), so that only real differences are left to compare.
    virtual Table as_stored(const Table& wanted) const = 0;
    /// True where enumerators are types of their own beside the tables, to which values are added by alter_enum(): PostgreSQL.
    virtual bool has_enum_types() const { return false; }
    /// All types of enumerators of the database, those included that no table uses.
    virtual std::vector<SqlType> enum_types(Connection& /*connection*/) const { return {}; }
    /// Has an existing table tell in the words of `stored`, which as_stored() gave, what the database does not tell apart: on MariaDB a
    /// unique index and a unique constraint, or an option that was asked for and one that is the server's own.
    virtual void reconcile(Table& /*existing*/, const Table& /*stored*/) const {}
    /// Has a table that was read tell of itself as it does once it is renamed: MariaDB renames the foreign keys that it had named after the table.
    virtual void rename_table(Table& table, const std::string& new_name) const { table.name = new_name; }
    /// True where a column of the type `existing`, as read from the database, serves as one of type `wanted`.
    virtual bool same_type(const SqlType& existing, const SqlType& wanted) const = 0;
    /// True where both expressions give the same default. Equal for certain where it says so; it may ask the database.
    virtual bool same_server_default(Connection& connection, const Column& existing, const Column& wanted) const = 0;
    /// True where two pieces of SQL (a CHECK, the condition of an index, a generated column) are the same up to spaces, the case of
    /// keywords, quotes that nothing needs and brackets around the whole.
    virtual bool same_sql(std::string_view existing, std::string_view wanted) const = 0;
};

}  // namespace retort
