#pragma once

namespace retort::reflection {

/// Storage of a T in which no T ever lives: it gives fields an address that is a constant, without asking for a constructor.
///
/// A union and not `extern const T`, because an extern variable of a type that is local to a function or an anonymous namespace cannot be
/// declared; a union whose constructor is constexpr can be an inline variable on both g++ 12 and clang 14.
template <class T>
union Fake {
    char nothing;
    T value;

    constexpr Fake() : nothing{} {}
    constexpr ~Fake() {}
};

template <class T>
inline Fake<T> fake{};

#ifdef __clang__
/// A field of fake<T> as a template argument. Wrapped, because clang 14 refuses a bare pointer to a subobject there.
template <class F>
struct Member {
    const F* address;
};
template <class F>
Member(const F*) -> Member<F>;

template <class F>
constexpr const F* address_of(Member<F> member) noexcept {
    return member.address;
}
#endif

/// The field of fake<T> that a template argument of visit_fields() stands for.
template <class F>
constexpr const F* address_of(const F* member) noexcept {
    return member;
}

}  // namespace retort::reflection
