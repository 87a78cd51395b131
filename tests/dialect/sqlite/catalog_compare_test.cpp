#include "catalog_support.hpp"
#include "sample_tables.hpp"

#include <retort/core/error.hpp>

namespace {

using namespace dialect_sqlite;

const Catalog& catalog() {
    return dialect_for("sqlite").catalog();
}

TEST(SqliteCompare, SqlIsTheSameUpToSpacesCapitalsAndNeedlessQuotesAndBrackets) {
    const auto same = [](std::string_view left, std::string_view right) {
        EXPECT_EQ(catalog().same_sql(left, right), catalog().same_sql(right, left));
        return catalog().same_sql(left, right);
    };
    EXPECT_TRUE(same("age>=0", "age >= 0"));
    EXPECT_TRUE(same("((age >= 0))", "age >= 0"));
    EXPECT_TRUE(same("age IS not NULL", "AGE is NOT null"));
    EXPECT_TRUE(same("\"age\" > 1", "[age] > 1"));
    EXPECT_TRUE(same("\"order\" > 1", "`Order` > 1"));
    EXPECT_TRUE(same("a <> 1 /* why */", "a != 1 -- so"));
    EXPECT_TRUE(same("a == x'AB'", "a = X'ab'"));
    EXPECT_TRUE(same("", " "));

    EXPECT_FALSE(same("name = 'A'", "name = 'a'")) << "text";
    EXPECT_FALSE(same("name = 'a  b'", "name = 'a b'"));
    EXPECT_FALSE(same("(a) OR (b)", "a) OR (b")) << "the outer brackets are not a pair";
    EXPECT_FALSE(same("(a OR b) AND c", "a OR b AND c"));
    EXPECT_FALSE(same("\"null\" = 1", "null = 1"));
    EXPECT_FALSE(same("\"a b\" = 1", "a b = 1"));
    EXPECT_FALSE(same("a > 1", "a > 10"));
    EXPECT_FALSE(same("ab", "a b"));
    EXPECT_FALSE(same("a - -1", "a --1"));
}

TEST(SqliteCompare, TypesOfAModelAreThoseThatTheDatabaseStores) {
    const auto same = [](const SqlType& existing, const SqlType& wanted) { return catalog().same_type(existing, wanted); };
    EXPECT_TRUE(same(SqlType::custom("CHAR(32)"), types::Uuid{}));
    EXPECT_TRUE(same(String{8}, SqlType::enumeration("kind", {"small", "enormous"})));
    EXPECT_TRUE(same(types::DateTime{}, types::Interval{}));
    EXPECT_TRUE(same(types::DateTime{}, types::DateTime{.timezone = true}));
    EXPECT_TRUE(same(JSON{}, JSONB{}));
    EXPECT_TRUE(same(String{}, String{30})) << "Alembic compares lengths where both have one";
    EXPECT_TRUE(same(SqlType::custom("GEOMETRY(4326)"), SqlType::custom("geometry( 4326 )")));

    EXPECT_FALSE(same(SqlType::custom("CHAR(36)"), types::Uuid{}));
    EXPECT_FALSE(same(String{5}, SqlType::enumeration("kind", {"small", "enormous"})));
    EXPECT_FALSE(same(String{20}, String{30}));
    EXPECT_FALSE(same(Integer{}, BigInteger{}));
    EXPECT_FALSE(same(Numeric{10, 2}, Numeric{10, 3}));
    EXPECT_FALSE(same(types::Text{}, String{}));
    EXPECT_FALSE(same(SqlType::custom("GEOMETRY"), SqlType::custom("GEOGRAPHY")));
}

TEST(SqliteCompare, AsStoredForgetsWhatTheDatabaseDoesNotKeep) {
    TableBuilder builder{"t"};
    builder.column("id", BigInteger{}, {.primary_key = true, .autoincrement = true});
    builder.column("a", String{}, {.nullable = false, .unique = true, .onupdate = "now()", .comment = "a comment"});
    builder.column("b", String{}, {.index = true, .collation = "binary"}).column("c", Integer{});
    builder.foreign_key("c", "team", ReferentialAction::no_action, ReferentialAction::cascade).foreign_key("b", "other.team");
    builder.table.foreign_keys.front().deferral = "not deferrable";
    Index options = index("ix_0", "c");
    options.dialect_options = {{"sqlite_where", "c > 0"}, {"postgresql_using", "gin"}};
    const Table wanted = builder.with(TableArgs{options,
        index("ix_1", sql_expression("A asc"), sql_expression("\"c\" collate NOCASE  desc")), table_comment("of the table"),
        table_option("sqlite_strict", "False"), table_option("mariadb_engine", "InnoDB"), table_option("sqlite_autoincrement", "1")});

    EXPECT_EQ(printed(catalog().as_stored(wanted)), R"(table t 
column id: INTEGER not_null key autoincrement
column a: VARCHAR not_null
column b: VARCHAR
column c: INTEGER
primary key '' [id]
unique 0 '' [a]
foreign key 1 '' [c] -> .team[id] delete=0 update=1 
index ix_0 column c where c > 0
index ix_1 column a expression c COLLATE NOCASE DESC
index ix_t_b column b
option sqlite_autoincrement=true
)");
    Memory memory;
    memory.create(wanted);
    EXPECT_EQ(printed(memory.table("t")), printed(catalog().as_stored(wanted)));
}

TEST(SqliteCompare, AsStoredKeepsTheWantedTypesOfColumns) {
    TableBuilder builder{"t"};
    builder.column("id", types::Uuid{}, {.primary_key = true}).column("kind", SqlType::enumeration("kind", {"a", "b"}));

    const Table stored = catalog().as_stored(builder.table);

    EXPECT_EQ(stored.columns[0].type, SqlType{types::Uuid{}});
    EXPECT_EQ(stored.columns[1].type, builder.table.columns[1].type);
}

TEST(SqliteCompare, RefusesAnOptionThatIsNeitherTrueNorFalse) {
    TableBuilder builder{"t"};
    const Table wanted = builder.key().with(TableArgs{table_option("sqlite_strict", "maybe")});
    for (const auto& action : {std::function<void()>{[&] { (void)dialect_for("sqlite").create_table_sql(wanted); }},
             std::function<void()>{[&] { (void)catalog().as_stored(wanted); }}}) {
        try {
            action();
            ADD_FAILURE() << "nothing was thrown";
        } catch (const CompileError& error) {
            EXPECT_STREQ(error.what(), "the option sqlite_strict is 'maybe', but must be 'true' or 'false'");
        }
    }
}

TEST(SqliteCompare, DefaultsAreComparedByTheirValue) {
    Memory memory;
    const auto same = [&](const SqlType& type, std::optional<std::string> existing, std::optional<std::string> wanted) {
        return catalog().same_server_default(memory.connection, Column{"c", type, {.server_default = std::move(existing)}},
            Column{"c", type, {.server_default = std::move(wanted)}});
    };
    EXPECT_TRUE(same(Integer{}, "'0'", "0")) << "SQLAlchemy quotes server_default=\"0\"";
    EXPECT_TRUE(same(types::DateTime{}, "(current_timestamp)", "CURRENT_TIMESTAMP"));
    EXPECT_TRUE(same(types::Boolean{}, "1", "true"));
    EXPECT_TRUE(same(String{}, "NULL", std::nullopt));
    EXPECT_TRUE(same(String{}, "(lower( 'A' ))", "lower('A')"));
    EXPECT_FALSE(same(Integer{}, "0", std::nullopt));
    EXPECT_FALSE(same(String{}, "'a'", "'A'"));
    EXPECT_FALSE(same(LargeBinary{}, "'0'", "0"));
    EXPECT_FALSE(same(String{}, "'CURRENT_TIMESTAMP'", "CURRENT_TIMESTAMP"));
}

}  // namespace
