#include <retort/dialect/sqlite/column_mentions.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <iterator>

#include <retort/core/text.hpp>
#include <retort/dialect/sqlite/identifiers.hpp>
#include <retort/dialect/sqlite/tokens.hpp>

namespace retort::sqlite {

namespace {

/// Words of expressions that SQLite takes for a column's name only between quotes, or where nobody would write them without.
bool is_operator(const Token& token) {
    constexpr std::array<std::string_view, 32> words{"AND", "AS", "ASC", "BETWEEN", "CASE", "CAST", "COLLATE", "CURRENT_DATE",
        "CURRENT_TIME", "CURRENT_TIMESTAMP", "DESC", "DISTINCT", "ELSE", "END", "ESCAPE", "EXISTS", "FALSE", "FROM", "GLOB", "IN", "IS",
        "ISNULL", "LIKE", "MATCH", "NOT", "NOTNULL", "NULL", "OR", "REGEXP", "THEN", "TRUE", "WHEN"};
    return std::any_of(words.begin(), words.end(), [&](std::string_view word) { return token.is(word); });
}

/// A function, a collation, a type behind CAST's AS and a table in front of a dot are no columns; `'text'` never is one.
bool is_column(const std::vector<Token>& tokens, std::size_t place) {
    const Token& token = tokens[place];
    if (token.kind != Token::Kind::word && token.kind != Token::Kind::quoted_name) return false;
    if (is_operator(token)) return false;
    if (place + 1 < tokens.size() && (tokens[place + 1].is('(') || tokens[place + 1].is('.'))) return false;
    return place == 0 || (!tokens[place - 1].is("COLLATE") && !tokens[place - 1].is("AS"));
}

/// Writes `sql` again, token by token, each with what `replace` makes of it.
template <class Replace>
std::string rewritten(std::string_view sql, Replace&& replace) {
    const auto tokens = tokenize(sql);
    std::string text;
    const char* copied = sql.data();
    for (std::size_t place = 0; place < tokens.size(); ++place) {
        const auto& token = tokens[place];
        text.append(copied, token.text.data());
        text += replace(tokens, place);
        copied = token.text.data() + token.text.size();
    }
    return text;
}

}  // namespace

std::vector<std::string> mentioned_columns(std::string_view sql, const std::vector<std::string>& columns) {
    std::vector<std::string> mentioned;
    std::copy_if(
        columns.begin(), columns.end(), std::back_inserter(mentioned), [&](const auto& column) { return mentions_column(sql, column); });
    return mentioned;
}

bool mentions_column(std::string_view sql, std::string_view column) {
    const auto tokens = tokenize(sql);
    for (std::size_t place = 0; place < tokens.size(); ++place) {
        if (is_column(tokens, place) && iequals(tokens[place].name(), column)) return true;
    }
    return false;
}

std::vector<std::string> update_columns_of_trigger(std::string_view create_trigger) {
    const auto tokens = tokenize(create_trigger);
    std::vector<std::string> columns;
    // CREATE TRIGGER name BEFORE UPDATE OF a, b ON table: no name that stands in front can be UPDATE without quotes, for it is reserved there.
    for (std::size_t place = 3; place + 1 < tokens.size() && !tokens[place].is("ON"); ++place) {
        if (!tokens[place].is("UPDATE") || !tokens[place + 1].is("OF")) continue;
        for (place += 2; place < tokens.size() && !tokens[place].is("ON"); ++place) {
            if (tokens[place].is_name()) columns.push_back(tokens[place].name());
        }
        break;
    }
    return columns;
}

std::string with_renamed_columns(std::string_view sql, const std::vector<std::pair<std::string, std::string>>& names) {
    if (names.empty()) return std::string{sql};
    return rewritten(sql, [&](const std::vector<Token>& tokens, std::size_t place) {
        if (is_column(tokens, place)) {
            for (const auto& [from, to] : names) {
                if (iequals(tokens[place].name(), from)) return quote_identifier(to);
            }
        }
        return std::string{tokens[place].text};
    });
}

std::string without_table_qualifier(std::string_view sql, std::string_view table) {
    return rewritten(sql, [&](const std::vector<Token>& tokens, std::size_t place) {
        const bool names_table = tokens[place].is_name() && iequals(tokens[place].name(), table);
        if (names_table && place + 1 < tokens.size() && tokens[place + 1].is('.')) return std::string{};
        if (tokens[place].is('.') && place > 0 && tokens[place - 1].is_name() && iequals(tokens[place - 1].name(), table))
            return std::string{};
        return std::string{tokens[place].text};
    });
}

}  // namespace retort::sqlite
