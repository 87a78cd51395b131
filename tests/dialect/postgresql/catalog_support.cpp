#include "catalog_support.hpp"

#include <algorithm>
#include <utility>

#include <retort/core/text.hpp>
#include <retort/dialect/common/ddl_writer.hpp>
#include <retort/dialect/postgresql/ddl.hpp>
#include <retort/dialect/postgresql/sql_text.hpp>

namespace dialect_postgresql {

using namespace retort;
namespace pg = retort::postgresql;

Table with_columns(std::string name, std::vector<Column> columns) {
    Table table;
    table.name = std::move(name);
    table.columns = std::move(columns);
    return table;
}

void Database::create(const Table& table) {
    for (const std::string& sql : alterations().create_table(&connection, {table, false}))
        execute(sql);
}

void Database::create_neighbours(std::string_view but) {
    execute("CREATE SCHEMA sales");
    if (but != "team") execute("CREATE TABLE team (id UUID PRIMARY KEY)");
    execute("CREATE TABLE hero (id UUID PRIMARY KEY)");
    execute("CREATE TABLE power (id UUID PRIMARY KEY)");
    execute("CREATE TABLE pair (x INTEGER, y INTEGER, PRIMARY KEY (x, y))");
    execute("CREATE TABLE in_schema (id INTEGER PRIMARY KEY)");
}

std::string Database::text(const std::string& sql) {
    auto rows = connection.execute_once(sql);
    std::string_view text;
    return rows.next() && rows.row().text(0, text) ? std::string{text} : std::string{"NULL"};
}

namespace {

std::string type_words(const SqlType& type) {
    if (type.kind == SqlType::Kind::array) return type_words(type.element.at(0)) + "[]";
    std::string words = pg::type_sql(type);
    if (type.kind == SqlType::Kind::enumeration) words += " {" + join(type.enumerators, ", ") + "}";
    return words;
}

std::string words_of(const Column& column) {
    const auto& options = column.options;
    std::string words = "column " + column.name + " " + type_words(column.type);
    if (!options.nullable) words += " NOT NULL";
    if (options.primary_key) words += " key";
    if (options.autoincrement) words += " autoincrement";
    if (options.unique) words += " unique";
    if (options.index) words += " index";
    if (options.server_default) words += " DEFAULT " + *options.server_default;
    if (options.onupdate) words += " ON UPDATE " + *options.onupdate;
    if (!options.computed.empty()) words += " AS " + options.computed + (options.persisted ? " STORED" : "");
    if (!options.collation.empty()) words += " COLLATE " + options.collation;
    if (options.identity != Identity::none) words += " " + std::string{pg::identity_sql(options.identity)};
    if (!options.comment.empty()) words += " -- " + options.comment;
    return words + "\n";
}

std::string words_of(const DialectOptions& options) {
    std::string words;
    for (const auto& [name, value] : options)
        words += " [" + name + ": " + value + "]";
    return words;
}

std::string words_of(const Index& index) {
    std::string words = (index.unique ? "unique index " : "index ") + index.name + " (";
    for (const auto& element : index.columns)
        words += element.is_expression ? "<" + element.text + ">," : element.text + ",";
    return words + ") WHERE " + index.where + words_of(index.dialect_options) + (index.named_by_convention ? " convention" : "") + "\n";
}

template <class Constraints>
std::string words_of_all(const Constraints& constraints) {
    std::string words;
    for (const auto& one : constraints)
        words += std::to_string(one.order) + " " + pg::ddl_writer().constraint(one) + "\n";
    return words;
}

template <class Constraint>
void sort_by_definition(std::vector<Constraint>& constraints) {
    for (Constraint& one : constraints)
        one.order = 0;
    std::sort(constraints.begin(), constraints.end(), [](Constraint left, Constraint right) {
        left.name.clear();
        right.name.clear();
        return pg::ddl_writer().constraint(left) < pg::ddl_writer().constraint(right);
    });
}

bool is_made_name(const std::string& name, const std::string& table) {
    if (!name.starts_with(table + "_") && name != table + "_pkey") return false;
    for (const std::string_view suffix : {"_key", "_key1", "_fkey", "_fkey1", "_check", "_check1", "_pkey"}) {
        if (name.ends_with(suffix)) return true;
    }
    return false;
}

}  // namespace

std::string printed(const Table& table) {
    std::string words = table.full_name() + words_of(table.dialect_options) + " -- " + table.comment + "\n";
    for (const Column& column : table.columns)
        words += words_of(column);
    words += pg::ddl_writer().constraint(table.primary_key) + "\n";
    words += words_of_all(table.unique_constraints) + words_of_all(table.check_constraints) + words_of_all(table.foreign_keys) +
             words_of_all(table.exclude_constraints);
    for (const Index& index : table.indexes)
        words += words_of(index);
    return words;
}

std::string printed_without_made_names(const Table& table) {
    Table plain = table;
    const auto clear = [&](std::string& name) {
        if (is_made_name(name, table.name)) name.clear();
    };
    clear(plain.primary_key.name);
    for (auto& one : plain.unique_constraints)
        clear(one.name);
    for (auto& one : plain.check_constraints) {
        clear(one.name);
        one.sql = pg::normalized_sql(one.sql);
    }
    for (auto& one : plain.foreign_keys)
        clear(one.name);
    for (auto& one : plain.exclude_constraints)
        one.sql = replace_all(replace_all(one.sql, "((", "("), "))", ")");
    sort_by_definition(plain.unique_constraints);
    sort_by_definition(plain.check_constraints);
    sort_by_definition(plain.foreign_keys);
    sort_by_definition(plain.exclude_constraints);
    for (Column& column : plain.columns) {
        column.options.computed = pg::normalized_sql(column.options.computed);
        if (column.options.server_default) column.options.server_default = pg::normalized_sql(*column.options.server_default);
    }
    for (Index& index : plain.indexes) {
        index.where = pg::normalized_sql(index.where);
        for (auto& element : index.columns) {
            if (element.is_expression) element.text = pg::normalized_sql(element.text);
        }
    }
    return printed(plain);
}

}  // namespace dialect_postgresql
