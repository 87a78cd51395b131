#include "run.hpp"

#include <algorithm>
#include <ostream>

#include <retort/engine/dialect.hpp>

#include "run_objects.hpp"
#include "tests/support/database.hpp"

namespace property {

std::ostream& operator<<(std::ostream& out, const Op& op) {
    return out << "\n    {Act::" << act_names[static_cast<std::size_t>(op.act)] << ", " << op.a << ", " << op.b << ", " << op.c << ", "
               << (op.autoflush ? "true" : "false") << "}";
}

namespace {

std::array<long, act_names.size()>& performed() {
    static std::array<long, act_names.size()> counts{};
    return counts;
}

}  // namespace

long times_performed(Act act) {
    return performed()[static_cast<std::size_t>(act)];
}

namespace {

/// An engine whose tables are empty: on a server one for the whole program, since a database for each sequence takes longer than the sequence.
Engine engine_with_empty_tables() {
    if (testing_support::tested_kind() == "sqlite") {
        Engine engine = create_engine("sqlite://");
        tables().create_all(engine);
        return engine;
    }
    static const testing_support::FreshDatabase database;
    static const Engine engine = [] {
        Engine made = create_engine(database.url());
        tables().create_all(made);
        return made;
    }();
    Engine copy = engine;
    auto connection = copy.begin();
    // Rows of one table may refer to each other, and no server refuses to forget that first.
    connection.exec(update<Category>().set(col(&Category::parent_id), nullptr));
    const MetaData all = tables();
    const auto sorted = all.sorted_tables();
    for (auto table = sorted.rbegin(); table != sorted.rend(); ++table) {
        connection.exec(text("DELETE FROM " + copy.dialect().quote_identifier((*table)->name)));
    }
    connection.commit();
    return copy;
}

}  // namespace

Run::Run() : engine_{engine_with_empty_tables()} {
    session_.emplace(engine_);
    for (const Kind kind : {Kind::team, Kind::team, Kind::country, Kind::power, Kind::power, Kind::order, Kind::order, Kind::mission,
             Kind::category, Kind::category, Kind::hero, Kind::hero, Kind::profile, Kind::item, Kind::item}) {
        add(kind, next_uid_, next_uid_ + 1);
    }
    commit();
}

void replay(const std::vector<Op>& operations) {
    Run{}.execute(operations);
}

void Run::execute(const std::vector<Op>& operations) {
    try {
        for (const Op& op : operations) {
            perform(op);
        }
        finish();
    } catch (const std::exception& error) {
        std::string message = error.what();
        message += "\nafter:";
        for (const std::string& line : trace_) {
            message += "\n    " + line;
        }
        throw Mismatch{message};
    }
}

void Run::finish() {
    commit();
    new_session(0);
    for (const Uid order : world_.of(Kind::order)) {
        std::vector<std::string> names;
        for (const auto& item : handle<Order>(order)->items) {
            names.push_back(item->name);
        }
        require(std::is_sorted(names.begin(), names.end()), "the items of " + name(order) + " are not ordered by their names");
    }
    check_all(true);
    for (const auto& [hero, row] : keepsakes_) {
        require(hero->name == row.text && hero->nicknames == row.list, "an object of a closed session has changed");
    }
}

void Run::say(const std::string& line) {
    trace_.push_back(line);
}

void Run::require(bool condition, const std::string& message) const {
    if (!condition) throw Mismatch{message};
}

std::string Run::name(Uid uid) const {
    if (uid == 0) return "nothing";
    for (const World* world : {&world_, &flushed_, &committed_}) {
        if (world->has(uid)) return std::string{kind_names[static_cast<std::size_t>(world->at(uid).kind)]} + "#" + std::to_string(uid);
    }
    return "object#" + std::to_string(uid);
}

std::string Run::fresh_text(std::string_view of) {
    return std::string{of} + " " + std::to_string(next_text_++);
}

Uid Run::pick(const std::vector<Uid>& from, int number) const {
    return from.empty() ? 0 : from[static_cast<std::size_t>(number) % from.size()];
}

// What will be deleted at the next flush is left alone: whether an operation on it saves it is not defined. Orphans can be saved.
std::vector<Uid> Run::usable(Kind kind, bool with_orphans) const {
    const std::set<Uid> doomed = world_.doomed();
    std::vector<Uid> out = world_.of(kind);
    std::erase_if(out, [&](Uid uid) {
        const Row& row = world_.at(uid);
        return doomed.count(uid) != 0 && !(with_orphans && row.orphan && !row.removed);
    });
    return out;
}

bool Run::would_be_below(Uid category, Uid above) const {
    for (Uid at = above; at != 0; at = world_.at(at).link[0]) {
        if (at == category) return true;
    }
    return false;
}

bool Run::has_unflushed_link_to(const std::set<Uid>& targets) const {
    for (const auto& [uid, row] : world_.rows) {
        for (std::size_t slot = 0; slot < 2; ++slot) {
            const bool was_there = flushed_.has(uid) && flushed_.at(uid).link[slot] == row.link[slot];
            if (targets.count(row.link[slot]) != 0 && !was_there) return true;
        }
    }
    return std::any_of(world_.powers.begin(), world_.powers.end(), [&](const auto& pair) {
        return flushed_.powers.count(pair) == 0 && (targets.count(pair.first) != 0 || targets.count(pair.second) != 0);
    });
}

// ---- One operation

void Run::perform(const Op& op) {
    const std::size_t before = trace_.size();
    perform_guarded(op);
    performed()[static_cast<std::size_t>(op.act)] += trace_.size() > before ? 1 : 0;
}

void Run::perform_guarded(const Op& op) {
    std::optional<Session::NoAutoflush> guard;
    if (!op.autoflush) guard.emplace(*session_);
    switch (op.act) {
    case Act::check:
    case Act::check_unflushed:
    case Act::flush:
    case Act::commit:
    case Act::rollback:
    case Act::begin_savepoint:
    case Act::commit_savepoint:
    case Act::rollback_savepoint:
    case Act::expire_all:
    case Act::refresh:
    case Act::query:
    case Act::load_eagerly:
    case Act::expunge:
    case Act::new_session:
    case Act::break_flush:
    case Act::other_session:
    case Act::bulk_update:
        guard.reset();
        perform_transaction(op);
        return;
    default: break;
    }
    const std::size_t before = trace_.size();
    perform_links(op);
    guard.reset();
    if (op.autoflush && trace_.size() > before) flush();
}

void Run::perform_links(const Op& op) {
    static constexpr std::array<std::size_t, 5> with_parent{0, 3, 4, 5, 2};
    static constexpr std::array<std::size_t, 6> with_collection{0, 1, 4, 5, 6, 7};
    const Rule& scalar = rules[with_parent[static_cast<std::size_t>(op.a) % 5]];
    const Rule& pushed = rules[with_collection[static_cast<std::size_t>(op.a) % 4]];
    const Rule& taken = rules[with_collection[static_cast<std::size_t>(op.a) % 6]];
    const bool orphans = !op.autoflush;
    switch (op.act) {
    case Act::add: add(static_cast<Kind>(op.a % 10), op.b, op.c); break;
    case Act::set_parent: set_parent(scalar, pick(usable(scalar.child, orphans), op.b), pick_any(scalar.parent, op.c)); break;
    case Act::clear_parent: {
        std::vector<Uid> linked = usable(scalar.child);
        std::erase_if(linked, [&](Uid uid) { return world_.at(uid).link[scalar.slot] == 0; });
        clear_parent(scalar, pick(linked, op.b));
        break;
    }
    case Act::push: push(pushed, pick_any(pushed.parent, op.b), pick(usable(pushed.child, orphans), op.c)); break;
    case Act::take: {
        std::vector<Uid> linked = usable(taken.child);
        std::erase_if(linked, [&](Uid uid) { return world_.at(uid).link[taken.slot] == 0; });
        if (const Uid child = pick(linked, op.b)) take(taken, world_.at(child).link[taken.slot], child);
        break;
    }
    case Act::assign: {
        const std::vector<Uid> from = usable(pushed.child, orphans);
        std::vector<Uid> chosen;
        for (std::size_t i = 0; i < from.size() && i < 8; ++i) {
            if ((op.c >> i & 1) != 0) chosen.push_back(from[i]);
        }
        assign(pushed, pick_any(pushed.parent, op.b), chosen);
        break;
    }
    case Act::set_profile: set_profile(pick_any(Kind::hero, op.a), pick(usable(Kind::profile, orphans), op.b)); break;
    case Act::clear_profile: set_profile(pick_any(Kind::hero, op.a), 0); break;
    case Act::give_power:
    case Act::take_power: {
        const Uid hero = pick_any(Kind::hero, op.a);
        const Uid power = pick_any(Kind::power, op.b);
        const bool give = op.act == Act::give_power;
        if (hero == 0 || power == 0 || (!give && world_.powers.count({hero, power}) == 0)) break;
        say(name(hero) + (give ? " gets " : " loses ") + name(power) + (op.c % 2 == 0 ? "" : ", told the power"));
        const auto h = handle<Hero>(hero);
        const auto p = handle<Power>(power);
        if (give) {
            op.c % 2 == 0 ? h->powers.push_back(p) : p->heroes.push_back(h);
            world_.powers.insert({hero, power});
        } else {
            op.c % 2 == 0 ? h->powers.remove(p) : p->heroes.remove(h);
            world_.powers.erase({hero, power});
        }
        break;
    }
    case Act::set_key: {
        const Rule& rule = rules[std::array<std::size_t, 3>{0, 4, 5}[static_cast<std::size_t>(op.a) % 3]];
        set_key(rule, pick_any(rule.child, op.b), op.c % 4 == 0 ? 0 : pick_any(rule.parent, op.c));
        break;
    }
    case Act::change: change(pick_any(static_cast<Kind>(op.a % 10), op.b), op.c); break;
    case Act::change_inner: change_inner(pick_any(Kind::hero, op.a), op.b, op.c); break;
    case Act::remove: remove(pick_any(static_cast<Kind>(op.a % 10), op.b)); break;
    case Act::take_back: take_back(op.a); break;
    case Act::merge: merge(pick_any(static_cast<Kind>(op.a % 10), op.b)); break;
    case Act::add_again: add_again(op.a); break;
    default: break;
    }
}

void Run::perform_transaction(const Op& op) {
    const Uid hero = pick_any(Kind::hero, op.b);
    const auto any = [&] { return pick_any(static_cast<Kind>(op.a % 10), op.b); };
    switch (op.act) {
    case Act::check:
        flush();
        check(any(), true);
        break;
    case Act::check_unflushed: {
        const Session::NoAutoflush guard{*session_};
        const Uid uid = any();
        if (uid != 0 && all_are_here()) {
            say("look at " + name(uid) + " without a flush");
            check(uid, false);
        }
        break;
    }
    case Act::flush: flush(); break;
    case Act::commit: commit(); break;
    case Act::rollback: rollback(); break;
    case Act::begin_savepoint: begin_savepoint(); break;
    case Act::commit_savepoint: commit_savepoint(op.a); break;
    case Act::rollback_savepoint: rollback_savepoint(op.a, op.b); break;
    case Act::expire_all: expire_all(); break;
    case Act::refresh: refresh(any()); break;
    case Act::query: query(static_cast<Kind>(op.a % 10)); break;
    case Act::load_eagerly: load_eagerly(op.a, op.autoflush); break;
    case Act::expunge: expunge(any()); break;
    case Act::new_session: new_session(op.a); break;
    case Act::break_flush: break_flush(op.b); break;
    case Act::other_session: other_session(hero, op.c); break;
    case Act::bulk_update: bulk_update(hero, op.c); break;
    default: break;
    }
}

// What is loaded only now, without a flush, cannot know of links that were changed before it was here.
bool Run::all_are_here() {
    return !loaded_since_flush_ && std::all_of(world_.rows.begin(), world_.rows.end(), [this](const auto& one) {
        return with_kind(one.second.kind, [&](auto type) { return handles_.of<typename decltype(type)::type>().count(one.first) != 0; });
    });
}

// ---- Transactions

void Run::flush() {
    say("flush");
    session_->flush();
    after_flush();
}

void Run::after_flush() {
    if (!world_.flush().empty()) dead_in_memory_ = true;
    for (auto& [uid, row] : world_.rows) {
        if (row.id != 0 || row.kind == Kind::country || row.kind == Kind::assignment) continue;
        with_kind(row.kind, [&, uid = uid, &row = row](auto type) {
            using T = typename decltype(type)::type;
            if constexpr (!std::is_same_v<T, Country> && !std::is_same_v<T, Assignment>) {
                const Ref<T> ref = handles_.of<T>().at(uid);
                require(ref->id.has_value(), name(uid) + " has no key after a flush");
                row.id = *ref->id;
            }
        });
    }
    flushed_ = world_;
    loaded_since_flush_ = false;
}

void Run::commit() {
    say("commit");
    session_->commit();
    after_flush();
    committed_ = world_;
    forget_savepoints();
    dead_in_memory_ = false;
    read_after_write_.clear();
    std::apply(
        [this](auto&... maps) { (std::erase_if(maps, [this](const auto& one) { return !world_.has(one.first); }), ...); }, handles_.all);
    check_database();
    check_all(true);
}

void Run::rollback() {
    say("rollback");
    session_->rollback();
    forget_savepoints();
    restore(committed_);
    read_after_write_.clear();
}

void Run::begin_savepoint() {
    if (points_.size() == 4) return;
    say("begin savepoint " + std::to_string(points_.size()));
    savepoints_.push_back(session_->begin_nested());
    after_flush();
    points_.push_back(world_);
}

void Run::commit_savepoint(int which) {
    if (points_.empty()) return;
    const std::size_t at = static_cast<std::size_t>(which) % points_.size();
    say("commit savepoint " + std::to_string(at));
    savepoints_[at].commit();
    after_flush();
    for (std::size_t i = at; i < savepoints_.size(); ++i) {
        require(!savepoints_[i].is_active(), "a savepoint that was committed is active");
    }
    forget_savepoints(at);
}

void Run::rollback_savepoint(int which, int how) {
    if (points_.empty()) return;
    const std::size_t at = static_cast<std::size_t>(which) % points_.size();
    say("roll savepoint " + std::to_string(at) + " back" + (how % 3 == 0 ? ", by its end" : ""));
    if (how % 3 != 0) savepoints_[at].rollback();
    World state = points_[at];
    forget_savepoints(at);
    restore(std::move(state));
}

void Run::forget_savepoints(std::size_t from) {
    const auto at = static_cast<std::ptrdiff_t>(from);
    points_.erase(points_.begin() + at, points_.end());
    savepoints_.erase(savepoints_.begin() + at, savepoints_.end());
}

// The objects are what they were at `state`; what came since is thrown out, and kept as a ghost where nothing is linked with it.
void Run::restore(World state) {
    const World before = std::move(world_);
    // An object that was linked with what has been removed since still shows the link, and would make it again.
    const bool may_show_dead = dead_in_memory_;
    world_ = std::move(state);
    flushed_ = world_;
    loaded_since_flush_ = false;
    dead_in_memory_ = false;
    const auto known = [this](Uid uid) {
        return world_.has(uid) || committed_.has(uid) ||
               std::any_of(points_.begin(), points_.end(), [uid](const World& point) { return point.has(uid); });
    };
    const auto is_linked = [&](Uid uid) {
        return std::any_of(before.rows.begin(), before.rows.end(), [uid](const auto& one) {
            return std::count(one.second.link.begin(), one.second.link.end(), uid) != 0;
        }) || std::any_of(before.powers.begin(), before.powers.end(), [uid](const auto& one) {
            return one.first == uid || one.second == uid;
        }) || before.at(uid).link != std::array<Uid, 2>{};
    };
    const auto sort_out = [&]<class T>(HandlesOf<T>& refs) {
        for (auto at = refs.begin(); at != refs.end();) {
            const auto [uid, ref] = *at;
            if (known(uid)) {
                ++at;
                continue;
            }
            at = refs.erase(at);
            if (before.has(uid) && before.doomed().count(uid) == 0 && read_after_write_.count(uid) == 0) {
                require(ref.state() == ObjectState::transient,
                    "object#" + std::to_string(uid) + " was added and rolled back, and is not transient");
                if (!may_show_dead && !is_linked(uid)) {
                    ghosts_.of<T>().insert({uid, ref});
                    ghost_rows_[uid] = before.at(uid);
                }
            }
        }
    };
    std::apply([&](auto&... maps) { (sort_out(maps), ...); }, handles_.all);
    check_memory();
    check_all(true);
}

void Run::expire_all() {
    flush();
    say("expire all");
    session_->expire_all();
    dead_in_memory_ = false;
}

}  // namespace property
