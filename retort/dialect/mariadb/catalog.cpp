#include <retort/dialect/mariadb/catalog.hpp>

#include <retort/core/text.hpp>
#include <retort/dialect/common/no_such_table.hpp>
#include <retort/dialect/mariadb/ddl.hpp>
#include <retort/dialect/mariadb/reflection.hpp>
#include <retort/dialect/mariadb/reflection_rows.hpp>
#include <retort/dialect/mariadb/sql_text.hpp>
#include <retort/dialect/mariadb/stored_table.hpp>
#include <retort/dialect/mariadb/type_names.hpp>
#include <retort/engine/connection.hpp>

namespace retort::mariadb {

namespace {

[[noreturn]] void throw_no_such(Connection& connection, std::string_view kind, std::string_view schema, std::string_view name) {
    std::vector<std::string> names;
    for (ListedTable& table : list_tables(connection, schema))
        names.push_back(std::move(table.name));
    detail::throw_no_such_table(kind, schema, name, names);
}

class MariadbCatalog final : public Catalog {
public:
    std::vector<std::string> schema_names(Connection& connection) const override {
        auto rows = connection.execute_once(
            "SELECT schema_name FROM information_schema.schemata WHERE schema_name NOT IN ('information_schema', 'mysql', "
            "'performance_schema', 'sys') ORDER BY schema_name");
        std::vector<std::string> names;
        while (rows.next()) {
            if (std::string_view name; rows.row().text(0, name)) names.emplace_back(name);
        }
        return names;
    }

    std::string default_schema_name(Connection& connection) const override {
        auto rows = connection.execute_once("SELECT DATABASE()");
        std::string_view name;
        return rows.next() && rows.row().text(0, name) ? std::string{name} : std::string{};
    }

    std::vector<std::string> table_names(Connection& connection, std::string_view schema) const override {
        return names(connection, schema, false);
    }

    std::vector<std::string> view_names(Connection& connection, std::string_view schema) const override {
        return names(connection, schema, true);
    }

    std::string view_definition(Connection& connection, std::string_view schema, std::string_view name) const override {
        const auto listed = name.empty() ? std::vector<ListedTable>{} : list_tables(connection, schema, name);
        if (!listed.empty() && listed.front().is_view) {
            auto rows = connection.execute_once("SELECT view_definition FROM information_schema.views WHERE table_schema = " +
                                                (schema.empty() ? "DATABASE()" : string_literal(schema)) +
                                                " AND table_name = " + string_literal(listed.front().name));
            if (std::string_view sql; rows.next() && rows.row().text(0, sql)) return std::string{sql};
        }
        throw_no_such(connection, "view", schema, name);
    }

    Table table(Connection& connection, std::string_view schema, std::string_view name) const override {
        if (name.empty()) throw_no_such(connection, "table", schema, name);
        const auto listed = list_tables(connection, schema, name);
        if (!listed.empty()) return read_table(connection, schema, listed.front().name);
        Table temporary = read_temporary_table(connection, schema, name);
        if (temporary.columns.empty()) throw_no_such(connection, "table", schema, name);
        return temporary;
    }

    std::vector<Table> tables(Connection& connection, std::string_view schema) const override { return read_tables(connection, schema); }

    Table as_stored(const Table& wanted) const override { return stored_table(wanted); }
    void reconcile(Table& existing, const Table& stored) const override { mariadb::reconcile(existing, stored); }

    void rename_table(Table& table, const std::string& new_name) const override {
        for (ForeignKeyConstraint& key : table.foreign_keys) {
            if (is_made_name(key.name, table.name)) key.name.replace(0, table.name.size(), new_name);
        }
        table.name = new_name;
    }

    bool same_type(const SqlType& existing, const SqlType& wanted) const override { return mariadb::same_type(existing, wanted); }

    bool same_server_default(Connection&, const Column& existing, const Column& wanted) const override {
        return same_default(existing, wanted);
    }

    bool same_sql(std::string_view existing, std::string_view wanted) const override { return mariadb::same_sql(existing, wanted); }

private:
    static std::vector<std::string> names(Connection& connection, std::string_view schema, bool of_views) {
        std::vector<std::string> names;
        for (ListedTable& table : list_tables(connection, schema)) {
            if (table.is_view == of_views) names.push_back(std::move(table.name));
        }
        return names;
    }
};

}  // namespace

const Catalog& catalog() {
    static const MariadbCatalog only;
    return only;
}

}  // namespace retort::mariadb
