#include <retort/model/defaults.hpp>

#include <chrono>
#include <new>
#include <utility>

#include <retort/model/per_model.hpp>
#include <retort/model/validation_plan.hpp>

namespace retort::detail {

namespace {

/// An object as `T{}` makes it.
class NewObject {
public:
    explicit NewObject(const ModelDescription& model)
        : model_{model},
          memory_{::operator new (model.size, std::align_val_t{model.alignment})} {
        try {
            model.default_construct(memory_);
        } catch (...) {
            ::operator delete (memory_, std::align_val_t{model.alignment});
            throw;
        }
    }
    ~NewObject() {
        if (memory_ == nullptr) return;
        model_.destroy(memory_);
        ::operator delete (memory_, std::align_val_t{model_.alignment});
    }
    NewObject(const NewObject&) = delete;
    NewObject& operator=(const NewObject&) = delete;

    const void* get() const noexcept { return memory_; }
    const void* release() noexcept { return std::exchange(memory_, nullptr); }

private:
    const ModelDescription& model_;
    void* memory_;
};

/// Whether a new object's value counts as the field's default. What the database makes has none here.
bool holds_default(const FieldPlan& plan) {
    const FieldOptions& options = plan.options();
    return !plan.required && (plan.wrapped || options.defaulted || options.server_default.empty());
}

// Two objects made one after the other have the same uuid4() never, and the same time only within one tick of the clock.
void wait_for_a_tick() {
    const auto begin = std::chrono::system_clock::now();
    while (std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::system_clock::now() - begin).count() < 2) {}
}

ModelDefaults make_defaults(const ModelDescription& model) {
    NewObject object{model};
    wait_for_a_tick();
    const NewObject later{model};
    const ValidationPlan& plan = plan_of(model);
    ModelDefaults defaults;
    defaults.fields.reserve(model.fields.size());
    for (const FieldDescription& field : model.fields) {
        ModelDefaults::Of one;
        const FieldPlan& of_field = plan.fields[static_cast<std::size_t>(field.index)];
        one.has_default = holds_default(of_field);
        one.made_anew = one.has_default && !same_value(*field.ops, field.in(object.get()), field.in(later.get()));
        one.required = of_field.required;
        defaults.fields.push_back(one);
    }
    defaults.object = object.release();
    return defaults;
}

}  // namespace

const ModelDefaults& defaults_of(const ModelDescription& model) {
    static PerModel<ModelDefaults> all;
    return all.get(model, make_defaults);
}

}  // namespace retort::detail
