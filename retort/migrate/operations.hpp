/// \file
/// What a migration script says: the operations of Alembic, recorded as data.
///
/// This header is compiled by every script, and there may be hundreds of them: it includes nothing but the tables as data.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <retort/schema/alter_options.hpp>
#include <retort/schema/table.hpp>

namespace retort {
class Connection;
class Session;
}  // namespace retort

namespace retort::migrate {

using namespace retort::types;
using retort::check;
using retort::CheckConstraint;
using retort::Column;
using retort::ConstraintType;
using retort::exclude_constraint;
using retort::ExcludeConstraint;
using retort::foreign_key_constraint;
using retort::ForeignKeyConstraint;
using retort::index;
using retort::Identity;
using retort::Index;
using retort::IndexElement;
using retort::primary_key_constraint;
using retort::PrimaryKeyConstraint;
using retort::Recreate;
using retort::ReferentialAction;
using retort::sql_expression;
using retort::SqlType;
using retort::Table;
using retort::unique_constraint;
using retort::unique_index;
using retort::UniqueConstraint;

namespace detail {
struct OperationList;
}  // namespace detail

/// What stands between the brackets of CREATE TABLE, and the table's indexes. A value.
class TableItem {
public:
    TableItem(Column column);
    TableItem(PrimaryKeyConstraint constraint);
    TableItem(UniqueConstraint constraint);
    TableItem(CheckConstraint constraint);
    TableItem(ForeignKeyConstraint constraint);
    TableItem(ExcludeConstraint constraint);
    TableItem(Index index);
    TableItem(const TableItem& other);
    TableItem& operator=(const TableItem& other);
    ~TableItem();

    /// Adds what this is to `table`.
    void add_to(Table& table) const;

private:
    Table* part_;  ///< a table that has this item alone
};

/// A value in bulk_insert() or a parameter of execute(). Dates, decimals and the like are given as the text that the database reads.
class Literal {
public:
    enum class Kind { null, boolean, integer, real, text };

    Literal(std::nullptr_t) {}
    Literal(bool value) : kind_{Kind::boolean}, integer_{value ? 1 : 0} {}
    Literal(int value) : kind_{Kind::integer}, integer_{value} {}
    Literal(long value) : kind_{Kind::integer}, integer_{value} {}
    Literal(long long value) : kind_{Kind::integer}, integer_{value} {}
    Literal(double value) : kind_{Kind::real}, real_{value} {}
    Literal(const char* value) : kind_{Kind::text}, text_{value} {}
    Literal(std::string value) : kind_{Kind::text}, text_{std::move(value)} {}

