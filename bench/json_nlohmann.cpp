#include <stdexcept>

#include <nlohmann/json.hpp>

#include "json_heroes.hpp"

// What nlohmann/json 3.11 does not know itself.
namespace nlohmann {

template <class T>
struct adl_serializer<std::optional<T>> {
    static void to_json(json& out, const std::optional<T>& value) {
        if (value) {
            out = *value;
        } else {
            out = nullptr;
        }
    }
    static void from_json(const json& in, std::optional<T>& value) {
        if (in.is_null()) {
            value.reset();
        } else {
            value = in.get<T>();
        }
    }
};

template <>
struct adl_serializer<retort::Uuid> {
    static void to_json(json& out, const retort::Uuid& value) { out = value.str(); }
    static void from_json(const json& in, retort::Uuid& value) { value = retort::Uuid::parse(in.get_ref<const std::string&>()); }
};

template <>
struct adl_serializer<retort::DateTime> {
    static void to_json(json& out, const retort::DateTime& value) { out = retort::isoformat(value); }
    static void from_json(const json& in, retort::DateTime& value) {
        const auto read = retort::parse_datetime(in.get_ref<const std::string&>());
        if (!read) throw std::runtime_error{"no date and time"};
        value = *read;
    }
};

}  // namespace nlohmann

namespace bench {

NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(JsonHero, id, name, secret_name, age, team, created_at)

std::string write_by_nlohmann(const std::vector<JsonHero>& heroes) {
    return nlohmann::json(heroes).dump();
}

std::vector<JsonHero> read_by_nlohmann(std::string_view text) {
    return nlohmann::json::parse(text).get<std::vector<JsonHero>>();
}

}  // namespace bench
