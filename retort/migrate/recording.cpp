#include <retort/migrate/recording.hpp>

#include <algorithm>
#include <utility>

namespace retort::migrate::detail {

Recording::Recording(OperationList& list, std::string_view operation, ddl::TableName table, std::string object, TableMayBeUnnamed)
    : list_{list},
      operation_{operation},
      table_{std::move(table)},
      object_{std::move(object)} {}

Recording::Recording(OperationList& list, std::string_view operation, ddl::TableName table, std::string object)
    : Recording{list, operation, std::move(table), std::move(object), TableMayBeUnnamed{}} {
    require(!table_.name.empty(), "needs the name of a table");
}

void Recording::require(bool holds, std::string_view complaint) const {
    if (holds) return;
    std::string message{operation_};
    if (!table_.name.empty()) message.append(" ").append(table_.full_name());
    if (!object_.empty()) message.append(table_.name.empty() ? " " : ".").append(object_);
    message.append(" ").append(complaint);
    if (!list_.script.empty()) message.append(", in ").append(list_.script);
    throw ArgumentError{std::move(message)};
}

void Recording::require_columns(const std::vector<std::string>& columns) const {
    require(!columns.empty(), "needs one column at least");
    for (auto column = columns.begin(); column != columns.end(); ++column) {
        require(!column->empty(), "is given a column without a name");
        require(std::find(columns.begin(), column, *column) == column, "is given the column '" + *column + "' twice");
    }
}

const Recording& Recording::within(const std::string& schema) const {
    require(schema.empty() || schema == table_.schema,
        "is part of a batch, which works in the schema that batch_alter_table was given, not in '" + schema + "'");
    return *this;
}

ddl::AlterTable& Recording::alter() const {
    return std::get<ddl::AlterTable>(list_.operations.emplace_back(ddl::AlterTable{table_}));
}

// Whole tables.

namespace {

/// SQLAlchemy writes what a script gives as arguments of the table before what its columns bring, in the order given.
class GivenOrder {
public:
    explicit GivenOrder(Table& table) : table_{table} {}

    void add(const TableItem& item) {
        const auto uniques = table_.unique_constraints.size();
        const auto checks = table_.check_constraints.size();
        const auto keys = table_.foreign_keys.size();
        const auto excludes = table_.exclude_constraints.size();
        item.add_to(table_);
        number(table_.unique_constraints, uniques);
        number(table_.check_constraints, checks);
        number(table_.foreign_keys, keys);
        number(table_.exclude_constraints, excludes);
    }
    void finish() {
        const auto in_front = [this](auto& constraints) {
            for (auto& constraint : constraints)
                constraint.order -= count_;
        };
        in_front(table_.unique_constraints);
        in_front(table_.check_constraints);
        in_front(table_.foreign_keys);
        in_front(table_.exclude_constraints);
    }

private:
    template <class Constraints>
    void number(Constraints& constraints, std::size_t from) {
        for (; from < constraints.size(); ++from)
            constraints[from].order = count_++;
    }

