/// \file
/// Internal: what has to be known of a table to alter it.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <retort/dialect/mariadb/column_definition.hpp>
#include <retort/schema/ddl.hpp>

namespace retort {
class Connection;
}

namespace retort::mariadb {

/// Looks at the table only when something is asked for that the changes do not say. Borrows both; belongs to one thread.
class TableLook {
public:
    TableLook(Connection* connection, const ddl::AlterTable& alter) : connection_{connection}, alter_{alter} {}

    bool is_online() const noexcept { return connection_ != nullptr; }

    /// The column that a change is about, to be changed with it.
    /// \throws CompileError  where there is no database, and the change does not tell the column's type
    /// \throws ArgumentError  where the table has no such column
    ColumnDefinition& definition(const ddl::AlterColumn& change);
    /// The same, but nullptr where nothing is known.
    const ColumnDefinition* find_definition(const ddl::AlterColumn& change);
    /// True where definition() would not throw a CompileError.
    bool knows(const ddl::AlterColumn& change) { return find_definition(change) != nullptr; }
    /// The column whose own CHECK this is, or nullptr.
    ColumnDefinition* column_with_check(std::string_view sql);
    void add(ColumnDefinition definition);
    void rename(std::string_view column, const std::string& new_name);

    /// The name of a constraint that has none in the script.
    /// \throws CompileError, ArgumentError
    std::string name_of(const ddl::DropConstraint& change);
    /// Its index, of that name where it is over columns: a primary key's is PRIMARY, whatever the key was called.
    std::string index_of(const ddl::DropConstraint& change);
    /// What kind of constraint goes by this name; any, for which MariaDB looks itself, where there is no database.
    /// \throws ArgumentError  where there is none
    ConstraintType kind_of(std::string_view name);
    /// The index that MariaDB has made for a foreign key and that nothing else needs; empty: there is none.
    std::string index_made_for(std::string_view foreign_key);
    /// True where MariaDB has made an index for a foreign key and named it by this column, which begins it.
    bool has_index_named_by(std::string_view column);
    /// True where an index of the table serves a foreign key over these columns once the changes are made.
    bool is_served(const ForeignKeyConstraint& key);
    /// The foreign keys of the table that no index serves once `index` is gone and the changes are made; each is told once.
    std::vector<ForeignKeyConstraint> keys_left_without(std::string_view index);
    /// \throws CompileError, ArgumentError
    ddl::TableName table_of_index(std::string_view index) const;

private:
    ColumnDefinition* find(std::string_view column);
    void read_columns();
    /// The table as the catalog reads it, or copy_from; nullptr where neither is there.
    const Table* table();
    /// The columns of the indexes that the table has once the changes are made, as far as they are whole.
    std::vector<std::vector<std::string>> indexes_afterwards();

    Connection* connection_;
    const ddl::AlterTable& alter_;
    std::optional<std::vector<ColumnDefinition>> columns_{};
    std::optional<Table> table_{};
    std::vector<std::string> told_keys_{};
};

}  // namespace retort::mariadb
