// A database that Python's services share: what one side has made, the other finds as its own.
#include "sample_tables.hpp"
#include "schema_support.hpp"

#include <retort/core/text.hpp>
#include <retort/migrate/autogenerate.hpp>
#include <retort/migrate/compare.hpp>

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstdio>

namespace {

using namespace dialect_mariadb;
using Lines = std::vector<std::string>;

std::string output_of(const std::string& command, int& status) {
    std::string text;
    std::FILE* const pipe = ::popen(command.c_str(), "r");
    if (pipe == nullptr) return text;
    std::array<char, 4096> piece{};
    for (std::size_t size = 0; (size = std::fread(piece.data(), 1, piece.size(), pipe)) > 0;)
        text.append(piece.data(), size);
    status = ::pclose(pipe);
    return text;
}

class MariadbInterop : public testing::Test {
protected:
    void SetUp() override {
        int status = 0;
        output_of("/usr/bin/python3 -c 'import alembic, pymysql' 2>/dev/null", status);
        if (status != 0) GTEST_SKIP() << "/usr/bin/python3 cannot import alembic and pymysql";
    }

    Lines python(const std::string& task) {
        const std::string url = "mariadb+pymysql" + database.url().substr(database.url().find(':'));
        int status = 0;
        const std::string text =
            output_of("/usr/bin/python3 " RETORT_MARIADB_TEST_DIR "/alembic_side.py " + task + " '" + url + "' 2>&1", status);
        EXPECT_EQ(status, 0) << text;
        Lines lines;
        for (const auto line : split(text, '\n')) {
            if (!line.empty()) lines.emplace_back(line);
        }
        return lines;
    }
    static std::vector<Table> models() {
        std::vector<Table> tables;
        for (const auto& [name, build] : sample_tables()) {
            if (name != "hero_power_link" && name != "convention" && name != "Quoted") tables.push_back(build());
        }
        // Referred ones first.
        std::stable_partition(
            tables.begin(), tables.end(), [](const Table& table) { return table.name == "parent" || table.name == "pair"; });
        return tables;
    }
    void create_all() {
        for (const Table& table : models())
            database.create(table);
    }

    Database database;
};

// Alembic compares defaults as text: b, e and m it also finds in a database that SQLAlchemy itself has made, c and d because MariaDB keeps
// CURRENT_TIMESTAMP of a DATETIME(6) as current_timestamp(6).
const Lines alembics_own{"modify_default defaults.b", "modify_default defaults.c", "modify_default defaults.d", "modify_default defaults.e",
    "modify_type every_type.m: TINYBLOB() to LargeBinary(length=20)"};

TEST_F(MariadbInterop, AlembicFindsItsOwnTablesInOurs) {
    create_all();
    EXPECT_EQ(python("compare"), alembics_own);
}

// What SQLAlchemy's generic types say, where Retort makes more of them: documented in docs/mariadb_schema.md.
TEST_F(MariadbInterop, AlembicSeesOnlyDoublesAndLongBytesAsOthers) {
    create_all();
    EXPECT_EQ(python("generic"),
        (Lines{"modify_default defaults.b", "modify_default defaults.c", "modify_default defaults.d", "modify_default defaults.e",
            "modify_type every_type.e: DOUBLE(asdecimal=True) to Float()", "modify_type every_type.l: LONGBLOB() to LargeBinary()",
            "modify_type every_type.m: TINYBLOB() to LargeBinary(length=20)",
            "modify_type every_type.v: DOUBLE(asdecimal=True) to Float()"}));
}

TEST_F(MariadbInterop, WeFindOurTablesInSqlalchemys) {
    python("make");
    migrate::Environment environment;
    environment.compare_server_default = true;
    environment.metadata = MetaData{models()};
    const auto comparison = migrate::compare_metadata(database.connection(), environment);
    // `v` is a Double, which a FLOAT cannot be; `e`, a Float, is served by it.
    EXPECT_EQ(migrate::directives_for(comparison, environment).summary,
        (Lines{"Detected type change from FLOAT(precision=24) to Double() on 'every_type.v'"}));
}

std::string or_dash(const std::string& text) {
    return text.empty() ? "-" : text;
}

std::string words_of(ReferentialAction action) {
    switch (action) {
    case ReferentialAction::cascade: return "CASCADE";
    case ReferentialAction::set_null: return "SET NULL";
    default: return "-";
    }
}

template <class Constraint>
std::vector<Constraint> by_name(std::vector<Constraint> constraints) {
    std::sort(constraints.begin(), constraints.end(), [](const auto& left, const auto& right) { return left.name < right.name; });
    return constraints;
}

/// Alembic reads `int(11)` and `tinyint(1)`, and types that we have under another name.
std::string type_words(const SqlType& type) {
    switch (type.kind) {
    case SqlType::Kind::boolean: return "TINYINT(1)";
    case SqlType::Kind::small_integer: return "SMALLINT(6)";
    case SqlType::Kind::integer: return "INTEGER(11)";
    case SqlType::Kind::big_integer: return "BIGINT(20)";
    case SqlType::Kind::float_: return "FLOAT";
    case SqlType::Kind::json: return "LONGTEXTCOLLATEutf8mb4_bin";
    case SqlType::Kind::large_binary: return type.length == 255 ? "TINYBLOB" : "LONGBLOB";
    case SqlType::Kind::numeric: return replace_all(replace_all(dialect_for("mariadb").type_sql(type), " ", ""), "NUMERIC", "DECIMAL");
    case SqlType::Kind::custom: return to_upper_ascii(type.name);
    default: return replace_all(dialect_for("mariadb").type_sql(type), " ", "");
    }
}

TEST_F(MariadbInterop, OurInspectorTellsWhatSqlalchemysTells) {
    create_all();
    Lines ours;
    for (const Table& table : database.catalog().tables(database.connection(), {})) {
        for (const Column& column : table.columns) {
            std::string type = type_words(column.type);
            if (!column.options.collation.empty()) type += "COLLATE" + column.options.collation;
            ours.push_back(table.name + " column " + column.name + " " + type + (column.options.nullable ? " null " : " not_null ") +
                           or_dash(column.options.server_default.value_or("")) + " " + or_dash(column.options.comment) + " " +
                           or_dash(column.options.computed));
        }
        ours.push_back(table.name + " key " + join(table.primary_key.columns, ","));
        auto uniques = table.unique_constraints;
        for (const Index& index : table.indexes) {
            if (index.unique) uniques.push_back({index.name, index.column_names()});
        }
        for (const auto& unique : by_name(uniques))
            ours.push_back(table.name + " unique " + unique.name + " " + join(unique.columns, ","));
        for (const auto& check : by_name(table.check_constraints))
            ours.push_back(table.name + " check " + check.name + " " + check.sql);
        for (const auto& key : by_name(table.foreign_keys)) {
            ours.push_back(table.name + " foreign_key " + key.name + " " + join(key.columns, ",") + " " + key.referred_table + " " +
                           join(key.referred_columns, ",") + " " + words_of(key.on_delete) + " " + words_of(key.on_update));
        }
    }
    EXPECT_EQ(join(ours, "\n"), join(python("inspect"), "\n"));
}

}  // namespace
