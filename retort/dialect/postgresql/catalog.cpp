#include <retort/dialect/postgresql/catalog.hpp>

#include <utility>

#include <retort/core/error.hpp>
#include <retort/core/text.hpp>
#include <retort/dialect/common/no_such_table.hpp>
#include <retort/dialect/postgresql/catalog_defaults.hpp>
#include <retort/dialect/postgresql/catalog_stored.hpp>
#include <retort/dialect/postgresql/reflection.hpp>
#include <retort/dialect/postgresql/sql_text.hpp>
#include <retort/dialect/postgresql/type_names.hpp>
#include <retort/engine/connection.hpp>

namespace retort::postgresql {

namespace {

std::vector<std::string> names_of(Connection& connection, std::string_view schema, std::string_view kinds) {
    std::vector<std::string> names;
    for (ListedRelation& relation : list_relations(connection, schema, kinds))
        names.push_back(std::move(relation.name));
    return names;
}

[[noreturn]] void throw_no_such(Connection& connection, std::string_view kind, std::string_view schema, std::string_view name) {
    detail::throw_no_such_table(kind, schema, name, names_of(connection, schema, "rpvmf"));
}

std::vector<std::string> texts(Cursor rows) {
    std::vector<std::string> texts;
    while (rows.next()) {
        if (std::string_view text; rows.row().text(0, text)) texts.emplace_back(text);
    }
    return texts;
}

class PostgresqlCatalog final : public Catalog {
public:
    std::vector<std::string> schema_names(Connection& connection) const override {
        return texts(
            connection.execute_once("SELECT n.nspname::text FROM pg_catalog.pg_namespace n WHERE n.nspname NOT LIKE 'pg\\_%' ORDER BY "
                                    "n.nspname::text COLLATE \"C\""));
    }

    std::string default_schema_name(Connection& connection) const override {
        auto names = texts(connection.execute_once("SELECT pg_catalog.current_schema()::text"));
        return names.empty() ? std::string{} : std::move(names.front());
    }

    std::vector<std::string> table_names(Connection& connection, std::string_view schema) const override {
        return names_of(connection, schema, "rp");
    }

    std::vector<std::string> view_names(Connection& connection, std::string_view schema) const override {
        return names_of(connection, schema, "vm");
    }

    std::string view_definition(Connection& connection, std::string_view schema, std::string_view name) const override {
        auto definitions = texts(connection.execute_once(
            "SELECT pg_catalog.pg_get_viewdef(c.oid) FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace "
            "WHERE c.relkind IN ('v', 'm') AND " +
            condition_of({std::string{schema}, std::string{name}})));
        if (name.empty() || definitions.empty()) throw_no_such(connection, "view", schema, name);
        return std::move(definitions.front());
    }

    Table table(Connection& connection, std::string_view schema, std::string_view name) const override {
        // An empty name would mean all tables.
        if (!name.empty()) {
            auto tables = read_tables(connection, {std::string{schema}, std::string{name}});
            if (!tables.empty()) return std::move(tables.front());
        }
        throw_no_such(connection, "table", schema, name);
    }

    std::vector<Table> tables(Connection& connection, std::string_view schema) const override {
        return read_tables(connection, {std::string{schema}, {}});
    }

    Table as_stored(const Table& wanted) const override { return stored_table(wanted); }

    // A key that foreign keys refer to cannot be dropped, and another name alone is no reason to.
    void reconcile(Table& existing, const Table& stored) const override {
        if (existing.primary_key.columns == stored.primary_key.columns) existing.primary_key.name = stored.primary_key.name;
    }
    bool has_enum_types() const override { return true; }
    std::vector<SqlType> enum_types(Connection& connection) const override { return all_enumerations(connection); }
    bool same_type(const SqlType& existing, const SqlType& wanted) const override { return postgresql::same_type(existing, wanted); }

    bool same_server_default(Connection& connection, const Column& existing, const Column& wanted) const override {
        return same_default(connection, existing, wanted);
    }

    bool same_sql(std::string_view existing, std::string_view wanted) const override {
        return existing == wanted || normalized_sql(existing) == normalized_sql(wanted);
    }
};

}  // namespace

const Catalog& catalog() {
    static const PostgresqlCatalog only;
    return only;
}

}  // namespace retort::postgresql
