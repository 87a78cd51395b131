#include <retort/model/defaults.hpp>

#include <chrono>
#include <cstddef>
#include <cstring>
#include <utility>

#include <retort/core/bytes.hpp>
#include <retort/core/datetime.hpp>
#include <retort/core/decimal.hpp>
#include <retort/core/uuid.hpp>
#include <retort/model/per_model.hpp>
#include <retort/model/value_shape.hpp>

namespace retort::detail {

namespace {

// Types that `T object;` leaves as they are where nothing initialises them. A DateTime's and a Time's own constructors set them to zero.
bool may_stay_uninitialized(ShapeKind kind) noexcept {
    switch (kind) {
    case ShapeKind::boolean:
    case ShapeKind::int16:
    case ShapeKind::uint16:
    case ShapeKind::int32:
    case ShapeKind::uint32:
    case ShapeKind::int64:
    case ShapeKind::uint64:
    case ShapeKind::float32:
    case ShapeKind::float64:
    case ShapeKind::enumeration:
    case ShapeKind::date:
    case ShapeKind::interval: return true;
    default: return false;
    }
}

template <class T>
bool is_zero(const void* value) {
    return *static_cast<const T*>(value) == T{};
}

/// Whether it is what its type's default constructor, or a `= {}`, makes: no initialiser can be told from that.
bool is_empty(const ValueOps& ops, const void* value) {
    const ValueShape& shape = *ops.shape;
    switch (shape.kind) {
    case ShapeKind::boolean: return is_zero<bool>(value);
    case ShapeKind::int16:
    case ShapeKind::uint16: return is_zero<std::int16_t>(value);
    case ShapeKind::int32:
    case ShapeKind::uint32: return is_zero<std::int32_t>(value);
    case ShapeKind::int64:
    case ShapeKind::uint64: return is_zero<std::int64_t>(value);
    case ShapeKind::float32: return is_zero<float>(value);
    case ShapeKind::float64: return is_zero<double>(value);
    case ShapeKind::text: return static_cast<const std::string*>(value)->empty();
    case ShapeKind::bytes: return static_cast<const Bytes*>(value)->empty();
    case ShapeKind::uuid: return is_zero<Uuid>(value);
    case ShapeKind::decimal: return is_zero<Decimal>(value);
    case ShapeKind::date: return is_zero<Date>(value);
    case ShapeKind::datetime: return is_zero<DateTime>(value);
    case ShapeKind::time: return is_zero<Time>(value);
    case ShapeKind::interval: return is_zero<Interval>(value);
    case ShapeKind::json: return static_cast<const Json*>(value)->is_null();
    case ShapeKind::enumeration: return shape.enumeration->number(value) == 0;
    case ShapeKind::list:
    case ShapeKind::map: return shape.container->size(value) == 0;
    case ShapeKind::variant:
        return shape.variant->index(value) == 0 && is_empty(shape.variant->alternatives[0](), shape.variant->get(value));
    case ShapeKind::model: return same_value(ops, value, defaults_of(shape.model()).object->get());
    case ShapeKind::literal:
    case ShapeKind::user: return true;  // a literal is the same with an initialiser; of a user's type nobody knows
    case ShapeKind::optional:
    case ShapeKind::patch: break;
    }
    return false;
}

bool holds_default(const FieldDescription& field, const void* object, bool initialized) {
    const ShapeKind kind = field.ops->shape->kind;
    if (is_wrapper(kind) || field.options.defaulted) return true;
    if (field.plain && may_stay_uninitialized(kind)) return initialized;
    return !is_empty(*field.ops, field.in(object));
}

// Two objects made one after the other have the same uuid4() never, and the same time only within one tick of the clock.
void wait_for_a_tick() {
    const auto begin = std::chrono::system_clock::now();
    while (std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::system_clock::now() - begin).count() < 2) {}
}

ModelDefaults make_defaults(const ModelDescription& model) {
    const ModelObject first{model, ModelObject::Over{0x5a}};
    const ModelObject second{model, ModelObject::Over{0xa5}};
    std::vector<bool> initialized;
    initialized.reserve(model.fields.size());
    for (const FieldDescription& field : model.fields) {
        initialized.push_back(std::memcmp(field.in(first.get()), field.in(second.get()), field.ops->shape->size) == 0);
    }
    ModelDefaults defaults;
    defaults.object = std::make_unique<const ModelObject>(model);
    const void* const object = defaults.object->get();
    wait_for_a_tick();
    const ModelObject later{model};
    defaults.fields.reserve(model.fields.size());
    for (const FieldDescription& field : model.fields) {
        ModelDefaults::Of one;
        one.has_default = holds_default(field, object, initialized[static_cast<std::size_t>(field.index)]);
        one.made_anew = one.has_default && !same_value(*field.ops, field.in(object), field.in(later.get()));
        one.required = !one.has_default && field.options.server_default.empty() && field.index != model.generated_key;
        defaults.fields.push_back(one);
    }
    return defaults;
}

}  // namespace

const ModelDefaults& defaults_of(const ModelDescription& model) {
    // Never destroyed: it owns objects of models, whose destructors may be needed no more when the program ends.
    static auto& all = *new PerModel<ModelDefaults>;
    return all.get(model, make_defaults);
}

}  // namespace retort::detail
