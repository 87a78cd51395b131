#include <charconv>
#include <stdexcept>

#include <boost/json.hpp>

#include "json_heroes.hpp"

namespace bench {

namespace json = boost::json;

namespace {

std::string_view view(const json::value& value) {
    const json::string& text = value.as_string();
    return {text.data(), text.size()};
}

/// Text that may need escapes goes through Boost.JSON's serializer.
void append_text(json::serializer& serializer, std::string& out, const std::string& text) {
    serializer.reset(json::string_view{text.data(), text.size()});
    char buffer[4096];
    while (!serializer.done()) {
        const json::string_view part = serializer.read(buffer);
        out.append(part.data(), part.size());
    }
}

}  // namespace

std::string write_by_boost_values(const std::vector<JsonHero>& heroes) {
    json::monotonic_resource resource;
    json::array all(&resource);  // braces would make it an array of one pointer
    all.reserve(heroes.size());
    for (const JsonHero& hero : heroes) {
        json::object& object = all.emplace_back(json::object_kind).emplace_object();
        object.reserve(6);
        object.emplace("id", hero.id.str());
        object.emplace("name", hero.name);
        object.emplace("secret_name", hero.secret_name);
        hero.age ? object.emplace("age", *hero.age) : object.emplace("age", nullptr);
        hero.team ? object.emplace("team", *hero.team) : object.emplace("team", nullptr);
        object.emplace("created_at", retort::isoformat(hero.created_at));
    }
    return json::serialize(all);
}

std::string write_by_boost_text(const std::vector<JsonHero>& heroes) {
    json::serializer serializer;
    std::string out = "[";
    for (const JsonHero& hero : heroes) {
        if (out.size() > 1) out += ',';
        out += "{\"id\":\"";
        out += hero.id.str();
        out += "\",\"name\":";
        append_text(serializer, out, hero.name);
        out += ",\"secret_name\":";
        append_text(serializer, out, hero.secret_name);
        out += ",\"age\":";
        if (hero.age) {
            char buffer[16];
            out.append(buffer, std::to_chars(buffer, buffer + sizeof buffer, *hero.age).ptr);
        } else {
            out += "null";
        }
        out += ",\"team\":";
        if (hero.team) {
            append_text(serializer, out, *hero.team);
        } else {
            out += "null";
        }
        out += ",\"created_at\":\"";
        out += retort::isoformat(hero.created_at);
        out += "\"}";
    }
    out += ']';
    return out;
}

std::vector<JsonHero> read_by_boost(std::string_view text) {
    json::monotonic_resource resource;
    const json::value document = json::parse(json::string_view{text.data(), text.size()}, &resource);
    std::vector<JsonHero> heroes;
    heroes.reserve(document.as_array().size());
    for (const json::value& value : document.as_array()) {
        const json::object& object = value.as_object();
        JsonHero& hero = heroes.emplace_back();
        hero.id = retort::Uuid::parse(view(object.at("id")));
        hero.name = view(object.at("name"));
        hero.secret_name = view(object.at("secret_name"));
        if (const json::value& age = object.at("age"); !age.is_null()) hero.age = json::value_to<int>(age);
        if (const json::value& team = object.at("team"); !team.is_null()) hero.team = view(team);
        const auto created_at = retort::parse_datetime(view(object.at("created_at")));
        if (!created_at) throw std::runtime_error{"no date and time"};
        hero.created_at = *created_at;
    }
    return heroes;
}

}  // namespace bench
