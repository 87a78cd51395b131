/// \file
/// SQL text cut into tokens as MariaDB cuts it in its default mode: double quotes hold strings, a backslash escapes. All functions are pure
/// and thread-safe.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace retort::mariadb {

/// One token; white space and comments are what stands between two of them.
struct Token {
    enum class Kind {
        word,         ///< a keyword or a name without quotes
        quoted_name,  ///< a name between backticks
        string,       ///< `'a'` or `"a"`
        number,
        blob,         ///< `x'ab'` or `b'01'`
        punctuation,  ///< one operator, bracket or comma
        broken,       ///< a quote that nothing ends
        end,          ///< behind the last token; its text is empty
    };

    Kind kind = Kind::end;
    std::string_view text{};

    /// True of a word without quotes that is `keyword`, in capitals or not.
    [[nodiscard]] bool is(std::string_view keyword) const noexcept;
    /// True of this punctuation.
    [[nodiscard]] bool is(char mark) const noexcept { return kind == Kind::punctuation && text.size() == 1 && text.front() == mark; }
    /// True of a name, in quotes or not.
    [[nodiscard]] bool is_name() const noexcept { return kind == Kind::word || kind == Kind::quoted_name; }
    /// The name without its quotes.
    [[nodiscard]] std::string name() const;
    /// What a string means, its escapes undone.
    [[nodiscard]] std::string value() const;
};

using Tokens = std::span<const Token>;

/// The tokens of `sql`, at the end one of the kind `end`. They point into `sql`.
[[nodiscard]] std::vector<Token> tokenize(std::string_view sql);
/// Without the one that marks the end. `tokens` must outlive what is returned.
[[nodiscard]] Tokens all_of(const std::vector<Token>& tokens);
/// From the first to the last token, with what stands between them.
[[nodiscard]] std::string_view text_of(Tokens tokens);
/// The place of the bracket that closes the one at `open`; the size where there is none.
[[nodiscard]] std::size_t closing_bracket(Tokens tokens, std::size_t open);
/// Without brackets around the whole.
[[nodiscard]] Tokens without_outer_brackets(Tokens tokens);

}  // namespace retort::mariadb
