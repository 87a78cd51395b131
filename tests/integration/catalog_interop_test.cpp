// The schema of a database, read by Retort's Inspector and by SQLAlchemy's, field by field.
#include "support.hpp"

#include <algorithm>

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

Json column_json(const Column& column) {
    Json json = Json::object();
    json["name"] = column.name;
    json["type"] = dialect_for("sqlite").type_sql(column.type);
    json["nullable"] = column.options.nullable;
    json["default"] = column.options.server_default ? Json{*column.options.server_default} : Json{nullptr};
    json["primary_key"] = column.options.primary_key;
    json["computed"] = or_null(column.options.computed);
    json["persisted"] = column.options.persisted;
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
    return json;
}

/// SQLAlchemy turns type names into its own, and tells defaults without the brackets that they need in DDL.
void agree_on_spelling(Json& ours, const Json& theirs, const Catalog& catalog) {
    ASSERT_EQ(ours.size(), theirs.size());
    for (std::size_t i = 0; i < ours.size(); ++i) {
        const std::string type{ours[i]["type"].as_string()};
        const std::string other{theirs[i]["type"].as_string()};
        EXPECT_TRUE(catalog.same_type(SqlType::custom(type), SqlType::custom(other))) << type << " and " << other;
        ours[i]["type"] = other;
        if (ours[i]["default"].is_string() && theirs[i]["default"].is_string() &&
            ours[i]["default"].as_string() == "(" + std::string{theirs[i]["default"].as_string()} + ")") {
            ours[i]["default"] = theirs[i]["default"];
        }
    }
}

/// Reads `file` by both and compares; `adjust` is given ours and theirs of each table before.
template <class Adjust>
void expect_equal_reflection(const std::filesystem::path& file, std::size_t tables, const Adjust& adjust) {
    const Json theirs = Json::parse(run_python("reflected.py", {file.string()}));
    Engine engine = open(file);
    Connection connection = engine.connect();
    const Inspector inspector = inspect(connection);
    const auto names = inspector.get_table_names();
    ASSERT_EQ(names.size(), tables);
    ASSERT_EQ(theirs["tables"].size(), tables);
    for (std::size_t i = 0; i < tables; ++i) {
        Json ours = table_json(inspector, names[i]);
        Json other = theirs["tables"][i];
        agree_on_spelling(ours["columns"], other["columns"], connection.dialect().catalog());
        adjust(ours, other);
        EXPECT_EQ(ours.dump(), other.dump());
    }
    EXPECT_EQ(Json{inspector.get_view_names()}.dump(), theirs["views"].dump());
}

constexpr auto as_it_is = [](Json&, Json&) {};

