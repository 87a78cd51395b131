#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <utility>

#include <retort/core/error.hpp>
#include <retort/core/text.hpp>
#include <retort/schema/metadata.hpp>

namespace retort {

namespace {

constexpr std::string_view default_index_template = "ix_%(column_0_label)s";

/// What a name is made from.
struct Subject {
    const Table& table;
    const std::vector<std::string>& columns;
    const ForeignKeyConstraint* foreign_key;
    std::string_view name;  // the one given by hand
};

[[noreturn]] void refuse_token(std::string_view token, std::string_view pattern) {
    throw ArgumentError{"The naming convention '" + std::string{pattern} + "' has an unknown token %(" + std::string{token} + ")s"};
}

/// One of a column's names: `name`, `key` or `label`.
std::optional<std::string> column_word(const Subject& subject, std::size_t index, std::string_view attribute, bool referred) {
    const auto& columns = referred ? subject.foreign_key->referred_columns : subject.columns;
    if (attribute != "name" && (referred || (attribute != "key" && attribute != "label"))) return std::nullopt;
    if (index >= columns.size()) return std::string{};
    if (attribute != "label") return columns[index];
    std::string label = subject.table.schema.empty() ? "" : replace_all(subject.table.schema, ".", "_") + "_";
    return label + subject.table.name + "_" + columns[index];
}

/// `column_0_name`, `column_0N_name`, `column_0_N_name`, and the same behind `referred_`.
std::optional<std::string> column_token(const Subject& subject, std::string_view token) {
    const bool referred = token.starts_with("referred_");
    if (referred) {
        if (subject.foreign_key == nullptr) return std::nullopt;
        token.remove_prefix(std::string_view{"referred_"}.size());
    }
    if (!token.starts_with("column_")) return std::nullopt;
    token.remove_prefix(std::string_view{"column_"}.size());
    std::size_t index = 0;
    const auto [end, error] = std::from_chars(token.data(), token.data() + token.size(), index);
    if (error != std::errc{}) return std::nullopt;
    token.remove_prefix(static_cast<std::size_t>(end - token.data()));

    const bool separated = token.starts_with("_N_");
    const bool all = separated || token.starts_with("N_");
    if (all && index != 0) return std::nullopt;
    token.remove_prefix(all ? token.find('N') + 1 : 0);
    if (!token.starts_with('_')) return std::nullopt;
    token.remove_prefix(1);
    if (!all) return column_word(subject, index, token, referred);

    std::string words;
    for (std::size_t column = 0; column < std::max<std::size_t>(subject.columns.size(), 1); ++column) {
        const auto word = column_word(subject, column, token, referred);
        if (!word) return std::nullopt;
        words.append(column > 0 && separated ? "_" : "").append(*word);
    }
    return words;
}

std::string token_value(const Subject& subject, std::string_view token, std::string_view pattern) {
    if (token == "table_name") return subject.table.name;
    if (token == "referred_table_name" && subject.foreign_key != nullptr) return subject.foreign_key->referred_table;
    if (token == "constraint_name") {
        if (!subject.name.empty()) return std::string{subject.name};
        throw InvalidRequestError{"The naming convention '" + std::string{pattern} + "' needs a name for each constraint; one of table '" +
                                  subject.table.full_name() + "' has none: give it one with .named()"};
    }
    if (auto value = column_token(subject, token)) return *std::move(value);
    refuse_token(token, pattern);
}

std::string fill_in(const Subject& subject, std::string_view pattern) {
    std::string name;
    for (std::size_t index = 0; index < pattern.size(); ++index) {
        if (pattern[index] != '%') {
            name += pattern[index];
            continue;
        }
        const auto rest = pattern.substr(index + 1);
        if (rest.starts_with('%')) {
            name += '%';
            ++index;
            continue;
        }
        const auto end = rest.find(")s");
        if (!rest.starts_with('(') || end == std::string_view::npos) refuse_token(rest, pattern);
        name += token_value(subject, rest.substr(1, end - 1), pattern);
        index += end + 2;
    }
    return name;
}

class Namer {
public:
    explicit Namer(const NamingConvention& convention) : convention_{convention} {
        constexpr std::array<std::string_view, 5> keys{"ix", "uq", "ck", "fk", "pk"};
        for (const auto& [key, pattern] : convention) {
            if (std::find(keys.begin(), keys.end(), key) == keys.end()) {
                throw ArgumentError{"A naming convention has the keys " + join(keys, ", ") + ", not '" + key + "'"};
            }
        }
    }

    void name_all(Table& table) const {
        static const std::vector<std::string> no_columns;
        if (!table.primary_key.columns.empty()) name("pk", table.primary_key.name, table, table.primary_key.columns);
        for (auto& unique : table.unique_constraints)
            name("uq", unique.name, table, unique.columns);
        // Which columns a CHECK speaks of only the database knows.
        for (auto& check : table.check_constraints)
            name("ck", check.name, table, no_columns);
        for (auto& key : table.foreign_keys)
            name("fk", key.name, table, key.columns, &key);
        for (auto& index : table.indexes)
            name_index(index, table);
    }

private:
    std::string_view pattern_of(std::string_view wanted) const {
        for (const auto& [key, pattern] : convention_) {
            if (key == wanted) return pattern;
        }
        return wanted == "ix" ? default_index_template : std::string_view{};
    }

    // A name given by hand stays, unless the convention builds on it.
    void name(std::string_view key, std::string& current, const Table& table, const std::vector<std::string>& columns,
        const ForeignKeyConstraint* foreign_key = nullptr) const {
        const auto pattern = pattern_of(key);
        if (pattern.empty() || (!current.empty() && pattern.find("constraint_name") == std::string_view::npos)) return;
        current = fill_in({table, columns, foreign_key, current}, pattern);
    }

    void name_index(Index& index, const Table& table) const {
        if (index.name.empty()) index.named_by_convention = true;
        if (index.named_by_convention) index.name.clear();
        name("ix", index.name, table, index.column_names());
    }

    const NamingConvention& convention_;
};

}  // namespace

MetaData MetaData::with_naming_convention(const NamingConvention& convention) const {
    const Namer namer{convention};
    MetaData named{*this};
    for (Table& table : named.tables_)
        namer.name_all(table);
    return named;
}

}  // namespace retort
