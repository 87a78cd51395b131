#include <retort/dialect/postgresql/sql_text_expression.hpp>

#include <algorithm>
#include <array>
#include <iterator>
#include <string_view>
#include <utility>

#include <retort/core/text.hpp>
#include <retort/dialect/postgresql/identifiers.hpp>

namespace retort::postgresql {

namespace {

/// What cannot be read. Caught within this file.
struct Unreadable {};

/// How tightly operators hold their operands: table 4.2 of PostgreSQL's manual, from OR to the point.
enum Binding {
    binds_none,
    binds_or,
    binds_and,
    binds_not,
    binds_is,
    binds_comparison,
    binds_like,
    binds_other,
    binds_sum,
    binds_product,
    binds_power,
    binds_time_zone,
    binds_collate,
    binds_sign,
    binds_subscript,
};

/// An expression in its normal form. Brackets stand around all that is made of parts, so that the text tells the tree.
struct Expression {
    std::string text;
    std::string joined_by;  ///< `and` or `or`: the parts are text without their brackets
    std::vector<std::string> parts{};
    bool is_string = false;  ///< `'a'`
};

Expression plain(std::string text) {
    return {std::move(text), {}, {}, false};
}

Expression binary(const Expression& left, std::string_view sign, const Expression& right) {
    return plain("(" + left.text + " " + std::string{sign} + " " + right.text + ")");
}

Expression junction(std::string_view word, std::vector<Expression> operands) {
    Expression all{{}, std::string{word}, {}, false};
    for (Expression& one : operands) {
        if (one.joined_by == word) {
            std::move(one.parts.begin(), one.parts.end(), std::back_inserter(all.parts));
        } else {
            all.parts.push_back(std::move(one.text));
        }
    }
    all.text = "(" + join(all.parts, " " + std::string{word} + " ") + ")";
    return all;
}

/// The types of which PostgreSQL prints a constant as a string with a cast: '-1'::integer.
bool is_number_type(std::string_view type) {
    constexpr std::array<std::string_view, 12> names{
        "integer", "int", "int4", "bigint", "int8", "smallint", "int2", "numeric", "decimal", "real", "double", "float8"};
    return std::find(names.begin(), names.end(), type) != names.end();
}

/// PostgreSQL prints the literal of a moment with its time, and with the session's zone where the column has one: '2026-11-22' becomes
/// '2026-11-22 00:00:00' or '2026-11-22 00:00:00+00'.
std::string with_short_time(std::string literal) {
    constexpr std::string_view date = "'dddd-dd-dd";
    const auto looks_like = [&](std::string_view shape, std::size_t from) {
        for (std::size_t place = 0; place < shape.size(); ++place) {
            const char c = from + place < literal.size() ? literal[from + place] : ' ';
            if (shape[place] == 'd' ? c < '0' || c > '9' : c != shape[place]) return false;
        }
        return true;
    };
    if (!looks_like(date, 0)) return literal;
    if (looks_like(" dd:dd:dd+00'", date.size()) && literal.size() == date.size() + 13) literal.erase(date.size() + 9, 3);
    if (looks_like(" dd:dd:00'", date.size()) && literal.size() == date.size() + 10) literal.erase(date.size() + 6, 3);
    if (literal.ends_with(" 00:00'") && literal.size() == date.size() + 7) literal.erase(date.size(), 6);
    return literal;
}

class Parser {
public:
    explicit Parser(const std::vector<Token>& tokens) : tokens_{tokens} {}

    Expression expression(int binding = binds_none) {
        Expression left = operand();
        while (continue_with(left, binding)) {}
        return left;
    }

    std::size_t place() const noexcept { return place_; }

private:
    const Token& now() const noexcept { return tokens_[place_]; }
    const Token& ahead(std::size_t distance) const noexcept { return tokens_[std::min(place_ + distance, tokens_.size() - 1)]; }
    void advance() noexcept {
        if (place_ + 1 < tokens_.size()) ++place_;
    }

