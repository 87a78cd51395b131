#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include <retort/core/datetime.hpp>
#include <retort/core/decimal.hpp>
#include <retort/core/uuid.hpp>
#include <retort/core/value.hpp>

namespace retort {

/// Takes the parameters of one execution of a statement, in the database's own representation; a dialect's driver implements it.
///
/// `index` counts from 0. Text and bytes need to live only until the statement has been executed.
/// Not thread-safe: it belongs to its statement.
/// \throws DataError  where a value has no faithful representation in the database (invalid UTF-8, a number that would be rounded)
class ParameterWriter {
public:
    virtual void null(int index) = 0;
    virtual void boolean(int index, bool value) = 0;
    virtual void integer(int index, std::int64_t value) = 0;
    virtual void real(int index, double value) = 0;
    virtual void text(int index, std::string_view value) = 0;
    virtual void bytes(int index, std::span<const std::byte> value) = 0;
    virtual void uuid(int index, const Uuid& value) = 0;
    virtual void decimal(int index, const Decimal& value) = 0;
    virtual void date(int index, Date value) = 0;
    virtual void datetime(int index, DateTime value) = 0;
    virtual void time(int index, Time value) = 0;
    virtual void interval(int index, Interval value) = 0;
    /// `text` is a JSON document. Unlike text() this copies it, since it is made for the call.
    virtual void json(int index, std::string_view text) = 0;

    /// Dispatches on the kind of `value`.
    void value(int index, const Value& value);

protected:
    ParameterWriter() = default;
    ParameterWriter(const ParameterWriter&) = default;
    ParameterWriter& operator=(const ParameterWriter&) = default;
    ~ParameterWriter() = default;
};

struct DatabaseErrorInfo;

/// Knows the statement and the parameters of the rows that are being read, for errors.
class ReadContext {
public:
    virtual void explain(DatabaseErrorInfo& info) const = 0;

protected:
    ~ReadContext() = default;
};

/// Reads the cells of the current row; a dialect's driver implements it.
///
/// Every reader returns false and leaves `out` alone where the cell is NULL: one virtual call a cell, instead of one for the null test and
/// one for the value, is what keeps reading within a few per cent of the driver's own API. `column` counts from 0. Views last until the
/// next row. Not thread-safe: it belongs to its statement.
/// \throws DataError  where the cell cannot be read as what is asked for; the message names the column
class ColumnReader {
public:
    virtual bool boolean(int column, bool& out) = 0;
    virtual bool integer(int column, std::int64_t& out) = 0;
    virtual bool real(int column, double& out) = 0;
    virtual bool text(int column, std::string_view& out) = 0;
    virtual bool bytes(int column, std::span<const std::byte>& out) = 0;
    virtual bool uuid(int column, Uuid& out) = 0;
    /// `scale` is the column's declared number of decimal places, -1 where it has none.
    virtual bool decimal(int column, int scale, Decimal& out) = 0;
    virtual bool date(int column, Date& out) = 0;
    virtual bool datetime(int column, DateTime& out) = 0;
    virtual bool time(int column, Time& out) = 0;
    virtual bool interval(int column, Interval& out) = 0;
    /// The text of a JSON document.
    virtual bool json(int column, std::string_view& out) = 0;

    /// The cell as the database holds it, for statements whose types nobody declared.
    virtual Value value(int column) = 0;
    virtual int column_count() const = 0;
    virtual std::string_view column_name(int column) const = 0;

    /// Throws the DataError that names `column`, for a cell that cannot be read or does not fit its C++ type; with statement and parameters.
    [[noreturn]] void fail(int column, std::string_view reason) const;
    /// Borrows what explains errors, until it is told another; nullptr: nobody knows.
    void explained_by(const ReadContext* context) noexcept { context_ = context; }

protected:
    ColumnReader() = default;
    ColumnReader(const ColumnReader&) = default;
    ColumnReader& operator=(const ColumnReader&) = default;
    ~ColumnReader() = default;

private:
    const ReadContext* context_ = nullptr;
};

}  // namespace retort
