/// \file
/// Internal: parameters in SQLite's representation.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

#include <retort/core/cells.hpp>

struct sqlite3_stmt;

namespace retort::sqlite {

/// Formats as SQLAlchemy stores. Text and bytes are handed to SQLite where they lie; what is made here lies in the writer until the next
/// begin().
class Writer final : public ParameterWriter {
public:
    explicit Writer(sqlite3_stmt* statement);

    /// Starts a new set of parameters.
    void begin() noexcept {
        bound_ = 0;
        used_ = 0;
        kept_.clear();
    }
    /// \throws ProgrammingError  where begin() was not followed by as many parameters as the statement has
    void check_complete() const {
        if (bound_ < count_) throw_incomplete();
    }

    void null(int index) override;
    void boolean(int index, bool value) override { integer(index, value ? 1 : 0); }
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
    char* room() noexcept;
    void formatted(int index, const char* text, std::size_t size);
    void check(int code, int index);
    [[noreturn]] void refuse(int index, std::string_view why) const;
    [[noreturn]] void throw_incomplete() const;

    sqlite3_stmt* statement_;
    int count_;                      // parameters of the statement
    int bound_ = 0;                  // of them bound since begin()
    int used_ = 0;                   // slots of `slots_`
    std::unique_ptr<char[]> slots_;  // one fixed slot a parameter: pointers into it stay good, which a growing string's would not
    std::vector<std::unique_ptr<char[]>> kept_;
};

/// How Decimals are stored: the integers as INTEGER or as the REAL that is equal to them, the rest as REAL.
struct StoredDecimal {
    bool is_integer;
    std::int64_t integer;
    double real;
    bool is_exact;  ///< false: a REAL cannot give the same digits back
};
StoredDecimal store_decimal(const Decimal& value);

}  // namespace retort::sqlite
