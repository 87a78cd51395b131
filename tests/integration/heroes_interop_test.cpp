// The tutorial's models and one database, from Retort and from SQLModel.
#include <heroes/models.hpp>

#include "support.hpp"
#include "tests/support/database.hpp"

using namespace heroes;
using namespace integration;
using retort::col, retort::select, retort::Ref, retort::Session;

namespace {

Json names_of(const auto& related) {
    std::vector<std::string> names;
    for (const auto& one : related)
        names.push_back(one->name);
    std::sort(names.begin(), names.end());
    return Json{names};
}

Json optional_text(const std::optional<std::string>& text) {
    return text ? Json{*text} : Json{};
}

Json to_json(const Ref<Team>& team) {
    return Json::object(
        {{"id", team->id.str()}, {"name", team->name}, {"headquarters", team->headquarters}, {"heroes", names_of(team->heroes)}});
}

Json to_json(const Ref<Power>& power) {
    return Json::object({{"id", power->id.str()}, {"name", power->name}, {"description", optional_text(power->description)},
        {"heroes", names_of(power->heroes)}});
}

Json to_json(const Ref<Hero>& hero) {
    Json out = Json::object();
    out["id"] = hero->id.str();
    out["name"] = hero->name;
    out["secret_name"] = hero->secret_name;
    out["age"] = hero->age ? Json{*hero->age} : Json{};
    out["nicknames"] = hero->nicknames ? Json{*hero->nicknames} : Json{};
    out["attributes_data"] = hero->attributes_data ? *hero->attributes_data : Json{};
    out["allegiance"] = optional_text(hero->allegiance);
    out["team_id"] = hero->team_id ? Json{hero->team_id->str()} : Json{};
    out["team"] = hero->team ? Json{hero->team->name} : Json{};
    out["powers"] = names_of(hero->powers);
    return out;
}

template <class T>
Json objects(Session& session) {
    Json out = Json::array();
    for (const auto& object : session.exec(select<T>().order_by(col(&T::id))).all())
        out.push_back(to_json(object));
    return out;
}

/// Everything in the database, in the form in which heroes_sqlmodel.py prints it.
Json read_all(retort::Engine& engine) {
    Session session{engine};
    Json out = Json::object();
    out["teams"] = objects<Team>(session);
    out["powers"] = objects<Power>(session);
    out["heroes"] = objects<Hero>(session);
    std::vector<std::vector<std::string>> pairs;
    for (const auto& link : session.exec(select<HeroPowerLink>()))
        pairs.push_back({link->hero_id.str(), link->power_id.str()});
    std::sort(pairs.begin(), pairs.end());
    out["links"] = Json::array();
    for (const auto& pair : pairs)
        out["links"].push_back(Json{pair});
    return out;
}

retort::MetaData tables() {
    return retort::metadata<Team, HeroPowerLink, Power, Hero>();
}

// The tutorial's create, update and delete, with what may go wrong on the way between two languages added.
void live_through_the_tutorial(retort::Engine& engine) {
    tables().create_all(engine);
    {
        Session session{engine};
        auto avengers = session.add(Team{.name = "Avengers", .headquarters = "Avengers Tower"});
        auto deadpond = session.add(Hero{
            .name = "Deadpond",
            .secret_name = "Dive Wilson",
            .nicknames = std::vector<std::string>{"healer", "teleporter"},
            .attributes_data = Json{{"suit_color", "red"}, {"humor_level", 10}},
        });
        auto spider_boy = session.add(Hero{.name = "Spider-Boy", .secret_name = "Pedro Parqueador", .age = 16});
        auto rusty_man = session.add(Hero{.name = "Rusty-Man", .secret_name = "Tommy Sharp", .age = 48});
        rusty_man->team = avengers;
        spider_boy->team_id = avengers->id;
        deadpond->powers.push_back(session.add(Power{.name = "Healing"}));
        session.commit();
    }
    {
        Session session{engine};
        auto spider_boy = session.exec(select<Hero>().where(col(&Hero::name) == "Spider-Boy")).one();
        spider_boy->age = 17;
        spider_boy->allegiance = "Champions";
        spider_boy->nicknames.emplace().push_back("web-head");
        session.remove(session.exec(select<Hero>().where(col(&Hero::name) == "Rusty-Man")).one());
        session.commit();
    }
    Session session{engine};
    auto team = session.add(Team{.name = "Братство ☭", .headquarters = "naïve \"Straße\" 'x' \\ \n\t 🏰"});
    auto power = session.add(Power{.name = "千里眼", .description = "l’œil\u0001"});
    auto hero = session.add(Hero{
        .name = "Ünïcødé",
        .secret_name = "",
        .age = std::numeric_limits<int>::min(),
        .nicknames = std::vector<std::string>{"", "é", "\"quoted\"", "back\\slash", "🦸", "line\nbreak"},
        .attributes_data = Json{{"π", "naïve ☃"}, {"n", nullptr}, {"f", 1.5}, {"tiny", 5e-324}, {"whole", 3.0},
            {"big", std::numeric_limits<std::int64_t>::max()}, {"yes", true},
            {"nested", Json{{"a", Json::array({1, 2, Json{{"b", Json::array()}, {"c", Json::object()}}})}}}},
        .allegiance = "Ⅻ",
    });
    hero->team = team;
    hero->powers.push_back(power);
    hero->powers.push_back(session.exec(select<Power>().where(col(&Power::name) == "Healing")).one());
    session.add(Hero{.name = "Nobody", .secret_name = "None", .nicknames = std::vector<std::string>{}, .attributes_data = Json::object()});
    session.commit();
}

/// What is true of one database alone.
struct Database {
    std::string_view kind;
    std::string_view python_modules;
    /// What it tells of its schema: names, and what stands behind each.
    std::string_view schema_sql;
    std::size_t schema_size;
};

constexpr Database databases[]{
    {"sqlite", "sqlmodel", "SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL", 9},
    {"postgresql", "sqlmodel, psycopg2",
        R"(SELECT concat(c.relname, '.', a.attname),
                concat_ws(' ', format_type(a.atttypid, a.atttypmod), a.attnotnull, pg_get_expr(d.adbin, d.adrelid))
            FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace
                LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
            WHERE n.nspname = 'public' AND c.relkind = 'r' AND a.attnum > 0
            UNION ALL SELECT concat('constraint ', k.conname), pg_get_constraintdef(k.oid)
            FROM pg_constraint k JOIN pg_namespace n ON n.oid = k.connamespace WHERE n.nspname = 'public'
            UNION ALL SELECT concat('index ', indexname), indexdef FROM pg_indexes WHERE schemaname = 'public')",
        32},
    {"mariadb", "sqlmodel, pymysql",
        R"(SELECT concat(table_name, '.', column_name), concat_ws(' ', column_type, collation_name, is_nullable, column_default, extra)
            FROM information_schema.columns WHERE table_schema = database()
            UNION ALL SELECT concat(table_name, '.', constraint_name), constraint_type
            FROM information_schema.table_constraints WHERE table_schema = database()
            UNION ALL SELECT concat('key ', constraint_name, '.', column_name),
                concat_ws(' ', table_name, referenced_table_name, referenced_column_name, ordinal_position)
            FROM information_schema.key_column_usage WHERE table_schema = database() AND constraint_name != 'PRIMARY'
            UNION ALL SELECT concat('index ', table_name, '.', index_name, '.', seq_in_index), concat_ws(' ', column_name, non_unique)
            FROM information_schema.statistics WHERE table_schema = database())",
        42},
};

