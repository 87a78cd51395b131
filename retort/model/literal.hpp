#pragma once

#include <string>
#include <string_view>

#include <retort/model/options.hpp>

namespace retort {

/// A text that is always this one: the field by which the alternatives of a variant are told apart, `Literal<"cat"> kind;`.
template <detail::FixedString Text>
class Literal {
public:
    [[nodiscard]] static constexpr std::string_view value() noexcept { return Text.view(); }
    constexpr operator std::string_view() const noexcept { return Text.view(); }  // NOLINT: it is used as the text that it is

    friend constexpr bool operator==(Literal, Literal) noexcept { return true; }
};

}  // namespace retort
