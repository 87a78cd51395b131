/// \file
/// What stands for a value of another type.
#pragma once

#include <concepts>

namespace retort::detail {

/// A type that stands for a value of another and gives it out, as a model's Field<T> does for a T. Value and Json take it for what it holds;
/// this floor cannot know Field itself.
template <class W>
concept StandsForValue = requires(const W& wrapper) {
    { wrapper.value_of() } -> std::same_as<const typename W::value_type&>;
};

}  // namespace retort::detail
