// Scripts run on PostgreSQL, and written for it.
#include <retort/core/error.hpp>
#include <retort/core/text.hpp>
#include <retort/migrate/autogenerate.hpp>
#include <retort/migrate/offline.hpp>
#include <retort/migrate/runner.hpp>

#include <gtest/gtest.h>

#include <deque>
#include <thread>

#include "catalog_support.hpp"
#include "sample_tables.hpp"

namespace {

using namespace dialect_postgresql;
using namespace std::chrono_literals;
using migrate::Operations;

class Migrations : public testing::Test {
protected:
    Migrations() { database.connection.rollback(); }

    void script(
        const std::string& id, migrate::Script::Direction up, migrate::Script::Direction down = [](Operations&) {}) {
        std::vector<std::string> before;
        if (!scripts_.empty()) before.push_back(scripts_.back().revision().id);
        const auto& file = files_.emplace_back("versions/" + id + ".cpp");
        scripts_.emplace_back(migrate::Revision{.id = id, .down_revision = before, .message = id}, up, down, file.c_str());
    }
    migrate::ScriptDirectory directory() const {
        std::vector<const migrate::Script*> all;
        for (const auto& one : scripts_)
            all.push_back(&one);
        return migrate::ScriptDirectory{all};
    }
    void upgrade() {
        const auto scripts = directory();
        migrate::Runner{database.connection, environment, scripts, options}.upgrade("heads");
    }
    void downgrade(std::string_view target) {
        const auto scripts = directory();
        migrate::Runner{database.connection, environment, scripts, options}.downgrade(target);
    }
    std::string offline() {
        environment.history_table = false;
        return migrate::upgrade_sql(database.connection.dialect(), environment, directory(), options, "heads");
    }
    std::string failure() {
        try {
            upgrade();
        } catch (const migrate::MigrationError& error) {
            return error.what();
        }
        return "no failure";
    }
    std::string text(const std::string& sql) {
        auto answer = database.text(sql);
        database.connection.rollback();
        return answer;
    }
    std::string labels(const std::string& type) {
        return text("SELECT string_agg(enumlabel, ',' ORDER BY enumsortorder) FROM pg_enum WHERE enumtypid = '" + type + "'::regtype");
    }

