#include <retort/dialect/postgresql/alterations.hpp>

#include <utility>

#include <retort/dialect/postgresql/alter_table.hpp>
#include <retort/dialect/postgresql/ddl.hpp>
#include <retort/dialect/postgresql/deploy_lock.hpp>
#include <retort/dialect/postgresql/enum_types.hpp>
#include <retort/engine/connection.hpp>

namespace retort::postgresql {

namespace {

class PostgresqlAlterations final : public Alterations {
public:
    std::vector<std::string> create_table(Connection* connection, const ddl::CreateTable& change) const override {
        std::vector<std::string> statements;
        auto types = enumerations_of(change.table);
        if (connection != nullptr) types = missing_types(*connection, std::move(types));
        statements.reserve(types.size() + 1 + change.table.indexes.size());
        for (const SqlType& type : types)
            statements.push_back(create_enum_sql(type));
        statements.push_back(create_table_sql(change.table, change.if_not_exists));
        for (Index index : change.table.indexes) {
            // Nobody writes to a table that was not there a moment ago, so nobody is kept waiting, and it can stay in the transaction.
            std::erase_if(index.dialect_options, [](const auto& option) { return option.first == "postgresql_concurrently"; });
            statements.push_back(create_index_sql({change.table.schema, change.table.name}, index, change.if_not_exists));
        }
        for (std::string& comment : after_create_table_sql(change.table))
            statements.push_back(std::move(comment));
        return statements;
    }

    std::vector<std::string> drop_table(const ddl::DropTable& change) const override {
        std::vector<std::string> statements{drop_table_sql(change.table, change.if_exists)};
        if (!change.previous) return statements;
        for (const SqlType& type : enumerations_of(*change.previous))
            statements.push_back(drop_enum_if_unused_sql(type));
        return statements;
    }

    std::vector<std::string> alter_table(Connection* connection, const ddl::AlterTable& change) const override {
        return postgresql::alter_table(connection, change);
    }
    std::vector<std::string> alter_enum(Connection* connection, const ddl::AlterEnum& change) const override {
        const auto* const create = std::get_if<ddl::CreateEnum>(&change.action);
        if (create == nullptr || !create->if_not_exists) return {alter_enum_sql(change)};
        // PostgreSQL has no CREATE TYPE IF NOT EXISTS.
        const auto type = SqlType::enumeration(change.type.full_name(), create->values);
        if (connection == nullptr) return {create_enum_unless_there_sql(type)};
        if (missing_types(*connection, {type}).empty()) return {};
        return {alter_enum_sql(change)};
    }
    bool needs_autocommit(const ddl::Change& change) const override {
        const auto* const create = std::get_if<ddl::CreateIndex>(&change);
        const auto* const drop = std::get_if<ddl::DropIndex>(&change);
        return (create != nullptr && is_concurrent(create->index)) || (drop != nullptr && is_concurrent(*drop));
    }
    bool needs_rebuild(const ddl::Change&) const override { return false; }

    bool transactional_ddl() const override { return true; }
    void begin_alterations(Connection&) const override {}
    void end_alterations(Connection&) const override {}
    // Its own locks keep others from the tables that it alters; who only writes elsewhere is not kept waiting.
    void begin_exclusive(Connection& connection) const override { connection.begin(); }
    // PostgreSQL enforces its constraints whatever is altered.
    void check_integrity(Connection&) const override {}
    std::unique_ptr<DeployLock> deploy_lock(Connection& connection, const DeployLockOptions& options) const override {
        return take_deploy_lock(connection, options);
    }

    std::vector<std::string> timeouts_sql(const StatementTimeouts& timeouts, bool in_transaction) const override {
        const std::string set = in_transaction ? "SET LOCAL " : "SET ";
        std::vector<std::string> statements;
        if (timeouts.lock) statements.push_back(set + "lock_timeout = " + std::to_string(timeouts.lock->count()));
        if (timeouts.statement) statements.push_back(set + "statement_timeout = " + std::to_string(timeouts.statement->count()));
        return statements;
    }
    std::vector<std::string> reset_timeouts_sql(const StatementTimeouts& timeouts, bool was_in_transaction) const override {
        if (was_in_transaction) return {};
        std::vector<std::string> statements;
        if (timeouts.lock) statements.emplace_back("RESET lock_timeout");
        if (timeouts.statement) statements.emplace_back("RESET statement_timeout");
        return statements;
    }

    std::string text_literal(std::string_view text) const override { return postgresql::text_literal(text); }
    std::string begin_sql() const override { return "BEGIN"; }
    std::string commit_sql() const override { return "COMMIT"; }
};

}  // namespace

const Alterations& alterations() {
    static const PostgresqlAlterations only;
    return only;
}

}  // namespace retort::postgresql
