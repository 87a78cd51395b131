#include <retort/core/hash.hpp>

#include <cstring>

// The structure is that of wyhash (Wang Yi, released into the public domain under the Unlicense): the input is folded 16 bytes at a time
// by 64 x 64 -> 128 bit multiplications, in three lanes where it is long. Chosen over xxh3 because it needs no vector code to be fast on
// the 8 to 64 bytes that most columns hold, and over std::hash because that promises no quality.

namespace retort {

namespace {

using detail::mix;

constexpr std::uint64_t secret[4] = {0x2d358dccaa6c78a5, 0x8bb84b93962eacc9, 0x4b33a62ed433d4a3, 0x4d5a2da51de1aa47};

std::uint64_t load8(const unsigned char* from) noexcept {
    std::uint64_t value = 0;
    std::memcpy(&value, from, sizeof value);
    return value;
}

std::uint64_t load4(const unsigned char* from) noexcept {
    std::uint32_t value = 0;
    std::memcpy(&value, from, sizeof value);
    return value;
}

std::uint64_t finish(std::uint64_t first, std::uint64_t second, std::uint64_t seed, std::size_t size) noexcept {
    const detail::UInt128 product = static_cast<detail::UInt128>(first ^ secret[1]) * (second ^ seed);
    return mix(static_cast<std::uint64_t>(product) ^ secret[0] ^ size, static_cast<std::uint64_t>(product >> 64) ^ secret[1]);
}

}  // namespace

std::uint64_t hash_bytes(const void* data, std::size_t size, std::uint64_t seed) noexcept {
    const auto* from = static_cast<const unsigned char*>(data);
    seed ^= mix(seed ^ secret[0], secret[1]);
    if (size <= 16) {
        if (size >= 8) return finish(load8(from), load8(from + size - 8), seed, size);
        if (size >= 4) return finish(load4(from), load4(from + size - 4), seed, size);
        if (size == 0) return finish(0, 0, seed, size);
        const auto three = static_cast<std::uint64_t>(from[0]) << 16 | static_cast<std::uint64_t>(from[size >> 1]) << 8 | from[size - 1];
        return finish(three, 0, seed, size);
    }
    std::size_t left = size;
    if (left > 48) {
        std::uint64_t second = seed;
        std::uint64_t third = seed;
        for (; left > 48; left -= 48, from += 48) {
            seed = mix(load8(from) ^ secret[1], load8(from + 8) ^ seed);
            second = mix(load8(from + 16) ^ secret[2], load8(from + 24) ^ second);
            third = mix(load8(from + 32) ^ secret[3], load8(from + 40) ^ third);
        }
        seed ^= second ^ third;
    }
    for (; left > 16; left -= 16, from += 16)
        seed = mix(load8(from) ^ secret[1], load8(from + 8) ^ seed);
    // The last 16 bytes, which may overlap what was folded already.
    return finish(load8(from + left - 16), load8(from + left - 8), seed, size);
}

}  // namespace retort
