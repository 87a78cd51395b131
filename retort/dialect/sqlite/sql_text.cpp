#include <retort/dialect/sqlite/sql_text.hpp>

#include <algorithm>
#include <cstddef>
#include <span>

#include <retort/core/text.hpp>
#include <retort/dialect/sqlite/identifiers.hpp>
#include <retort/dialect/sqlite/tokens.hpp>
#include <retort/dialect/sqlite/type_names.hpp>

namespace retort::sqlite {

namespace {

using Tokens = std::span<const Token>;

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

std::string normalized(const Token& token) {
    switch (token.kind) {
    case Token::Kind::word:
    case Token::Kind::number:
    case Token::Kind::blob: return to_lower_ascii(token.text);
    case Token::Kind::quoted_name: {
        // SQLite compares quoted names without their case as well. A reserved word keeps its quotes, or a column "null" would be NULL.
        const std::string name = to_lower_ascii(token.name());
        return needs_quotes(name) ? quote(name, '"') : name;
    }
    case Token::Kind::punctuation:
        if (token.text == "<>") return "!=";
        if (token.text == "==") return "=";
        break;
    case Token::Kind::string:
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

/// Without the one that marks the end.
Tokens all_of(const std::vector<Token>& tokens) {
    return Tokens{tokens}.first(tokens.size() - 1);
}

bool is_name_without_string(const Token& token) {
    return token.kind == Token::Kind::word || token.kind == Token::Kind::quoted_name;
}

const Column* column_named(const Table& table, std::string_view name) {
    const auto found =
        std::find_if(table.columns.begin(), table.columns.end(), [&](const Column& column) { return iequals(column.name, name); });
    return found != table.columns.end() ? &*found : nullptr;
}

/// A literal that DEFAULT takes without brackets.
bool is_literal(Tokens tokens) {
    if (tokens.size() == 2 && (tokens[0].is('-') || tokens[0].is('+'))) return tokens[1].kind == Token::Kind::number;
    if (tokens.size() != 1) return false;
    switch (tokens.front().kind) {
    case Token::Kind::word:
    case Token::Kind::quoted_name:
    case Token::Kind::string:
    case Token::Kind::number:
    case Token::Kind::blob: return true;
    case Token::Kind::punctuation:
    case Token::Kind::broken:
    case Token::Kind::end: break;
    }
    return false;
}

bool is_current_time(const Token& token) {
    return token.is("CURRENT_TIMESTAMP") || token.is("CURRENT_DATE") || token.is("CURRENT_TIME");
}

/// A default in a form that is the same where it is certain that the values are.
struct DefaultValue {
    enum class Kind { null, number, text, expression };
    Kind kind = Kind::null;
    std::string content{};
};

DefaultValue default_value(std::string_view sql) {
    using Kind = DefaultValue::Kind;
    const std::vector<Token> all = tokenize(sql);
    const Tokens tokens = without_outer_brackets(all_of(all));
    if (tokens.empty() || (tokens.size() == 1 && tokens.front().is("NULL"))) return {};
    const Token& last = tokens.back();
    if (tokens.size() == 1) {
        if (last.is("TRUE")) return {Kind::number, "1"};
        if (last.is("FALSE")) return {Kind::number, "0"};
        // SQLite takes a name for text here: there is no row whose column it could be.
        if (last.is_name() && !is_current_time(last)) return {Kind::text, last.name()};
    }
    if (last.kind == Token::Kind::number && is_literal(tokens)) {
        return {Kind::number, (tokens.front().is('-') ? "-" : "") + to_lower_ascii(last.text)};
    }
    return {Kind::expression, normalized(tokens)};
}

bool are_digits(std::string_view text) {
    return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

/// A number that SQLite turns into the very text that stands here.
bool prints_as_it_stands(std::string_view number) {
    if (number == "0") return true;
    if (number.starts_with('-')) number.remove_prefix(1);
    const auto point = number.find('.');
    const auto whole = number.substr(0, point);
    if (!are_digits(whole) || (whole.size() > 1 && whole.front() == '0') || number.size() > 15) return false;
    if (point == std::string_view::npos) return whole != "0";
    const auto fraction = number.substr(point + 1);
    return are_digits(fraction) && (fraction.size() == 1 || fraction.back() != '0') && number.front() != '0';
}

}  // namespace

std::string normalized_sql(std::string_view sql) {
    const std::vector<Token> tokens = tokenize(sql);
    return normalized(all_of(tokens));
}

std::string trimmed_sql(std::string_view sql) {
    const std::vector<Token> tokens = tokenize(sql);
    return std::string{text_of(all_of(tokens))};
}

std::string check_sql(std::string_view condition) {
    const std::vector<Token> all = tokenize(condition);
    const Tokens tokens = all_of(all);
    std::string sql;
    std::string_view rest = text_of(tokens);
    for (std::size_t place = 0; place + 1 < tokens.size(); ++place) {
        const bool is_length = tokens[place].is("char_length") || tokens[place].is("character_length");
        if (!is_length || !tokens[place + 1].is('(')) continue;
        const auto ahead = static_cast<std::size_t>(tokens[place].text.data() - rest.data());
        sql.append(rest.substr(0, ahead)).append("length");
        rest.remove_prefix(ahead + tokens[place].text.size());
    }
    return sql.append(rest);
}

IndexDefinition parse_index(std::string_view create_index) {
    const std::vector<Token> all = tokenize(create_index);
    const Tokens tokens = all_of(all);
    IndexDefinition definition;
    // CREATE [UNIQUE] INDEX name ON table (: names come quoted where they could be taken for a keyword.
    const auto on = std::find_if(tokens.begin(), tokens.end(), [](const Token& token) { return token.is("ON"); });
    const auto open =
        static_cast<std::size_t>(std::find_if(on, tokens.end(), [](const Token& token) { return token.is('('); }) - tokens.begin());
    const std::size_t close = closing_bracket(tokens, open);
    std::size_t begin = open + 1;
    for (std::size_t place = begin; place <= close && place < tokens.size(); ++place) {
        if (tokens[place].is('(')) {
            place = closing_bracket(tokens, place);
        } else if (tokens[place].is(',') || place == close) {
            definition.elements.emplace_back(text_of(tokens.subspan(begin, place - begin)));
            begin = place + 1;
        }
    }
    if (close + 1 < tokens.size() && tokens[close + 1].is("WHERE")) definition.where = text_of(tokens.subspan(close + 2));
    return definition;
}

IndexElement index_element(const Column& column, std::string_view collation, bool descending) {
    const std::string differing = canonical_collation(collation);
    const bool collates = differing != canonical_collation(column.options.collation);
    if (!collates && !descending) return IndexElement{column.name};
    std::string sql = quote_identifier(column.name);
    if (collates) {
        const bool is_built_in = differing.empty() || differing == "NOCASE" || differing == "RTRIM";
        sql += " COLLATE " + (differing.empty() ? "BINARY" : is_built_in ? differing : quote_identifier(differing));
    }
    if (descending) sql += " DESC";
    return IndexElement{std::move(sql), true};
}

IndexElement canonical_element(const Table& table, const IndexElement& element) {
    if (!element.is_expression) return element;
    const std::vector<Token> all = tokenize(element.text);
    Tokens tokens = all_of(all);
    bool descending = false;
    if (!tokens.empty() && (tokens.back().is("ASC") || tokens.back().is("DESC"))) {
        descending = tokens.back().is("DESC");
        tokens = tokens.first(tokens.size() - 1);
    }
    const bool collates = tokens.size() == 3 && tokens[1].is("COLLATE");
    if ((tokens.size() == 1 || collates) && is_name_without_string(tokens.front())) {
        if (const Column* const column = column_named(table, tokens.front().name())) {
            return index_element(*column, collates ? tokens[2].name() : column->options.collation, descending);
        }
    }
    return IndexElement{std::string{text_of(tokens)} + (descending ? " DESC" : ""), true};
}

std::string canonical_collation(std::string_view name) {
    for (const std::string_view built_in : {"NOCASE", "RTRIM"}) {
        if (iequals(name, built_in)) return std::string{built_in};
    }
    return iequals(name, "BINARY") ? std::string{} : std::string{name};
}

std::string canonical_deferral(std::string_view deferral) {
    const std::vector<Token> all = tokenize(deferral);
    const Tokens tokens = all_of(all);
    if (tokens.empty() || tokens.front().is("NOT")) return {};
    return tokens.back().is("DEFERRED") ? "DEFERRABLE INITIALLY DEFERRED" : "DEFERRABLE";
}

std::string_view view_select(std::string_view create_view) {
    const std::vector<Token> all = tokenize(create_view);
    const Tokens tokens = all_of(all);
    for (std::size_t place = 0; place < tokens.size(); ++place) {
        if (tokens[place].is('(')) {
            place = closing_bracket(tokens, place);
        } else if (tokens[place].is("AS")) {
            return text_of(tokens.subspan(place + 1));
        }
    }
    return create_view;
}

std::string default_sql(std::string_view expression) {
    const std::vector<Token> all = tokenize(expression);
    const Tokens tokens = all_of(all);
    const bool has_brackets = !tokens.empty() && tokens.front().is('(') && closing_bracket(tokens, 0) == tokens.size() - 1;
    return has_brackets || is_literal(tokens) ? std::string{expression} : "(" + std::string{expression} + ")";
}

bool same_default(std::string_view left, std::string_view right, std::string_view declared_type) {
    using Kind = DefaultValue::Kind;
    const DefaultValue one = default_value(left);
    const DefaultValue other = default_value(right);
    if (one.kind == other.kind) return one.content == other.content;
    const bool one_is_number = one.kind == Kind::number && other.kind == Kind::text;
    const bool other_is_number = one.kind == Kind::text && other.kind == Kind::number;
    if ((!one_is_number && !other_is_number) || one.content != other.content) return false;
    // SQLAlchemy writes `server_default="0"` as '0', and the column makes of it what its type says.
    switch (affinity_of(declared_type)) {
    case Affinity::blob: return false;
    case Affinity::text: return prints_as_it_stands(one.content);
    case Affinity::numeric:
    case Affinity::integer:
    case Affinity::real: return one.content.find('x') == std::string::npos;  // 0x10 is a number, '0x10' none
    }
    return false;
}

}  // namespace retort::sqlite
