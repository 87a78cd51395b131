#!/usr/bin/env python3
"""Writes retort/reflection/tie.hpp: how an aggregate of N fields is counted and taken apart, N from 1 to 128.

Plain text instead of preprocessor recursion: it costs a compiler a few milliseconds to read, and an error points at one line.
"""
LIMIT = 128

print("""#pragma once

// Made by tools/generate_tie.py; do not edit.

#include <cstddef>

#include <retort/reflection/fake.hpp>

namespace retort::reflection {

/// The most fields that an aggregate may have.
inline constexpr std::size_t field_limit = %d;

// clang-format off

/// Whether a T can be initialised from N empty braces, which it can from as many as it has fields, or fewer. Empty braces are used instead of an
/// object that converts to anything, because that one is ambiguous for every type with a converting constructor template (std::optional).
template <class T, std::size_t N> inline constexpr bool takes = false;""" % LIMIT)
for n in range(0, LIMIT + 2):
    print("template <class T> inline constexpr bool takes<T, %d> = requires { T{%s}; };" % (n, ", ".join(["{}"] * n)))
print("""
/// Hands the fields of T, as constants that point into fake<T>, to `V::fields<...>()`.
template <std::size_t N> struct Tie;""")
print("template <> struct Tie<0> { template <class T, class V> static constexpr decltype(auto) visit(V& v) { return v.template fields<>(); } };")
for n in range(1, LIMIT + 1):
    names = ["a%d" % i for i in range(n)]
    print("template <> struct Tie<%d> { template <class T, class V> static decltype(auto) visit(V& v) { auto& [%s] = fake<T>.value; return v.template fields<%s>(); } };"
          % (n, ", ".join(names), ", ".join("Member{&%s}" % a for a in names)))
print("""
// clang-format on

}  // namespace retort::reflection""")
