#include <retort/dialect/postgresql/alterations.hpp>
#include <retort/dialect/postgresql/catalog.hpp>
#include <retort/dialect/postgresql/compiler.hpp>
#include <retort/dialect/postgresql/connection.hpp>
#include <retort/dialect/postgresql/ddl.hpp>
#include <retort/dialect/postgresql/enum_types.hpp>
#include <retort/dialect/postgresql/identifiers.hpp>
#include <retort/dialect/postgresql/options.hpp>

#include <retort/engine/connection.hpp>
#include <retort/engine/dialect.hpp>
#include <retort/engine/engine.hpp>

namespace retort::postgresql {

namespace {

/// The schema that is meant: the first of the search path where none is named.
std::string schema_sql(std::string_view schema) {
    return schema.empty() ? "pg_catalog.current_schema()" : text_literal(schema);
}

std::string sql_name(const Table& table) {
    const std::string name = quote_identifier(table.name);
    return table.schema.empty() ? name : quote_identifier(table.schema) + "." + name;
}

class PostgresqlDialect final : public Dialect {
public:
    std::string_view name() const override { return "postgresql"; }

    std::unique_ptr<Dialect::Connector> connector(const Url& url, const EngineOptions& options) const override {
        return std::make_unique<postgresql::Connector>(read_options(url, options.connect_args));
    }

    std::string quote_identifier(std::string_view identifier) const override { return postgresql::quote_identifier(identifier); }
    std::string type_sql(const SqlType& type) const override { return postgresql::type_sql(type); }
    std::string parameter_mark(int position) const override { return "$" + std::to_string(position + 1); }
    std::string create_table_sql(const Table& table) const override { return postgresql::create_table_sql(table); }
    std::string drop_table_sql(const Table& table) const override { return postgresql::drop_table_sql({table.schema, table.name}); }
    std::string create_index_sql(const Table& table, const Index& index) const override {
        return postgresql::create_index_sql({table.schema, table.name}, index);
    }
    std::string drop_index_sql(const Table& table, const Index& index) const override {
        return postgresql::drop_index_sql({table.schema, table.name}, index);
    }

    const Catalog& catalog() const override { return postgresql::catalog(); }
    const Alterations& alterations() const override { return postgresql::alterations(); }

    void create_types(retort::Connection& connection, const std::vector<const Table*>& tables) const override {
        postgresql::create_types(connection, tables);
    }
    void drop_types(retort::Connection& connection, const std::vector<const Table*>& tables) const override {
        postgresql::drop_types(connection, tables);
    }
    std::vector<std::string> after_create_table_sql(const Table& table) const override { return postgresql::after_create_table_sql(table); }

    std::vector<std::string> table_names(retort::Connection& connection, std::string_view schema) const override {
        auto rows = connection.execute_once(
            "SELECT c.relname FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = " +
            schema_sql(schema) + " AND c.relkind IN ('r', 'p') ORDER BY c.relname COLLATE \"C\"");
        std::vector<std::string> names;
        while (rows.next()) {
            std::string_view table;
            if (rows.row().text(0, table)) names.emplace_back(table);
        }
        return names;
    }

    bool has_table(retort::Connection& connection, std::string_view schema, std::string_view name) const override {
        // Without a schema everything that the search path leads to, as SQLAlchemy looks.
        const std::string where = schema.empty() ? "pg_catalog.pg_table_is_visible(c.oid)" : "n.nspname = " + text_literal(schema);
        return connection
            .execute_once("SELECT 1 FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace WHERE " + where +
                          " AND c.relname = " + text_literal(name) + " AND c.relkind IN ('r', 'p', 'v', 'm', 'f')")
            .next();
    }

    void prepare_cyclic_drop(retort::Connection& connection, const std::vector<const Table*>& tables) const override {
        // As SQLAlchemy does: the foreign keys go before the tables. CASCADE would take those of other tables with it.
        std::string list;
        for (const Table* table : tables)
            list.append(list.empty() ? "" : ", ").append(text_literal(sql_name(*table)));
        if (list.empty()) return;
        const std::string these = "ANY (ARRAY[" + list + "]::pg_catalog.regclass[])";
        auto rows = connection.execute_once(
            "SELECT pg_catalog.format('ALTER TABLE %s DROP CONSTRAINT %I', c.conrelid::pg_catalog.regclass, c.conname) FROM "
            "pg_catalog.pg_constraint c WHERE c.contype = 'f' AND c.conrelid <> c.confrelid AND c.conrelid = " +
            these + " AND c.confrelid = " + these);
        std::vector<std::string> statements;
        while (rows.next()) {
            std::string_view sql;
            if (rows.row().text(0, sql)) statements.emplace_back(sql);
        }
        for (const std::string& sql : statements)
            connection.execute_ddl(sql);
    }

    std::unique_ptr<sql::Compiler> compiler() const override { return std::make_unique<PostgresqlCompiler>(); }
};

const PostgresqlDialect& only_dialect() {
    static const PostgresqlDialect dialect;
    return dialect;
}

[[maybe_unused]] const bool is_registered =
    (register_dialect("postgresql", only_dialect()), register_dialect("postgres", only_dialect()), true);

}  // namespace

}  // namespace retort::postgresql

/// Does nothing: whoever links the library statically refers to it, so that the registration above is linked as well.
extern "C" void retort_postgresql_dialect() {}
