/// \file
/// Internal: parameters in the binary protocol's representation.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <mysql.h>

#include <retort/core/cells.hpp>

namespace retort::mariadb {

/// Formats as SQLAlchemy stores. Text and bytes are handed to Connector/C where they lie; what is made here lies in the writer until the
/// next begin().
class Writer final : public ParameterWriter {
public:
    explicit Writer(std::size_t count);

    /// Starts a new set of parameters.
    void begin() noexcept {
        bound_ = 0;
        size_ = 0;
        base_ = 0;
        kept_.clear();
    }
    /// Counts the parameters from `base` on for what follows: one row of many.
    void begin_row(std::size_t base) noexcept { base_ = base; }
    std::size_t count() const noexcept { return binds_.size(); }
    /// The bytes of all texts and their kin together.
    std::size_t size() const noexcept { return size_; }
    /// \throws ProgrammingError  where begin() was not followed by as many parameters as the statement has
    void check_complete() const {
        if (bound_ < binds_.size()) throw_incomplete();
    }
    /// What mysql_stmt_bind_param() takes; it need not be called again while nothing has moved.
    MYSQL_BIND* binds() noexcept { return binds_.data(); }
    /// Whether types or addresses are others than at the last call: values alone are read where they lie.
    bool take_moved() noexcept {
        const bool moved = moved_;
        moved_ = false;
        return moved;
    }

    /// Somebody has bound other parameters to the statement.
    void bind_anew() noexcept { moved_ = true; }

    void null(int index) override;
    void boolean(int index, bool value) override;
    void integer(int index, std::int64_t value) override;
    void real(int index, double value) override;
    void text(int index, std::string_view value) override;
    void bytes(int index, std::span<const std::byte> value) override;
    void uuid(int index, const Uuid& value) override;
    void decimal(int index, const Decimal& value) override;
    void date(int index, Date value) override;
    void datetime(int index, DateTime value) override;
    void time(int index, Time value) override;
    void interval(int index, Interval value) override;
    void json(int index, std::string_view text) override;

private:
    /// Where one parameter's value lies: bound once, so that an execution with other values changes no binding.
    struct Slot {
        union {
            signed char boolean;
            std::int64_t integer;
            double real;
            MYSQL_TIME time;
            char text[48];
        };
        unsigned long size;
        my_bool is_null;
    };

    Slot& slot(int index);
    void put(int index, enum_field_types type, void* data, std::size_t size = 0);
    void put_time(int index, enum_field_types type, const MYSQL_TIME& value);
    [[noreturn]] void throw_incomplete() const;

    std::vector<MYSQL_BIND> binds_;
    std::unique_ptr<Slot[]> slots_;
    std::size_t bound_ = 0;
    std::size_t size_ = 0;
    std::size_t base_ = 0;
    bool moved_ = true;
    std::vector<std::unique_ptr<char[]>> kept_;
};

/// The value as the protocol has it. \throws DataError  outside the years 1 to 9999, or where the date does not exist
MYSQL_TIME date_value(int index, Date value);
MYSQL_TIME datetime_value(int index, DateTime value);
MYSQL_TIME time_value(Time value) noexcept;
/// \throws DataError  where the number has more decimal places or digits than the database keeps
std::string decimal_text(int index, const Decimal& value);
/// \throws DataError  naming the parameter
[[noreturn]] void refuse_parameter(int index, std::string_view why);
void check_text(int index, std::string_view text);
void check_real(int index, double value);

}  // namespace retort::mariadb
