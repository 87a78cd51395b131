#include "fake_dialect.hpp"

#include <utility>

#include <retort/core/error.hpp>
#include <retort/core/text.hpp>
#include <retort/engine/connection.hpp>
#include <retort/engine/driver.hpp>
#include <retort/sql/compiler.hpp>

namespace migrate_test {

using namespace retort;

FakeBehaviour& fake() {
    static FakeBehaviour behaviour;
    return behaviour;
}

namespace {

const Dialect& real() {
    return dialect_for("sqlite");
}

class FakeLock final : public DeployLock {
public:
    FakeLock() { fake().calls.emplace_back("lock"); }
    ~FakeLock() override { fake().calls.emplace_back("unlock"); }
};

/// One native statement for each change that SQLite has one for.
class ChangeSql {
public:
    explicit ChangeSql(std::string table) : table_{std::move(table)} {}

    std::string operator()(const ddl::AddColumn& change) const {
        const Column& column = change.column;
        std::string sql = alter() + "ADD COLUMN " + real().quote_identifier(column.name) + " " + real().type_sql(column.type);
        if (column.options.server_default) sql += " DEFAULT " + *column.options.server_default;
        if (!column.options.nullable) sql += " NOT NULL";
        return sql;
    }
    std::string operator()(const ddl::DropColumn& change) const { return alter() + "DROP COLUMN " + change.column; }
    std::string operator()(const ddl::RenameTable& change) const { return alter() + "RENAME TO " + change.new_name; }
    std::string operator()(const ddl::CreateIndex& change) const {
        Table table;
        table.name = table_;
        return real().create_index_sql(table, change.index);
    }
    std::string operator()(const ddl::DropIndex& change) const { return "DROP INDEX " + change.index; }
    std::string operator()(const ddl::AlterColumn& change) const {
        if (change.new_name) return alter() + "RENAME COLUMN " + change.column + " TO " + *change.new_name;
        return "SELECT 'rebuild of " + table_ + "'";
    }
    std::string operator()(const ddl::CreateUniqueConstraint& change) const {
        return "CREATE UNIQUE INDEX " + change.constraint.name + " ON " + table_ + " (" + join(change.constraint.columns, ", ") + ")";
    }
    template <class Other>
    std::string operator()(const Other&) const {
        throw CompileError{"the fake dialect cannot make this change of '" + table_ + "'"};
    }

private:
    std::string alter() const { return "ALTER TABLE " + real().quote_identifier(table_) + " "; }
    std::string table_;
};

class FakeAlterations final : public Alterations {
public:
    std::vector<std::string> create_table(Connection*, const ddl::CreateTable& change) const override {
        std::vector<std::string> statements{"\n" + real().create_table_sql(change.table) + "\n\n"};
        for (const Index& index : change.table.indexes)
            statements.push_back(real().create_index_sql(change.table, index));
        return statements;
    }
    std::vector<std::string> drop_table(const ddl::DropTable& change) const override { return {"\nDROP TABLE " + change.table.name}; }
    std::vector<std::string> alter_table(Connection*, const ddl::AlterTable& change) const override {
        fake().calls.push_back("alter " + change.table.name + " in " + std::to_string(change.changes.size()));
        std::vector<std::string> statements;
        for (const auto& one : change.changes)
            statements.push_back(std::visit(ChangeSql{change.table.name}, one));
        return statements;
    }
    bool needs_rebuild(const ddl::Change& change) const override {
        const auto* alter = std::get_if<ddl::AlterColumn>(&change);
        return alter != nullptr && !alter->new_name;
    }
    bool transactional_ddl() const override { return fake().transactional_ddl; }
    bool commits_implicitly(std::string_view sql) const override { return sql.starts_with("CREATE") || sql.starts_with("ALTER"); }
    void begin_alterations(Connection& connection) const override {
        if (connection.in_transaction()) throw InvalidRequestError{"begin_alterations in a transaction"};
        fake().calls.emplace_back("begin_alterations");
    }
    void end_alterations(Connection& connection) const override {
        if (connection.in_transaction()) throw InvalidRequestError{"end_alterations in a transaction"};
        fake().calls.emplace_back("end_alterations");
    }
    void begin_exclusive(Connection& connection) const override {
        fake().calls.emplace_back("begin_exclusive");
        connection.begin(BeginMode::immediate);
    }
    void check_integrity(Connection&) const override {
        fake().calls.emplace_back("check_integrity");
        if (fake().check_integrity) fake().check_integrity();
    }
    std::unique_ptr<DeployLock> deploy_lock(Connection& connection, const DeployLockOptions& options) const override {
        if (fake().lock_is_taken) {
            if (options.waiting) options.waiting("process 4711 on web1");
            throw TimeoutError{"the deploy lock is held by process 4711 on web1"};
        }
        if (fake().when_locked) fake().when_locked(connection);
        return std::make_unique<FakeLock>();
    }
    std::string text_literal(std::string_view text) const override { return quote(text, '\''); }
    std::string boolean_literal(bool value) const override { return value ? "1" : "0"; }
    std::string begin_sql() const override { return fake().begin_sql; }
    std::string commit_sql() const override { return fake().begin_sql.empty() ? "" : "COMMIT"; }
};

class FakeDialect final : public Dialect {
public:
    std::string_view name() const override { return "fake"; }
    std::unique_ptr<Connector> connector(const Url& url, const EngineOptions& options) const override {
        return real().connector(url, options);
    }
    std::string quote_identifier(std::string_view identifier) const override { return real().quote_identifier(identifier); }
    std::string type_sql(const SqlType& type) const override { return real().type_sql(type); }
    std::string parameter_mark(int position) const override { return real().parameter_mark(position); }
    std::string create_table_sql(const Table& table) const override { return real().create_table_sql(table); }
    std::string drop_table_sql(const Table& table) const override { return real().drop_table_sql(table); }
    std::string create_index_sql(const Table& table, const Index& index) const override { return real().create_index_sql(table, index); }
    std::string drop_index_sql(const Table& table, const Index& index) const override { return real().drop_index_sql(table, index); }
    const Alterations& alterations() const override { return alterations_; }
    const Catalog& catalog() const override { return real().catalog(); }
    std::vector<std::string> table_names(Connection& connection, std::string_view schema) const override {
        return real().table_names(connection, schema);
    }
    bool has_table(Connection& connection, std::string_view schema, std::string_view name) const override {
        return real().has_table(connection, schema, name);
    }
    void prepare_cyclic_drop(Connection& connection, const std::vector<const Table*>& tables) const override {
        real().prepare_cyclic_drop(connection, tables);
    }
    bool refers_ahead() const override { return real().refers_ahead(); }
    bool tells_generated_key() const override { return real().tells_generated_key(); }
    std::unique_ptr<sql::Compiler> compiler() const override { return real().compiler(); }

private:
    FakeAlterations alterations_;
};

}  // namespace

const Dialect& fake_dialect() {
    static const FakeDialect dialect;
    static const bool is_registered = (register_dialect("fake", dialect), true);
    static_cast<void>(is_registered);
    return dialect;
}

}  // namespace migrate_test
