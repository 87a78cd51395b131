/// \file
/// The words in which each database refuses what bad_input_test.cpp asks of it.
#pragma once

#include <algorithm>
#include <iterator>
#include <string>
#include <string_view>
#include <utility>

namespace bad_input {

/// An error as the database tells of it; `{}` stands for a value or for the database's name.
struct Told {
    int code;
    std::string_view sqlstate;
    std::string_view message;

    std::string message_with(std::string_view part) const {
        std::string text{message};
        const auto place = text.find("{}");
        return place == std::string::npos ? text : text.replace(place, 2, part);
    }
};

/// What is true of one database alone.
struct Database {
    std::string_view kind;
    Told unique;
    Told key;
    Told check;
    Told not_null;
    Told foreign_key;
    /// An INSERT of a Club as the session writes it.
    std::string_view insert_club;
    /// Whether an error in a batch has the parameters of its row; elsewhere the rows go to the server together.
    bool tells_the_row_that_failed;
    /// A statement that makes no sense to it, and no statement at all.
    const char* nonsense_error;
    const char* nothing_error;
    const char* no_such_column_error;
    /// Two writers wait for each other whatever they write; elsewhere only where they write the same key.
    bool locks_tables;
    /// Has a writer wait for a short time alone.
    std::pair<std::string, std::string> impatience;
    std::string_view impatience_sql;
    Told locked;
    bool locked_is_retryable;
};

inline const Database& database_of(std::string_view kind) {
    static const Database databases[]{
        {.kind = "sqlite",
            .unique = {2067, "", "UNIQUE constraint failed: club.name"},
            .key = {1555, "", "UNIQUE constraint failed: club.id"},
            .check = {275, "", "CHECK constraint failed: ck_seats"},
            .not_null = {1299, "", "NOT NULL constraint failed: club.name"},
            .foreign_key = {787, "", "FOREIGN KEY constraint failed"},
            .insert_club = "INSERT INTO club (name, seats) VALUES (?, ?)",
            .tells_the_row_that_failed = true,
            .nonsense_error = "OperationalError",
            .nothing_error = "ProgrammingError",
            .no_such_column_error = "OperationalError",
            .locks_tables = true,
            .impatience = {"timeout", "0.01"},
            .impatience_sql = "",
            .locked = {5, "", "database is locked"},
            .locked_is_retryable = true},
        {.kind = "postgresql",
            .unique = {0, "23505",
                "duplicate key value violates unique constraint \"club_name_key\"\nDETAIL:  Key (name)=({}) already exists."},
            .key = {0, "23505", "duplicate key value violates unique constraint \"club_pkey\"\nDETAIL:  Key (id)=({}) already exists."},
            .check = {0, "23514",
                "new row for relation \"club\" violates check constraint \"ck_seats\"\nDETAIL:  Failing row contains (1, negative, -1)."},
            .not_null = {0, "23502",
                "null value in column \"name\" of relation \"club\" violates not-null constraint\nDETAIL:  Failing row contains (2, null, "
                "1)."},
            .foreign_key = {0, "23503",
                "insert or update on table \"member\" violates foreign key constraint \"member_club_id_fkey\"\nDETAIL:  Key (club_id)=(99) "
                "is not present in table \"club\"."},
            .insert_club = "INSERT INTO club (name, seats) VALUES ($1, $2)",
            .tells_the_row_that_failed = false,
            .nonsense_error = "ProgrammingError",
            .nothing_error = "ProgrammingError",
            .no_such_column_error = "ProgrammingError",
            .locks_tables = false,
            .impatience = {"options", "-c lock_timeout=10ms"},
            .impatience_sql = "",
            .locked = {0, "55P03", "canceling statement due to lock timeout"},
            .locked_is_retryable = false},
        {.kind = "mariadb",
            .unique = {1062, "23000", "Duplicate entry '{}' for key 'name'"},
            .key = {1062, "23000", "Duplicate entry '{}' for key 'PRIMARY'"},
            .check = {4025, "23000", "CONSTRAINT `ck_seats` failed for `{}`.`club`"},
            .not_null = {1048, "23000", "Column 'name' cannot be null"},
            .foreign_key = {1452, "23000",
                "Cannot add or update a child row: a foreign key constraint fails (`{}`.`member`, CONSTRAINT `member_ibfk_1` FOREIGN KEY "
                "(`club_id`) REFERENCES `club` (`id`))"},
            .insert_club = "INSERT INTO club (name, seats) VALUES (?, ?)",
            .tells_the_row_that_failed = true,
            .nonsense_error = "ProgrammingError",
            .nothing_error = "ProgrammingError",
            .no_such_column_error = "ProgrammingError",
            .locks_tables = false,
            .impatience = {},
            .impatience_sql = "SET SESSION innodb_lock_wait_timeout = 1",
            .locked = {1205, "HY000", "Lock wait timeout exceeded; try restarting transaction"},
            .locked_is_retryable = true},
    };
    return *std::find_if(std::begin(databases), std::end(databases), [kind](const Database& one) { return one.kind == kind; });
}

}  // namespace bad_input