    Kind kind() const noexcept { return kind_; }
    std::int64_t integer() const noexcept { return integer_; }
    double real() const noexcept { return real_; }
    const std::string& text() const noexcept { return text_; }

private:
    Kind kind_ = Kind::null;
    std::int64_t integer_ = 0;
    double real_ = 0;
    std::string text_{};
};

/// Named parameters of execute(): `{{"name", "Deadpond"}}`.
using LiteralParameters = std::vector<std::pair<std::string, Literal>>;

/// Reports how far a data migration has come; on a terminal as a bar. Belongs to one thread.
class Progress {
public:
    /// How many items there are in all; unknown until it is called.
    virtual void total(std::int64_t items) = 0;
    /// So many more are done.
    virtual void advance(std::int64_t items = 1) = 0;

protected:
    Progress() = default;
    ~Progress() = default;
};

struct CreateTableOptions {
    std::string schema{};
    std::string comment{};
    bool if_not_exists = false;
    DialectOptions dialect_options{};  ///< `{{"sqlite_strict", "true"}}`
};

struct DropTableOptions {
    std::string schema{};
    bool if_exists = false;
};

struct TableOptions {
    std::string schema{};
};

struct AddColumnOptions {
    std::string schema{};
    bool if_not_exists = false;
    /// A foreign key of this column, made with it: `foreign_key_constraint({"team_id"}, "team", {"id"})`.
    std::vector<ForeignKeyConstraint> foreign_keys{};
};

struct DropColumnOptions {
    std::string schema{};
    bool if_exists = false;
};

/// What alter_column() changes; what has no value stays as it is.
struct AlterColumnOptions {
    std::optional<bool> nullable{};
    std::optional<std::string> server_default{};  ///< an SQL expression
    bool drop_server_default = false;             ///< no default any more
    std::optional<std::string> new_column_name{};
    std::optional<SqlType> type{};
    std::optional<std::string> comment{};  ///< empty text: no comment any more
    std::optional<bool> autoincrement{};
    std::string using_expression{};  ///< how the stored values become ones of the new type: `"CAST(age AS TEXT)"`
    // What the column was; a database that can only define a column anew (MariaDB) needs it where it stays.
    std::optional<SqlType> existing_type{};
    std::optional<bool> existing_nullable{};
    std::optional<std::string> existing_server_default{};
    std::optional<std::string> existing_comment{};
    std::optional<bool> existing_autoincrement{};
    std::string schema{};
};

struct CreateIndexOptions {
    bool unique = false;
    std::string where{};  ///< the condition of a partial index, in SQL
    std::string schema{};
    bool if_not_exists = false;
    DialectOptions dialect_options{};
};

struct DropIndexOptions {
    std::string schema{};
    bool if_exists = false;
    DialectOptions dialect_options{};  ///< `{{"postgresql_concurrently", "true"}}`
};

struct CreateUniqueConstraintOptions {
    std::string schema{};
    std::string deferral{};  ///< `DEFERRABLE INITIALLY DEFERRED`, for databases that can wait with UNIQUE
};

struct CreateForeignKeyOptions {
    ReferentialAction on_delete = ReferentialAction::none;
    ReferentialAction on_update = ReferentialAction::none;
    std::string deferral{};  ///< `DEFERRABLE INITIALLY DEFERRED`
    std::string source_schema{};
    std::string referent_schema{};
};

struct DropConstraintOptions {
    ConstraintType type = ConstraintType::any;
    std::string schema{};
    bool if_exists = false;
    // What tells a constraint without a name from the others of its type; the name is left empty then.
    std::vector<std::string> columns{};  ///< those of a unique constraint or foreign key
    std::string condition{};             ///< the SQL of a CHECK
};

struct CreateEnumOptions {
    std::string schema{};
    bool if_not_exists = false;
};

struct DropEnumOptions {
    std::string schema{};
    bool if_exists = false;
};

/// Where a new value stands among the others: at the end, unless one of these is given.
struct AddEnumValueOptions {
    std::string before{};
    std::string after{};
    std::string schema{};
    bool if_not_exists = false;
};

struct EnumOptions {
    std::string schema{};
};

struct ExecuteOptions {
    LiteralParameters parameters{};
};

/// A statement that is executed again and again until it changes no row any more, each time in at most `size` rows.
struct BatchesOptions {
    std::int64_t size = 10'000;  ///< bound as `:batch_size`
    std::string total{};         ///< a SELECT that counts the rows there are to change, for the progress bar
};

/// How batch_alter_table() makes a table anew on a database that cannot alter it otherwise.
struct BatchOptions {
    std::string schema{};
    Recreate recreate = Recreate::when_needed;
    /// The table as it is; only for SQL that is written without a database.
    std::vector<TableItem> copy_from{};
};

/// The operations on one table that are made together: one rebuild of the table on SQLite, one ALTER TABLE on other databases.
/// Each gives the batch again, so that they can be chained. Belongs to its Operations and to one thread.
class BatchOperations {
public:
    BatchOperations& add_column(Column column, AddColumnOptions options = {});
    BatchOperations& drop_column(std::string column, const DropColumnOptions& options = {});
    BatchOperations& alter_column(std::string column, AlterColumnOptions options);
    BatchOperations& create_primary_key(std::string name, std::vector<std::string> columns);
    BatchOperations& create_unique_constraint(
        std::string name, std::vector<std::string> columns, CreateUniqueConstraintOptions options = {});
    BatchOperations& create_check_constraint(std::string name, std::string condition);
    BatchOperations& create_foreign_key(std::string name, std::string referent_table, std::vector<std::string> local_columns,
        std::vector<std::string> remote_columns, CreateForeignKeyOptions options = {});
    BatchOperations& create_exclude_constraint(std::string name, std::string sql);
    BatchOperations& drop_constraint(std::string name, const DropConstraintOptions& options = {});
    BatchOperations& create_index(std::string name, std::vector<IndexElement> columns, CreateIndexOptions options = {});
    BatchOperations& drop_index(std::string name, const DropIndexOptions& options = {});
    BatchOperations& create_table_comment(std::string comment);
    BatchOperations& drop_table_comment();

private:
    friend class Operations;
    BatchOperations(detail::OperationList& list, std::size_t place) : list_{&list}, place_{place} {}

