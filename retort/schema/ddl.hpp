/// \file
/// Changes of a schema as data: what a migration script asks for, what autogenerate finds, what a dialect turns into SQL.
#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include <retort/schema/alter_options.hpp>
#include <retort/schema/table.hpp>

namespace retort::ddl {

/// Names a table that exists already.
struct TableName {
    std::string schema{};
    std::string name{};

    /// `schema.name`, or the name alone where there is no schema.
    std::string full_name() const;
    friend bool operator==(const TableName&, const TableName&) = default;
};

struct CreateTable {
    Table table{};  ///< with its indexes, which are created after it
    bool if_not_exists = false;
};

struct DropTable {
    TableName table{};
    bool if_exists = false;
    std::optional<Table> previous{};  ///< what it was, where that is known: what its reversal creates
};

struct RenameTable {
    TableName table{};
    std::string new_name{};
};

struct AddColumn {
    TableName table{};
    Column column{};
    std::vector<ForeignKeyConstraint> foreign_keys{};  ///< of this column alone, part of its definition
    bool if_not_exists = false;
};

struct DropColumn {
    TableName table{};
    std::string column{};
    bool if_exists = false;
    std::optional<Column> previous{};  ///< as DropTable's
};

/// What is to change of a column; what has no value stays as it is.
struct AlterColumn {
    TableName table{};
    std::string column{};
    std::optional<std::string> new_name{};
    std::optional<SqlType> type{};
    std::optional<bool> nullable{};
    std::optional<std::optional<std::string>> server_default{};  ///< an SQL expression; empty inside: no default any more
    std::optional<std::string> comment{};
    std::optional<bool> autoincrement{};
    std::string using_expression{};    ///< how the stored values become ones of the new type; empty: the database's own cast
    std::optional<Column> existing{};  ///< the column as it was, where that is known
};

struct CreateIndex {
    TableName table{};
    Index index{};
    bool if_not_exists = false;
};

struct DropIndex {
    TableName table{};  ///< the name may be empty where the database finds an index without its table
    std::string index{};
    bool if_exists = false;
    std::optional<Index> previous{};   ///< as DropTable's
    DialectOptions dialect_options{};  ///< `postgresql_concurrently`
};

struct CreatePrimaryKey {
    TableName table{};
    PrimaryKeyConstraint constraint{};
};

struct CreateUniqueConstraint {
    TableName table{};
    UniqueConstraint constraint{};
};

struct CreateCheckConstraint {
    TableName table{};
    CheckConstraint constraint{};
};

struct CreateForeignKey {
    TableName table{};
    ForeignKeyConstraint constraint{};
};

struct CreateExcludeConstraint {
    TableName table{};
    ExcludeConstraint constraint{};
};

struct DropConstraint {
    TableName table{};
    std::string name{};  ///< empty: the one unnamed constraint that `previous` describes
    ConstraintType kind = ConstraintType::any;
    bool if_exists = false;
    /// What it was, where that is known.
    std::variant<std::monostate, PrimaryKeyConstraint, UniqueConstraint, CheckConstraint, ForeignKeyConstraint, ExcludeConstraint>
        previous{};
};

struct SetTableComment {
    TableName table{};
    std::string comment{};  ///< empty: no comment any more
    std::string previous{};
};

struct CreateEnum {
    std::vector<std::string> values{};
    bool if_not_exists = false;
};

struct DropEnum {
    bool if_exists = false;
    std::optional<std::vector<std::string>> previous{};  ///< as DropTable's
};

/// A new value, at the end where neither `before` nor `after` says where. No database takes one away again.
struct AddEnumValue {
    std::string value{};
    std::string before{};
    std::string after{};
    bool if_not_exists = false;
};

struct RenameEnumValue {
    std::string value{};
    std::string new_value{};
};

struct RenameEnum {
    std::string new_name{};
};

/// A change of a type of enumerators that stands beside the tables, as PostgreSQL has them; other databases have nothing to change there.
struct AlterEnum {
    TableName type{};
    std::variant<CreateEnum, DropEnum, AddEnumValue, RenameEnumValue, RenameEnum> action{};
};

/// One change of one table, index or type of enumerators.
using Change = std::variant<CreateTable, DropTable, RenameTable, AddColumn, DropColumn, AlterColumn, CreateIndex, DropIndex,
    CreatePrimaryKey, CreateUniqueConstraint, CreateCheckConstraint, CreateForeignKey, CreateExcludeConstraint, DropConstraint,
    SetTableComment, AlterEnum>;

/// Several changes of one table that are made together: one rebuild, or one ALTER TABLE, where the database can.
struct AlterTable {
    TableName table{};
    std::vector<Change> changes{};  ///< all of `table`, none of them CreateTable, DropTable or AlterEnum
    Recreate recreate = Recreate::when_needed;
    /// The table as it is, for SQL that is written without a database.
    std::optional<Table> copy_from{};
};

/// The table, or the type, that a change is about.
TableName table_of(const Change& change);
/// True where a change can be part of AlterTable: all but CreateTable, DropTable and AlterEnum.
bool alters_table(const Change& change);

}  // namespace retort::ddl
