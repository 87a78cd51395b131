#include <retort/model/value_checks.hpp>

#include <string>
#include <string_view>
#include <utility>

#include <retort/core/text.hpp>

namespace retort::detail {

namespace {

std::string number_sql(const Bound& bound) {
    return bound.kind == Bound::Kind::integer ? std::to_string(bound.integer) : python_float(bound.real);
}

/// The conditions on one column, joined by AND.
class Conditions {
public:
    explicit Conditions(const FieldDescription& field) : options_{field.options}, column_{field.name} {
        const ValueShape& shape = *field.ops->shape;
        const ShapeKind kind = shape.kind == ShapeKind::optional ? shape.container->element().shape->kind : shape.kind;
        if (is_number(kind) || kind == ShapeKind::decimal) {
            add_bounds(kind);
        } else if (kind == ShapeKind::text) {
            add_lengths("char_length");
        } else if (kind == ShapeKind::bytes) {
            add_lengths("length");
        }
    }

    const std::string& sql() const noexcept { return sql_; }

private:
    void add(const std::string& condition) {
        if (!sql_.empty()) sql_ += " AND ";
        sql_ += condition;
    }

    void add_bound(const Bound& bound, std::string_view comparison) {
        if (bound.kind == Bound::Kind::none) return;
        add(column_ + " " + std::string{comparison} + " " + number_sql(bound));
    }

    void add_bounds(ShapeKind kind) {
        add_bound(options_.ge, ">=");
        add_bound(options_.gt, ">");
        add_bound(options_.le, "<=");
        add_bound(options_.lt, "<");
        // The remainder of a real number is each database's own affair.
        if (is_integer(kind) && options_.multiple_of.kind == Bound::Kind::integer) {
            add(column_ + " % " + number_sql(options_.multiple_of) + " = 0");
        }
    }

    void add_lengths(std::string_view function) {
        const std::string length = std::string{function} + "(" + column_ + ")";
        if (options_.min_length > 0) add(length + " >= " + std::to_string(options_.min_length));
        if (options_.max_length >= 0) add(length + " <= " + std::to_string(options_.max_length));
    }

    const FieldOptions& options_;
    std::string column_;
    std::string sql_;
};

}  // namespace

void add_value_checks(ModelDescription& model) {
    for (const FieldDescription& field : model.fields) {
        Conditions conditions{field};
        if (conditions.sql().empty()) continue;
        std::string name = "ck_" + model.table.name + "_" + std::string{field.name};
        model.table.check_constraints.push_back({std::move(name), conditions.sql(), 0});
    }
}

}  // namespace retort::detail
