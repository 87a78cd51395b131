// Teams with their heroes: selectinload beside the two statements that one writes by hand, over the same file.
#include <algorithm>
#include <filesystem>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include <sqlite3.h>
#include <unistd.h>

#include "heroes.hpp"
#include "paired.hpp"

namespace bench {

namespace {

using retort::Ref, retort::Session, retort::Relationship;
using retort::back_populates, retort::foreign_key, retort::select, retort::selectinload;

constexpr int heroes_a_team = 100;
constexpr std::size_t keys_a_statement = 500;

struct Member;
struct Team {
    Field<std::optional<std::int64_t>, primary_key> id;
    std::string name;

    Relationship<std::vector<Member>, back_populates<"team">> members;
};
struct Member {
    Field<std::optional<std::int64_t>, primary_key> id;
    std::string name;
    std::string secret_name;
    std::optional<int> age;
    Field<std::optional<std::string>, sql_type<types::JSON{}>> nicknames;
    Field<std::optional<std::string>, sql_type<types::JSON{}>> attributes;
    Field<std::optional<std::int64_t>, indexed, foreign_key<&Team::id>> team_id;

    Relationship<Team, back_populates<"members">> team;
};

struct PlainMember {
    std::optional<std::int64_t> id;
    std::string name;
    std::string secret_name;
    std::optional<int> age;
    std::optional<std::string> nicknames;
    std::optional<std::string> attributes;
    std::optional<std::int64_t> team_id;
};
struct PlainTeam {
    std::optional<std::int64_t> id;
    std::string name;
    std::vector<PlainMember> members;
};

void require(bool done) {
    if (!done) throw std::runtime_error{"the work was not done"};
}

std::string_view text(sqlite3_stmt* row, int column) {
    const auto* data = reinterpret_cast<const char*>(sqlite3_column_text(row, column));
    return {data, static_cast<std::size_t>(sqlite3_column_bytes(row, column))};
}

void read(sqlite3_stmt* row, PlainMember& member) {
    member.id = sqlite3_column_int64(row, 0);
    member.name = text(row, 1);
    member.secret_name = text(row, 2);
    if (sqlite3_column_type(row, 3) != SQLITE_NULL) member.age = sqlite3_column_int(row, 3);
    if (const auto json = text(row, 4); json.data() != nullptr) member.nicknames.emplace(json);
    if (const auto json = text(row, 5); json.data() != nullptr) member.attributes.emplace(json);
    member.team_id = sqlite3_column_int64(row, 6);
}

/// What somebody who cares writes for this and nothing else.
class HandWrittenTeams {
public:
    explicit HandWrittenTeams(const std::string& file) {
        const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX;
        require(sqlite3_open_v2(file.c_str(), &database_, flags, nullptr) == SQLITE_OK);
        begin_ = prepare("BEGIN");
        commit_ = prepare("COMMIT");
        teams_ = prepare("SELECT id, name FROM team");
        std::string marks = "?";
        for (std::size_t i = 1; i < keys_a_statement; ++i)
            marks += ", ?";
        members_ =
            prepare("SELECT id, name, secret_name, age, nicknames, attributes, team_id FROM member WHERE team_id IN (" + marks + ")");
    }
    ~HandWrittenTeams() {
        for (sqlite3_stmt* one : {begin_, commit_, teams_, members_})
            sqlite3_finalize(one);
        sqlite3_close(database_);
    }
    HandWrittenTeams(const HandWrittenTeams&) = delete;
    HandWrittenTeams& operator=(const HandWrittenTeams&) = delete;

