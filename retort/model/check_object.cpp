#include <algorithm>

#include <retort/core/error.hpp>
#include <retort/model/model_object.hpp>
#include <retort/model/validation.hpp>
#include <retort/model/validator.hpp>
#include <retort/model/visit_elements.hpp>

namespace retort::detail {

namespace {

/// Looks at the values of objects. Nothing is allocated before there is something to tell.
class Checker {
public:
    explicit Checker(Problems& problems) : problems_{&problems} {}

    bool model(const ModelDescription& description, const void* object) {
        const ValidationPlan& plan = plan_of(description);
        bool well = true;
        for (const std::size_t index : plan.checked) {
            const FieldPlan& field = plan.fields[index];
            const void* value = field.field->in(object);
            if (field.wrapped) value = held_value(*field.field->ops->shape->container, value);
            if (value != nullptr && !check(field, value)) well = false;
        }
        return well && (description.validators.empty() || own_check(description, plan, object));
    }

private:
    /// Where a value is: a list of steps on the stack, from within to the outside.
    struct Place {
        const Place* outer;
        std::string_view key;
        std::int64_t index;
    };

    bool check(const FieldPlan& field, const void* value) {
        const Place place{place_, field.field->name, -1};
        const Place* const outer = std::exchange(place_, &place);
        secrets_ += field.secret ? 1 : 0;
        bool well = true;
        if (const Broken broken = field.constraints.check(value); broken != Broken::none) {
            report(field.constraints.explain(broken, value), *field.value, value);
            well = false;
        } else if (field.options().check != nullptr) {
            Problems found;
            field.options().check(value, found);
            well = found.empty();
            for (Problem& problem : found.take())
                report(std::move(problem), *field.value, value);
        }
        if (well && field.holds_models) well = within(*field.value, value);
        secrets_ -= field.secret ? 1 : 0;
        place_ = outer;
        return well;
    }

    bool within(const ValueOps& ops, const void* value) {
        const ValueShape& shape = *ops.shape;
        if (shape.model != nullptr) return model(shape.model(), value);
        if (shape.variant != nullptr) return within(shape.variant->alternatives[shape.variant->index(value)](), shape.variant->get(value));
        if (shape.container == nullptr) return true;
        const ValueOps& element_ops = shape.container->element();
        const bool is_list = shape.kind == ShapeKind::list;
        const bool has_places = is_list || shape.kind == ShapeKind::map;
        bool well = true;
        std::int64_t index = 0;
        visit_elements(*shape.container, value, [&](std::string_view key, const void* element) {
            const Place place{place_, key, is_list ? index++ : -1};
            const Place* const outer = std::exchange(place_, has_places ? &place : place_);
            if (!within(element_ops, element)) well = false;
            place_ = outer;
        });
        return well;
    }

    bool own_check(const ModelDescription& description, const ValidationPlan& plan, const void* object) {
        Problems found;
        const bool changes = std::any_of(
            description.validators.begin(), description.validators.end(), [](const ModelValidator& each) { return each.changes; });
        if (changes) {
            const ModelObject copy{description, object};
            run(description, copy.get(), found);
        } else {
            run(description, const_cast<void*>(object), found);  // NOLINT: none of them changes it
        }
        const bool well = found.empty();
        for (Problem& problem : found.take()) {
            const FieldPlan* about = nullptr;
            for (const FieldPlan& field : plan.fields) {
                if (!problem.loc.empty() && problem.loc.front() == LocItem{field.field->name}) about = &field;
            }
            if (about == nullptr) {
                report(std::move(problem), description, object);
                continue;
            }
            secrets_ += about->secret ? 1 : 0;
            report(std::move(problem), *about->field->ops, about->field->in(object));
            secrets_ -= about->secret ? 1 : 0;
        }
        return well;
    }

    static void run(const ModelDescription& description, void* object, Problems& found) {
        for (const ModelValidator& validator : description.validators) {
            validator.validate(static_cast<char*>(object) + validator.offset, found);
        }
    }

    void report(Problem problem, const ValueOps& ops, const void* value) {
        if (secrets_ > 0) {
            problem.input = secret_mask;
        } else {
            std::string text;
            JsonWriter writer{text};
            try {
                ops.to_json(value, writer);
                const Json whole = Json::parse(text);
                SecretNodes secrets;
                secrets.mark(ops, whole);
                problem.input = secrets.copy(whole);
            } catch (const Error&) {
                problem.input = Json{};  // NaN, a text that is no UTF-8: what Python shows tells it
            }
            if (!may_hold_secrets(ops)) {
                ops.repr(value, problem.input_repr);
                problem.input_type = ops.shape->kind == ShapeKind::optional && ops.is_null(value) ? "NoneType" : ops.type_name;
            }
        }
        add(std::move(problem));
    }

    void report(Problem problem, const ModelDescription& description, const void* object) {
        std::string text;
        JsonWriter writer{text};
        try {
            aggregate_to_json(description, object, writer);
            const Json whole = Json::parse(text);
            SecretNodes secrets;
            secrets.mark(description, whole);
            problem.input = secrets.copy(whole);
        } catch (const Error&) {
            problem.input = Json{};
        }
        if (!plan_of(description).has_secrets) {
            aggregate_repr(description, object, problem.input_repr);
            problem.input_type = description.name;
        }
        add(std::move(problem));
    }

    void add(Problem problem) {
        problem.has_input = true;
        Loc loc;
        for (const Place* place = place_; place != nullptr; place = place->outer) {
            loc.insert(loc.begin(), place->index >= 0 ? LocItem{place->index} : LocItem{place->key});
        }
        for (LocItem& item : problem.loc)
            loc.push_back(std::move(item));
        problem.loc = std::move(loc);
        problems_->add(std::move(problem));
    }

    Problems* problems_;
    const Place* place_ = nullptr;
    int secrets_ = 0;
};

}  // namespace

bool check_object(const ModelDescription& model, const void* object, Problems& problems) {
    return Checker{problems}.model(model, object);
}

void throw_where_broken(const ModelDescription& model, const void* object) {
    Problems problems;
    if (!check_object(model, object, problems)) throw ValidationError{model.name, std::move(problems)};
}

}  // namespace retort::detail
