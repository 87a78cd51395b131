#include <gtest/gtest.h>

#include "convert_models.hpp"

using namespace retort;
using namespace story;

namespace {

class Stories : public ::testing::Test {
protected:
    Stories() {
        metadata<Team, Hero>().create_all(engine);
        Session session{engine};
        const auto team = session.add(Team{.id = {}, .base = TeamBase{.name = "Preventers", .headquarters = "Tower"}, .heroes = {}});
        for (const char* name : {"Deadpond", "Rusty-Man"}) {
            auto hero =
                session.add(Hero{.id = {}, .base = HeroBase{.name = name, .age = 30, .team_id = {}}, .hashed_password = "x", .team = {}});
            hero->team = team;
        }
        session.commit();
    }

    Engine engine = create_engine("sqlite://");
};

TEST_F(Stories, PublicModelsOfRelationships) {
    Session session{engine};
    const auto hero = session.get<Hero>(1);
    EXPECT_EQ(model_dump_json(model_validate<HeroPublicWithTeam>(hero)),
        R"({"name":"Deadpond","age":30,"team_id":1,"id":1,"team":{"name":"Preventers","headquarters":"Tower","id":1}})");
    const auto team = session.get<Team>(1);
    EXPECT_EQ(model_dump_json(model_validate<TeamPublicWithHeroes>(*team), {.include = {"name", "heroes.name"}}),
        R"({"name":"Preventers","heroes":[{"name":"Deadpond"},{"name":"Rusty-Man"}]})");
}

TEST_F(Stories, AnOptionalRelationshipWithoutATarget) {
    Session session{engine};
    const auto hero = session.get<Hero>(1);
    hero->team = nullptr;
    EXPECT_FALSE(model_validate<HeroPublicWithTeam>(hero).team.has_value());
}

TEST_F(Stories, RelationshipsOfDetachedObjects) {
    Ref<Hero> hero;
    {
        Session session{engine};
        hero = session.get<Hero>(1);
    }
    EXPECT_EQ(model_validate<HeroPublic>(hero).base.name, "Deadpond");
    EXPECT_THROW((void)model_validate<HeroPublicWithTeam>(hero), DetachedInstanceError);

    auto connection = engine.connect();
    const std::vector<Hero> plain = connection.exec(select<Hero>()).all();
    EXPECT_EQ(model_validate<std::vector<HeroPublic>>(plain).size(), 2U);
    EXPECT_THROW((void)model_validate<HeroPublicWithTeam>(plain[0]), DetachedInstanceError);
}

TEST_F(Stories, ListsOfASession) {
    Session session{engine};
    const auto heroes = session.exec(select<Hero>().order_by(col(&Hero::id))).all();
    EXPECT_EQ(model_dump_json(model_validate<std::vector<HeroPublic>>(heroes), {.include = {"id"}}), R"([{"id":1},{"id":2}])");
    EXPECT_EQ(model_dump_json(heroes, {.include = {"name"}}), R"([{"name":"Deadpond"},{"name":"Rusty-Man"}])");
    EXPECT_EQ(model_dump(heroes[0])["name"], Json{"Deadpond"});
}

TEST_F(Stories, CreateUpdateAndRead) {
    Session session{engine};
    const HeroCreate create{.base = HeroBase{.name = "Spider-Boy", .age = {}, .team_id = 1}, .password = "web"};
    const auto hero = session.add(model_validate<Hero>(create, Json{{"hashed_password", "hash of " + create.password}}));
    session.commit();
    EXPECT_EQ(hero->id, 3);
    EXPECT_EQ(hero->hashed_password, "hash of web");

    update_from(hero, HeroUpdate{.name = {}, .age = 16, .team_id = nullptr, .password = {}});
    EXPECT_TRUE(session.is_modified(hero));
    session.commit();
    EXPECT_EQ(hero->base.age, 16);
    EXPECT_EQ(hero->base.team_id, std::nullopt);
    EXPECT_EQ(hero->base.name, "Spider-Boy");
    EXPECT_FALSE(model_validate<HeroPublicWithTeam>(hero).team.has_value());
}

TEST_F(Stories, AProblemInAnUpdateChangesNothing) {
    Session session{engine};
    const auto hero = session.get<Hero>(1);
    EXPECT_THROW(update_from(hero, HeroUpdate{.name = "Wade", .age = -1, .team_id = {}, .password = {}}), ValidationError);
    EXPECT_EQ(hero->base.name, "Deadpond");
    EXPECT_FALSE(session.is_modified(hero));
}

struct HeroInRing;
struct TeamInRing {
    int id;
    std::vector<HeroInRing> heroes;
};
struct HeroInRing {
    int id;
    std::optional<TeamInRing> team;
};

TEST_F(Stories, ModelsThatHoldEachOtherWithoutEndAreRefused) {
    Session session{engine};
    EXPECT_THROW((void)model_validate<TeamInRing>(session.get<Team>(1)), ArgumentError);
}

struct Tag {
    std::string label;
    std::optional<int> weight;
};
struct Circle {
    Literal<"circle"> kind;
    double radius = 1;
};
struct Square {
    Literal<"square"> kind;
    double side = 1;
};
struct Drawing {
    Field<std::optional<int>, primary_key> id;
    Tag tag;
    std::vector<Tag> tags;
    std::map<std::string, Tag> by_name;
    Field<std::variant<Circle, Square>, discriminator<"kind">> shape;
    std::vector<std::variant<Circle, Square>> shapes;
    std::optional<std::vector<Tag>> more;
};

TEST_F(Stories, ColumnsOfJsonHoldNestedModelsListsMapsAndVariants) {
    metadata<Drawing>().create_all(engine);
    const Drawing drawing{.id = {},
        .tag = {.label = "a", .weight = 1},
        .tags = {{.label = "b", .weight = {}}, {.label = "c", .weight = 2}},
        .by_name = {{"d", {.label = "d", .weight = {}}}},
        .shape = Square{.kind = {}, .side = 2},
        .shapes = {Circle{.kind = {}, .radius = 3}, Square{.kind = {}, .side = 4}},
        .more = {}};
    {
        Session session{engine};
        session.add(drawing);
        session.commit();
    }
    Session session{engine};
    const auto read = session.get<Drawing>(1);
    EXPECT_EQ(model_dump_json(read, {.exclude = {"id"}}), model_dump_json(drawing, {.exclude = {"id"}}));
    read->tags[1].weight = 5;
    std::get<Square>(read->shape.value_of()).side = 6;
    session.commit();
    Session later{engine};
    EXPECT_EQ(model_dump_json(later.get<Drawing>(1), {.include = {"tags", "shape"}}),
        R"({"tags":[{"label":"b","weight":null},{"label":"c","weight":5}],"shape":{"kind":"square","side":6.0}})");
}

}  // namespace
