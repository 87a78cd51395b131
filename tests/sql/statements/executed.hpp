/// \file
/// What EXPECT_SQL becomes where the statements of these tests are executed instead of looked at: each runs on the tested database and on SQLite,
/// over tables with the same rows, and must give the same rows, write the same ones, or be refused in the same way.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <type_traits>
#include <vector>

#include <retort/retort.hpp>

namespace executed {

/// A value as the same text from every database: numbers as numbers, whatever their scale, and what is younger than the tests as "now".
std::string shown(const retort::Value& value);
std::string shown(const retort::ModelDescription& model, const void* object, bool leaves_key_out = false);

template <class... Items>
std::string shown_row(const retort::UntrackedRow<Items...>& row) {
    std::string out;
    const auto add = [&out]<class Item, class Cell>(std::type_identity<Item>, const Cell& cell) {
        out += out.empty() ? "" : ", ";
        if constexpr (std::is_same_v<Item, Cell>) {
            out += shown(retort::value_ops<Cell>().to_value(&cell));
        } else {
            out += shown(retort::describe<Cell>(), &cell);
        }
    };
    if constexpr (sizeof...(Items) == 1) {
        (add(std::type_identity<Items>{}, row), ...);
    } else {
        std::apply([&](const auto&... cells) { (add(std::type_identity<Items>{}, cells), ...); }, row);
    }
    return "(" + out + ")";
}

/// What a statement did once.
struct Ran {
    std::vector<std::string> rows{};
    std::int64_t rowcount = -1;
};

using Runner = std::function<Ran(retort::Connection& connection)>;

template <class... Items>
Runner runner(const retort::Select<Items...>& statement) {
    return [&statement](retort::Connection& connection) {
        Ran ran;
        for (const auto& row : connection.exec(statement))
            ran.rows.push_back(shown_row<Items...>(row));
        return ran;
    };
}

template <class... Items>
Runner runner(const retort::Write<Items...>& statement) {
    return [&statement](retort::Connection& connection) {
        Ran ran;
        auto result = connection.exec(statement);
        ran.rowcount = result.rowcount();
        if constexpr (sizeof...(Items) > 0) {
            for (const auto& row : result)
                ran.rows.push_back(shown_row<Items...>(row));
        }
        return ran;
    };
}

/// Executes the statement and looks at what it did.
/// \param rows  what it must give on every database; nullptr: what it gives on SQLite
void execute(const char* file, int line, const retort::sql::StatementNode& statement, const Runner& run, const char* rows = nullptr);

template <class Statement>
void check(const char* file, int line, const Statement& statement, const char* rows = nullptr) {
    execute(file, line, statement.node(), runner(statement), rows);
}

/// The database that is tested, with its tables and their rows.
retort::Engine tested_engine();

}  // namespace executed

// The expected texts are SQLite's.
#define EXPECT_SQL(expected_sql, expected_parameters, ...) ::executed::check(__FILE__, __LINE__, (__VA_ARGS__))

/// The rows that the statement gives on every database: `(…)` a row, sorted unless the statement orders them; of a write, the rows that it returns, or
/// how many it has written.
#define EXPECT_ROWS(expected_rows, ...) ::executed::check(__FILE__, __LINE__, (__VA_ARGS__), expected_rows)