    Table& table_;
    int count_ = 0;
};

std::size_t number_of_items(const Table& table) {
    return table.columns.size() + table.unique_constraints.size() + table.check_constraints.size() + table.foreign_keys.size() +
           table.exclude_constraints.size() + table.indexes.size();
}

/// A primary key says so in its columns as well, and the other way round: who makes DDL asks the one or the other.
void complete_primary_key(Table& table) {
    auto& key = table.primary_key.columns;
    if (key.empty()) {
        for (const Column& column : table.columns) {
            if (column.options.primary_key) key.push_back(column.name);
        }
        return;
    }
    for (Column& column : table.columns) {
        if (std::find(key.begin(), key.end(), column.name) != key.end()) column.options.primary_key = true;
    }
}

/// The UNIQUE constraints and indexes that columns bring by their options, as a model's fields do.
void add_constraints_of_columns(Table& table) {
    for (const Column& column : table.columns) {
        if (column.options.index) {
            table.indexes.push_back({{}, {column.name}, column.options.unique, true});
        } else if (column.options.unique) {
            table.unique_constraints.push_back({{}, {column.name}});
        }
    }
}

}  // namespace

Table Recording::table_of(const std::vector<TableItem>& items) const {
    Table table;
    table.schema = table_.schema;
    table.name = table_.name;
    GivenOrder order{table};
    for (const TableItem& item : items) {
        const std::size_t before = number_of_items(table);
        const bool had_key = !table.primary_key.columns.empty();
        order.add(item);
        if (number_of_items(table) > before) continue;
        require(!had_key, "is given two primary keys; a table has one, of several columns where it must");
        require(!table.primary_key.columns.empty(), "is given a primary key of no column");
    }
    order.finish();
    require(!table.columns.empty(), "needs one column at least");
    for (auto column = table.columns.begin(); column != table.columns.end(); ++column) {
        require(!column->name.empty(), "is given a column without a name");
        require(std::none_of(table.columns.begin(), column, [&](const Column& other) { return other.name == column->name; }),
            "is given the column '" + column->name + "' twice");
    }
    check_constraints(table);
    complete_primary_key(table);
    add_constraints_of_columns(table);
    return table;
}

void Recording::require_key(const Table& table, const std::vector<std::string>& columns, std::string_view what) const {
    require(!columns.empty(), std::string{what} + " has no column");
    for (const auto& column : columns) {
        require(
            table.find_column(column) != nullptr, std::string{what} + " names the column '" + column + "', which the table does not have");
    }
}

void Recording::check_constraints(const Table& table) const {
    const auto called = [](std::string_view kind, const std::string& name) {
        return name.empty() ? "is given " + std::string{kind} + " that" : "is given " + std::string{kind} + " '" + name + "' that";
    };
    if (!table.primary_key.columns.empty()) {
        require_key(table, table.primary_key.columns, called("a primary key", table.primary_key.name));
    }
    for (const auto& unique : table.unique_constraints)
        require_key(table, unique.columns, called("a unique constraint", unique.name));
    for (const auto& check : table.check_constraints)
        require(!check.sql.empty(), called("a check constraint", check.name) + " has no condition");
    for (const auto& exclude : table.exclude_constraints)
        require(!exclude.sql.empty(), called("an exclusion constraint", exclude.name) + " says nothing");
    for (const auto& key : table.foreign_keys) {
        require_key(table, key.columns, called("a foreign key", key.name));
        require_foreign_key(key);
    }
    for (const auto& index : table.indexes) {
        require_index(index);
        for (const auto& column : index.column_names()) {
            require(table.find_column(column) != nullptr,
                called("an index", index.name) + " names the column '" + column + "', which the table does not have");
        }
    }
}

void Recording::create_table(std::initializer_list<TableItem> items, CreateTableOptions options) const {
    Table table = table_of(items);
    table.comment = std::move(options.comment);
    table.dialect_options = std::move(options.dialect_options);
    list_.operations.emplace_back(ddl::CreateTable{std::move(table), options.if_not_exists});
}

// Columns.

void Recording::add_column(ddl::AlterTable& to, Column column, AddColumnOptions options) const {
    require(!column.name.empty(), "needs a column with a name");
    const bool wants_index = column.options.index;
    const bool wants_unique = column.options.unique;
    for (auto& key : options.foreign_keys) {
        require_foreign_key(key);
        require(key.columns.size() == 1 && key.columns.front() == column.name,
            "is given a foreign key of other columns; use create_foreign_key for it");
    }
    const std::string name = column.name;
    to.changes.emplace_back(ddl::AddColumn{table_, std::move(column), std::move(options.foreign_keys), options.if_not_exists});
    if (wants_index) {
        to.changes.emplace_back(ddl::CreateIndex{table_, Index{{}, {name}, wants_unique, true}, options.if_not_exists});
    } else if (wants_unique) {
        to.changes.emplace_back(ddl::CreateUniqueConstraint{table_, UniqueConstraint{{}, {name}}});
    }
}

void Recording::drop_column(ddl::AlterTable& to, std::string column, const DropColumnOptions& options) const {
    require(!column.empty(), "needs the name of a column");
    to.changes.emplace_back(ddl::DropColumn{table_, std::move(column), options.if_exists});
}

void Recording::alter_column(ddl::AlterTable& to, std::string column, AlterColumnOptions options) const {
    require(!column.empty(), "needs the name of a column");
    require(!options.drop_server_default || !options.server_default, "is given a server_default and drop_server_default; give one of them");
    require(!options.new_column_name || !options.new_column_name->empty(), "is given an empty new_column_name");
    require(options.using_expression.empty() || options.type, "is given a using_expression without the type that it leads to");
    require(options.nullable || options.server_default || options.drop_server_default || options.new_column_name || options.type ||
                options.comment || options.autoincrement,
        "changes nothing; give it nullable, server_default, drop_server_default, new_column_name, type, comment or autoincrement");

    ddl::AlterColumn change{table_, std::move(column)};
    if (options.existing_type || options.existing_nullable || options.existing_server_default || options.existing_comment ||
        options.existing_autoincrement) {
        Column existing{change.column, options.existing_type.value_or(SqlType::custom({}))};
        existing.options.nullable = options.existing_nullable.value_or(true);
        existing.options.server_default = std::move(options.existing_server_default);
        existing.options.comment = options.existing_comment.value_or(std::string{});
        existing.options.autoincrement = options.existing_autoincrement.value_or(false);
        change.existing = std::move(existing);
    }
    change.new_name = std::move(options.new_column_name);
    change.type = std::move(options.type);
    change.nullable = options.nullable;
    if (options.server_default) change.server_default = std::move(options.server_default);
    if (options.drop_server_default) change.server_default = std::optional<std::string>{};
    change.comment = std::move(options.comment);
    change.autoincrement = options.autoincrement;
    change.using_expression = std::move(options.using_expression);
    to.changes.emplace_back(std::move(change));
}

// Indexes and constraints.

void Recording::require_index(const Index& index) const {
    const std::string which = index.name.empty() ? "an index" : "the index '" + index.name + "'";
    require(!index.columns.empty(), "is given " + which + " of no column");
    for (const auto& element : index.columns)
        require(!element.text.empty(), "is given " + which + " of a column without a name");
    require(!index.name.empty() || !index.column_names().empty(), "is given an index of expressions alone; give it a name");
}

void Recording::require_foreign_key(const ForeignKeyConstraint& key) const {
    require(!key.columns.empty(), "is given a foreign key of no column");
    require(!key.referred_table.empty(), "is given a foreign key that leads to no table");
    require(key.referred_columns.size() == key.columns.size(), "is given a foreign key of " + std::to_string(key.columns.size()) +
                                                                   " columns that leads to " + std::to_string(key.referred_columns.size()) +
                                                                   " of '" + key.referred_table + "'");
    for (const auto* columns : {&key.columns, &key.referred_columns}) {
        for (const auto& column : *columns)
            require(!column.empty(), "is given a foreign key with a column without a name");
    }
}

void Recording::create_index(ddl::AlterTable& to, std::string name, std::vector<IndexElement> columns, CreateIndexOptions options) const {
    Index index{std::move(name), std::move(columns), options.unique};
    require_index(index);
    index.named_by_convention = index.name.empty();
    index.where = std::move(options.where);
    index.dialect_options = std::move(options.dialect_options);
    to.changes.emplace_back(ddl::CreateIndex{table_, std::move(index), options.if_not_exists});
}

void Recording::drop_index(ddl::AlterTable& to, std::string name, const DropIndexOptions& options) const {
    require(!name.empty(), "needs the name of an index");
    to.changes.emplace_back(ddl::DropIndex{table_, std::move(name), options.if_exists, {}, options.dialect_options});
}

void Recording::create_primary_key(ddl::AlterTable& to, std::string name, std::vector<std::string> columns) const {
    require_columns(columns);
    to.changes.emplace_back(ddl::CreatePrimaryKey{table_, {std::move(name), std::move(columns)}});
}

void Recording::create_unique_constraint(
    ddl::AlterTable& to, std::string name, std::vector<std::string> columns, std::string deferral) const {
    require_columns(columns);
    to.changes.emplace_back(ddl::CreateUniqueConstraint{table_, {std::move(name), std::move(columns), 0, std::move(deferral)}});
}

void Recording::create_exclude_constraint(ddl::AlterTable& to, std::string name, std::string sql) const {
    require(!sql.empty(), "needs what stands behind EXCLUDE");
    to.changes.emplace_back(ddl::CreateExcludeConstraint{table_, {std::move(name), std::move(sql)}});
}

void Recording::create_check_constraint(ddl::AlterTable& to, std::string name, std::string condition) const {
    require(!condition.empty(), "needs a condition");
    to.changes.emplace_back(ddl::CreateCheckConstraint{table_, {std::move(name), std::move(condition)}});
}

void Recording::create_foreign_key(ddl::AlterTable& to, std::string name, std::string referent_table,
    std::vector<std::string> local_columns, std::vector<std::string> remote_columns, CreateForeignKeyOptions options) const {
    ForeignKeyConstraint key;
    key.name = std::move(name);
    key.columns = std::move(local_columns);
    key.referred_schema = std::move(options.referent_schema);
    key.referred_table = std::move(referent_table);
    key.referred_columns = std::move(remote_columns);
    key.on_delete = options.on_delete;
    key.on_update = options.on_update;
    key.deferral = std::move(options.deferral);
    require_foreign_key(key);
    to.changes.emplace_back(ddl::CreateForeignKey{table_, std::move(key)});
}

void Recording::drop_constraint(ddl::AlterTable& to, std::string name, const DropConstraintOptions& options) const {
    ddl::DropConstraint change{table_, std::move(name), options.type, options.if_exists};
    const bool has_columns = !options.columns.empty();
    // A table has one primary key, which needs no name to be found.
    const bool is_found = change.kind == ConstraintType::primary_key ||
                          (has_columns && (change.kind == ConstraintType::unique || change.kind == ConstraintType::foreign_key)) ||
                          (change.kind == ConstraintType::check && !options.condition.empty());
    require(!change.name.empty() || is_found,
        "needs the name of a constraint; one without a name is told by its type and its columns, a CHECK by its condition");
    if (change.kind == ConstraintType::primary_key && has_columns) change.previous = PrimaryKeyConstraint{change.name, options.columns};
    if (change.kind == ConstraintType::unique && has_columns) change.previous = UniqueConstraint{change.name, options.columns};
    if (change.kind == ConstraintType::foreign_key && has_columns) change.previous = ForeignKeyConstraint{change.name, options.columns};
    if (change.kind == ConstraintType::check && !options.condition.empty())
        change.previous = CheckConstraint{change.name, options.condition};
    to.changes.emplace_back(std::move(change));
}

}  // namespace retort::migrate::detail