    bool accept(std::string_view keyword) noexcept {
        const bool is_there = now().is(keyword);
        if (is_there) advance();
        return is_there;
    }
    bool accept(char mark) noexcept {
        const bool is_there = now().is(mark);
        if (is_there) advance();
        return is_there;
    }
    void expect(char mark) {
        if (!accept(mark)) throw Unreadable{};
    }
    void expect(std::string_view keyword) {
        if (!accept(keyword)) throw Unreadable{};
    }

    // --- operands

    Expression operand() {
        const Token& token = now();
        switch (token.kind) {
        case Token::Kind::number: advance(); return plain(to_lower_ascii(token.text));
        case Token::Kind::string: advance(); return {with_short_time(token.literal()), {}, {}, true};
        case Token::Kind::quoted_name: return name_or_call();
        case Token::Kind::operator_: return signed_operand();
        case Token::Kind::punctuation:
            if (token.is('(')) return bracketed();
            break;
        case Token::Kind::word: return word_operand();
        case Token::Kind::broken:
        case Token::Kind::end: break;
        }
        throw Unreadable{};
    }

    Expression signed_operand() {
        const std::string sign{now().text};
        advance();
        Expression of = expression(sign == "-" || sign == "+" ? static_cast<int>(binds_sign) : static_cast<int>(binds_other));
        if (sign == "+") return of;
        if (sign == "-" && !of.text.empty() && of.text.front() >= '0' && of.text.front() <= '9') return plain("-" + of.text);
        return plain("(" + sign + " " + of.text + ")");
    }

    Expression bracketed() {
        expect('(');
        Expression first = expression();
        if (accept(')')) return first;
        std::vector<std::string> parts{first.text};
        while (accept(','))
            parts.push_back(expression().text);
        expect(')');
        return plain("row(" + join(parts, ", ") + ")");
    }

    Expression word_operand() {
        if (accept("NOT")) {
            const Expression of = expression(binds_not);
            return plain("(not " + of.text + ")");
        }
        if (now().is("CASE")) return case_expression();
        if (now().is("CAST") && ahead(1).is('(')) return cast_call();
        if (now().is("ARRAY") && ahead(1).is('[')) {
            advance();
            return array();
        }
        // A type before a literal: DATE '2026-11-22', INTERVAL '1 day'.
        if (ahead(1).kind == Token::Kind::string) {
            advance();
            return operand();
        }
        for (const std::string_view reserved : {"AND", "OR", "IN", "IS", "LIKE", "ILIKE", "BETWEEN", "SELECT", "FROM", "WHERE", "DESC",
                 "ASC", "COLLATE", "WHEN", "THEN", "ELSE", "END", "EXISTS"}) {
            if (now().is(reserved)) throw Unreadable{};
        }
        return name_or_call();
    }

    /// `a`, `t.a`, `lower(a)`, `pg_catalog.lower(a)`; a column without the table before it, as PostgreSQL prints it.
    Expression name_or_call() {
        std::string schema;
        bool is_quoted = now().kind == Token::Kind::quoted_name;
        std::string name = take_name();
        while (now().is('.') && ahead(1).is_name()) {
            advance();
            is_quoted = now().kind == Token::Kind::quoted_name;
            schema = std::exchange(name, take_name());
        }
        // A word without quotes may be a value: null, current_date. PostgreSQL quotes names of functions that need it not: "substring"(a, 1).
        if (!now().is('(')) return plain(is_quoted ? quote_identifier(name) : name);
        std::string call = schema.empty() || schema == "pg_catalog" ? "" : quote_identifier(schema) + ".";
        call += name;
        return plain(call + "(" + arguments() + ")");
    }

    std::string take_name() {
        if (!now().is_name()) throw Unreadable{};
        std::string name = now().name();
        advance();
        return name;
    }

    /// What stands between the brackets of a call; the FROM and FOR of EXTRACT, SUBSTRING and their kin count as commas.
    std::string arguments() {
        expect('(');
        if (accept(')')) return {};
        if (now().is_operator("*") && ahead(1).is(')')) {
            advance();
            advance();
            return "*";
        }
        std::string list = accept("DISTINCT") ? "distinct " : "";
        for (;;) {
            list += expression().text;
            if (accept(')')) return list;
            if (!accept(',') && !accept("FROM") && !accept("FOR") && !accept("PLACING")) throw Unreadable{};
            list += ", ";
        }
    }

