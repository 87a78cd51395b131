/// \file
/// What the models ask for and the database does not have, or the other way round.
#pragma once

#include <string>
#include <vector>

#include <retort/migrate/environment.hpp>
#include <retort/schema/ddl.hpp>

namespace retort {
class Catalog;
class Connection;
}  // namespace retort

namespace retort::migrate {

class RenameQuestion;

/// One change that brings the database nearer to the models.
struct Difference {
    /// With all that its reversal needs: what is dropped is described in `previous`, what is altered in `existing`.
    ddl::Change change{};
    /// As Alembic logs it: "Detected added table 'hero'". Empty where the change only follows from another one.
    std::vector<std::string> summary{};
    /// What the change may do to the rows: "Loses data: …" or "Fails where …"; empty where it is harmless.
    std::string risk{};
};

/// What compare() found.
struct Comparison {
    /// In an order in which they can be made on any database.
    std::vector<Difference> differences{};
    /// What differs and no operation alters, and renames that nobody has confirmed.
    std::vector<std::string> remarks{};
};

/// Compares the tables of a database with those of the models, to which the environment's naming convention is applied first.
///
/// Pure but for `connection`, which the catalog may ask whether two defaults are the same; with nullptr they are compared as text.
/// \param question  who tells renames from a drop and an addition; nullptr: nobody
Comparison compare(std::vector<Table> existing, const MetaData& wanted, const Catalog& catalog, Connection* connection,
    const Environment& environment, RenameQuestion* question = nullptr);

/// Reads the database and compares it with the environment's models.
Comparison compare_metadata(Connection& connection, const Environment& environment, RenameQuestion* question = nullptr);

}  // namespace retort::migrate
