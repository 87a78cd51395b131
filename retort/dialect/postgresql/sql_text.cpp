#include <retort/dialect/postgresql/sql_text.hpp>

#include <algorithm>
#include <cstddef>
#include <span>
#include <vector>

#include <retort/core/text.hpp>
#include <retort/dialect/postgresql/sql_text_expression.hpp>
#include <retort/dialect/postgresql/sql_text_tokens.hpp>

namespace retort::postgresql {

namespace {

using Tokens = std::span<const Token>;

/// Without the one that marks the end.
Tokens all_of(const std::vector<Token>& tokens) {
    return Tokens{tokens}.first(tokens.size() - 1);
}

/// From the first to the last token, with what stands between them.
std::string_view text_of(Tokens tokens) {
    if (tokens.empty()) return {};
    const char* const begin = tokens.front().text.data();
    return {begin, static_cast<std::size_t>(tokens.back().text.data() + tokens.back().text.size() - begin)};
}

/// The place of the bracket that closes the one at `open`; the end where there is none.
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

std::string plain_text(const Token& token) {
    switch (token.kind) {
    case Token::Kind::quoted_name: return quote(token.name(), '"');
    case Token::Kind::string: return token.literal();
    case Token::Kind::operator_: return token.text == "!=" ? "<>" : std::string{token.text};
    case Token::Kind::word:
    case Token::Kind::number:
    case Token::Kind::punctuation: return to_lower_ascii(token.text);
    case Token::Kind::broken:
    case Token::Kind::end: break;
    }
    return std::string{token.text};
}

/// `desc`, `desc nulls last`: without what is as if nothing was said.
std::string order_words(Tokens tokens) {
    std::vector<std::string> words;
    words.reserve(tokens.size());
    for (const Token& token : tokens)
        words.push_back(plain_text(token));
    std::string text = join(words, " ");
    if (text == "asc" || text.starts_with("asc nulls")) text.erase(0, std::min<std::size_t>(4, text.size()));
    if (text == "nulls last") return {};
    if (text == "desc nulls first") return "desc";
    return text;
}

std::string words_of(Tokens tokens) {
    std::string text;
    for (const Token& token : tokens)
        text.append(text.empty() ? "" : " ").append(plain_text(token));
    return text;
}

/// An expression alone, whose tokens end where the span does.
std::string expression_of(Tokens tokens) {
    std::vector<Token> alone{tokens.begin(), tokens.end()};
    alone.push_back({Token::Kind::end, {}});
    std::size_t used = 0;
    const auto text = normalized_expression(alone, used);
    return text ? *text + " " + words_of(tokens.subspan(used)) : words_of(tokens);
}

/// What stands behind EXCLUDE: `USING gist (room WITH =, during WITH &&) WHERE (active)`.
std::string normalized_exclusion(const std::vector<Token>& all) {
    const Tokens tokens = all_of(all);
    const auto is_open = [](const Token& token) { return token.is('('); };
    const auto open = static_cast<std::size_t>(std::find_if(tokens.begin(), tokens.end(), is_open) - tokens.begin());
    const std::size_t close = closing_bracket(tokens, open);
    if (close >= tokens.size()) return words_of(tokens);
    std::string text = words_of(tokens.first(open)) + " (";
    std::size_t begin = open + 1;
    for (std::size_t place = begin; place <= close; ++place) {
        if (tokens[place].is('(')) {
            place = closing_bracket(tokens, place);
        } else if (tokens[place].is("WITH")) {
            text += expression_of(tokens.subspan(begin, place - begin)) + "with ";
            begin = place + 1;
        } else if (tokens[place].is(',') || place == close) {
            text += words_of(tokens.subspan(begin, place - begin)) + ", ";
            begin = place + 1;
        }
    }
    Tokens rest = tokens.subspan(close + 1);
    text += ")";
    if (!rest.empty() && rest.front().is("WHERE")) {
        const std::size_t end = std::min(closing_bracket(rest, 1) + 1, rest.size());
        text += " where " + expression_of(rest.subspan(1, end - 1));
        rest = rest.subspan(end);
    }
    return text + " " + words_of(rest);
}

}  // namespace

std::string normalized_sql(std::string_view sql) {
    const std::vector<Token> tokens = tokenize(sql);
    if (tokens.front().is("USING")) return normalized_exclusion(tokens);
    std::size_t used = 0;
    if (auto text = normalized_expression(tokens, used)) {
        const std::string order = order_words(all_of(tokens).subspan(used));
        return order.empty() ? *std::move(text) : *std::move(text) + " " + order;
    }
    // What the parser does not know is compared word for word.
    std::string text;
    for (const Token& token : without_outer_brackets(all_of(tokens)))
        text.append(text.empty() ? "" : " ").append(plain_text(token));
    return text;
}

std::string trimmed_sql(std::string_view sql) {
    const std::vector<Token> tokens = tokenize(sql);
    return std::string{text_of(all_of(tokens))};
}

std::string unbracketed_sql(std::string_view sql) {
    const std::vector<Token> tokens = tokenize(sql);
    return std::string{text_of(without_outer_brackets(all_of(tokens)))};
}

std::string check_condition(std::string_view definition) {
    const std::vector<Token> all = tokenize(definition);
    const Tokens tokens = all_of(all);
    const auto open = std::find_if(tokens.begin(), tokens.end(), [](const Token& token) { return token.is('('); });
    if (open == tokens.end()) return std::string{definition};
    const auto first = static_cast<std::size_t>(open - tokens.begin());
    const std::size_t last = closing_bracket(tokens, first);
    return std::string{text_of(without_outer_brackets(tokens.subspan(first, std::min(last + 1, tokens.size()) - first)))};
}

std::string canonical_deferral(std::string_view deferral) {
    const std::vector<Token> all = tokenize(deferral);
    std::string text;
    bool is_deferrable = false;
    bool is_deferred = false;
    bool is_not_valid = false;
    for (std::size_t place = 0; place + 1 < all.size(); ++place) {
        const bool is_negated = place > 0 && all[place - 1].is("NOT");
        if (all[place].is("DEFERRABLE")) is_deferrable = !is_negated;
        if (all[place].is("DEFERRED")) is_deferred = true;
        if (all[place].is("VALID")) is_not_valid = is_negated;
    }
    if (is_deferred) {
        text = "DEFERRABLE INITIALLY DEFERRED";
    } else if (is_deferrable) {
        text = "DEFERRABLE";
    }
    if (is_not_valid) text += text.empty() ? "NOT VALID" : " NOT VALID";
    return text;
}

std::optional<std::string> plain_column(std::string_view element) {
    const std::vector<Token> all = tokenize(element);
    const Tokens tokens = without_outer_brackets(all_of(all));
    if (tokens.empty() || !tokens.front().is_name() || !order_words(tokens.subspan(1)).empty()) return std::nullopt;
    return tokens.front().name();
}

std::string normalized_default(std::string_view expression) {
    std::string text = normalized_sql(expression);
    // All four tell when the transaction began.
    for (const std::string_view name : {"current_timestamp()", "current_timestamp", "transaction_timestamp()"}) {
        if (text == name) return "now()";
    }
    return text;
}

bool is_constant(std::string_view expression) {
    const std::vector<Token> tokens = tokenize(expression);
    bool after_cast = false;
    for (const Token& token : all_of(tokens)) {
        switch (token.kind) {
        case Token::Kind::string: {
            // 'now' and its kin are read when they are converted.
            const std::string text = to_lower_ascii(token.literal());
            for (const std::string_view moving : {"'now'", "'today'", "'tomorrow'", "'yesterday'"}) {
                if (text == moving) return false;
            }
            break;
        }
        case Token::Kind::number: break;
        case Token::Kind::operator_:
            if (token.text == "::") {
                after_cast = true;
                continue;
            }
            if (token.text != "-" && token.text != "+") return false;
            break;
        case Token::Kind::word:
        case Token::Kind::quoted_name:
            // The words of a type, however many: character varying, timestamp without time zone.
            if (after_cast) continue;
            if (!token.is("TRUE") && !token.is("FALSE") && !token.is("NULL")) return false;
            break;
        case Token::Kind::punctuation:
            if (after_cast) continue;
            if (!token.is('(') && !token.is(')')) return false;
            break;
        case Token::Kind::broken:
        case Token::Kind::end: return false;
        }
        after_cast = false;
    }
    return true;
}

}  // namespace retort::postgresql
