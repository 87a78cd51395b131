/// \file
/// Internal: one call on Operations or BatchOperations on its way to the list, checked.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include <retort/core/error.hpp>
#include <retort/migrate/operation.hpp>
#include <retort/schema/ddl.hpp>

namespace retort::migrate::detail {

/// Knows which operation it is, on what and in which script, so that each complaint can say so.
class Recording {
public:
    struct TableMayBeUnnamed {};

    Recording(OperationList& list, std::string_view operation) : list_{list}, operation_{operation} {}
    /// \param object  the column, index or constraint that it is about; may be empty
    /// \throws ArgumentError  where the table has no name
    Recording(OperationList& list, std::string_view operation, ddl::TableName table, std::string object = {});
    Recording(OperationList& list, std::string_view operation, ddl::TableName table, std::string object, TableMayBeUnnamed);

    const ddl::TableName& table() const noexcept { return table_; }

    /// \throws ArgumentError  `add_column hero.age <complaint>, in revision … (file)`, unless `holds`
    void require(bool holds, std::string_view complaint) const;
    /// Columns that have a name, at least one and none of them twice.
    void require_columns(const std::vector<std::string>& columns) const;
    /// A batch works on one table: no other schema than its own may be named.
    const Recording& within(const std::string& schema) const;

    /// A new AlterTable at the end of the list.
    ddl::AlterTable& alter() const;
    void record(ddl::AlterTable change) const { list_.operations.emplace_back(std::move(change)); }

    void create_table(std::initializer_list<TableItem> items, CreateTableOptions options) const;
    /// The table of these items, checked.
    Table table_of(const std::vector<TableItem>& items) const;

    // Each adds what it asks for to `to`.
    void add_column(ddl::AlterTable& to, Column column, AddColumnOptions options) const;
    void drop_column(ddl::AlterTable& to, std::string column, const DropColumnOptions& options) const;
    void alter_column(ddl::AlterTable& to, std::string column, AlterColumnOptions options) const;
    void create_index(ddl::AlterTable& to, std::string name, std::vector<IndexElement> columns, CreateIndexOptions options) const;
    void drop_index(ddl::AlterTable& to, std::string name, const DropIndexOptions& options) const;
    void create_primary_key(ddl::AlterTable& to, std::string name, std::vector<std::string> columns) const;
    void create_unique_constraint(ddl::AlterTable& to, std::string name, std::vector<std::string> columns, std::string deferral) const;
    void create_check_constraint(ddl::AlterTable& to, std::string name, std::string condition) const;
    void create_foreign_key(ddl::AlterTable& to, std::string name, std::string referent_table, std::vector<std::string> local_columns,
        std::vector<std::string> remote_columns, CreateForeignKeyOptions options) const;
    void create_exclude_constraint(ddl::AlterTable& to, std::string name, std::string sql) const;
    void drop_constraint(ddl::AlterTable& to, std::string name, const DropConstraintOptions& options) const;

private:
    void require_index(const Index& index) const;
    void require_foreign_key(const ForeignKeyConstraint& key) const;
    void require_key(const Table& table, const std::vector<std::string>& columns, std::string_view what) const;
    void check_constraints(const Table& table) const;

    OperationList& list_;
    std::string_view operation_;
    ddl::TableName table_{};
    std::string object_{};
};

}  // namespace retort::migrate::detail
