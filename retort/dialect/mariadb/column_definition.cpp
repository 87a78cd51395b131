#include <retort/dialect/mariadb/column_definition.hpp>

#include <algorithm>
#include <cstddef>
#include <utility>

#include <retort/core/text.hpp>
#include <retort/dialect/mariadb/ddl.hpp>
#include <retort/dialect/mariadb/sql_text.hpp>
#include <retort/dialect/mariadb/tokens.hpp>
#include <retort/dialect/mariadb/type_names.hpp>

namespace retort::mariadb {

namespace {

void append_word(std::string& text, std::string_view word) {
    text.append(text.empty() ? "" : " ").append(word);
}

/// Reads one column of SHOW CREATE TABLE, whose order of words never changes.
class DefinitionReader {
public:
    explicit DefinitionReader(Tokens tokens) : tokens_{tokens} {}

    ColumnDefinition read() {
        definition_.name = tokens_.front().name();
        place_ = 1;
        read_type();
        while (place_ < tokens_.size())
            read_clause();
        return std::move(definition_);
    }

private:
    bool at(std::string_view word, std::size_t ahead = 0) const {
        return place_ + ahead < tokens_.size() && tokens_[place_ + ahead].is(word);
    }
    bool take(std::string_view word) {
        if (!at(word)) return false;
        ++place_;
        return true;
    }

    /// What stands within the brackets that open here.
    std::string bracketed() {
        const std::size_t close = closing_bracket(tokens_, place_);
        std::string within{text_of(tokens_.subspan(place_ + 1, std::min(close, tokens_.size()) - place_ - 1))};
        place_ = close + 1;
        return within;
    }

    void read_type() {
        const std::size_t begin = place_++;
        if (place_ < tokens_.size() && tokens_[place_].is('(')) place_ = closing_bracket(tokens_, place_) + 1;
        while (at("unsigned") || at("zerofill") || at("precision"))
            ++place_;
        definition_.type = text_of(tokens_.subspan(begin, place_ - begin));
    }

    /// An expression up to the next clause: a literal with its sign or introducer, a call, or brackets.
    std::string expression() {
        const std::size_t begin = place_;
        if (tokens_[place_].is('-') || tokens_[place_].is('+') || (tokens_[place_].text.starts_with('_') && place_ + 1 < tokens_.size()))
            ++place_;
        ++place_;
        if (tokens_[place_ - 1].is('(')) {
            place_ = closing_bracket(tokens_, place_ - 1) + 1;
        } else if (place_ < tokens_.size() && tokens_[place_].is('(')) {
            place_ = closing_bracket(tokens_, place_) + 1;
        }
        return std::string{text_of(tokens_.subspan(begin, place_ - begin))};
    }

    void read_clause() {
        const std::size_t begin = place_;
        if (at("CHARACTER") && at("SET", 1)) {
            place_ += 3;
            append_word(definition_.charset, text_of(tokens_.subspan(begin, 3)));
        } else if (take("COLLATE")) {
            ++place_;
            append_word(definition_.charset, text_of(tokens_.subspan(begin, 2)));
        } else if (at("NOT") && at("NULL", 1)) {
            place_ += 2;
            definition_.nullable = false;
        } else if (take("NULL")) {
            definition_.nullable = true;
        } else if (take("DEFAULT")) {
            definition_.default_value = expression();
        } else if (at("ON") && at("UPDATE", 1)) {
            place_ += 2;
            definition_.on_update = expression();
        } else if (take("AUTO_INCREMENT")) {
            definition_.autoincrement = true;
        } else if (take("COMMENT")) {
            definition_.comment = tokens_[place_++].value();
        } else if (at("CHECK")) {
            ++place_;
            definition_.check = bracketed();
        } else if (at("GENERATED") && at("AS", 2)) {
            place_ += 3;
            definition_.generated = bracketed();
            definition_.is_stored = at("STORED");
            if (at("STORED") || at("VIRTUAL")) ++place_;
        } else {
            append_word(definition_.rest, tokens_[place_++].text);
        }
        place_ = std::min(place_, tokens_.size());
    }

