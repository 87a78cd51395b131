// The schema of a database, read by Retort's Inspector and by SQLAlchemy's, field by field.
#include "migrate/alembic_side.hpp"

#include <algorithm>
#include <map>

#include <retort/core/text.hpp>
#include <retort/engine/catalog.hpp>
#include <retort/engine/dialect.hpp>
#include <retort/engine/inspector.hpp>

using namespace integration;
using namespace retort;

namespace {

Json or_null(const std::string& text) {
    return text.empty() ? Json{nullptr} : Json{text};
}

Json action(ReferentialAction action) {
    switch (action) {
    case ReferentialAction::none: return nullptr;
    case ReferentialAction::cascade: return "CASCADE";
    case ReferentialAction::set_null: return "SET NULL";
    case ReferentialAction::set_default: return "SET DEFAULT";
    case ReferentialAction::restrict_: return "RESTRICT";
    case ReferentialAction::no_action: return "NO ACTION";
    }
    return nullptr;
}

Json identity(Identity identity) {
    switch (identity) {
    case Identity::none: return nullptr;
    case Identity::always: return "ALWAYS";
    case Identity::by_default: return "BY DEFAULT";
    }
    return nullptr;
}

Json column_json(const Column& column) {
    Json json = Json::object();
    json["name"] = column.name;
    json["type"] = dialect_for(testing_support::tested_kind()).type_sql(column.type);
    json["nullable"] = column.options.nullable;
    json["default"] = column.options.server_default ? Json{*column.options.server_default} : Json{nullptr};
    json["primary_key"] = column.options.primary_key;
    json["computed"] = or_null(column.options.computed);
    json["persisted"] = column.options.persisted;
    json["comment"] = or_null(column.options.comment);
    json["identity"] = identity(column.options.identity);
    return json;
}

Json key_json(const ForeignKeyConstraint& key) {
    Json json = Json::object();
    json["name"] = or_null(key.name);
    json["columns"] = key.columns;
    json["table"] = key.referred_table;
    json["referred"] = key.referred_columns;
    json["ondelete"] = action(key.on_delete);
    json["onupdate"] = action(key.on_update);
    json["deferral"] = key.deferral;
    return json;
}

Json index_json(const Index& index) {
    Json json = Json::object();
    json["name"] = index.name;
    json["columns"] = index.column_names();
    json["unique"] = index.unique;
    json["where"] = or_null(index.where);
    return json;
}

template <class Constraint, class Print>
Json sorted(std::vector<Constraint> constraints, const Print& print) {
    const auto sort_key = [](const auto& one) {
        if constexpr (requires { one.columns; }) {
            return std::pair{one.columns, one.name};
        } else {
            return one.sql;
        }
    };
    std::sort(
        constraints.begin(), constraints.end(), [&](const auto& left, const auto& right) { return sort_key(left) < sort_key(right); });
    std::vector<Json> elements;
    for (const auto& constraint : constraints)
        elements.push_back(print(constraint));
    return elements;
}

/// What reflected.py prints of a table.
Json table_json(const Inspector& inspector, const std::string& name) {
    std::vector<Json> columns, indexes;
    for (const Column& column : inspector.get_columns(name))
        columns.push_back(column_json(column));
    for (const Index& index : inspector.get_indexes(name))
        indexes.push_back(index_json(index));
    Json json = Json::object();
    json["name"] = name;
    json["columns"] = columns;
    const PrimaryKeyConstraint key = inspector.get_pk_constraint(name);
    json["key"] = Json::object();
    json["key"]["name"] = or_null(key.name);
    json["key"]["columns"] = key.columns;
    json["uniques"] = sorted(inspector.get_unique_constraints(name), [](const UniqueConstraint& unique) {
        Json one = Json::object();
        one["name"] = or_null(unique.name);
        one["columns"] = unique.columns;
        return one;
    });
    json["checks"] = sorted(inspector.get_check_constraints(name), [](const CheckConstraint& check) {
        Json one = Json::object();
        one["name"] = or_null(check.name);
        one["sql"] = check.sql;
        return one;
    });
    json["foreign_keys"] = sorted(inspector.get_foreign_keys(name), key_json);
    json["indexes"] = indexes;
    json["comment"] = or_null(inspector.get_table_comment(name));
    return json;
}

/// With brackets around the whole or without them, as DDL needs them.
void agree_on_brackets(Json& ours, const Json& theirs) {
    if (!ours.is_string() || !theirs.is_string()) return;
    const std::string one{ours.as_string()};
    const std::string other{theirs.as_string()};
    if (one == "(" + other + ")" || "(" + one + ")" == other) ours = theirs;
}

/// What MariaDB calls JSON is this to SQLAlchemy.
constexpr std::string_view json_of_mariadb = "LONGTEXT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin";

/// SQLAlchemy turns type names into its own.
void agree_on_spelling(Json& ours, const Json& theirs, const Catalog& catalog) {
    ASSERT_EQ(ours["columns"].size(), theirs["columns"].size());
    for (std::size_t i = 0; i < theirs["columns"].size(); ++i) {
        Json& column = ours["columns"][i];
        const Json& other = theirs["columns"][i];
        const std::string type{column["type"].as_string()};
        const std::string_view spelled = other["type"].as_string();
        const std::string other_type{type == "JSON" && spelled == json_of_mariadb ? "JSON" : spelled};
        EXPECT_TRUE(catalog.same_type(SqlType::custom(type), SqlType::custom(other_type))) << type << " and " << other_type;
        column["type"] = other["type"];
        agree_on_brackets(column["default"], other["default"]);
        agree_on_brackets(column["computed"], other["computed"]);
    }
    ASSERT_EQ(ours["indexes"].size(), theirs["indexes"].size()) << ours["indexes"].dump() << "\n" << theirs["indexes"].dump();
    for (std::size_t i = 0; i < theirs["indexes"].size(); ++i)
        agree_on_brackets(ours["indexes"][i]["where"], theirs["indexes"][i]["where"]);
}

/// Reads the database by both and compares; `adjust` is given ours and theirs of each table before.
template <class Adjust>
void expect_equal_reflection(const SharedDatabase& database, std::size_t tables, const Adjust& adjust) {
    const Json theirs = Json::parse(run_python("reflected.py", {database.sqlalchemy_url()}));
    Engine engine = create_engine(database.url());
    Connection connection = engine.connect();
    const Inspector inspector = inspect(connection);
    const auto names = inspector.get_table_names();
    ASSERT_EQ(names.size(), tables);
    ASSERT_EQ(theirs["tables"].size(), tables);
    for (std::size_t i = 0; i < tables; ++i) {
        Json ours = table_json(inspector, names[i]);
        Json other = theirs["tables"][i];
        agree_on_spelling(ours, other, connection.dialect().catalog());
        adjust(ours, other);
        EXPECT_EQ(ours.dump(), other.dump());
    }
    EXPECT_EQ(Json{inspector.get_view_names()}.dump(), theirs["views"].dump());
}

constexpr auto as_it_is = [](Json&, Json&) {};

/// Tables that no model makes.
struct Zoo {
    std::size_t count;
    std::vector<std::string> sql;
    void (*adjust)(Json& ours, Json& theirs);
};

const Zoo& zoo() {
    static const std::map<std::string, Zoo> all{
        {"sqlite",
            {17,
                {
                    "CREATE TABLE types (a BIGINT, b BLOB, c BOOL, d BOOLEAN, e CHAR(3), f DATE, g DATE_CHAR, h DATETIME, i DATETIME_CHAR, "
                    "j DECIMAL(10, 2), k FLOAT, l INT, m INTEGER, n JSON, o NUMERIC, p NUMERIC(8,3), q REAL, r SMALLINT, s TEXT, t TIME, "
                    "u TIME_CHAR, v TIMESTAMP, w VARCHAR, x VARCHAR(30), y NVARCHAR(20), z NCHAR(5))",
                    "CREATE TABLE affinities (a TINYINT, b UNSIGNED BIG INT, c INT8, d CHARACTER(20), e NATIVE CHARACTER(70), f CLOB, g "
                    "MONEY, "
                    "h varchar(12), i Text, j datetime, k numeric(4), l MEDIUMINT(7), m LONGTEXT)",
                    "CREATE TABLE keyed (id INTEGER NOT NULL, name VARCHAR, CONSTRAINT pk_keyed PRIMARY KEY (id))",
                    "CREATE TABLE pair (a INTEGER NOT NULL, b VARCHAR(10) NOT NULL, c INTEGER, PRIMARY KEY (b, a))",
                    "CREATE TABLE text_key (code TEXT PRIMARY KEY, number INTEGER)",
                    "CREATE TABLE numbered (id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, name VARCHAR)",
                    "CREATE TABLE defaults (id INTEGER NOT NULL, a INTEGER DEFAULT 5, b VARCHAR DEFAULT 'it''s', c DATETIME DEFAULT "
                    "CURRENT_TIMESTAMP, "
                    "d DATETIME DEFAULT (datetime('now')), e INTEGER DEFAULT -1 NOT NULL, f BOOLEAN DEFAULT TRUE, g FLOAT DEFAULT (1 + "
                    "0.5), "
                    "h VARCHAR DEFAULT NULL, PRIMARY KEY (id))",
                    "CREATE TABLE uniques (id INTEGER NOT NULL, a INTEGER, b INTEGER, c VARCHAR(5), PRIMARY KEY (id), CONSTRAINT uq_a "
                    "UNIQUE "
                    "(a), "
                    "UNIQUE (b, c), CONSTRAINT \"uq c\" UNIQUE (c))",
                    "CREATE TABLE inline_unique (id INTEGER NOT NULL PRIMARY KEY, name VARCHAR UNIQUE, other INTEGER NOT NULL UNIQUE)",
                    "CREATE TABLE checks (\n\ta INTEGER,\n\tb VARCHAR,\n\tCHECK (a > 0),\n\tCONSTRAINT ck_b CHECK (b IN ('x', 'y')),\n"
                    "\tCONSTRAINT \"ck Both\" CHECK (a < 10 OR (b = ')' AND a <> 3))\n)",
                    "CREATE TABLE children (id INTEGER NOT NULL, a INTEGER, b INTEGER, c VARCHAR(10), parent INTEGER, keyed INTEGER "
                    "REFERENCES "
                    "keyed, "
                    "PRIMARY KEY (id), FOREIGN KEY(a) REFERENCES keyed (id), CONSTRAINT fk_pair FOREIGN KEY(c, b) REFERENCES pair (b, a) "
                    "ON "
                    "DELETE CASCADE "
                    "ON UPDATE SET NULL, CONSTRAINT fk_self FOREIGN KEY(parent) REFERENCES children (id) ON DELETE RESTRICT DEFERRABLE "
                    "INITIALLY DEFERRED)",
                    "CREATE TABLE actions (a INTEGER REFERENCES keyed (id), b INTEGER, c INTEGER, FOREIGN KEY(b) REFERENCES keyed (id) ON "
                    "DELETE SET "
                    "DEFAULT ON UPDATE CASCADE DEFERRABLE, FOREIGN KEY(c) REFERENCES text_key (code) ON DELETE NO ACTION)",
                    "CREATE TABLE indexed_table (id INTEGER NOT NULL PRIMARY KEY, a INTEGER, b VARCHAR, c VARCHAR)",
                    "CREATE INDEX ix_b ON indexed_table (b)",
                    "CREATE UNIQUE INDEX ux_ab ON indexed_table (a, b)",
                    "CREATE INDEX ix_part ON indexed_table (a) WHERE b IS NOT NULL AND a > 3",
                    "CREATE INDEX \"ix Quoted\" ON indexed_table (c, a)",
                    "CREATE TABLE computed (id INTEGER NOT NULL, a INTEGER, b INTEGER GENERATED ALWAYS AS (a * 2) STORED, "
                    "c INTEGER AS (a + 1) VIRTUAL, sum INTEGER NOT NULL GENERATED ALWAYS AS (a + b), PRIMARY KEY (id))",
                    "CREATE TABLE no_rowid (a VARCHAR NOT NULL, b INTEGER, PRIMARY KEY (a)) WITHOUT ROWID",
                    "CREATE TABLE strict_table (a INTEGER NOT NULL PRIMARY KEY, b TEXT, c REAL, d INT, e BLOB) STRICT",
                    "CREATE TABLE \"Quoted \"\"Table\" (\"Order\" INTEGER, \"a b\" VARCHAR, [c d] TEXT, `e` INTEGER, \"Ünï\" INTEGER, "
                    "PRIMARY "
                    "KEY (\"Order\"), "
                    "UNIQUE (\"a b\"))",
                    "CREATE INDEX ix_quoted ON \"Quoted \"\"Table\" (\"a b\", e)",
                    "CREATE VIEW heroes AS SELECT a FROM types",
                    "CREATE VIEW \"Other view\" (x) AS SELECT b FROM types",
                },
                [](Json& ours, Json& theirs) {
                    // The rowid is never NULL; SQLAlchemy tells whether NOT NULL stands there.
                    if (ours["name"].as_string() == "Quoted \"Table") theirs["columns"][0]["nullable"] = false;
                }}},
        {"postgresql",
            {11,
                {
                    "CREATE TYPE mood AS ENUM ('sad', 'it''s', 'glad')",
                    "CREATE TABLE types (a bigint, b bytea, c boolean, d char(3), e date, f timestamp, g timestamptz(3), h numeric(10, 2), "
                    "i numeric, "
                    "j real, k double precision, l integer, m smallint, n json, o jsonb, p text, q time, r timetz, s varchar, t "
                    "varchar(30), u uuid, "
                    "v interval, w inet, x cidr, y macaddr, z bit(3), aa bit varying(5), ab mood, ac integer[], ad varchar(5)[], ae "
                    "mood[], "
                    "af tsvector, ag int4range, ah money, ai timestamp(0), aj interval day to second, al oid)",
                    "CREATE TABLE keyed (id serial NOT NULL, name varchar, CONSTRAINT pk_keyed PRIMARY KEY (id))",
                    "CREATE TABLE pair (a integer NOT NULL, b varchar(10) NOT NULL, c integer, PRIMARY KEY (b, a))",
                    "CREATE TABLE identities (a bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY, b integer GENERATED BY DEFAULT AS "
                    "IDENTITY "
                    "(START WITH 10))",
                    "CREATE TABLE defaults (id integer NOT NULL, a integer DEFAULT 5, b varchar DEFAULT 'it''s', c timestamp DEFAULT "
                    "CURRENT_TIMESTAMP, d timestamptz DEFAULT now(), e integer DEFAULT -1 NOT NULL, f boolean DEFAULT TRUE, g float "
                    "DEFAULT (1 + 0.5), "
                    "h varchar DEFAULT NULL, i mood DEFAULT 'sad', j json DEFAULT '{}', k integer[] DEFAULT '{1}', l date DEFAULT "
                    "'2020-01-01', "
                    "m text DEFAULT lower('A'), PRIMARY KEY (id))",
                    "CREATE TABLE uniques (id integer NOT NULL, a integer, b integer, c varchar(5) UNIQUE, PRIMARY KEY (id), CONSTRAINT "
                    "uq_a UNIQUE "
                    "(a), UNIQUE (b, c))",
                    "CREATE TABLE checks (a integer, b varchar, CHECK (a > 0), CONSTRAINT ck_b CHECK (b IN ('x', 'y')), CONSTRAINT \"ck "
                    "Both\" CHECK "
                    "(a < 10 OR (b = ')' AND a <> 3)))",
                    "CREATE TABLE children (id integer NOT NULL, a integer, b integer, c varchar(10), parent integer, keyed integer "
                    "REFERENCES "
                    "keyed, PRIMARY KEY (id), FOREIGN KEY(a) REFERENCES keyed (id), CONSTRAINT fk_pair FOREIGN KEY(c, b) REFERENCES pair "
                    "(b, a) ON "
                    "DELETE CASCADE ON UPDATE SET NULL, CONSTRAINT fk_self FOREIGN KEY(parent) REFERENCES children (id) ON DELETE RESTRICT "
                    "DEFERRABLE INITIALLY DEFERRED)",
                    "CREATE TABLE indexed_table (id integer NOT NULL PRIMARY KEY, a integer, b varchar, c varchar)",
                    "CREATE INDEX ix_b ON indexed_table (b)",
                    "CREATE UNIQUE INDEX ux_ab ON indexed_table (a, b)",
                    "CREATE INDEX ix_part ON indexed_table (a) WHERE b IS NOT NULL AND a > 3",
                    "CREATE INDEX \"ix Quoted\" ON indexed_table (c, a)",
                    "CREATE TABLE computed (id integer NOT NULL, a integer, b integer GENERATED ALWAYS AS (a * 2) STORED, PRIMARY KEY "
                    "(id))",
                    "CREATE TABLE \"Quoted \"\"Table\" (\"Order\" integer, \"a b\" varchar, \"Ünï\" integer, PRIMARY KEY (\"Order\"), "
                    "UNIQUE (\"a "
                    "b\"))",
                    "COMMENT ON TABLE \"Quoted \"\"Table\" IS 'it''s'",
                    "COMMENT ON COLUMN \"Quoted \"\"Table\".\"a b\" IS 'a\nb'",
                    "CREATE INDEX ix_quoted ON \"Quoted \"\"Table\" (\"a b\", \"Ünï\")",
                    "CREATE VIEW heroes AS SELECT a FROM types",
                    "CREATE VIEW \"Other view\" (x) AS SELECT b FROM types",
                },
                [](Json&, Json&) {}}},
        {"mariadb",
            {9,
                {
                    "CREATE TABLE types (a BIGINT, b BLOB, c BOOL, d CHAR(3), e DATE, f DATETIME, g DATETIME(6), h DECIMAL(10, 2), i "
                    "DOUBLE, j FLOAT, "
                    "k INT, l INT UNSIGNED, m JSON, n LONGTEXT, o MEDIUMBLOB, p MEDIUMINT, q SMALLINT, r TEXT, s TIME(3), t TIMESTAMP "
                    "NULL, "
                    "u TINYINT, v VARBINARY(20), w VARCHAR(30), x YEAR, y ENUM('a', 'it''s'), z BIT(3), aa BINARY(4), ab TINYTEXT, ac "
                    "LONGBLOB, "
                    "ad SET('x', 'y'), ae BIGINT(5) UNSIGNED ZEROFILL, af FLOAT(7, 3), ag VARCHAR(5) CHARACTER SET ascii, ah TIME, ai "
                    "NUMERIC)",
                    "CREATE TABLE keyed (id INTEGER NOT NULL AUTO_INCREMENT, name VARCHAR(20), CONSTRAINT pk_keyed PRIMARY KEY (id))",
                    "CREATE TABLE pair (a INTEGER NOT NULL, b VARCHAR(10) NOT NULL, c INTEGER, PRIMARY KEY (b, a))",
                    "CREATE TABLE defaults (id INTEGER NOT NULL, a INTEGER DEFAULT 5, b VARCHAR(9) DEFAULT 'it''s', c DATETIME DEFAULT "
                    "CURRENT_TIMESTAMP, d DATETIME(6) DEFAULT now(6) ON UPDATE now(6), e INTEGER DEFAULT -1 NOT NULL, f BOOLEAN DEFAULT "
                    "TRUE, g "
                    "FLOAT DEFAULT (1 + 0.5), h VARCHAR(9) DEFAULT NULL, i VARCHAR(9) DEFAULT lower('A'), PRIMARY KEY (id))",
                    "CREATE TABLE uniques (id INTEGER NOT NULL, a INTEGER, b INTEGER, c VARCHAR(5) UNIQUE, PRIMARY KEY (id), CONSTRAINT "
                    "uq_a UNIQUE "
                    "(a), UNIQUE (b, c))",
                    "CREATE TABLE checks (a INTEGER, b VARCHAR(20), CHECK (a > 0), CONSTRAINT ck_b CHECK (b IN ('x', 'y')), CONSTRAINT `ck "
                    "Both` "
                    "CHECK (a < 10 OR (b = ')' AND a <> 3)))",
                    "CREATE TABLE children (id INTEGER NOT NULL, a INTEGER, b INTEGER, c VARCHAR(10), parent INTEGER, PRIMARY KEY (id), "
                    "FOREIGN KEY(a) REFERENCES keyed (id), CONSTRAINT fk_pair FOREIGN KEY(c, b) REFERENCES pair (b, a) ON DELETE CASCADE "
                    "ON UPDATE "
                    "SET NULL, CONSTRAINT fk_self FOREIGN KEY(parent) REFERENCES children (id) ON DELETE RESTRICT)",
                    "CREATE TABLE indexed_table (id INTEGER NOT NULL PRIMARY KEY, a INTEGER, b VARCHAR(20) COMMENT 'it''s', c VARCHAR(20), "
                    "FULLTEXT "
                    "KEY ft (b)) COMMENT 'a\nb'",
                    "CREATE INDEX ix_b ON indexed_table (b)",
                    "CREATE UNIQUE INDEX ux_ab ON indexed_table (a, b)",
                    "CREATE INDEX `ix Quoted` ON indexed_table (c, a)",
                    "CREATE TABLE computed (id INTEGER NOT NULL, a INTEGER, b INTEGER GENERATED ALWAYS AS (a * 2) STORED, c INTEGER AS (a "
                    "+ 1) "
                    "VIRTUAL, PRIMARY KEY (id))",
                    "CREATE VIEW heroes AS SELECT a FROM types",
                    "CREATE VIEW `Other view` (x) AS SELECT b FROM types",
                },
                [](Json& ours, Json& theirs) {
                    // SQLAlchemy reads of a default a literal or one word, and newlines in a comment as MariaDB writes them in SHOW CREATE TABLE.
                    if (ours["name"].as_string() == "defaults") {
                        EXPECT_EQ(theirs["columns"][7]["default"].as_string(), "(1");
                        theirs["columns"][7]["default"] = "(1 + 0.5)";
                        EXPECT_TRUE(theirs["columns"][9]["default"].is_null());
                        theirs["columns"][9]["default"] = "lcase('A')";
                    }
                    if (theirs["comment"].is_string()) theirs["comment"] = replace_all(theirs["comment"].as_string(), "\\n", "\n");
                }}},
    };
    return all.at(testing_support::tested_kind());
}

TEST(CatalogInterop, ZooOfTablesIsReadAsSqlalchemyReadsIt) {
    RETORT_NEED_PYTHON(alembic_side::modules());
    const SharedDatabase database;
    Engine engine = create_engine(database.url());
    for (const auto& sql : zoo().sql)
        execute(engine, sql);

    expect_equal_reflection(database, zoo().count, zoo().adjust);
}

TEST(CatalogInterop, HeroesAreReadAsSqlalchemyReadsThem) {
    RETORT_NEED_PYTHON(alembic_side::modules());
    RETORT_NEED_SAMPLE("heroes_sqlmodel.db");
    SharedDatabase database;
    alembic_side::make_tutorial(database);
    expect_equal_reflection(database, 4, as_it_is);
}

TEST(CatalogInterop, ChinookIsReadAsSqlalchemyReadsIt) {
    RETORT_NEED_PYTHON(alembic_side::modules());
    SharedDatabase database;
    RETORT_NEED_SAMPLE(database.chinook());
    database.load_chinook();
    const bool has_brackets = database.kind() == "sqlite";
    expect_equal_reflection(database, 11, [=](Json& ours, Json& theirs) {
        if (!has_brackets) return;
        // Names between square brackets SQLAlchemy does not see.
        EXPECT_EQ(ours["key"]["name"].as_string(), "PK_" + std::string{theirs["name"].as_string()});
        EXPECT_TRUE(theirs["key"]["name"].is_null());
        theirs["key"]["name"] = ours["key"]["name"];
    });
}

}  // namespace
