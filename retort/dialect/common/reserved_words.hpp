/// \file
/// Which identifiers must be quoted, by SQLAlchemy's rules. Pure and thread-safe.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace retort::detail {

/// The characters of which a name without quotes is made.
inline constexpr auto plain_identifier_characters = [] {
    std::array<bool, 256> plain{};
    for (std::size_t c = 0; c < plain.size(); ++c)
        plain[c] = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '$';
    return plain;
}();

/// The words that a database takes for no name. Every name of every statement is looked up here: with a binary search the look-up was more
/// than half of what compiling a short select costs, so it is known where the words of each first letter begin.
template <std::size_t count>
class ReservedWords {
public:
    /// \param words  sorted, in small letters
    consteval explicit ReservedWords(const std::array<std::string_view, count>& words) : words_{words} {
        if (!std::is_sorted(words.begin(), words.end()) || words.back().empty()) throw "the words are not sorted";
        for (std::size_t letter = 0; letter < first_.size(); ++letter) {
            while (first_[letter] < count && static_cast<std::size_t>(words_[first_[letter]][0] - 'a') < letter)
                ++first_[letter];
        }
    }

    /// True where an identifier must stand between quotes: a reserved word, a capital letter, anything but letters, digits, `_` and `$`, or
    /// a digit or `$` at its beginning.
    bool need_quotes(std::string_view identifier) const noexcept { return !is_plain(identifier) || contains(identifier); }

private:
    static bool is_plain(std::string_view identifier) noexcept {
        if (identifier.empty() || identifier.front() == '$' || (identifier.front() >= '0' && identifier.front() <= '9')) return false;
        return std::all_of(
            identifier.begin(), identifier.end(), [](char c) { return plain_identifier_characters[static_cast<unsigned char>(c)]; });
    }

    /// Of a name that is_plain().
    bool contains(std::string_view identifier) const noexcept {
        if (identifier.front() == '_' || identifier.size() < 2) return false;
        const auto letter = static_cast<std::size_t>(identifier.front() - 'a');
        for (std::size_t word = first_[letter]; word < first_[letter + 1]; ++word) {
            const std::string_view reserved = words_[word];
            // The second letter first: that spares a call for almost every word.
            if (reserved[1] == identifier[1] && reserved == identifier) return true;
        }
        return false;
    }

    std::array<std::string_view, count> words_;
    std::array<std::uint16_t, 27> first_{};
};

}  // namespace retort::detail