    detail::OperationList* list_;
    std::size_t place_;
};

/// The `op` of a migration script: each call records one operation, to be executed when the script has been read to its end, or printed as SQL.
/// Names and meanings are those of Alembic. Names given here are final; what has none is named by the naming convention. Belongs to one thread.
class Operations {
public:
    explicit Operations(detail::OperationList& list) : list_{&list} {}

    void create_table(std::string name, std::initializer_list<TableItem> items, CreateTableOptions options = {});
    void drop_table(std::string name, DropTableOptions options = {});
    void rename_table(std::string old_name, std::string new_name, TableOptions options = {});
    void create_table_comment(std::string table, std::string comment, TableOptions options = {});
    void drop_table_comment(std::string table, TableOptions options = {});

    void add_column(std::string table, Column column, AddColumnOptions options = {});
    void drop_column(std::string table, std::string column, const DropColumnOptions& options = {});
    void alter_column(std::string table, std::string column, AlterColumnOptions options);

    /// \param columns  names, or `sql_expression("lower(name)")`
    void create_index(std::string name, std::string table, std::vector<IndexElement> columns, CreateIndexOptions options = {});
    void drop_index(std::string name, std::string table = {}, const DropIndexOptions& options = {});

    // A constraint's name may be empty: the naming convention names it then, or the database.
    void create_primary_key(std::string name, std::string table, std::vector<std::string> columns, TableOptions options = {});
    void create_unique_constraint(
        std::string name, std::string table, std::vector<std::string> columns, CreateUniqueConstraintOptions options = {});
    void create_check_constraint(std::string name, std::string table, std::string condition, TableOptions options = {});
    void create_foreign_key(std::string name, std::string source_table, std::string referent_table, std::vector<std::string> local_columns,
        std::vector<std::string> remote_columns, CreateForeignKeyOptions options = {});
    /// \param sql  what stands behind EXCLUDE: `"USING gist (room WITH =, during WITH &&)"`; PostgreSQL has such constraints
    void create_exclude_constraint(std::string name, std::string table, std::string sql, TableOptions options = {});
    void drop_constraint(std::string name, std::string table, const DropConstraintOptions& options = {});

    /// Begins a batch of operations on one table: `auto batch = op.batch_alter_table("hero"); batch.drop_column("age");`
    BatchOperations batch_alter_table(std::string table, BatchOptions options = {});

    // Types of enumerators, which PostgreSQL keeps beside its tables: `op.add_enum_value("allegiance", "neutral", {.before = "villain"});`
    // Where enumerators are part of the columns' types (SQLite's VARCHAR, MariaDB's ENUM) they do nothing; MariaDB's columns are altered.
    void create_enum(std::string name, std::vector<std::string> values, CreateEnumOptions options = {});
    void drop_enum(std::string name, DropEnumOptions options = {});
    /// A value cannot be used before the transaction that adds it has ended, and never be taken away again.
    void add_enum_value(std::string name, std::string value, AddEnumValueOptions options = {});
    void rename_enum_value(std::string name, std::string value, std::string new_value, EnumOptions options = {});
    void rename_enum(std::string name, std::string new_name, EnumOptions options = {});

    /// SQL as it stands, with `:name` parameters.
    void execute(std::string sql, ExecuteOptions options = {});
    /// An UPDATE or DELETE in batches: `op.execute_in_batches("DELETE FROM log WHERE rowid IN (SELECT rowid FROM log WHERE old LIMIT :batch_size)")`.
    void execute_in_batches(std::string sql, BatchesOptions options = {});
    /// Inserts rows: `op.bulk_insert("team", {"id", "name"}, {{1, "Preventers"}, {2, nullptr}});`
    void bulk_insert(std::string table, std::vector<std::string> columns, std::initializer_list<std::initializer_list<Literal>> rows,
        TableOptions options = {});

    /// Code of your own, in the transaction of the migration: a lambda without captures. Offline SQL has a comment in its place.
    /// Include <retort/retort.hpp> to use what it is given.
    void run(void (*migration)(Connection& connection));
    void run(void (*migration)(Session& session));
    void run(void (*migration)(Connection& connection, Progress& progress));
    void run(void (*migration)(Session& session, Progress& progress));

    /// "sqlite", "postgresql", …: for SQL that has to differ between databases.
    std::string_view dialect() const;
    /// True where SQL is printed instead of executed (`--sql`).
    bool is_offline() const;
    /// The value of `-x name=value`; empty where none was given.
    std::string x_argument(std::string_view name) const;

private:
    detail::OperationList* list_;
};

}  // namespace retort::migrate
