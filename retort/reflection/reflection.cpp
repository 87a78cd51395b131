#include <retort/reflection/reflection.hpp>

namespace retort::reflection {

namespace {

bool is_identifier_character(char c) noexcept {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '$' ||
           static_cast<unsigned char>(c) >= 0x80;
}

std::string_view trailing_identifier(std::string_view text) noexcept {
    std::size_t begin = text.size();
    while (begin > 0 && is_identifier_character(text[begin - 1])) {
        --begin;
    }
    return text.substr(begin);
}

// "… [with T = heroes::Hero]" from g++, "… [T = heroes::Hero]" from clang: what stands after the equals sign of `parameter`, up to the end of the
// list or, in g++, to the next parameter.
std::string_view argument(std::string_view signature, std::string_view parameter) {
    const std::size_t open = signature.find('[');
    std::size_t at = signature.find(std::string{parameter} + " = ", open);
    if (at == std::string_view::npos) {
        return {};
    }
    at += parameter.size() + 3;
    return signature.substr(at, signature.rfind(']') - at);
}

}  // namespace

namespace detail {

// g++ writes "{(& …fake<Hero>…::value.Hero::id), (& …fake<Hero>…::value.Hero::name)}", clang "<{&fake.value.id}, {&fake.value.name}>". What stands
// before a field's own name is the same for all, and is looked for whole: a type's name may hold any bracket and comma.
std::vector<std::string_view> member_names(const char* signature, std::size_t count) {
    constexpr std::string_view value = "value.";
    const std::string_view all = argument(signature, "Members");
    const std::size_t open = all.find('&');
    std::vector<std::string_view> names;
    if (count == 0 || open == std::string_view::npos) {
        return names;
    }
    const std::string_view before = all.substr(open, all.find(value, open) + value.size() - open);
    for (std::size_t at = open; at != std::string_view::npos && names.size() < count;) {
        const std::size_t begin = at + before.size();
        at = all.find(before, begin);
        std::string_view one = all.substr(begin, at == std::string_view::npos ? at : at - begin);
        while (!one.empty() && !is_identifier_character(one.back())) {
            one.remove_suffix(1);  // brackets, a comma, and what opens the next
        }
        names.push_back(trailing_identifier(one));
    }
    return names;
}

// Read from the end, since what stands before may be anything: "… C::operator<(int) const::Local<int>".
std::string_view type_name(const char* signature) {
    std::string_view text = argument(signature, "T");
    if (text.ends_with('>')) {
        int depth = 0;
        do {
            depth += text.back() == '>' ? 1 : text.back() == '<' ? -1 : 0;
            text.remove_suffix(1);
        } while (depth > 0 && !text.empty());
    }
    return trailing_identifier(text);
}

// The values stand between braces (g++) or angle brackets (clang) as "Kind::red, Kind::green, (Kind)2, …".
Enumerators parse_enumerators(std::string_view type_name, const char* signature, std::int64_t first) {
    Enumerators table{type_name, {}};
    std::string_view text = argument(signature, "Values");
    if (!text.empty() && (text.front() == '{' || text.front() == '<')) {
        text = text.substr(1, text.size() - 2);
    }
    int depth = 0;
    std::size_t begin = 0;
    std::int64_t value = first;
    for (std::size_t i = 0; i <= text.size(); ++i) {
        const char c = i < text.size() ? text[i] : ',';
        if (c == '(' || c == '<' || c == '{') {
            ++depth;
        } else if (c == ')' || c == '>' || c == '}') {
            --depth;
        } else if (c == ',' && depth == 0) {
            const std::string_view one = text.substr(begin, i - begin);
            // A value without an enumerator is a cast, "(Kind)2"; its last character belongs to a number all the same.
            const std::string_view name = trailing_identifier(one);
            const bool is_cast = name.empty() || (name.front() >= '0' && name.front() <= '9');
            if (!is_cast) {
                table.entries.push_back({value, name});
            }
            ++value;
            begin = i + 1;
        }
    }
    return table;
}

}  // namespace detail

std::string_view Enumerators::name_of(std::int64_t value) const noexcept {
    for (const Entry& entry : entries) {
        if (entry.value == value) {
            return entry.name;
        }
    }
    return {};
}

const Enumerators::Entry* Enumerators::find(std::string_view name) const noexcept {
    for (const Entry& entry : entries) {
        if (entry.name == name) {
            return &entry;
        }
    }
    return nullptr;
}

}  // namespace retort::reflection
