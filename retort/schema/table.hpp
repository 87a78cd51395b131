#pragma once

#include <cstddef>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <retort/schema/types.hpp>

namespace retort {

/// What the database does with a row when the row that its foreign key names is deleted or its key changes.
enum class ReferentialAction { none, cascade, set_null, set_default, restrict_, no_action };

/// A key that the database counts up as standard SQL spells it, `GENERATED … AS IDENTITY`, on databases that know it.
enum class Identity { none, by_default, always };

/// The properties of a column beside its name and type, as a migration script spells them: `Column{"age", Integer{}, {.nullable = true}}`.
struct ColumnOptions {
    bool nullable = true;
    bool primary_key = false;
    bool unique = false;
    bool index = false;
    bool autoincrement = false;                   ///< a key that the database generates
    std::optional<std::string> server_default{};  ///< an SQL expression, written as it stands
    std::optional<std::string> onupdate{};        ///< an SQL expression, used by every UPDATE that does not set the column
    std::string comment{};
    std::string computed{};   ///< the SQL expression of a generated column; empty: an ordinary one
    bool persisted = false;   ///< a generated column whose value is stored
    std::string collation{};  ///< the name of a collation; empty: the database's default
    Identity identity = Identity::none;

    friend bool operator==(const ColumnOptions&, const ColumnOptions&) = default;
};

/// One column of a table. A value; safe to read from several threads.
struct Column {
    std::string name;
    SqlType type;
    ColumnOptions options;

    Column() = default;
    Column(std::string column_name, SqlType column_type, ColumnOptions column_options = {})
        : name{std::move(column_name)},
          type{std::move(column_type)},
          options{std::move(column_options)} {}

    friend bool operator==(const Column&, const Column&) = default;
};

struct PrimaryKeyConstraint {
    std::string name{};
    std::vector<std::string> columns{};

    /// The same constraint under a name of the user's choice.
    PrimaryKeyConstraint named(std::string constraint_name) &&;
    friend bool operator==(const PrimaryKeyConstraint&, const PrimaryKeyConstraint&) = default;
};

struct UniqueConstraint {
    std::string name{};
    std::vector<std::string> columns{};
    int order = 0;           ///< place among the table's constraints in its DDL, smallest first; table_args() get negative ones
    std::string deferral{};  ///< as ForeignKeyConstraint's

    /// The same constraint under a name of the user's choice.
    UniqueConstraint named(std::string constraint_name) &&;
    friend bool operator==(const UniqueConstraint&, const UniqueConstraint&) = default;
};

struct CheckConstraint {
    std::string name{};
    std::string sql{};
    int order = 0;  ///< as UniqueConstraint's

    /// The same constraint under a name of the user's choice.
    CheckConstraint named(std::string constraint_name) &&;
    friend bool operator==(const CheckConstraint&, const CheckConstraint&) = default;
};

struct ForeignKeyConstraint {
    std::string name{};
    std::vector<std::string> columns{};
    std::string referred_schema{};
    std::string referred_table{};
    std::vector<std::string> referred_columns{};
    ReferentialAction on_delete = ReferentialAction::none;
    ReferentialAction on_update = ReferentialAction::none;
    int order = 0;           ///< as UniqueConstraint's
    std::string deferral{};  ///< `DEFERRABLE INITIALLY DEFERRED` and the like, written as it stands

    /// The same constraint under a name of the user's choice.
    ForeignKeyConstraint named(std::string constraint_name) &&;
    /// The same constraint with what the database does with its rows when the referred ones go or change.
    ForeignKeyConstraint with_actions(ReferentialAction deleting, ReferentialAction updating = ReferentialAction::none) &&;
    friend bool operator==(const ForeignKeyConstraint&, const ForeignKeyConstraint&) = default;
};

/// No two rows may agree in this way; for databases that know it (PostgreSQL).
struct ExcludeConstraint {
    std::string name{};
    std::string sql{};  ///< what stands behind EXCLUDE, as it stands: `USING gist (room WITH =, during WITH &&)`
    int order = 0;      ///< as UniqueConstraint's

    friend bool operator==(const ExcludeConstraint&, const ExcludeConstraint&) = default;
};

/// What an index is made over: a column by its name, or `sql_expression("lower(name)")`.
struct IndexElement {
    std::string text{};
    bool is_expression = false;

