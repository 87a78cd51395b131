#include <retort/dialect/sqlite/definition_edits.hpp>

#include <algorithm>
#include <initializer_list>
#include <utility>

#include <retort/core/text.hpp>
#include <retort/dialect/sqlite/identifiers.hpp>

namespace retort::sqlite {

namespace {

using Kind = DefinedConstraint::Kind;

/// The white space before the item at the end, so that a new one stands as the others do; comments are not repeated.
std::string space_like(std::string_view before) {
    const auto line = before.rfind('\n');
    if (line == std::string_view::npos) return " ";
    const auto indentation = before.substr(line);
    const bool is_space = indentation.find_first_not_of(" \t\r\n") == std::string_view::npos;
    return is_space ? std::string{indentation} : "\n\t";
}

std::string space_for_new_item(const TableDefinition& table) {
    if (!table.constraints.empty()) return space_like(table.constraints.back().before);
    return space_like(table.columns.back().before);
}

/// What had stood behind the last item stands behind another now.
template <class Items>
auto take_item(Items& items, std::size_t place) {
    auto item = std::move(items[place]);
    items.erase(items.begin() + static_cast<std::ptrdiff_t>(place));
    return item;
}

void insert_constraint(ColumnDefinition& column, std::size_t place, Kind kind, std::string text, std::string expression) {
    DefinedConstraint constraint;
    constraint.kind = kind;
    constraint.before = " ";
    constraint.text = std::move(text);
    constraint.expression = std::move(expression);
    column.constraints.insert(column.constraints.begin() + static_cast<std::ptrdiff_t>(place), std::move(constraint));
}

void erase_constraints(ColumnDefinition& column, Kind kind) {
    std::erase_if(column.constraints, [kind](const auto& one) { return one.kind == kind; });
}

/// Behind the constraints of these kinds that stand at the front.
std::size_t place_behind(const ColumnDefinition& column, std::initializer_list<Kind> kinds) {
    const auto found = std::find_if(column.constraints.begin(), column.constraints.end(),
        [&](const auto& one) { return std::find(kinds.begin(), kinds.end(), one.kind) == kinds.end(); });
    return static_cast<std::size_t>(found - column.constraints.begin());
}

}  // namespace

void append_column(TableDefinition& table, std::string_view text) {
    auto column = TableDefinition::parse("CREATE TABLE x (" + std::string{text} + ")").columns.front();
    column.before = space_like(table.columns.back().before);
    table.columns.push_back(std::move(column));
}

void remove_column(TableDefinition& table, std::size_t place) {
    const auto removed = take_item(table.columns, place);
    if (place == 0 && !table.columns.empty()) table.columns.front().before = removed.before;
}

void append_constraint(TableDefinition& table, std::string_view text) {
    auto constraint = TableDefinition::parse("CREATE TABLE x (x, " + std::string{text} + ")").constraints.front();
    constraint.before = space_for_new_item(table);
    table.constraints.push_back(std::move(constraint));
}

void remove_constraint(TableDefinition& table, std::size_t place) {
    take_item(table.constraints, place);
    // SQLite takes constraints without a comma between them, but one with a comma is right everywhere.
    if (place < table.constraints.size()) table.constraints[place].follows_comma = true;
}

void set_type(ColumnDefinition& column, const std::string& type) {
    if (iequals(column.type, type)) return;
    if (column.type.empty() && !type.empty()) column.type_before = " ";
    if (type.empty()) column.type_before.clear();
    column.type = type;
}

void set_nullable(ColumnDefinition& column, bool nullable) {
    if (nullable) return erase_constraints(column, Kind::not_null);
    erase_constraints(column, Kind::null);
    if (column.has(Kind::not_null)) return;
    insert_constraint(column, place_behind(column, {Kind::collate, Kind::default_}), Kind::not_null, "NOT NULL", {});
}

void set_default(ColumnDefinition& column, const std::string& expression) {
    if (expression.empty()) return erase_constraints(column, Kind::default_);
    const auto found =
        std::find_if(column.constraints.begin(), column.constraints.end(), [](const auto& one) { return one.kind == Kind::default_; });
    if (found == column.constraints.end()) {
        return insert_constraint(column, place_behind(column, {Kind::collate}), Kind::default_, "DEFAULT " + expression, expression);
    }
    if (found->expression == expression) return;
    found->text = (found->name.empty() ? "" : "CONSTRAINT " + quote_identifier(found->name) + " ") + "DEFAULT " + expression;
    found->expression = expression;
}

}  // namespace retort::sqlite
