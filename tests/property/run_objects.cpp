#include "run_objects.hpp"

#include <algorithm>

namespace property {

// ---- New objects

template <class T>
Uid Run::added(Row row, const Ref<T>& ref) {
    require(ref.state() == ObjectState::pending, "an object that was just added is not pending");
    const Uid uid = next_uid_++;
    world_.rows[uid] = std::move(row);
    handles_.of<T>()[uid] = ref;
    return uid;
}

void Run::add(Kind kind, int b, int c) {
    Uid uid = 0;
    Row row{.kind = kind,
        .text = fresh_text(kind_names[static_cast<std::size_t>(kind)]),
        .code = {},
        .number = {},
        .list = {},
        .map = {},
        .json = {}};
    switch (kind) {
    case Kind::country: {
        row.code = std::string(1, static_cast<char>('A' + b % 5));
        const auto taken = [&](const World& world, bool unless_removed) {
            return std::any_of(world.rows.begin(), world.rows.end(),
                [&](const auto& one) { return one.second.code == row.code && !(unless_removed && one.second.removed); });
        };
        if (taken(world_, true)) return;
        uid = added(row, session_->add(Country{.code = row.code, .title = row.text}));
        break;
    }
    case Kind::power: uid = added(row, session_->add(Power{.id = {}, .name = row.text})); break;
    case Kind::mission: uid = added(row, session_->add(Mission{.id = {}, .title = row.text})); break;
    case Kind::hero: uid = add_hero(b, c); break;
    default: uid = add_with_links(kind, b, c); break;
    }
    if (uid != 0) say("add " + name(uid));
}

Uid Run::add_hero(int b, int c) {
    Row row{.kind = Kind::hero, .text = fresh_text("hero"), .code = {}, .number = b, .list = {"x"}, .map = {{"k", c}}, .json = {}};
    if (c % 2 == 1) row.json.emplace().push_back(c);
    const Uid team = b % 3 == 0 ? 0 : pick_any(Kind::team, b);
    const Uid country = c % 3 == 0 ? pick_any(Kind::country, b) : 0;
    std::vector<Uid> powers = usable(Kind::power);
    powers.resize(std::min(powers.size(), static_cast<std::size_t>(c) % 3));
    std::vector<Ref<Power>> power_refs;
    for (const Uid power : powers) {
        power_refs.push_back(handle<Power>(power));
    }
    const Ref<Team> team_ref = team == 0 ? Ref<Team>{} : handle<Team>(team);
    std::optional<Json> data;
    if (row.json) data = Json{{"tags", Json::array({c})}};
    const Ref<Hero> hero = session_->add(Hero{.id = {},
        .name = row.text,
        .age = row.number,
        .nicknames = row.list,
        .scores = row.map,
        .data = data,
        .team_id = {},
        .country_code = {},
        .team = team_ref,
        .powers = power_refs});
    const Uid uid = added(row, hero);
    if (team != 0) world_.link(uid, 0, team);
    for (const Uid power : powers) {
        world_.powers.insert({uid, power});
    }
    if (country != 0) push(rules[1], country, uid);
    return uid;
}

Uid Run::add_with_links(Kind kind, int b, int c) {
    Row row{.kind = kind,
        .text = fresh_text(kind_names[static_cast<std::size_t>(kind)]),
        .code = {},
        .number = {},
        .list = {},
        .map = {},
        .json = {}};
    const auto parent_of = [&]<class P>(Kind of, std::type_identity<P>) {
        const Uid parent = b % 4 == 0 ? 0 : pick_any(of, b);
        return std::pair{parent, parent == 0 ? Ref<P>{} : handle<P>(parent)};
    };
    Uid uid = 0;
    Uid parent = 0;
    if (kind == Kind::team) {
        const Uid member = c % 2 == 0 ? 0 : pick_any(Kind::hero, b);
        std::vector<Ref<Hero>> heroes;
        if (member != 0) heroes.push_back(handle<Hero>(member));
        uid = added(row, session_->add(Team{.id = {}, .name = row.text, .heroes = heroes}));
        if (member != 0) world_.link(member, 0, uid);
    } else if (kind == Kind::profile) {
        Ref<Hero> hero;
        std::tie(parent, hero) = parent_of(Kind::hero, std::type_identity<Hero>{});
        if (hero) static_cast<void>(hero->profile.ref());  // only a one-to-one that is loaded knows whom it loses
        uid = added(row, session_->add(Profile{.id = {}, .motto = row.text, .hero_id = {}, .hero = hero}));
    } else if (kind == Kind::order) {
        Ref<Hero> buyer;
        std::tie(parent, buyer) = parent_of(Kind::hero, std::type_identity<Hero>{});
        const Uid item = c % 2 == 0 ? 0 : pick_any(Kind::item, c);
        std::vector<Ref<Item>> items;
        if (item != 0) items.push_back(handle<Item>(item));
        uid = added(row, session_->add(Order{.id = {}, .label = row.text, .buyer_id = {}, .buyer = buyer, .items = items}));
        if (item != 0) world_.link(item, 0, uid);
    } else if (kind == Kind::item) {
        Ref<Order> order;
        std::tie(parent, order) = parent_of(Kind::order, std::type_identity<Order>{});
        uid = added(row, session_->add(Item{.id = {}, .name = row.text, .order_id = {}, .order = order}));
    } else if (kind == Kind::category) {
        Ref<Category> above;
        std::tie(parent, above) = parent_of(Kind::category, std::type_identity<Category>{});
        uid = added(row, session_->add(Category{.id = {}, .name = row.text, .parent_id = {}, .parent = above}));
    } else {
        const Uid hero = pick_any(Kind::hero, b);
        const Uid mission = pick_any(Kind::mission, c);
        if (hero == 0 || mission == 0) return 0;
        const std::set<Uid> doomed = world_.doomed();
        for (const auto& [other, one] : world_.rows) {
            if (one.kind == Kind::assignment && one.link == std::array<Uid, 2>{hero, mission} && doomed.count(other) == 0) return 0;
        }
        uid = added(
            row, session_->add(Assignment{
                     .hero_id = 0, .mission_id = 0, .role = row.text, .hero = handle<Hero>(hero), .mission = handle<Mission>(mission)}));
        world_.link(uid, 0, hero);
        world_.link(uid, 1, mission);
    }
    if (parent != 0) world_.link(uid, 0, parent);
    return uid;
}

// ---- Links

void Run::set_parent(const Rule& rule, Uid child, Uid parent) {
    if (child == 0 || parent == 0) return;
    if (rule.child == Kind::category && would_be_below(child, parent)) return;
    say(name(child) + "." + std::string{rule.name} + " = " + name(parent));
    with_parent_member(rule, [&]<class C, class R>(R C::*member) {
        using P = typename R::retort_target;
        const Ref<C> ref = handle<C>(child);
        const Ref<P> target = handle<P>(parent);
        if constexpr (std::is_same_v<C, Profile>) static_cast<void>(target->profile.ref());  // as in add_with_links
        (*ref).*member = target;
    });
    world_.link(child, rule.slot, parent);
}

void Run::clear_parent(const Rule& rule, Uid child) {
    if (child == 0) return;
    say(name(child) + "." + std::string{rule.name} + " = nullptr");
    with_parent_member(rule, [&]<class C, class R>(R C::*member) { (*handle<C>(child)).*member = nullptr; });
    world_.unlink(child, rule.slot);
}

void Run::push(const Rule& rule, Uid parent, Uid child) {
    if (child == 0 || parent == 0) return;
    if (rule.child == Kind::category && would_be_below(child, parent)) return;
    // Without the other side nothing tells the collection that the child was in before; it is taken out first, as one does.
    if (!has_parent_member(rule) && world_.at(child).link[rule.slot] != 0 && world_.at(child).link[rule.slot] != parent) {
        take(rule, world_.at(child).link[rule.slot], child);
    }
    say(name(parent) + " collects " + name(child));
    with_collection_member(rule, [&]<class P, class R>(R P::*member) {
        using C = typename R::retort_target;
        const Ref<P> owner = handle<P>(parent);
        ((*owner).*member).push_back(handle<C>(child));
    });
    world_.link(child, rule.slot, parent);
}

void Run::take(const Rule& rule, Uid parent, Uid child) {
    const bool is_association = rule.child == Kind::assignment;
    if ((is_association && !world_.at(child).persistent) || world_.doomed().count(parent) != 0) return;
    say(name(parent) + " loses " + name(child));
    with_collection_member(rule, [&]<class P, class R>(R P::*member) {
        using C = typename R::retort_target;
        const Ref<P> owner = handle<P>(parent);
        ((*owner).*member).remove(handle<C>(child));
    });
    if (is_association) {
        world_.at(child).orphan = true;  // and its key, which is its link, stays what it is
    } else {
        world_.unlink(child, rule.slot);
    }
}

void Run::assign(const Rule& rule, Uid parent, const std::vector<Uid>& children) {
    if (parent == 0 || !has_parent_member(rule)) return;
    if (rule.child == Kind::category &&
        std::any_of(children.begin(), children.end(), [&](Uid child) { return would_be_below(child, parent); })) {
        return;
    }
    std::string line = name(parent) + " collects only";
    for (const Uid child : children) {
        line += ' ' + name(child);
    }
    say(line);
    const std::set<Uid> doomed = world_.doomed();
    with_collection_member(rule, [&]<class P, class R>(R P::*member) {
        using C = typename R::retort_target;
        const Ref<P> owner = handle<P>(parent);
        std::vector<Ref<C>> refs;
        for (const Uid child : children) {
            refs.push_back(handle<C>(child));
        }
        if (refs.empty()) {
            ((*owner).*member).clear();
        } else {
            (*owner).*member = refs;
        }
    });
    for (const Uid child : world_.children(rule, parent)) {
        if (std::find(children.begin(), children.end(), child) == children.end() && doomed.count(child) == 0)
            world_.unlink(child, rule.slot);
    }
    for (const Uid child : children) {
        world_.link(child, rule.slot, parent);
    }
}

void Run::set_profile(Uid hero, Uid profile) {
    if (hero == 0) return;
    say(name(hero) + ".profile = " + name(profile));
    const Ref<Hero> ref = handle<Hero>(hero);
    if (profile != 0) {
        ref->profile = handle<Profile>(profile);
        world_.link(profile, 0, hero);
    } else {
        ref->profile = nullptr;
        for (const Uid one : world_.children(rules[2], hero)) {
            if (!world_.at(one).removed) world_.unlink(one, 0);
        }
    }
}

// The relationships learn of it when they are loaded anew.
void Run::set_key(const Rule& rule, Uid child, Uid parent) {
    if (child == 0) return;
    if (parent != 0 && rule.child == Kind::category && would_be_below(child, parent)) return;
    flush();
    if (!world_.has(child) || (parent != 0 && !world_.has(parent))) return;
    say(name(child) + "." + std::string{rule.name} + "_id = the key of " + name(parent));
    std::optional<std::int64_t> key;
    if (parent != 0) key = world_.at(parent).id;
    switch (rule.child) {
    case Kind::hero: handle<Hero>(child)->team_id = key; break;
    case Kind::item: handle<Item>(child)->order_id = key; break;
    default: handle<Category>(child)->parent_id = key; break;
    }
    world_.at(child).link[rule.slot] = parent;
    expire_all();
}

// ---- Fields

void Run::change(Uid uid, int c) {
    if (uid == 0) return;
    Row& row = world_.at(uid);
    if (row.kind == Kind::hero && c % 3 != 0) {
        change_hero(uid, c);
        return;
    }
    const bool has_citizens = !world_.children(rules[1], uid).empty() || !flushed_.children(rules[1], uid).empty();
    if (row.kind == Kind::country && c % 3 == 1 && !has_citizens) {
        const std::string code = fresh_text("code");
        say("the key of " + name(uid) + " becomes " + code);
        handle<Country>(uid)->code = code;
        row.code = code;
        return;
    }
    row.text = fresh_text("changed");
    say("change the text of " + name(uid) + " to " + row.text);
    with_kind(row.kind, [&](auto type) { text_of(*handle<typename decltype(type)::type>(uid)) = row.text; });
}

void Run::change_hero(Uid uid, int c) {
    Row& row = world_.at(uid);
    const Ref<Hero> hero = handle<Hero>(uid);
    if (c % 2 == 0)
        row.number = std::nullopt;
    else
        row.number = c;
    say("change the age of " + name(uid));
    hero->age = row.number;
}

void Run::change_inner(Uid uid, int b, int c) {
    if (uid == 0) return;
    say("change " + name(uid) + " in place");
    Row& row = world_.at(uid);
    const Ref<Hero> hero = handle<Hero>(uid);
    const std::string key = "k" + std::to_string(c % 3);
    switch (b % 6) {
    case 0:
        hero->nicknames.push_back("n" + std::to_string(c));
        row.list.push_back("n" + std::to_string(c));
        break;
    case 1:
        hero->nicknames.clear();
        row.list.clear();
        break;
    case 2:
        hero->scores[key] += c;
        row.map[key] += c;
        break;
    case 3:
        hero->scores.erase(key);
        row.map.erase(key);
        break;
    case 4:
        if (hero->data) {
            (*hero->data)["tags"].push_back(c);
            row.json->push_back(c);
        } else {
            hero->data = Json{{"tags", Json::array()}};
            row.json.emplace();
        }
        break;
    default:
        hero->data = std::nullopt;
        row.json.reset();
        break;
    }
}

// ---- Removing

void Run::remove(Uid uid) {
    if (uid == 0) return;
    if (!world_.at(uid).persistent) {
        say("remove " + name(uid) + ", which has no row yet");
        with_kind(world_.at(uid).kind, [&](auto type) {
            try {
                session_->remove(handle<typename decltype(type)::type>(uid));
            } catch (const InvalidRequestError&) {
                return;
            }
            throw Mismatch{"a pending object was removed without a complaint"};
        });
        return;
    }
    // An object that is linked anew and removed in one flush asks for two things at once.
    if (has_unflushed_link_to(world_.with_cascade(uid))) {
        flush();
        if (!world_.has(uid)) return;
    }
    for (const Uid order : world_.children(rules[3], uid)) {
        clear_parent(rules[3], order);
    }
    say("remove " + name(uid));
    with_kind(world_.at(uid).kind, [&](auto type) { session_->remove(handle<typename decltype(type)::type>(uid)); });
    world_.at(uid).removed = true;
}

void Run::take_back(int a) {
    std::vector<Uid> removed;
    for (const auto& [uid, row] : world_.rows) {
        // Whether what went along comes back along is not defined.
        if (row.removed && !row.orphan && world_.with_cascade(uid).size() == 1) removed.push_back(uid);
    }
    const Uid uid = pick(removed, a);
    if (uid == 0) return;
    const Row& row = world_.at(uid);
    const std::set<Uid> doomed = world_.doomed();
    const auto is_taken = [&](const auto& one) {
        const bool same_key = row.kind == one.second.kind && ((row.kind == Kind::country && one.second.code == row.code) ||
                                                                 (row.kind == Kind::assignment && one.second.link == row.link));
        return one.first != uid && same_key;
    };
    const bool parent_goes = std::any_of(row.link.begin(), row.link.end(), [&](Uid parent) { return doomed.count(parent) != 0; });
    if (parent_goes || std::any_of(world_.rows.begin(), world_.rows.end(), is_taken)) return;
    say("take back " + name(uid));
    with_kind(row.kind, [&](auto type) { session_->add(handle<typename decltype(type)::type>(uid)); });
    world_.at(uid).removed = false;
}

void Run::add_again(int a) {
    if (ghost_rows_.empty()) return;
    auto at = ghost_rows_.begin();
    std::advance(at, a % static_cast<int>(ghost_rows_.size()));
    const auto [uid, ghost] = *at;
    Row row = ghost;
    ghost_rows_.erase(at);
    row.persistent = row.removed = row.orphan = false;
    row.id = 0;
    const auto has_code = [&](const auto& one) { return one.second.code == row.code; };
    if (row.kind == Kind::country && std::any_of(world_.rows.begin(), world_.rows.end(), has_code)) return;
    with_kind(row.kind, [&, uid = uid](auto type) {
        using T = typename decltype(type)::type;
        if constexpr (!std::is_same_v<T, Assignment>) {
            const Ref<T> ref = ghosts_.of<T>().at(uid);
            ghosts_.of<T>().erase(uid);
            if constexpr (!std::is_same_v<T, Country>) ref->id = std::nullopt;
            session_->add(ref);
            handles_.of<T>()[uid] = ref;
            world_.rows[uid] = row;
            say("add again " + name(uid));
        }
    });
}

// ---- Loading again

void Run::refresh(Uid uid) {
    if (uid == 0) return;
    flush();
    if (!world_.has(uid)) return;
    say("refresh " + name(uid));
    with_kind(world_.at(uid).kind, [&](auto type) {
        const auto ref = handle<typename decltype(type)::type>(uid);
        const Session::NoAutoflush guard{*session_};
        text_of(*ref) = "lost";
        session_->refresh(ref);
    });
    check(uid, true);
}

void Run::query(Kind kind) {
    flush();
    say("query");
    with_kind(kind, [&](auto type) {
        using T = typename decltype(type)::type;
        std::set<Uid> found;
        for (const Ref<T>& ref : session_->exec(select<T>()).all()) {
            require(found.insert(uid_of(ref)).second, "a query gives a row twice");
        }
        const std::vector<Uid> all = world_.of(kind);
        require(found == std::set<Uid>(all.begin(), all.end()), "a query gives other rows than there are");
    });
}

// What the loaders bring must fit what is in memory, changed or not; a comparison follows that loads nothing else first.
void Run::load_eagerly(int which, bool flushed) {
    if (flushed) {
        flush();
    } else if (!all_are_here()) {
        return;
    }
    say(flushed ? "load eagerly" : "load eagerly without a flush");
    const Session::NoAutoflush guard{*session_};
    const auto look = [&](const auto& refs) {
        for (const auto& ref : refs) {
            if (const Uid uid = uid_of(ref); uid > 0) check(uid, flushed);
        }
    };
    switch (which % 6) {
    case 0: look(session_->exec(select<Team>().options(selectinload(&Team::heroes).selectinload(&Hero::powers))).all()); break;
    case 1:
        look(session_
                 ->exec(select<Hero>().options(joinedload(&Hero::team), selectinload(&Hero::profile),
                     selectinload(&Hero::assignments).joinedload(&Assignment::mission)))
                 .all());
        break;
    case 2: look(session_->exec(select<Order>().options(joinedload(&Order::buyer), selectinload(&Order::items))).all()); break;
    case 3: look(session_->exec(select<Country>().options(selectinload(&Country::citizens).joinedload(&Hero::team))).all()); break;
    case 4: look(session_->exec(select<Category>().options(selectinload(&Category::children), joinedload(&Category::parent))).all()); break;
    default: look(session_->exec(select<Power>().options(joinedload(&Power::heroes).selectinload(&Hero::profile))).all()); break;
    }
}

void Run::expunge(Uid uid) {
    if (uid == 0) return;
    flush();
    if (!world_.has(uid)) return;
    // After a rollback its row has another key, and nobody can know that the object that was loaded since means that row.
    const auto has_old_key = [&](const World& world) { return world.has(uid) && world.at(uid).code != world_.at(uid).code; };
    if (has_old_key(committed_) || std::any_of(points_.begin(), points_.end(), has_old_key)) return;
    say("expunge " + name(uid) + " and load it again");
    with_kind(world_.at(uid).kind, [&](auto type) {
        using T = typename decltype(type)::type;
        const Ref<T> old = handle<T>(uid);
        text_of(*old) = "never written";
        session_->expunge(old);
        handles_.of<T>().erase(uid);
        session_->expire_all();
        dead_in_memory_ = false;
        require(old.state() == ObjectState::detached, "an expunged object is not detached");
        const Ref<T> again = handle<T>(uid);
        require(again != old, "an expunged object was found again");
    });
    read_after_write_.insert(uid);
    check(uid, true);
}

void Run::new_session(int how) {
    say("new session");
    if (const Uid hero = pick_any(Kind::hero, how)) {
        if (world_.at(hero).persistent) keepsakes_.emplace_back(handle<Hero>(hero), world_.at(hero));
    }
    const bool closed = how % 2 == 0;
    if (closed) {
        session_->close();
    } else {
        session_.emplace(engine_);
    }
    world_ = committed_;
    flushed_ = world_;
    forget_savepoints();
    handles_ = Handles{};
    ghosts_ = Handles{};
    ghost_rows_.clear();
    read_after_write_.clear();
    dead_in_memory_ = false;
    loaded_since_flush_ = false;
}

// ---- What others do

void Run::break_flush(int how) {
    const Uid power = pick(committed_.of(Kind::power), 0);
    if (power == 0 || !world_.has(power) || world_.at(power).text != committed_.at(power).text) return;
    flush();
    if (!world_.has(power)) return;
    say("a flush fails");
    session_->add(Power{.id = {}, .name = world_.at(power).text});
    try {
        session_->flush();
        throw Mismatch{"a constraint was broken without a complaint"};
    } catch (const IntegrityError&) {}
    try {
        session_->commit();
        throw Mismatch{"a session went on after a failed flush"};
    } catch (const PendingRollbackError&) {}
    if (points_.empty() || how % 2 == 0) {
        rollback();
    } else {
        rollback_savepoint(static_cast<int>(points_.size()) - 1, 1);
    }
}

void Run::merge(Uid uid) {
    if (uid == 0) return;
    flush();  // a copy has the foreign keys of the last flush, and would bring them back
    if (!world_.has(uid)) return;
    say("merge a copy of " + name(uid));
    Row& row = world_.at(uid);
    row.text = fresh_text("merged");
    with_kind(row.kind, [&](auto type) {
        using T = typename decltype(type)::type;
        const Ref<T> ref = handle<T>(uid);
        T copy = *ref;
        text_of(copy) = row.text;
        require(session_->merge(std::move(copy)) == ref, "a merge gave another object than the one that is here");
    });
}

void Run::other_session(Uid uid, int c) {
    if (uid == 0) return;
    commit();
    if (!world_.has(uid)) return;
    const Ref<Hero> hero = handle<Hero>(uid);
    session_->commit();  // the comparison has begun a transaction
    say("another connection changes the age of " + name(uid));
    world_.at(uid).number = c;
    committed_ = flushed_ = world_;
    {
        auto connection = engine_.begin();
        connection.exec(text("UPDATE hero SET age = :age WHERE id = :id"), {{"age", c}, {"id", world_.at(uid).id}});
        connection.commit();
    }
    const Uid team = world_.at(uid).link[0];
    switch (c % 4) {
    case 0: session_->refresh(hero); break;
    case 1: session_->get<Hero>(world_.at(uid).id); break;
    case 2: session_->exec(select<Hero>()).all(); break;
    default:
        if (team == 0) {
            session_->refresh(hero);
        } else {
            require(handle<Team>(team)->heroes.contains(hero), name(team) + " has lost " + name(uid));
        }
    }
    check_fields(uid);
}

void Run::bulk_update(Uid uid, int c) {
    if (uid == 0) return;
    flush();
    if (!world_.has(uid)) return;
    say("an UPDATE statement changes the age of " + name(uid));
    const Ref<Hero> hero = handle<Hero>(uid);
    session_->exec(update<Hero>().where(col(&Hero::id) == world_.at(uid).id).set(col(&Hero::age), c));
    world_.at(uid).number = c;
    flushed_ = world_;
    dead_in_memory_ = false;
    read_after_write_.insert(uid);
    require(session_->get<Hero>(world_.at(uid).id) == hero, "a row has become another object");
    check_fields(uid);
}

}  // namespace property
