#pragma once

#include <string_view>
#include <type_traits>

#include <retort/model/value_shape.hpp>

namespace retort::detail {

/// Calls `each(key, element)` for the elements of a container; the key is empty but for a map's.
template <class Each>
void visit_elements(const ContainerShape& container, const void* value, Each&& each) {
    container.visit(value, &each, [](void* context, std::string_view key, const void* element) {
        (*static_cast<std::remove_reference_t<Each>*>(context))(key, element);
    });
}

/// The value that an optional or a Patch holds; nullptr where there is none.
inline const void* held_value(const ContainerShape& container, const void* value) {
    const void* held = nullptr;
    visit_elements(container, value, [&held](std::string_view, const void* element) { held = element; });
    return held;
}

}  // namespace retort::detail
