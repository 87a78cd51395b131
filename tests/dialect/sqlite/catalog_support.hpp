/// \file
/// What the tests of the catalog share: a database in memory, and tables printed so that a difference can be read.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>

#include <gtest/gtest.h>

#include <retort/engine/catalog.hpp>
#include <retort/engine/connection.hpp>
#include <retort/engine/dialect.hpp>
#include <retort/engine/engine.hpp>
#include <retort/engine/inspector.hpp>

namespace dialect_sqlite {

/// A database in memory and one connection to it.
struct Memory {
    retort::Engine engine = retort::create_engine("sqlite://");
    retort::Connection connection = engine.begin();

    Memory() = default;
    explicit Memory(std::initializer_list<std::string> statements) {
        for (const auto& sql : statements)
            execute(sql);
    }
    void execute(std::string_view sql) { connection.execute_ddl(sql); }
    void create(const retort::Table& table);
    const retort::Catalog& catalog() const { return connection.dialect().catalog(); }
    retort::Table table(std::string_view name, std::string_view schema = {}) { return catalog().table(connection, schema, name); }
};

/// All that a table holds, a line for each part; the types as SQLite writes them.
std::string printed(const retort::Table& table);

}  // namespace dialect_sqlite
