// Migrations that fail, or are killed, on a database that does not roll back DDL.
#include "runner_test.hpp"

#include <retort/migrate/resume.hpp>

namespace {

using namespace migrate_test;
using namespace retort::migrate;

// What a test changes between two runs of one script.
bool is_spoilt = false;
bool is_edited = false;

void create_and_fill(Operations& op) {
    op.create_table("hero", {Column{"id", Integer{}, {.nullable = false, .primary_key = true}}, Column{"name", String{30}}});
    op.bulk_insert("hero", {"id", "name"}, {{1, "a"}, {2, "a"}});
    op.create_unique_constraint("uq_hero_name", "hero", {"name"});
    op.execute("INSERT INTO hero (id, name) VALUES (3, 'c')");
}

class ResumeTest : public RunnerTest {
protected:
    ResumeTest() {
        fake().transactional_ddl = false;
        is_spoilt = false;
        is_edited = false;
    }
    std::string upgrade_fails() {
        return message_of<RevisionError>([&] { upgrade(); });
    }
    std::optional<HalfWay> half_way() {
        std::optional<HalfWay> found;
        with_runner([&](Runner& runner) { found = runner.half_way(); });
        return found;
    }
    /// As if the process had been killed while it was at this operation of revision `a`.
    void interrupted_at(int operation) {
        const ScriptDirectory scripts = directory();
        const auto planned = detail::read_script(scripts.script(scripts.graph().find("a").value()), PathStep::Kind::upgrade,
            detail::Reading{fake_dialect(), environment.naming_convention});
        execute("UPDATE retort_history SET command = 'upgrading', at_operation = " + std::to_string(operation) +
                ", statements = 0, digest = '" + detail::digest_of(planned, static_cast<std::size_t>(operation - 1)) + "'");
    }
    std::string logged() const { return retort::join(log, "\n"); }
};

TEST_F(ResumeTest, GoesOnAtTheOperationThatWasRefused) {
    script("a", {}, create_and_fill);
    const std::string message = upgrade_fails();
    EXPECT_TRUE(message.starts_with(
        "The upgrade of revision a (versions/a.cpp) failed at operation 3, create_unique_constraint uq_hero_name of hero; "
        "what was done before it stays, and the next upgrade goes on there; the database is still at its base: "))
        << message;
    EXPECT_EQ(cells("SELECT count(*) FROM alembic_version"), "0");
    const auto stands = half_way();
    ASSERT_TRUE(stands);
    EXPECT_EQ(stands->operation, 3);
    EXPECT_EQ(stands->of_operations, 4);
    EXPECT_TRUE(stands->is_refused);
    EXPECT_TRUE(stands->words().starts_with(
        "The upgrade of revision a stands at operation 3 of 4, create_unique_constraint uq_hero_name of hero, since "))
        << stands->words();

    // Nothing has changed: it fails in the same way.
    EXPECT_EQ(upgrade_fails(), message);
    execute("UPDATE hero SET name = 'b' WHERE id = 2");
    upgrade();
    EXPECT_NE(logged().find("Resuming at operation 3 of 4, create_unique_constraint uq_hero_name of hero"), std::string::npos) << logged();
    EXPECT_EQ(rows(), "a");
    EXPECT_EQ(cells("SELECT name FROM hero ORDER BY id"), "a,b,c") << "each row once";
    EXPECT_EQ(cells("SELECT command FROM retort_history"), "upgrade");
    EXPECT_EQ(cells("SELECT count(at_operation) + count(digest) FROM retort_history"), "0");
    EXPECT_FALSE(half_way());
}

TEST_F(ResumeTest, MakesDataAndTheNoteOfItTogether) {
    script("a", {}, [](Operations& op) {
        op.create_table("hero", {Column{"id", Integer{}}});
        op.execute("INSERT INTO hero (id) VALUES (1)");
        op.run([](retort::Connection& connection) {
            connection.exec(retort::text("INSERT INTO hero (id) VALUES (2)"));
            if (is_spoilt) throw std::runtime_error{"spoilt"};
        });
        op.bulk_insert("hero", {"id"}, {{3}});
    });
    is_spoilt = true;
    EXPECT_NE(upgrade_fails().find("failed at operation 3, run; what was done before it stays"), std::string::npos);
    EXPECT_EQ(cells("SELECT id FROM hero"), "1") << "what the operation did before it failed is undone";
    is_spoilt = false;
    upgrade();
    EXPECT_EQ(cells("SELECT id FROM hero ORDER BY id"), "1,2,3");
}

TEST_F(ResumeTest, SeesWhetherAnInterruptedChangeWasMade) {
    script("a", {}, [](Operations& op) {
        op.create_table("hero", {Column{"id", Integer{}}});
        op.add_column("hero", Column{"age", Integer{}});
        op.execute("INSERT INTO missing (id) VALUES (1)");
    });
    upgrade_fails();
    EXPECT_EQ(half_way()->operation, 3);
    execute("CREATE TABLE missing (id INTEGER)");
    interrupted_at(2);
    upgrade();
    EXPECT_NE(logged().find("Resuming behind operation 2 of 3, add_column hero.age, which was done already"), std::string::npos)
        << logged();
    EXPECT_EQ(cells("SELECT count(*) FROM missing"), "1");
}

TEST_F(ResumeTest, LeavesOutWhatIsThereAlready) {
    script("a", {}, [](Operations& op) { op.create_table("hero", {Column{"id", Integer{}}, Column{"name", String{}, {.index = true}}}); });
    upgrade();
    // Killed before anything was noted: the table is there, its index is not.
    execute("DROP INDEX ix_hero_name");
    execute("DELETE FROM alembic_version");
    interrupted_at(1);
    upgrade();
    EXPECT_NE(logged().find("Resuming at operation 1 of 1, create_table hero"), std::string::npos) << logged();
    EXPECT_EQ(cells("SELECT name FROM sqlite_master WHERE type = 'index' AND tbl_name = 'hero'"), "ix_hero_name");
    EXPECT_EQ(rows(), "a");

    // Killed when all was done but the note.
    execute("DELETE FROM alembic_version");
    interrupted_at(1);
    upgrade();
    EXPECT_NE(logged().find("Resuming behind operation 1 of 1, create_table hero, which was done already"), std::string::npos) << logged();
    EXPECT_EQ(rows(), "a");
    EXPECT_EQ(cells("SELECT command FROM retort_history"), "upgrade");
}

TEST_F(ResumeTest, DoesNotTakeAnotherTableForItsOwn) {
    script("a", {}, [](Operations& op) { op.create_table("hero", {Column{"id", Integer{}}}); });
    execute("CREATE TABLE hero (other INTEGER)");
    EXPECT_NE(upgrade_fails().find("already exists"), std::string::npos);
    interrupted_at(1);
    EXPECT_NE(upgrade_fails().find("already exists"), std::string::npos);
}

TEST_F(ResumeTest, NoticesThatTheScriptWasEdited) {
    script("a", {}, [](Operations& op) {
        op.create_table("hero", {Column{"id", Integer{}}, Column{is_edited ? "years" : "age", Integer{}}});
        op.execute(is_spoilt ? "INSERT INTO missing (id) VALUES (1)" : "INSERT INTO hero (id) VALUES (1)");
    });
    is_spoilt = true;
    upgrade_fails();
    is_edited = true;
    const auto message = upgrade_fails();
    EXPECT_TRUE(message.starts_with("The upgrade of revision a stands at operation 2 of 2, since ")) << message;
    EXPECT_NE(
        message.find(
            "its script was edited meanwhile before that operation: take the edit back, or look at what the database has and go on at the "
            "operation that is to be next with --resume-at"),
        std::string::npos)
        << message;
    // What is still to come may be edited: that is how a failure is mended.
    is_edited = false;
    is_spoilt = false;
    upgrade();
    EXPECT_EQ(rows(), "a");
}

TEST_F(ResumeTest, GoesOnWhereItIsTold) {
    script("a", {}, [](Operations& op) {
        op.create_table("hero", {Column{"id", Integer{}}});
        op.execute("CREATE TRIGGER born AFTER INSERT ON hero BEGIN SELECT 1; END");
        op.execute(is_spoilt ? "INSERT INTO missing (id) VALUES (1)" : "INSERT INTO hero (id) VALUES (1)");
    });
    is_spoilt = true;
    upgrade_fails();
    is_spoilt = false;
    run_options.resume_at = 7;
    EXPECT_NE(upgrade_fails().find("but its script has 3 operations and none that begins at 7"), std::string::npos);

    // What SQL of the script's own did nobody can see.
    run_options.resume_at = 2;
    EXPECT_NE(upgrade_fails().find("failed at operation 2, execute CREATE TRIGGER born"), std::string::npos);
    interrupted_at(2);
    run_options.resume_at.reset();
    const auto message = upgrade_fails();
    EXPECT_NE(message.find("the run was interrupted in the middle of operation 2 of 3, execute CREATE TRIGGER born"), std::string::npos)
        << message;
    EXPECT_NE(message.find("go on with --resume-at 2 where it was not done, or --resume-at 3 where it was"), std::string::npos) << message;
    run_options.resume_at = 3;
    upgrade();
    EXPECT_NE(
        logged().find("Resuming at operation 3 of 3, execute INSERT INTO hero (id) VALUES (1), as --resume-at says"), std::string::npos)
        << logged();
    EXPECT_EQ(rows(), "a");
    EXPECT_EQ(cells("SELECT id FROM hero"), "1");
    EXPECT_NE(message_of<RevisionError>([&] { downgrade("base"); }).find("nothing to resume"), std::string::npos);
}

TEST_F(ResumeTest, MakesNothingElseBeforeItIsFinished) {
    script("a", {}, [](Operations& op) { op.create_table("hero", {Column{"id", Integer{}}}); });
    script("b", {"a"}, [](Operations& op) {
        op.create_table("team", {Column{"id", Integer{}}});
        op.execute(is_spoilt ? "INSERT INTO missing (id) VALUES (1)" : "INSERT INTO team (id) VALUES (1)");
    });
    is_spoilt = true;
    upgrade_fails();
    EXPECT_EQ(rows(), "a");
    const auto message = message_of<RevisionError>([&] { downgrade("base"); });
    EXPECT_TRUE(message.starts_with("The upgrade of revision b stands at operation 2 of 2, since ")) << message;
    EXPECT_NE(message.find("and has to be finished first: `upgrade` as before goes on there; or undo by hand what it did, and `stamp`"),
        std::string::npos)
        << message;
    EXPECT_EQ(tables(), "hero,team");

    execute("DROP TABLE team");
    stamp({"a"});
    EXPECT_FALSE(half_way());
    is_spoilt = false;
    upgrade();
    EXPECT_EQ(rows(), "b");
    EXPECT_EQ(cells("SELECT id FROM team"), "1");
    EXPECT_EQ(cells("SELECT command FROM retort_history ORDER BY id"), "upgrade,abandoned,upgrade");
}

TEST_F(ResumeTest, ResumesADowngradeToo) {
    script(
        "a", {},
        [](Operations& op) {
            op.create_table("hero", {Column{"id", Integer{}}});
            op.create_table("team", {Column{"id", Integer{}}});
        },
        [](Operations& op) {
            op.drop_table("hero");
            if (is_spoilt) op.drop_table("missing");
            op.drop_table("team");
        });
    upgrade();
    is_spoilt = true;
    EXPECT_NE(message_of<MigrationError>([&] { downgrade("base"); })
                  .find("The downgrade of revision a (versions/a.cpp) failed at operation 2, drop_table missing; what was done before it "
                        "stays, and the "
                        "next downgrade goes on there; the database is still at a: "),
        std::string::npos);
    EXPECT_NE(
        message_of<RevisionError>([&] { upgrade(); }).find("The downgrade of revision a stands at operation 2 of 3"), std::string::npos);
    execute("CREATE TABLE missing (id INTEGER)");
    downgrade("base");
    EXPECT_EQ(tables(), "");
    EXPECT_EQ(cells("SELECT command FROM retort_history ORDER BY id"), "upgrade,downgrade");
}

TEST_F(ResumeTest, RunsEachStepSoWhateverTheTransactionMode) {
    for (const auto mode : {TransactionMode::run, TransactionMode::none}) {
        run_options.transaction_mode = mode;
        execute("DROP TABLE IF EXISTS hero");
        execute("DROP TABLE IF EXISTS retort_history");
        execute("DROP TABLE IF EXISTS alembic_version");
        clear_scripts();
        script("a", {}, create_and_fill);
        upgrade_fails();
        execute("UPDATE hero SET name = 'b' WHERE id = 2");
        upgrade();
        EXPECT_EQ(cells("SELECT name FROM hero ORDER BY id"), "a,b,c");
    }
}

TEST_F(ResumeTest, IsNothingThatTransactionalDatabasesKnow) {
    fake().transactional_ddl = true;
    script("a", {}, create_and_fill);
    EXPECT_NE(upgrade_fails().find("it was rolled back"), std::string::npos);
    EXPECT_FALSE(half_way());
    EXPECT_EQ(tables(), "");
    run_options.resume_at = 2;
    EXPECT_NE(upgrade_fails().find("No migration stands half-way, so there is nothing to resume"), std::string::npos);
}

}  // namespace
