/// \file
/// A copy of a schema in memory, without its rows, in which SQLite itself tells what a change would break.
#pragma once

#include <string>
#include <vector>

#include <retort/dialect/sqlite/connection.hpp>
#include <retort/dialect/sqlite/table_snapshot.hpp>

namespace retort::sqlite {

/// Belongs to one call.
class ScratchSchema {
public:
    /// Copies the schema of `table`. Views and triggers that do not work, of whatever reason, are left out.
    ScratchSchema(retort::Connection& connection, const TableSnapshot& table);

    /// The views and triggers that did not work before anything was changed: SQLite refuses its own DROP COLUMN while there is one.
    const std::vector<std::string>& broken() const noexcept { return broken_; }
    /// Gives the table a new definition. \param definition  CREATE TABLE under its own name
    /// \returns the first view or trigger that does not work with it, and why: `the view 'v' (no such column: age)`; empty: all work
    std::string replace_table(const TableSnapshot& table, const std::string& definition);

private:
    struct Object {
        std::string type{};
        std::string name{};
        std::string table{};
        std::string sql{};
    };
    struct Failure {
        std::string type{};
        std::string name{};
        std::string reason{};
    };

    /// Empty where it succeeded, otherwise what SQLite says.
    std::string run(const std::string& sql) const;
    std::vector<std::vector<std::string>> query(const std::string& sql) const;
    std::string compile_error(const std::string& sql) const;
    std::string trigger_error(const Object& trigger) const;
    std::string failing_trigger() const;
    std::vector<Object> objects() const;
    /// The view or trigger that SQLite complains of.
    Failure failure_of(const std::string& message) const;
    void leave_out_broken();

    Database database_;
    std::vector<std::string> broken_{};
    std::vector<std::string> broken_triggers_{};  // the names of those that fail when they are fired
};

}  // namespace retort::sqlite
