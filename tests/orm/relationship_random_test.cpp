// Random changes of relationships, against a model of what they mean that is too simple to be wrong.
#include <map>
#include <random>
#include <set>

#include "orm_test.hpp"

using namespace orm_test;

namespace {

struct Track;
struct Album {
    Field<std::optional<std::int64_t>, primary_key> id;
    Field<std::string, unique> name;
    Relationship<std::vector<Track>, back_populates<"album">, cascade_delete> tracks;
};
struct Track {
    Field<std::optional<std::int64_t>, primary_key> id;
    std::string name;
    Field<std::optional<std::int64_t>, foreign_key<&Album::id>> album_id;
    Relationship<Album, back_populates<"tracks">> album;
};

/// What should be in the database, by names.
struct World {
    std::map<std::string, std::string> team_of;  ///< heroes; "" is none
    std::set<std::string> teams;
    std::set<std::pair<std::string, std::string>> powers;  ///< hero and power
    std::set<std::string> all_powers;
    std::map<std::string, std::string> album_of;  ///< tracks
    std::set<std::string> albums;
    friend bool operator==(const World&, const World&) = default;
};

class RandomChanges : public OrmTest {
protected:
    void SetUp() override {
        OrmTest::SetUp();
        metadata<Album, Track>().create_all(engine);
    }

    World stored() {
        World world;
        auto connection = engine.connect();
        const auto text_of = [](const Value& value) { return value.is_null() ? std::string{} : std::string{value.as_text()}; };
        const auto each = [&](const char* sql, auto&& take) {
            for (const auto& row : connection.exec(text(sql))) {
                take(row);
            }
        };
        each("SELECT h.name, t.name FROM hero h LEFT JOIN team t ON t.id = h.team_id",
            [&](const auto& row) { world.team_of[text_of(row[0])] = text_of(row[1]); });
        each("SELECT name FROM team", [&](const auto& row) { world.teams.insert(text_of(row[0])); });
        each("SELECT name FROM power", [&](const auto& row) { world.all_powers.insert(text_of(row[0])); });
        each("SELECT h.name, p.name FROM heropower l JOIN hero h ON h.id = l.hero_id JOIN power p ON p.id = l.power_id",
            [&](const auto& row) { world.powers.emplace(text_of(row[0]), text_of(row[1])); });
        each("SELECT t.name, a.name FROM track t LEFT JOIN album a ON a.id = t.album_id",
            [&](const auto& row) { world.album_of[text_of(row[0])] = text_of(row[1]); });
        each("SELECT name FROM album", [&](const auto& row) { world.albums.insert(text_of(row[0])); });
        return world;
    }
};

/// A session and the world that it should make.
class Player {
public:
    Player(Engine& engine, unsigned seed) : session_{engine}, random_{seed} {}

    void play() {
        switch (number(16)) {
        case 0: add_hero(); break;
        case 1: add_team(); break;
        case 2: add_power(); break;
        case 3: add_track(); break;
        case 4: add_album(); break;
        case 5: move_hero(); break;
        case 6: join_team(); break;
        case 7: leave_team(); break;
        case 8: link(); break;
        case 9: unlink(); break;
        case 10: move_track(); break;
        case 11: replace_album(); break;
        case 12: assign(); break;
        case 13: remove(); break;
        case 14: session_.flush(); break;
        default: session_.expire_all(); break;
        }
    }
    void commit() {
        session_.commit();
        committed_ = world;
    }
    void rollback() {
        session_.rollback();
        world = committed_;
        drop_lost();
    }

    World world;

