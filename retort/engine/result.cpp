#include <retort/engine/result.hpp>

#include <algorithm>

#include <retort/core/error.hpp>

namespace retort {

namespace detail {

void throw_no_result() {
    throw NoResultFound{"one(): the statement gave no row, but exactly one was asked for"};
}

void throw_multiple_results() {
    throw MultipleResultsFound{"the statement gave more than one row, but at most one was asked for"};
}

void throw_null_cell(ColumnReader& row, int column) {
    row.fail(column, "the database holds NULL, but the C++ type of the column is not optional");
}

std::vector<int> scales_of(const sql::StatementNode& statement) {
    std::vector<int> scales;
    if (std::any_of(statement.items.begin(), statement.items.end(), [](const sql::ResultItem& item) { return item.scale >= 0; })) {
        for (const sql::ResultItem& item : statement.items) {
            scales.push_back(item.scale);
        }
    }
    return scales;
}

}  // namespace detail

const Value& TextRow::operator[](std::size_t position) const {
    if (position >= values_.size()) {
        throw ArgumentError{"the row has " + std::to_string(values_.size()) + " columns; there is no column " + std::to_string(position)};
    }
    return values_[position];
}

const Value& TextRow::operator[](std::string_view name) const {
    const auto found = std::find(names_.begin(), names_.end(), name);
    if (found == names_.end()) {
        std::string known;
        for (const std::string& one : names_) {
            known += (known.empty() ? "" : ", ") + one;
        }
        throw ArgumentError{"the row has no column '" + std::string{name} + "'; it has " + known};
    }
    return values_[static_cast<std::size_t>(found - names_.begin())];
}

TextResult::TextResult(Cursor cursor) : cursor_{std::move(cursor)} {
    for (int i = 0; i < cursor_.column_count(); ++i) {
        names_.emplace_back(cursor_.column_name(i));
    }
}

bool TextResult::next(TextRow& row) {
    if (!cursor_.next()) {
        return false;
    }
    std::vector<Value> values;
    values.reserve(names_.size());
    for (int i = 0; i < static_cast<int>(names_.size()); ++i) {
        values.push_back(cursor_.row().value(i));
    }
    row = TextRow{names_, std::move(values)};
    return true;
}

void TextResult::append_all(std::vector<TextRow>& rows) {
    for (TextRow row; next(row);) {
        rows.push_back(std::move(row));
    }
}

}  // namespace retort