    Expression array() {
        expect('[');
        std::string text = "array[";
        if (!accept(']')) {
            text += expression().text;
            while (accept(','))
                text += ", " + expression().text;
            expect(']');
        }
        return plain(text + "]");
    }

    Expression case_expression() {
        expect("CASE");
        std::string text = "case";
        if (!now().is("WHEN")) text += " " + expression().text;
        while (accept("WHEN")) {
            text += " when " + expression().text;
            expect("THEN");
            text += " then " + expression().text;
        }
        // PostgreSQL prints ELSE NULL where none was written.
        const std::string otherwise = accept("ELSE") ? expression().text : "null";
        expect("END");
        return plain("(" + text + " else " + otherwise + " end)");
    }

    Expression cast_call() {
        advance();
        expect('(');
        const Expression of = expression();
        expect("AS");
        Expression result = cast(of);
        expect(')');
        return result;
    }

    /// Reads the type's words; of the cast only what makes a number of a string is kept.
    Expression cast(const Expression& of) {
        const std::string type = type_name();
        if (!of.is_string || !is_number_type(type)) return of;
        return plain(of.text.substr(1, of.text.size() - 2));
    }

    /// The first word of a type, behind all of whose words the place is then.
    std::string type_name() {
        std::string first = take_name();
        while (accept('.'))
            first = take_name();
        if (first == "double") accept("PRECISION");
        if (first == "character" || first == "bit" || first == "char") accept("VARYING");
        skip_numbers();
        if (first == "timestamp" || first == "time") {
            if (accept("WITH") || accept("WITHOUT")) {
                expect("TIME");
                expect("ZONE");
            }
        }
        while (now().is('[')) {
            advance();
            if (now().kind == Token::Kind::number) advance();
            expect(']');
        }
        return first;
    }

    void skip_numbers() {
        if (!now().is('(')) return;
        while (!accept(')')) {
            if (now().kind == Token::Kind::end) throw Unreadable{};
            advance();
        }
    }

    // --- what follows an operand

    /// True where `left` has become more.
    bool continue_with(Expression& left, int binding) {
        const Token& token = now();
        if (token.kind == Token::Kind::operator_) return continue_with_operator(left, binding);
        if (token.is('[')) return continue_with_subscript(left);
        if (token.is("AND")) return continue_with_junction(left, "and", binds_and, binding);
        if (token.is("OR")) return continue_with_junction(left, "or", binds_or, binding);
        if (token.is("IS") || token.is("ISNULL") || token.is("NOTNULL")) return continue_with_is(left, binding);
        if (token.is("COLLATE")) return continue_with_collation(left, binding);
        if (token.is("AT") && ahead(1).is("TIME")) return continue_with_time_zone(left, binding);
        const bool is_negated = token.is("NOT");
        const Token& verb = is_negated ? ahead(1) : token;
        if (!verb.is("IN") && !verb.is("LIKE") && !verb.is("ILIKE") && !verb.is("BETWEEN")) return false;
        if (binding >= binds_like) return false;
        if (is_negated) advance();
        advance();
        if (verb.is("IN")) {
            left = membership(left, is_negated);
        } else if (verb.is("BETWEEN")) {
            left = between(left, is_negated);
        } else {
            std::string sign = is_negated ? "!~~" : "~~";
            if (verb.is("ILIKE")) sign += "*";
            left = binary(left, sign, expression(binds_like));
        }
        return true;
    }

    static int binding_of(std::string_view sign) {
        constexpr std::array<std::string_view, 7> comparisons{"=", "<", ">", "<=", ">=", "<>", "!="};
        if (std::find(comparisons.begin(), comparisons.end(), sign) != comparisons.end()) return binds_comparison;
        if (sign == "+" || sign == "-") return binds_sum;
        if (sign == "*" || sign == "/" || sign == "%") return binds_product;
        if (sign == "^") return binds_power;
        if (sign == "::") return binds_subscript;
        return binds_other;
    }