    /// Whether memory tells the same.
    void check() {
        for (const auto& hero : heroes_) {
            EXPECT_EQ(hero->team ? hero->team->name.value_of() : "", world.team_of.at(hero->name)) << hero->name.value_of();
            std::set<std::string> powers;
            for (const auto& power : hero->powers) {
                powers.insert(power->name);
            }
            std::set<std::string> expected;
            for (const auto& [name, power] : world.powers) {
                if (name == hero->name) {
                    expected.insert(power);
                }
            }
            EXPECT_EQ(powers, expected) << hero->name.value_of();
        }
        for (const auto& team : teams_) {
            std::size_t count = 0;
            for (const auto& [hero, of] : world.team_of) {
                count += of == team->name.value_of() ? 1 : 0;
            }
            EXPECT_EQ(team->heroes.size(), count) << team->name.value_of();
        }
    }

private:
    std::size_t number(std::size_t below) { return random_() % below; }
    std::string name() { return "n" + std::to_string(next_++); }
    template <class T>
    const Ref<T>* pick(const std::vector<Ref<T>>& list) {
        return list.empty() ? nullptr : &list[number(list.size())];
    }
    static std::string name_of(const Ref<Team>* team) { return team == nullptr ? "" : (*team)->name.value_of(); }

    void add_hero() {
        const Ref<Team>* team = number(2) == 0 ? nullptr : pick(teams_);
        const std::string new_name = name();
        heroes_.push_back(team == nullptr ? session_.add(Hero{.name = new_name}) : session_.add(Hero{.name = new_name, .team = *team}));
        world.team_of[new_name] = name_of(team);
    }
    void add_team() {
        teams_.push_back(session_.add(Team{.name = name()}));
        world.teams.insert(teams_.back()->name);
    }
    void add_power() {
        powers_.push_back(session_.add(Power{.name = name()}));
        world.all_powers.insert(powers_.back()->name);
    }
    void add_album() {
        albums_.push_back(session_.add(Album{.name = name()}));
        world.albums.insert(albums_.back()->name);
    }
    void add_track() {
        if (const auto* album = pick(albums_)) {
            tracks_.push_back(session_.add(Track{.name = name(), .album = *album}));
            world.album_of[tracks_.back()->name] = (*album)->name;
        }
    }
    void move_hero() {
        const auto* hero = pick(heroes_);
        const auto* team = number(3) == 0 ? nullptr : pick(teams_);
        if (hero != nullptr) {
            (*hero)->team = team == nullptr ? Ref<Team>{} : *team;
            world.team_of[(*hero)->name] = name_of(team);
        }
    }
    void join_team() {
        const auto* hero = pick(heroes_);
        const auto* team = pick(teams_);
        if (hero != nullptr && team != nullptr) {
            (*team)->heroes.push_back(*hero);
            world.team_of[(*hero)->name] = (*team)->name;
        }
    }
    void leave_team() {
        const auto* team = pick(teams_);
        if (team != nullptr && !(*team)->heroes.empty()) {
            const auto hero = (*team)->heroes[number((*team)->heroes.size())];
            (*team)->heroes.remove(hero);
            world.team_of[hero->name] = "";
        }
    }
    void link() {
        const auto* hero = pick(heroes_);
        const auto* power = pick(powers_);
        if (hero == nullptr || power == nullptr || (*hero)->powers.contains(*power)) {
            return;
        }
        number(2) == 0 ? (*hero)->powers.push_back(*power) : (*power)->heroes.push_back(*hero);
        world.powers.emplace((*hero)->name, (*power)->name);
    }
    void unlink() {
        const auto* hero = pick(heroes_);
        if (hero == nullptr || (*hero)->powers.empty()) {
            return;
        }
        const auto power = (*hero)->powers[number((*hero)->powers.size())];
        number(2) == 0 ? (*hero)->powers.remove(power) : power->heroes.remove(*hero);
        world.powers.erase({(*hero)->name, power->name});
    }
    void move_track() {
        const auto* track = pick(tracks_);
        const auto* album = pick(albums_);
        if (track == nullptr || album == nullptr) {
            return;
        }
        if (number(2) == 0) {
            (*track)->album = *album;
        } else {
            (*album)->tracks.push_back(*track);
        }
        world.album_of[(*track)->name] = (*album)->name;
    }
    // A new album of the same unique name, which gets half the tracks; the others go with the old one.
    void replace_album() {
        if (albums_.empty()) {
            return;
        }
        const auto guard = session_.no_autoflush();
        const std::size_t which = number(albums_.size());
        const Ref<Album> old = albums_[which];
        session_.flush();
        const Ref<Album> fresh = session_.add(Album{.name = old->name});
        std::vector<Ref<Track>> all(old->tracks.begin(), {});
        for (const Ref<Track>& track : all) {
            if (number(2) == 0) {
                track->album = fresh;
            } else {
                world.album_of.erase(track->name);
                std::erase(tracks_, track);
            }
        }
        session_.remove(old);
        albums_[which] = fresh;
        session_.flush();
    }
    void assign() {
        const auto* team = pick(teams_);
        if (team == nullptr) {
            return;
        }
        std::vector<Ref<Hero>> wanted;
        for (const auto& hero : heroes_) {
            const bool in = number(3) == 0;
            if (in) {
                wanted.push_back(hero);
                world.team_of[hero->name] = (*team)->name;
            } else if (world.team_of[hero->name] == (*team)->name) {
                world.team_of[hero->name] = "";
            }
        }
        (*team)->heroes = wanted;
    }
    void remove() {
        session_.flush();  // what has no row cannot be removed
        if (const auto* found = pick(heroes_); found != nullptr && number(3) == 0) {
            const Ref<Hero> hero = *found;
            std::erase_if(world.powers, [&](const auto& link) { return link.first == hero->name; });
            world.team_of.erase(hero->name);
            session_.remove(hero);
            std::erase(heroes_, hero);
        } else if (const auto* power = pick(powers_); power != nullptr && number(2) == 0) {
            const Ref<Power> gone = *power;
            std::erase_if(world.powers, [&](const auto& link) { return link.second == gone->name; });
            world.all_powers.erase(gone->name);
            session_.remove(gone);
            std::erase(powers_, gone);
        } else if (const auto* team = pick(teams_)) {
            const Ref<Team> gone = *team;
            for (auto& [hero, of] : world.team_of) {
                of = of == gone->name.value_of() ? "" : of;
            }
            world.teams.erase(gone->name);
            session_.remove(gone);
            std::erase(teams_, gone);
        }
        session_.flush();
        session_.expire_all();  // a removed object stays in the collections that are loaded until they are read anew
    }
    // After a rollback: what was added is gone, what was removed is there again.
    void drop_lost() {
        heroes_ = session_.exec(select<Hero>()).all();
        teams_ = session_.exec(select<Team>()).all();
        powers_ = session_.exec(select<Power>()).all();
        albums_ = session_.exec(select<Album>()).all();
        tracks_ = session_.exec(select<Track>()).all();
    }