TEST(CatalogInterop, ZooOfTablesIsReadAsSqlalchemyReadsIt) {
    RETORT_NEED_PYTHON("sqlalchemy");
    TemporaryFolder folder;
    const auto file = folder / "zoo.db";
    {
        Engine engine = open(file);
        for (const std::string_view sql :
            {
                "CREATE TABLE types (a BIGINT, b BLOB, c BOOL, d BOOLEAN, e CHAR(3), f DATE, g DATE_CHAR, h DATETIME, i DATETIME_CHAR, "
                "j DECIMAL(10, 2), k FLOAT, l INT, m INTEGER, n JSON, o NUMERIC, p NUMERIC(8,3), q REAL, r SMALLINT, s TEXT, t TIME, "
                "u TIME_CHAR, v TIMESTAMP, w VARCHAR, x VARCHAR(30), y NVARCHAR(20), z NCHAR(5))",
                "CREATE TABLE affinities (a TINYINT, b UNSIGNED BIG INT, c INT8, d CHARACTER(20), e NATIVE CHARACTER(70), f CLOB, g MONEY, "
                "h varchar(12), i Text, j datetime, k numeric(4), l MEDIUMINT(7), m LONGTEXT)",
                "CREATE TABLE keyed (id INTEGER NOT NULL, name VARCHAR, CONSTRAINT pk_keyed PRIMARY KEY (id))",
                "CREATE TABLE pair (a INTEGER NOT NULL, b VARCHAR(10) NOT NULL, c INTEGER, PRIMARY KEY (b, a))",
                "CREATE TABLE text_key (code TEXT PRIMARY KEY, number INTEGER)",
                "CREATE TABLE numbered (id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, name VARCHAR)",
                "CREATE TABLE defaults (id INTEGER NOT NULL, a INTEGER DEFAULT 5, b VARCHAR DEFAULT 'it''s', c DATETIME DEFAULT "
                "CURRENT_TIMESTAMP, "
                "d DATETIME DEFAULT (datetime('now')), e INTEGER DEFAULT -1 NOT NULL, f BOOLEAN DEFAULT TRUE, g FLOAT DEFAULT (1 + 0.5), "
                "h VARCHAR DEFAULT NULL, PRIMARY KEY (id))",
                "CREATE TABLE uniques (id INTEGER NOT NULL, a INTEGER, b INTEGER, c VARCHAR(5), PRIMARY KEY (id), CONSTRAINT uq_a UNIQUE "
                "(a), "
                "UNIQUE (b, c), CONSTRAINT \"uq c\" UNIQUE (c))",
                "CREATE TABLE inline_unique (id INTEGER NOT NULL PRIMARY KEY, name VARCHAR UNIQUE, other INTEGER NOT NULL UNIQUE)",
                "CREATE TABLE checks (\n\ta INTEGER,\n\tb VARCHAR,\n\tCHECK (a > 0),\n\tCONSTRAINT ck_b CHECK (b IN ('x', 'y')),\n"
                "\tCONSTRAINT \"ck Both\" CHECK (a < 10 OR (b = ')' AND a <> 3))\n)",
                "CREATE TABLE children (id INTEGER NOT NULL, a INTEGER, b INTEGER, c VARCHAR(10), parent INTEGER, keyed INTEGER REFERENCES "
                "keyed, "
                "PRIMARY KEY (id), FOREIGN KEY(a) REFERENCES keyed (id), CONSTRAINT fk_pair FOREIGN KEY(c, b) REFERENCES pair (b, a) ON "
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
                "CREATE TABLE \"Quoted \"\"Table\" (\"Order\" INTEGER, \"a b\" VARCHAR, [c d] TEXT, `e` INTEGER, \"Ünï\" INTEGER, PRIMARY "
                "KEY (\"Order\"), "
                "UNIQUE (\"a b\"))",
                "CREATE INDEX ix_quoted ON \"Quoted \"\"Table\" (\"a b\", e)",
                "CREATE VIEW heroes AS SELECT a FROM types",
                "CREATE VIEW \"Other view\" (x) AS SELECT b FROM types",
            }) {
            execute(engine, sql);
        }
    }

    expect_equal_reflection(file, 17, [](Json& ours, Json& theirs) {
        // The rowid is never NULL; SQLAlchemy tells whether NOT NULL stands there.
        if (ours["name"].as_string() == "Quoted \"Table") theirs["columns"][0]["nullable"] = false;
    });
}

TEST(CatalogInterop, HeroesAreReadAsSqlalchemyReadsThem) {
    RETORT_NEED_PYTHON("sqlalchemy");
    RETORT_NEED_SAMPLE("heroes_sqlmodel.db");
    TemporaryFolder folder;
    expect_equal_reflection(folder.copy_of_sample("heroes_sqlmodel.db"), 4, as_it_is);
}

TEST(CatalogInterop, ChinookIsReadAsSqlalchemyReadsIt) {
    RETORT_NEED_PYTHON("sqlalchemy");
    RETORT_NEED_SAMPLE("chinook.sqlite");
    TemporaryFolder folder;
    expect_equal_reflection(folder.copy_of_sample("chinook.sqlite"), 11, [](Json& ours, Json& theirs) {
        // Names between square brackets SQLAlchemy does not see.
        EXPECT_EQ(ours["key"]["name"].as_string(), "PK_" + std::string{theirs["name"].as_string()});
        EXPECT_TRUE(theirs["key"]["name"].is_null());
        theirs["key"]["name"] = ours["key"]["name"];
    });
}

}  // namespace
