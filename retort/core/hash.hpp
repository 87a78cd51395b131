/// \file
/// A fast 64-bit hash, to see whether a value has changed. Not for secrets, and not the same from one release to the next.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace retort {

namespace detail {

__extension__ typedef unsigned __int128 UInt128;  // an extension of both compilers; a using-declaration cannot carry __extension__

/// Both halves of the 128-bit product, folded: one multiplication mixes all bits.
[[nodiscard]] constexpr std::uint64_t mix(std::uint64_t left, std::uint64_t right) noexcept {
    const UInt128 product = static_cast<UInt128>(left) * right;
    return static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64);
}

}  // namespace detail

/// A 64-bit hash of `size` bytes at `data`, which may be null where `size` is 0.
[[nodiscard]] std::uint64_t hash_bytes(const void* data, std::size_t size, std::uint64_t seed = 0) noexcept;

[[nodiscard]] inline std::uint64_t hash_bytes(std::string_view text, std::uint64_t seed = 0) noexcept {
    return hash_bytes(text.data(), text.size(), seed);
}

/// A 64-bit hash of one number: a permutation, so that two different numbers never meet.
[[nodiscard]] constexpr std::uint64_t hash_u64(std::uint64_t value) noexcept {
    // The output function of SplitMix64 (Steele, Lea and Flood; Vigna's public-domain constants).
    value += 0x9e3779b97f4a7c15;
    value = (value ^ (value >> 30)) * 0xbf58476d1ce4e5b9;
    value = (value ^ (value >> 27)) * 0x94d049bb133111eb;
    return value ^ (value >> 31);
}

/// Puts `next` behind `sum`; the order matters.
[[nodiscard]] constexpr std::uint64_t hash_combine(std::uint64_t sum, std::uint64_t next) noexcept {
    return detail::mix(sum ^ 0x8bb84b93962eacc9, next ^ 0x4b33a62ed433d4a3);
}

}  // namespace retort