    Session session_;
    std::mt19937 random_;
    World committed_;
    int next_ = 0;
    std::vector<Ref<Hero>> heroes_;
    std::vector<Ref<Team>> teams_;
    std::vector<Ref<Power>> powers_;
    std::vector<Ref<Album>> albums_;
    std::vector<Ref<Track>> tracks_;
};

TEST_F(RandomChanges, AgreeWithWhatTheyMean) {
    for (unsigned seed = 0; seed < 30 && !HasFailure(); ++seed) {
        SCOPED_TRACE("seed " + std::to_string(seed));
        {
            auto connection = engine.begin();
            for (const char* table : {"heropower", "hero", "team", "power", "track", "album"}) {
                connection.exec(text(std::string{"DELETE FROM "} + table));
            }
            connection.commit();
        }
        Player player{engine, seed};
        for (int step = 0; step < 300 && !HasFailure(); ++step) {
            SCOPED_TRACE("step " + std::to_string(step));
            player.play();
            if (step % 17 == 0) {
                player.check();
            }
            if (step % 40 == 39) {
                player.commit();
                const World world = stored();
                EXPECT_EQ(world.team_of, player.world.team_of);
                EXPECT_EQ(world.powers, player.world.powers);
                EXPECT_EQ(world.album_of, player.world.album_of);
                EXPECT_TRUE(world == player.world);
            } else if (step % 70 == 69) {
                player.rollback();
                player.check();
            }
        }
    }
}

}  // namespace
