#pragma once

#include <cstdint>
#include <string_view>

#include <retort/core/cells.hpp>

namespace retort {

namespace detail {
struct ConnectionState;
struct CursorState;
}  // namespace detail

/// Writes the parameters of one execution. Asked again, into a recorder, when they are to be shown in the log or in an error; that is
/// why executions take a source and not a statement already bound.
class ParameterSource {
public:
    virtual void write(ParameterWriter& writer) const = 0;

protected:
    ~ParameterSource() = default;
};

/// Many executions of one statement: the unit of work's inserts and updates. A dialect may send them together.
class BatchSource {
public:
    virtual std::size_t size() const = 0;
    virtual void write(std::size_t item, ParameterWriter& writer) const = 0;
    /// The rows that item `item` affected.
    virtual void done(std::size_t item, std::int64_t changes) = 0;
    /// The row that a RETURNING clause gave for `item`.
    virtual void returned(std::size_t item, ColumnReader& row) = 0;
    /// Whether generated_key() is to be called, after done(), with the key that the database made for each row that was inserted.
    virtual bool wants_generated_key() const { return false; }
    virtual void generated_key(std::size_t /*item*/, std::int64_t /*key*/) {}

protected:
    ~BatchSource() = default;
};

/// A running statement and its rows, read one after the other. Move-only; belongs to its connection and its thread.
class Cursor {
public:
    Cursor() noexcept = default;
    Cursor(Cursor&& other) noexcept : state_{other.state_} { other.state_ = nullptr; }
    Cursor& operator=(Cursor&& other) noexcept;
    ~Cursor() { close(); }

    /// Moves to the next row; false, and the statement is given back, where there is none.
    /// \throws DatabaseError, InvalidRequestError  where the connection has been given back
    bool next();
    /// The row that the last next() moved to.
    ColumnReader& row() noexcept;
    /// 0 for a statement without rows.
    int column_count() const noexcept;
    /// Empty once next() has answered false.
    std::string_view column_name(int column) const noexcept;
    /// Rows inserted, updated or deleted; -1 for other statements. Known at once, with RETURNING only after the last row.
    std::int64_t rowcount() const noexcept;
    /// Gives the statement back before its last row. Does nothing a second time.
    void close() noexcept;

private:
    friend class Connection;
    explicit Cursor(detail::CursorState* state) noexcept : state_{state} {}
    detail::CursorState* state_ = nullptr;
};

}  // namespace retort
