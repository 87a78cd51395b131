#include <retort/model/convert.hpp>

#include <string>
#include <vector>

#include <retort/core/error.hpp>
#include <retort/model/conversion_plan.hpp>
#include <retort/model/defaults.hpp>
#include <retort/model/dump.hpp>
#include <retort/model/model_object.hpp>
#include <retort/model/validation.hpp>
#include <retort/model/validator.hpp>
#include <retort/model/visit_elements.hpp>

namespace retort::detail {

namespace {

// As deep as documents may be; objects of a session can stand in a ring, which no document shows.
constexpr int max_depth = 256;

/// Where a value stands, as a list on the stack: problems are rare, and only they ask for a Loc.
struct Place {
    const Place* outer = nullptr;
    std::string_view key{};
    std::size_t index = 0;
    bool is_index = false;

    Loc loc() const {
        Loc out = outer == nullptr ? Loc{} : outer->loc();
        if (is_index) {
            out.emplace_back(index);
        } else if (!key.empty()) {
            out.emplace_back(key);
        }
        return out;
    }
};

class Converter {
public:
    explicit Converter(Problems& problems) : problems_{problems} {}

    void object(const ConversionPlan& plan, void* to, const void* from, const Place& place, const Json* values = nullptr) {
        if (++depth_ > max_depth) {
            throw ArgumentError{"more than 256 models within each other: objects that refer to each other in a ring cannot become '" +
                                std::string{plan.target->name} + "'"};
        }
        for (const ConversionPlan::Step& step : plan.steps) {
            if (values == nullptr || !values->contains(step.to->name)) {
                this->step(step, step.to->in(to), from, Place{&place, step.to->name});
            }
        }
        for (const FieldDescription* const field : plan.required) {
            if (values == nullptr || !values->contains(field->name)) {
                problems_.add(missing(Place{&place, field->name}, *plan.source, from));
            }
        }
        if (plan.target->extra_offset >= 0 && plan.source->extra_offset >= 0) {
            *reinterpret_cast<Json*>(static_cast<char*>(to) + plan.target->extra_offset) =
                *reinterpret_cast<const Json*>(static_cast<const char*>(from) + plan.source->extra_offset);
        }
        --depth_;
    }

    /// Sets the fields that `values` names. \throws ArgumentError  where it names one that the model does not have
    void values(const ModelDescription& model, void* to, const Json& values) {
        if (!values.is_object()) throw ArgumentError{"the values for fields must be a JSON object, {{\"name\", value}, …}"};
        const ValidateOptions options;
        Validator validator{options};
        for (const auto& [name, value] : values.items()) {
            const FieldDescription* const field = model.find_field(name);
            if (field == nullptr) {
                throw ArgumentError{
                    "the model '" + std::string{model.name} + "' has no field '" + std::string{name} + "' to give a value to"};
            }
            validator.one_field(model, static_cast<std::size_t>(field->index), to, value);
        }
        for (Problem& problem : validator.take_problems().take()) {
            problems_.add(std::move(problem));
        }
    }

    void step(const ConversionPlan::Step& step, void* to, const void* object, const Place& place) {
        if (step.from != nullptr) {
            secret_ = step.to->options.secret || step.from->options.secret;
            value(*step.to->ops, to, *step.from->ops, step.from->in(object), place);
            secret_ = false;
        } else if (step.relationship != nullptr) {
            relationship(*step.to->ops, to, *step.relationship, object, place);
        } else {
            computed(step, to, object, place);
        }
    }

private:
    static Problem missing(const Place& place, const ModelDescription& source, const void* object) {
        Problem problem;
        problem.loc = place.loc();
        problem.type = "missing";
        problem.msg = "Field required";
        problem.input = dump_object(source, object, {});  // which masks what is secret
        return problem;
    }

