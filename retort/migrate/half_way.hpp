/// \file
/// Where a migration stands that failed or was killed, on a database that does not roll back DDL: the row of `retort_history` that a step has
/// from its beginning on.
#pragma once

#include <retort/core/datetime.hpp>
#include <retort/schema/table.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace retort {
class Connection;
class Dialect;
}  // namespace retort

namespace retort::migrate {

struct HistoryEntry;

/// A step that was begun and has not come to its end.
struct HalfWay {
    std::string revision{};
    bool is_upgrade = true;
    /// The operation at which it stands, from 1 as the script counts: all before it were done. One more than there are: only the version
    /// is missing.
    int operation = 1;
    int of_operations = 0;
    /// The database refused that operation, so that nothing of it was done but its first `statements` statements. Otherwise nobody knows.
    bool is_refused = false;
    int statements = 0;
    std::string digest{};  ///< of the operations before it
    std::string next{};    ///< that operation in words, `create_index ix_hero_name of hero`, where the script is at hand
    retort::DateTime at{};
    std::string by{};  ///< `user@host`

    /// `The upgrade of revision ae1027a6acf1 stands at operation 3 of 5, create_index ix_hero_name of hero, since 2024-05-01 12:03:04 UTC (user@host)`
    std::string words() const;
};

/// Reads and writes that row. At most one step is half-way, since the deploy lock is held while one runs. Never changes; thread-safe.
class HalfWayRow {
public:
    /// \param table  retort_history with the columns of add_columns()
    HalfWayRow(const Dialect& dialect, const Table& table);

    /// What the table needs for it beside its own columns.
    static void add_columns(Table& table);

    std::optional<HalfWay> find(Connection& connection) const;
    /// Begins a step, at its first operation.
    void begin(Connection& connection, const HalfWay& half_way, const HistoryEntry& entry) const;
    void move(Connection& connection, const HalfWay& half_way) const;
    /// The row becomes the one of a step that was made.
    void finish(Connection& connection, const HistoryEntry& entry) const;
    /// Forgets that a step is half-way: somebody has stamped.
    void abandon(Connection& connection) const;

private:
    std::string mark(int position) const;

    const Dialect& dialect_;
    std::string name_;
};

}  // namespace retort::migrate
