// What a project that uses Retort does first: a model, a database in memory, a row in and out again.
#include <cstdint>
#include <iostream>
#include <optional>
#include <string>

#include <retort/retort.hpp>

struct Planet {
    retort::Field<std::optional<std::int64_t>, retort::primary_key> id;
    std::string name;
};

int main() {
    auto engine = retort::create_engine("sqlite://");
    retort::metadata<Planet>().create_all(engine);

    retort::Session session{engine};
    session.add(Planet{.name = "Saturn"});
    session.commit();

    const auto planet = session.exec(retort::select<Planet>().where(retort::col(&Planet::name) == "Saturn")).one();
    std::cout << retort::repr(*planet) << '\n';
    return planet->name == "Saturn" && planet->id ? 0 : 1;
}
