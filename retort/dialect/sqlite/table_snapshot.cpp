#include <retort/dialect/sqlite/table_snapshot.hpp>

#include <cstdint>
#include <utility>

#include <retort/core/error.hpp>
#include <retort/core/text.hpp>
#include <retort/core/value.hpp>
#include <retort/dialect/sqlite/ddl.hpp>
#include <retort/dialect/sqlite/identifiers.hpp>
#include <retort/engine/connection.hpp>

namespace retort::sqlite {

namespace {

std::string text_of(Cursor& rows, int column) {
    std::string_view text;
    return rows.row().text(column, text) ? std::string{text} : std::string{};
}

/// `schema.sqlite_master`; the one of TEMP tables has another name.
std::string master_of(std::string_view schema) {
    if (iequals(schema, "temp")) return "sqlite_temp_master";
    return schema.empty() ? "main.sqlite_master" : quote_identifier(schema) + ".sqlite_master";
}

[[noreturn]] void throw_not_found(const ddl::TableName& table, bool has_leftover) {
    const std::string leftover = temporary_name(table.name);
    if (has_leftover) {
        throw NoSuchTableError{"The table '" + table.full_name() + "' is not there, but '" + leftover +
                               "' is, with its rows: a rebuild was cut off that ran without a transaction; rename '" + leftover + "' to '" +
                               table.name + "' and create its indexes and triggers again"};
    }
    throw NoSuchTableError{"The table '" + table.full_name() + "', which is to be altered, does not exist"};
}

class SnapshotReader {
public:
    SnapshotReader(retort::Connection& connection, const ddl::TableName& table) : connection_{connection}, table_{table} {}

    /// False where the schema has no such table.
    bool read(const std::string& schema) {
        snapshot_ = {};
        found_ = false;
        leftover_ = temporary_name(table_.name);
        auto rows = connection_.execute("SELECT type, name, tbl_name, sql FROM " + master_of(schema) +
                                            " WHERE tbl_name = ? COLLATE NOCASE OR name = ? COLLATE NOCASE OR type IN ('view', 'trigger')",
            {Value{table_.name}, Value{leftover_}});
        while (rows.next())
            take(text_of(rows, 0), text_of(rows, 1), text_of(rows, 2), text_of(rows, 3));
        return found_;
    }

    bool has_leftover() const noexcept { return snapshot_.has_leftover; }

    void read_temporary_triggers() {
        auto rows = connection_.execute(
            "SELECT name, sql FROM sqlite_temp_master WHERE type = 'trigger' AND tbl_name = ? COLLATE NOCASE", {Value{table_.name}});
        while (rows.next()) {
            snapshot_.triggers.push_back({text_of(rows, 0), text_of(rows, 1), true});
            snapshot_.has_dependents = true;
        }
    }

    TableSnapshot take_result() && { return std::move(snapshot_); }

private:
    void take(const std::string& type, std::string name, const std::string& table, std::string sql) {
        const bool is_ours = iequals(table, table_.name);
        if (type == "view" || type == "trigger") snapshot_.has_dependents = true;
        if (type == "view" && iequals(name, table_.name))
            throw CompileError{"'" + table_.full_name() + "' is a view; a view cannot be altered, only dropped and created again"};
        if (type == "table" && iequals(name, leftover_)) snapshot_.has_leftover = true;
        if (!is_ours) return;
        if (type == "table") {
            found_ = true;
            read_definition(sql);
        } else if (type == "index" && !sql.empty()) {
            snapshot_.indexes.push_back({std::move(name), std::move(sql), false});
        } else if (type == "trigger") {
            snapshot_.triggers.push_back({std::move(name), std::move(sql), false});
        }
    }

    void read_definition(const std::string& sql) {
        if (to_upper_ascii(sql.substr(0, 14)) == "CREATE VIRTUAL") {
            throw CompileError{
                "The table '" + table_.full_name() + "' is a virtual one, which SQLite cannot alter; only its name can change"};
        }
        snapshot_.definition = TableDefinition::parse(sql);
    }

    retort::Connection& connection_;
    const ddl::TableName& table_;
    TableSnapshot snapshot_{};
    std::string leftover_{};
    bool found_ = false;
};

}  // namespace

std::string TableSnapshot::full_name() const {
    return table_name().full_name();
}

std::string temporary_name(std::string_view table) {
    return "_retort_tmp_" + std::string{table};
}

std::string qualified_name(std::string_view schema, std::string_view name) {
    return schema.empty() ? quote_identifier(name) : quote_identifier(schema) + "." + quote_identifier(name);
}

TableSnapshot take_snapshot(retort::Connection& connection, const ddl::TableName& table) {
    SnapshotReader reader{connection, table};
    bool is_temporary = iequals(table.schema, "temp");
    if (!reader.read(table.schema)) {
        const bool has_leftover = reader.has_leftover();
        if (!table.schema.empty() || !reader.read("temp")) throw_not_found(table, has_leftover);
        is_temporary = true;
    } else if (!is_temporary) {
        reader.read_temporary_triggers();
    }
    TableSnapshot snapshot = std::move(reader).take_result();
    snapshot.schema = is_temporary ? "temp" : table.schema;
    auto legacy = connection.execute_once("PRAGMA legacy_alter_table");
    std::int64_t value = 0;
    snapshot.legacy_alter_table = legacy.next() && legacy.row().integer(0, value) && value != 0;
    return snapshot;
}

TableSnapshot snapshot_of(const Table& table) {
    TableSnapshot snapshot;
    snapshot.schema = table.schema;
    snapshot.definition = TableDefinition::parse(create_table_sql(table));
    for (const Index& index : table.indexes)
        snapshot.indexes.push_back({index.name, create_index_sql(ddl::TableName{{}, table.name}, index), false});
    snapshot.has_leftover = true;  // it may be there
    snapshot.is_known = false;
    return snapshot;
}

std::vector<InboundKey> inbound_keys(retort::Connection& connection, const TableSnapshot& table) {
    // The text of a table that refers to this one has both words in it, however they are written; parsing the others would be a waste.
    auto rows = connection.execute(
        "SELECT sql FROM " + master_of(table.schema) + " WHERE type = 'table' AND instr(lower(sql), 'references')", std::vector<Value>{});
    std::vector<InboundKey> keys;
    while (rows.next()) {
        const std::string sql = text_of(rows, 0);
        if (to_upper_ascii(sql.substr(0, 14)) == "CREATE VIRTUAL") continue;
        TableDefinition other = TableDefinition::parse(sql);
        const auto take = [&](const DefinedConstraint& constraint) {
            if (constraint.kind == DefinedConstraint::Kind::foreign_key && iequals(constraint.referred_table, table.definition.name)) {
                keys.push_back({other.name, constraint});
            }
        };
        for (const auto& column : other.columns) {
            for (const auto& constraint : column.constraints)
                take(constraint);
        }
        for (const auto& constraint : other.constraints)
            take(constraint);
    }
    return keys;
}

}  // namespace retort::sqlite
