#include <retort/model/conversion_plan.hpp>

#include <algorithm>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <utility>

#include <retort/core/error.hpp>
#include <retort/model/defaults.hpp>
#include <retort/model/dump_plan.hpp>

namespace retort::detail {

namespace {

const ValueOps& without_optional(const ValueOps& ops) {
    return is_wrapper(ops.shape->kind) ? without_optional(ops.shape->container->element()) : ops;
}

bool is_text(ShapeKind kind) noexcept {
    return kind == ShapeKind::text || kind == ShapeKind::literal || kind == ShapeKind::enumeration;
}

// The same rules as can_become() in outline.hpp has for the compiler.
bool can_become(const ValueOps& to_any, const ValueOps& from_any) {
    const ValueOps& to = without_optional(to_any);
    const ValueOps& from = without_optional(from_any);
    if (&to == &from) return true;
    const ValueShape& wanted = *to.shape;
    const ValueShape& given = *from.shape;
    if (wanted.kind == ShapeKind::json || wanted.kind == ShapeKind::variant || given.kind == ShapeKind::variant) return true;
    if (is_number(wanted.kind) || wanted.kind == ShapeKind::decimal) return is_number(given.kind);
    if (is_text(wanted.kind)) return is_text(given.kind);
    if (wanted.kind != given.kind) return false;
    switch (wanted.kind) {
    case ShapeKind::list:
    case ShapeKind::map: return can_become(wanted.container->element(), given.container->element());
    case ShapeKind::model: return true;  // the plan of the two says more when it is made
    default: return false;
    }
}

bool can_become(const ValueOps& to_any, const RelationshipDescription& from) {
    const ValueOps& to = without_optional(to_any);
    if (from.loading == Loading::write_only) return false;
    if (!from.collection) return to.shape->kind == ShapeKind::model;
    return to.shape->kind == ShapeKind::list && without_optional(to.shape->container->element()).shape->kind == ShapeKind::model;
}

[[noreturn]] void refuse(const ModelDescription& target, const ModelDescription& source, std::string_view field, const char* why) {
    throw ArgumentError{"'" + std::string{target.name} + "." + std::string{field} + "' cannot be made from '" + std::string{source.name} +
                        "." + std::string{field} + "': " + why};
}

bool find_source(const ModelDescription& target, const ModelDescription& source, const std::vector<DumpPlan::Computed>& computed,
    ConversionPlan::Step& step) {
    const std::string_view name = step.to->name;
    if ((step.from = source.find_field(name)) != nullptr) {
        if (!can_become(*step.to->ops, *step.from->ops)) refuse(target, source, name, "the types of the two differ");
        return true;
    }
    if ((step.relationship = source.find_relationship(name)) != nullptr) {
        if (!can_become(*step.to->ops, *step.relationship)) {
            refuse(target, source, name,
                step.relationship->loading == Loading::write_only ? "a write_only relationship is never loaded"
                : step.relationship->collection                   ? "a relationship to several objects becomes a std::vector of a model"
                                                : "a relationship to one object becomes a model or a std::optional of one");
        }
        return true;
    }
    for (const DumpPlan::Computed& one : computed) {
        if (one.key.name != name) continue;
        if (!can_become(*step.to->ops, one.member.ops())) refuse(target, source, name, "the type of what is computed differs");
        step.computed = one.member;
        step.computed_offset = one.offset;
        return true;
    }
    return false;
}

ConversionPlan make_plan(const ModelDescription& target, const ModelDescription& source) {
    ConversionPlan plan;
    plan.target = &target;
    plan.source = &source;
    const ModelDefaults& defaults = defaults_of(target);
    const std::vector<DumpPlan::Computed> computed = computed_members(source);
    plan.steps.reserve(target.fields.size());
    for (const FieldDescription& field : target.fields) {
        ConversionPlan::Step step{.to = &field};
        if (find_source(target, source, computed, step)) {
            plan.steps.push_back(step);
        } else if (defaults.fields[static_cast<std::size_t>(field.index)].required) {
            plan.required.push_back(&field);
        }
    }
    return plan;
}

}  // namespace

const ConversionPlan::Step* ConversionPlan::step_for(const FieldDescription& field) const noexcept {
    const auto found = std::find_if(steps.begin(), steps.end(), [&](const Step& step) { return step.to == &field; });
    return found == steps.end() ? nullptr : &*found;
}

const ConversionPlan& conversion_plan(const ModelDescription& target, const ModelDescription& source) {
    static std::mutex mutex;
    static std::map<std::pair<const ModelDescription*, const ModelDescription*>, std::unique_ptr<const ConversionPlan>> plans;
    // A program converts between the same two models many times in a row, and nested ones in turns.
    thread_local const ConversionPlan* last[2]{};
    for (const ConversionPlan* const plan : last) {
        if (plan != nullptr && plan->target == &target && plan->source == &source) return *plan;
    }
    const auto remember = [&](const ConversionPlan& plan) -> const ConversionPlan& {
        last[1] = last[0];
        last[0] = &plan;
        return plan;
    };
    {
        const std::lock_guard lock{mutex};
        const auto found = plans.find({&target, &source});
        if (found != plans.end()) return remember(*found->second);
    }
    auto made = std::make_unique<const ConversionPlan>(make_plan(target, source));
    const std::lock_guard lock{mutex};
    return remember(*plans.try_emplace({&target, &source}, std::move(made)).first->second);
}

}  // namespace retort::detail
