/// \file
/// Internal: the test that every text on its way to and from a database goes through.
#pragma once

#include <cstdint>
#include <cstring>
#include <string_view>

#include <retort/core/text.hpp>

namespace retort::detail {

/// is_valid_utf8 with a short way for the short ASCII texts that most columns hold: whole words, the last of which overlaps the one before,
/// instead of a loop over the bytes that are left. Without it the test took 4 % of reading a row.
inline bool is_valid_text(std::string_view text) noexcept {
    constexpr std::uint64_t high_bits = 0x8080808080808080;
    const char* const data = text.data();
    const auto word_at = [data](std::size_t offset) {
        std::uint64_t word = 0;
        std::memcpy(&word, data + offset, sizeof word);
        return word;
    };
    std::uint64_t seen = 0;
    if (text.size() >= 8) {
        for (std::size_t offset = 0; offset + 8 < text.size(); offset += 8)
            seen |= word_at(offset);
        seen |= word_at(text.size() - 8);
    } else {
        for (const char c : text)
            seen |= static_cast<std::uint64_t>(static_cast<unsigned char>(c));
    }
    return (seen & high_bits) == 0 || is_valid_utf8(text);
}

}  // namespace retort::detail
