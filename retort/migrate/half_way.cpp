#include <retort/migrate/half_way.hpp>

#include <cstdint>
#include <utility>

#include <retort/engine/connection.hpp>
#include <retort/engine/dialect.hpp>
#include <retort/migrate/history_table.hpp>

namespace retort::migrate {

namespace {

// What stands in the column `command` meanwhile; it has 16 characters.
constexpr std::string_view upgrading = "upgrading";
constexpr std::string_view downgrading = "downgrading";
constexpr std::string_view upgrade_failed = "upgrade failed";
constexpr std::string_view downgrade_failed = "downgrade failed";
constexpr std::string_view abandoned = "abandoned";

std::string_view command_of(const HalfWay& half_way) {
    if (half_way.is_upgrade) return half_way.is_refused ? upgrade_failed : upgrading;
    return half_way.is_refused ? downgrade_failed : downgrading;
}

const std::string& is_under_way() {
    static const std::string condition = " WHERE command IN ('" + std::string{upgrading} + "', '" + std::string{downgrading} + "', '" +
                                         std::string{upgrade_failed} + "', '" + std::string{downgrade_failed} + "')";
    return condition;
}

std::string text_at(ColumnReader& row, int column) {
    std::string_view text;
    return row.text(column, text) ? std::string{text} : std::string{};
}

int integer_at(ColumnReader& row, int column) {
    std::int64_t integer = 0;
    row.integer(column, integer);
    return static_cast<int>(integer);
}

}  // namespace

std::string HalfWay::words() const {
    const std::string where = operation > of_operations ? "behind its last operation"
                                                        : "at operation " + std::to_string(operation) + " of " +
                                                              std::to_string(of_operations) + (next.empty() ? "" : ", " + next);
    return std::string{"The "} + (is_upgrade ? "upgrade" : "downgrade") + " of revision " + revision + " stands " + where + ", since " +
           format_datetime(at) + " UTC (" + by + ")";
}

HalfWayRow::HalfWayRow(const Dialect& dialect, const Table& table) : dialect_{dialect}, name_{dialect.quote_identifier(table.name)} {
    if (!table.schema.empty()) name_ = dialect.quote_identifier(table.schema) + "." + name_;
}

void HalfWayRow::add_columns(Table& table) {
    table.columns.emplace_back("at_operation", types::Integer{});
    table.columns.emplace_back("of_operations", types::Integer{});
    table.columns.emplace_back("statements", types::Integer{});
    table.columns.emplace_back("digest", types::String{64});
}

std::string HalfWayRow::mark(int position) const {
    return dialect_.parameter_mark(position);
}

std::optional<HalfWay> HalfWayRow::find(Connection& connection) const {
    auto rows = connection.execute_once(
        "SELECT revision, command, at_operation, of_operations, statements, digest, applied_at, applied_by FROM " + name_ + is_under_way());
    if (!rows.next()) return std::nullopt;
    ColumnReader& row = rows.row();
    const std::string command = text_at(row, 1);
    HalfWay half_way;
    half_way.revision = text_at(row, 0);
    half_way.is_upgrade = command == upgrading || command == upgrade_failed;
    half_way.is_refused = command == upgrade_failed || command == downgrade_failed;
    half_way.operation = integer_at(row, 2);
    half_way.of_operations = integer_at(row, 3);
    half_way.statements = integer_at(row, 4);
    half_way.digest = text_at(row, 5);
    row.datetime(6, half_way.at);
    half_way.by = text_at(row, 7);
    return half_way;
}

void HalfWayRow::begin(Connection& connection, const HalfWay& half_way, const HistoryEntry& entry) const {
    std::string marks;
    for (int position = 0; position < 11; ++position)
        marks.append(position == 0 ? "" : ", ").append(mark(position));
    connection.execute("INSERT INTO " + name_ +
                           " (revision, command, applied_at, applied_by, checksum, tag, retort_version, at_operation, of_operations, "
                           "statements, digest) VALUES (" +
                           marks + ")",
        {half_way.revision, std::string{command_of(half_way)}, entry.applied_at, entry.applied_by, entry.checksum, entry.tag,
            entry.retort_version, half_way.operation, half_way.of_operations, half_way.statements, half_way.digest});
}

void HalfWayRow::move(Connection& connection, const HalfWay& half_way) const {
    connection.execute("UPDATE " + name_ + " SET command = " + mark(0) + ", at_operation = " + mark(1) + ", of_operations = " + mark(2) +
                           ", statements = " + mark(3) + ", digest = " + mark(4) + is_under_way(),
        {std::string{command_of(half_way)}, half_way.operation, half_way.of_operations, half_way.statements, half_way.digest});
}

void HalfWayRow::finish(Connection& connection, const HistoryEntry& entry) const {
    connection.execute("UPDATE " + name_ + " SET command = " + mark(0) + ", applied_at = " + mark(1) + ", applied_by = " + mark(2) +
                           ", checksum = " + mark(3) + ", duration_ms = " + mark(4) + ", tag = " + mark(5) + ", retort_version = " +
                           mark(6) + ", at_operation = NULL, of_operations = NULL, statements = NULL, digest = NULL" + is_under_way(),
        {entry.command, entry.applied_at, entry.applied_by, entry.checksum, entry.duration_ms, entry.tag, entry.retort_version});
}

void HalfWayRow::abandon(Connection& connection) const {
    connection.execute("UPDATE " + name_ + " SET command = " + mark(0) + is_under_way(), {std::string{abandoned}});
}

}  // namespace retort::migrate
