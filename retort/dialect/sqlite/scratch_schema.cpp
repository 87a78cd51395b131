#include <retort/dialect/sqlite/scratch_schema.hpp>

#include <algorithm>
#include <cstddef>
#include <string_view>
#include <utility>

#include <sqlite3.h>

#include <retort/core/text.hpp>
#include <retort/core/value.hpp>
#include <retort/dialect/sqlite/column_mentions.hpp>
#include <retort/dialect/sqlite/errors.hpp>
#include <retort/dialect/sqlite/identifiers.hpp>
#include <retort/dialect/sqlite/table_definition.hpp>
#include <retort/dialect/sqlite/tokens.hpp>
#include <retort/engine/connection.hpp>

namespace retort::sqlite {

namespace {

Database open_in_memory() {
    sqlite3* opened = nullptr;
    const int code = sqlite3_open_v2(":memory:", &opened, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, nullptr);
    Database database{opened};
    if (code != SQLITE_OK) throw_last_error(opened, code);
    return database;
}

/// Any collation that somebody has registered with his connections: nothing is sorted here.
void make_collation(void*, sqlite3* database, int encoding, const char* name) {
    const auto compare = [](void*, int left_size, const void* left, int right_size, const void* right) {
        const std::string_view one{static_cast<const char*>(left), static_cast<std::size_t>(left_size)};
        return one.compare({static_cast<const char*>(right), static_cast<std::size_t>(right_size)});
    };
    sqlite3_create_collation_v2(database, name, encoding, nullptr, compare, nullptr);
}

int take_row(void* rows, int count, char** cells, char**) {
    std::vector<std::string> row;
    row.reserve(static_cast<std::size_t>(count));
    for (int cell = 0; cell < count; ++cell)
        row.emplace_back(cells[cell] != nullptr ? cells[cell] : "");
    static_cast<std::vector<std::vector<std::string>>*>(rows)->push_back(std::move(row));
    return 0;
}

std::string master_of(const std::string& schema) {
    if (iequals(schema, "temp")) return "sqlite_temp_master";
    return schema.empty() ? "main.sqlite_master" : quote_identifier(schema) + ".sqlite_master";
}

}  // namespace

ScratchSchema::ScratchSchema(retort::Connection& connection, const TableSnapshot& table) : database_{open_in_memory()} {
    sqlite3_collation_needed(database_.get(), nullptr, make_collation);
    auto rows = connection.execute(
        "SELECT sql FROM " + master_of(table.schema) + " WHERE sql IS NOT NULL ORDER BY type IN ('view', 'trigger'), rowid",
        std::vector<Value>{});
    while (rows.next()) {
        std::string_view sql;
        // What cannot be copied (a function of the program in a CHECK, a module that is not linked) takes its views and triggers with it.
        if (rows.row().text(0, sql)) run(std::string{sql});
    }
    leave_out_broken();
    for (const auto& object : objects()) {
        if (object.type == "trigger" && !trigger_error(object).empty()) broken_triggers_.push_back(object.name);
    }
}

std::string ScratchSchema::run(const std::string& sql) const {
    char* message = nullptr;
    if (sqlite3_exec(database_.get(), sql.c_str(), nullptr, nullptr, &message) == SQLITE_OK) return {};
    std::string text = message != nullptr ? message : "unknown error";
    sqlite3_free(message);
    return text;
}

std::vector<std::vector<std::string>> ScratchSchema::query(const std::string& sql) const {
    std::vector<std::vector<std::string>> rows;
    sqlite3_exec(database_.get(), sql.c_str(), take_row, &rows, nullptr);
    return rows;
}

std::string ScratchSchema::compile_error(const std::string& sql) const {
    sqlite3_stmt* statement = nullptr;
    const int code = sqlite3_prepare_v2(database_.get(), sql.c_str(), -1, &statement, nullptr);
    std::string message = code == SQLITE_OK ? "" : sqlite3_errmsg(database_.get());
    sqlite3_finalize(statement);
    return message;
}

// ALTER TABLE does not look at the columns that a trigger sets; a statement that fires it does.
std::string ScratchSchema::trigger_error(const Object& trigger) const {
    const std::string table = quote(trigger.table, '"');
    const auto tokens = tokenize(trigger.sql);
    for (std::size_t place = 3; place < tokens.size() && !tokens[place].is("ON"); ++place) {
        if (tokens[place].is("INSERT")) return compile_error("INSERT INTO " + table + " DEFAULT VALUES");
        if (tokens[place].is("DELETE")) return compile_error("DELETE FROM " + table);
        if (!tokens[place].is("UPDATE")) continue;
        auto columns = update_columns_of_trigger(trigger.sql);
        if (columns.empty()) {
            for (auto& row : query("SELECT name FROM pragma_table_info(" + quote(trigger.table, '\'') + ")"))
                columns.push_back(std::move(row.front()));
        }
        if (columns.empty()) return {};
        const std::string column = quote(columns.front(), '"');
        return compile_error("UPDATE " + table + " SET " + column + " = " + column);
    }
    return {};
}

/// The statement that fires one trigger fires others as well, so each is looked at alone.
std::string ScratchSchema::failing_trigger() const {
    const auto all = objects();
    for (const auto& trigger : all) {
        const bool was_broken = std::find(broken_triggers_.begin(), broken_triggers_.end(), trigger.name) != broken_triggers_.end();
        if (trigger.type != "trigger" || was_broken || trigger_error(trigger).empty()) continue;
        run("BEGIN");
        for (const auto& other : all) {
            if (other.type == "trigger" && other.name != trigger.name) run("DROP TRIGGER " + quote(other.name, '"'));
        }
        const auto error = trigger_error(trigger);
        run("ROLLBACK");
        if (!error.empty()) return "the trigger '" + trigger.name + "' (" + error + ")";
    }
    return {};
}

std::vector<ScratchSchema::Object> ScratchSchema::objects() const {
    std::vector<Object> objects;
    for (auto& row : query("SELECT type, name, tbl_name, sql FROM sqlite_master WHERE type IN ('view', 'trigger')"))
        objects.push_back({std::move(row[0]), std::move(row[1]), std::move(row[2]), std::move(row[3])});
    return objects;
}

ScratchSchema::Failure ScratchSchema::failure_of(const std::string& message) const {
    Failure failure;
    for (const auto& object : objects()) {
        const std::string start = "error in " + object.type + " " + object.name;
        const bool is_meant = message.starts_with(start + ":") || message.starts_with(start + " after ");
        if (!is_meant || object.name.size() < failure.name.size()) continue;
        const auto reason = message.find(": ", start.size());
        failure = {object.type, object.name, reason != std::string::npos ? message.substr(reason + 2) : message};
    }
    return failure;
}

void ScratchSchema::leave_out_broken() {
    // DROP COLUMN looks at each view and trigger, and first turns "text" between the wrong quotes, which SQLite takes for a string, into 'text'.
    run("CREATE TABLE _retort_probe (a, b)");
    run("CREATE TABLE _retort_probe_names (a)");
    for (;;) {
        const std::string message = run("ALTER TABLE _retort_probe DROP COLUMN b");
        if (message.empty()) return;
        const auto failure = failure_of(message);
        if (failure.name.empty()) return;  // a table of which SQLite complains; nothing can be told then
        broken_.push_back("the " + failure.type + " '" + failure.name + "' (" + failure.reason + ")");
        if (!run("DROP " + failure.type + " " + quote(failure.name, '"')).empty()) return;
    }
}

std::string ScratchSchema::replace_table(const TableSnapshot& table, const std::string& definition) {
    const std::string name = quote(table.definition.name, '"');
    std::vector<std::string> triggers;
    for (const auto& object : objects()) {
        if (object.type == "trigger" && iequals(object.table, table.definition.name)) triggers.push_back(object.sql);
    }
    run("PRAGMA legacy_alter_table = ON");
    run("DROP TABLE " + name);
    if (!run(definition).empty()) return {};  // the real database will say it better
    for (const auto& trigger : triggers)
        run(trigger);
    run("PRAGMA legacy_alter_table = OFF");
    // A column that is gone must not become a string.
    sqlite3_db_config(database_.get(), SQLITE_DBCONFIG_DQS_DDL, 0, nullptr);
    sqlite3_db_config(database_.get(), SQLITE_DBCONFIG_DQS_DML, 0, nullptr);
    const auto failure = failure_of(run("ALTER TABLE _retort_probe_names RENAME TO _retort_probe_renamed"));
    if (!failure.name.empty()) return "the " + failure.type + " '" + failure.name + "' (" + failure.reason + ")";
    return failing_trigger();
}

}  // namespace retort::sqlite
