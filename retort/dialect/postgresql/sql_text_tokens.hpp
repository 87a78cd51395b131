/// \file
/// SQL text cut into tokens as PostgreSQL cuts it (chapter 4.1 of its manual). All functions are pure and thread-safe.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace retort::postgresql {

/// One token; white space and comments are what stands between two of them.
struct Token {
    enum class Kind {
        word,         ///< a keyword or a name without quotes
        quoted_name,  ///< `"a"`
        string,       ///< `'a'`, `E'a'`, `$$a$$`
        number,
        operator_,    ///< `>=`, `->>`, `::`
        punctuation,  ///< one bracket, comma, semicolon or point
        broken,       ///< a quote or comment that nothing ends
        end,          ///< behind the last token; its text is empty
    };

    Kind kind = Kind::end;
    std::string_view text{};

    /// True of a word without quotes that is `keyword`, in capitals or not.
    [[nodiscard]] bool is(std::string_view keyword) const noexcept;
    /// True of this punctuation.
    [[nodiscard]] bool is(char mark) const noexcept { return kind == Kind::punctuation && text.size() == 1 && text.front() == mark; }
    [[nodiscard]] bool is_operator(std::string_view sign) const noexcept { return kind == Kind::operator_ && text == sign; }
    [[nodiscard]] bool is_name() const noexcept { return kind == Kind::word || kind == Kind::quoted_name; }
    /// The name as PostgreSQL knows it: in small letters where it has no quotes.
    [[nodiscard]] std::string name() const;
    /// What the string says, written between single quotes again.
    [[nodiscard]] std::string literal() const;
};

/// The tokens of `sql`, at the end one of the kind `end`. They point into `sql`.
[[nodiscard]] std::vector<Token> tokenize(std::string_view sql);

}  // namespace retort::postgresql
