#!/usr/bin/env python3
"""Writes retort/reflection/tie.hpp, tie_pointers.inc and tie_members.inc: how an aggregate of N fields is counted and taken apart, N from 1 to 128.

Plain text instead of preprocessor recursion: it costs a compiler a few milliseconds to read, and an error points at one line.
Two texts for taking apart, because the wrapper that clang 14 needs doubles what g++ takes to read it.
usage: tools/generate_tie.py, from the root of the project
"""
LIMIT = 128
FOLDER = "retort/reflection/"


def write(name, text):
    with open(FOLDER + name, "w") as file:
        file.write(text)


def counting():
    lines = ["template <class T> inline constexpr bool takes<T, %d> = requires { T{%s}; };" % (n, ", ".join(["{}"] * n)) for n in range(LIMIT + 2)]
    return "\n".join(lines)


def taking_apart(constant):
    lines = ["// Made by tools/generate_tie.py; do not edit. Part of tie.hpp.", "// clang-format off",
             "template <> struct Tie<0> { template <class T, class V> static constexpr decltype(auto) visit(V& v) { return v.template fields<>(); } };"]
    for n in range(1, LIMIT + 1):
        names = ["a%d" % i for i in range(n)]
        lines.append("template <> struct Tie<%d> { template <class T, class V> static decltype(auto) visit(V& v) { auto& [%s] = fake<T>.value; "
                     "return v.template fields<%s>(); } };" % (n, ", ".join(names), ", ".join(constant % name for name in names)))
    return "\n".join(lines) + "\n"


write("tie.hpp", """#pragma once

// Made by tools/generate_tie.py; do not edit.

#include <cstddef>

#include <retort/reflection/fake.hpp>

namespace retort::reflection {

/// The most fields that an aggregate may have.
inline constexpr std::size_t field_limit = %d;

// clang-format off

/// Whether a T can be initialised from N empty braces, which it can from as many as it has fields, or fewer. Empty braces are used instead of an
/// object that converts to anything, because that one is ambiguous for every type with a converting constructor template (std::optional).
template <class T, std::size_t N> inline constexpr bool takes = false;
%s

/// Hands the fields of T, as constants that point into fake<T>, to `V::fields<...>()`.
template <std::size_t N> struct Tie;
#ifdef __clang__
#include <retort/reflection/tie_members.inc>
#else
#include <retort/reflection/tie_pointers.inc>
#endif

// clang-format on

}  // namespace retort::reflection
""" % (LIMIT, counting()))
write("tie_pointers.inc", taking_apart("&%s"))
write("tie_members.inc", taking_apart("Member{&%s}"))
