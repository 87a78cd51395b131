/// \file
/// What the options of a field ask of its value, made ready for checking. Internal.
#pragma once

#include <cstdint>
#include <limits>
#include <memory>
#include <string_view>
#include <vector>

#include <retort/core/decimal.hpp>
#include <retort/model/description.hpp>
#include <retort/model/problems.hpp>

namespace re2 {
class RE2;
}

namespace retort::detail {

/// Which of them a value breaks; the first in pydantic's order.
enum class Broken : std::uint8_t {
    none,
    multiple_of,
    le,
    lt,
    ge,
    gt,
    max_digits,
    decimal_places,
    whole_digits,
    min_length,
    max_length,
    pattern,
};

/// The constraints of one field. They are those of the value that an optional or a Patch holds.
class Constraints {
public:
    /// \throws ArgumentError  where an option does not suit the field's type, or its pattern is no regular expression
    Constraints(const ModelDescription& model, const FieldDescription& field, const ValueOps& value);
    ~Constraints();
    Constraints(Constraints&&) noexcept;
    Constraints& operator=(Constraints&&) = delete;

    [[nodiscard]] bool empty() const noexcept { return !any_; }
    /// Allocates nothing where the answer is none.
    [[nodiscard]] Broken check(const void* value) const;
    /// Type, message and ctx of what check() has found.
    [[nodiscard]] Problem explain(Broken broken, const void* value) const;

private:
    template <class T>
    Broken check_integer(const void* value) const;
    [[nodiscard]] Broken check_integer(bool negative, std::uint64_t magnitude) const;
    [[nodiscard]] Broken check_real(double value) const;
    [[nodiscard]] Broken check_decimal(const Decimal& value) const;
    [[nodiscard]] Broken check_digits(const Decimal& value) const;
    [[nodiscard]] Broken check_text(std::string_view text) const;
    [[nodiscard]] Broken check_size(std::size_t size) const;
    [[nodiscard]] const Bound& bound(Broken which) const;

    ShapeKind kind_;
    bool any_ = false;
    bool only_range_ = false;  // of integers: low_ and high_ say all
    bool has_bounds_ = false;
    std::int64_t low_ = std::numeric_limits<std::int64_t>::min();
    std::int64_t high_ = std::numeric_limits<std::int64_t>::max();
    std::int64_t min_length_;
    std::int64_t max_length_;
    const ContainerShape* container_ = nullptr;
    const FieldOptions* options_;
    std::vector<Decimal> decimals_;  // multiple_of, le, lt, ge, gt as Decimals
    std::unique_ptr<re2::RE2> pattern_;
};

/// Characters of UTF-8.
[[nodiscard]] std::size_t count_characters(std::string_view text) noexcept;

}  // namespace retort::detail