const Database& tested_database() {
    const auto kind = testing_support::tested_kind();
    return *std::find_if(std::begin(databases), std::end(databases), [&kind](const Database& one) { return one.kind == kind; });
}

/// What the schema is made of by name, with the lines of a CREATE TABLE in order of the alphabet.
std::map<std::string, std::vector<std::string>> schema_of(retort::Engine& engine) {
    std::map<std::string, std::vector<std::string>> schema;
    for (const auto& row : text_rows(engine, tested_database().schema_sql)) {
        std::vector<std::string> lines;
        std::string_view rest = row[1];
        constexpr std::string_view separator = ", \n\t";
        for (std::size_t end = 0; end != std::string_view::npos;) {
            end = rest.find(separator);
            lines.emplace_back(rest.substr(0, end));
            if (end != std::string_view::npos) rest.remove_prefix(end + separator.size());
        }
        // The first and the last line carry the statement's frame.
        if (lines.size() > 1) {
            const auto open = lines.front().find("\n\t");
            lines.push_back(lines.front().substr(0, open));
            lines.front().erase(0, open + 2);
            auto& last = lines[lines.size() - 2];
            EXPECT_TRUE(last.ends_with("\n)")) << row[1];
            last.resize(last.size() - 2);
        }
        std::sort(lines.begin(), lines.end());
        schema.emplace(row[0], std::move(lines));
    }
    return schema;
}

