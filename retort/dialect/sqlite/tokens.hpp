/// \file
/// SQL text cut into tokens as SQLite cuts it. All functions are pure and thread-safe.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace retort::sqlite {

/// One token; white space and comments are what stands between two of them.
struct Token {
    enum class Kind {
        word,         ///< a keyword or a name without quotes
        quoted_name,  ///< `"a"`, `[a]` or a name between backticks
        string,       ///< `'a'`, which SQLite also takes for a name
        number,
        blob,         ///< `x'ab'`
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
    /// True of all that can be a name.
    [[nodiscard]] bool is_name() const noexcept { return kind == Kind::word || kind == Kind::quoted_name || kind == Kind::string; }
    /// The name without its quotes.
    [[nodiscard]] std::string name() const;
};

/// The tokens of `sql`, at the end one of the kind `end`. They point into `sql`.
[[nodiscard]] std::vector<Token> tokenize(std::string_view sql);

}  // namespace retort::sqlite
