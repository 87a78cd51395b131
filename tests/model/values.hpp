/// \file
/// A value by itself, as the library sees it: in JSON, from JSON and for people.
#pragma once

#include <string>
#include <string_view>

#include <retort/model.hpp>

namespace model_test {

template <class T>
std::string json_of(const T& value) {
    std::string text;
    retort::JsonWriter writer{text};
    retort::value_ops<T>().to_json(&value, writer);
    return text;
}

template <class T>
T from_json(std::string_view text) {
    T out{};
    retort::detail::value_from_json(retort::value_ops<T>(), &out, retort::Json::parse(text));
    return out;
}

template <class T>
std::string repr_of(const T& value) {
    std::string out;
    retort::value_ops<T>().repr(&value, out);
    return out;
}

}  // namespace model_test
