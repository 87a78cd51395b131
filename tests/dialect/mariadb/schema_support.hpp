/// \file
/// What the tests of the schema share: a database of its own, tables printed so that a difference can be read.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include <retort/core/error.hpp>
#include <retort/engine/alterations.hpp>
#include <retort/engine/catalog.hpp>
#include <retort/engine/connection.hpp>
#include <retort/engine/dialect.hpp>
#include <retort/engine/engine.hpp>
#include <retort/schema/ddl.hpp>

#include <tests/support/database.hpp>

namespace dialect_mariadb {

/// The error of this class that `action` throws, as text.
template <class Exception, class Action>
std::string message_of(Action&& action) {
    try {
        action();
    } catch (const Exception& error) {
        return error.what();
    } catch (const retort::Error& error) {
        ADD_FAILURE() << "another error was thrown: " << error.type_name() << ": " << error.what();
        return {};
    }
    ADD_FAILURE() << "nothing was thrown";
    return {};
}

class Database {
public:
    explicit Database(std::initializer_list<std::string_view> statements = {}) {
        for (const auto sql : statements)
            run(sql);
    }

    void run(std::string_view sql);
    void create(const retort::Table& table);
    retort::Connection& connection() { return connection_; }
    retort::Engine& engine() { return engine_; }
    const std::string& name() const { return server_.name(); }
    const std::string& url() const { return server_.url(); }
    const retort::Catalog& catalog() const { return engine_.dialect().catalog(); }
    const retort::Alterations& alterations() const { return engine_.dialect().alterations(); }
    retort::Table table(std::string_view table, std::string_view schema = {}) { return catalog().table(connection_, schema, table); }

    /// The statements, executed as the runner does it.
    std::vector<std::string> alter(std::string table, std::vector<retort::ddl::Change> changes);
    /// Each row as one line, its cells between bars.
    std::vector<std::string> rows(std::string_view sql);
    std::string row(std::string_view sql);
    /// What SHOW CREATE TABLE tells between its outer brackets, a line each.
    std::vector<std::string> definition(const std::string& table);

private:
    testing_support::FreshDatabase server_{"mariadb"};
    retort::Engine engine_ = retort::create_engine(server_.url());
    retort::Connection connection_ = engine_.connect();
};

/// All that a table holds, a line for each part; the types as MariaDB writes them.
std::string printed(const retort::Table& table);

}  // namespace dialect_mariadb
