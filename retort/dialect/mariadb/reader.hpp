/// \file
/// Internal: cells of MariaDB and MySQL as C++ values.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <mysql.h>

#include <retort/core/cells.hpp>

namespace retort::mariadb {

/// How a column's cells lie in the row: the binary protocol's forms, or the text protocol's, where everything is text.
enum class Form : std::uint8_t {
    int8,
    uint8,
    int16,
    uint16,
    int32,
    uint32,
    int64,
    uint64,
    float32,
    float64,
    decimal,
    text,
    bytes,
    bit,
    date,
    datetime,
    time,
    integer_text,
    real_text,
};

/// Reads what SQLAlchemy stores and what it would read; anything that could not be read without loss is a DataError.
class Reader final : public ColumnReader {
public:
    /// Learns the columns of a result; again where they have changed.
    void describe(const MYSQL_FIELD* fields, unsigned count, bool is_text_protocol);
    /// Takes a row of the text protocol.
    void set_row(MYSQL_ROW row, const unsigned long* sizes) noexcept;
    /// What Connector/C calls for each cell of a row of the binary protocol (STMT_ATTR_CB_RESULT): it takes the cell where it lies.
    /// Instead of mysql_stmt_bind_result, which copies each cell and must know beforehand how long they get.
    static void take_cell(void* reader, unsigned column, unsigned char** row);

    bool boolean(int column, bool& out) override;
    bool integer(int column, std::int64_t& out) override;
    bool real(int column, double& out) override;
    bool text(int column, std::string_view& out) override;
    bool bytes(int column, std::span<const std::byte>& out) override;
    bool uuid(int column, Uuid& out) override;
    bool decimal(int column, int scale, Decimal& out) override;
    bool date(int column, Date& out) override;
    bool datetime(int column, DateTime& out) override;
    bool time(int column, Time& out) override;
    bool interval(int column, Interval& out) override;
    bool json(int column, std::string_view& out) override;
    Value value(int column) override;
    int column_count() const override { return static_cast<int>(columns_.size()); }
    std::string_view column_name(int column) const override;

private:
    struct Column {
        const unsigned char* data = nullptr;  ///< of the current row; null: NULL
        std::size_t size = 0;
        Form form = Form::text;
        int width = -1;  ///< bytes in a row; -1: told there
        std::string name{};
        std::string digits{};  ///< of an integer that is read as text
    };

    Column& cell(int column) { return columns_[static_cast<std::size_t>(column)]; }
    const Column& cell(int column) const { return columns_[static_cast<std::size_t>(column)]; }
    bool odd_integer(int column, const Column& cell, std::int64_t& out);
    bool odd_real(int column, const Column& cell, double& out);
    bool odd_text(int column, Column& cell, std::string_view& out);
    /// The point in time of a cell with a date, with or without a time of day.
    DateTime moment(int column, const Column& cell, std::string_view wanted);
    /// The length of a TIME, which may be outside of a day.
    Interval length(int column, const Column& cell, std::string_view wanted);
    std::string show(const Column& cell) const;
    [[noreturn]] void refuse(int column, std::string_view wanted) const;

    std::vector<Column> columns_;
};

}  // namespace retort::mariadb
