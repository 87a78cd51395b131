#include <retort/dialect/sqlite/alterations.hpp>

#include <cstdint>
#include <string_view>
#include <variant>

#include <sqlite3.h>

#include <retort/core/error.hpp>
#include <retort/core/text.hpp>
#include <retort/dialect/sqlite/alter_table.hpp>
#include <retort/dialect/sqlite/connection.hpp>
#include <retort/dialect/sqlite/ddl.hpp>
#include <retort/dialect/sqlite/deploy_lock.hpp>
#include <retort/dialect/sqlite/integrity.hpp>
#include <retort/engine/connection.hpp>

namespace retort::sqlite {

namespace {

sqlite::Connection& driver_of(retort::Connection& connection) {
    return static_cast<sqlite::Connection&>(connection.driver());
}

bool pragma(sqlite::Connection& driver, std::string_view name) {
    const auto statement = driver.prepare("PRAGMA " + std::string{name});
    statement->bind();
    std::int64_t value = 0;
    return statement->step() && statement->row().integer(0, value) && value != 0;
}

void set_pragma(sqlite::Connection& driver, std::string_view name, bool value) {
    driver.execute_script("PRAGMA " + std::string{name} + (value ? "=ON" : "=OFF"));
}

/// The file of the main database; empty where it has none.
std::string file_of(sqlite::Connection& driver) {
    sqlite3_vfs* vfs = nullptr;
    sqlite3_file_control(driver.handle(), "main", SQLITE_FCNTL_VFS_POINTER, &vfs);
    // A database in memory that several connections share has a name like a file's.
    if (vfs != nullptr && std::string_view{vfs->zName} == "memdb") return {};
    const char* file = sqlite3_db_filename(driver.handle(), "main");
    return file != nullptr ? file : std::string{};
}

class SqliteAlterations final : public Alterations {
public:
    std::vector<std::string> create_table(retort::Connection*, const ddl::CreateTable& change) const override {
        std::vector<std::string> statements{create_table_sql(change.table, change.if_not_exists)};
        for (const Index& index : change.table.indexes)
            statements.push_back(create_index_sql({change.table.schema, change.table.name}, index, change.if_not_exists));
        return statements;
    }
    std::vector<std::string> drop_table(const ddl::DropTable& change) const override {
        return {drop_table_sql(change.table, change.if_exists)};
    }
    std::vector<std::string> alter_table(retort::Connection* connection, const ddl::AlterTable& change) const override {
        auto statements = sqlite::alter_table(connection, change);
        if (connection != nullptr) note_new_names(*connection, change);
        return statements;
    }
    bool needs_rebuild(const ddl::Change& change) const override { return sqlite::needs_rebuild(change); }

    bool transactional_ddl() const override { return true; }

    void begin_alterations(retort::Connection& connection) const override {
        auto& driver = driver_of(connection);
        if (driver.in_transaction()) {
            throw InvalidRequestError{"begin_alterations() has to come before the transaction: SQLite changes foreign_keys in none"};
        }
        auto& state = driver.alteration_state();
        if (state.is_active) throw InvalidRequestError{"begin_alterations() was called already on this connection"};
        state = {.is_active = true,
            .foreign_keys = pragma(driver, "foreign_keys"),
            .legacy_alter_table = pragma(driver, "legacy_alter_table"),
            .violations = find_violations(driver),
            .renamed_tables = {}};
        set_pragma(driver, "foreign_keys", false);
    }

    void end_alterations(retort::Connection& connection) const override {
        auto& driver = driver_of(connection);
        auto& state = driver.alteration_state();
        if (!state.is_active) return;
        if (driver.in_transaction()) {
            throw InvalidRequestError{"end_alterations() has to come behind the transaction: SQLite changes foreign_keys in none"};
        }
        // A rebuild that failed half way may have left it on.
        set_pragma(driver, "legacy_alter_table", state.legacy_alter_table);
        set_pragma(driver, "foreign_keys", state.foreign_keys);
        state = {};
    }

    void begin_exclusive(retort::Connection& connection) const override { connection.begin(BeginMode::immediate); }

    void check_integrity(retort::Connection& connection) const override {
        auto& driver = driver_of(connection);
        // Foreign keys are enforced as ever then, and nobody knows what was broken before.
        if (!driver.alteration_state().is_active) return;
        require_no_new_violations(driver.alteration_state(), find_violations(driver));
    }

    std::unique_ptr<DeployLock> deploy_lock(retort::Connection& connection, const DeployLockOptions& options) const override {
        return take_deploy_lock(file_of(driver_of(connection)), options);
    }

    std::string text_literal(std::string_view text) const override {
        if (text.find('\0') == std::string_view::npos) return quote(text, '\'');
        // SQLite reads its SQL only up to a zero byte.
        constexpr std::string_view digits = "0123456789ABCDEF";
        std::string sql = "CAST(x'";
        for (const char c : text) {
            const auto byte = static_cast<unsigned char>(c);
            sql += digits[byte >> 4U];
            sql += digits[byte & 0xFU];
        }
        return sql + "' AS TEXT)";
    }
    std::string boolean_literal(bool value) const override { return value ? "1" : "0"; }
    // Python's driver commits before DDL, so Alembic writes no transactions for SQLite, and what is printed is to be what it prints.
    std::string begin_sql() const override { return {}; }
    std::string commit_sql() const override { return {}; }

private:
    /// Rows that broke a foreign key before are to be known again under the new name of their table.
    static void note_new_names(retort::Connection& connection, const ddl::AlterTable& alter) {
        auto& state = driver_of(connection).alteration_state();
        if (!state.is_active) return;
        for (const auto& change : alter.changes) {
            const auto* rename = std::get_if<ddl::RenameTable>(&change);
            if (rename == nullptr) continue;
            const auto prefix = alter.table.schema.empty() ? std::string{} : alter.table.schema + ".";
            state.renamed_tables.emplace_back(prefix + alter.table.name, prefix + rename->new_name);
            if (!prefix.empty()) state.renamed_tables.emplace_back(alter.table.name, rename->new_name);
        }
    }
};

}  // namespace

const Alterations& alterations() {
    static const SqliteAlterations only;
    return only;
}

}  // namespace retort::sqlite
