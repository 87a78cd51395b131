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
