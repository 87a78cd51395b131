#include <retort/migrate/executor.hpp>

#include <algorithm>
#include <utility>

#include <retort/core/error.hpp>
#include <retort/engine/alterations.hpp>
#include <retort/engine/dialect.hpp>
#include <retort/migrate/literals.hpp>
#include <retort/migrate/step_transaction.hpp>
#include <retort/orm/session.hpp>
#include <retort/sql/compiler.hpp>
#include <retort/sql/text.hpp>

namespace retort::migrate::detail {

namespace {

/// A change that no row can come to harm by, unless the dialect rebuilds the table for it.
bool leaves_rows_alone(const ddl::Change& change) {
    if (const auto* add = std::get_if<ddl::AddColumn>(&change)) return add->foreign_keys.empty();
    if (const auto* alter = std::get_if<ddl::AlterColumn>(&change)) {
        return !alter->type && !alter->nullable && !alter->server_default && !alter->autoincrement && alter->using_expression.empty();
    }
    return std::holds_alternative<ddl::CreateIndex>(change) || std::holds_alternative<ddl::DropIndex>(change) ||
           std::holds_alternative<ddl::RenameTable>(change) || std::holds_alternative<ddl::SetTableComment>(change);
}

bool is_harmless(const ddl::AlterTable& alter, const Alterations& alterations) {
    return alter.recreate != Recreate::always && std::all_of(alter.changes.begin(), alter.changes.end(), [&](const ddl::Change& change) {
        return leaves_rows_alone(change) && !alterations.needs_rebuild(change);
    });
}

/// Notes whether code that is given the connection leaves the transaction as it was: a savepoint does not outlive its transaction.
class TransactionWatch {
public:
    explicit TransactionWatch(Connection& connection) : connection_{connection}, has_transaction_{connection.in_transaction()} {
        if (has_transaction_) connection_.savepoint(name);
    }
    void check() {
        if (!has_transaction_) {
            if (connection_.in_transaction()) connection_.commit();  // begun by the code itself, and left open
            return;
        }
        bool is_there = connection_.in_transaction();
        if (is_there) {
            try {
                connection_.release_savepoint(name);
            } catch (const PendingRollbackError&) {
                throw;
            } catch (const DatabaseError&) {
                is_there = false;
            }
        }
        if (!is_there) {
            throw InvalidRequestError{
                "the code has ended the migration's transaction; it must neither commit nor roll back what is not its own (use "
                "begin_nested() or a "
                "savepoint for a part that may fail)"};
        }
    }

private:
    static constexpr std::string_view name = "retort_run";
    Connection& connection_;
    bool has_transaction_;
};

class BulkRows final : public BatchSource {
public:
    explicit BulkRows(const std::vector<std::vector<Literal>>& rows) : rows_{rows} {}
    std::size_t size() const override { return rows_.size(); }
    void write(std::size_t item, ParameterWriter& writer) const override {
        for (std::size_t i = 0; i < rows_[item].size(); ++i)
            bind(writer, static_cast<int>(i), rows_[item][i]);
    }
    void done(std::size_t, std::int64_t) override {}
    void returned(std::size_t, ColumnReader&) override {}

private:
    const std::vector<std::vector<Literal>>& rows_;
};

Parameters parameters_of(const LiteralParameters& literals) {
    Parameters parameters;
    parameters.reserve(literals.size());
    for (const auto& [name, literal] : literals)
        parameters.emplace_back(name, value_of(literal));
    return parameters;
}

}  // namespace

bool needs_alterations(const Operation& operation, const Alterations& alterations) {
    if (std::holds_alternative<ddl::DropTable>(operation)) return true;
    const auto* alter = std::get_if<ddl::AlterTable>(&operation);
    return alter != nullptr && !is_harmless(*alter, alterations);
}

bool wants_integrity_check(const Operation& operation, const Alterations& alterations) {
    if (std::holds_alternative<ddl::CreateTable>(operation) || std::holds_alternative<ddl::AlterEnum>(operation)) return false;
    const auto* alter = std::get_if<ddl::AlterTable>(&operation);
    return alter == nullptr || !is_harmless(*alter, alterations);
}

bool needs_autocommit(const Operation& operation, const Alterations& alterations) {
    const auto* alter = std::get_if<ddl::AlterTable>(&operation);
    return alter != nullptr && alter->changes.size() == 1 && alterations.needs_autocommit(alter->changes.front());
}

Executor::Executor(Connection& connection, const ProgressOutput& progress)
    : connection_{connection},
      alterations_{connection.dialect().alterations()},
      progress_{progress} {}

std::string Executor::label(const Operation& operation) const {
    return describe(operation) + " (" + std::string{revision_} + ")";
}

void Executor::execute(const Operation& operation, std::string_view revision) {
    revision_ = revision;
    statements_done_ = 0;
    std::visit([this](const auto& one) { execute(one); }, operation);
}

void Executor::execute(const ddl::CreateTable& change) {
    execute_all(alterations_.create_table(&connection_, change));
}

void Executor::execute(const ddl::DropTable& change) {
    execute_all(alterations_.drop_table(change));
}

void Executor::execute(const ddl::AlterTable& change) {
    if (change.changes.empty() && change.recreate != Recreate::always) return;
    execute_all(alterations_.alter_table(&connection_, change));
}

void Executor::execute(const ddl::AlterEnum& change) {
    execute_all(alterations_.alter_enum(&connection_, change));
}

void Executor::execute_all(const std::vector<std::string>& statements) {
    // Half of a change that takes several statements is none that anybody has asked for, also where the script is to have no transaction.
    if (statements.size() > 1 && !connection_.in_transaction() && alterations_.transactional_ddl()) {
        alterations_.begin_exclusive(connection_);
        const RollbackGuard unless_committed{connection_};
        for (const auto& statement : statements)
            connection_.execute_ddl(statement);
        alterations_.check_integrity(connection_);
        connection_.commit();
        return;
    }
    for (const auto& statement : statements) {
        connection_.execute_ddl(statement);
        ++statements_done_;
    }
}

void Executor::execute_text(const std::string& sql, const Parameters& parameters) {
    const retort::Text statement = text(sql);
    sql::Compiled compiled = connection_.dialect().compiler()->compile_text(*statement.node(), parameters);
    Cursor cursor = connection_.execute(compiled.sql, std::move(compiled.parameters));
    while (cursor.next()) {}  // to its end: a SELECT may call functions that do something
}

void Executor::execute(const ExecuteSql& operation) {
    execute_text(operation.sql, parameters_of(operation.parameters));
}

void Executor::execute(const ExecuteInBatches& operation) {
    ProgressReport progress{label(operation), progress_};
    if (!operation.total.empty()) {
        progress.total(connection_.exec(text(operation.total)).one().get<std::int64_t>(0));
    }
    const retort::Text statement = text(operation.sql);
    const Parameters size{{"batch_size", operation.size}};
    const sql::Compiled compiled = connection_.dialect().compiler()->compile_text(*statement.node(), size);
    for (;;) {
        Cursor cursor = connection_.execute(compiled.sql, compiled.parameters);
        while (cursor.next()) {}
        const std::int64_t changed = cursor.rowcount();
        if (changed <= 0) break;
        progress.advance(changed);
    }
    progress.finish();
}

void Executor::execute(const BulkInsert& operation) {
    if (operation.rows.empty()) return;
    BulkRows rows{operation.rows};
    std::vector<std::string> marks;
    for (std::size_t i = 0; i < operation.columns.size(); ++i)
        marks.push_back(connection_.dialect().parameter_mark(static_cast<int>(i)));
    connection_.execute_many(insert_sql(connection_.dialect(), operation, marks), rows);
}

void Executor::execute(const RunCode& operation) {
    ProgressReport progress{label(operation), progress_};
    std::visit([&](auto code) { run(code, progress); }, operation.code);
    progress.finish();
}

void Executor::run(void (*code)(Connection&), Progress&) {
    TransactionWatch watch{connection_};
    code(connection_);
    watch.check();
}

void Executor::run(void (*code)(Connection&, Progress&), Progress& progress) {
    TransactionWatch watch{connection_};
    code(connection_, progress);
    watch.check();
}

namespace {

template <class Code>
void run_with_session(Connection& connection, Code&& code) {
    Session session{connection};
    code(session);
    session.commit();
}

/// A session's work is one transaction, also where the script has none.
template <class Code>
void run_in_session(Connection& connection, Code&& code) {
    if (!connection.in_transaction()) {
        connection.begin();
        const RollbackGuard unless_committed{connection};
        run_with_session(connection, code);
        connection.commit();
        return;
    }
    TransactionWatch watch{connection};
    run_with_session(connection, code);
    watch.check();
}

}  // namespace

void Executor::run(void (*code)(Session&), Progress&) {
    run_in_session(connection_, code);
}

void Executor::run(void (*code)(Session&, Progress&), Progress& progress) {
    run_in_session(connection_, [&](Session& session) { code(session, progress); });
}

}  // namespace retort::migrate::detail