    bool continue_with_operator(Expression& left, int binding) {
        std::string sign{now().text};
        const int own = binding_of(sign);
        if (own <= binding) return false;
        advance();
        if (sign == "::") {
            left = cast(left);
            return true;
        }
        if (sign == "!=") sign = "<>";
        if (now().is("ANY") || now().is("SOME") || now().is("ALL")) {
            left = quantified(left, sign);
            return true;
        }
        left = binary(left, sign, expression(own));
        return true;
    }

    bool continue_with_subscript(Expression& left) {
        advance();
        const Expression at = expression();
        expect(']');
        left = plain(left.text + "[" + at.text + "]");
        return true;
    }

    bool continue_with_junction(Expression& left, std::string_view word, int own, int binding) {
        if (own <= binding) return false;
        advance();
        Expression right = expression(own);
        left = junction(word, {std::move(left), std::move(right)});
        return true;
    }

    bool continue_with_is(Expression& left, int binding) {
        if (binding >= binds_is) return false;
        if (accept("ISNULL")) {
            left = plain("(" + left.text + " is null)");
            return true;
        }
        if (accept("NOTNULL")) {
            left = plain("(" + left.text + " is not null)");
            return true;
        }
        advance();
        const bool is_negated = accept("NOT");
        if (accept("DISTINCT")) {
            expect("FROM");
            left = binary(left, "is distinct from", expression(binds_is));
            if (is_negated) left = plain("(not " + left.text + ")");
            return true;
        }
        for (const std::string_view word : {"null", "true", "false", "unknown"}) {
            if (!accept(word)) continue;
            left = plain("(" + left.text + (is_negated ? " is not " : " is ") + std::string{word} + ")");
            return true;
        }
        throw Unreadable{};
    }

    bool continue_with_collation(Expression& left, int binding) {
        if (binding >= binds_collate) return false;
        advance();
        std::string name = take_name();
        while (accept('.'))
            name = take_name();
        left = plain("(" + left.text + " collate " + quote(name, '"') + ")");
        return true;
    }

    bool continue_with_time_zone(Expression& left, int binding) {
        if (binding >= binds_time_zone) return false;
        advance();
        expect("TIME");
        expect("ZONE");
        left = binary(left, "at time zone", expression(binds_time_zone));
        return true;
    }

    /// x IN (a, b), which PostgreSQL prints as x = ANY (ARRAY[a, b]), and x IN (a), which it prints as x = a.
    Expression membership(const Expression& left, bool is_negated) {
        std::vector<std::string> values;
        if (accept('(')) {
            do {
                values.push_back(expression().text);
            } while (accept(','));
            expect(')');
        } else {
            values.push_back(expression(binds_like).text);  // POSITION('a' IN b)
        }
        if (values.size() == 1) return binary(left, is_negated ? "<>" : "=", plain(values.front()));
        return plain("(" + left.text + (is_negated ? " <> all " : " = any ") + "array[" + join(values, ", ") + "])");
    }

    Expression quantified(const Expression& left, const std::string& sign) {
        const bool all = now().is("ALL");
        advance();
        expect('(');
        const Expression of = expression();
        expect(')');
        return plain("(" + left.text + " " + sign + (all ? " all " : " any ") + of.text + ")");
    }

    Expression between(const Expression& value, bool is_negated) {
        accept("ASYMMETRIC");
        const Expression low = expression(binds_like);
        expect("AND");
        const Expression high = expression(binds_like);
        if (is_negated) return junction("or", {binary(value, "<", low), binary(value, ">", high)});
        return junction("and", {binary(value, ">=", low), binary(value, "<=", high)});
    }

    const std::vector<Token>& tokens_;
    std::size_t place_ = 0;
};

}  // namespace

std::optional<std::string> normalized_expression(const std::vector<Token>& tokens, std::size_t& used) {
    try {
        Parser parser{tokens};
        std::string text = parser.expression().text;
        used = parser.place();
        const Token& next = tokens[used];
        const bool is_whole = next.kind == Token::Kind::end || next.kind == Token::Kind::word;
        return is_whole ? std::optional{std::move(text)} : std::nullopt;
    } catch (const Unreadable&) {
        return std::nullopt;
    }
}

}  // namespace retort::postgresql
