#include <retort/migrate/compare_words.hpp>

#include <utility>

#include <retort/core/text.hpp>

namespace retort::migrate::detail {

namespace {

using Kind = SqlType::Kind;

struct Names {
    const char* model;
    const char* database;
};

Names names_of(Kind kind) {
    switch (kind) {
    case Kind::boolean: return {"Boolean", "BOOLEAN"};
    case Kind::small_integer: return {"SmallInteger", "SMALLINT"};
    case Kind::integer: return {"Integer", "INTEGER"};
    case Kind::big_integer: return {"BigInteger", "BIGINT"};
    case Kind::float_: return {"Float", "FLOAT"};
    case Kind::double_: return {"Double", "DOUBLE"};
    case Kind::numeric: return {"Numeric", "NUMERIC"};
    case Kind::string: return {"String", "VARCHAR"};
    case Kind::text: return {"Text", "TEXT"};
    case Kind::large_binary: return {"LargeBinary", "BLOB"};
    case Kind::date: return {"Date", "DATE"};
    case Kind::datetime: return {"DateTime", "DATETIME"};
    case Kind::time: return {"Time", "TIME"};
    case Kind::interval: return {"Interval", "INTERVAL"};
    case Kind::uuid: return {"Uuid", "UUID"};
    case Kind::json: return {"JSON", "JSON"};
    case Kind::jsonb: return {"JSONB", "JSONB"};
    case Kind::enumeration: return {"Enum", "ENUM"};
    case Kind::array: return {"ARRAY", "ARRAY"};
    case Kind::custom: break;
    }
    return {"", ""};
}

std::string type_name(const SqlType& type, const std::string& name) {
    std::vector<std::string> arguments;
    const auto add = [&](const char* key, int value) {
        if (value >= 0) arguments.push_back(key + std::to_string(value));
    };
    if (type.kind == Kind::custom) return type.name;
    if (type.kind == Kind::enumeration) {
        for (const auto& enumerator : type.enumerators)
            arguments.push_back(python_repr(enumerator));
        if (!type.name.empty()) arguments.push_back("name=" + python_repr(type.name));
    }
    if (type.kind == Kind::array) {
        const auto element = names_of(type.element.front().kind).model;
        arguments.push_back(type_name(type.element.front(), std::string{element}));
    }
    if (type.kind == Kind::string || type.kind == Kind::text || type.kind == Kind::large_binary) add("length=", type.length);
    if (type.kind == Kind::numeric || type.kind == Kind::float_) add("precision=", type.precision);
    if (type.kind == Kind::numeric) add("scale=", type.scale);
    if (type.timezone) arguments.emplace_back("timezone=True");
    return name + "(" + join(arguments, ", ") + ")";
}

/// How much a type holds, within its family; types of different families never fit.
struct Capacity {
    enum class Family { other, boolean, integer, real, text, bytes, date, time } family;
    int size;
};

constexpr int unlimited = 1 << 30;

Capacity capacity(const SqlType& type) {
    using Family = Capacity::Family;
    const auto sized = [](int length) { return length > 0 ? length : unlimited; };
    switch (type.kind) {
    case Kind::boolean: return {Family::boolean, 1};
    case Kind::small_integer: return {Family::integer, 2};
    case Kind::integer: return {Family::integer, 4};
    case Kind::big_integer: return {Family::integer, 8};
    case Kind::float_: return {Family::real, sized(type.precision)};
    case Kind::double_: return {Family::real, unlimited};
    case Kind::string: return {Family::text, sized(type.length)};
    case Kind::text: return {Family::text, unlimited};
    case Kind::large_binary: return {Family::bytes, sized(type.length)};
    case Kind::date: return {Family::date, 1};
    case Kind::datetime: return {Family::date, 2};
    case Kind::time: return {Family::time, 1};
    default: return {Family::other, 0};
    }
}

bool is_whole_number(const SqlType& type) {
    return type.is_integer() || type.kind == Kind::boolean;
}

bool numeric_is_narrower(const SqlType& from, const SqlType& to) {
    if (to.precision < 0) return false;
    if (from.kind != Kind::numeric || from.precision < 0) return true;
    const int from_scale = from.scale < 0 ? 0 : from.scale;
    const int to_scale = to.scale < 0 ? 0 : to.scale;
    return to_scale < from_scale || to.precision - to_scale < from.precision - from_scale;
}

bool enumeration_is_narrower(const SqlType& from, const SqlType& to) {
    for (const auto& enumerator : from.enumerators) {
        bool found = false;
        for (const auto& other : to.enumerators)
            found = found || other == enumerator;
        if (!found) return true;
    }
    return from.kind != Kind::enumeration;
}

}  // namespace

std::string model_type_name(const SqlType& type) {
    return type_name(type, names_of(type.kind).model);
}

std::string database_type_name(const SqlType& type) {
    return type_name(type, names_of(type.kind).database);
}

bool is_narrower(const SqlType& from, const SqlType& to) {
    if (from == to) return false;
    const auto before = capacity(from);
    const auto after = capacity(to);
    // Everything has a text, and an unlimited one takes it.
    if (after.family == Capacity::Family::text && after.size == unlimited) return false;
    if (to.kind == Kind::enumeration) return enumeration_is_narrower(from, to);
    if (to.kind == Kind::numeric && (from.kind == Kind::numeric || is_whole_number(from))) return numeric_is_narrower(from, to);
    if (is_whole_number(from) && (to.is_integer() || after.family == Capacity::Family::real)) {
        if (from.kind == Kind::boolean) return false;
        return after.family == Capacity::Family::integer && after.size < before.size;
    }
    const auto is_json = [](Kind kind) { return kind == Kind::json || kind == Kind::jsonb; };
    if (is_json(from.kind) && is_json(to.kind)) return false;
    if (before.family != after.family || before.family == Capacity::Family::other) return true;
    return after.size < before.size;
}

std::string quoted_names(const std::vector<std::string>& names) {
    std::string list;
    for (const auto& name : names)
        list.append(list.empty() ? "'" : ", '").append(name).append("'");
    return list;
}

std::vector<std::string> element_names(const Index& index) {
    std::vector<std::string> names;
    for (const auto& element : index.columns)
        names.push_back(element.text);
    return names;
}

}  // namespace retort::migrate::detail
