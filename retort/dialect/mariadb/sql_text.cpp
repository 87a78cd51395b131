#include <retort/dialect/mariadb/sql_text.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <vector>

#include <retort/core/text.hpp>
#include <retort/dialect/mariadb/ddl.hpp>
#include <retort/dialect/mariadb/expression.hpp>
#include <retort/dialect/mariadb/tokens.hpp>
#include <retort/dialect/mariadb/type_names.hpp>

namespace retort::mariadb {

namespace {

std::string normalized(const Token& token) {
    switch (token.kind) {
    case Token::Kind::word:
    case Token::Kind::number:
    case Token::Kind::blob: return to_lower_ascii(token.text);
    case Token::Kind::quoted_name: return to_lower_ascii(token.name());
    case Token::Kind::string: return quote(token.value(), '\'');
    case Token::Kind::punctuation: return token.text == "!=" ? "<>" : std::string{token.text};
    case Token::Kind::broken:
    case Token::Kind::end: break;
    }
    return std::string{token.text};
}

std::string normalized(Tokens tokens) {
    std::string sql;
    for (const Token& token : without_outer_brackets(tokens))
        sql.append(sql.empty() ? "" : " ").append(normalized(token));
    return sql;
}

/// What DEFAULT takes without brackets: a literal, a number with its sign, a name, a call.
bool stands_alone(Tokens tokens) {
    if (tokens.empty()) return true;
    if (tokens.size() == 2 && (tokens[0].is('-') || tokens[0].is('+'))) return tokens[1].kind == Token::Kind::number;
    if (tokens.size() == 1) return true;
    if (tokens.size() == 2 && tokens[0].kind == Token::Kind::word && tokens[1].kind == Token::Kind::string) return true;
    const std::size_t open = tokens.front().is('(') ? 0 : 1;
    return tokens[open].is('(') && (open == 0 || tokens.front().kind == Token::Kind::word) &&
           closing_bracket(tokens, open) == tokens.size() - 1;
}

/// A default in a form that is the same where it is certain that the values are.
struct DefaultValue {
    enum class Kind { null, number, text, expression };
    Kind kind = Kind::null;
    std::string content{};
};

/// `+01.50` as `1.50`, `- 7` as `-7`, `1e1` as it is: so a column of text keeps it.
std::string plain_number(std::string_view number) {
    std::string text = to_lower_ascii(strip(number));
    const bool is_negative = text.starts_with('-');
    if (is_negative || text.starts_with('+')) text = strip(std::string_view{text}.substr(1));
    if (text.empty() || text.find_first_not_of("0123456789.") != std::string::npos) return (is_negative ? "-" : "") + text;
    text.erase(0, std::min(text.find_first_not_of('0'), text.size()));
    if (text.empty() || text.starts_with('.')) text.insert(text.begin(), '0');
    return (is_negative && text != "0" ? "-" : "") + text;
}

/// Without the zeros behind its point too: so a column of numbers keeps it.
std::string canonical_number(std::string_view number) {
    std::string text = plain_number(number);
    if (text.find('.') == std::string::npos || text.find_first_not_of("-0123456789.") != std::string::npos) return text;
    text.erase(text.find_last_not_of('0') + 1);
    if (text.ends_with('.')) text.pop_back();
    return text == "-0" ? "0" : text;
}

DefaultValue default_value(std::string_view sql) {
    using Kind = DefaultValue::Kind;
    const std::vector<Token> all = tokenize(sql);
    const Tokens tokens = without_outer_brackets(all_of(all));
    if (tokens.empty() || (tokens.size() == 1 && tokens.front().is("NULL"))) return {};
    const Token& last = tokens.back();
    if (tokens.size() == 1 && (last.is("TRUE") || last.is("FALSE"))) return {Kind::number, last.is("TRUE") ? "1" : "0"};
    const bool has_introducer = tokens.size() == 2 && tokens.front().text.starts_with('_');
    if (last.kind == Token::Kind::string && (tokens.size() == 1 || has_introducer)) return {Kind::text, last.value()};
    if (last.kind == Token::Kind::number && stands_alone(tokens)) return {Kind::number, plain_number(text_of(tokens))};
    const auto canonical = canonical_expression(tokens);
    return {Kind::expression, canonical ? *canonical : normalized(tokens)};
}

/// `2020-01-01 10:00` and `10:00:00.500000` as MariaDB writes them, without the zeros at the end.
std::string canonical_time(std::string_view text, bool has_date) {
    std::string time{strip(text)};
    if (has_date) {
        const auto middle = time.find_first_of(" T");
        if (middle == std::string::npos) return time + " 00:00:00";
        time[middle] = ' ';
    }
    if (std::count(time.begin(), time.end(), ':') == 1) time += ":00";
    if (time.find('.') != std::string::npos) {
        time.erase(time.find_last_not_of('0') + 1);
        if (time.ends_with('.')) time.pop_back();
    }
    return time;
}

bool is_numeric(SqlType::Kind kind) {
    using Kind = SqlType::Kind;
    return kind == Kind::boolean || kind == Kind::small_integer || kind == Kind::integer || kind == Kind::big_integer ||
           kind == Kind::float_ || kind == Kind::double_ || kind == Kind::numeric;
}

/// Nothing of what is no number in digits, as 0x10 is not.
std::optional<double> number_of(const std::string& text) {
    double number = 0;
    const char* const end = text.data() + text.size();
    const auto [last, error] = std::from_chars(text.data(), end, number);
    return error == std::errc{} && last == end ? std::optional{number} : std::nullopt;
}

/// The values that literals give a column of this type.
bool same_literal(const DefaultValue& one, const DefaultValue& other, const SqlType& type) {
    using Kind = SqlType::Kind;
    if (is_numeric(type.kind) || (type.kind == Kind::custom && to_lower_ascii(type.name).find("int") != std::string::npos)) {
        // SQLAlchemy writes `server_default="0"` as '0', and the column makes of it what its type says.
        const std::string left = canonical_number(one.content);
        const std::string right = canonical_number(other.content);
        if (left == right) return true;
        const bool is_exact = type.kind != Kind::float_ && type.kind != Kind::double_;
        const auto number = number_of(left);
        return !is_exact && number && number == number_of(right);
    }
    if (type.kind == Kind::datetime || type.kind == Kind::interval)
        return canonical_time(one.content, true) == canonical_time(other.content, true);
    if (type.kind == Kind::time) return canonical_time(one.content, false) == canonical_time(other.content, false);
    return one.content == other.content;
}

/// An expression, where CURRENT_TIMESTAMP has the precision of its column.
bool same_expression(const std::string& existing, const std::string& wanted) {
    if (existing == wanted) return true;
    constexpr std::string_view now = "current_timestamp()";
    return wanted == now && existing.starts_with("(" + std::string{now} + " ");
}

bool same_value(std::string_view existing, std::string_view wanted, const SqlType& type) {
    using Kind = DefaultValue::Kind;
    const DefaultValue before = default_value(existing);
    const DefaultValue after = default_value(wanted);
    const auto is_literal = [](const DefaultValue& value) { return value.kind == Kind::number || value.kind == Kind::text; };
    if (is_literal(before) && is_literal(after)) return same_literal(before, after, type);
    if (before.kind != after.kind) return false;
    return before.kind != Kind::expression || same_expression(before.content, after.content);
}

}  // namespace

std::optional<IndexPart> parse_index_element(std::string_view sql) {
    const std::vector<Token> all = tokenize(sql);
    Tokens tokens = all_of(all);
    if (tokens.empty() || !tokens.front().is_name()) return std::nullopt;
    IndexPart part{tokens.front().name()};
    tokens = tokens.subspan(1);
    if (tokens.size() >= 3 && tokens[0].is('(') && tokens[1].kind == Token::Kind::number && tokens[2].is(')')) {
        const std::string_view digits = tokens[1].text;
        std::from_chars(digits.data(), digits.data() + digits.size(), part.length);
        tokens = tokens.subspan(3);
    }
    if (tokens.size() == 1 && (tokens[0].is("ASC") || tokens[0].is("DESC"))) {
        part.descending = tokens[0].is("DESC");
        tokens = tokens.subspan(1);
    }
    if (!tokens.empty()) return std::nullopt;
    return part;
}

bool same_sql(std::string_view left, std::string_view right) {
    if (left == right) return true;
    const std::vector<Token> one = tokenize(left);
    const std::vector<Token> other = tokenize(right);
    const auto before = canonical_expression(all_of(one));
    const auto after = canonical_expression(all_of(other));
    if (before && after) return *before == *after;
    return normalized(all_of(one)) == normalized(all_of(other));
}

std::string normalized_sql(std::string_view sql) {
    const std::vector<Token> tokens = tokenize(sql);
    return normalized(all_of(tokens));
}

// https://mariadb.com/kb/en/sql-statements-that-cause-an-implicit-commit/ ; what is missing there counts as one that does, since only that is
// asked about.
bool commits_implicitly(std::string_view sql) {
    constexpr std::array<std::string_view, 17> harmless{"SELECT", "INSERT", "UPDATE", "DELETE", "REPLACE", "WITH", "VALUES", "SET", "DO",
        "CALL", "EXECUTE", "HANDLER", "SHOW", "EXPLAIN", "DESCRIBE", "USE", "SAVEPOINT"};
    const std::vector<Token> tokens = tokenize(sql);
    const auto first = std::find_if(tokens.begin(), tokens.end(), [](const Token& token) { return !token.is('('); });
    if (first == tokens.end() || first->kind == Token::Kind::end) return false;
    return std::none_of(harmless.begin(), harmless.end(), [&](std::string_view word) { return first->is(word); });
}

DefaultParts default_parts(std::string_view expression) {
    const std::vector<Token> all = tokenize(expression);
    const Tokens tokens = all_of(all);
    for (std::size_t place = 0; place + 1 < tokens.size(); ++place) {
        if (tokens[place].is("ON") && tokens[place + 1].is("UPDATE")) {
            return {text_of(tokens.first(place)), text_of(tokens.subspan(place + 2))};
        }
    }
    return {text_of(tokens), {}};
}

std::string default_sql(std::string_view expression) {
    const DefaultParts parts = default_parts(expression);
    const std::vector<Token> all = tokenize(parts.value);
    if (stands_alone(all_of(all))) return std::string{expression};
    const std::string on_update = parts.on_update.empty() ? "" : " ON UPDATE " + std::string{parts.on_update};
    return "(" + std::string{parts.value} + ")" + on_update;
}

bool same_default(const Column& existing, const Column& wanted) {
    const std::string existing_sql = existing.options.server_default.value_or("");
    const std::string wanted_sql = wanted.options.server_default.value_or("");
    const DefaultParts before = default_parts(existing_sql);
    const DefaultParts after = default_parts(wanted_sql);
    if (before.on_update.empty() != after.on_update.empty()) return false;
    if (!before.on_update.empty() && !same_value(before.on_update, after.on_update, wanted.type)) return false;
    return same_value(before.value, after.value, wanted.type);
}

}  // namespace retort::mariadb
