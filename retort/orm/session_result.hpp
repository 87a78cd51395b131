#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include <retort/engine/result.hpp>
#include <retort/orm/ref.hpp>

namespace retort {

namespace detail {

template <class T>
struct MaybeRow<Ref<T>> {
    using type = Ref<T>;
};

template <class Item>
struct TrackedCell {
    using type = Item;
};
template <class M>
struct TrackedCell<Entity<M>> {
    using type = Ref<M>;
};

template <class Cell>
inline constexpr bool is_ref = false;
template <class T>
inline constexpr bool is_ref<Ref<T>> = true;

class Workspace;
class ResultLoader;

/// What a select gave: its rows and, where relationships are loaded along with them, who does so.
struct SelectedRows {
    explicit SelectedRows(Cursor its_cursor, ResultLoader* its_loader = nullptr) noexcept
        : cursor{std::move(its_cursor)},
          loader{its_loader} {}
    SelectedRows(SelectedRows&& other) noexcept : cursor{std::move(other.cursor)}, loader{std::exchange(other.loader, nullptr)} {}
    SelectedRows& operator=(SelectedRows&&) = delete;
    ~SelectedRows() {
        if (loader != nullptr) [[unlikely]] {
            release(loader);
        }
    }
    static void release(ResultLoader* loader) noexcept;

    Cursor cursor;
    ResultLoader* loader;  ///< owned; nullptr: there is nothing but rows
};

/// A result that still reads from the session's connection. The session tells it to read the rest into memory before a commit gives the connection back,
/// so that a loop over a result may commit.
class SessionResultBase {
public:
    virtual void buffer_rest() = 0;
    /// Ends the result; reading on throws InvalidRequestError with this reason.
    void abandon(const char* reason) noexcept;

protected:
    SessionResultBase(Workspace& workspace, SelectedRows rows) noexcept;
    SessionResultBase(SessionResultBase&& other) noexcept;
    SessionResultBase& operator=(SessionResultBase&&) = delete;
    virtual ~SessionResultBase();

    /// Moves to the next row of the database.
    bool advance();
    void finish() noexcept;
    /// The object of an entity of the current row. `pool` is where the model's objects live, found at the first row.
    Instance* load(const ModelDescription& model, void*& pool, int column);

    bool has_loader() const noexcept { return rows_.loader != nullptr; }
    /// How many rows are read before what belongs to them is loaded, and the first of them given out.
    std::size_t chunk() const noexcept;
    void set_chunk(std::size_t rows);
    /// False where the row that was read is to be dropped.
    bool keeps_row();
    /// Loads what belongs to the rows that were read.
    void finish_chunk();

    Cursor& cursor() noexcept { return rows_.cursor; }

private:
    void enlist() noexcept;
    void leave() noexcept;

    SelectedRows rows_;
    Workspace* workspace_;
    SessionResultBase* next_ = nullptr;
    SessionResultBase* previous_ = nullptr;
    const char* abandoned_ = nullptr;
    bool listed_ = false;
};

}  // namespace detail

template <class... Items>
using TrackedRow = typename detail::RowOf<typename detail::TrackedCell<Items>::type...>::type;

/// The rows of a select through a session: an entity is a Ref, a column its value, several a std::tuple. Rows are read one by one, as they are asked for.
/// Not thread-safe: it belongs to its session's thread. Movable until the first row is read.
template <class... Items>
class SessionResult final : public detail::SessionResultBase, public detail::RowRange<SessionResult<Items...>, TrackedRow<Items...>> {
public:
    using Row = TrackedRow<Items...>;

    SessionResult(detail::Workspace& workspace, detail::SelectedRows rows, std::vector<int> scales)
        : SessionResultBase{workspace, std::move(rows)},
          scales_{std::move(scales)} {}

    /// Reads the next row into `row`; false where there is none.
    bool next(Row& row) {
        if (position_ < buffer_.size()) {
            row = std::move(buffer_[position_++]);
            return true;
        }
        if (has_loader()) [[unlikely]] {
            return next_of_chunk(row);
        }
        if (!advance()) {
            return false;
        }
        read(row);
        return true;
    }
    Row blank() const { return Row{}; }
    void append_all(std::vector<Row>& rows) {
        for (; position_ < buffer_.size(); ++position_) {
            rows.push_back(std::move(buffer_[position_]));
        }
        if (has_loader()) [[unlikely]] {
            for (Row row; next_of_chunk(row);) {
                rows.push_back(std::move(row));
            }
            return;
        }
        while (advance()) {
            rows.emplace_back();
            read(rows.back());
        }
    }
    void close() noexcept { finish(); }
    void buffer_rest() override {
        buffer_.erase(buffer_.begin(), buffer_.begin() + static_cast<std::ptrdiff_t>(position_));
        position_ = 0;
        read_chunk(static_cast<std::size_t>(-1));
    }
    /// Where relationships are loaded along by statements of their own: does so for this many rows at a time, and reads no more of them ahead. Other
    /// rows stream anyway.
    /// \throws InvalidRequestError  where a collection is loaded by a join
    SessionResult yield_per(std::size_t rows) && {
        set_chunk(rows);
        return std::move(*this);
    }

private:
    bool next_of_chunk(Row& row) {
        if (position_ == buffer_.size()) {
            buffer_.clear();
            position_ = 0;
            read_chunk(chunk());
        }
        if (position_ == buffer_.size()) {
            return false;
        }
        row = std::move(buffer_[position_++]);
        return true;
    }
    void read_chunk(std::size_t rows) {
        // Nothing is given out where loading fails.
        const std::size_t unread = std::exchange(position_, buffer_.size());
        while (rows-- > 0 && advance()) {
            buffer_.emplace_back();
            position_ = buffer_.size();
            read(buffer_.back());
            if (!keeps_row()) [[unlikely]] {
                buffer_.pop_back();
                position_ = buffer_.size();
            }
        }
        finish_chunk();
        position_ = unread;
    }
    void read(Row& row) {
        int column = 0;
        std::size_t item = 0;
        if constexpr (sizeof...(Items) == 1) {
            (read_item<Items>(row, column, item), ...);
        } else {
            std::apply([&](auto&... cells) { (read_item<Items>(cells, column, item), ...); }, row);
        }
    }
    template <class Item, class Cell>
    void read_item(Cell& cell, int& column, std::size_t& item) {
        if constexpr (detail::is_ref<Cell>) {
            read_entity(cell, column, item);
        } else {
            detail::read_cell(cursor().row(), column++, scales_.empty() ? -1 : scales_[item], cell);
        }
        ++item;
    }
    template <class M>
    void read_entity(Ref<M>& cell, int& column, std::size_t item) {
        const ModelDescription& model = describe<M>();
        cell = Ref<M>::of(load(model, pools_[item], column));
        column += static_cast<int>(model.fields.size());
    }

    std::vector<int> scales_;
    void* pools_[sizeof...(Items)]{};
    std::vector<Row> buffer_;
    std::size_t position_ = 0;
};

}  // namespace retort