    Tokens tokens_;
    std::size_t place_ = 0;
    ColumnDefinition definition_{};
};

/// The name of a column wherever an expression has it.
std::string with_name(std::string_view sql, const std::string& name, const std::string& new_name) {
    const std::vector<Token> all = tokenize(sql);
    std::string renamed;
    const char* end = sql.data();
    for (const Token& token : all_of(all)) {
        if (token.kind != Token::Kind::quoted_name || !iequals(token.name(), name)) continue;
        renamed.append(end, token.text.data()).append(quote(new_name, '`'));
        end = token.text.data() + token.text.size();
    }
    return renamed.append(end, sql.data() + sql.size());
}

void set_default(ColumnDefinition& definition, const std::optional<std::string>& expression) {
    definition.default_value.reset();
    definition.on_update.clear();
    if (!expression) return;
    const DefaultParts parts = default_parts(*expression);
    if (!parts.value.empty()) definition.default_value = default_sql(parts.value);
    definition.on_update = parts.on_update;
}

}  // namespace

std::string ColumnDefinition::sql() const {
    std::string sql = type;
    if (!charset.empty()) sql += " " + charset;
    if (!generated.empty()) {
        sql += " GENERATED ALWAYS AS (" + generated + (is_stored ? ") STORED" : ") VIRTUAL");
    } else {
        sql += nullable ? " NULL" : " NOT NULL";
    }
    if (autoincrement) sql += " AUTO_INCREMENT";
    const bool is_null = default_value && iequals(*default_value, "NULL");
    // Said, DEFAULT NULL is the same as nothing said, but for a column that cannot be NULL.
    if (default_value && !is_null) sql += " DEFAULT " + *default_value;
    if (!on_update.empty()) sql += " ON UPDATE " + on_update;
    if (!comment.empty()) sql += " COMMENT " + string_literal(comment);
    if (!rest.empty()) sql += " " + rest;
    if (!check.empty()) sql += " CHECK (" + check + ")";
    return sql;
}

std::vector<ColumnDefinition> column_definitions(std::string_view show_create_table) {
    const std::vector<Token> all = tokenize(show_create_table);
    const Tokens tokens = all_of(all);
    const auto open = static_cast<std::size_t>(
        std::find_if(tokens.begin(), tokens.end(), [](const Token& token) { return token.is('('); }) - tokens.begin());
    const std::size_t close = closing_bracket(tokens, open);
    std::vector<ColumnDefinition> definitions;
    std::size_t begin = open + 1;
    for (std::size_t place = begin; place <= close && place < tokens.size(); ++place) {
        if (tokens[place].is('(')) {
            place = closing_bracket(tokens, place);
        } else if (tokens[place].is(',') || place == close) {
            const Tokens item = tokens.subspan(begin, place - begin);
            // Keys and constraints begin with a word.
            if (item.size() > 1 && item.front().kind == Token::Kind::quoted_name) definitions.push_back(DefinitionReader{item}.read());
            begin = place + 1;
        }
    }
    return definitions;
}

ColumnDefinition definition_of(const Column& column) {
    ColumnDefinition definition;
    definition.name = column.name;
    definition.type = type_sql(column.type);
    const auto& options = column.options;
    if (!options.collation.empty()) definition.charset = "COLLATE " + options.collation;
    definition.generated = options.computed;
    definition.is_stored = options.persisted;
    definition.nullable = options.nullable && !options.primary_key;
    definition.autoincrement = options.autoincrement;
    definition.comment = options.comment;
    set_default(definition, options.server_default);
    return definition;
}

void apply(const ddl::AlterColumn& change, ColumnDefinition& definition) {
    if (change.type) {
        definition.type = type_sql(*change.type);
        if (same_sql(definition.check, "json_valid(" + quote(definition.name, '`') + ")")) {
            definition.check.clear();
            definition.charset.clear();
        }
        const bool is_json = change.type->kind == SqlType::Kind::json || change.type->kind == SqlType::Kind::jsonb;
        if (is_json || !is_text_type(definition.type)) definition.charset.clear();
    }
    if (change.nullable) definition.nullable = *change.nullable;
    if (change.server_default) set_default(definition, *change.server_default);
    if (change.comment) definition.comment = *change.comment;
    if (change.autoincrement) definition.autoincrement = *change.autoincrement;
    if (definition.autoincrement) definition.default_value.reset();
    if (change.new_name && *change.new_name != definition.name)
        definition.check = with_name(definition.check, definition.name, *change.new_name);
}

}  // namespace retort::mariadb
