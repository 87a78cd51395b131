/// \file
/// A connection of the driver to a database of its own.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include <retort/core/error.hpp>
#include <retort/dialect/mariadb/connection.hpp>
#include <retort/engine/engine.hpp>

#include <tests/support/database.hpp>

class MariadbTest : public testing::Test {
protected:
    /// Another connection to the same database.
    std::unique_ptr<retort::DriverConnection> connect(std::vector<std::pair<std::string, std::string>> options = {}) const {
        return retort::mariadb::Connector{retort::mariadb::read_options(retort::Url::parse(database.url()), options)}.connect();
    }
    void script(std::string_view sql) { connection->execute_script(sql); }
    /// The cells of all rows, one row a line.
    std::string rows(std::string_view sql) { return rows(*connection, sql); }
    static std::string rows(retort::DriverConnection& at, std::string_view sql) {
        auto statement = at.prepare(sql);
        statement->bind();
        std::string text;
        while (statement->step()) {
            for (int column = 0; column < statement->column_count(); ++column)
                text += (column > 0 ? ", " : "") + statement->row().value(column).repr();
            text += '\n';
        }
        return text;
    }
    static std::int64_t run(retort::DriverConnection& at, std::string_view sql) {
        auto statement = at.prepare(sql);
        statement->bind();
        while (statement->step()) {}
        return statement->changes();
    }
    std::int64_t run(std::string_view sql) { return run(*connection, sql); }
    /// The error that the statement meets.
    template <class Error>
    Error error_of(std::string_view sql) {
        try {
            run(sql);
        } catch (const Error& error) {
            return error;
        }
        ADD_FAILURE() << "no error for " << sql;
        return Error{{}};
    }

    testing_support::FreshDatabase database{"mariadb"};
    std::unique_ptr<retort::DriverConnection> connection = connect();
};
