#include <retort/engine/connection.hpp>

#include <memory>

#include <retort/core/error.hpp>
#include <retort/engine/dialect.hpp>
#include <retort/sql/compiler.hpp>

namespace retort {

namespace {

/// The objects of one group of an insert, bound straight from the objects.
class GroupBatch final : public BatchSource {
public:
    GroupBatch(const sql::StatementNode& insert, const sql::RowGroup& group, detail::RowSink* sink)
        : insert_{insert},
          group_{group},
          sink_{sink} {}

    std::size_t size() const override { return group_.size; }
    void write(std::size_t item, ParameterWriter& writer) const override { sql::bind_row(insert_, group_, group_.first + item, writer); }
    void done(std::size_t, std::int64_t changes) override { changes_ += changes; }
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
    return execute(compiled.sql, std::move(compiled.parameters));
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
        GroupBatch batch{statement, group, sink};
        execute_many(dialect().compiler()->compile_rows(statement, group), batch);
        changes += batch.changes();
    }
    return changes;
}

TextResult Connection::exec(const Text& statement, const Parameters& parameters) {
    sql::Compiled compiled = dialect().compiler()->compile_text(*statement.node(), parameters);
    return TextResult{execute(compiled.sql, std::move(compiled.parameters))};
}

}  // namespace retort
