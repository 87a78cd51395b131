/// \file
/// Internal: cells of SQLite as C++ values.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include <retort/core/cells.hpp>

struct sqlite3_stmt;
struct sqlite3_value;

namespace retort::sqlite {

/// Reads what SQLAlchemy stores and what it would read; anything that could not be read without loss is a DataError.
class Reader final : public ColumnReader {
public:
    explicit Reader(sqlite3_stmt* statement) noexcept : statement_{statement} {}

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
    int column_count() const override;
    std::string_view column_name(int column) const override;

private:
    sqlite3_value* cell(int column);
    std::string_view checked_text(int column, sqlite3_value* cell);
    /// The text of a TEXT cell, for the types stored as text; false for NULL, an error for all else.
    bool stored_text(int column, std::string_view wanted, std::string_view& out);
    bool odd_integer(int column, sqlite3_value* cell, std::int64_t& out);
    bool odd_real(int column, sqlite3_value* cell, double& out);
    bool odd_text(int column, sqlite3_value* cell, std::string_view& out);
    std::string_view number_text(int column, double number);
    [[noreturn]] void refuse_text(int column, sqlite3_value* cell);
    [[noreturn]] void refuse(int column, sqlite3_value* cell, std::string_view wanted);

    sqlite3_stmt* statement_;
    std::unique_ptr<char[]> number_texts_;  // one slot a column, made when a number is first read as JSON
};

}  // namespace retort::sqlite
