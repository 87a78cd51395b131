#include <retort/core/error.hpp>
#include <retort/core/hash.hpp>
#include <retort/core/text.hpp>
#include <retort/model/value_ops_of.hpp>
#include <retort/model/visit_elements.hpp>

namespace retort::detail {

void throw_no_column(const char* what) {
    throw ArgumentError{std::string{what} + " is never a column"};
}

namespace {

const ValueOps& alternative_of(const VariantShape& variant, const void* value) {
    return variant.alternatives[variant.index(value)]();
}

std::uint64_t list_hash(const ContainerShape& list, const void* value) {
    const ValueOps& element_ops = list.element();
    std::uint64_t sum = 0x6c697374;
    visit_elements(list, value, [&](std::string_view, const void* element) { sum = hash_combine(sum, element_ops.hash(element)); });
    return sum;
}

std::uint64_t map_hash(const ContainerShape& map, const void* value) {
    const ValueOps& element_ops = map.element();
    std::uint64_t sum = 0x64696374;
    // Added up, since a map without order may give its members in any; well mixed before, or exchanging two values would leave the sum.
    visit_elements(map, value,
        [&](std::string_view key, const void* element) { sum += hash_u64(hash_combine(hash_bytes(key), element_ops.hash(element))); });
    return sum;
}

}  // namespace

std::uint64_t container_hash(const ValueOps& ops, const void* value) {
    const ValueShape& shape = *ops.shape;
    switch (shape.kind) {
    case ShapeKind::variant:
        return hash_combine(shape.variant->index(value), alternative_of(*shape.variant, value).hash(shape.variant->get(value)));
    case ShapeKind::map: return map_hash(*shape.container, value);
    case ShapeKind::list: return list_hash(*shape.container, value);
    default: break;
    }
    const void* const element = held_value(*shape.container, value);
    if (element != nullptr) return shape.container->element().hash(element);
    return shape.kind == ShapeKind::patch && !shape.container->is_set(value) ? ~empty_hash : empty_hash;
}

void container_to_json(const ValueOps& ops, const void* value, JsonWriter& writer) {
    const ValueShape& shape = *ops.shape;
    if (shape.kind == ShapeKind::variant) {
        alternative_of(*shape.variant, value).to_json(shape.variant->get(value), writer);
        return;
    }
    const ContainerShape& container = *shape.container;
    const ValueOps& element_ops = container.element();
    if (shape.kind == ShapeKind::list) {
        writer.begin_array();
        visit_elements(container, value, [&](std::string_view, const void* element) { element_ops.to_json(element, writer); });
        writer.end_array();
    } else if (shape.kind == ShapeKind::map) {
        writer.begin_object();
        visit_elements(container, value, [&](std::string_view key, const void* element) {
            writer.key(key);
            element_ops.to_json(element, writer);
        });
        writer.end_object();
    } else if (const void* const element = held_value(container, value)) {
        element_ops.to_json(element, writer);
    } else {
        writer.null();
    }
}

void container_repr(const ValueOps& ops, const void* value, std::string& out) {
    const ValueShape& shape = *ops.shape;
    if (shape.kind == ShapeKind::variant) {
        alternative_of(*shape.variant, value).repr(shape.variant->get(value), out);
        return;
    }
    const ContainerShape& container = *shape.container;
    const ValueOps& element_ops = container.element();
    if (shape.kind == ShapeKind::list || shape.kind == ShapeKind::map) {
        const bool is_map = shape.kind == ShapeKind::map;
        out += is_map ? '{' : '[';
        bool first = true;
        visit_elements(container, value, [&](std::string_view key, const void* element) {
            out += first ? "" : ", ";
            first = false;
            if (is_map) out += python_repr(key) + ": ";
            element_ops.repr(element, out);
        });
        out += is_map ? '}' : ']';
    } else if (const void* const element = held_value(container, value)) {
        element_ops.repr(element, out);
    } else {
        out += "None";
    }
}

}  // namespace retort::detail
