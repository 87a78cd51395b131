#include <retort/migrate/history_table.hpp>

#include <pwd.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <map>
#include <utility>

#include <retort/engine/alterations.hpp>
#include <retort/engine/connection.hpp>
#include <retort/engine/dialect.hpp>
#include <retort/migrate/half_way.hpp>
#include <retort/migrate/script_directory.hpp>

namespace retort::migrate {

namespace {

constexpr std::array<std::string_view, 8> columns{
    "revision", "command", "applied_at", "applied_by", "checksum", "duration_ms", "tag", "retort_version"};

Table history_table(const Dialect& dialect, const Environment& environment) {
    Table table;
    table.schema = environment.version_table_schema;
    table.name = history_table_name;
    table.columns = {
        {"id", types::Integer{}, {.nullable = false, .primary_key = true, .autoincrement = true}},
        {"revision", types::String{32}, {.nullable = false}},
        {"command", types::String{16}, {.nullable = false}},
        {"applied_at", types::DateTime{}, {.nullable = false}},
        {"applied_by", types::String{255}, {.nullable = false}},
        {"checksum", types::String{64}},
        {"duration_ms", types::BigInteger{}},
        {"tag", types::String{255}},
        {"retort_version", types::String{32}, {.nullable = false}},
    };
    table.primary_key = {std::string{history_table_name} + "_pkc", {"id"}};
    if (!dialect.alterations().transactional_ddl()) HalfWayRow::add_columns(table);
    return table;
}

std::string column_list() {
    std::string list;
    for (const auto column : columns)
        list.append(list.empty() ? "" : ", ").append(column);
    return list;
}

std::string user_at_host() {
    std::array<char, 4096> memory{};
    passwd entry{};
    passwd* found = nullptr;
    std::string user;
    if (getpwuid_r(geteuid(), &entry, memory.data(), memory.size(), &found) == 0 && found != nullptr) {
        user = entry.pw_name;
    } else {
        user = std::to_string(geteuid());  // a container without a name for its user
    }
    std::array<char, 256> host{};
    if (gethostname(host.data(), host.size() - 1) != 0) return user;
    return user + "@" + host.data();
}

}  // namespace

HistoryTable::HistoryTable(const Dialect& dialect, const Environment& environment)
    : dialect_{dialect},
      table_{history_table(dialect, environment)},
      applied_by_{user_at_host()} {
    std::string name = dialect.quote_identifier(table_.name);
    if (!table_.schema.empty()) name = dialect.quote_identifier(table_.schema) + "." + name;
    std::string marks;
    for (std::size_t i = 0; i < columns.size(); ++i)
        marks.append(marks.empty() ? "" : ", ").append(dialect.parameter_mark(static_cast<int>(i)));
    insert_ = "INSERT INTO " + name + " (" + column_list() + ") VALUES (" + marks + ")";
    select_ = "SELECT " + column_list() + " FROM " + name + " ORDER BY id";
}

bool HistoryTable::exists(Connection& connection) const {
    return dialect_.has_table(connection, table_.schema, table_.name);
}

void HistoryTable::create(Connection& connection) const {
    connection.execute_ddl("\n" + dialect_.create_table_sql(table_) + "\n\n");
}

HistoryEntry HistoryTable::completed(HistoryEntry entry) const {
    if (entry.applied_at == retort::DateTime{}) entry.applied_at = history_time();
    if (entry.applied_by.empty()) entry.applied_by = applied_by_;
    if (entry.retort_version.empty()) entry.retort_version = RETORT_VERSION;
    return entry;
}

void HistoryTable::add(Connection& connection, const HistoryEntry& entry) const {
    const HistoryEntry row = completed(entry);
    connection.execute(
        insert_, {row.revision, row.command, row.applied_at, row.applied_by, row.checksum, row.duration_ms, row.tag, row.retort_version});
}

std::vector<HistoryEntry> HistoryTable::entries(Connection& connection) const {
    std::vector<HistoryEntry> entries;
    if (!exists(connection)) return entries;
    auto cursor = connection.execute_once(select_);
    const auto text = [&cursor](int column) {
        std::string_view cell;
        return cursor.row().text(column, cell) ? std::optional<std::string>{cell} : std::nullopt;
    };
    while (cursor.next()) {
        HistoryEntry& entry = entries.emplace_back();
        entry.revision = text(0).value_or(std::string{});
        entry.command = text(1).value_or(std::string{});
        cursor.row().datetime(2, entry.applied_at);
        entry.applied_by = text(3).value_or(std::string{});
        entry.checksum = text(4);
        if (std::int64_t duration = 0; cursor.row().integer(5, duration)) entry.duration_ms = duration;
        entry.tag = text(6);
        entry.retort_version = text(7).value_or(std::string{});
    }
    return entries;
}

namespace {

/// By revision, the last upgrade or downgrade that still counts.
std::map<std::string_view, const HistoryEntry*> last_runs(const std::vector<HistoryEntry>& entries) {
    std::map<std::string_view, const HistoryEntry*> last;
    for (const HistoryEntry& entry : entries) {
        if (entry.command == stamp_purge_command) {
            last.clear();
        } else if (entry.command == "upgrade" || entry.command == "downgrade") {
            last.insert_or_assign(entry.revision, &entry);
        }
    }
    return last;
}

}  // namespace

retort::DateTime history_time() {
    return std::chrono::floor<std::chrono::microseconds>(std::chrono::system_clock::now());
}

std::vector<std::string> history_problems(
    const std::vector<HistoryEntry>& entries, const std::vector<std::string>& rows, const ScriptDirectory& scripts) {
    const RevisionGraph& graph = scripts.graph();
    std::vector<Node> at;
    for (const auto& row : rows) {
        if (const auto node = graph.find(row)) at.push_back(*node);
    }
    const auto applied = graph.ancestors(at);
    std::vector<std::string> problems;
    for (const auto& [revision, run] : last_runs(entries)) {
        if (run->command != "upgrade") continue;
        const std::string when = " (applied " + format_datetime(run->applied_at) + " UTC by " + run->applied_by + ")";
        const auto node = graph.find(revision);
        if (!node) {
            problems.push_back("revision " + run->revision + when + " has no script in this program any more; bring its file back");
            continue;
        }
        // A stamp may have gone below it: the database does not count it any more then.
        if (!applied.contains(*node)) continue;
        const auto checksum = scripts.checksum(*node);
        if (!run->checksum || checksum.empty() || *run->checksum == checksum) continue;
        problems.push_back("revision " + run->revision + when + " was edited after it had been applied: " + scripts.script(*node).file() +
                           "; take the edit back and make it in a new revision");
    }
    return problems;
}

}  // namespace retort::migrate
