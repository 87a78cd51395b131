#include <retort/model/validation_plan.hpp>

#include <algorithm>
#include <memory>
#include <string>

#include <retort/core/error.hpp>
#include <retort/model/value_ops_of.hpp>
#include <retort/model/visit_elements.hpp>

namespace retort::detail {

namespace {

/// Looks through a type and what it holds for a model of which `wanted` is true.
class Search {
public:
    using Wanted = bool (*)(const ModelDescription&);
    explicit Search(Wanted wanted) : wanted_{wanted} {}

    bool in(const ValueOps& ops) {
        const ValueShape& shape = *ops.shape;
        if (shape.model != nullptr) return in(shape.model());
        if (shape.container != nullptr) return in(shape.container->element());
        for (std::size_t i = 0; shape.variant != nullptr && i < shape.variant->count; ++i) {
            if (in(shape.variant->alternatives[i]())) return true;
        }
        return false;
    }
    bool in(const ModelDescription& model) {
        if (std::find(seen_.begin(), seen_.end(), &model) != seen_.end()) return false;
        seen_.push_back(&model);
        return wanted_(model) ||
               std::any_of(model.fields.begin(), model.fields.end(), [this](const FieldDescription& field) { return in(*field.ops); });
    }

private:
    Wanted wanted_;
    std::vector<const ModelDescription*> seen_;
};

bool has_secret(const ModelDescription& model) {
    return std::any_of(model.fields.begin(), model.fields.end(), [](const FieldDescription& field) { return field.options.secret; });
}

bool is_constrained(const FieldOptions& options) {
    constexpr auto none = Bound::Kind::none;
    return options.ge.kind != none || options.gt.kind != none || options.le.kind != none || options.lt.kind != none ||
           options.multiple_of.kind != none || options.min_length >= 0 || options.max_length >= 0 || options.max_digits >= 0 ||
           options.decimal_places >= 0 || !options.pattern.empty() || options.check != nullptr;
}

bool has_checks(const ModelDescription& model) {
    return !model.validators.empty() || std::any_of(model.fields.begin(), model.fields.end(),
                                            [](const FieldDescription& field) { return is_constrained(field.options); });
}

void check_function_type(const ModelDescription& model, const FieldPlan& field, const ValueOps& (*type)(), const char* option) {
    if (type != nullptr && &type() != field.value) {
        throw ArgumentError{"the function of the option " + std::string{option} + " of '" + std::string{model.name} + "." +
                            std::string{field.field->name} + "' takes a value of another type, " + type().type_name};
    }
}

void check_discriminators(const ValueOps& ops, std::string_view discriminator) {
    const ValueShape& shape = *ops.shape;
    if (shape.variant != nullptr) tags_of(*shape.variant, discriminator);
    if (shape.container != nullptr) check_discriminators(shape.container->element(), discriminator);
}

const ValidationPlan* make_plan(const ModelDescription& model) {
    auto plan = std::make_unique<ValidationPlan>();
    plan->model = &model;
    plan->fields.reserve(model.fields.size());
    for (const FieldDescription& field : model.fields) {
        const FieldOptions& options = field.options;
        const bool wrapped = is_wrapper(field.ops->shape->kind);
        const ValueOps& value = wrapped ? field.ops->shape->container->element() : *field.ops;
        plan->fields.push_back({&field, &value, options.alias.empty() ? field.name : options.alias, !options.alias.empty(), wrapped,
            options.strict, options.secret, Search{&has_checks}.in(value), Constraints{model, field, value}});
        const FieldPlan& added = plan->fields.back();
        check_function_type(model, added, options.check_type, "validated_by");
        check_function_type(model, added, options.transform_type, "transformed_by");
        if (!options.discriminator.empty()) check_discriminators(value, options.discriminator);
        if (!added.constraints.empty() || options.check != nullptr || added.holds_models) {
            plan->checked.push_back(plan->fields.size() - 1);
        }
    }
    plan->extra = model.extra_offset >= 0 ? Extra::allow : Extra::ignore;
    if (model.config != nullptr) {
        if (model.config->extra != Extra::ignore) plan->extra = model.config->extra;
        if (plan->extra == Extra::allow && model.extra_offset < 0) {
            throw ArgumentError{"the model_config of '" + std::string{model.name} +
                                "' allows extra members, and it has no member of ExtraFields to keep them in"};
        }
        plan->strict = model.config->strict;
        plan->populate_by_name = model.config->populate_by_name;
    }
    plan->has_secrets = Search{&has_secret}.in(model);
    return plan.release();
}

}  // namespace

bool may_hold_secrets(const ValueOps& ops) {
    return Search{&has_secret}.in(ops);
}

std::vector<Tag> tags_of(const VariantShape& variant, std::string_view discriminator) {
    std::vector<Tag> tags;
    tags.reserve(variant.count);
    for (std::size_t i = 0; i < variant.count; ++i) {
        const ValueShape& shape = *variant.alternatives[i]().shape;
        const FieldDescription* found = nullptr;
        if (shape.model != nullptr) {
            for (const FieldDescription& field : shape.model().fields) {
                const bool named = field.name == discriminator || field.options.alias == discriminator;
                if (named && field.ops->shape->kind == ShapeKind::literal) found = &field;
            }
        }
        if (found == nullptr) {
            throw ArgumentError{"the discriminator '" + std::string{discriminator} +
                                "' needs a Literal of that name in each alternative; the alternative number " + std::to_string(i) +
                                " has none"};
        }
        tags.push_back({found->ops->shape->literal, i});
    }
    return tags;
}

std::size_t ValidationPlan::find(std::string_view key, bool by_name, std::size_t guess) const noexcept {
    // Documents mostly have their members in the order of the fields.
    if (guess < fields.size() && fields[guess].key == key) return guess;
    for (std::size_t i = 0; i < fields.size(); ++i) {
        if (fields[i].key == key) return i;
    }
    for (std::size_t i = 0; by_name && i < fields.size(); ++i) {
        if (fields[i].has_alias && fields[i].field->name == key) return i;
    }
    return fields.size();
}

const ValidationPlan& plan_of(const ModelDescription& model) {
    // The compiler's own atomics: <atomic> in description.hpp would be paid by every user of a model.
    const ValidationPlan* plan = __atomic_load_n(&model.validation_plan, __ATOMIC_ACQUIRE);
    if (plan == nullptr) {
        const ValidationPlan* const made = make_plan(model);
        if (__atomic_compare_exchange_n(&model.validation_plan, &plan, made, false, __ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE)) {
            plan = made;
        } else {
            delete made;  // another thread was quicker
        }
    }
    return *plan;
}

}  // namespace retort::detail
