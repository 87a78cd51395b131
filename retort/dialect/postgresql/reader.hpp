/// \file
/// Internal: cells of PostgreSQL as C++ values.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <retort/core/cells.hpp>
#include <retort/dialect/postgresql/oids.hpp>

struct pg_result;

namespace retort::postgresql {

struct ClearResult {
    void operator()(pg_result* result) const noexcept;
};
using Result = std::unique_ptr<pg_result, ClearResult>;

/// A column of a result as the server describes it.
struct ResultColumn {
    std::string name;
    Oid type = 0;
    Wire wire = Wire::unknown;
};

/// Reads the rows of a result where they lie in libpq's memory. What would not be read without loss is a DataError.
class Reader final : public ColumnReader {
public:
    /// What the results have in common; the texts of numbers and the like are made anew for each row.
    void describe(std::vector<ResultColumn> columns) { columns_ = std::move(columns); }
    const std::vector<ResultColumn>& columns() const noexcept { return columns_; }

    /// Borrows the result, before whose first row it stands then.
    /// \param is_text  where the server was asked for text
    void start(const pg_result* result, bool is_text) noexcept;
    void stop() noexcept { result_ = nullptr; }
    /// False behind the last row.
    bool next() noexcept;
    int row_count() const noexcept { return row_count_; }

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
    bool cell(int column, std::string_view& out) const noexcept;
    Wire wire(int column) const noexcept { return columns_[static_cast<std::size_t>(column)].wire; }
    /// The number of a column of NUMERIC as text; refuses what is none.
    std::string_view number_text(int column, std::string_view data);
    std::string& room(int column);
    bool odd_integer(int column, std::string_view data, std::int64_t& out);
    bool odd_real(int column, std::string_view data, double& out);
    bool odd_text(int column, std::string_view data, std::string_view& out);
    std::string show(int column, std::string_view data) const;
    Value value_of_text(int column, std::string_view data);
    [[noreturn]] void refuse(int column, std::string_view data, std::string_view wanted) const;
    [[noreturn]] void refuse_time(int column, std::string_view data) const;

    const pg_result* result_ = nullptr;
    int row_ = -1;
    int row_count_ = 0;
    bool is_text_ = false;
    std::vector<ResultColumn> columns_;
    std::vector<std::string> rooms_;  // texts made of cells, one a column
};

}  // namespace retort::postgresql
