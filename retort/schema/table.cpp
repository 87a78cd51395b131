#include <retort/schema/table.hpp>

#include <utility>

namespace retort {

PrimaryKeyConstraint PrimaryKeyConstraint::named(std::string constraint_name) && {
    name = std::move(constraint_name);
    return std::move(*this);
}

UniqueConstraint UniqueConstraint::named(std::string constraint_name) && {
    name = std::move(constraint_name);
    return std::move(*this);
}

CheckConstraint CheckConstraint::named(std::string constraint_name) && {
    name = std::move(constraint_name);
    return std::move(*this);
}

ForeignKeyConstraint ForeignKeyConstraint::named(std::string constraint_name) && {
    name = std::move(constraint_name);
    return std::move(*this);
}

ForeignKeyConstraint ForeignKeyConstraint::with_actions(ReferentialAction deleting, ReferentialAction updating) && {
    on_delete = deleting;
    on_update = updating;
    return std::move(*this);
}

IndexElement sql_expression(std::string sql) {
    return {std::move(sql), true};
}

std::vector<std::string> Index::column_names() const {
    std::vector<std::string> names;
    for (const IndexElement& element : columns) {
        if (!element.is_expression) names.push_back(element.text);
    }
    return names;
}

Index Index::only_where(std::string condition) && {
    where = std::move(condition);
    return std::move(*this);
}

std::string Table::full_name() const {
    return schema.empty() ? name : schema + '.' + name;
}

const Column* Table::find_column(std::string_view column_name) const noexcept {
    for (const Column& column : columns) {
        if (column.name == column_name) return &column;
    }
    return nullptr;
}

void TableArgs::add(UniqueConstraint constraint) {
    constraint.order = constraint_count_++;
    unique_constraints_.push_back(std::move(constraint));
}

void TableArgs::add(CheckConstraint constraint) {
    constraint.order = constraint_count_++;
    check_constraints_.push_back(std::move(constraint));
}

void TableArgs::add(ForeignKeyConstraint constraint) {
    constraint.order = constraint_count_++;
    foreign_keys_.push_back(std::move(constraint));
}

void TableArgs::add(ExcludeConstraint constraint) {
    constraint.order = constraint_count_++;
    exclude_constraints_.push_back(std::move(constraint));
}

void TableArgs::add(Index index) {
    indexes_.push_back(std::move(index));
}

void TableArgs::add(TableComment comment) {
    comment_ = std::move(comment.text);
}

void TableArgs::add(TableOption option) {
    dialect_options_.emplace_back(std::move(option.name), std::move(option.value));
}

void TableArgs::apply_to(Table& table) const {
    const auto append_in_front = [this](auto& to, const auto& constraints) {
        for (auto constraint : constraints) {
            constraint.order -= constraint_count_;
            to.push_back(std::move(constraint));
        }
    };
    append_in_front(table.unique_constraints, unique_constraints_);
    append_in_front(table.check_constraints, check_constraints_);
    append_in_front(table.foreign_keys, foreign_keys_);
    append_in_front(table.exclude_constraints, exclude_constraints_);
    table.indexes.insert(table.indexes.end(), indexes_.begin(), indexes_.end());
    if (comment_) table.comment = *comment_;
    table.dialect_options.insert(table.dialect_options.end(), dialect_options_.begin(), dialect_options_.end());
}

CheckConstraint check(std::string sql) {
    return CheckConstraint{{}, std::move(sql), 0};
}

ExcludeConstraint exclude_constraint(std::string name, std::string sql) {
    return ExcludeConstraint{std::move(name), std::move(sql), 0};
}

ForeignKeyConstraint foreign_key_constraint(
    std::vector<std::string> columns, std::string referred_table, std::vector<std::string> referred_columns) {
    ForeignKeyConstraint constraint;
    constraint.columns = std::move(columns);
    if (const auto dot = referred_table.find('.'); dot != std::string::npos) {
        constraint.referred_schema = referred_table.substr(0, dot);
        referred_table.erase(0, dot + 1);
    }
    constraint.referred_table = std::move(referred_table);
    constraint.referred_columns = std::move(referred_columns);
    return constraint;
}

PrimaryKeyConstraint primary_key_constraint(std::vector<std::string> columns) {
    return {{}, std::move(columns)};
}

TableOption table_option(std::string name, std::string value) {
    return {std::move(name), std::move(value)};
}

TableComment table_comment(std::string text) {
    return {std::move(text)};
}

}  // namespace retort
