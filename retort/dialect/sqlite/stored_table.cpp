#include <retort/dialect/sqlite/stored_table.hpp>

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include <retort/core/text.hpp>
#include <retort/dialect/sqlite/ddl.hpp>
#include <retort/dialect/sqlite/sql_text.hpp>

namespace retort::sqlite {

namespace {

void store_options(Table& table, bool is_autoincrement) {
    DialectOptions stored;
    if (is_autoincrement) stored.emplace_back("sqlite_autoincrement", "true");
    if (option_of(table.dialect_options, "sqlite_strict", false)) stored.emplace_back("sqlite_strict", "true");
    if (!option_of(table.dialect_options, "sqlite_with_rowid", true)) stored.emplace_back("sqlite_with_rowid", "false");
    table.dialect_options = std::move(stored);
}

void store_columns(Table& table, const Table& wanted) {
    const bool has_rowid = option_of(wanted.dialect_options, "sqlite_with_rowid", true);
    for (Column& column : table.columns) {
        ColumnOptions& options = column.options;
        const auto& key = table.primary_key.columns;
        options.primary_key = std::find(key.begin(), key.end(), column.name) != key.end();
        options.nullable = options.nullable && !options.primary_key;
        if (key_kind(wanted, column) != KeyKind::ordinary) column.type = types::Integer{};
        options.autoincrement = has_rowid && options.primary_key && key.size() == 1 && type_sql(column.type) == "INTEGER";
        options.unique = false;
        options.index = false;
        options.onupdate.reset();
        options.comment.clear();
        options.computed = trimmed_sql(options.computed);
        if (options.server_default) options.server_default = trimmed_sql(*options.server_default);
        options.persisted = options.persisted && !options.computed.empty();
        options.collation = canonical_collation(options.collation);
        options.identity = Identity::none;
    }
}

void store_foreign_keys(Table& table) {
    // No foreign key of SQLite leads into another schema.
    std::erase_if(table.foreign_keys, [&](const ForeignKeyConstraint& key) { return key.referred_schema != table.schema; });
    for (ForeignKeyConstraint& key : table.foreign_keys) {
        if (key.on_delete == ReferentialAction::no_action) key.on_delete = ReferentialAction::none;
        if (key.on_update == ReferentialAction::no_action) key.on_update = ReferentialAction::none;
        key.deferral = canonical_deferral(key.deferral);
    }
}

void store_indexes(Table& table) {
    for (Index& index : table.indexes) {
        for (IndexElement& element : index.columns)
            element = canonical_element(table, element);
        index.where = trimmed_sql(index_condition(index));
        index.dialect_options.clear();
        index.named_by_convention = false;
    }
    std::sort(table.indexes.begin(), table.indexes.end(), [](const Index& left, const Index& right) { return left.name < right.name; });
}

template <class Constraint>
void sort_by_order(std::vector<Constraint>& constraints) {
    std::stable_sort(
        constraints.begin(), constraints.end(), [](const Constraint& left, const Constraint& right) { return left.order < right.order; });
}

}  // namespace

Table stored_table(const Table& wanted) {
    Table table = wanted;
    table.comment.clear();
    table.exclude_constraints.clear();
    for (UniqueConstraint& unique : table.unique_constraints)
        unique.deferral.clear();
    table.primary_key.columns = key_columns(wanted);
    const bool is_autoincrement = std::any_of(wanted.columns.begin(), wanted.columns.end(),
        [&](const Column& column) { return key_kind(wanted, column) == KeyKind::autoincrement; });
    if (is_autoincrement || table.primary_key.columns.empty()) table.primary_key.name.clear();
    number_constraints(table);  // before the columns forget which of them brought a constraint
    store_columns(table, wanted);
    store_foreign_keys(table);
    for (CheckConstraint& check : table.check_constraints)
        check.sql = check_sql(check.sql);
    sort_by_order(table.unique_constraints);
    sort_by_order(table.check_constraints);
    sort_by_order(table.foreign_keys);
    store_indexes(table);
    store_options(table, is_autoincrement);
    return table;
}

}  // namespace retort::sqlite
