/// \file
/// Changes of a table, made in the text of its definition.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <retort/dialect/sqlite/table_definition.hpp>
#include <retort/dialect/sqlite/table_snapshot.hpp>
#include <retort/schema/ddl.hpp>

namespace retort::sqlite {

/// Where a column of the edited table comes from. Stands at the same place as the column's definition.
struct EditedColumn {
    std::string original{};          ///< the column of the table as it was; empty: it is new
    std::string original_type{};     ///< as it was declared
    std::string name{};              ///< as it will be called; its definition has it under the name that it had
    std::string using_expression{};  ///< what its values become; empty: they stay
    bool keeps_json = false;         ///< its new type is JSON, which is text
};

/// Takes the changes of a table one after the other and makes its new definition.
///
/// A column that is renamed keeps its name in the definition: SQLite's own RENAME COLUMN, which finds it in triggers, views and foreign keys
/// of other tables as well, comes last. Belongs to one call.
class TableEditor {
public:
    explicit TableEditor(const TableSnapshot& table);

    /// False where there is nothing to change, for example where IF EXISTS was said.
    /// \throws ArgumentError  where the table has no such column, index or constraint
    bool apply(const ddl::Change& change);

    /// \throws CompileError  where something that stays needs a column that goes
    void require_whole() const;

    const TableDefinition& definition() const noexcept { return definition_; }
    const std::vector<EditedColumn>& columns() const noexcept { return columns_; }
    /// The columns that the table had and has no more.
    std::vector<std::string> dropped_columns() const;
    /// The indexes that stay, in their own words.
    const std::vector<SchemaObject>& indexes() const noexcept { return indexes_; }
    /// The indexes that the last change dropped with a column.
    const std::vector<std::string>& indexes_dropped_last() const noexcept { return indexes_dropped_last_; }
    /// The indexes to be made, in the new names of the columns.
    const std::vector<Index>& new_indexes() const noexcept { return new_indexes_; }
    /// Empty: it keeps its name.
    const std::string& new_table_name() const noexcept { return new_table_name_; }

private:
    using Kind = DefinedConstraint::Kind;

    bool change(const ddl::AddColumn& change);
    bool change(const ddl::DropColumn& change);
    bool change(const ddl::AlterColumn& change);
    bool change(const ddl::RenameTable& change);
    bool change(const ddl::CreateIndex& change);
    bool change(const ddl::DropIndex& change);
    bool change(const ddl::CreatePrimaryKey& change);
    bool change(const ddl::CreateUniqueConstraint& change);
    bool change(const ddl::CreateCheckConstraint& change);
    bool change(const ddl::CreateForeignKey& change);
    bool change(const ddl::CreateExcludeConstraint& change);
    bool change(const ddl::DropConstraint& change);
    bool change(const ddl::SetTableComment& change);
    bool change(const ddl::CreateTable& change);
    bool change(const ddl::DropTable& change);
    bool change(const ddl::AlterEnum& change);

    std::string table() const { return "the table '" + before_.full_name() + "'"; }
    std::size_t place_of(std::string_view name) const noexcept;
    std::size_t require_column(std::string_view name) const;
    std::vector<std::string> names_in_definition(const std::vector<std::string>& names) const;
    std::vector<std::pair<std::string, std::string>> renamed() const;
    std::string in_definition(std::string_view sql) const;
    std::vector<std::string> column_names() const;

    void keep_first_default(std::size_t place, const ddl::AlterColumn& change);
    void rename(std::size_t place, const std::string& name);
    void make_generated_key(std::size_t place);
    void drop_with_column(const std::string& name);
    void append_constraint(const std::string& name, const std::string& body);
    void remove_primary_key();
    std::size_t remove_constraints(const ddl::DropConstraint& change, bool unnamed);
    std::string constraint_names() const;

    const TableSnapshot& before_;
    TableDefinition definition_;
    std::vector<EditedColumn> columns_{};
    std::vector<SchemaObject> indexes_{};
    std::vector<std::string> indexes_dropped_last_{};
    std::vector<Index> new_indexes_{};
    std::string new_table_name_{};
};

}  // namespace retort::sqlite
