#include <retort/engine/inspector.hpp>
#include <retort/migrate/autogenerate.hpp>
#include <retort/migrate/compare.hpp>

#include <gtest/gtest.h>

#include "sample_tables.hpp"
#include "schema_support.hpp"

namespace {

using namespace dialect_mariadb;

Table without_options(Table table) {
    table.dialect_options.clear();
    return table;
}

TEST(MariadbCatalog, ReadsAllThatATableHas) {
    Database database{"CREATE TABLE team (id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY, code CHAR(32) NOT NULL UNIQUE)",
        "CREATE TABLE hero (id INT NOT NULL AUTO_INCREMENT, name VARCHAR(30) NOT NULL DEFAULT 'it''s' COMMENT 'a \\\\ ''name''', "
        "secret TEXT COLLATE utf8mb4_bin, age SMALLINT CHECK (age >= 0), is_active BOOL NOT NULL DEFAULT TRUE, "
        "team_id BIGINT, weight DOUBLE DEFAULT 1.5, price DECIMAL(10, 2) DEFAULT 0, data JSON, kind ENUM('a','b''c','d,e') DEFAULT 'b''c', "
        "blob_ LONGBLOB, seen DATETIME(6) DEFAULT CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP, born DATE, at TIME(6), "
        "u INT UNSIGNED, doubled INT AS (age * 2) STORED, upper_name VARCHAR(30) AS (UPPER(name)), token VARCHAR(40) DEFAULT uuid(), "
        "PRIMARY KEY (id), CONSTRAINT fk_team FOREIGN KEY (team_id) REFERENCES team (id) ON DELETE CASCADE ON UPDATE RESTRICT, "
        "CONSTRAINT ck_age CHECK (age < 200 AND weight > 0), UNIQUE KEY uq_name (name, age), KEY ix_secret (secret(20), age DESC), "
        "FULLTEXT KEY ft_name (name)) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci COMMENT='all ''heroes'''"};

    EXPECT_EQ(printed(database.table("hero")),
        "table hero all 'heroes'\n"
        "column id: INTEGER not_null key autoincrement\n"
        "column name: VARCHAR(30) not_null default='it''s' comment=a \\ 'name'\n"
        "column secret: TEXT collation=utf8mb4_bin\n"
        "column age: SMALLINT\n"
        "column is_active: BOOL not_null default=1\n"
        "column team_id: BIGINT\n"
        "column weight: DOUBLE default=1.5\n"
        "column price: NUMERIC(10, 2) default=0.00\n"
        "column data: JSON\n"
        "column kind: ENUM('a','b''c','d,e') default='b''c'\n"
        "column blob_: LONGBLOB\n"
        "column seen: DATETIME(6) default=current_timestamp(6) ON UPDATE current_timestamp(6)\n"
        "column born: DATE\n"
        "column at: TIME(6)\n"
        "column u: int(10) unsigned\n"
        "column doubled: INTEGER stored=`age` * 2\n"
        "column upper_name: VARCHAR(30) computed=ucase(`name`)\n"
        "column token: VARCHAR(40) default=uuid()\n"
        "primary key '' [id]\n"
        "unique 'uq_name' [name, age]\n"
        "check '' `age` >= 0\n"
        "check 'ck_age' `age` < 200 and `weight` > 0\n"
        "foreign key 'fk_team' [team_id] -> .team[id] delete=1 update=0\n"
        "index ft_name column name mariadb_prefix=FULLTEXT\n"
        "index ix_secret column secret expression age DESC mariadb_length=secret: 20\n"
        "option mariadb_engine=InnoDB\n"
        "option mariadb_default_charset=utf8mb4\n"
        "option mariadb_collate=utf8mb4_general_ci\n");
}

TEST(MariadbCatalog, ReadsAllTablesAsItReadsEach) {
    Database database;
    std::size_t made = 0;
    for (const auto name : {"parent", "pair", "team", "every_type", "constraint_order", "arguments_mixed", "defaults", "Quoted", "no_key",
             "all_actions", "convention", "indexes", "generated", "options", "charset", "row_format", "index_options"}) {
        database.create(sample_tables().at(name)());
        ++made;
    }
    const auto tables = database.catalog().tables(database.connection(), {});
    ASSERT_EQ(tables.size(), made);
    EXPECT_TRUE(std::is_sorted(tables.begin(), tables.end(), [](const Table& left, const Table& right) { return left.name < right.name; }));
    for (const Table& table : tables)
        EXPECT_EQ(printed(table), printed(database.table(table.name)));
    const auto others = database.catalog().tables(database.connection(), database.name());
    ASSERT_EQ(others.size(), made);
    EXPECT_EQ(others.front().schema, database.name());
    const Table mixed = database.table("arguments_mixed", database.name());
    ASSERT_EQ(mixed.foreign_keys.size(), 1U);
    EXPECT_EQ(mixed.foreign_keys[0].referred_schema, database.name());
}

TEST(MariadbCatalog, FindsNoDifferenceToWhatItHasMade) {
    Database database;
    migrate::Environment environment;
    environment.compare_server_default = true;
    std::vector<Table> models;
    for (const auto& [name, build] : sample_tables()) {
        if (name == "hero_power_link") continue;
        models.push_back(build());
        if (name == "parent" || name == "pair") database.create(models.back());
    }
    for (const Table& table : models) {
        if (table.name != "parent" && table.name != "pair") database.create(table);
    }
    environment.metadata = MetaData{models};
    const auto comparison = migrate::compare_metadata(database.connection(), environment);
    const auto directives = migrate::directives_for(comparison, environment);
    EXPECT_EQ(directives.summary, (std::vector<std::string>{}));
    EXPECT_EQ(comparison.remarks, (std::vector<std::string>{}));
    EXPECT_TRUE(comparison.differences.empty());
}

TEST(MariadbCatalog, FindsWhatDiffers) {
    TableBuilder model{"hero"};
    model.key().column("name", String{40}, {.nullable = false, .index = true}).column("age", BigInteger{}, {.server_default = "1"});
    model.column("team_id", Integer{}).foreign_key("team_id", "team", ReferentialAction::cascade);
    TableBuilder team{"team"};
    team.key();
    model.with(TableArgs{check("age > 1").named("ck_age"), table_option("mariadb_engine", "Aria"), table_comment("new")});
    Database database{"CREATE TABLE team (id INTEGER NOT NULL AUTO_INCREMENT PRIMARY KEY)",
        "CREATE TABLE hero (id INTEGER NOT NULL AUTO_INCREMENT PRIMARY KEY, name VARCHAR(30) NOT NULL, age INTEGER DEFAULT 0, "
        "team_id INTEGER, old INTEGER, UNIQUE KEY ix_hero_name (name), KEY ix_old (old), CONSTRAINT ck_age CHECK (age > 0), FOREIGN KEY "
        "(team_id) REFERENCES team (id)) COMMENT='old'"};
    migrate::Environment environment;
    environment.compare_server_default = true;
    environment.metadata = MetaData{{model.table, team.table}};
    const auto comparison = migrate::compare_metadata(database.connection(), environment);
    EXPECT_EQ(migrate::directives_for(comparison, environment).summary,
        (std::vector<std::string>{"Detected removed foreign key (team_id)(id) on table hero", "Detected removed index 'ix_old' on 'hero'",
            "Detected changed index 'ix_hero_name' on 'hero': unique=True to unique=False",
            "Detected changed check constraint 'ck_age' on 'hero': (`age` > 0) to (age > 1)",
            "Detected type change from VARCHAR(length=30) to String(length=40) on 'hero.name'",
            "Detected type change from INTEGER() to BigInteger() on 'hero.age'", "Detected server default on column 'hero.age'",
            "Detected added foreign key (team_id)(id) on table hero", "Detected table comment 'hero'", "Detected removed column 'hero.old'",
            "Loses data: the values of 'hero.old'"}));
    EXPECT_EQ(comparison.remarks, (std::vector<std::string>{"The option mariadb_engine of table 'hero' differs; no operation alters it"}));
}

TEST(MariadbCatalog, TakesAUniqueIndexForAUniqueConstraintAndBack) {
    Database database{"CREATE TABLE t (a INTEGER, b INTEGER, CONSTRAINT ux_a UNIQUE (a))", "CREATE UNIQUE INDEX uq_b ON t (b)"};
    TableBuilder model{"t"};
    model.column("a", Integer{}).column("b", Integer{});
    model.with(TableArgs{unique_index("ux_a", "a"), unique_constraint("b").named("uq_b")});
    migrate::Environment environment;
    environment.metadata = MetaData{{model.table}};
    EXPECT_TRUE(migrate::compare_metadata(database.connection(), environment).differences.empty());
}

TEST(MariadbCatalog, LeavesOutTheIndexesThatServeAForeignKeyOnly) {
    Database database{"CREATE TABLE team (id INTEGER PRIMARY KEY)",
        "CREATE TABLE hero (a INTEGER, b INTEGER, c INTEGER, FOREIGN KEY (a) REFERENCES team (id), CONSTRAINT fk_b FOREIGN KEY (b) "
        "REFERENCES team "
        "(id), CONSTRAINT fk_c FOREIGN KEY (c) REFERENCES team (id), KEY ix_c (c))"};
    const Table hero = database.table("hero");
    ASSERT_EQ(hero.indexes.size(), 1U);
    EXPECT_EQ(hero.indexes[0].name, "ix_c");
    database.run("ALTER TABLE hero DROP FOREIGN KEY fk_b");
    EXPECT_EQ(database.table("hero").indexes.size(), 2U) << "what is left over is told";
}

TEST(MariadbCatalog, ReadsTheFormOfOlderTimes) {
    Database database{"CREATE TABLE other (id INT UNSIGNED PRIMARY KEY) ENGINE=MyISAM DEFAULT CHARSET=latin1",
        "CREATE TABLE t (id INT UNSIGNED AUTO_INCREMENT PRIMARY KEY, v VARCHAR(10) CHARACTER SET latin1, f FLOAT, d DATETIME(3), y YEAR, "
        "s SET('x','y'), b BIT(3) DEFAULT b'101', ts TIMESTAMP NULL ON UPDATE CURRENT_TIMESTAMP, m MEDIUMTEXT, i INET6, p POINT)"};
    const Table t = database.table("t");
    EXPECT_EQ(t.find_column("id")->type, SqlType::custom("int(10) unsigned"));
    EXPECT_TRUE(t.find_column("id")->options.autoincrement);
    EXPECT_EQ(t.find_column("v")->options.collation, "latin1_swedish_ci");
    EXPECT_EQ(t.find_column("f")->type, SqlType{Float{24}});
    EXPECT_EQ(t.find_column("d")->type, SqlType::custom("datetime(3)"));
    EXPECT_EQ(t.find_column("b")->options.server_default, "b'101'");
    EXPECT_EQ(t.find_column("ts")->options.server_default, "NULL ON UPDATE current_timestamp()");
    EXPECT_EQ(t.find_column("p")->type, SqlType::custom("point"));
    EXPECT_EQ(inspect(database.connection()).get_table_options("other"),
        (DialectOptions{{"mariadb_engine", "MyISAM"}, {"mariadb_default_charset", "latin1"}, {"mariadb_collate", "latin1_swedish_ci"}}));

    // And makes the same again.
    Table again = t;
    again.name = "again";
    database.create(again);
    Table read = database.table("again");
    read.name = "t";
    EXPECT_EQ(printed(read), printed(t));
}

TEST(MariadbCatalog, MakesAgainWhatItHasRead) {
    Database database;
    for (const auto name : {"parent", "pair", "every_type", "constraint_order", "arguments_mixed", "defaults", "Quoted", "no_key",
             "all_actions", "indexes", "generated", "options", "charset", "row_format", "index_options"}) {
        database.create(sample_tables().at(name)());
        const Table before = database.table(name);
        Table again = before;
        again.name = "copy_of_it";
        for (auto& key : again.foreign_keys)
            key.name.clear();
        database.create(again);
        Table after = database.table("copy_of_it");
        after.name = before.name;
        for (std::size_t i = 0; i < after.foreign_keys.size(); ++i)
            after.foreign_keys[i].name = before.foreign_keys[i].name;
        EXPECT_EQ(printed(after), printed(before));
        database.run("DROP TABLE copy_of_it");
    }
}

TEST(MariadbCatalog, NamesSchemasTablesAndViews) {
    Database database{"CREATE TABLE b (id INTEGER)", "CREATE TABLE a (id INTEGER)", "CREATE VIEW v AS SELECT id FROM a",
        "CREATE SEQUENCE s",
        "CREATE TEMPORARY TABLE scratch (id INTEGER NOT NULL, name VARCHAR(7) DEFAULT 'x', twice INTEGER AS (id * 2), data JSON, UNIQUE "
        "KEY ux (name))"};
    auto& connection = database.connection();
    const auto schemas = database.catalog().schema_names(connection);
    EXPECT_NE(std::find(schemas.begin(), schemas.end(), database.name()), schemas.end());
    for (const auto system : {"mysql", "information_schema", "performance_schema", "sys"})
        EXPECT_EQ(std::find(schemas.begin(), schemas.end(), system), schemas.end());
    EXPECT_EQ(database.catalog().default_schema_name(connection), database.name());
    EXPECT_EQ(database.catalog().table_names(connection, {}), (std::vector<std::string>{"a", "b"}));
    EXPECT_EQ(database.catalog().table_names(connection, database.name()), (std::vector<std::string>{"a", "b"}));
    EXPECT_EQ(database.catalog().view_names(connection, {}), (std::vector<std::string>{"v"}));
    EXPECT_EQ(database.catalog().view_definition(connection, {}, "v"),
        "select `" + database.name() + "`.`a`.`id` AS `id` from `" + database.name() + "`.`a`");
    EXPECT_EQ(printed(database.table("v")), "table v \ncolumn id: INTEGER\nprimary key '' []\n");
    EXPECT_EQ(printed(without_options(database.table("scratch"))),
        "table scratch \ncolumn id: INTEGER not_null\ncolumn name: VARCHAR(7) default='x'\ncolumn twice: INTEGER computed=`id` * 2\ncolumn "
        "data: JSON\nprimary key '' []\nunique 'ux' [name]\n");
    EXPECT_TRUE(database.catalog().tables(connection, "no_such_schema").empty());
}

TEST(MariadbCatalog, SaysWhichTableIsMissing) {
    Database database{"CREATE TABLE hero (id INTEGER)", "CREATE TABLE team (id INTEGER)"};
    EXPECT_EQ(
        message_of<NoSuchTableError>([&] { database.table("hroe"); }), "There is no table 'hroe' in the database; did you mean 'hero'?");
    EXPECT_EQ(
        message_of<NoSuchTableError>([&] { database.table("Hero"); }), "There is no table 'Hero' in the database; did you mean 'hero'?")
        << "this server tells capitals apart";
    EXPECT_EQ(message_of<NoSuchTableError>([&] { database.table("x'; DROP TABLE hero"); }),
        "There is no table 'x''; DROP TABLE hero' in the database, which has 'hero' and 'team'");
    EXPECT_EQ(
        message_of<NoSuchTableError>([&] { database.table(""); }), "There is no table '' in the database, which has 'hero' and 'team'");
    EXPECT_EQ(message_of<NoSuchTableError>([&] { database.catalog().view_definition(database.connection(), {}, "team"); }),
        "There is no view 'team' in the database; did you mean 'team'?");
    EXPECT_EQ(message_of<NoSuchTableError>([&] { database.table("t", "no_such_schema"); }),
        "There is no table 't' in the schema 'no_such_schema', which is empty");
}

TEST(MariadbCatalog, KnowsEachCheckAgain) {
    Database database;
    std::size_t place = 0;
    for (const auto sql : {"not (a = 1)", "not a", "!(a and b)", "a > 0 and (b > 0 or c = 'x')", "a || b", "a && b xor b", "a % 2 = 0",
             "-a < 5", "a - (b - 1) > 0", "lower(c) = c", "length(c) > 1", "substring(c from 1 for 2)='ab'", "trim(both 'x' from c) <> ''",
             "c rlike 'x'", "c not regexp 'x'", "cast(a as char) = '1'", "cast(c as decimal(10,2)) > 1.5", "convert(c, signed) = 1",
             "c collate utf8mb4_bin = 'x'", "binary c = 'x'", "d > date '2020-01-01'", "extract(year from d) > 2000",
             "date_add(d, interval 1 day) > '2020-01-01'", "case when a > 0 then b > 0 else true end",
             "case a when 1 then 'x' when 2 then 'y' end = 'x'", "a = true", "a <=> b", "a & 1 = 1", "~a < 0", "c in ('a','b')", "a in (1)",
             "a not in (1)", "c = 'it''s'", "c = \"dq\"", "c = 'a\\\\b'", "c like '50!%%' escape '!'", "a > .5", "a > 0x10",
             "position('x' in c)>0", "instr(c,'@')>0", "a between 1 and b + 1", "a not between 1 and 2", "(((a>0)))", "a = (b = 1)",
             "datediff(d, d) = 0", "day(d)=1", "c is null or a", "a is unknown", "isnull(a) = 0", "(a,b) = (1,2)", "round(a)=1",
             "not (a > 0 and b > 0)", "coalesce(a, 0) >= 0 and ifnull(b, 1) > nullif(a, 2)", "if(a > b, 1, 0) = 1",
             "concat(c, ' ', c) <> ''"}) {
        const std::string table = "t" + std::to_string(place++);
        database.run("CREATE TABLE " + table + " (a INTEGER, b INTEGER, c VARCHAR(50), d DATETIME, CHECK (" + sql + "))");
        const Table read = database.table(table);
        ASSERT_EQ(read.check_constraints.size(), 1U) << sql;
        EXPECT_TRUE(database.catalog().same_sql(read.check_constraints[0].sql, sql)) << sql << " became " << read.check_constraints[0].sql;
    }
}

TEST(MariadbCatalog, KnowsEachDefaultAgain) {
    Database database;
    std::size_t place = 0;
    const auto same = [&](const SqlType& type, std::string sql) {
        TableBuilder builder{"d" + std::to_string(place++)};
        builder.column("a", type, {.server_default = sql});
        database.create(builder.table);
        const Table read = database.table(builder.table.name);
        EXPECT_TRUE(database.catalog().same_server_default(database.connection(), read.columns[0], builder.table.columns[0]))
            << sql << " became " << read.columns[0].options.server_default.value_or("nothing");
    };
    for (const auto number : {"0", "1", "-1", "'7'", "1 + 1", "NULL", "(2 * (3 + 4))"})
        same(Integer{}, number);
    same(Boolean{}, "true");
    same(Boolean{}, "FALSE");
    for (const auto number : {"1.5", "0", "'10'", "-0.5", "100"})
        same(Numeric{10, 2}, number);
    same(Numeric{}, "1.5");
    for (const auto number : {"1", "1.5e10", "0.1", "1e-5"})
        same(Double{}, number);
    for (const auto text : {"'it''s'", "''", "'NULL'", "uuid()", "concat('a','b')", "lower('A')", "_utf8mb4'x'", "'a\\\\b'", "NULL"})
        same(String{60}, text);
    for (const auto moment : {"CURRENT_TIMESTAMP", "now()", "NOW(6)", "CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP", "'2020-01-01'",
             "'2020-01-01 10:00:00.5'", "now() + INTERVAL 1 DAY", "NULL ON UPDATE CURRENT_TIMESTAMP"})
        same(types::DateTime{}, moment);
    same(types::Date{}, "CURRENT_DATE");
    same(types::Date{}, "'2020-01-01'");
    same(types::Time{}, "'10:00'");
    same(JSON{}, "'{}'");
    same(JSON{}, "json_object()");
    same(SqlType::enumeration("e", {"a", "b"}), "'b'");
    same(types::Text{}, "'x'");
}

}  // namespace
