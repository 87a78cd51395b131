/// \file
/// What a database says of one table before it is altered, in the database's own words.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <retort/dialect/sqlite/table_definition.hpp>
#include <retort/schema/ddl.hpp>

namespace retort {
class Connection;
}

namespace retort::sqlite {

/// An index or trigger, as sqlite_master holds it.
struct SchemaObject {
    std::string name{};
    std::string sql{};
    bool temporary = false;  ///< a trigger of the connection alone, on a table that is not
};

struct TableSnapshot {
    std::string schema{};  ///< what SQL has to put in front of the name; empty: nothing
    TableDefinition definition{};
    std::vector<SchemaObject> indexes{};  ///< without those that a constraint makes
    std::vector<SchemaObject> triggers{};
    bool has_leftover = false;        ///< a table of an aborted rebuild is there
    bool has_dependents = false;      ///< views or triggers are there, of whatever table
    bool legacy_alter_table = false;  ///< the pragma of the connection
    bool is_known = true;             ///< it has been looked at; false: somebody has told us (copy_from)

    std::string full_name() const;
    ddl::TableName table_name() const { return {schema, definition.name}; }
};

/// The name under which a table is made anew.
std::string temporary_name(std::string_view table);
/// `schema.name`, quoted where it has to be.
std::string qualified_name(std::string_view schema, std::string_view name);

/// One look at the schema, for what concerns the table.
/// \throws NoSuchTableError, CompileError  where the table is virtual or a view
TableSnapshot take_snapshot(retort::Connection& connection, const ddl::TableName& table);
/// A table as a migration script tells it.
TableSnapshot snapshot_of(const Table& table);

/// A foreign key that leads to a table, and the table that has it.
struct InboundKey {
    std::string table{};
    DefinedConstraint key{};
};
/// The foreign keys of all tables of the schema that lead to this one; its own as well.
std::vector<InboundKey> inbound_keys(retort::Connection& connection, const TableSnapshot& table);

}  // namespace retort::sqlite
