/// \file
/// Which C++ integers count as numbers.
#pragma once

#include <concepts>

namespace retort::detail {

template <class T>
concept CharacterLike =
    std::same_as<T, char> || std::same_as<T, wchar_t> || std::same_as<T, char8_t> || std::same_as<T, char16_t> || std::same_as<T, char32_t>;

/// The integers that are numbers, not truth values or characters.
template <class T>
concept PlainInteger = std::integral<T> && !std::same_as<T, bool> && !CharacterLike<T>;

}  // namespace retort::detail
