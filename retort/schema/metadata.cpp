#include <retort/schema/metadata.hpp>

#include <algorithm>
#include <utility>

#include <retort/core/error.hpp>
#include <retort/schema/dependencies.hpp>

namespace retort {

namespace {

[[noreturn]] void refuse(const Table& table, const ForeignKeyConstraint& key, const std::string& missing) {
    std::string columns;
    for (const auto& column : key.columns)
        columns.append(columns.empty() ? "" : ", ").append(column);
    throw ArgumentError{
        "The foreign key (" + columns + ") of table '" + table.full_name() + "' refers to " + missing + ", which is not in this metadata"};
}

void check_foreign_key(const Table& table, const ForeignKeyConstraint& key, const std::vector<Table>& tables) {
    const auto referred =
        std::find_if(tables.begin(), tables.end(), [&](const Table& candidate) { return detail::refers_to(key, candidate); });
    if (referred == tables.end()) {
        refuse(table, key, "table '" + (key.referred_schema.empty() ? "" : key.referred_schema + '.') + key.referred_table + "'");
    }
    for (const auto& column : key.referred_columns) {
        if (referred->find_column(column) == nullptr) refuse(table, key, "column '" + referred->full_name() + "." + column + "'");
    }
}

}  // namespace

MetaData::MetaData() = default;
MetaData::MetaData(const MetaData& other) = default;
MetaData::MetaData(MetaData&& other) noexcept = default;
MetaData& MetaData::operator=(const MetaData& other) = default;
MetaData& MetaData::operator=(MetaData&& other) noexcept = default;
MetaData::~MetaData() = default;

MetaData::MetaData(std::vector<Table> tables) {
    tables_.reserve(tables.size());
    for (Table& table : tables)
        add(std::move(table));
}

const Table* MetaData::find_table(std::string_view full_name) const noexcept {
    for (const Table& table : tables_) {
        const auto schema_size = table.schema.empty() ? 0 : table.schema.size() + 1;
        if (full_name.size() != schema_size + table.name.size() || !full_name.ends_with(table.name)) continue;
        if (schema_size == 0 || (full_name.starts_with(table.schema) && full_name[schema_size - 1] == '.')) return &table;
    }
    return nullptr;
}

void MetaData::add(Table table) {
    if (find_table(table.full_name()) != nullptr)
        throw ArgumentError{"There is a table '" + table.full_name() + "' in this metadata already"};
    tables_.push_back(std::move(table));
}

std::vector<const Table*> MetaData::sorted_tables() const {
    std::vector<const Table*> tables;
    for (const Table& table : tables_) {
        for (const auto& key : table.foreign_keys)
            check_foreign_key(table, key, tables_);
        tables.push_back(&table);
    }
    std::sort(tables.begin(), tables.end(), [](const Table* left, const Table* right) { return left->full_name() < right->full_name(); });
    return detail::dependency_order(std::move(tables)).tables;
}

}  // namespace retort
