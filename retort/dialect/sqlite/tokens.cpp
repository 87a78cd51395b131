#include <retort/dialect/sqlite/tokens.hpp>

#include <algorithm>
#include <array>
#include <cstddef>

#include <retort/core/text.hpp>

namespace retort::sqlite {

namespace {

bool is_space(char c) noexcept {
    return c == ' ' || c == '\t' || c == '\n' || c == '\f' || c == '\r';
}

bool is_digit(char c) noexcept {
    return c >= '0' && c <= '9';
}

bool is_word_part(char c) noexcept {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || is_digit(c) || c == '_' || c == '$' ||
           (static_cast<unsigned char>(c) & 0x80) != 0;
}

class Tokenizer {
public:
    explicit Tokenizer(std::string_view sql) : rest_{sql} {}

    Token next() {
        skip_space();
        if (rest_.empty()) return {Token::Kind::end, rest_};
        const char first = rest_.front();
        if (first == '\'') return quoted(Token::Kind::string, 0, '\'');
        if (first == '"' || first == '`') return quoted(Token::Kind::quoted_name, 0, first);
        if (first == '[') return bracketed();
        if ((first == 'x' || first == 'X') && peek(1) == '\'') return quoted(Token::Kind::blob, 1, '\'');
        if (is_digit(first) || (first == '.' && is_digit(peek(1)))) return number();
        if (is_word_part(first)) {
            const auto end = std::find_if_not(rest_.begin(), rest_.end(), is_word_part);
            return take(Token::Kind::word, static_cast<std::size_t>(end - rest_.begin()));
        }
        return punctuation();
    }

private:
    char peek(std::size_t distance) const noexcept { return distance < rest_.size() ? rest_[distance] : '\0'; }

    void skip_space() noexcept {
        for (;;) {
            if (is_space(peek(0)) && !rest_.empty()) {
                rest_.remove_prefix(1);
            } else if (rest_.starts_with("--")) {
                rest_.remove_prefix(std::min(rest_.find('\n'), rest_.size()));
            } else if (rest_.starts_with("/*") && rest_.size() > 2) {
                const auto end = rest_.find("*/", 2);
                rest_.remove_prefix(end == std::string_view::npos ? rest_.size() : end + 2);
            } else {
                return;
            }
        }
    }

    Token take(Token::Kind kind, std::size_t size) noexcept {
        const Token token{kind, rest_.substr(0, size)};
        rest_.remove_prefix(token.text.size());
        return token;
    }

    /// A quote within is written twice.
    Token quoted(Token::Kind kind, std::size_t start, char mark) noexcept {
        for (auto at = rest_.find(mark, start + 1); at != std::string_view::npos; at = rest_.find(mark, at + 2)) {
            if (peek(at + 1) != mark) return take(kind, at + 1);
        }
        return take(Token::Kind::broken, rest_.size());
    }

    Token bracketed() noexcept {
        const auto end = rest_.find(']');
        return end == std::string_view::npos ? take(Token::Kind::broken, rest_.size()) : take(Token::Kind::quoted_name, end + 1);
    }

    Token number() noexcept {
        std::size_t size = 0;
        if (peek(0) == '0' && (peek(1) == 'x' || peek(1) == 'X')) {
            size = 2;
        } else {
            while (is_digit(peek(size)) || peek(size) == '.')
                ++size;
            const bool has_exponent =
                (peek(size) == 'e' || peek(size) == 'E') &&
                (is_digit(peek(size + 1)) || ((peek(size + 1) == '+' || peek(size + 1) == '-') && is_digit(peek(size + 2))));
            if (has_exponent) size += 2;
        }
        while (is_word_part(peek(size)))
            ++size;
        return take(Token::Kind::number, size);
    }

    Token punctuation() noexcept {
        constexpr std::array<std::string_view, 10> long_marks{"->>", "->", "||", "<=", ">=", "<>", "!=", "==", "<<", ">>"};
        for (const auto mark : long_marks) {
            if (rest_.starts_with(mark)) return take(Token::Kind::punctuation, mark.size());
        }
        return take(Token::Kind::punctuation, 1);
    }

    std::string_view rest_;
};

}  // namespace

bool Token::is(std::string_view keyword) const noexcept {
    return kind == Kind::word && iequals(text, keyword);
}

std::string Token::name() const {
    if (kind == Kind::word || text.size() < 2) return std::string{text};
    const auto within = text.substr(1, text.size() - 2);
    if (text.front() == '[') return std::string{within};
    const std::string_view mark = text.substr(0, 1);
    return replace_all(within, std::string{mark} + std::string{mark}, mark);
}

std::vector<Token> tokenize(std::string_view sql) {
    std::vector<Token> tokens;
    Tokenizer tokenizer{sql};
    do {
        tokens.push_back(tokenizer.next());
    } while (tokens.back().kind != Token::Kind::end);
    return tokens;
}

}  // namespace retort::sqlite