    std::vector<PlainTeam> load() {
        run(begin_);
        std::vector<PlainTeam> teams;
        std::unordered_map<std::int64_t, std::size_t> by_id;
        while (sqlite3_step(teams_) == SQLITE_ROW) {
            PlainTeam& team = teams.emplace_back();
            team.id = sqlite3_column_int64(teams_, 0);
            team.name = text(teams_, 1);
            by_id.emplace(*team.id, teams.size() - 1);
        }
        sqlite3_reset(teams_);
        for (std::size_t first = 0; first < teams.size(); first += keys_a_statement) {
            for (std::size_t i = 0; i < keys_a_statement; ++i) {
                const PlainTeam& team = teams[std::min(first + i, teams.size() - 1)];
                sqlite3_bind_int64(members_, static_cast<int>(i) + 1, *team.id);
            }
            while (sqlite3_step(members_) == SQLITE_ROW)
                read(members_, teams[by_id.at(sqlite3_column_int64(members_, 6))].members.emplace_back());
            sqlite3_reset(members_);
        }
        run(commit_);
        return teams;
    }

private:
    sqlite3_stmt* prepare(const std::string& sql) {
        sqlite3_stmt* statement = nullptr;
        require(sqlite3_prepare_v3(database_, sql.c_str(), -1, SQLITE_PREPARE_PERSISTENT, &statement, nullptr) == SQLITE_OK);
        return statement;
    }
    static void run(sqlite3_stmt* statement) {
        require(sqlite3_step(statement) == SQLITE_DONE);
        sqlite3_reset(statement);
    }

    sqlite3* database_ = nullptr;
    sqlite3_stmt* begin_ = nullptr;
    sqlite3_stmt* commit_ = nullptr;
    sqlite3_stmt* teams_ = nullptr;
    sqlite3_stmt* members_ = nullptr;
};

void fill(retort::Engine& engine, int heroes) {
    retort::metadata<Team, Member>().create_all(engine);
    std::vector<Team> teams(static_cast<std::size_t>(heroes / heroes_a_team));
    for (std::size_t i = 0; i < teams.size(); ++i)
        teams[i].name = "Team " + std::to_string(i);
    std::vector<Member> members = make_heroes<Member>(heroes);
    // Not in order of the teams, as rows come in life.
    for (std::size_t i = 0; i < members.size(); ++i)
        members[i].team_id = static_cast<std::int64_t>(i % teams.size()) + 1;
    auto connection = engine.connect();
    connection.exec(retort::insert<Team>().values(teams));
    connection.exec(retort::insert<Member>().values(members));
    connection.commit();
}

void run(const Options& options) {
    const auto parent = options.directory.empty() ? std::filesystem::temp_directory_path() : std::filesystem::path{options.directory};
    const auto folder = std::filesystem::absolute(parent) / ("retort_bench_loading_" + std::to_string(getpid()));
    std::filesystem::create_directories(folder);
    {
        const std::string file = (folder / "teams.db").string();
        auto engine = retort::create_engine("sqlite:///" + file + "?synchronous=off");
        fill(engine, options.heroes);
        HandWrittenTeams hand_written{file};
        Bench bench{options};
        const auto wanted = static_cast<std::size_t>(options.heroes / heroes_a_team);
        std::vector<PlainTeam> plain;
        std::optional<Session> session;
        std::vector<Ref<Team>> teams;
        bench.compare("selectinload: teams with 100 heroes each", 1.2,
            {[&] { plain = hand_written.load(); }, {},
                [&] {
                    require(plain.size() == wanted && plain.back().members.size() == heroes_a_team);
                    std::vector<PlainTeam>{}.swap(plain);
                }},
            {[&] {
                 session.emplace(engine);
                 teams = session->exec(select<Team>().options(selectinload(&Team::members))).all();
             },
                {},
                [&] {
                    require(teams.size() == wanted && teams.back()->members.size() == heroes_a_team && session->lazy_loads() == 0);
                    std::vector<Ref<Team>>{}.swap(teams);
                    session.reset();
                }});
        bench.report();
    }
    std::filesystem::remove_all(folder);
}

}  // namespace

}  // namespace bench

int main(int argc, char** argv) {
    bench::run(bench::read_options(argc, argv));
}
