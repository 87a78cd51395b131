// The models of SQLModel's tutorial for FastAPI, in our spelling.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include <retort/retort.hpp>

namespace story {

using retort::Embedded, retort::Field, retort::Patch, retort::Relationship;
using retort::back_populates, retort::foreign_key, retort::ge, retort::indexed, retort::min_length, retort::primary_key;

struct Hero;

struct TeamBase {
    Field<std::string, indexed, min_length<1>> name;
    std::string headquarters;
};
struct Team {
    Field<std::optional<int>, primary_key> id;
    Embedded<TeamBase> base;
    Relationship<std::vector<Hero>, back_populates<"team">> heroes;
};
struct TeamPublic {
    Embedded<TeamBase> base;
    int id;
};

struct HeroBase {
    Field<std::string, indexed, min_length<1>> name;
    Field<std::optional<int>, indexed, ge<0>> age;
    Field<std::optional<int>, foreign_key<&Team::id>> team_id;
};
struct Hero {
    Field<std::optional<int>, primary_key> id;
    Embedded<HeroBase> base;
    std::string hashed_password;
    Relationship<Team, back_populates<"heroes">> team;
};
struct HeroCreate {
    Embedded<HeroBase> base;
    std::string password;
};
struct HeroPublic {
    Embedded<HeroBase> base;
    int id;
};
struct HeroUpdate {
    Patch<std::string> name;
    Patch<int> age;
    Patch<int> team_id;
    Patch<std::string> password;
};
struct HeroPublicWithTeam {
    Embedded<HeroBase> base;
    int id;
    std::optional<TeamPublic> team;
};
struct TeamPublicWithHeroes {
    Embedded<TeamBase> base;
    int id;
    std::vector<HeroPublic> heroes;
};

}  // namespace story
