#include <retort/dialect/mariadb/table_look.hpp>

#include <algorithm>
#include <utility>
#include <variant>

#include <retort/core/error.hpp>
#include <retort/core/text.hpp>
#include <retort/dialect/mariadb/catalog.hpp>
#include <retort/dialect/mariadb/ddl.hpp>
#include <retort/dialect/mariadb/reflection_rows.hpp>
#include <retort/dialect/mariadb/sql_text.hpp>
#include <retort/engine/connection.hpp>

namespace retort::mariadb {

namespace {

std::string joined_names(const std::vector<ColumnDefinition>& columns) {
    std::string names;
    for (const auto& column : columns)
        names.append(names.empty() ? "'" : ", '").append(column.name).append("'");
    return names;
}

std::string schema_sql(const ddl::TableName& table) {
    return table.schema.empty() ? "DATABASE()" : string_literal(table.schema);
}

template <class Constraint>
const Constraint* find_named(const std::vector<Constraint>& constraints, std::string_view name) {
    const auto found = std::find_if(constraints.begin(), constraints.end(), [&](const auto& one) { return iequals(one.name, name); });
    return found != constraints.end() ? &*found : nullptr;
}

/// Finds what a script describes and does not name.
struct SameConstraint {
    const Table& table;

    template <class Other>
    std::string operator()(const Other&) const {
        return {};
    }
    std::string operator()(const UniqueConstraint& unique) const {
        for (const auto& one : table.unique_constraints) {
            if (one.columns == unique.columns) return one.name;
        }
        return {};
    }
    std::string operator()(const CheckConstraint& check) const {
        for (const auto& one : table.check_constraints) {
            if (same_sql(one.sql, check.sql)) return one.name;
        }
        return {};
    }
    std::string operator()(const ForeignKeyConstraint& key) const {
        for (const auto& one : table.foreign_keys) {
            // A script names the columns alone.
            if (one.columns == key.columns && (key.referred_table.empty() || one.referred_table == key.referred_table) &&
                (key.referred_columns.empty() || one.referred_columns == key.referred_columns))
                return one.name;
        }
        return {};
    }
};

}  // namespace

void TableLook::read_columns() {
    if (columns_) return;
    columns_.emplace();
    if (connection_ == nullptr) {
        if (!alter_.copy_from) return;
        for (const Column& column : alter_.copy_from->columns)
            columns_->push_back(definition_of(column));
        return;
    }
    const auto& [schema, name] = alter_.table;
    std::string sql;
    try {
        auto rows = connection_->execute_once("SHOW CREATE TABLE " + (schema.empty() ? "" : quote(schema, '`') + ".") + quote(name, '`'));
        std::string_view text;
        if (rows.next() && rows.row().text(1, text)) sql = text;
    } catch (const DatabaseError& error) {
        constexpr int no_such_table = 1146;
        if (error.code() != no_such_table) throw;
        table();  // which knows what else may have been meant
        throw;
    }
    *columns_ = column_definitions(sql);
}

ColumnDefinition* TableLook::find(std::string_view column) {
    read_columns();
    const auto found = std::find_if(columns_->begin(), columns_->end(), [&](const auto& one) { return iequals(one.name, column); });
    return found != columns_->end() ? &*found : nullptr;
}

const ColumnDefinition* TableLook::find_definition(const ddl::AlterColumn& change) {
    if (ColumnDefinition* const found = find(change.column)) return found;
    if (is_online()) return nullptr;
    const bool tells_type = change.existing && !(change.existing->type.kind == SqlType::Kind::custom && change.existing->type.name.empty());
    if (!tells_type && !change.type) return nullptr;
    Column column = change.existing.value_or(Column{});
    if (!tells_type) column.type = *change.type;
    column.name = change.column;
    add(definition_of(column));
    return &columns_->back();
}

ColumnDefinition& TableLook::definition(const ddl::AlterColumn& change) {
    find_definition(change);
    if (ColumnDefinition* const found = find(change.column)) return *found;
    const std::string place = "'" + alter_.table.full_name() + "." + change.column + "'";
    if (is_online()) {
        throw ArgumentError{
            "The table '" + alter_.table.full_name() + "' has no column '" + change.column + "'; it has " + joined_names(*columns_)};
    }
    throw CompileError{
        "SQL that alters the column " + place +
        " cannot be written without a database, because MariaDB wants to be told the whole column again: give alter_column "
        "existing_type, and existing_nullable, existing_server_default, existing_comment and existing_autoincrement where they "
        "are to stay"};
}

ColumnDefinition* TableLook::column_with_check(std::string_view sql) {
    read_columns();
    const auto found = std::find_if(
        columns_->begin(), columns_->end(), [&](const auto& column) { return !column.check.empty() && same_sql(column.check, sql); });
    return found != columns_->end() ? &*found : nullptr;
}

void TableLook::add(ColumnDefinition definition) {
    read_columns();
    columns_->push_back(std::move(definition));
}

void TableLook::rename(std::string_view column, const std::string& new_name) {
    if (ColumnDefinition* const found = find(column)) {
        found->name = new_name;
    } else if (is_online()) {
        throw ArgumentError{
            "The table '" + alter_.table.full_name() + "' has no column '" + std::string{column} + "'; it has " + joined_names(*columns_)};
    }
}

const Table* TableLook::table() {
    if (connection_ == nullptr) return alter_.copy_from ? &*alter_.copy_from : nullptr;
    if (!table_) table_ = catalog().table(*connection_, alter_.table.schema, alter_.table.name);
    return &*table_;
}

std::string TableLook::name_of(const ddl::DropConstraint& change) {
    const Table* const known = table();
    if (known == nullptr) {
        throw CompileError{"SQL that drops a constraint without a name of the table '" + alter_.table.full_name() +
                           "' cannot be written without a database; give drop_constraint its name"};
    }
    std::string name = std::visit(SameConstraint{*known}, change.previous);
    if (name.empty())
        throw ArgumentError{"The table '" + alter_.table.full_name() + "' has no constraint such as the one that is to be dropped"};
    return name;
}

std::string TableLook::index_of(const ddl::DropConstraint& change) {
    const bool is_key = change.kind == ConstraintType::primary_key || std::holds_alternative<PrimaryKeyConstraint>(change.previous);
    if (is_key) return "PRIMARY";
    return change.name.empty() ? name_of(change) : change.name;
}

ConstraintType TableLook::kind_of(std::string_view name) {
    const Table* const known = table();
    if (known == nullptr) return ConstraintType::any;
    if (find_named(known->foreign_keys, name) != nullptr) return ConstraintType::foreign_key;
    if (find_named(known->unique_constraints, name) != nullptr || find_named(known->indexes, name) != nullptr)
        return ConstraintType::unique;
    if (find_named(known->check_constraints, name) != nullptr) return ConstraintType::check;
    // Made by a change before this one, or not there at all, which the server says.
    return ConstraintType::any;
}

std::string TableLook::index_made_for(std::string_view foreign_key) {
    if (!is_online()) return {};
    const auto* const key = find_named(table()->foreign_keys, foreign_key);
    if (key == nullptr) return {};
    // Of a key that MariaDB has named itself the index goes by its column.
    const std::string& name = is_made_name(key->name, table_->name) ? key->columns.front() : key->name;
    auto rows =
        connection_->execute_once("SELECT column_name FROM information_schema.statistics WHERE table_schema = " + schema_sql(alter_.table) +
                                  " AND table_name = " + string_literal(alter_.table.name) + " AND index_name = " + string_literal(name) +
                                  " AND non_unique = 1 ORDER BY seq_in_index");
    std::vector<std::string> columns;
    while (rows.next()) {
        if (std::string_view column; rows.row().text(0, column)) columns.emplace_back(column);
    }
    if (columns != key->columns) return {};
    // Another key may lean on the same index.
    const bool is_shared = std::any_of(table_->foreign_keys.begin(), table_->foreign_keys.end(),
        [&](const auto& other) { return &other != key && other.columns.front() == columns.front(); });
    return is_shared ? std::string{} : name;
}

bool TableLook::has_index_named_by(std::string_view column) {
    if (!is_online()) return false;
    const auto& keys = table()->foreign_keys;
    return std::any_of(keys.begin(), keys.end(),
        [&](const auto& key) { return iequals(key.columns.front(), column) && iequals(index_made_for(key.name), column); });
}

std::vector<std::vector<std::string>> TableLook::indexes_afterwards() {
    std::vector<std::string> dropped;
    std::vector<std::vector<std::string>> indexes;
    for (const auto& change : alter_.changes) {
        if (const auto* const index = std::get_if<ddl::DropIndex>(&change)) dropped.push_back(index->index);
        if (const auto* const drop = std::get_if<ddl::DropConstraint>(&change)) dropped.push_back(index_of(*drop));
        if (const auto* const index = std::get_if<ddl::CreateIndex>(&change)) indexes.push_back(index->index.column_names());
        if (const auto* const unique = std::get_if<ddl::CreateUniqueConstraint>(&change)) indexes.push_back(unique->constraint.columns);
        if (const auto* const key = std::get_if<ddl::CreatePrimaryKey>(&change)) indexes.push_back(key->constraint.columns);
    }
    // The catalog does not tell of the indexes that MariaDB has made for foreign keys.
    auto rows = connection_->execute_once(
        "SELECT index_name, column_name, sub_part IS NULL FROM information_schema.statistics WHERE table_schema = " +
        schema_sql(alter_.table) + " AND table_name = " + string_literal(alter_.table.name) + " ORDER BY index_name, seq_in_index");
    std::string last;
    bool is_whole = true;
    while (rows.next()) {
        std::string_view name;
        std::string_view column;
        std::int64_t whole = 1;
        rows.row().text(0, name);
        rows.row().text(1, column);
        rows.row().integer(2, whole);
        if (std::any_of(dropped.begin(), dropped.end(), [&](const auto& one) { return iequals(one, name); })) continue;
        if (name != last || indexes.empty()) {
            indexes.emplace_back();
            is_whole = true;
        }
        last = name;
        is_whole = is_whole && whole != 0;
        if (is_whole) indexes.back().emplace_back(column);
    }
    return indexes;
}

namespace {

bool serves(const std::vector<std::string>& columns, const ForeignKeyConstraint& key) {
    return columns.size() >= key.columns.size() && std::equal(key.columns.begin(), key.columns.end(), columns.begin(),
                                                       [](const auto& one, const auto& other) { return iequals(one, other); });
}

}  // namespace

bool TableLook::is_served(const ForeignKeyConstraint& key) {
    const auto indexes = indexes_afterwards();
    return std::any_of(indexes.begin(), indexes.end(), [&](const auto& columns) { return serves(columns, key); });
}

std::vector<ForeignKeyConstraint> TableLook::keys_left_without(std::string_view index) {
    if (!is_online() || table()->foreign_keys.empty()) return {};
    const auto indexes = indexes_afterwards();
    const auto is_dropped = [&](const ForeignKeyConstraint& key) {
        return std::any_of(alter_.changes.begin(), alter_.changes.end(), [&](const ddl::Change& change) {
            const auto* const drop = std::get_if<ddl::DropConstraint>(&change);
            return drop != nullptr && iequals(index_of(*drop), key.name);
        });
    };
    std::vector<ForeignKeyConstraint> left;
    for (const auto& key : table_->foreign_keys) {
        if (iequals(key.name, index) || is_dropped(key)) continue;
        if (std::find(told_keys_.begin(), told_keys_.end(), key.name) != told_keys_.end()) continue;
        if (std::any_of(indexes.begin(), indexes.end(), [&](const auto& columns) { return serves(columns, key); })) continue;
        // What serves one key serves others over the same columns.
        if (std::any_of(left.begin(), left.end(), [&](const auto& other) { return serves(other.columns, key); })) continue;
        told_keys_.push_back(key.name);
        left.push_back(key);
    }
    return left;
}

ddl::TableName TableLook::table_of_index(std::string_view index) const {
    if (connection_ == nullptr)
        throw CompileError{"MariaDB wants to know the table of the index '" + std::string{index} + "': give drop_index its table"};
    auto rows = connection_->execute_once("SELECT DISTINCT table_name FROM information_schema.statistics WHERE table_schema = " +
                                          schema_sql(alter_.table) + " AND index_name = " + string_literal(index) + " ORDER BY table_name");
    std::vector<std::string> tables;
    while (rows.next()) {
        if (std::string_view table; rows.row().text(0, table)) tables.emplace_back(table);
    }
    if (tables.size() == 1) return {alter_.table.schema, tables.front()};
    if (tables.empty()) throw ArgumentError{"No table has an index '" + std::string{index} + "'"};
    throw ArgumentError{"Several tables have an index '" + std::string{index} + "': " + join(tables, ", ") + "; give drop_index its table"};
}

}  // namespace retort::mariadb
