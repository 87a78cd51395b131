#include <retort/dialect/mariadb/stored_table.hpp>

#include <algorithm>
#include <string>
#include <utility>

#include <retort/core/text.hpp>
#include <retort/dialect/mariadb/ddl.hpp>
#include <retort/dialect/mariadb/identifiers.hpp>
#include <retort/dialect/mariadb/reflection_rows.hpp>
#include <retort/dialect/mariadb/type_names.hpp>

namespace retort::mariadb {

namespace {

/// The name under which the catalog reads an option; empty: it is not read, or the table's comment.
std::string stored_option(std::string_view name) {
    for (const std::string_view prefix : {"mariadb_", "mysql_"}) {
        if (!name.starts_with(prefix)) continue;
        const std::string_view option = name.substr(prefix.size());
        if (option == "engine" || option == "collate" || option == "row_format") return "mariadb_" + std::string{option};
        if (option == "default_collate") return "mariadb_collate";
        if (option.ends_with("charset") || option.ends_with("character_set")) return "mariadb_default_charset";
    }
    return {};
}

const std::string* find_value(const DialectOptions& options, std::string_view name) {
    return detail::find_option(options, name);
}

void set_value(DialectOptions& options, std::string name, std::string value) {
    std::erase_if(options, [&](const auto& option) { return option.first == name; });
    options.emplace_back(std::move(name), std::move(value));
}

void store_options(Table& table) {
    DialectOptions stored;
    // The option under MariaDB's own name counts more than MySQL's.
    for (const std::string_view prefix : {"mysql_", "mariadb_"}) {
        for (const auto& [name, value] : table.dialect_options) {
            if (!name.starts_with(prefix)) continue;
            if (std::string option = stored_option(name); !option.empty()) set_value(stored, std::move(option), value);
            if (table.comment.empty() && name == std::string{prefix} + "comment") table.comment = value;
        }
    }
    table.dialect_options = std::move(stored);
}

void store_columns(Table& table, const Table& wanted) {
    const std::string* const table_collation = find_value(table.dialect_options, "mariadb_collate");
    const auto& key = table.primary_key.columns;
    for (Column& column : table.columns) {
        ColumnOptions& options = column.options;
        options.primary_key = std::find(key.begin(), key.end(), column.name) != key.end();
        options.autoincrement = is_generated_key(wanted, column);
        options.unique = false;
        options.index = false;
        options.onupdate.reset();
        options.identity = Identity::none;
        // Behind a generated column MariaDB takes neither NOT NULL nor DEFAULT.
        options.nullable = !options.computed.empty() || (options.nullable && !options.primary_key);
        if (!options.computed.empty()) options.server_default.reset();
        options.persisted = options.persisted && !options.computed.empty();
        if (table_collation != nullptr && options.collation == *table_collation) options.collation.clear();
    }
}

void store_foreign_keys(Table& table) {
    const auto as_read = [](ReferentialAction action) {
        return action == ReferentialAction::restrict_ || action == ReferentialAction::no_action ? ReferentialAction::none : action;
    };
    for (ForeignKeyConstraint& key : table.foreign_keys) {
        key.on_delete = as_read(key.on_delete);
        key.on_update = as_read(key.on_update);
        key.deferral.clear();
    }
}

/// An element as the catalog reads it; its length goes to `lengths`.
IndexElement stored_element(const Index& index, const IndexElement& element, std::string& lengths) {
    if (!element.is_expression && option_of(index.dialect_options, "length") == nullptr) return element;
    const auto part = element.is_expression ? parse_index_element(element.text) : index_part(index, element);
    if (!part) return element;
    const int length = element.is_expression ? index_part(index, element).length : part->length;
    if (length > 0) lengths.append(lengths.empty() ? "" : ", ").append(part->column).append(": ").append(std::to_string(length));
    if (part->descending) return IndexElement{quote_identifier(part->column) + " DESC", true};
    return IndexElement{part->column};
}

void store_indexes(Table& table) {
    for (Index& index : table.indexes) {
        std::string lengths;
        for (IndexElement& element : index.columns)
            element = stored_element(index, element, lengths);
        DialectOptions stored;
        if (!lengths.empty()) stored.emplace_back("mariadb_length", lengths);
        if (const auto* const prefix = option_of(index.dialect_options, "prefix"))
            stored.emplace_back("mariadb_prefix", to_upper_ascii(*prefix));
        index.dialect_options = std::move(stored);
        index.named_by_convention = false;
    }
    // As the catalog does: what MariaDB would make by itself is not told.
    std::erase_if(table.indexes, [&](const Index& index) {
        return std::any_of(table.foreign_keys.begin(), table.foreign_keys.end(), [&](const auto& key) { return serves_only(index, key); });
    });
    std::sort(table.indexes.begin(), table.indexes.end(), [](const Index& left, const Index& right) { return left.name < right.name; });
}

/// How many characters of a column without a bound an index holds that was not told is the server's choice.
void reconcile_lengths(Table& existing, const Table& stored) {
    for (Index& index : existing.indexes) {
        const auto wanted =
            std::find_if(stored.indexes.begin(), stored.indexes.end(), [&](const Index& one) { return one.name == index.name; });
        if (wanted == stored.indexes.end() || find_value(wanted->dialect_options, "mariadb_length") != nullptr) continue;
        const bool chosen = std::all_of(index.columns.begin(), index.columns.end(), [&](const IndexElement& element) {
            const Column* const column = existing.find_column(element.text);
            const int length = index_part(index, element).length;
            return length == 0 || (column != nullptr && (length >= 767 || column->type.kind == SqlType::Kind::custom));
        });
        if (chosen) std::erase_if(index.dialect_options, [](const auto& option) { return option.first == "mariadb_length"; });
    }
}

}  // namespace

Table stored_table(const Table& wanted) {
    Table table = wanted;
    table.primary_key.columns = detail::key_columns(wanted);
    table.primary_key.name.clear();
    table.exclude_constraints.clear();
    for (UniqueConstraint& unique : table.unique_constraints)
        unique.deferral.clear();
    store_options(table);
    store_columns(table, wanted);
    store_foreign_keys(table);
    store_indexes(table);
    return table;
}

void reconcile(Table& existing, const Table& stored) {
    std::erase_if(existing.unique_constraints, [&](const UniqueConstraint& unique) {
        const auto same = [&](const auto& one) { return one.name == unique.name; };
        const auto index = std::find_if(stored.indexes.begin(), stored.indexes.end(), same);
        if (index == stored.indexes.end()) return false;
        if (std::any_of(stored.unique_constraints.begin(), stored.unique_constraints.end(), same)) return false;
        Index told{unique.name, {}, true};
        for (const auto& column : unique.columns)
            told.columns.emplace_back(column);
        existing.indexes.push_back(std::move(told));
        return true;
    });
    std::sort(
        existing.indexes.begin(), existing.indexes.end(), [](const Index& left, const Index& right) { return left.name < right.name; });
    reconcile_lengths(existing, stored);

    const std::string* const collation = find_value(existing.dialect_options, "mariadb_collate");
    for (Column& column : existing.columns) {
        const Column* const wanted = stored.find_column(column.name);
        if (wanted == nullptr || wanted->options.collation == column.options.collation) continue;
        if (column.options.collation.empty() && collation != nullptr && wanted->options.collation == *collation)
            column.options.collation = *collation;
    }
    std::erase_if(
        existing.dialect_options, [&](const auto& option) { return find_value(stored.dialect_options, option.first) == nullptr; });
    for (auto& [name, value] : existing.dialect_options) {
        const std::string* const wanted = find_value(stored.dialect_options, name);
        if (iequals(value, *wanted)) value = *wanted;
    }
}

}  // namespace retort::mariadb
