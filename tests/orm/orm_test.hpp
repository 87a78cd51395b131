#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include <retort/core/log.hpp>
#include <retort/engine/dialect.hpp>
#include <retort/retort.hpp>

#include "tests/support/database.hpp"

namespace orm_test {

using namespace retort;

struct Hero;

struct Team {
    Field<std::optional<std::int64_t>, primary_key> id;
    Field<std::string, unique> name;

    Relationship<std::vector<Hero>, back_populates<"team">, ordered_by<"name">> heroes;
};

struct HeroPower {
    Field<std::int64_t, primary_key, foreign_key<"hero.id">> hero_id;
    Field<std::int64_t, primary_key, foreign_key<"power.id">> power_id;
};

struct Power {
    Field<std::optional<std::int64_t>, primary_key> id;
    std::string name;

    Relationship<std::vector<Hero>, back_populates<"powers">, link_model<HeroPower>> heroes;
};

struct Hero {
    Field<std::optional<std::int64_t>, primary_key> id;
    Field<std::string, indexed> name;
    std::optional<int> age;
    std::vector<std::string> nicknames;
    std::optional<Json> data;
    Field<std::optional<std::int64_t>, foreign_key<&Team::id>> team_id;

    Relationship<Team, back_populates<"heroes">> team;
    Relationship<std::vector<Power>, back_populates<"heroes">, link_model<HeroPower>> powers;
};

/// Refers to itself.
struct Node {
    Field<std::optional<std::int64_t>, primary_key> id;
    std::string name;
    Field<std::optional<std::int64_t>, foreign_key<"node.id">> parent_id;

    Relationship<Node, back_populates<"children">> parent;
    Relationship<std::vector<Node>, back_populates<"parent">> children;
};

/// A key of text.
struct Setting {
    Field<std::string, primary_key> key;
    std::string value;
};

/// A key of two columns, and what the database fills in.
struct Line {
    Field<std::int64_t, primary_key> order_id;
    Field<int, primary_key> position;
    Field<std::optional<std::string>, server_default<"'new'">> status;
    Field<std::optional<int>, server_default<"0">, onupdate<"changes + 1">> changes;
    std::string product;
};

/// One-to-many whose children go with their owner.
struct Item;
struct Box {
    Field<std::optional<std::int64_t>, primary_key> id;
    std::string label;

    Relationship<std::vector<Item>, cascade_delete> items;
};
struct Item {
    Field<std::optional<std::int64_t>, primary_key> id;
    std::string name;
    Field<std::optional<std::int64_t>, foreign_key<&Box::id>> box_id;
};

inline MetaData tables() {
    return metadata<Team, HeroPower, Power, Hero, Node, Setting, Line, Box, Item>();
}

/// A statement as SQLite's would be where only what all databases write differently differs: numbered marks, and the key that PostgreSQL has returned.
inline std::string in_words_of_sqlite(std::string_view statement) {
    std::string text;
    for (std::size_t i = 0; i < statement.size(); ++i) {
        text += statement[i] == '$' ? '?' : statement[i];
        while (statement[i] == '$' && i + 1 < statement.size() && statement[i + 1] >= '0' && statement[i + 1] <= '9')
            statement.remove_prefix(1);
    }
    constexpr std::string_view key = " RETURNING id";
    if (text.starts_with("INSERT") && text.ends_with(key)) text.resize(text.size() - key.size());
    return text;
}

/// The statements that were sent since the last look, BEGIN and the like included, parameters not; in SQLite's words.
class StatementLog {
public:
    StatementLog() { set_log_sink(&StatementLog::take, this); }
    ~StatementLog() { set_log_sink(nullptr, nullptr); }
    StatementLog(const StatementLog&) = delete;
    StatementLog& operator=(const StatementLog&) = delete;

    std::vector<std::string> statements() {
        std::vector<std::string> out;
        std::swap(out, statements_);
        return out;
    }
    /// How many statements begin with `word`; forgets them.
    std::size_t count(std::string_view word) {
        std::size_t n = 0;
        for (const std::string& one : statements()) {
            n += one.starts_with(word) ? 1 : 0;
        }
        return n;
    }

private:
    static void take(void* self, const LogRecord& record) {
        if (!record.message.starts_with('[')) {
            static_cast<StatementLog*>(self)->statements_.push_back(in_words_of_sqlite(record.message));
        }
    }
    std::vector<std::string> statements_;
};

class OrmTest : public testing::Test {
protected:
    StatementLog log;
    testing_support::FreshDatabase database;
    Engine engine = create_engine(database.url(), {.echo = true});

    void SetUp() override {
        tables().create_all(engine);
        log.statements();
    }
    std::int64_t scalar(std::string_view sql) {
        auto connection = engine.connect();
        return connection.exec(text(sql)).one().get<std::int64_t>(0);
    }
    std::string string(std::string_view sql) {
        auto connection = engine.connect();
        return connection.exec(text(sql)).one()[0].repr();
    }
    /// The rows one behind the other, with a comma between; the cells of a row without one.
    std::string list(std::string_view sql) {
        auto connection = engine.connect();
        std::string out;
        for (const auto& row : connection.exec(text(sql))) {
            if (!out.empty()) out += ',';
            for (std::size_t i = 0; i < row.size(); ++i)
                out += row[i].kind() == ValueKind::text ? row[i].as_text() : row[i].repr();
        }
        return out;
    }
    /// `key` is a word of some databases.
    std::string quoted(std::string_view name) const { return engine.dialect().quote_identifier(name); }
    bool on_sqlite() const { return database.kind() == "sqlite"; }
};

}  // namespace orm_test
