#pragma once

#include <cstddef>
#include <cstdint>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

#include <retort/engine/cursor.hpp>
#include <retort/model/describe.hpp>
#include <retort/sql/column.hpp>
#include <retort/sql/statement_node.hpp>

namespace retort {

namespace detail {

[[noreturn]] void throw_no_result();
[[noreturn]] void throw_multiple_results();
[[noreturn]] void throw_null_cell(ColumnReader& row, int column);

/// The declared scales of a statement's items; empty where none has one, as nearly always.
std::vector<int> scales_of(const sql::StatementNode& statement);

/// What first() gives: the row, or nothing. A handle that can be empty by itself needs no std::optional around it.
template <class Row>
struct MaybeRow {
    using type = std::optional<Row>;
};

template <class... Cells>
struct RowOf {
    using type = std::tuple<Cells...>;
};
template <class Cell>
struct RowOf<Cell> {
    using type = Cell;
};

/// Reads one value that is no entity.
template <class T>
void read_cell(ColumnReader& row, int column, int scale, T& out) {
    const ValueOps& ops = value_ops<T>();
    if (!ops.read(&out, row, column, scale) && !ops.nullable) {
        throw_null_cell(row, column);
    }
}

/// The rows of a result one by one, and the ways to take them together. `Derived::next(Row&)` reads the next one.
template <class Derived, class Row>
class RowRange {
public:
    using row_type = Row;
    using maybe_row = typename MaybeRow<Row>::type;

    /// All rows that are left.
    std::vector<Row> all() {
        std::vector<Row> rows;
        derived().append_all(rows);
        return rows;
    }
    /// The first row, or nothing; the others are not read.
    maybe_row first() {
        Row row = derived().blank();
        if (!derived().next(row)) {
            return {};
        }
        derived().close();
        return maybe_row{std::move(row)};
    }
    /// The only row.
    /// \throws NoResultFound, MultipleResultsFound
    Row one() {
        Row row = derived().blank();
        if (!derived().next(row)) {
            throw_no_result();
        }
        require_end();
        return row;
    }
    /// The only row, or nothing.
    /// \throws MultipleResultsFound
    maybe_row one_or_none() {
        Row row = derived().blank();
        if (!derived().next(row)) {
            return {};
        }
        require_end();
        return maybe_row{std::move(row)};
    }

    class iterator {
    public:
        using value_type = Row;
        using reference = const Row&;
        using pointer = const Row*;
        using difference_type = std::ptrdiff_t;
        using iterator_category = std::input_iterator_tag;

        iterator() = default;
        explicit iterator(Derived& result) : result_{&result}, row_{result.blank()} { ++*this; }
        const Row& operator*() const noexcept { return *row_; }
        const Row* operator->() const noexcept { return &*row_; }
        iterator& operator++() {
            row_ = result_->blank();
            if (!result_->next(*row_)) {
                result_ = nullptr;
                row_.reset();
            }
            return *this;
        }
        void operator++(int) { ++*this; }
        friend bool operator==(const iterator& left, const iterator& right) noexcept { return left.result_ == right.result_; }

    private:
        Derived* result_ = nullptr;
        std::optional<Row> row_{};
    };

    /// Rows as they come from the database: a result can be walked once.
    iterator begin() { return iterator{derived()}; }
    iterator end() { return {}; }

protected:
    RowRange() = default;

private:
    Derived& derived() noexcept { return static_cast<Derived&>(*this); }
    void require_end() {
        Row more = derived().blank();
        if (derived().next(more)) {
            derived().close();
            throw_multiple_results();
        }
    }
};

template <class Item>
struct UntrackedCell {
    using type = Item;
};
template <class M>
struct UntrackedCell<Entity<M>> {
    using type = M;
};

}  // namespace detail

template <class... Items>
using UntrackedRow = typename detail::RowOf<typename detail::UntrackedCell<Items>::type...>::type;

namespace detail {

/// Reads rows as plain values: an entity is its struct, a column its value, several a tuple.
template <class... Items>
class UntrackedReader {
public:
    using Row = UntrackedRow<Items...>;

    explicit UntrackedReader(std::vector<int> scales) : scales_{std::move(scales)} {}

    /// A row before it is read. Entities are copies of one object made once, so that default initialisers (uuid4(), now()) do not run for every row.
    const Row& blank() {
        if (!blank_) {
            blank_.emplace();
            each(*blank_, [](auto item, auto& cell) {
                if constexpr (!std::is_same_v<typename decltype(item)::type, std::remove_reference_t<decltype(cell)>>) {
                    mark_detached(describe<std::remove_reference_t<decltype(cell)>>(), &cell);
                }
            });
        }
        return *blank_;
    }
    void read(ColumnReader& from, Row& row) {
        int column = 0;
        std::size_t position = 0;
        each(row, [&](auto item, auto& cell) {
            using Cell = std::remove_reference_t<decltype(cell)>;
            if constexpr (std::is_same_v<typename decltype(item)::type, Cell>) {
                read_cell(from, column++, scales_.empty() ? -1 : scales_[position], cell);
            } else {
                const ModelDescription& model = describe<Cell>();
                read_fields(model, &cell, from, column);
                column += static_cast<int>(model.fields.size());
            }
            ++position;
        });
    }

private:
    template <class F>
    static void each(Row& row, F&& visit) {
        if constexpr (sizeof...(Items) == 1) {
            (visit(std::type_identity<Items>{}, row), ...);
        } else {
            std::apply([&](auto&... cells) { (visit(std::type_identity<Items>{}, cells), ...); }, row);
        }
    }

