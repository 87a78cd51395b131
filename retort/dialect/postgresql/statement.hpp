/// \file
/// Internal: a statement of PostgreSQL.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <retort/dialect/postgresql/connection.hpp>
#include <retort/dialect/postgresql/writer.hpp>
#include <retort/engine/driver.hpp>

namespace retort::postgresql {

class Statement final : public DriverStatement, private Writer::TypeSource {
public:
    /// How the server keeps it: prepared under a name, or parsed anew for each execution, of which there may be only one.
    enum class Kept : std::uint8_t { by_name, unnamed, once };

    Statement(ServerConnection& connection, std::string_view sql, Kept kept) : connection_{connection}, sql_{sql}, kept_{kept} {}
    ~Statement() override;

    ParameterWriter& bind() override;
    void set_fetch_size(int rows) override { fetch_size_ = rows; }
    bool step() override;
    ColumnReader& row() override { return reader_; }
    int column_count() const override { return reader_.column_count(); }
    std::string_view column_name(int column) const override { return reader_.column_name(column); }
    std::int64_t changes() const override { return changes_; }
    void execute_many(BatchSource& batch, std::size_t& item) override;
    void reset() noexcept override;

    /// How many rows of the running execution lie in memory.
    int buffered_rows() const noexcept { return reader_.row_count(); }

    /// Has the server prepare it where that has not been done yet.
    const Description& described();
    /// Sends one execution with the parameters that the writer has; in pipeline mode or out of it.
    void send(const Writer& writer);
    /// Rows that a command has changed, -1 where it was none that does.
    static std::int64_t changes_of(const pg_result* result) noexcept;

private:
    class Pipeline;

    std::size_t copy(BatchSource& batch, const BulkInsert& bulk, std::size_t& item);
    std::size_t insert_arrays(BatchSource& batch, const BulkInsert& bulk, std::size_t& item);
    void execute_pipeline(BatchSource& batch, std::size_t first, std::size_t& item);

    const std::vector<ParameterType>& parameter_types() override { return described().parameters; }
    bool is_prepared() const noexcept { return is_described_ && generation_ == connection_.generation(); }
    void describe();
    void describe_columns(const pg_result* result);
    bool has_described_columns(const pg_result* result) const;
    void forget() noexcept;
    void execute();
    Result execute_once(bool& statement_was_lost, DatabaseErrorInfo& error);
    Result recover(bool is_first, DatabaseErrorInfo error);
    void take_rows(Result result);
    bool wants_cursor() const;
    bool open_cursor();
    bool fetch();
    void close_cursor() noexcept;

    ServerConnection& connection_;
    std::string sql_;
    Kept kept_;
    std::string name_;
    int generation_ = 0;
    bool is_described_ = false;
    bool is_running_ = false;
    int fetch_size_ = 0;
    std::string cursor_;  // the name of the server's cursor while there is one
    int cursor_epoch_ = 0;
    std::int64_t changes_ = -1;
    Description description_;
    std::vector<Oid> parameter_oids_;  // for unnamed statements, which are parsed again
    Result result_;
    Writer writer_{*this};
    Reader reader_;
};

}  // namespace retort::postgresql
