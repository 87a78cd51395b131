#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include <retort/core/error.hpp>
#include <retort/migrate/operation.hpp>
#include <retort/migrate/renames.hpp>
#include <retort/migrate/render_layout.hpp>
#include <retort/migrate/script_directory.hpp>
#include <retort/migrate/script_template.hpp>

#include <tests/migrate/all_operations.hpp>
#include <tests/migrate/comparing.hpp>

namespace retort::migrate {
namespace {

using testing::compared;
using testing::downgrade;
using testing::environment_for;
using testing::source;
using testing::table;
using testing::upgrade;

const ddl::TableName hero{{}, "hero"};

std::string line(ddl::Change change) {
    return source({{ddl::AlterTable{ddl::table_of(change), {std::move(change)}, Recreate::when_needed, {}}, {}}});
}

/// What a script that was rendered and compiled records.
std::vector<ScriptOperation> recorded(Script::Direction direction) {
    detail::OperationList list;
    list.dialect = "sqlite";
    Operations op{list};
    direction(op);
    std::vector<ScriptOperation> operations;
    for (Operation& operation : list.operations)
        operations.push_back({std::move(operation), {}});
    return operations;
}

TEST(Render, EveryOperationCompilesAndRecordsWhatItWasRenderedFrom) {
    const auto& script = ScriptDirectory::of_this_program().script("0123456789ab");
    EXPECT_EQ(script.revision().message, "every operation: it's \"all\"\nof them");
    EXPECT_EQ(script.revision().down_revision, (std::vector<std::string>{"1975ea83b712", "27c6a30d7c24"}));
    EXPECT_EQ(script.revision().branch_labels, (std::vector<std::string>{"heroes"}));
    EXPECT_EQ(script.revision().depends_on, (std::vector<std::string>{"3a"}));
    EXPECT_TRUE(recorded(script.downgrade()).empty());
    std::vector<std::string> expected;
    for (const ScriptOperation& planned : testing::all_operations()) {
        // Indexes of a new table and foreign keys of a new column are operations of their own once they are written.
        auto one = planned;
        one.comment.clear();
        if (auto* create = std::get_if<ddl::CreateTable>(&one.operation)) {
            auto indexes = std::move(create->table.indexes);
            create->table.indexes.clear();
            const ddl::TableName name{create->table.schema, create->table.name};
            const bool if_not_exists = create->if_not_exists;
            expected.push_back(source({one}));
            for (Index& index : indexes)
                expected.push_back(
                    source({{ddl::AlterTable{name, {ddl::CreateIndex{name, index, if_not_exists}}, Recreate::when_needed, {}}, {}}}));
            continue;
        }
        expected.push_back(source({one}));
    }
    std::vector<std::string> actual;
    for (const ScriptOperation& one : recorded(script.upgrade()))
        actual.push_back(source({one}));
    ASSERT_EQ(actual.size(), expected.size());
    for (std::size_t place = 0; place < actual.size(); ++place)
        EXPECT_EQ(actual[place], expected[place]);
}

TEST(Render, TheTutorialsScriptTokenByToken) {
    auto before = table("hero", {Column{"id", Integer{}, {.nullable = false, .primary_key = true, .autoincrement = true}},
                                    Column{"name", String{}, {.nullable = false}}, primary_key_constraint({"id"})});
    auto after = before;
    after.columns.emplace_back("allegiance", String{}, ColumnOptions{.nullable = true, .index = true});
    after.indexes.push_back(index("ix_hero_allegiance", "allegiance"));
    auto environment = environment_for({after});
    environment.render_as_batch = true;
    const auto directives = directives_for(compared({before}, environment), environment);
    ScriptSource script;
    script.revision = {"ae1027a6acf1", {"1975ea83b712"}, {}, {}, "add allegiance to hero", "2026-11-22 10:15:00"};
    script.upgrade = render(directives.upgrade, {.render_as_batch = true});
    script.downgrade = render(directives.downgrade, {.render_as_batch = true});
    EXPECT_EQ(render_script(default_script_template, script), R"(// add allegiance to hero
//
// Revision ID: ae1027a6acf1
// Revises: 1975ea83b712
// Create Date: 2026-11-22 10:15:00
#include <retort/migrate.hpp>

using namespace retort::migrate;

static const Script script{
    Revision{
        .id = "ae1027a6acf1",
        .down_revision = {"1975ea83b712"},
        .branch_labels = {},
        .depends_on = {},
        .message = "add allegiance to hero",
        .create_date = "2026-11-22 10:15:00",
    },
    // upgrade
    [](Operations& op) {
        op.add_column("hero", Column{"allegiance", String{}, {.nullable = true}});
        op.create_index("ix_hero_allegiance", "hero", {"allegiance"});
    },
    // downgrade
    [](Operations& op) {
        op.drop_index("ix_hero_allegiance", "hero");
        op.drop_column("hero", "allegiance");
    },
};
)");
}

TEST(Render, ABatchOnlyForWhatNeedsOne) {
    auto before = table("hero", {Column{"id", Integer{}, {.nullable = false}}, Column{"name", String{}}, primary_key_constraint({"id"})});
    auto after = before;
    after.columns[1].options.nullable = false;
    after.columns.emplace_back("age", Integer{});
    after.indexes.push_back(index("ix", "age"));
    auto environment = environment_for({after});
    environment.render_as_batch = true;
    const auto found = compared({before}, environment);
    EXPECT_EQ(upgrade(found, environment), R"(// Fails where 'hero.name' is NULL in a row: fill these in before
{
    auto batch = op.batch_alter_table("hero");
    batch.add_column(Column{"age", Integer{}, {.nullable = true}});
    batch.alter_column("name", {.nullable = false, .existing_type = String{}});
    batch.create_index("ix", {"age"});
})");
    EXPECT_EQ(downgrade(found, environment), R"({
    auto batch = op.batch_alter_table("hero");
    batch.drop_index("ix");
    batch.alter_column("name", {.nullable = true, .existing_type = String{}});
    batch.drop_column("age");
})");
    environment.render_as_batch = false;
    EXPECT_EQ(upgrade(found, environment), R"(op.add_column("hero", Column{"age", Integer{}, {.nullable = true}});
// Fails where 'hero.name' is NULL in a row: fill these in before
op.alter_column("hero", "name", {.nullable = false, .existing_type = String{}});
op.create_index("ix", "hero", {"age"});)");
}

TEST(Render, ARenameStandsOutsideOfTheBatch) {
    const auto before = table("hero", {Column{"name", String{}}});
    auto environment = environment_for({table("hero", {Column{"title", String{}, {.nullable = false}}, index("ix", "title")})});
    environment.render_as_batch = true;
    GivenRenames renames{{"hero.name=hero.title"}};
    const auto found = compared({before}, environment, &renames);
    EXPECT_EQ(upgrade(found, environment),
        R"(op.alter_column("hero", "name", {.new_column_name = "title", .existing_type = String{}, .existing_nullable = true});
// Fails where 'hero.title' is NULL in a row: fill these in before
{
    auto batch = op.batch_alter_table("hero");
    batch.alter_column("title", {.nullable = false, .existing_type = String{}});
    batch.create_index("ix", {"title"});
})");
    EXPECT_EQ(downgrade(found, environment), R"({
    auto batch = op.batch_alter_table("hero");
    batch.drop_index("ix");
    batch.alter_column("title", {.nullable = true, .existing_type = String{}});
}
op.alter_column("hero", "title", {.new_column_name = "name", .existing_type = String{}, .existing_nullable = true});)");
}

