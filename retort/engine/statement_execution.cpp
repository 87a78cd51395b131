#include <retort/engine/connection.hpp>

#include <algorithm>
#include <limits>
#include <memory>
#include <utility>

#include <retort/core/error.hpp>
#include <retort/engine/connection_state.hpp>
#include <retort/engine/dialect.hpp>
#include <retort/sql/compiler.hpp>

namespace retort {

namespace {

/// The objects of one group of an insert, bound straight from the objects.
class GroupBatch final : public BatchSource {
public:
    GroupBatch(const sql::StatementNode& insert, const sql::RowGroup& group, detail::RowSink* sink, const sql::CompiledRows& compiled)
        : insert_{insert},
          group_{group},
          sink_{sink},
          compiled_{compiled} {}

    std::size_t size() const override { return group_.size; }
    void write(std::size_t item, ParameterWriter& writer) const override {
        sql::bind_row(insert_, group_, group_.first + item, writer);
        auto index = static_cast<int>(group_.columns.size());
        for (const Value& value : compiled_.tail_parameters)
            writer.value(index++, value);
    }
    void done(std::size_t, std::int64_t changes) override { changes_ += changes; }
    void done_together(std::size_t, std::size_t, std::int64_t changes) override { changes_ += changes; }
    const BulkInsert* bulk_insert() const override { return compiled_.parts.columns.empty() ? nullptr : &compiled_.parts; }
    void returned(std::size_t, ColumnReader& row) override {
        if (sink_ != nullptr) {
            sink_->row(row);
        }
    }
    std::int64_t changes() const noexcept { return changes_; }

private:
    const sql::StatementNode& insert_;
    const sql::RowGroup& group_;
    detail::RowSink* sink_;
    const sql::CompiledRows& compiled_;
    std::int64_t changes_ = 0;
};

}  // namespace

Cursor Connection::execute(const sql::StatementNode& statement) {
    if (!statement.loader_options.empty()) {
        throw InvalidRequestError{
            "loader options (selectinload and its kin) are for a session: a connection gives plain values, whose relationships are never "
            "loaded"};
    }
    sql::Compiled compiled = dialect().compiler()->compile(statement);
    const auto fetch_size = static_cast<int>(std::min<std::size_t>(statement.execution.yield_per, std::numeric_limits<int>::max()));
    return Cursor{state().execute(compiled.sql, std::move(compiled.parameters), detail::SqlLog::Clock::now(), fetch_size)};
}

std::int64_t Connection::execute_write(const sql::StatementNode& statement, detail::RowSink* sink) {
    const std::vector<sql::RowGroup> groups = sql::row_groups(statement);
    if (groups.empty()) {
        Cursor cursor = execute(statement);
        while (cursor.next()) {
            if (sink != nullptr) {
                sink->row(cursor.row());
            }
        }
        return cursor.rowcount();
    }
    std::int64_t changes = 0;
    for (const sql::RowGroup& group : groups) {
        const sql::CompiledRows compiled = dialect().compiler()->compile_rows(statement, group);
        GroupBatch batch{statement, group, sink, compiled};
        execute_many(compiled.sql, batch);
        changes += batch.changes();
    }
    return changes;
}

TextResult Connection::exec(const Text& statement, const Parameters& parameters) {
    sql::Compiled compiled = dialect().compiler()->compile_text(*statement.node(), parameters);
    return TextResult{execute(compiled.sql, std::move(compiled.parameters))};
}

}  // namespace retort
