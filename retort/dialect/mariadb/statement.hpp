/// \file
/// Internal: a prepared statement of MariaDB or MySQL.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include <mysql.h>

#include <retort/dialect/mariadb/bulk.hpp>
#include <retort/dialect/mariadb/link.hpp>
#include <retort/dialect/mariadb/reader.hpp>
#include <retort/dialect/mariadb/writer.hpp>
#include <retort/engine/driver.hpp>

namespace retort::mariadb {

/// True where the statement inserts, updates or deletes, so that its count of rows means something.
bool changes_rows(std::string_view sql) noexcept;

class Statement final : public DriverStatement {
public:
    /// \throws DatabaseError  where the server does not understand `sql`, or it is not exactly one statement
    Statement(Link& link, std::string_view sql);
    ~Statement() override;

    ParameterWriter& bind() override;
    void set_fetch_size(int rows) override { fetch_size_ = rows; }
    bool step() override;
    ColumnReader& row() override { return reader_; }
    int column_count() const override { return reader_.column_count(); }
    std::string_view column_name(int column) const override { return reader_.column_name(column); }
    std::int64_t changes() const override { return changes_; }
    std::int64_t generated_key() const override;
    void execute_many(BatchSource& batch, std::size_t& item) override;
    void reset() noexcept override;

    Writer& writer() noexcept { return writer_; }

private:
    void execute();
    void send();
    void set_cursor(int rows);
    void read_cells_in_place();
    void prepare_again();
    void close() noexcept;
    [[noreturn]] void fail();

    void execute_arrays(BatchSource& batch, std::size_t& item);
    void insert_rows(BatchSource& batch, std::size_t& item, const std::string& tail);
    void tell_keys(BatchSource& batch, std::size_t first, std::size_t count, const Statement& rows);
    [[noreturn]] static void throw_rows_missing(std::size_t wanted, std::size_t found);
    [[noreturn]] void fail_in_batch(std::size_t first, std::size_t count, std::size_t& item);

    Link& link_;
    std::string sql_;
    MYSQL_STMT* statement_;
    Writer writer_;
    Reader reader_;
    std::unique_ptr<RowsInsert> rows_insert_;  // the same INSERT for many rows, once it has been wanted
    std::int64_t changes_ = -1;
    int fetch_size_ = 0;
    int cursor_size_ = 0;  // what the statement is set to
    bool counts_changes_;
    bool is_running_ = false;
};

}  // namespace retort::mariadb