TEST(Render, ATablesOptionsFollowItsParts) {
    auto made = table("t", {Column{"id", Integer{}, {.nullable = false}}});
    made.comment = "Things";
    EXPECT_EQ(source({{ddl::CreateTable{made, true}, {}}}), R"(op.create_table("t", {
    Column{"id", Integer{}, {.nullable = false}},
}, {.comment = "Things", .if_not_exists = true});)");
}

TEST(Render, OneChangeThatNeedsABatchStandsInOne) {
    const std::vector<ScriptOperation> one{
        {ddl::AlterTable{hero, {ddl::CreateCheckConstraint{hero, check("age > 0").named("ck")}}, Recreate::when_needed, {}}, {}}};
    EXPECT_EQ(source(one), R"(op.create_check_constraint("ck", "hero", "age > 0");)");
    EXPECT_EQ(source(one, true), R"({
    auto batch = op.batch_alter_table("hero");
    batch.create_check_constraint("ck", "age > 0");
})");
}

TEST(Render, StringsThatAreHardToWrite) {
    const auto literal = [](std::string_view text) { return detail::string_literal(text); };
    EXPECT_EQ(literal("it's \"so\""), R"("it's \"so\"")");
    EXPECT_EQ(literal("a\nb"), "R\"(a\nb)\"");
    EXPECT_EQ(literal("a\n)\""), R"("a\n)\"")");
    EXPECT_EQ(literal("\"a\" \"b\""), R"--(R"("a" "b")")--");
    EXPECT_EQ(literal("grün"), "\"grün\"");
    EXPECT_EQ(literal("tab\there\x7F"
                      "1"),
        R"("tab\there\1771")");
    EXPECT_EQ(literal("\xFF\xFE"), R"("\377\376")");
    EXPECT_EQ(literal("a\r\nb"), R"("a\r\nb")");
    EXPECT_EQ(literal("C:\\x"), R"("C:\\x")");
}

