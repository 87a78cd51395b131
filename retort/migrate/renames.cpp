#include <retort/migrate/renames.hpp>

#include <algorithm>
#include <cctype>
#include <utility>

#include <retort/core/error.hpp>
#include <retort/core/text.hpp>

namespace retort::migrate {

namespace {

std::string with_schema(const std::string& schema, const std::string& name) {
    return schema.empty() ? name : schema + "." + name;
}

}  // namespace

std::string RenameCandidate::describe() const {
    if (kind == ObjectKind::table) return "table '" + with_schema(schema, old_name) + "' to '" + with_schema(schema, new_name) + "'";
    const auto place = with_schema(schema, table);
    return "column '" + place + "." + old_name + "' to '" + place + "." + new_name + "'";
}

GivenRenames::GivenRenames(const std::vector<std::string>& renames) {
    for (const auto& text : renames) {
        const auto sign = text.find('=');
        const auto old_name = strip(std::string_view{text}.substr(0, sign));
        const auto new_name = sign == std::string::npos ? std::string_view{} : strip(std::string_view{text}.substr(sign + 1));
        if (old_name.empty() || new_name.empty()) {
            throw ArgumentError{
                "The rename '" + text + "' is not understood; write old=new for a table and table.old=table.new for a column"};
        }
        renames_.push_back({text, std::string{old_name}, std::string{new_name}, false});
    }
}

bool GivenRenames::is_renamed(const RenameCandidate& candidate) {
    for (Rename& rename : renames_) {
        bool is_meant = false;
        if (candidate.kind == ObjectKind::table) {
            is_meant = rename.old_name == with_schema(candidate.schema, candidate.old_name) &&
                       rename.new_name == with_schema(candidate.schema, candidate.new_name);
        } else {
            const auto old_table = with_schema(candidate.schema, candidate.old_table) + ".";
            const auto new_table = with_schema(candidate.schema, candidate.table) + ".";
            is_meant = (rename.old_name == old_table + candidate.old_name || rename.old_name == new_table + candidate.old_name) &&
                       (rename.new_name == new_table + candidate.new_name || rename.new_name == old_table + candidate.new_name);
        }
        if (!is_meant) continue;
        rename.is_used = true;
        return true;
    }
    return false;
}

std::vector<std::string> GivenRenames::unused() const {
    std::vector<std::string> texts;
    for (const Rename& rename : renames_) {
        if (!rename.is_used) texts.push_back(rename.text);
    }
    return texts;
}

namespace detail {

namespace {

bool is_word(char c) noexcept {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '$' || (static_cast<unsigned char>(c) & 0x80) != 0;
}

/// One piece of SQL: a word, a quoted identifier or anything else.
struct Piece {
    std::string_view text;
    std::string_view identifier;  ///< without its quotes; empty where it is none
};

Piece next_piece(std::string_view sql) {
    const char first = sql.front();
    if (first == '\'' || first == '"' || first == '`' || first == '[') {
        const char last = first == '[' ? ']' : first;
        auto end = sql.find(last, 1);
        // A doubled quote stands for itself.
        while (end != std::string_view::npos && last != ']' && end + 1 < sql.size() && sql[end + 1] == last)
            end = sql.find(last, end + 2);
        if (end == std::string_view::npos) return {sql, {}};
        return {sql.substr(0, end + 1), first == '\'' ? std::string_view{} : sql.substr(1, end - 1)};
    }
    if (!is_word(first)) return {sql.substr(0, 1), {}};
    std::size_t end = 1;
    while (end < sql.size() && is_word(sql[end]))
        ++end;
    // `lower(…)` calls a function of this name.
    const auto rest = strip(sql.substr(end));
    const auto word = sql.substr(0, end);
    return {word, rest.starts_with('(') || std::isdigit(static_cast<unsigned char>(first)) != 0 ? std::string_view{} : word};
}

template <class See>
void for_each_piece(std::string_view sql, See see) {
    while (!sql.empty()) {
        const auto piece = next_piece(sql);
        see(piece);
        sql.remove_prefix(piece.text.size());
    }
}

/// True where no database needs quotes around the name, unless it is a word of the language.
bool is_plain(std::string_view name) noexcept {
    return !name.empty() && std::isdigit(static_cast<unsigned char>(name.front())) == 0 &&
           std::all_of(name.begin(), name.end(), [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_'; });
}

bool names_column(const Piece& piece, std::string_view name) {
    return !piece.identifier.empty() && iequals(piece.identifier, name);
}

}  // namespace

std::string rename_identifier(std::string_view sql, std::string_view old_name, std::string_view new_name, std::string_view unquoted) {
    const std::string bare{unquoted.empty() ? (is_plain(new_name) ? std::string{new_name} : quote(new_name, '"')) : std::string{unquoted}};
    std::string renamed;
    for_each_piece(sql, [&](const Piece& piece) {
        if (!names_column(piece, old_name)) {
            renamed += piece.text;
            return;
        }
        const bool is_quoted = piece.text.size() != piece.identifier.size();
        renamed += is_quoted ? quote(new_name, piece.text.front() == '`' ? '`' : '"') : bare;
    });
    return renamed;
}

bool mentions_identifier(std::string_view sql, std::string_view name) {
    bool found = false;
    for_each_piece(sql, [&](const Piece& piece) { found = found || names_column(piece, name); });
    return found;
}

namespace {

/// The options of an index whose values speak of columns: `mariadb_length`, `postgresql_ops`, `postgresql_include`.
bool names_columns(std::string_view option) {
    return option.ends_with("_length") || option.ends_with("_ops") || option.ends_with("_include");
}

void rename_in(std::vector<std::string>& names, std::string_view old_name, std::string_view new_name) {
    for (auto& name : names) {
        if (name == old_name) name = new_name;
    }
}

}  // namespace

void rename_column(Table& table, std::string_view old_name, std::string_view new_name, std::string_view unquoted) {
    const auto rename_sql = [&](std::string& sql) {
        if (!sql.empty()) sql = rename_identifier(sql, old_name, new_name, unquoted);
    };
    for (Column& column : table.columns) {
        if (column.name == old_name) column.name = new_name;
        rename_sql(column.options.computed);
    }
    rename_in(table.primary_key.columns, old_name, new_name);
    for (auto& unique : table.unique_constraints)
        rename_in(unique.columns, old_name, new_name);
    for (auto& key : table.foreign_keys)
        rename_in(key.columns, old_name, new_name);
    for (auto& check : table.check_constraints)
        rename_sql(check.sql);
    for (auto& exclude : table.exclude_constraints)
        rename_sql(exclude.sql);
    for (Index& index : table.indexes) {
        rename_sql(index.where);
        for (auto& [option, value] : index.dialect_options) {
            if (names_columns(option)) value = rename_identifier(value, old_name, new_name, new_name);
        }
        for (IndexElement& element : index.columns) {
            if (element.is_expression)
                rename_sql(element.text);
            else if (element.text == old_name)
                element.text = new_name;
        }
    }
}

void rename_referred_column(Table& table, const Table& referred, std::string_view old_name, std::string_view new_name) {
    for (auto& key : table.foreign_keys) {
        if (key.referred_table == referred.name && key.referred_schema == referred.schema)
            rename_in(key.referred_columns, old_name, new_name);
    }
}

}  // namespace detail

}  // namespace retort::migrate
