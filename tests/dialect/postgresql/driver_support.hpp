/// A database of its own for each test of the driver, and short ways to ask it.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <retort/dialect/postgresql/connection.hpp>
#include <retort/dialect/postgresql/statement.hpp>
#include <retort/engine/connection_state.hpp>
#include <retort/retort.hpp>

#include "tests/support/database.hpp"

namespace postgresql_test {

using namespace retort;

class PostgresqlTest : public testing::Test {
protected:
    testing_support::FreshDatabase database{"postgresql"};
    Engine engine = create_engine(database.url());

    Engine engine_with(const std::string& options) const { return create_engine(database.url() + "?" + options); }
    Engine engine_with(std::vector<std::pair<std::string, std::string>> options) const {
        return create_engine(database.url(), {.connect_args = std::move(options)});
    }

    /// Executes in a transaction of its own.
    void run(const std::string& sql) {
        auto connection = engine.begin();
        connection.execute_once(sql);
        connection.commit();
    }

    /// The one cell of a query on another connection.
    Value ask(const std::string& sql) {
        auto connection = engine.connect();
        return one(connection, sql);
    }

    static Value one(Connection& connection, const std::string& sql, std::vector<Value> parameters = {}) {
        auto cursor = connection.execute(sql, std::move(parameters));
        if (!cursor.next()) return Value{"no row"};
        return cursor.row().value(0);
    }

    static postgresql::ServerConnection& driver(Connection& connection) {
        return dynamic_cast<postgresql::ServerConnection&>(connection.driver());
    }

    /// What another client does: another connection, each statement a transaction.
    void elsewhere(const std::string& sql) {
        auto other = create_engine(database.url());
        auto connection = other.connect();
        connection.set_autocommit(true);
        connection.execute_once(sql);
    }
};

/// The error that `action` throws, to be looked at.
template <class Expected, class Action>
DatabaseErrorInfo error_of(Action action) {
    try {
        action();
        ADD_FAILURE() << "nothing was thrown";
    } catch (const Expected& error) {
        return error.info();
    } catch (const std::exception& error) {
        ADD_FAILURE() << "another error: " << error.what();
    }
    return {};
}

}  // namespace postgresql_test
