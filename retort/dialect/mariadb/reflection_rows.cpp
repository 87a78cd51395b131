#include <retort/dialect/mariadb/reflection_rows.hpp>

#include <algorithm>
#include <array>
#include <utility>

#include <retort/core/text.hpp>
#include <retort/dialect/mariadb/identifiers.hpp>
#include <retort/dialect/mariadb/sql_text.hpp>
#include <retort/dialect/mariadb/type_names.hpp>

namespace retort::mariadb {

namespace {

constexpr std::string_view on_update = "on update ";

/// `current_timestamp() ON UPDATE current_timestamp()`, as SQLAlchemy reads it.
std::optional<std::string> server_default(const ColumnRow& row) {
    const std::string extra = to_lower_ascii(row.extra);
    const auto updates = extra.find(on_update);
    const bool has_default = !row.default_value.empty() && row.default_value != "NULL";
    if (updates == std::string::npos) return has_default ? std::optional{row.default_value} : std::nullopt;
    const auto begin = updates + on_update.size();
    const auto moment = std::string_view{row.extra}.substr(begin, row.extra.find(' ', begin) - begin);
    return (has_default ? row.default_value : "NULL") + " ON UPDATE " + std::string{moment};
}

bool is_json_check(std::string_view sql, const std::string& column) {
    return same_sql(sql, "json_valid(" + quote(column, '`') + ")");
}

}  // namespace

Column column_of(const ColumnRow& row, std::string_view collation) {
    Column column{row.name, type_of(row.type)};
    auto& options = column.options;
    options.nullable = row.nullable;
    options.comment = row.comment;
    options.autoincrement = iequals(row.extra, "auto_increment");
    if (!row.collation.empty() && row.collation != collation) options.collation = row.collation;
    if (row.generation.empty()) {
        options.server_default = server_default(row);
    } else {
        options.computed = row.generation;
        options.persisted = to_upper_ascii(row.extra).find("STORED") != std::string::npos;
    }
    return column;
}

Column column_of(const ColumnDefinition& definition) {
    Column column{definition.name, type_of(definition.type)};
    auto& options = column.options;
    options.nullable = definition.nullable;
    options.autoincrement = definition.autoincrement;
    options.comment = definition.comment;
    options.computed = definition.generated;
    options.persisted = definition.is_stored;
    if (definition.default_value && *definition.default_value != "NULL") options.server_default = definition.default_value;
    if (!definition.on_update.empty())
        options.server_default = options.server_default.value_or("NULL") + " ON UPDATE " + definition.on_update;
    if (const auto place = definition.charset.find("COLLATE "); place != std::string::npos)
        options.collation = definition.charset.substr(place + 8);
    return column;
}

void add_index(Table& table, const IndexRows& rows) {
    const bool is_plain =
        std::all_of(rows.parts.begin(), rows.parts.end(), [](const IndexRows::Part& part) { return part.length == 0 && !part.descending; });
    std::vector<std::string> columns;
    columns.reserve(rows.parts.size());
    for (const auto& part : rows.parts)
        columns.push_back(part.column);
    if (rows.name == "PRIMARY") {
        for (Column& column : table.columns)
            column.options.primary_key = std::find(columns.begin(), columns.end(), column.name) != columns.end();
        table.primary_key.columns = std::move(columns);
        return;
    }
    if (rows.unique && is_plain) {
        table.unique_constraints.push_back({rows.name, std::move(columns)});
        return;
    }
    Index index{rows.name, {}, rows.unique};
    const bool is_of_words = rows.type == "FULLTEXT" || rows.type == "SPATIAL";
    std::string lengths;
    for (const auto& part : rows.parts) {
        if (part.length > 0 && !is_of_words) {
            lengths.append(lengths.empty() ? "" : ", ").append(part.column).append(": ").append(std::to_string(part.length));
        }
        if (part.descending) {
            index.columns.emplace_back(quote_identifier(part.column) + " DESC", true);
        } else {
            index.columns.emplace_back(part.column);
        }
    }
    if (!lengths.empty()) index.dialect_options.emplace_back("mariadb_length", lengths);
    if (is_of_words) index.dialect_options.emplace_back("mariadb_prefix", rows.type);
    table.indexes.push_back(std::move(index));
}

bool is_made_name(std::string_view key, std::string_view table) {
    return key.starts_with(table) && key.substr(table.size()).starts_with("_ibfk_");
}

bool serves_only(const Index& index, const ForeignKeyConstraint& key) {
    if (index.unique || !index.dialect_options.empty() || index.column_names() != key.columns) return false;
    return index.name == key.name || index.name == key.columns.front();
}

void tidy(Table& table) {
    std::erase_if(table.check_constraints, [&](const CheckConstraint& check) {
        if (!check.name.empty()) return false;
        for (Column& column : table.columns) {
            if (column.type != SqlType::custom("longtext") || !is_json_check(check.sql, column.name)) continue;
            column.type = types::JSON{};
            if (column.options.collation == "utf8mb4_bin") column.options.collation.clear();
            return true;
        }
        return false;
    });
    std::erase_if(table.indexes, [&](const Index& index) {
        return std::any_of(table.foreign_keys.begin(), table.foreign_keys.end(), [&](const auto& key) { return serves_only(index, key); });
    });
}

ReferentialAction action_of(std::string_view word) {
    if (word == "CASCADE") return ReferentialAction::cascade;
    if (word == "SET NULL") return ReferentialAction::set_null;
    if (word == "SET DEFAULT") return ReferentialAction::set_default;
    return ReferentialAction::none;
}

DialectOptions table_options(std::string_view engine, std::string_view collation, std::string_view create_options) {
    DialectOptions options;
    if (!engine.empty()) options.emplace_back("mariadb_engine", engine);
    if (!collation.empty()) {
        options.emplace_back("mariadb_default_charset", collation.substr(0, collation.find('_')));
        options.emplace_back("mariadb_collate", collation);
    }
    for (const auto word : split(create_options, ' ')) {
        constexpr std::string_view row_format = "row_format=";
        if (to_lower_ascii(word).starts_with(row_format))
            options.emplace_back("mariadb_row_format", to_upper_ascii(word.substr(row_format.size())));
    }
    return options;
}

}  // namespace retort::mariadb
