#include <retort/dialect/mariadb/alterations.hpp>
#include <retort/dialect/mariadb/catalog.hpp>
#include <retort/dialect/mariadb/compiler.hpp>
#include <retort/dialect/mariadb/connection.hpp>
#include <retort/dialect/mariadb/ddl.hpp>
#include <retort/dialect/mariadb/identifiers.hpp>
#include <retort/dialect/mariadb/options.hpp>

#include <retort/core/text.hpp>
#include <retort/engine/connection.hpp>
#include <retort/engine/dialect.hpp>
#include <retort/engine/engine.hpp>

namespace retort::mariadb {

namespace {

std::string text_sql(std::string_view text) {
    return quote(replace_all(text, "\\", "\\\\"), '\'');
}

/// The schema as a text of SQL, or the connection's own database.
std::string schema_sql(std::string_view schema) {
    return schema.empty() ? "DATABASE()" : text_sql(schema);
}

/// MariaDB, and MySQL where it is another: MySQL has no RETURNING.
class ServerDialect final : public Dialect {
public:
    ServerDialect(std::string_view name, bool has_returning) : name_{name}, has_returning_{has_returning} {}

    std::string_view name() const override { return name_; }

    std::unique_ptr<Dialect::Connector> connector(const Url& url, const EngineOptions& options) const override {
        auto its_options = read_options(url, options.connect_args);
        its_options.has_returning = has_returning_;
        return std::make_unique<mariadb::Connector>(std::move(its_options));
    }

    std::string quote_identifier(std::string_view identifier) const override { return mariadb::quote_identifier(identifier); }
    std::string type_sql(const SqlType& type) const override { return mariadb::type_sql(type); }
    std::string parameter_mark(int) const override { return "?"; }
    std::string create_table_sql(const Table& table) const override { return mariadb::create_table_sql(table); }
    std::string drop_table_sql(const Table& table) const override { return mariadb::drop_table_sql({table.schema, table.name}); }
    std::string create_index_sql(const Table& table, const Index& index) const override {
        return mariadb::create_index_sql({table.schema, table.name}, index);
    }
    std::string drop_index_sql(const Table& table, const Index& index) const override {
        return mariadb::drop_index_sql({table.schema, table.name}, index.name);
    }

    const Catalog& catalog() const override { return mariadb::catalog(); }
    const Alterations& alterations() const override { return mariadb::alterations(); }

    std::vector<std::string> table_names(retort::Connection& connection, std::string_view schema) const override {
        auto rows = connection.execute_once("SELECT TABLE_NAME FROM information_schema.TABLES WHERE TABLE_SCHEMA = " + schema_sql(schema) +
                                            " AND TABLE_TYPE IN ('BASE TABLE', 'SYSTEM VERSIONED') ORDER BY TABLE_NAME");
        std::vector<std::string> names;
        while (rows.next()) {
            std::string_view table;
            if (rows.row().text(0, table)) names.emplace_back(table);
        }
        return names;
    }

    bool has_table(retort::Connection& connection, std::string_view schema, std::string_view name) const override {
        // The server compares as its lower_case_table_names says.
        return connection
            .execute_once("SELECT 1 FROM information_schema.TABLES WHERE TABLE_SCHEMA = " + schema_sql(schema) +
                          " AND TABLE_NAME = " + text_sql(name))
            .next();
    }

    void prepare_cyclic_drop(retort::Connection& connection, const std::vector<const Table*>& tables) const override {
        // As SQLAlchemy does: the foreign keys go before the tables. foreign_key_checks=0 would drop them too, but it is the session's, and
        // would stay where a DROP fails.
        std::string names;
        for (const Table* table : tables)
            names.append(names.empty() ? "(" : ", (")
                .append(schema_sql(table->schema))
                .append(", ")
                .append(text_sql(table->name))
                .append(")");
        if (names.empty()) return;
        auto rows = connection.execute_once(
            "SELECT CONSTRAINT_SCHEMA, TABLE_NAME, CONSTRAINT_NAME FROM information_schema.REFERENTIAL_CONSTRAINTS WHERE TABLE_NAME <> "
            "REFERENCED_TABLE_NAME AND (CONSTRAINT_SCHEMA, TABLE_NAME) IN (" +
            names + ") AND (UNIQUE_CONSTRAINT_SCHEMA, REFERENCED_TABLE_NAME) IN (" + names + ")");
        std::vector<std::string> statements;
        while (rows.next()) {
            const auto name = [&](int column) {
                std::string_view text;
                (void)rows.row().text(column, text);
                return quote_identifier(text);
            };
            statements.push_back("ALTER TABLE " + name(0) + "." + name(1) + " DROP FOREIGN KEY " + name(2));
        }
        for (const std::string& sql : statements)
            connection.execute_ddl(sql);
    }

    bool tells_generated_key() const override { return true; }
    bool insert_returns() const override { return has_returning_; }
    bool update_returns() const override { return false; }
    std::string_view default_values_sql() const override { return " () VALUES ()"; }

    std::unique_ptr<sql::Compiler> compiler() const override { return std::make_unique<MariadbCompiler>(has_returning_); }

private:
    std::string_view name_;
    bool has_returning_;
};

const ServerDialect& mariadb_dialect() {
    static const ServerDialect dialect{"mariadb", true};
    return dialect;
}

const ServerDialect& mysql_dialect() {
    static const ServerDialect dialect{"mysql", false};
    return dialect;
}

[[maybe_unused]] const bool is_registered =
    (register_dialect("mariadb", mariadb_dialect()), register_dialect("mysql", mysql_dialect()), true);

}  // namespace

}  // namespace retort::mariadb

/// Does nothing: whoever links the library statically refers to it, so that the registration above is linked as well.
extern "C" void retort_mariadb_dialect() {}
