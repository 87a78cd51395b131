#include <algorithm>
#include <iterator>

#include <retort/core/error.hpp>
#include <retort/model/validator.hpp>
#include <retort/model/visit_elements.hpp>

namespace retort::detail {

namespace {

/// The member that a step of a place leads to; nullptr where there is none.
const Json* step_into(const Json* json, const LocItem& item) {
    if (json == nullptr) return nullptr;
    if (!item.is_index()) return json->find(item.key());
    const auto index = static_cast<std::size_t>(item.index());
    return json->is_array() && index < json->size() ? &json->at(index) : nullptr;
}

}  // namespace

const Json* Validator::member(const FieldPlan& plan, const Json& in, bool by_name) const {
    if (from_column_) return in.find(plan.field->name);
    const Json* const found = in.find(plan.key);
    return found == nullptr && by_name && plan.has_alias ? in.find(plan.field->name) : found;
}

bool Validator::model(const ModelDescription& description, void* object, const Json& in) {
    const ValidationPlan& plan = plan_of(description);
    if (!in.is_object()) {
        return fail("model_type", "Input should be an object", in, Json::object({{"class_name", description.name}}));
    }
    const bool by_name = options_.populate_by_name || plan.populate_by_name;
    const bool strict = options_.strict.value_or(plan.strict) && !from_column_;
    bool well = true;
    for (std::size_t i = 0; i < plan.fields.size(); ++i) {
        const FieldPlan& each = plan.fields[i];
        if (const Json* const given = member(each, in, by_name)) {
            const Step step{*this, each.key};
            ++fields_set_;
            well = field(each, each.field->in(object), *given, strict) && well;
        } else if (!from_column_ && plan.is_required(i)) {
            const Step step{*this, each.key};
            well = fail("missing", "Field required", in);
        }
    }
    if (!from_column_) {
        well = extras(description, plan, object, in) && well;
        if (well && !description.validators.empty()) well = model_validators(description, plan, object, in);
    }
    return well;
}

bool Validator::field(const FieldPlan& plan, void* out, const Json& in, bool strict) {
    if (plan.secret) ++secrets_;
    const bool field_strict = options_.strict.value_or(strict || plan.strict) && !from_column_;
    bool well = value(*plan.field->ops, out, in, {field_strict, strict, plan.options().discriminator});
    if (well && !from_column_) {
        void* held = out;
        // What an optional holds is at the address that it gave when it was filled; asking again costs little.
        if (plan.wrapped) held = const_cast<void*>(held_value(*plan.field->ops->shape->container, out));  // NOLINT: `out` is not const
        if (held != nullptr) well = check_field(plan, held, in);
    }
    if (plan.secret) --secrets_;
    return well;
}

bool Validator::one_field(const ModelDescription& description, std::size_t index, void* object, const Json& in) {
    const ValidationPlan& plan = plan_of(description);
    const FieldPlan& described = plan.fields[index];
    if (may_hold_secrets(*described.field->ops)) secret_nodes_.mark(*described.field->ops, in);
    const Step step{*this, described.field->name};
    return field(described, described.field->in(object), in, plan.strict);
}

bool Validator::check_field(const FieldPlan& plan, void* value, const Json& in) {
    const FieldOptions& options = plan.options();
    if (options.transform != nullptr) options.transform(value);
    if (const Broken broken = plan.constraints.check(value); broken != Broken::none) {
        return fail(plan.constraints.explain(broken, value), in);
    }
    if (options.check == nullptr) return true;
    Problems found;
    options.check(value, found);
    const bool well = found.empty();
    for (Problem& problem : found.take()) {
        const Json* part = &in;
        for (const LocItem& item : problem.loc)
            part = step_into(part, item);
        Loc loc = std::move(problem.loc);
        fail(std::move(problem), part != nullptr ? *part : in);
        Loc& whole = problems_.back().loc;
        std::move(loc.begin(), loc.end(), std::back_inserter(whole));
    }
    return well;
}

bool Validator::extras(const ModelDescription& description, const ValidationPlan& plan, void* object, const Json& in) {
    const Extra extra = options_.extra.value_or(plan.extra);
    if (extra == Extra::ignore) return true;
    const bool by_name = options_.populate_by_name || plan.populate_by_name;
    ExtraFields* kept = nullptr;
    if (description.extra_offset >= 0) {
        kept = reinterpret_cast<ExtraFields*>(static_cast<char*>(object) + description.extra_offset);
    }
    bool well = true;
    std::size_t guess = 0;
    for (const auto& [key, value] : in.items()) {
        const std::size_t found = plan.find(key, by_name, guess);
        if (found < plan.fields.size()) {
            guess = found + 1;
        } else if (extra == Extra::forbid) {
            const Step step{*this, key};
            well = fail("extra_forbidden", "Extra inputs are not permitted", value);
        } else if (kept != nullptr) {
            kept->set(key, value);
        }
    }
    return well;
}

bool Validator::model_validators(const ModelDescription& description, const ValidationPlan& plan, void* object, const Json& in) {
    Problems found;
    for (const ModelValidator& validator : description.validators) {
        validator.validate(static_cast<char*>(object) + validator.offset, found);
    }
    const bool well = found.empty();
    for (Problem& problem : found.take()) {
        // The place that the validator names is a field's; documents know it by its alias.
        const FieldPlan* about = nullptr;
        if (!problem.loc.empty() && !problem.loc.front().is_index()) {
            for (const FieldPlan& each : plan.fields) {
                if (each.field->name == problem.loc.front().key()) about = &each;
            }
        }
        const Json* part = &in;
        Loc loc = std::move(problem.loc);
        if (about != nullptr) {
            loc.front() = LocItem{about->key};
            part = member(*about, in, true);
            for (std::size_t i = 1; i < loc.size(); ++i)
                part = step_into(part, loc[i]);
        }
        const bool secret = about != nullptr && about->secret;
        secrets_ += secret ? 1 : 0;
        fail(std::move(problem), part != nullptr ? *part : in);
        secrets_ -= secret ? 1 : 0;
        std::move(loc.begin(), loc.end(), std::back_inserter(problems_.back().loc));
    }
    return well;
}

void SecretNodes::mark(const ModelDescription& model, const Json& in) {
    if (!in.is_object() || !plan_of(model).has_secrets) return;
    for (const FieldPlan& field : plan_of(model).fields) {
        for (const std::string_view key : {field.key, field.field->name}) {
            const Json* const member = in.find(key);
            if (member == nullptr) continue;
            if (field.secret) {
                nodes_.insert(member);
            } else {
                mark(*field.value, *member);
            }
        }
    }
}

void SecretNodes::mark(const ValueOps& ops, const Json& in) {
    const ValueShape& shape = *ops.shape;
    if (shape.model != nullptr) {
        mark(shape.model(), in);
        return;
    }
    // Which alternative it was to be is not known: what is a secret in any of them is not shown.
    for (std::size_t i = 0; shape.variant != nullptr && i < shape.variant->count; ++i) {
        mark(shape.variant->alternatives[i](), in);
    }
    if (shape.container == nullptr || !may_hold_secrets(shape.container->element())) return;
    const ValueOps& element = shape.container->element();
    if (shape.kind == ShapeKind::list) {
        for (std::size_t i = 0; in.is_array() && i < in.size(); ++i)
            mark(element, in.at(i));
    } else if (shape.kind == ShapeKind::map) {
        for (std::size_t i = 0; in.is_object() && i < in.size(); ++i)
            mark(element, in.value_at(i));
    } else {
        mark(element, in);
    }
}

Json SecretNodes::copy(const Json& in) const {
    if (nodes_.empty()) return in;
    if (nodes_.contains(&in)) return secret_mask;
    Json out = in;
    for (std::size_t i = 0; in.is_array() && i < in.size(); ++i)
        out.at(i) = copy(in.at(i));
    for (std::size_t i = 0; in.is_object() && i < in.size(); ++i)
        out.value_at(i) = copy(in.value_at(i));
    return out;
}

}  // namespace retort::detail
