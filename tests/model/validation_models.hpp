/// \file
/// The models that the tests of validation share.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include <retort/model.hpp>

namespace validation_models {

using namespace retort;

/// The errors that making `json` a T tells, as JSON; empty where it succeeds.
template <class T>
std::string errors_of(const Json& json, const ValidateOptions& options = {}) {
    try {
        static_cast<void>(model_validate<T>(json, options));
    } catch (const ValidationError& error) {
        return error.errors_json();
    }
    return {};
}

enum class Colour { red, green, blue };

struct Hero {
    Field<std::optional<std::int64_t>, primary_key> id;
    Field<std::string, min_length<1>, max_length<10>> name;
    Field<std::optional<int>, ge<0>, lt<1000>> age;
    std::string secret_name;
};

struct Address {
    std::string street;
    Field<std::string, pattern<"^[0-9]{4,5}$">> zip;
};

struct Person {
    std::string name;
    Address address;
    Field<std::vector<Address>, defaulted> others;
    Field<std::vector<int>, max_length<3>, defaulted> scores;
    Field<std::map<std::string, int>, defaulted> points;
};

struct Cat {
    Literal<"cat"> kind;
    int lives;
};
struct Dog {
    Literal<"dog"> kind;
    std::string name;
};
struct Owner {
    Field<std::variant<Cat, Dog>, discriminator<"kind">> pet;
    Field<std::vector<std::variant<Cat, Dog>>, discriminator<"kind">, defaulted> others;
};

}  // namespace validation_models
