/// \file
/// The models of SQLModel's tutorial on relationships, in the variants that it shows, each in a namespace of its own; and what prints them.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include <retort/retort.hpp>

namespace tutorial {

using namespace retort;

using Id = Field<std::optional<int>, primary_key>;
using Name = Field<std::string, indexed>;
using Age = Field<std::optional<int>, indexed>;
using TeamId = Field<std::optional<int>, foreign_key<"team.id">>;

namespace in_step {
struct Hero;
struct Team {
    Id id;
    Name name;
    std::string headquarters;
    Relationship<std::vector<Hero>, back_populates<"team">> heroes;
};
struct Hero {
    Id id;
    Name name;
    std::string secret_name;
    Age age;
    TeamId team_id;
    Relationship<Team, back_populates<"heroes">> team;
};
}  // namespace in_step

namespace apart {
struct Hero;
struct Team {
    Id id;
    Name name;
    std::string headquarters;
    Relationship<std::vector<Hero>> heroes;
};
struct Hero {
    Id id;
    Name name;
    std::string secret_name;
    Age age;
    TeamId team_id;
    Relationship<Team> team;
};
}  // namespace apart

namespace owning {
struct Hero;
struct Team {
    Id id;
    Name name;
    std::string headquarters;
    Relationship<std::vector<Hero>, back_populates<"team">, cascade_delete> heroes;
};
struct Hero {
    Id id;
    Name name;
    std::string secret_name;
    Age age;
    Field<std::optional<int>, foreign_key<"team.id", on_delete::cascade>> team_id;
    Relationship<Team, back_populates<"heroes">> team;
};
}  // namespace owning

namespace database_sets_null {
struct Hero;
struct Team {
    Id id;
    Name name;
    std::string headquarters;
    Relationship<std::vector<Hero>, back_populates<"team">, passive_deletes> heroes;
};
struct Hero {
    Id id;
    Name name;
    std::string secret_name;
    Age age;
    Field<std::optional<int>, foreign_key<"team.id", on_delete::set_null>> team_id;
    Relationship<Team, back_populates<"heroes">> team;
};
}  // namespace database_sets_null

namespace database_restricts {
struct Hero;
struct Team {
    Id id;
    Name name;
    std::string headquarters;
    Relationship<std::vector<Hero>, back_populates<"team">, passive_deletes> heroes;
};
struct Hero {
    Id id;
    Name name;
    std::string secret_name;
    Age age;
    Field<std::optional<int>, foreign_key<"team.id", on_delete::restrict>> team_id;
    Relationship<Team, back_populates<"heroes">> team;
};
}  // namespace database_restricts

namespace database_cascades {
struct Hero;
struct Team {
    Id id;
    Name name;
    std::string headquarters;
    Relationship<std::vector<Hero>, back_populates<"team">, passive_deletes> heroes;
};
struct Hero {
    Id id;
    Name name;
    std::string secret_name;
    Age age;
    Field<std::optional<int>, foreign_key<"team.id", on_delete::cascade>> team_id;
    Relationship<Team, back_populates<"heroes">> team;
};
}  // namespace database_cascades

namespace many_to_many {
struct Hero;
struct HeroTeamLink {
    Field<int, primary_key, foreign_key<"team.id">> team_id;
    Field<int, primary_key, foreign_key<"hero.id">> hero_id;
};
struct Team {
    Id id;
    Name name;
    std::string headquarters;
    Relationship<std::vector<Hero>, back_populates<"teams">, link_model<HeroTeamLink>> heroes;
};
struct Hero {
    Id id;
    Name name;
    std::string secret_name;
    Age age;
    Relationship<std::vector<Team>, back_populates<"heroes">, link_model<HeroTeamLink>> teams;
};
}  // namespace many_to_many

namespace extra_fields {
struct HeroTeamLink;
struct Team {
    Id id;
    Name name;
    std::string headquarters;
    Relationship<std::vector<HeroTeamLink>, back_populates<"team">> hero_links;
};
struct Hero {
    Id id;
    Name name;
    std::string secret_name;
    Age age;
    Relationship<std::vector<HeroTeamLink>, back_populates<"hero">> team_links;
};
struct HeroTeamLink {
    Field<int, primary_key, foreign_key<"team.id">> team_id;
    Field<int, primary_key, foreign_key<"hero.id">> hero_id;
    bool is_training = false;
    Relationship<Team, back_populates<"hero_links">> team;
    Relationship<Hero, back_populates<"team_links">> hero;
};
}  // namespace extra_fields

/// `Hero(id=1, name='Deadpond')` with its fields in order of the alphabet: SQLModel 0.0.8 does not keep the order of the declaration.
std::string sort_fields(std::string_view text);

/// What a program prints.
class Printer {
public:
    template <class... Values>
    void say(std::string_view label, const Values&... values) {
        out_ += label;
        ((out_ += ' ' + show(values)), ...);
        out_ += '\n';
    }
    const std::string& text() const noexcept { return out_; }

private:
    static std::string show(bool value) { return value ? "True" : "False"; }
    static std::string show(const std::string& value) { return Value{value}.repr(); }
    template <class T>
    static std::string show(const Ref<T>& ref) {
        return ref ? sort_fields(repr(*ref)) : "None";
    }
    template <class T, class... Options>
    static std::string show(const Relationship<T, Options...>& relationship) {
        if constexpr (Relationship<T, Options...>::is_collection) {
            return show_all(relationship);
        } else {
            return show(relationship.ref());
        }
    }
    template <class T>
    static std::string show(const std::vector<T>& all) {
        return show_all(all);
    }
    static std::string show_all(const auto& all) {
        std::string out;
        for (const auto& one : all) {
            out += (out.empty() ? "" : ", ") + show(one);
        }
        return '[' + out + ']';
    }

    std::string out_;
};

}  // namespace tutorial
