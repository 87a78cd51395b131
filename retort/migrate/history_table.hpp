/// \file
/// `retort_history`: who applied what when. Alembic knows nothing of it and is not disturbed by it.
#pragma once

#include <retort/core/datetime.hpp>
#include <retort/migrate/environment.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace retort {
class Connection;
class Dialect;
}  // namespace retort

namespace retort::migrate {

class ScriptDirectory;

inline constexpr std::string_view history_table_name = "retort_history";
inline constexpr std::string_view stamp_command = "stamp";
/// What was known before such an entry counts no more.
inline constexpr std::string_view stamp_purge_command = "stamp --purge";

/// One row of retort_history.
struct HistoryEntry {
    std::string revision{};                 ///< of a stamp to nothing: `base`
    std::string command{};                  ///< `upgrade`, `downgrade`, `stamp` or `stamp --purge`
    retort::DateTime applied_at{};          ///< UTC
    std::string applied_by{};               ///< `user@host`
    std::optional<std::string> checksum{};  ///< of the script, SHA-256; none where the build did not tell it
    std::optional<std::int64_t> duration_ms{};
    std::optional<std::string> tag{};  ///< of `--tag`
    std::string retort_version{};
};

/// Never changes; safe to use from several threads.
class HistoryTable {
public:
    HistoryTable(const Dialect& dialect, const Environment& environment);

    const Table& table() const noexcept { return table_; }
    bool exists(Connection& connection) const;
    void create(Connection& connection) const;
    /// Adds a row; applied_by and retort_version are filled in where they are empty, applied_at where it is the epoch.
    void add(Connection& connection, const HistoryEntry& entry) const;
    /// The entry with what add() fills in.
    HistoryEntry completed(HistoryEntry entry) const;
    /// All rows in the order in which they were written; none where there is no such table.
    std::vector<HistoryEntry> entries(Connection& connection) const;

private:
    const Dialect& dialect_;
    Table table_;
    std::string insert_;
    std::string select_;
    std::string applied_by_;
};

/// The time of now as applied_at has it.
retort::DateTime history_time();

/// What a history says against the scripts of a program: those that were applied and are gone, or were edited since. One message each.
/// \param rows  where the database is, by its version table
std::vector<std::string> history_problems(
    const std::vector<HistoryEntry>& entries, const std::vector<std::string>& rows, const ScriptDirectory& scripts);

}  // namespace retort::migrate
