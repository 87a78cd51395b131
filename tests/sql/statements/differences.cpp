#include "differences.hpp"

#include <algorithm>
#include <iterator>
#include <set>

namespace executed {

namespace {

constexpr auto rows = Differs::rows;
constexpr auto refused = Differs::refused;
constexpr auto any_order = Differs::any_order;
constexpr auto unpredictable = Differs::unpredictable;

// Reasons and refusals that come several times.
constexpr std::string_view nulls_last = "NULLs come last";
constexpr std::string_view ignores_case = "its default collation does not mind the case";
constexpr std::string_view counts_twice = "a row that was there counts as two, or as one where it stays as it is";
constexpr std::string_view json_truth = "a truth in JSON stays one, which SQLite makes a number";
constexpr std::string_view no_condition =
    "MariaDB's ON DUPLICATE KEY UPDATE takes no condition; say the new value as a case_() instead of where().";
constexpr std::string_view no_update_returning = "MariaDB has no UPDATE … RETURNING; select the rows again instead.";
constexpr std::string_view no_full_join =
    "MariaDB has no FULL OUTER JOIN; a union_() of an outer_join() from either side gives the same rows.";

constexpr Difference differences[]{
    {"sqlite", "SqlFunction.NamesItsColumn", "random()", unpredictable, "", "random numbers"},
    {"sqlite", "RowsOfJson.AreTheSameEverywhere", "['$.\"a\"', 4]", rows, "(1, {\"b\": \"x\"}) (2, 3) (3, 1)",
        "a truth in JSON is a number"},
    {"sqlite", "RowsOfCast.AreTheSameEverywhere", "DATETIME", refused, "2020 cannot be read as a datetime",
        "it has no such type, and takes the number that the text begins with"},
    {"sqlite", "RowsOfPatterns.AreThoseThatMatch", "LIKE ? ['a\\\\%c%']", rows, "", "LIKE has no escape unless it is told one"},
    {"sqlite", "RowsOfFunctions.AreTheSameEverywhere", "upper(hero.name) AS upper_1 \nFROM hero \nWHERE hero.id = ? [5]", rows,
        "('Ärger', 'ÄRGER')", "it knows the case of ASCII alone"},
    {"sqlite", "RowsOfArithmetic.AreTheSameEverywhere", "hero.price % ?", rows, "(2)", "what is left over is of the integers in front"},
    {"sqlite", "RowsOfArithmetic.AreTheSameEverywhere", "hero.score % ?", rows, "(0)", "what is left over is of the integers in front"},
    {"postgresql", "RowsOfArithmetic.AreTheSameEverywhere", "hero.score % ?", refused, "operator does not exist: double precision %",
        "it has none for doubles"},
    {"mariadb", "RowsOfComparisons.OfTextsAreTheCollations", "['X']", rows, "(1) (7)", ignores_case},
    {"mariadb", "RowsOfComparisons.OfTextsAreTheCollations", "['x ']", rows, "(1) (7)", "nor blanks at the end"},
    {"mariadb", "RowsOfComparisons.OfTextsAreTheCollations", "['ARGER', 'B']", rows, "(4) (5)", "nor accents"},
    {"mariadb", "RowsOfComparisons.OfTextsAreTheCollations", "hero.name < ?", rows, "", ignores_case},
    {"mariadb", "RowsOfFunctions.AreTheSameEverywhere", "round(hero.score + ?", rows, "(-1.2, 2.68)",
        "halves of doubles are rounded to even"},
    {"mariadb", "RowsOfSubqueries.AreTheSameEverywhere", "hero.id IN (SELECT", refused,
        "doesn't yet support 'LIMIT & IN/ALL/ANY/SOME subquery'", "it has none; joined as a subquery() it means the same"},
    {"mariadb", "RowsOfInserts.AreTheSameEverywhere", "WITH grown", refused,
        "MariaDB takes a CTE before a SELECT alone; say subquery() in place of cte() where rows are written.", "it has none"},
    {"postgresql", "RowsOfPatterns.AreThoseThatMatch", "['d%']", rows, "", "LIKE minds the case"},
    {"postgresql", "RowsOfOrderBy.StandInOrder", "BY hero.age,", rows, "(2) (2) (4) (6) (31) (40) (None)", nulls_last},
    {"postgresql", "SqlComparison.BindsEachTypeAsItsColumnStoresIt", "SELECT", refused, "operator does not exist: json = unknown",
        "jsonb has an equality, json has none"},
    {"postgresql", "SqlFunction.NamesItsColumn", "max_1,", refused, "function anything(character varying, bigint) does not exist",
        "it has none of this name"},
    {"postgresql", "SqlFunction.NamesItsColumn", "min_1,", refused,
        "column \"hero.name\" must appear in the GROUP BY clause or be used in an aggregate function", "every column must be grouped by"},
    {"postgresql", "SqlFunction.NamesItsColumn", "now_1,", refused, "cannot be read as an integer", "its random numbers are fractions"},
    {"postgresql", "SqlWindow.PartitionsAndOrders", "rank()", rows,
        "(2, 2, 1) (31, 5, 1) (4, 3, 1) (42, 1, 1) (42, 6, 1) (6, 4, 1) (None, 7, 1)", nulls_last},
    {"postgresql", "SqlLabel.NamesAnExpression", "-(hero.age", rows, "(41) (32) (7) (5) (3) (3) (None)", nulls_last},
    {"postgresql", "SqlLabel.NamesAnExpression", "ORDER BY hero.age", rows, "('x') ('Ärger') ('a%c/_%db') ('Dora') ('a') ('x') ('b')",
        nulls_last},
    {"postgresql", "SqlLabel.NamesAnExpression", "count(hero.id)", any_order, "", "whatever order among equals"},
    {"postgresql", "SqlCollate.NamesTheCollation", "SELECT", refused, "collation \"NOCASE\" for encoding \"UTF8\" does not exist",
        "SQLite's collation"},
    {"postgresql", "SqlSelect.TakesWholeModels", "count_1", refused,
        "column \"team.id\" must appear in the GROUP BY clause or be used in an aggregate function", "every column must be grouped by"},
    {"postgresql", "SqlOrderBy.TakesDirectionsAndNulls", "FIRST,", rows, "('x') ('Ärger') ('a%c/_%db') ('Dora') ('a') ('x') ('b')",
        nulls_last},
    {"postgresql", "SqlOrderBy.TakesDirectionsAndNulls", "hero.id", rows, "('b') ('x') ('a') ('Dora') ('a%c/_%db') ('x') ('Ärger')",
        nulls_last},
    {"postgresql", "MariadbExpression.CastsToWhatCastKnows", "INTEGER)", refused, "invalid input syntax for type integer: \"x\"",
        "a text that is no number is an error, not 0"},
    {"postgresql", "MariadbExpression.CastsToWhatCastKnows", "FLOAT)", refused, "invalid input syntax for type double precision: \"x\"",
        "a text that is no number is an error, not 0"},
    {"postgresql", "MariadbExpression.StepsIntoJson", "JSON_QUOTE(JSON_EXTRACT(hero.data,", rows,
        "(1) (3) (None) (None) (None) (true) ({\"b\": \"x\"})", json_truth},
    {"postgresql", "MariadbExpression.StepsIntoJson", "anon_3", rows,
        "('1', None, None) ('3', 4, 2.5) ('true', 7, None) ('{\"b\": \"x\"}', None, None) (None, None, None) (None, None, None) (None, "
        "None, None)",
        json_truth},
    {"mariadb", "RowsOfOrderBy.StandInOrder", "hero.name,", rows, "('a') ('Dora') ('x') ('x')", ignores_case},
    {"mariadb", "RowsOfJoins.AreTheSameEverywhere", "hero FULL", refused, no_full_join, "it has none"},
    {"mariadb", "RowsOfUpserts.AreTheSameEverywhere", "(?) ON CONFLICT (name)", rows, "1 rows", counts_twice},
    {"mariadb", "RowsOfUpserts.AreTheSameEverywhere", "excluded.name [2", rows, "2 rows", counts_twice},
    {"mariadb", "RowsOfUpserts.AreTheSameEverywhere", "excluded.name []", rows, "3 rows", counts_twice},
    {"mariadb", "RowsOfUpserts.AreTheSameEverywhere", "(team.name", rows, "2 rows", counts_twice},
    {"mariadb", "RowsOfUpserts.AreTheSameEverywhere", "stamped", rows, "2 rows", counts_twice},
    {"mariadb", "RowsOfUpserts.AreTheSameEverywhere", "team.name =", refused, no_condition, "it has none"},
    {"mariadb", "RowsOfUpserts.AreTheSameEverywhere", "(hero_id,", rows, "1 rows", counts_twice},
    {"mariadb", "RowsOfUpserts.AreTheSameEverywhere", "SELECT", rows, "2 rows", counts_twice},
    {"mariadb", "RowsOfUpserts.TakeValuesForManyRows", "(team.name", rows, "5 rows", counts_twice},
    {"mariadb", "RowsOfUpdates.AreTheSameEverywhere", "anon_1", refused, no_update_returning, "it has none"},
    {"mariadb", "SqlLike.MatchesPatterns", "LIKE ? || '%')", rows, "('a%c/_%db') ('a') ('Ärger')", "collation: Ä is a kind of a"},
    {"mariadb", "SqlFunction.NamesItsColumn", "max_1,", refused, "anything does not exist", "it has none of this name"},
    {"mariadb", "SqlFunction.NamesItsColumn", "min_1,", unpredictable, "", "any name of the group, where PostgreSQL wants it grouped by"},
    {"mariadb", "SqlFunction.NamesItsColumn", "now_1,", refused, "random does not exist", "it has none of this name"},
    {"mariadb", "SqlWindow.PartitionsAndOrders", "rank()", refused, "No order list in window specification for 'rank'",
        "it ranks only what is ordered"},
    {"mariadb", "SqlJson.StepsIntoDocuments", "anon_4", rows,
        "(\"x\", 0, None, None) (None, 0, True, None) (None, 1, None, None) (None, 3, None, None) (None, None, None, \"second\") (None, "
        "None, None, None) (None, None, None, None)",
        "what is no number is 0, and what is no truth NULL, not an error"},
    {"mariadb", "SqlLabel.NamesAnExpression", "count(hero.id)", any_order, "", "whatever order among equals"},
    {"mariadb", "SqlCollate.NamesTheCollation", "SELECT", refused, "Unknown collation: 'NOCASE'", "SQLite's collation"},
    {"mariadb", "SqlJoin.TakesACondition", "hero FULL", refused, no_full_join, "it has none"},
    {"mariadb", "SqlSelect.TakesWholeModels", "count_1", unpredictable, "", "any team of the group"},
    {"mariadb", "SqlOrderBy.TakesDirectionsAndNulls", "hero.id", rows, "('x') ('a') ('Dora') ('a%c/_%db') ('Ärger') ('x') ('b')",
        ignores_case},
    {"mariadb", "SqlOrderBy.TakesDirectionsAndNulls", "BY name", rows, "('a') ('a%c/_%db') ('Ärger') ('b') ('Dora') ('x') ('x')",
        ignores_case},
    {"mariadb", "SqlCte.StandsInFrontOfTheStatement", "DELETE", refused,
        "MariaDB takes a CTE before a SELECT alone; say subquery() in place of cte() where rows are written.", "it has none"},
    {"mariadb", "SqlUnion.JoinsSelects", "OFFSET", rows, "('a') ('a') ('a%c/_%db')", ignores_case},
    {"mariadb", "SqlRawText.StandsInStatements", "BY name", rows, "('x') ('Dora') ('b') ('Ärger') ('a%c/_%db') ('a')", ignores_case},
    {"mariadb", "SqlOnConflict.Updates", "team.id", refused, no_condition, "it has none"},
    {"mariadb", "SqlOnConflict.UpdatesWhatIsWrittenButTheKeyUnlessTold", "INSERT", rows, "2 rows", counts_twice},
    {"mariadb", "SqlUpdate.SetsInTheOrderOfTheTable", "RETURNING", refused, no_update_returning, "it has none"},
    {"mariadb", "MariadbExpression.JoinsTexts", "LIKE ?", rows, "(2) (3) (5)", "collation: Ä is a kind of a"},
    {"mariadb", "MariadbExpression.StepsIntoJson", "JSON_QUOTE(JSON_EXTRACT(hero.data,", rows,
        "(1) (3) (None) (None) (None) (true) ({\"b\": \"x\"})", json_truth},
    {"mariadb", "MariadbExpression.StepsIntoJson", "anon_3", rows,
        "('1', None, None) ('3', 0, 2.5) ('true', 7, None) ('{\"b\": \"x\"}', None, None) (None, None, None) (None, None, None) (None, "
        "None, None)",
        "likewise; and a text is no number, whatever it says"},
    {"mariadb", "MariadbExpression.StepsIntoJson", "SELECT JSON_EXTRACT(hero.data, ?) AS anon_1 \n", rows,
        "(None) (None) (None) (None) (None) (None) (True)", json_truth},
    {"mariadb", "MariadbWrite.InsertsOrUpdates", "= excluded.name", rows, "2 rows", counts_twice},
    {"mariadb", "MariadbWrite.InsertsOrUpdates", "(excluded.name", rows, "2 rows", counts_twice},
    {"mariadb", "MariadbWrite.InsertsOrUpdates", "NOTHING", rows, "1 rows", counts_twice},
};

std::set<const Difference*>& used() {
    static std::set<const Difference*> set;
    return set;
}

}  // namespace

const Difference* difference_of(std::string_view database, std::string_view test, std::string_view sql) {
    const auto* const found = std::find_if(std::begin(differences), std::end(differences), [&](const Difference& difference) {
        return difference.database == database && difference.test == test && sql.find(difference.part) != std::string_view::npos;
    });
    if (found == std::end(differences)) return nullptr;
    used().insert(found);
    return found;
}

std::vector<std::string> unused_differences(std::string_view database, std::string_view test) {
    std::vector<std::string> unused;
    for (const Difference& difference : differences) {
        if (difference.database == database && difference.test == test && !used().contains(&difference))
            unused.emplace_back(difference.part);
    }
    return unused;
}

std::string collation_of_bytes(std::string_view database) {
    if (database == "postgresql") return "C";
    if (database == "mariadb") return "utf8mb4_bin";
    return "BINARY";
}

std::string_view words_that_restart_keys(std::string_view database) {
    if (database == "postgresql") return "SELECT setval(pg_get_serial_sequence('\"@\"', 'id'), (SELECT max(id) FROM \"@\"))";
    if (database == "mariadb") return "ALTER TABLE `@` AUTO_INCREMENT = 1";
    return {};
}

}  // namespace executed
