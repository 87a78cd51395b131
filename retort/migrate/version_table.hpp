/// \file
/// The table that says at which revisions a database is: Alembic's, to the letter.
#pragma once

#include <retort/migrate/environment.hpp>
#include <retort/migrate/revision_paths.hpp>

#include <optional>
#include <string>
#include <vector>

namespace retort {
class Connection;
class Dialect;
}  // namespace retort

namespace retort::migrate {

/// `alembic_version`, or what the environment calls it. Never changes; safe to use from several threads.
class VersionTable {
public:
    VersionTable(const Dialect& dialect, const Environment& environment);

    const Table& table() const noexcept { return table_; }

    bool exists(Connection& connection) const;
    /// The rows; nothing where there is no such table.
    std::optional<std::vector<std::string>> rows(Connection& connection) const;
    void create(Connection& connection) const;
    /// Makes one change of exactly one row.
    /// \throws RevisionError  where the row is no longer there: somebody else has moved it
    void apply(Connection& connection, const VersionChange& change) const;
    /// Deletes all rows.
    void purge(Connection& connection) const;

    // The same as SQL text, with literals, for when there is no database.
    std::string create_sql() const;
    std::string drop_sql() const;
    std::string change_sql(const VersionChange& change) const;

private:
    /// \param from, to  literals or marks of parameters
    std::string insert_sql(const std::string& to) const;
    std::string update_sql(const std::string& from, const std::string& to) const;
    std::string delete_sql(const std::string& from) const;

    const Dialect& dialect_;
    Table table_;
    std::string name_;  ///< quoted, with its schema
    std::string insert_;
    std::string update_;
    std::string delete_;
};

}  // namespace retort::migrate
