#include <retort/dialect/mariadb/alterations.hpp>

#include <string_view>

#include <retort/core/text.hpp>
#include <retort/dialect/mariadb/alter_table.hpp>
#include <retort/dialect/mariadb/ddl.hpp>
#include <retort/dialect/mariadb/deploy_lock.hpp>
#include <retort/dialect/mariadb/sql_text.hpp>
#include <retort/engine/connection.hpp>

namespace retort::mariadb {

namespace {

class MariadbAlterations final : public Alterations {
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
        return mariadb::alter_table(connection, change);
    }
    bool needs_rebuild(const ddl::Change&) const override { return false; }

    bool transactional_ddl() const override { return false; }
    bool commits_implicitly(std::string_view sql) const override { return mariadb::commits_implicitly(sql); }
    void begin_alterations(retort::Connection&) const override {}
    void end_alterations(retort::Connection&) const override {}
    // InnoDB locks the rows that are written, and nothing could keep others from writing beside DDL, which commits.
    void begin_exclusive(retort::Connection& connection) const override { connection.begin(); }
    void check_integrity(retort::Connection&) const override {}

    std::unique_ptr<DeployLock> deploy_lock(retort::Connection& connection, const DeployLockOptions& options) const override {
        return take_deploy_lock(connection, options);
    }

    // MariaDB limits sessions alone; both locks count seconds, that of the rows and that of a table's definition.
    std::vector<std::string> timeouts_sql(const StatementTimeouts& timeouts, bool) const override {
        std::vector<std::string> statements;
        if (timeouts.lock) {
            const auto seconds = std::to_string(std::chrono::ceil<std::chrono::seconds>(*timeouts.lock).count());
            statements.push_back("SET SESSION lock_wait_timeout = " + seconds);
            statements.push_back("SET SESSION innodb_lock_wait_timeout = " + seconds);
        }
        if (timeouts.statement) {
            const auto milliseconds = std::to_string(timeouts.statement->count() % 1'000);
            statements.push_back("SET SESSION max_statement_time = " + std::to_string(timeouts.statement->count() / 1'000) + "." +
                                 std::string(3 - milliseconds.size(), '0') + milliseconds);
        }
        return statements;
    }
    std::vector<std::string> reset_timeouts_sql(const StatementTimeouts& timeouts, bool) const override {
        std::vector<std::string> statements;
        if (timeouts.lock) statements = {"SET SESSION lock_wait_timeout = DEFAULT", "SET SESSION innodb_lock_wait_timeout = DEFAULT"};
        if (timeouts.statement) statements.emplace_back("SET SESSION max_statement_time = DEFAULT");
        return statements;
    }

    std::string text_literal(std::string_view text) const override {
        // Whether a backslash escapes depends on sql_mode, which nobody knows when SQL is written to be run elsewhere.
        if (text.find_first_of(std::string_view{"\0\\", 2}) == std::string_view::npos) return quote(text, '\'');
        constexpr std::string_view digits = "0123456789ABCDEF";
        std::string sql = "_utf8mb4 0x";
        sql.reserve(sql.size() + 2 * text.size());
        for (const char c : text) {
            const auto byte = static_cast<unsigned char>(c);
            sql += digits[byte >> 4U];
            sql += digits[byte & 0xFU];
        }
        return sql;
    }
    // DDL commits by itself, so that Alembic writes no transactions.
    std::string begin_sql() const override { return {}; }
    std::string commit_sql() const override { return {}; }
};

}  // namespace

const Alterations& alterations() {
    static const MariadbAlterations only;
    return only;
}

}  // namespace retort::mariadb