Ref<Hero> hero_named(Session& session, std::string_view name) {
    return session.exec(select<Hero>().where(col(&Hero::name) == name)).one();
}

class HeroesInterop : public testing::Test {
protected:
    std::string python(std::string_view command) const {
        return run_python("heroes_sqlmodel.py", {std::string{command}, database.sqlalchemy_url()});
    }
    Json read_by_python() const { return Json::parse(python("read")); }

    SharedDatabase database;
    retort::Engine engine = retort::create_engine(database.url());
};

/// In the database that SQLModel's tutorial leaves behind: on SQLite the sample's file, elsewhere one that the same program fills.
class HeroesSample : public HeroesInterop {
protected:
    void SetUp() override {
        if (database.kind() == "sqlite") {
            RETORT_NEED_SAMPLE("heroes_sqlmodel.db");
            database.copy_sample("heroes_sqlmodel.db");
        } else {
            RETORT_NEED_PYTHON(tested_database().python_modules);
            python("sample");
        }
    }
};

}  // namespace

TEST_F(HeroesSample, ReadsTheRowsThatSqlmodelWrote) {
    Session session{engine};

    const auto team = session.exec(select<Team>()).one();
    EXPECT_EQ(team->id, Uuid::parse("ef42cc52-42dc-4478-8418-b8f78424c0af"));
    EXPECT_EQ(team->name, "Avengers");
    EXPECT_EQ(team->headquarters, "Avengers Tower");
    EXPECT_EQ(names_of(team->heroes), Json::array({"Rusty-Man", "Spider-Boy"}));

    const auto deadpond = session.get<Hero>(Uuid::parse("255faecf110849cf834a6bf9c662c4a7"));
    ASSERT_TRUE(deadpond);
    EXPECT_EQ(deadpond->secret_name, "Dive Wilson");
    EXPECT_FALSE(deadpond->age);
    EXPECT_FALSE(deadpond->allegiance);
    EXPECT_FALSE(deadpond->team_id);
    EXPECT_FALSE(deadpond->team);
    EXPECT_EQ(*deadpond->nicknames, (std::vector<std::string>{"healer", "teleporter"}));
    EXPECT_EQ(*deadpond->attributes_data, (Json{{"suit_color", "red"}, {"humor_level", 10}}));
    ASSERT_EQ(deadpond->powers.size(), 1U);
    EXPECT_EQ(deadpond->powers[0]->name, "Healing");
    EXPECT_FALSE(deadpond->powers[0]->description);
    EXPECT_TRUE(deadpond->powers[0]->heroes.contains(deadpond));

    const auto rusty_man = hero_named(session, "Rusty-Man");
    EXPECT_EQ(rusty_man->age, 48);
    EXPECT_EQ(rusty_man->nicknames, std::vector<std::string>{});
    EXPECT_EQ((*rusty_man->attributes_data)["π"], Json{"naïve ☃"});
    EXPECT_TRUE((*rusty_man->attributes_data)["n"].is_null());
    EXPECT_EQ((*rusty_man->attributes_data)["f"], Json{1.5});
    EXPECT_TRUE((*rusty_man->attributes_data)["nested"]["a"][2]["b"].as_bool());
    EXPECT_EQ(rusty_man->team, team);
    EXPECT_EQ(rusty_man->powers.size(), 0U);
}