    void value(const ValueOps& to_ops, void* to, const ValueOps& from_ops, const void* from, const Place& place) {
        if (is_absent(from_ops, from)) return;  // nothing was said of it
        if (&to_ops == &from_ops) {
            to_ops.assign(to, from);
        } else if (is_wrapper(from_ops.shape->kind)) {
            unwrapped(to_ops, to, from_ops, from, place);
        } else if (is_wrapper(to_ops.shape->kind)) {
            const ContainerShape& container = *to_ops.shape->container;
            container.clear(to);
            value(container.element(), container.append(to, {}), from_ops, from, place);
        } else if (from_ops.shape->kind == ShapeKind::variant) {
            const VariantShape& variant = *from_ops.shape->variant;
            value(to_ops, to, variant.alternatives[variant.index(from)](), variant.get(from), place);
        } else if (to_ops.shape->kind == ShapeKind::variant) {
            alternative(to_ops, to, from_ops, from, place);
        } else if (to_ops.shape->kind != from_ops.shape->kind) {
            json(to_ops, to, whole_value(from_ops, from), place, secret_);
        } else {
            same_kind(to_ops, to, from_ops, from, place);
        }
    }

    static bool is_absent(const ValueOps& ops, const void* value) {
        return ops.shape->kind == ShapeKind::patch && !ops.shape->container->is_set(value);
    }

    /// The alternative of this very type; else the one that takes the value as a document.
    void alternative(const ValueOps& to_ops, void* to, const ValueOps& from_ops, const void* from, const Place& place) {
        const VariantShape& variant = *to_ops.shape->variant;
        for (std::size_t i = 0; i < variant.count; ++i) {
            if (&variant.alternatives[i]() == &from_ops) {
                from_ops.assign(variant.emplace(to, i), from);
                return;
            }
        }
        json(to_ops, to, whole_value(from_ops, from), place, secret_);
    }

    void unwrapped(const ValueOps& to_ops, void* to, const ValueOps& from_ops, const void* from, const Place& place) {
        const ContainerShape& container = *from_ops.shape->container;
        if (container.size(from) == 0) {
            if (is_wrapper(to_ops.shape->kind)) {
                to_ops.shape->container->clear(to);
            } else {
                json(to_ops, to, Json{}, place, secret_);
            }
            return;
        }
        visit_elements(
            container, from, [&](std::string_view, const void* element) { value(to_ops, to, container.element(), element, place); });
    }

    void same_kind(const ValueOps& to_ops, void* to, const ValueOps& from_ops, const void* from, const Place& place) {
        switch (to_ops.shape->kind) {
        case ShapeKind::list:
        case ShapeKind::map: {
            const bool is_map = to_ops.shape->kind == ShapeKind::map;
            const ContainerShape& container = *to_ops.shape->container;
            const ContainerShape& source = *from_ops.shape->container;
            container.clear(to);
            std::size_t index = 0;
            visit_elements(source, from, [&](std::string_view key, const void* element) {
                value(container.element(), container.append(to, key), source.element(), element, Place{&place, key, index++, !is_map});
            });
            return;
        }
        case ShapeKind::model: object(conversion_plan(to_ops.shape->model(), from_ops.shape->model()), to, from, place); return;
        default: json(to_ops, to, whole_value(from_ops, from), place, secret_);
        }
    }

    void relationship(
        const ValueOps& to_ops, void* to, const RelationshipDescription& relationship, const void* object, const Place& place) {
        if (is_wrapper(to_ops.shape->kind)) {
            const ContainerShape& container = *to_ops.shape->container;
            container.clear(to);
            if (relationship.collection) {
                this->relationship(container.element(), container.append(to, {}), relationship, object, place);
            } else {
                each_target(relationship, object,
                    [&](const void* target) { nested(container.element(), container.append(to, {}), relationship, target, place); });
            }
            return;
        }
        if (relationship.collection) {
            const ContainerShape& list = *to_ops.shape->container;
            list.clear(to);
            std::size_t index = 0;
            each_target(relationship, object, [&](const void* target) {
                nested(list.element(), list.append(to, {}), relationship, target, Place{&place, {}, index++, true});
            });
            return;
        }
        bool found = false;
        each_target(relationship, object, [&](const void* target) {
            found = true;
            nested(to_ops, to, relationship, target, place);
        });
        if (!found) json(to_ops, to, Json{}, place, false);
    }

