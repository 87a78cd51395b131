#pragma once

#include <cstdint>
#include <string_view>

#include <retort/core/cells.hpp>
#include <retort/engine/batch.hpp>

namespace retort {

namespace detail {
struct ConnectionState;
struct CursorState;
}  // namespace detail

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
