#pragma once

#include <initializer_list>
#include <string_view>
#include <type_traits>
#include <vector>

#include <retort/model/value_ops_of.hpp>

namespace retort {

namespace detail {

/// A member of a dump that a function makes; what the library keeps of it.
struct ComputedMember {
    /// Lent the value while `take` runs.
    using Take = void (*)(void* context, const ValueOps& ops, const void* value);

    std::string_view name;
    const ValueOps& (*ops)() = nullptr;
    void (*compute)(const void* object, void* context, Take take) = nullptr;
    std::string_view title{};
    std::string_view description{};
};

}  // namespace detail

/// One computed field of T: a name and a function of the object, `{"full_name", [](const Hero& hero) { return …; }}`.
template <class T>
struct ComputedField : detail::ComputedMember {
    // A lambda without captures is made anew where it is called: nothing is stored of it, so no <functional>.
    template <class F>
    ComputedField(std::string_view field_name, F) {  // NOLINT: written in place, in braces
        static_assert(std::is_empty_v<F> && std::is_default_constructible_v<F>,
            "retort: a computed field takes a lambda without captures; it is given the object and gives the value");
        static_assert(std::is_invocable_v<F, const T&>,
            "retort: the lambda of a computed field takes the object as const&: [](const Hero& hero) { return hero.name; }");
        using Result = std::remove_cvref_t<std::invoke_result_t<F, const T&>>;
        static_assert(std::is_same_v<Result, std::invoke_result_t<F, const T&>> || !std::is_reference_v<std::invoke_result_t<F, const T&>>,
            "retort: the lambda of a computed field returns a value");
        name = field_name;
        ops = &value_ops<field_value_of_t<Result>>;
        compute = [](const void* object, void* context, Take take) {
            const Result value = F{}(*static_cast<const T*>(object));
            take(context, value_ops<field_value_of_t<Result>>(), &value);
        };
    }

private:
    // A Field<V> lies at the address of its V.
    template <class V>
    struct ValueOf {
        using type = V;
    };
    template <class V>
    requires detail::StandsForValue<V>
    struct ValueOf<V> {
        using type = typename V::value_type;
    };
    template <class V>
    using field_value_of_t = typename ValueOf<V>::type;
};

/// What `static auto computed()` of a model gives: members that its dumps show behind its fields, and documents never set.
/// ```
/// static auto computed() {
///     return retort::ComputedFields<Hero>{{"full_name", [](const Hero& hero) { return hero.first + " " + hero.last; }}};
/// }
/// ```
template <class T>
class ComputedFields {
public:
    ComputedFields(std::initializer_list<ComputedField<T>> fields) : members_(fields.begin(), fields.end()) {}

    [[nodiscard]] const std::vector<detail::ComputedMember>& members() const noexcept { return members_; }

private:
    std::vector<detail::ComputedMember> members_;
};

}  // namespace retort