    IndexElement(std::string column) : text{std::move(column)} {}
    IndexElement(const char* column) : text{column} {}
    IndexElement(std::string_view column) : text{column} {}
    IndexElement(std::string sql, bool expression) : text{std::move(sql)}, is_expression{expression} {}
    friend bool operator==(const IndexElement&, const IndexElement&) = default;
};

/// An element of an index in SQL, written as it stands: `sql_expression("name COLLATE NOCASE DESC")`.
IndexElement sql_expression(std::string sql);

/// What only one database knows of a table or an index, by SQLAlchemy's names: `{"sqlite_strict", "true"}`, `{"mariadb_engine", "InnoDB"}`.
/// The other databases leave it unread.
using DialectOptions = std::vector<std::pair<std::string, std::string>>;

struct Index {
    std::string name{};
    std::vector<IndexElement> columns{};
    bool unique = false;
    bool named_by_convention = false;  ///< `indexed` made it, so another naming convention renames it
    std::string where{};               ///< the condition of a partial index in SQL; empty: of all rows
    DialectOptions dialect_options{};

    /// The names of the columns, without the expressions.
    std::vector<std::string> column_names() const;
    /// The same index over the rows alone that meet a condition in SQL.
    Index only_where(std::string condition) &&;
    friend bool operator==(const Index&, const Index&) = default;
};

/// A table as data: what DDL is made from and what migrations compare. A value; safe to read from several threads.
struct Table {
    std::string schema{};
    std::string name{};
    std::string comment{};
    std::vector<Column> columns{};
    PrimaryKeyConstraint primary_key{};
    std::vector<UniqueConstraint> unique_constraints{};
    std::vector<CheckConstraint> check_constraints{};
    std::vector<ForeignKeyConstraint> foreign_keys{};
    std::vector<Index> indexes{};
    DialectOptions dialect_options{};
    std::vector<ExcludeConstraint> exclude_constraints{};

    /// `schema.name`, or the name alone where there is no schema.
    std::string full_name() const;
    /// The column of this name, or nullptr.
    const Column* find_column(std::string_view column_name) const noexcept;
};

/// What `table_comment("...")` makes.
struct TableComment {
    std::string text;
};

/// What `table_option("sqlite_strict", "true")` makes.
struct TableOption {
    std::string name;
    std::string value;
};

/// What `static auto table_args()` of a model returns: the constraints and indexes that span several columns.
class TableArgs {
public:
    template <class... Items>
    explicit TableArgs(Items&&... items) {
        (add(static_cast<Items&&>(items)), ...);
    }

    /// Adds the constraints, to stand before those that the fields make as SQLAlchemy's stand, and the rest to `table`.
    void apply_to(Table& table) const;

private:
    void add(UniqueConstraint constraint);
    void add(CheckConstraint constraint);
    void add(ForeignKeyConstraint constraint);
    void add(ExcludeConstraint constraint);
    void add(Index index);
    void add(TableComment comment);
    void add(TableOption option);

    std::vector<UniqueConstraint> unique_constraints_;
    std::vector<CheckConstraint> check_constraints_;
    std::vector<ForeignKeyConstraint> foreign_keys_;
    std::vector<ExcludeConstraint> exclude_constraints_;
    std::vector<Index> indexes_;
    std::optional<std::string> comment_;
    DialectOptions dialect_options_;
    int constraint_count_ = 0;
};

/// `unique_constraint("name", "team_id")`, unnamed unless the naming convention or `.named()` names it.
template <class... Columns>
UniqueConstraint unique_constraint(const Columns&... columns) {
    return UniqueConstraint{{}, {std::string{columns}...}, 0, {}};
}

/// `check("age >= 0")`: a condition in SQL, written as it stands.
CheckConstraint check(std::string sql);

/// `exclude_constraint("ex_room", "USING gist (room WITH =, during WITH &&)")`: what stands behind EXCLUDE, written as it stands.
ExcludeConstraint exclude_constraint(std::string name, std::string sql);

/// `index("ix_hero_name_age", "name", "age")`
template <class... Columns>
Index index(std::string name, const Columns&... columns) {
    return Index{std::move(name), {IndexElement{columns}...}, false, false};
}

/// An index that also forbids equal rows.
template <class... Columns>
Index unique_index(std::string name, const Columns&... columns) {
    return Index{std::move(name), {IndexElement{columns}...}, true, false};
}

/// A foreign key of several columns: `foreign_key_constraint({"a", "b"}, "other", {"x", "y"})`.
ForeignKeyConstraint foreign_key_constraint(
    std::vector<std::string> columns, std::string referred_table, std::vector<std::string> referred_columns);

/// `primary_key_constraint({"team_id", "hero_id"})`
PrimaryKeyConstraint primary_key_constraint(std::vector<std::string> columns);

/// What only one database knows of the table: `table_option("sqlite_autoincrement", "true")`. SQLite has `sqlite_autoincrement`,
/// `sqlite_strict` and `sqlite_with_rowid` (with the value `false` for WITHOUT ROWID).
TableOption table_option(std::string name, std::string value);

/// A comment on the table, for databases that store one.
TableComment table_comment(std::string text);

}  // namespace retort
