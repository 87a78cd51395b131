#include <retort/dialect/sqlite/alterations.hpp>
#include <retort/dialect/sqlite/catalog.hpp>
#include <retort/dialect/sqlite/compiler.hpp>
#include <retort/dialect/sqlite/connection.hpp>
#include <retort/dialect/sqlite/ddl.hpp>
#include <retort/dialect/sqlite/identifiers.hpp>
#include <retort/dialect/sqlite/options.hpp>

#include <retort/core/text.hpp>
#include <retort/engine/connection.hpp>
#include <retort/engine/dialect.hpp>
#include <retort/engine/engine.hpp>

namespace retort::sqlite {

namespace {

/// `PRAGMA main.table_info("hero")` has a row for each column, of tables and views alike.
bool has_columns(retort::Connection& connection, std::string_view schema, std::string_view name) {
    return connection.execute_once("PRAGMA " + std::string{schema} + ".table_info(" + quote(name, '"') + ")").next();
}

class SqliteDialect final : public Dialect {
public:
    std::string_view name() const override { return "sqlite"; }

    std::unique_ptr<Dialect::Connector> connector(const Url& url, const EngineOptions& options) const override {
        return std::make_unique<sqlite::Connector>(read_options(url, options.connect_args));
    }

    std::string quote_identifier(std::string_view identifier) const override { return sqlite::quote_identifier(identifier); }
    std::string type_sql(const SqlType& type) const override { return sqlite::type_sql(type); }
    std::string parameter_mark(int) const override { return "?"; }
    std::string create_table_sql(const Table& table) const override { return sqlite::create_table_sql(table); }
    std::string drop_table_sql(const Table& table) const override { return sqlite::drop_table_sql({table.schema, table.name}); }
    std::string create_index_sql(const Table& table, const Index& index) const override {
        return sqlite::create_index_sql({table.schema, table.name}, index);
    }
    std::string drop_index_sql(const Table& table, const Index& index) const override {
        return sqlite::drop_index_sql({table.schema, table.name}, index.name);
    }

    const Alterations& alterations() const override { return sqlite::alterations(); }
    const Catalog& catalog() const override { return sqlite_catalog(); }

    std::vector<std::string> table_names(retort::Connection& connection, std::string_view schema) const override {
        const auto prefix = schema.empty() ? std::string{} : sqlite::quote_identifier(schema) + ".";
        auto rows = connection.execute_once(
            "SELECT name FROM " + prefix + "sqlite_master WHERE type='table' AND name NOT LIKE 'sqlite~_%' ESCAPE '~' ORDER BY name");
        std::vector<std::string> names;
        while (rows.next()) {
            std::string_view table;
            if (rows.row().text(0, table)) names.emplace_back(table);
        }
        return names;
    }

    bool has_table(retort::Connection& connection, std::string_view schema, std::string_view name) const override {
        if (!schema.empty()) return has_columns(connection, quote(schema, '"'), name);
        return has_columns(connection, "main", name) || has_columns(connection, "temp", name);
    }

    void prepare_cyclic_drop(retort::Connection& connection, const std::vector<const Table*>&) const override {
        // DROP TABLE deletes the rows first. What is violated then is looked at when the transaction ends, when all tables have gone.
        connection.execute_once("PRAGMA defer_foreign_keys=ON");
    }

    bool refers_ahead() const override { return true; }
    bool tells_generated_key() const override { return true; }

    std::unique_ptr<sql::Compiler> compiler() const override { return std::make_unique<SqliteCompiler>(); }
};

const SqliteDialect& only_dialect() {
    static const SqliteDialect dialect;
    return dialect;
}

[[maybe_unused]] const bool is_registered = (register_dialect("sqlite", only_dialect()), true);

}  // namespace

}  // namespace retort::sqlite

/// Does nothing: whoever links the library statically refers to it, so that the registration above is linked as well.
extern "C" void retort_sqlite_dialect() {}