    Database database;
    migrate::Environment environment;
    migrate::RunOptions options;

private:
    std::deque<std::string> files_;
    std::deque<migrate::Script> scripts_;
};

const auto allegiance = SqlType::enumeration("allegiance", {"hero", "villain"});

TEST_F(Migrations, MakeChangeAndDropTypesOfEnumerators) {
    script(
        "a",
        [](Operations& op) {
            op.create_enum("mood", {"sad", "it's fine"});
            op.create_enum("mood", {"sad"}, {.if_not_exists = true});
            op.create_table("hero", {Column{"id", Integer{}}, Column{"side", allegiance}, Column{"other", allegiance}});
        },
        [](Operations& op) {
            op.drop_table("hero");
            op.drop_enum("mood", {.if_exists = true});
        });
    script("b", [](Operations& op) {
        op.add_enum_value("allegiance", "neutral", {.before = "villain"});
        op.add_enum_value("allegiance", "neutral", {.if_not_exists = true});
        op.add_enum_value("allegiance", "mixed", {.after = "hero"});
        op.rename_enum_value("allegiance", "villain", "rogue");
        op.rename_enum("mood", "feeling");
    });
    upgrade();
    EXPECT_EQ(labels("allegiance"), "hero,mixed,neutral,rogue");
    EXPECT_EQ(labels("feeling"), "sad,it's fine");
}

TEST_F(Migrations, WriteTypesOfEnumeratorsAsSql) {
    script("a", [](Operations& op) {
        op.create_enum("mood", {"sad"}, {.schema = "s"});
        op.create_table("hero", {Column{"side", allegiance}});
        op.add_enum_value("allegiance", "neutral", {.before = "villain", .if_not_exists = true});
        op.rename_enum_value("allegiance", "hero", "Hero");
        op.rename_enum("mood", "Feeling", {.schema = "s"});
        op.drop_enum("Feeling", {.schema = "s", .if_exists = true});
    });
    const std::string sql = offline();
    EXPECT_TRUE(sql.starts_with("BEGIN;\n\n")) << sql;
    EXPECT_TRUE(sql.ends_with("COMMIT;\n\n")) << sql;
    for (const char* statement : {"CREATE TYPE s.mood AS ENUM ('sad');", "CREATE TYPE allegiance AS ENUM ('hero', 'villain');",
             "ALTER TYPE allegiance ADD VALUE IF NOT EXISTS 'neutral' BEFORE 'villain';",
             "ALTER TYPE allegiance RENAME VALUE 'hero' TO 'Hero';", "ALTER TYPE s.mood RENAME TO \"Feeling\";",
             "DROP TYPE IF EXISTS s.\"Feeling\";"})
        EXPECT_NE(sql.find(statement), std::string::npos) << statement << " in\n" << sql;
}

TEST_F(Migrations, RefuseTypesThatAreNotWhole) {
    const auto complaint = [&](migrate::Script::Direction up) {
        script("a", up);
        try {
            offline();
        } catch (const Error& error) {
            return std::string{error.what()};
        }
        return std::string{"no complaint"};
    };
    EXPECT_NE(complaint([](Operations& op) { op.create_enum("", {"a"}); }).find("create_enum needs the name of a type"), std::string::npos);
}

TEST_F(Migrations, AutogenerateAddsValuesAndNothingElse) {
    database.create(with_columns("hero", {Column{"side", allegiance}, Column{"more", SqlType::array(allegiance)}}));
    const auto wider = SqlType::enumeration("allegiance", {"first", "hero", "mixed", "villain", "last"});
    environment.metadata = MetaData{{with_columns("hero", {Column{"side", wider}, Column{"more", SqlType::array(wider)}})}};

    auto found = migrate::produce_migrations(database.connection, environment);

    EXPECT_EQ(migrate::render(found.upgrade),
        "        op.add_enum_value(\"allegiance\", \"first\", {.before = \"hero\", .if_not_exists = true});\n"
        "        op.add_enum_value(\"allegiance\", \"mixed\", {.after = \"hero\", .if_not_exists = true});\n"
        "        op.add_enum_value(\"allegiance\", \"last\", {.if_not_exists = true});");
    EXPECT_TRUE(found.downgrade.empty()) << "PostgreSQL takes no value away";
    EXPECT_EQ(found.summary.front(), "Detected added value 'first' of type 'allegiance'");
    EXPECT_EQ(migrate::describe_differences(found),
        "New upgrade operations detected: [('add_enum_value', 'allegiance', 'first'), ('add_enum_value', 'allegiance', 'mixed'), "
        "('add_enum_value', 'allegiance', 'last')]");
    for (const auto& planned : found.upgrade) {
        for (const auto& sql : database.alterations().alter_enum(&database.connection, std::get<ddl::AlterEnum>(planned.operation)))
            database.execute(sql);
    }
    database.connection.commit();
    EXPECT_EQ(labels("allegiance"), "first,hero,mixed,villain,last");
    EXPECT_TRUE(migrate::produce_migrations(database.connection, environment).is_empty());

    environment.metadata = MetaData{{with_columns("hero", {Column{"side", allegiance}, Column{"more", SqlType::array(allegiance)}})}};
    found = migrate::produce_migrations(database.connection, environment);
    EXPECT_TRUE(found.is_empty());
    ASSERT_EQ(found.remarks.size(), 3U);
    EXPECT_EQ(found.remarks[0], "The type 'allegiance' has the value 'first', which the models have not; no value can be removed");
}

TEST_F(Migrations, AutogenerateMakesTypesAndDropsThemAgain) {
    database.create(with_columns("hero", {Column{"age", Integer{}}}));
    environment.metadata = MetaData{{with_columns("hero", {Column{"age", Integer{}}, Column{"side", SqlType::array(allegiance)}})}};

    auto found = migrate::produce_migrations(database.connection, environment);
    EXPECT_EQ(found.summary.front(), "Detected added type 'allegiance'");
    EXPECT_EQ(migrate::render(found.upgrade),
        "        op.create_enum(\"allegiance\", {\"hero\", \"villain\"}, {.if_not_exists = true});\n"
        "        op.add_column(\"hero\", Column{\"side\", SqlType::array(SqlType::enumeration(\"allegiance\", {\"hero\", \"villain\"})), "
        "{.nullable = true}});");
    EXPECT_EQ(migrate::render(found.downgrade),
        "        op.drop_column(\"hero\", \"side\");\n"
        "        op.drop_enum(\"allegiance\", {.if_exists = true});");

    database.create(with_columns("villain", {Column{"side", allegiance}}));
    environment.metadata = MetaData{{with_columns("hero", {Column{"age", Integer{}}})}};
    found = migrate::produce_migrations(database.connection, environment);
    EXPECT_EQ(migrate::render(found.upgrade),
        "        // Loses data: the rows of 'villain'\n"
        "        op.drop_table(\"villain\");\n"
        "        op.drop_enum(\"allegiance\", {.if_exists = true});");
    EXPECT_EQ(migrate::render({found.downgrade.front()}),
        "        op.create_enum(\"allegiance\", {\"hero\", \"villain\"}, {.if_not_exists = true});");
}

TEST_F(Migrations, AutogenerateTakesATypeThatNoTableUses) {
    database.execute("CREATE TYPE allegiance AS ENUM ('villain')");
    database.connection.commit();
    environment.metadata = MetaData{{with_columns("hero", {Column{"side", allegiance}})}};
    const auto found = migrate::produce_migrations(database.connection, environment);
    ASSERT_EQ(found.upgrade.size(), 2U);
    EXPECT_EQ(migrate::render({found.upgrade.front()}),
        "        op.add_enum_value(\"allegiance\", \"hero\", {.before = \"villain\", .if_not_exists = true});");
}

TEST_F(Migrations, AutogenerateSaysThatANewValueIsNoDefaultYet) {
    database.create(with_columns("hero", {Column{"side", allegiance}}));
    environment.compare_server_default = true;
    const auto wider = SqlType::enumeration("allegiance", {"hero", "villain", "mixed"});
    environment.metadata = MetaData{{with_columns("hero", {Column{"side", wider, {.server_default = "'mixed'"}}})}};
    const auto found = migrate::produce_migrations(database.connection, environment);
    ASSERT_FALSE(found.is_empty());
    EXPECT_NE(found.upgrade.front().comment.find("make two scripts of it"), std::string::npos) << found.upgrade.front().comment;
}

TEST_F(Migrations, OfflineEachTypeIsMadeOnce) {
    script("a", [](Operations& op) {
        op.create_enum("allegiance", {"hero", "villain"}, {.if_not_exists = true});
        op.create_table("hero", {Column{"side", allegiance}});
    });
    script("b", [](Operations& op) {
        op.drop_table("hero");
        op.drop_enum("allegiance");
        op.create_table("hero", {Column{"side", allegiance}});
        op.create_table("other", {Column{"side", allegiance}});
    });
    const std::string sql = offline();
    std::size_t count = 0;
    for (std::size_t place = sql.find("CREATE TYPE"); place != std::string::npos; place = sql.find("CREATE TYPE", place + 1))
        ++count;
    EXPECT_EQ(count, 2U) << sql;
    database.connection.driver().execute_script(sql);
    EXPECT_EQ(labels("allegiance"), "hero,villain");
}

TEST_F(Migrations, ANewTypeKeepsCollationAndDefault) {
    script("a", [](Operations& op) {
        op.create_table(
            "hero", {Column{"name", retort::types::Text{}, {.collation = "C"}}, Column{"age", String{}, {.server_default = "'7'"}},
                        Column{"brave", Boolean{}, {.server_default = "true"}}});
    });
    script("b", [](Operations& op) {
        op.alter_column("hero", "name", {.type = String{60}, .existing_type = retort::types::Text{}});
        op.alter_column("hero", "age", {.type = Integer{}, .existing_type = String{}, .existing_server_default = "'7'"});
        op.alter_column("hero", "brave",
            {.drop_server_default = true, .type = Integer{}, .existing_type = Boolean{}, .existing_server_default = "true"});
    });
    upgrade();
    const Table hero = database.table("hero");
    EXPECT_EQ(hero.columns.at(0).options.collation, "C");
    EXPECT_FALSE(hero.columns.at(2).options.server_default);
    database.execute("INSERT INTO hero (name) VALUES ('a')");
    EXPECT_EQ(database.text("SELECT age::text FROM hero"), "7");
}

TEST_F(Migrations, AutogenerateSeesExclusionConstraints) {
    Table wanted = with_columns("booking", {Column{"room", Integer{}}, Column{"active", Boolean{}}});
    wanted.exclude_constraints.push_back(exclude_constraint("ex_room", "USING btree (room WITH =) WHERE (active AND room > 0)"));
    database.create(wanted);
    environment.metadata = MetaData{{wanted}};
    EXPECT_TRUE(migrate::produce_migrations(database.connection, environment).is_empty());

    wanted.exclude_constraints.front().sql = "USING btree (room WITH =)";
    environment.metadata = MetaData{{wanted}};
    const auto found = migrate::produce_migrations(database.connection, environment);
    EXPECT_EQ(migrate::render(found.upgrade),
        "        op.drop_constraint(\"ex_room\", \"booking\", {.type = ConstraintType::exclude});\n"
        "        op.create_exclude_constraint(\"ex_room\", \"booking\", \"USING btree (room WITH =)\");");
    ASSERT_EQ(found.downgrade.size(), 2U);
}

TEST_F(Migrations, AScriptOfNothingButConcurrentIndexesRunsWithoutATransaction) {
    script("a", [](Operations& op) { op.create_table("hero", {Column{"name", String{}}}); });
    script("b", [](Operations& op) {
        op.create_index("ix_hero_name", "hero", {"name"}, {.dialect_options = {{"postgresql_concurrently", "true"}}});
    });
    script("c", [](Operations& op) {
        op.drop_index("ix_hero_name", "hero", {.dialect_options = {{"postgresql_concurrently", "true"}}});
        op.create_index("ix_other", "hero", {"name"}, {.dialect_options = {{"postgresql_concurrently", "true"}}});
    });
    upgrade();
    EXPECT_EQ(text("SELECT string_agg(indexname, ',') FROM pg_indexes WHERE tablename = 'hero'"), "ix_other");
    EXPECT_EQ(text("SELECT version_num FROM alembic_version"), "c");
}

TEST_F(Migrations, AConcurrentIndexAmongOtherOperationsIsRefusedBeforeAnythingIsLost) {
    script("a", [](Operations& op) {
        op.create_table("hero", {Column{"name", String{}}});
        op.create_index("ix_hero_name", "hero", {"name"}, {.dialect_options = {{"postgresql_concurrently", "true"}}});
    });
    const std::string message = failure();
    EXPECT_NE(message.find("give it a script of its own"), std::string::npos) << message;
    EXPECT_EQ(text("SELECT count(*)::text FROM pg_tables WHERE tablename = 'hero'"), "0");
}

TEST_F(Migrations, WaitForLocksNoLongerThanTheyMay) {
    script("a", [](Operations& op) { op.create_table("hero", {Column{"name", String{}}}); });
    upgrade();
    script("b", [](Operations& op) { op.add_column("hero", Column{"age", Integer{}}); });
    Connection reader = database.engine.connect();
    reader.execute_ddl("LOCK TABLE hero IN ACCESS SHARE MODE");
    environment.lock_timeout = 30s;
    options.timeouts.lock = 20ms;  // what retort.toml says wins

    const std::string message = failure();

    EXPECT_NE(message.find("lock timeout"), std::string::npos) << message;
    reader.rollback();
    EXPECT_EQ(failure(), "no failure");
    EXPECT_EQ(text("SELECT current_setting('lock_timeout')"), "0") << "nothing is left on the connection";
}

TEST_F(Migrations, RunNoLongerThanTheyMay) {
    script("a", [](Operations& op) { op.execute("SELECT pg_sleep(30)"); });
    environment.statement_timeout = 20ms;
    for (const auto mode : {migrate::TransactionMode::step, migrate::TransactionMode::run, migrate::TransactionMode::none}) {
        options.transaction_mode = mode;
        EXPECT_NE(failure().find("statement timeout"), std::string::npos);
        EXPECT_EQ(text("SELECT current_setting('statement_timeout')"), "0");
    }
}

TEST_F(Migrations, AreUndoneWholeWhereTheyFail) {
    script("a", [](Operations& op) {
        op.create_table("hero", {Column{"side", allegiance}});
        op.execute("INSERT INTO nowhere VALUES (1)");
    });
    EXPECT_NE(failure().find("it was rolled back"), std::string::npos);
    EXPECT_EQ(text("SELECT count(*)::text FROM pg_type WHERE typname IN ('hero', 'allegiance')"), "0");
}

TEST_F(Migrations, GoUpAndDownAndUpAgain) {
    script(
        "a",
        [](Operations& op) {
            op.create_table(
                "team", {Column{"id", Integer{}, {.nullable = false, .primary_key = true, .autoincrement = true}},
                            Column{"side", allegiance, {.nullable = false}}, exclude_constraint("ex_side", "USING btree (side WITH =)")});
            op.create_table("hero", {Column{"id", BigInteger{}, {.primary_key = true, .identity = Identity::always}},
                                        Column{"team_id", Integer{}}, foreign_key_constraint({"team_id"}, "team", {"id"}).named("fk")});
        },
        [](Operations& op) {
            op.drop_table("hero");
            op.drop_table("team");
        });
    script(
        "b",
        [](Operations& op) {
            auto batch = op.batch_alter_table("hero");
            batch.add_column(Column{"age", Integer{}, {.nullable = false, .server_default = "0"}})
                .create_check_constraint("ck", "age >= 0")
                .create_unique_constraint("uq", {"age"}, {.deferral = "DEFERRABLE INITIALLY DEFERRED"})
                .drop_constraint("fk");
        },
        [](Operations& op) {
            op.drop_column("hero", "age");
            op.create_foreign_key("fk", "hero", "team", {"team_id"}, {"id"});
        });
    upgrade();
    downgrade("base");
    EXPECT_EQ(text("SELECT count(*)::text FROM pg_tables WHERE tablename IN ('hero', 'team')"), "0");
    upgrade();
    const Table hero = database.table("hero");
    EXPECT_EQ(hero.unique_constraints.at(0).deferral, "DEFERRABLE INITIALLY DEFERRED");
    EXPECT_EQ(hero.columns.at(0).options.identity, Identity::always);
    EXPECT_TRUE(hero.foreign_keys.empty());
}

}  // namespace
