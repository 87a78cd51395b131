#include <retort/engine/inspector.hpp>

#include <algorithm>
#include <utility>

#include <retort/engine/catalog.hpp>
#include <retort/engine/connection.hpp>
#include <retort/engine/dialect.hpp>
#include <retort/schema/dependencies.hpp>

namespace retort {

namespace {

const Catalog& catalog_of(const Connection& connection) {
    return connection.dialect().catalog();
}

}  // namespace

std::vector<std::string> Inspector::get_schema_names() const {
    return catalog_of(*connection_).schema_names(*connection_);
}

std::string Inspector::default_schema_name() const {
    return catalog_of(*connection_).default_schema_name(*connection_);
}

bool Inspector::has_schema(std::string_view schema) const {
    const auto names = get_schema_names();
    return std::find(names.begin(), names.end(), schema) != names.end();
}

std::vector<std::string> Inspector::get_table_names(std::string_view schema) const {
    return catalog_of(*connection_).table_names(*connection_, schema);
}

std::vector<std::string> Inspector::get_sorted_table_names(std::string_view schema) const {
    const auto tables = catalog_of(*connection_).tables(*connection_, schema);
    std::vector<const Table*> pointers;
    pointers.reserve(tables.size());
    for (const Table& table : tables)
        pointers.push_back(&table);
    std::vector<std::string> names;
    names.reserve(tables.size());
    for (const Table* const table : detail::dependency_order(std::move(pointers)).tables)
        names.push_back(table->name);
    return names;
}

std::vector<std::string> Inspector::get_view_names(std::string_view schema) const {
    return catalog_of(*connection_).view_names(*connection_, schema);
}

std::string Inspector::get_view_definition(std::string_view view, std::string_view schema) const {
    return catalog_of(*connection_).view_definition(*connection_, schema, view);
}

bool Inspector::has_table(std::string_view table, std::string_view schema) const {
    return connection_->dialect().has_table(*connection_, schema, table);
}

std::vector<Column> Inspector::get_columns(std::string_view table, std::string_view schema) const {
    return reflect_table(table, schema).columns;
}

PrimaryKeyConstraint Inspector::get_pk_constraint(std::string_view table, std::string_view schema) const {
    return reflect_table(table, schema).primary_key;
}

std::vector<ForeignKeyConstraint> Inspector::get_foreign_keys(std::string_view table, std::string_view schema) const {
    return reflect_table(table, schema).foreign_keys;
}

std::vector<UniqueConstraint> Inspector::get_unique_constraints(std::string_view table, std::string_view schema) const {
    return reflect_table(table, schema).unique_constraints;
}

std::vector<CheckConstraint> Inspector::get_check_constraints(std::string_view table, std::string_view schema) const {
    return reflect_table(table, schema).check_constraints;
}

std::vector<Index> Inspector::get_indexes(std::string_view table, std::string_view schema) const {
    return reflect_table(table, schema).indexes;
}

bool Inspector::has_index(std::string_view table, std::string_view index, std::string_view schema) const {
    const auto indexes = get_indexes(table, schema);
    return std::any_of(indexes.begin(), indexes.end(), [&](const Index& one) { return one.name == index; });
}

std::string Inspector::get_table_comment(std::string_view table, std::string_view schema) const {
    return reflect_table(table, schema).comment;
}

DialectOptions Inspector::get_table_options(std::string_view table, std::string_view schema) const {
    return reflect_table(table, schema).dialect_options;
}

Table Inspector::reflect_table(std::string_view table, std::string_view schema) const {
    return catalog_of(*connection_).table(*connection_, schema, table);
}

MetaData Inspector::reflect(std::string_view schema) const {
    return MetaData{catalog_of(*connection_).tables(*connection_, schema)};
}

}  // namespace retort
