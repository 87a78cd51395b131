#include <retort/dialect/sqlite/catalog.hpp>

#include <algorithm>
#include <cstddef>
#include <utility>

#include <retort/core/error.hpp>
#include <retort/core/text.hpp>
#include <retort/dialect/sqlite/ddl.hpp>
#include <retort/dialect/sqlite/reflection.hpp>
#include <retort/dialect/sqlite/sql_text.hpp>
#include <retort/dialect/sqlite/stored_table.hpp>
#include <retort/dialect/sqlite/type_names.hpp>
#include <retort/engine/connection.hpp>

namespace retort::sqlite {

namespace {

std::string_view or_main(std::string_view schema) {
    return schema.empty() ? "main" : schema;
}

/// How many letters have to be put in, taken out, changed or swapped to make one of the other, capitals apart.
std::size_t distance(std::string_view left, std::string_view right) {
    const std::string a = to_lower_ascii(left);
    const std::string b = to_lower_ascii(right);
    std::vector<std::size_t> before_last(b.size() + 1), last(b.size() + 1), current(b.size() + 1);
    for (std::size_t j = 0; j <= b.size(); ++j)
        last[j] = j;
    for (std::size_t i = 1; i <= a.size(); ++i) {
        current[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            current[j] = std::min({last[j] + 1, current[j - 1] + 1, last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1)});
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) current[j] = std::min(current[j], before_last[j - 2] + 1);
        }
        std::swap(before_last, last);
        std::swap(last, current);
    }
    return last[b.size()];
}

/// `'a'`, `'a' and 'b'`, `'a', 'b' and 'c'`
std::string listed(const std::vector<std::string>& names, std::string_view last_separator) {
    std::string text;
    for (std::size_t place = 0; place < names.size(); ++place) {
        if (place > 0) text.append(place + 1 == names.size() ? last_separator : ", ");
        text += quote(names[place], '\'');
    }
    return text;
}

/// The names that `name` may be a slip of, the nearest first.
std::vector<std::string> names_alike(const std::vector<ListedTable>& tables, std::string_view name) {
    std::vector<std::pair<std::size_t, std::string>> alike;
    for (const ListedTable& table : tables) {
        const std::size_t away = distance(table.name, name);
        const bool is_part = name.size() > 2 && to_lower_ascii(table.name).find(to_lower_ascii(name)) != std::string::npos;
        if (is_part || away <= 1 + name.size() / 4) alike.emplace_back(away, table.name);
    }
    std::sort(alike.begin(), alike.end());
    std::vector<std::string> names;
    names.reserve(3);
    for (std::size_t place = 0; place < alike.size() && place < 3; ++place)
        names.push_back(std::move(alike[place].second));
    return names;
}

[[noreturn]] void throw_no_such(Connection& connection, std::string_view kind, std::string_view schema, std::string_view name) {
    constexpr std::size_t few = 8;
    std::vector<ListedTable> tables = list_tables(connection, or_main(schema));
    const std::string place = schema.empty() ? "the database" : "the schema " + quote(schema, '\'');
    const std::string message = "There is no " + std::string{kind} + " " + quote(name, '\'') + " in " + place;
    if (tables.empty()) throw NoSuchTableError{message + ", which is empty"};
    const auto alike = names_alike(tables, name);
    if (!alike.empty()) throw NoSuchTableError{message + "; did you mean " + listed(alike, " or ") + "?"};
    std::vector<std::string> names;
    names.reserve(tables.size());
    for (ListedTable& table : tables)
        names.push_back(std::move(table.name));
    if (names.size() > few) throw NoSuchTableError{message + ", which has " + std::to_string(names.size()) + " tables and views"};
    throw NoSuchTableError{message + ", which has " + listed(names, " and ")};
}

class SqliteCatalog final : public Catalog {
public:
    std::vector<std::string> schema_names(Connection& connection) const override {
        auto rows = connection.execute_once("PRAGMA database_list");
        std::vector<std::string> names;
        while (rows.next()) {
            // `temp` is a place for tables of this connection alone, and there only once it has one.
            if (std::string_view name; rows.row().text(1, name) && name != "temp") names.emplace_back(name);
        }
        return names;
    }

    std::string default_schema_name(Connection&) const override { return "main"; }

    std::vector<std::string> table_names(Connection& connection, std::string_view schema) const override {
        return names_of_type(connection, schema, "table");
    }

    std::vector<std::string> view_names(Connection& connection, std::string_view schema) const override {
        return names_of_type(connection, schema, "view");
    }

    std::string view_definition(Connection& connection, std::string_view schema, std::string_view name) const override {
        for (const std::string_view place : places_of(schema)) {
            auto rows = connection.execute_once("SELECT sql FROM " + quote(place, '"') +
                                                ".sqlite_master WHERE type = 'view' AND name = " + quote(name, '\'') + " COLLATE NOCASE");
            if (std::string_view sql; rows.next() && rows.row().text(0, sql)) return std::string{view_select(sql)};
        }
        throw_no_such(connection, "view", schema, name);
    }

    Table table(Connection& connection, std::string_view schema, std::string_view name) const override {
        // A name without a schema may be that of a temporary table. An empty name would list all.
        for (const std::string_view place : name.empty() ? std::vector<std::string_view>{} : places_of(schema)) {
            const auto listed = list_tables(connection, place, name);
            if (!listed.empty()) return in_schema(read_table(connection, place, listed.front()), schema);
        }
        throw_no_such(connection, "table", schema, name);
    }

    std::vector<Table> tables(Connection& connection, std::string_view schema) const override {
        std::vector<Table> tables = read_tables(connection, or_main(schema));
        if (schema.empty()) return tables;
        for (Table& table : tables)
            table = in_schema(std::move(table), schema);
        return tables;
    }

    Table as_stored(const Table& wanted) const override { return stored_table(wanted); }

    bool same_type(const SqlType& existing, const SqlType& wanted) const override { return sqlite::same_type(existing, wanted); }

    bool same_server_default(Connection&, const Column& existing, const Column& wanted) const override {
        return same_default(
            existing.options.server_default.value_or("NULL"), wanted.options.server_default.value_or("NULL"), type_sql(existing.type));
    }

    bool same_sql(std::string_view existing, std::string_view wanted) const override {
        return existing == wanted || normalized_sql(existing) == normalized_sql(wanted);
    }

private:
    static std::vector<std::string_view> places_of(std::string_view schema) {
        if (schema.empty()) return {"main", "temp"};
        return {schema};
    }

    static std::vector<std::string> names_of_type(Connection& connection, std::string_view schema, std::string_view type) {
        std::vector<std::string> names;
        for (ListedTable& table : list_tables(connection, or_main(schema))) {
            if (table.type == type) names.push_back(std::move(table.name));
        }
        return names;
    }

    static Table in_schema(Table table, std::string_view schema) {
        table.schema = schema;
        for (ForeignKeyConstraint& key : table.foreign_keys)
            key.referred_schema = schema;
        return table;
    }
};

}  // namespace

const Catalog& sqlite_catalog() {
    static const SqliteCatalog catalog;
    return catalog;
}

}  // namespace retort::sqlite