TEST(Render, LongLinesAreBrokenWhereAPersonWouldBreakThem) {
    const std::string words =
        "this is a comment that is so long that it cannot stand on one line with the rest of the column, because it goes on";
    EXPECT_EQ(line(ddl::AddColumn{hero, Column{"age", Integer{}, {.nullable = false, .server_default = "0", .comment = words}}, {}, false}),
        R"(op.add_column("hero", Column{"age", Integer{}, {
    .nullable = false,
    .server_default = "0",
    .comment = "this is a comment that is so long that it cannot stand on one line with the rest of the column, because it goes on",
}});)");
    EXPECT_EQ(line(ddl::CreateCheckConstraint{hero, check(words + " and on and on: " + words).named("ck")}),
        R"(op.create_check_constraint("ck", "hero",
    "this is a comment that is so long that it cannot stand on one line with the rest of the column, because it goes on and on and on: "
    "this is a comment that is so long that it cannot stand on one line with the rest of the column, because it goes on");)");
    EXPECT_EQ(line(ddl::CreateForeignKey{hero, foreign_key_constraint({"first_of_the_columns", "second_of_the_columns"}, "another_table",
                                                   {"first_of_the_referred_columns", "second_of_the_referred_columns"})}),
        R"(op.create_foreign_key("", "hero", "another_table", {"first_of_the_columns", "second_of_the_columns"},
    {"first_of_the_referred_columns", "second_of_the_referred_columns"});)");
}

TEST(Render, NoLineIsWiderThanAllowed) {
    std::istringstream text{render(testing::all_operations(), {})};
    for (std::string one; std::getline(text, one);)
        EXPECT_LE(std::count_if(one.begin(), one.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }), 140) << one;
}

TEST(Render, RefusesWhatHasNoSpelling) {
    EXPECT_THROW(static_cast<void>(source({{RunCode{static_cast<void (*)(Connection&)>(nullptr)}, {}}})), ArgumentError);
    EXPECT_THROW(
        static_cast<void>(source({{ExecuteSql{"SELECT :x", {{"x", std::numeric_limits<double>::infinity()}}}, {}}})), ArgumentError);
    EXPECT_THROW(
        static_cast<void>(source({{ddl::AlterTable{hero, {ddl::RenameTable{hero, "a"}, ddl::RenameTable{hero, "b"}}, {}, {}}, {}}})),
        ArgumentError);
}

TEST(Render, Types) {
    EXPECT_EQ(render(SqlType{Numeric{10, 2}}), "Numeric{10, 2}");
    EXPECT_EQ(render(SqlType{String{}}), "String{}");
    EXPECT_EQ(render(SqlType::enumeration("color", {"red"})), R"(SqlType::enumeration("color", {"red"}))");
}

/// clang-format indents what stands in a call's last braces by the length of the name before them, as no person would.
bool opens_on_line(const Operation& operation) {
    return render({{operation, {}}}).find(", {\n") != std::string::npos;
}

TEST(Render, IsAsClangFormatLeavesIt) {
    if (std::system("clang-format --version >/dev/null 2>&1") != 0) GTEST_SKIP() << "clang-format is not installed";
    const auto folder = std::filesystem::path{::testing::TempDir()} / "retort_render_test";
    std::filesystem::create_directories(folder);
    ScriptSource script;
    script.revision = {"ae1027a6acf1", {"1975ea83b712"}, {}, {}, "every operation", "2026-11-22 10:15:00"};
    std::vector<ScriptOperation> operations;
    for (auto& planned : testing::all_operations()) {
        if (auto* alteration = std::get_if<ddl::AlterTable>(&planned.operation); alteration != nullptr && alteration->changes.size() > 1) {
            std::erase_if(alteration->changes, [](const ddl::Change& one) {
                return opens_on_line(ddl::AlterTable{ddl::table_of(one), {one, one}, Recreate::when_needed, {}});
            });
            ASSERT_GT(alteration->changes.size(), 10U);
        }
        if (!opens_on_line(planned.operation)) operations.push_back(planned);
    }
    ASSERT_GT(operations.size(), 50U);
    script.upgrade = render(operations, {});
    script.downgrade = render(operations, {.render_as_batch = true});
    const auto text = render_script(default_script_template, script);
    const auto file = (folder / "script.cpp").string();
    std::ofstream{file} << text;
    const auto style = std::string{RETORT_SOURCE_DIR} + "/.clang-format";
    ASSERT_EQ(std::system(("clang-format --style=file:" + style + " -i " + file).c_str()), 0);
    std::ostringstream formatted;
    formatted << std::ifstream{file}.rdbuf();
    std::istringstream expected_lines{formatted.str()};
    std::istringstream lines{text};
    for (std::string expected, actual; std::getline(expected_lines, expected) && std::getline(lines, actual);)
        ASSERT_EQ(actual, expected);
    EXPECT_EQ(formatted.str().size(), text.size());
}

}  // namespace
}  // namespace retort::migrate