    std::vector<int> scales_;
    std::optional<Row> blank_;
};

}  // namespace detail

/// The rows of a statement as plain values, read one by one while the connection lives. Not thread-safe; move-only.
template <class... Items>
class Result : public detail::RowRange<Result<Items...>, UntrackedRow<Items...>> {
public:
    using Row = UntrackedRow<Items...>;

    Result(Cursor cursor, std::vector<int> scales) : cursor_{std::move(cursor)}, reader_{std::move(scales)} {}

    /// Reads the next row into `row`; false where there is none.
    bool next(Row& row) {
        if (!cursor_.next()) {
            return false;
        }
        reader_.read(cursor_.row(), row);
        return true;
    }
    const Row& blank() { return reader_.blank(); }
    void append_all(std::vector<Row>& rows) {
        while (cursor_.next()) {
            rows.push_back(reader_.blank());
            reader_.read(cursor_.row(), rows.back());
        }
    }
    void close() noexcept { cursor_.close(); }

private:
    Cursor cursor_;
    detail::UntrackedReader<Items...> reader_;
};

/// What a write without returning() did.
class WriteResult {
public:
    explicit WriteResult(std::int64_t rowcount) noexcept : rowcount_{rowcount} {}
    /// Rows inserted, updated or deleted.
    std::int64_t rowcount() const noexcept { return rowcount_; }

private:
    std::int64_t rowcount_;
};

/// The rows that a write with returning() gave, all of them: the write is done when there is a result. Not thread-safe.
template <class Row>
class BufferedResult : public detail::RowRange<BufferedResult<Row>, Row> {
public:
    explicit BufferedResult(std::vector<Row> rows, std::int64_t rowcount) : rows_{std::move(rows)}, rowcount_{rowcount} {}

    bool next(Row& row) {
        if (position_ == rows_.size()) {
            return false;
        }
        row = std::move(rows_[position_++]);
        return true;
    }
    Row blank() const { return Row{}; }
    void append_all(std::vector<Row>& rows) {
        for (; position_ < rows_.size(); ++position_) {
            rows.push_back(std::move(rows_[position_]));
        }
    }
    void close() noexcept { position_ = rows_.size(); }
    /// Rows inserted, updated or deleted.
    std::int64_t rowcount() const noexcept { return rowcount_; }

private:
    std::vector<Row> rows_;
    std::size_t position_ = 0;
    std::int64_t rowcount_;
};

/// One row of a text() statement: values by position or by name. A value.
class TextRow {
public:
    TextRow() = default;
    TextRow(std::vector<std::string> names, std::vector<Value> values) : names_{std::move(names)}, values_{std::move(values)} {}

    std::size_t size() const noexcept { return values_.size(); }
    /// \throws ArgumentError  where there is no such column
    const Value& operator[](std::size_t position) const;
    const Value& operator[](std::string_view name) const;
    /// The cell as a T, converted as a column of that type is read: text that holds a UUID into a Uuid.
    template <class T>
    T get(std::size_t position) const {
        T out{};
        value_ops<T>().from_value(&out, (*this)[position]);
        return out;
    }
    template <class T>
    T get(std::string_view name) const {
        T out{};
        value_ops<T>().from_value(&out, (*this)[name]);
        return out;
    }
    const std::vector<std::string>& names() const noexcept { return names_; }

private:
    std::vector<std::string> names_;
    std::vector<Value> values_;
};

/// The rows of a text() statement, read one by one while the connection lives. Not thread-safe; move-only.
class TextResult : public detail::RowRange<TextResult, TextRow> {
public:
    explicit TextResult(Cursor cursor);

    bool next(TextRow& row);
    TextRow blank() const { return {}; }
    void append_all(std::vector<TextRow>& rows);
    void close() noexcept { cursor_.close(); }
    /// Rows inserted, updated or deleted; -1 for other statements.
    std::int64_t rowcount() const noexcept { return cursor_.rowcount(); }
    const std::vector<std::string>& names() const noexcept { return names_; }

private:
    Cursor cursor_;
    std::vector<std::string> names_;
};

namespace detail {

/// Takes the rows that a write returns; an insert of many objects returns them from many executions.
class RowSink {
public:
    virtual void row(ColumnReader& row) = 0;

protected:
    ~RowSink() = default;
};

template <class... Items>
class ReturnedRows final : public RowSink {
public:
    explicit ReturnedRows(const sql::StatementNode& statement) : reader_{scales_of(statement)} {}

    void row(ColumnReader& row) override {
        rows_.push_back(reader_.blank());
        reader_.read(row, rows_.back());
    }
    BufferedResult<UntrackedRow<Items...>> take(std::int64_t rowcount) && {
        return BufferedResult<UntrackedRow<Items...>>{std::move(rows_), rowcount};
    }

private:
    UntrackedReader<Items...> reader_;
    std::vector<UntrackedRow<Items...>> rows_;
};

}  // namespace detail
}  // namespace retort
