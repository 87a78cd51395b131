#include <retort/dialect/mariadb/tokens.hpp>

#include <algorithm>
#include <array>

#include <retort/core/text.hpp>

namespace retort::mariadb {

namespace {

bool is_space(char c) noexcept {
    return c == ' ' || c == '\t' || c == '\n' || c == '\f' || c == '\r' || c == '\v';
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
        if (first == '\'' || first == '"') return string(0);
        if (first == '`') return quoted_name();
        if ((first == 'x' || first == 'X' || first == 'b' || first == 'B') && peek(1) == '\'') {
            Token token = string(1);
            if (token.kind == Token::Kind::string) token.kind = Token::Kind::blob;
            return token;
        }
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
            if (!rest_.empty() && is_space(rest_.front())) {
                rest_.remove_prefix(1);
            } else if (rest_.starts_with('#') || (rest_.starts_with("--") && (rest_.size() == 2 || is_space(peek(2))))) {
                rest_.remove_prefix(std::min(rest_.find('\n'), rest_.size()));
            } else if (rest_.starts_with("/*")) {
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

    /// A quote within is written twice or behind a backslash.
    Token string(std::size_t start) noexcept {
        const char mark = rest_[start];
        for (std::size_t at = start + 1; at < rest_.size(); ++at) {
            if (rest_[at] == '\\' || (rest_[at] == mark && peek(at + 1) == mark)) {
                ++at;
            } else if (rest_[at] == mark) {
                return take(Token::Kind::string, at + 1);
            }
        }
        return take(Token::Kind::broken, rest_.size());
    }

    Token quoted_name() noexcept {
        for (auto at = rest_.find('`', 1); at != std::string_view::npos; at = rest_.find('`', at + 2)) {
            if (peek(at + 1) != '`') return take(Token::Kind::quoted_name, at + 1);
        }
        return take(Token::Kind::broken, rest_.size());
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
        constexpr std::array<std::string_view, 12> long_marks{"<=>", "->>", "->", "||", "&&", "<=", ">=", "<>", "!=", ":=", "<<", ">>"};
        for (const auto mark : long_marks) {
            if (rest_.starts_with(mark)) return take(Token::Kind::punctuation, mark.size());
        }
        return take(Token::Kind::punctuation, 1);
    }

    std::string_view rest_;
};

/// What stands for `c` behind a backslash; `\%` and `\_` keep theirs, which LIKE wants to see.
void append_escaped(std::string& text, char c) {
    switch (c) {
    case '0': text += '\0'; return;
    case 'b': text += '\b'; return;
    case 'n': text += '\n'; return;
    case 'r': text += '\r'; return;
    case 't': text += '\t'; return;
    case 'Z': text += '\x1a'; return;
    case '%':
    case '_': text += '\\'; break;
    default: break;
    }
    text += c;
}

}  // namespace

bool Token::is(std::string_view keyword) const noexcept {
    return kind == Kind::word && iequals(text, keyword);
}

std::string Token::name() const {
    if (kind != Kind::quoted_name) return std::string{text};
    return replace_all(text.substr(1, text.size() - 2), "``", "`");
}

std::string Token::value() const {
    if (kind != Kind::string) return std::string{text};
    const char mark = text.front();
    const auto within = text.substr(1, text.size() - 2);
    std::string value;
    for (std::size_t at = 0; at < within.size(); ++at) {
        if (within[at] == '\\' && at + 1 < within.size()) {
            append_escaped(value, within[++at]);
        } else {
            value += within[at];
            if (within[at] == mark) ++at;
        }
    }
    return value;
}

std::vector<Token> tokenize(std::string_view sql) {
    std::vector<Token> tokens;
    Tokenizer tokenizer{sql};
    do {
        tokens.push_back(tokenizer.next());
    } while (tokens.back().kind != Token::Kind::end);
    return tokens;
}

Tokens all_of(const std::vector<Token>& tokens) {
    return Tokens{tokens}.first(tokens.size() - 1);
}

std::string_view text_of(Tokens tokens) {
    if (tokens.empty()) return {};
    const char* const begin = tokens.front().text.data();
    return {begin, static_cast<std::size_t>(tokens.back().text.data() + tokens.back().text.size() - begin)};
}

std::size_t closing_bracket(Tokens tokens, std::size_t open) {
    std::size_t depth = 0;
    for (std::size_t place = open; place < tokens.size(); ++place) {
        if (tokens[place].is('(')) ++depth;
        if (tokens[place].is(')') && --depth == 0) return place;
    }
    return tokens.size();
}

Tokens without_outer_brackets(Tokens tokens) {
    while (tokens.size() > 2 && tokens.front().is('(') && closing_bracket(tokens, 0) == tokens.size() - 1)
        tokens = tokens.subspan(1, tokens.size() - 2);
    return tokens;
}

}  // namespace retort::mariadb
