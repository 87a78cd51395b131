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

/// A result that still reads from the session's connection. The session tells it to read the rest into memory before a commit gives the connection back,
/// so that a loop over a result may commit.
class SessionResultBase {
public:
    virtual void buffer_rest() = 0;
    /// Ends the result; reading on throws InvalidRequestError with this reason.
    void abandon(const char* reason) noexcept;

protected:
    SessionResultBase(Workspace& workspace, Cursor cursor) noexcept;
    SessionResultBase(SessionResultBase&& other) noexcept;
    SessionResultBase& operator=(SessionResultBase&&) = delete;
    virtual ~SessionResultBase();

    /// Moves to the next row of the database.
    bool advance();
    void finish() noexcept;
    /// The object of an entity of the current row. `pool` is where the model's objects live, found at the first row.
    Instance* load(const ModelDescription& model, void*& pool, int column);

    Cursor cursor_;

private:
    void enlist() noexcept;
    void leave() noexcept;

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

    SessionResult(detail::Workspace& workspace, Cursor cursor, std::vector<int> scales)
        : SessionResultBase{workspace, std::move(cursor)},
          scales_{std::move(scales)} {}

    /// Reads the next row into `row`; false where there is none.
    bool next(Row& row) {
        if (position_ < buffer_.size()) {
            row = std::move(buffer_[position_++]);
            return true;
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
        while (advance()) {
            rows.emplace_back();
            read(rows.back());
        }
    }
    void close() noexcept { finish(); }
    void buffer_rest() override {
        buffer_.erase(buffer_.begin(), buffer_.begin() + static_cast<std::ptrdiff_t>(position_));
        position_ = 0;
        while (advance()) {
            buffer_.emplace_back();
            read(buffer_.back());
        }
    }

private:
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
            detail::read_cell(cursor_.row(), column++, scales_.empty() ? -1 : scales_[item], cell);
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
