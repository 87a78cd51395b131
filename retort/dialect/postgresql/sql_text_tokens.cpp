#include <retort/dialect/postgresql/sql_text_tokens.hpp>

#include <algorithm>
#include <array>
#include <cstddef>

#include <retort/core/text.hpp>

namespace retort::postgresql {

namespace {

constexpr std::string_view operator_characters = "+-*/<>=~!@#%^&|`?:";

bool is_space(char c) noexcept {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f' || c == '\v';
}

bool is_digit(char c) noexcept {
    return c >= '0' && c <= '9';
}

bool is_word_start(char c) noexcept {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || (static_cast<unsigned char>(c) & 0x80) != 0;
}

bool is_word_part(char c) noexcept {
    return is_word_start(c) || is_digit(c) || c == '$';
}

class Tokenizer {
public:
    explicit Tokenizer(std::string_view sql) : rest_{sql} {}

    Token next() {
        if (!skip_space()) return take(Token::Kind::broken, rest_.size());
        if (rest_.empty()) return {Token::Kind::end, rest_};
        const char first = rest_.front();
        const char second = peek(1);
        if (first == '\'') return quoted(Token::Kind::string, 0, '\'', false);
        if (first == '"') return quoted(Token::Kind::quoted_name, 0, '"', false);
        if ((first == 'e' || first == 'E') && second == '\'') return quoted(Token::Kind::string, 1, '\'', true);
        if ((first == 'b' || first == 'B' || first == 'x' || first == 'X') && second == '\'')
            return quoted(Token::Kind::string, 1, '\'', false);
        if (first == '$' && !is_digit(second)) return dollar_quoted();
        if (is_digit(first) || (first == '.' && is_digit(second))) return number();
        if (is_word_start(first)) {
            const auto end = std::find_if_not(rest_.begin(), rest_.end(), is_word_part);
            return take(Token::Kind::word, static_cast<std::size_t>(end - rest_.begin()));
        }
        if (operator_characters.find(first) != std::string_view::npos) return operator_token();
        return take(Token::Kind::punctuation, 1);
    }

private:
    char peek(std::size_t distance) const noexcept { return distance < rest_.size() ? rest_[distance] : '\0'; }

    /// False where a comment has no end.
    bool skip_space() noexcept {
        for (;;) {
            if (!rest_.empty() && is_space(rest_.front())) {
                rest_.remove_prefix(1);
            } else if (rest_.starts_with("--")) {
                rest_.remove_prefix(std::min(rest_.find('\n'), rest_.size()));
            } else if (rest_.starts_with("/*")) {
                const std::size_t end = comment_end();
                if (end == std::string_view::npos) return false;
                rest_.remove_prefix(end);
            } else {
                return true;
            }
        }
    }

    /// PostgreSQL's comments nest.
    std::size_t comment_end() const noexcept {
        std::size_t depth = 0;
        for (std::size_t at = 0; at + 1 < rest_.size(); ++at) {
            const auto two = rest_.substr(at, 2);
            if (two == "/*") {
                ++depth;
                ++at;
            } else if (two == "*/") {
                ++at;
                if (--depth == 0) return at + 1;
            }
        }
        return std::string_view::npos;
    }

    Token take(Token::Kind kind, std::size_t size) noexcept {
        const Token token{kind, rest_.substr(0, size)};
        rest_.remove_prefix(token.text.size());
        return token;
    }

    /// A quote within is written twice, in E'' also behind a backslash.
    Token quoted(Token::Kind kind, std::size_t start, char mark, bool backslashes) noexcept {
        for (std::size_t at = start + 1; at < rest_.size(); ++at) {
            if (backslashes && rest_[at] == '\\') {
                ++at;
            } else if (rest_[at] == mark) {
                if (peek(at + 1) != mark) return take(kind, at + 1);
                ++at;
            }
        }
        return take(Token::Kind::broken, rest_.size());
    }

    Token dollar_quoted() noexcept {
        std::size_t size = 1;
        while (is_word_start(peek(size)) || is_digit(peek(size)))
            ++size;
        if (peek(size) != '$') return take(Token::Kind::punctuation, 1);
        const auto tag = rest_.substr(0, size + 1);
        const auto end = rest_.find(tag, tag.size());
        if (end == std::string_view::npos) return take(Token::Kind::broken, rest_.size());
        return take(Token::Kind::string, end + tag.size());
    }

    Token number() noexcept {
        std::size_t size = 0;
        while (is_digit(peek(size)) || peek(size) == '.')
            ++size;
        const bool has_exponent =
            (peek(size) == 'e' || peek(size) == 'E') &&
            (is_digit(peek(size + 1)) || ((peek(size + 1) == '+' || peek(size + 1) == '-') && is_digit(peek(size + 2))));
        if (has_exponent) size += 2;
        while (is_digit(peek(size)))
            ++size;
        return take(Token::Kind::number, size);
    }

    /// As far as it goes, but a comment within begins a comment, and no operator of several signs ends with + or - unless it has one of
    /// ~ ! @ # % ^ & | ` ? in it.
    Token operator_token() noexcept {
        std::size_t size = 0;
        while (operator_characters.find(peek(size)) != std::string_view::npos && peek(size) != '\0')
            ++size;
        const auto signs = rest_.substr(0, size);
        size = std::min({size, signs.find("--"), signs.find("/*")});
        if (rest_.starts_with("::")) return take(Token::Kind::operator_, 2);
        // A cast may follow at once: a::int is three tokens, and so is 1-'2'::int.
        if (const auto cast = rest_.substr(0, size).find("::"); cast != std::string_view::npos) size = cast;
        const bool may_end_so = rest_.substr(0, size).find_first_of("~!@#%^&|`?") != std::string_view::npos;
        while (size > 1 && !may_end_so && (rest_[size - 1] == '+' || rest_[size - 1] == '-'))
            --size;
        return take(Token::Kind::operator_, size);
    }

    std::string_view rest_;
};

std::string unescaped(std::string_view text) {
    std::string plain;
    plain.reserve(text.size());
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (text[at] == '\\' && at + 1 < text.size()) {
            const char next = text[++at];
            plain += next == 'n' ? '\n' : next == 't' ? '\t' : next == 'r' ? '\r' : next;
        } else {
            plain += text[at];
        }
    }
    return plain;
}

}  // namespace

bool Token::is(std::string_view keyword) const noexcept {
    return kind == Kind::word && iequals(text, keyword);
}

std::string Token::name() const {
    if (kind != Kind::quoted_name) return to_lower_ascii(text);
    return replace_all(text.substr(1, text.size() - 2), "\"\"", "\"");
}

std::string Token::literal() const {
    if (text.starts_with('$')) {
        const auto tag = text.find('$', 1) + 1;
        return quote(text.substr(tag, text.size() - 2 * tag), '\'');
    }
    if (text.starts_with('e') || text.starts_with('E'))
        return quote(unescaped(replace_all(text.substr(2, text.size() - 3), "''", "'")), '\'');
    return std::string{text};
}

std::vector<Token> tokenize(std::string_view sql) {
    std::vector<Token> tokens;
    Tokenizer tokenizer{sql};
    do {
        tokens.push_back(tokenizer.next());
    } while (tokens.back().kind != Token::Kind::end);
    return tokens;
}

}  // namespace retort::postgresql