    void nested(const ValueOps& to_ops, void* to, const RelationshipDescription& relationship, const void* target, const Place& place) {
        if (is_wrapper(to_ops.shape->kind)) {
            const ContainerShape& container = *to_ops.shape->container;
            nested(container.element(), container.append(to, {}), relationship, target, place);
            return;
        }
        object(conversion_plan(to_ops.shape->model(), relationship.target()), to, target, place);
    }

    template <class Each>
    static void each_target(const RelationshipDescription& relationship, const void* object, Each&& each) {
        relationship.visit(static_cast<const char*>(object) + relationship.offset, &each,
            [](void* context, const void* target) { (*static_cast<std::remove_reference_t<Each>*>(context))(target); });
    }

    void computed(const ConversionPlan::Step& step, void* to, const void* object, const Place& place) {
        struct Context {
            Converter& converter;
            const ConversionPlan::Step& step;
            void* to;
            const Place& place;
        } context{*this, step, to, place};
        step.computed.compute(
            static_cast<const char*>(object) + step.computed_offset, &context, [](void* in, const ValueOps& ops, const void* value) {
                const Context& self = *static_cast<const Context*>(in);
                self.converter.value(*self.step.to->ops, self.to, ops, value, self.place);
            });
    }

    void json(const ValueOps& ops, void* to, const Json& json, const Place& place, bool secret) {
        try {
            validate_into(ops, to, json, {});
        } catch (const ValidationError& error) {
            for (Problem problem : error.errors()) {
                Loc loc = place.loc();
                loc.insert(loc.end(), problem.loc.begin(), problem.loc.end());
                problem.loc = std::move(loc);
                if (secret) problem.input = secret_mask;
                problems_.add(std::move(problem));
            }
        }
    }

    Problems& problems_;
    int depth_ = 0;
    bool secret_ = false;
};

void throw_problems(const ModelDescription& model, Problems&& problems) {
    if (!problems.empty()) throw ValidationError{model.name, std::move(problems)};
}

void assign_field(const FieldDescription& field, void* to, const void* from) {
    field.ops->assign(field.in(to), field.in(from));
}

}  // namespace

void convert_model(
    const ModelDescription& target_model, void* target, const ModelDescription& source_model, const void* source, const Json* values) {
    Problems problems;
    Converter converter{problems};
    converter.object(conversion_plan(target_model, source_model), target, source, Place{}, values);
    if (values != nullptr) converter.values(target_model, target, *values);
    // Only a whole object is looked at: what is missing would be found twice.
    if (problems.empty()) check_object(target_model, target, problems);
    throw_problems(target_model, std::move(problems));
}

void update_model(
    const ModelDescription& target_model, void* target, const ModelDescription& source_model, const void* source, const Json* values) {
    const ConversionPlan& plan = conversion_plan(target_model, source_model);
    // Tried on a copy first, so that a problem leaves the object itself as it was.
    const ModelObject copy{target_model, target};
    Problems problems;
    Converter converter{problems};
    const Place root{};
    for (const ConversionPlan::Step& step : plan.steps) {
        converter.step(step, step.to->in(copy.get()), source, Place{&root, step.to->name});
    }
    if (values != nullptr) converter.values(target_model, copy.get(), *values);
    if (problems.empty()) check_object(target_model, copy.get(), problems);
    throw_problems(target_model, std::move(problems));
    for (const ConversionPlan::Step& step : plan.steps) {
        assign_field(*step.to, target, copy.get());
    }
    if (values != nullptr) {
        for (const std::string_view name : values->keys()) {
            assign_field(*target_model.find_field(name), target, copy.get());
        }
    }
}

void update_model_from_json(const ModelDescription& target_model, void* target, const Json& values) {
    // Tried on a copy first, so that a problem leaves the object itself as it was.
    const ModelObject copy{target_model, target};
    Problems problems;
    Converter converter{problems};
    converter.values(target_model, copy.get(), values);
    if (problems.empty()) check_object(target_model, copy.get(), problems);
    throw_problems(target_model, std::move(problems));
    for (const std::string_view name : values.keys()) {
        assign_field(*target_model.find_field(name), target, copy.get());
    }
}

}  // namespace retort::detail
