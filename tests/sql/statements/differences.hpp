/// \file
/// Where databases differ, and what each says there.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace executed {

enum class Differs {
    rows,           ///< other rows: these, or another number of them
    any_order,      ///< the rows of SQLite, in an order that nobody promises
    refused,        ///< it refuses the statement, or the compiler does, in these words
    unpredictable,  ///< it executes the statement, whose rows are other ones each time
};

struct Difference {
    std::string_view database;
    std::string_view test;
    std::string_view part;  ///< of the statement's text and parameters on SQLite; tells it from the others of the test
    Differs kind;
    std::string_view told;
    std::string_view reason;
};

/// What is said of the statement, which is `sql` on SQLite, with its parameters; nullptr: nothing, so it must do as on SQLite.
const Difference* difference_of(std::string_view database, std::string_view test, std::string_view sql);
/// What is said of statements of the test that it has not executed.
std::vector<std::string> unused_differences(std::string_view database, std::string_view test);

/// The name of the collation that compares texts byte by byte.
std::string collation_of_bytes(std::string_view database);

/// SQL that lets the generated keys of the table `@` go on behind those that are in use; empty where they do by themselves.
std::string_view words_that_restart_keys(std::string_view database);

}  // namespace executed