TEST_F(HeroesSample, ReadsJsonNullOfPythonsNoneAsAnEmptyOptional) {
    const std::vector<std::vector<std::string>> stored{{"null", "null"}};
    ASSERT_EQ(text_rows(engine, "SELECT CAST(nicknames AS CHAR(4)), CAST(attributes_data AS CHAR(4)) FROM hero WHERE name = 'Spider-Boy'"),
        stored);

    Session session{engine};
    const auto spider_boy = hero_named(session, "Spider-Boy");
    EXPECT_FALSE(spider_boy->nicknames.has_value());
    EXPECT_FALSE(spider_boy->attributes_data.has_value());
    EXPECT_FALSE(session.is_modified(spider_boy));
}

TEST_F(HeroesSample, ReadingChangesNothing) {
    const auto before = text_rows(engine, "SELECT * FROM hero ORDER BY id");
    Session session{engine};
    for (const auto& hero : session.exec(select<Hero>()).all())
        EXPECT_FALSE(hero->name.empty());
    EXPECT_TRUE(session.dirty<Hero>().empty());
    session.commit();
    EXPECT_EQ(text_rows(engine, "SELECT * FROM hero ORDER BY id"), before);
}

TEST_F(HeroesSample, ReadsTheSampleAsSqlmodelReadsIt) {
    RETORT_NEED_PYTHON(tested_database().python_modules);
    const Json rows = read_all(engine);
    EXPECT_EQ(rows["heroes"].size(), 3U);
    EXPECT_EQ(rows, read_by_python());
}

TEST_F(HeroesInterop, SqlmodelReadsWhatRetortWrote) {
    RETORT_NEED_PYTHON(tested_database().python_modules);
    live_through_the_tutorial(engine);
    const Json rows = read_all(engine);
    EXPECT_EQ(rows["heroes"].size(), 4U);
    EXPECT_EQ(rows["links"].size(), 3U);
    const Json theirs = read_by_python();
    EXPECT_EQ(rows, theirs) << rows << '\n' << theirs;
    // Not only equal in what both call equal: a float stays one.
    EXPECT_EQ(rows["heroes"].dump(), theirs["heroes"].dump());
}

TEST_F(HeroesInterop, BothWorkOnOneDatabaseInTurn) {
    RETORT_NEED_PYTHON(tested_database().python_modules);
    live_through_the_tutorial(engine);
    Session session{engine};
    const auto deadpond = hero_named(session, "Deadpond");
    EXPECT_EQ(deadpond->powers.size(), 1U);
    session.commit();  // else Python would find the database locked

    python("write");

    const auto night = hero_named(session, "Ночь");
    EXPECT_EQ(night->secret_name, "'; DROP TABLE hero; --");
    EXPECT_EQ(night->age, -1);
    EXPECT_EQ(*night->nicknames, (std::vector<std::string>{"ночь", "夜"}));
    EXPECT_EQ(*night->attributes_data, (Json{{"π", Json::array({1, 2.5, nullptr, Json{{"k", true}}})}}));
    EXPECT_EQ(night->team->headquarters, "Zürich ☃");
    ASSERT_EQ(night->powers.size(), 1U);
    EXPECT_EQ(night->powers[0]->description, "größer");
    const auto spider_boy = hero_named(session, "Spider-Boy");
    EXPECT_FALSE(spider_boy->allegiance);
    EXPECT_FALSE(spider_boy->nicknames);
    EXPECT_EQ(spider_boy->age, 17);
    EXPECT_EQ(deadpond->powers.size(), 0U) << "the commit expired what was loaded before Python took the power away";

    night->nicknames->push_back("nuit");
    spider_boy->team = nullptr;
    session.commit();
    session.close();
    EXPECT_EQ(read_all(engine), read_by_python());
}

TEST_F(HeroesInterop, RetortWorksInTablesThatSqlmodelMade) {
    RETORT_NEED_PYTHON(tested_database().python_modules);
    python("create");
    live_through_the_tutorial(engine);  // create_all leaves what is there
    EXPECT_EQ(read_all(engine), read_by_python());
}

TEST_F(HeroesInterop, CreateAllMakesTheSchemaThatSqlmodelMakes) {
    RETORT_NEED_PYTHON(tested_database().python_modules);
    python("create");
    const SharedDatabase mine;
    auto my_engine = retort::create_engine(mine.url());
    tables().create_all(my_engine);

    const auto schema = schema_of(my_engine);
    EXPECT_EQ(schema.size(), tested_database().schema_size);
    EXPECT_EQ(schema, schema_of(engine));
}
