#include <algorithm>

#include "run_objects.hpp"

namespace property {

void Run::check_database() {
    static constexpr std::pair<std::string_view, std::string_view> tables[] = {
        {"team", "id, name"},
        {"country", "code, title"},
        {"power", "id, name"},
        {"profile", "id, motto, hero_id"},
        {"hero", "id, name, age, nicknames, scores, data, team_id, country_code"},
        {"orders", "id, label, buyer_id"},
        {"item", "id, name, order_id"},
        {"category", "id, name, parent_id"},
        {"mission", "id, title"},
        {"assignment", "hero_id, mission_id, role"},
        {"heropower", "hero_id, power_id"},
    };
    auto connection = engine_.connect();
    std::vector<std::string> lines;
    for (const auto& [table, columns] : tables) {
        for (const auto& row : connection.exec(text("SELECT " + std::string{columns} + " FROM " + std::string{table}))) {
            std::string line = std::string{table == "orders" ? "order" : table} + ": ";
            for (std::size_t i = 0; i < row.size(); ++i) {
                line += (i == 0 ? "" : ", ") + row[i].repr();
            }
            lines.push_back(line);
        }
    }
    std::sort(lines.begin(), lines.end());
    const std::vector<std::string> expected = world_.dump();
    if (lines == expected) return;
    std::string message = "the database is not what it should be";
    for (const std::string& line : lines) {
        if (std::find(expected.begin(), expected.end(), line) == expected.end()) message += "\n  there is  " + line;
    }
    for (const std::string& line : expected) {
        if (std::find(lines.begin(), lines.end(), line) == lines.end()) message += "\n  missing   " + line;
    }
    throw Mismatch{message};
}

// The fields of every object that somebody holds, as they are in memory now.
void Run::check_memory() {
    for (const auto& [uid, row] : world_.rows) {
        with_kind(row.kind, [&, uid = uid](auto type) {
            auto& refs = handles_.of<typename decltype(type)::type>();
            if (const auto found = refs.find(uid); found != refs.end()) {
                require(found->second.state() == ObjectState::persistent, name(uid) + " is not persistent");
                check_fields(uid);
            }
        });
    }
}

void Run::check_all(bool flushed) {
    for (const auto& [uid, row] : world_.rows) {
        check(uid, flushed);
    }
}

void Run::check(Uid uid, bool flushed) {
    if (uid == 0 || !world_.has(uid)) return;
    check_fields(uid);
    for (const Rule& rule : rules) {
        if (rule.child == world_.at(uid).kind && has_parent_member(rule)) check_parent(rule, uid, flushed);
        if (rule.parent == world_.at(uid).kind && has_collection_member(rule)) check_collection(rule, uid, flushed);
    }
    if (world_.at(uid).kind == Kind::hero || world_.at(uid).kind == Kind::power) check_powers(uid, flushed);
    if (world_.at(uid).kind == Kind::hero) check_profile(uid, flushed);
}

void Run::check_fields(Uid uid) {
    const Row& row = world_.at(uid);
    with_kind(row.kind, [&](auto type) {
        using T = typename decltype(type)::type;
        const Ref<T> ref = handle<T>(uid);
        const auto same = [&](bool equal, std::string_view field) {
            require(equal, name(uid) + "." + std::string{field} + " is wrong in memory: " + repr(*ref));
        };
        same(text_of(*ref) == row.text, "text, which should be " + row.text);
        if constexpr (std::is_same_v<T, Country>) same(ref->code == row.code, "code");
        if constexpr (std::is_same_v<T, Hero>) {
            same(ref->age == row.number, "age");
            same(ref->nicknames == row.list, "nicknames");
            same(ref->scores == row.map, "scores");
            same(ref->data.has_value() == row.json.has_value(), "data");
            if (row.json) {
                Json tags = Json::array();
                for (const int tag : *row.json) {
                    tags.push_back(tag);
                }
                same(*ref->data == Json{{"tags", tags}}, "data");
            }
        }
    });
}

namespace {

std::optional<std::int64_t> key_of(const Hero& one, std::size_t slot) {
    return slot == 0 ? one.team_id.value_of() : std::optional<std::int64_t>{};
}
std::optional<std::int64_t> key_of(const Profile& one, std::size_t) {
    return one.hero_id;
}
std::optional<std::int64_t> key_of(const Order& one, std::size_t) {
    return one.buyer_id;
}
std::optional<std::int64_t> key_of(const Item& one, std::size_t) {
    return one.order_id;
}
std::optional<std::int64_t> key_of(const Category& one, std::size_t) {
    return one.parent_id;
}
std::optional<std::int64_t> key_of(const Assignment& one, std::size_t slot) {
    return slot == 0 ? one.hero_id.value_of() : one.mission_id.value_of();
}

}  // namespace

void Run::check_parent(const Rule& rule, Uid child, bool flushed) {
    const std::set<Uid> doomed = world_.doomed();
    const Uid expected = world_.at(child).link[rule.slot];
    if (doomed.count(child) != 0 || doomed.count(expected) != 0) return;
    with_parent_member(rule, [&]<class C, class R>(R C::*member) {
        const Ref<C> ref = handle<C>(child);
        const Ref<typename R::retort_target> parent = (*ref).*member;
        const Uid actual = uid_of(parent);
        const std::string what = name(child) + "." + std::string{rule.name};
        require(actual == expected || (actual == -1 && expected == 0 && dead_in_memory_),
            what + " is " + (actual == -1 ? "what was deleted" : name(actual)) + " and should be " + name(expected));
        if (!flushed) return;
        const auto key = key_of(*ref, rule.slot);
        require(expected == 0 ? !key.has_value() : key == world_.at(expected).id, what + "_id is not the key of " + name(expected));
    });
}

template <class T>
void Run::check_members(std::string_view what, const std::vector<Ref<T>>& actual, std::set<Uid> expected, bool flushed) {
    const std::set<Uid> doomed = world_.doomed();
    std::erase_if(expected, [&](Uid uid) { return doomed.count(uid) != 0; });
    std::string members;
    std::set<Uid> found;
    for (const Ref<T>& one : actual) {
        const Uid uid = uid_of(one);
        members += ' ' + (uid == -1 ? std::string{"(deleted)"} : name(uid));
        if (doomed.count(uid) != 0 && !flushed) continue;
        if (uid == -1) {
            require(dead_in_memory_, std::string{what} + " holds what was deleted");
            continue;
        }
        require(found.insert(uid).second, std::string{what} + " holds " + name(uid) + " twice");
    }
    if (found == expected) return;
    std::string wanted;
    for (const Uid uid : expected) {
        wanted += ' ' + name(uid);
    }
    throw Mismatch{std::string{what} + " holds:" + members + "; and should hold:" + wanted};
}

void Run::check_collection(const Rule& rule, Uid parent, bool flushed) {
    if (world_.doomed().count(parent) != 0) return;
    with_collection_member(rule, [&]<class P, class R>(R P::*member) {
        std::vector<Ref<typename R::retort_target>> actual;
        for (const auto& one : (*handle<P>(parent)).*member) {
            actual.push_back(one);
        }
        const std::vector<Uid> expected = world_.children(rule, parent);
        check_members("the collection of " + name(parent), actual, {expected.begin(), expected.end()}, flushed);
        if (rule.child == Kind::hero && rule.parent == Kind::country && flushed) {
            for (const Uid hero : expected) {
                require(handle<Hero>(hero)->country_code == world_.at(parent).code, name(hero) + ".country_code is not " + name(parent));
            }
        }
    });
}

void Run::check_powers(Uid uid, bool flushed) {
    if (world_.doomed().count(uid) != 0) return;
    std::set<Uid> expected;
    for (const auto& [hero, power] : world_.powers) {
        if (hero == uid) expected.insert(power);
        if (power == uid) expected.insert(hero);
    }
    const auto check = [&](const auto& collection, std::string_view what) {
        std::vector<std::decay_t<decltype(collection.at(0))>> actual;
        for (const auto& one : collection) {
            actual.push_back(one);
        }
        check_members(name(uid) + std::string{what}, actual, expected, flushed);
    };
    if (world_.at(uid).kind == Kind::hero) {
        check(handle<Hero>(uid)->powers, ".powers");
    } else {
        check(handle<Power>(uid)->heroes, ".heroes");
    }
}

void Run::check_profile(Uid hero, bool flushed) {
    if (world_.doomed().count(hero) != 0) return;
    const std::vector<Uid> expected = world_.children(rules[2], hero);
    const Ref<Profile> profile = handle<Hero>(hero)->profile;
    std::vector<Ref<Profile>> actual;
    if (profile) actual.push_back(profile);
    check_members(name(hero) + ".profile", actual, {expected.begin(), expected.end()}, flushed);
}

}  // namespace property
