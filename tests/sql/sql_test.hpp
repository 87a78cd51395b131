/// The models of these tests and how a statement is compared with what SQLAlchemy makes of the same one.
#pragma once

#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <vector>

#include <retort/dialect/sqlite/compiler.hpp>
#include <retort/model.hpp>
#include <retort/sql/statements.hpp>

#ifdef RETORT_EXECUTE_STATEMENTS
#include "statements/executed.hpp"
#endif

namespace sql_test {

using retort::Field, retort::Relationship, retort::Uuid, retort::Json, retort::Decimal;
using retort::back_populates, retort::foreign_key, retort::link_model, retort::primary_key, retort::via;

enum class Kind { human, robot };

struct Hero;

struct Team {
    Field<std::optional<std::int64_t>, primary_key> id;
    std::string name;
    Relationship<std::vector<Hero>, back_populates<"team">> heroes;
};

struct Link {
    Field<std::int64_t, primary_key, foreign_key<"hero.id">> hero_id;
    Field<std::int64_t, primary_key, foreign_key<"power.id">> power_id;
};

struct Power {
    Field<std::optional<std::int64_t>, primary_key> id;
    std::string name;
    Relationship<std::vector<Hero>, back_populates<"powers">, link_model<Link>> heroes;
};

struct Hero {
    Field<std::optional<std::int64_t>, primary_key> id;
    std::string name;
    std::optional<int> age;
    bool active = true;
    Decimal price;
    double score = 0;
    Kind kind = Kind::human;
    std::optional<Json> data;
    std::optional<retort::DateTime> born;
    std::optional<Uuid> token;
    Field<std::optional<std::int64_t>, foreign_key<&Team::id>> team_id;
    Relationship<Team, back_populates<"heroes">> team;
    Relationship<std::vector<Power>, back_populates<"heroes">, link_model<Link>> powers;
};

struct Flight {
    Field<std::optional<std::int64_t>, primary_key> id;
    Field<std::int64_t, foreign_key<"team.id">> origin_id;
    Field<std::int64_t, foreign_key<"team.id">> destination_id;
};

struct Node {
    static constexpr std::string_view table_name = "order";  // a reserved word
    Field<std::optional<std::int64_t>, primary_key> id;
    std::string Label;
    Field<std::optional<std::int64_t>, foreign_key<"order.id">> parent_id;
    Relationship<std::vector<Node>, back_populates<"parent">> children;
    Relationship<Node, back_populates<"children">, retort::remote_side<"id">> parent;
};

struct Stamped {
    Field<std::optional<std::int64_t>, primary_key> id;
    std::string name;
    Field<std::optional<std::string>, retort::server_default<"'x'">> note;
    Field<std::optional<retort::DateTime>, retort::onupdate<"CURRENT_TIMESTAMP">> changed;
};

inline retort::sql::Compiled compiled(const retort::sql::StatementNode& statement) {
    return retort::sqlite::SqliteCompiler{}.compile(statement);
}

inline std::string parameters(const retort::sql::Compiled& compiled) {
    std::string out = "[";
    for (const auto& value : compiled.parameters)
        out += (out.size() > 1 ? ", " : "") + value.repr();
    return out + "]";
}

#ifndef RETORT_EXECUTE_STATEMENTS  // there EXPECT_SQL executes the statement (statements/executed.hpp)
/// The statement stands last, since it has commas of its own. regenerate.py writes the texts behind a `// py:` comment.
#define EXPECT_SQL(expected_sql, expected_parameters, ...)                          \
    do {                                                                            \
        const auto compiled_statement = ::sql_test::compiled((__VA_ARGS__).node()); \
        EXPECT_EQ(compiled_statement.sql, expected_sql);                            \
        EXPECT_EQ(::sql_test::parameters(compiled_statement), expected_parameters); \
    } while (false)
#endif

}  // namespace sql_test
