#include <retort/dialect/common/no_such_table.hpp>

#include <algorithm>
#include <cstddef>
#include <utility>

#include <retort/core/error.hpp>
#include <retort/core/text.hpp>

namespace retort::detail {

namespace {

/// How many letters have to be put in, taken out, changed or swapped to make one of the other, capitals apart.
std::size_t distance(std::string_view left, std::string_view right) {
    const std::string a = to_lower_ascii(left);
    const std::string b = to_lower_ascii(right);
    std::vector<std::size_t> before_last(b.size() + 1), last(b.size() + 1), current(b.size() + 1);
    for (std::size_t j = 0; j <= b.size(); ++j)
        last[j] = j;
    for (std::size_t i = 1; i <= a.size(); ++i) {
        current[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            current[j] = std::min({last[j] + 1, current[j - 1] + 1, last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1)});
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) current[j] = std::min(current[j], before_last[j - 2] + 1);
        }
        std::swap(before_last, last);
        std::swap(last, current);
    }
    return last[b.size()];
}

/// `'a'`, `'a' and 'b'`, `'a', 'b' and 'c'`
std::string listed(const std::vector<std::string>& names, std::string_view last_separator) {
    std::string text;
    for (std::size_t place = 0; place < names.size(); ++place) {
        if (place > 0) text.append(place + 1 == names.size() ? last_separator : ", ");
        text += quote(names[place], '\'');
    }
    return text;
}

/// The names that `name` may be a slip of, the nearest first.
std::vector<std::string> names_alike(const std::vector<std::string>& names, std::string_view name) {
    std::vector<std::pair<std::size_t, std::string>> alike;
    for (const std::string& one : names) {
        const std::size_t away = distance(one, name);
        const bool is_part = name.size() > 2 && to_lower_ascii(one).find(to_lower_ascii(name)) != std::string::npos;
        if (is_part || away <= 1 + name.size() / 4) alike.emplace_back(away, one);
    }
    std::sort(alike.begin(), alike.end());
    std::vector<std::string> nearest;
    nearest.reserve(3);
    for (std::size_t place = 0; place < alike.size() && place < 3; ++place)
        nearest.push_back(std::move(alike[place].second));
    return nearest;
}

}  // namespace

void throw_no_such_table(std::string_view kind, std::string_view schema, std::string_view name, const std::vector<std::string>& names) {
    constexpr std::size_t few = 8;
    const std::string place = schema.empty() ? "the database" : "the schema " + quote(schema, '\'');
    const std::string message = "There is no " + std::string{kind} + " " + quote(name, '\'') + " in " + place;
    if (names.empty()) throw NoSuchTableError{message + ", which is empty"};
    const auto alike = names_alike(names, name);
    if (!alike.empty()) throw NoSuchTableError{message + "; did you mean " + listed(alike, " or ") + "?"};
    if (names.size() > few) throw NoSuchTableError{message + ", which has " + std::to_string(names.size()) + " tables and views"};
    throw NoSuchTableError{message + ", which has " + listed(names, " and ")};
}

}  // namespace retort::detail
