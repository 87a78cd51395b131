#include <retort/dialect/sqlite/catalog.hpp>

#include <utility>

#include <retort/core/text.hpp>
#include <retort/dialect/common/no_such_table.hpp>
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

[[noreturn]] void throw_no_such(Connection& connection, std::string_view kind, std::string_view schema, std::string_view name) {
    std::vector<std::string> names;
    for (ListedTable& table : list_tables(connection, or_main(schema)))
        names.push_back(std::move(table.name));
    detail::throw_no_such_table(kind, schema, name, names);
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
