/// \file
/// Runs a sequence of operations against a session and the reference, and compares them.
#pragma once

#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "handles.hpp"
#include "operations.hpp"
#include "reference.hpp"

namespace property {

/// The session and the reference disagree; says on what, and what was done before.
class Mismatch : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

class Run {
public:
    /// An empty database with a few rows of each kind, and a session in which they are loaded.
    Run();

    /// \throws Mismatch  where the two disagree, with the operations in words
    void execute(const std::vector<Op>& operations);

private:
    void perform(const Op& op);
    void perform_guarded(const Op& op);
    void perform_links(const Op& op);
    void perform_transaction(const Op& op);
    void finish();

    // Objects.
    template <class T>
    Ref<T> handle(Uid uid);
    template <class T>
    Ref<T> load(Uid uid, int how);
    template <class T>
    Uid uid_of(const Ref<T>& ref);
    std::vector<Uid> usable(Kind kind, bool with_orphans = false) const;
    Uid pick(const std::vector<Uid>& from, int number) const;
    Uid pick_any(Kind kind, int number) const { return pick(usable(kind), number); }
    bool all_are_here();
    std::string name(Uid uid) const;
    std::string fresh_text(std::string_view of);

    // Operations.
    template <class T>
    Uid added(Row row, const Ref<T>& ref);
    void add(Kind kind, int b, int c);
    Uid add_hero(int b, int c);
    Uid add_with_links(Kind kind, int b, int c);
    void set_parent(const Rule& rule, Uid child, Uid parent);
    void clear_parent(const Rule& rule, Uid child);
    void push(const Rule& rule, Uid parent, Uid child);
    void take(const Rule& rule, Uid parent, Uid child);
    void assign(const Rule& rule, Uid parent, const std::vector<Uid>& children);
    void set_profile(Uid hero, Uid profile);
    void set_key(const Rule& rule, Uid child, Uid parent);
    void change(Uid uid, int c);
    void change_hero(Uid uid, int c);
    void change_inner(Uid hero, int b, int c);
    void remove(Uid uid);
    void take_back(int a);
    void expunge(Uid uid);
    void query(Kind kind);
    void load_eagerly(int which, bool flushed);
    void refresh(Uid uid);
    void add_again(int a);
    void break_flush(int how);
    void merge(Uid uid);
    void other_session(Uid hero, int c);
    void bulk_update(Uid hero, int c);
    void new_session(int how);
    bool would_be_below(Uid category, Uid above) const;
    bool has_unflushed_link_to(const std::set<Uid>& targets) const;

    // Transactions.
    void flush();
    void after_flush();
    void commit();
    void rollback();
    void restore(World state);
    void begin_savepoint();
    void forget_savepoints(std::size_t from = 0);
    void commit_savepoint(int which);
    void rollback_savepoint(int which, int how);
    void expire_all();

    // Comparison.
    void check(Uid uid, bool flushed);
    void check_all(bool flushed);
    void check_database();
    void check_fields(Uid uid);
    void check_memory();
    void check_parent(const Rule& rule, Uid child, bool flushed);
    void check_collection(const Rule& rule, Uid parent, bool flushed);
    void check_powers(Uid uid, bool flushed);
    void check_profile(Uid hero, bool flushed);
    template <class T>
    void check_members(std::string_view what, const std::vector<Ref<T>>& actual, std::set<Uid> expected, bool flushed);
    void require(bool condition, const std::string& message) const;
    void say(const std::string& line);

    Engine engine_;
    std::optional<Session> session_;
    World world_;
    World flushed_;              ///< as of the last flush
    World committed_;            ///< as of the last commit
    std::vector<World> points_;  ///< as of the begin of each savepoint
    std::vector<Savepoint> savepoints_;
    Handles handles_;
    Handles ghosts_;  ///< what a rollback threw out
    std::map<Uid, Row> ghost_rows_;
    std::vector<std::pair<Ref<Hero>, Row>> keepsakes_;  ///< of sessions that are closed
    bool dead_in_memory_ = false;                       ///< relationships that were loaded before may still show what was deleted
    bool loaded_since_flush_ = false;
    std::set<Uid> read_after_write_;  ///< objects that were loaded after the same transaction had written their row
    Uid next_uid_ = 1;
    int next_text_ = 1;
    int next_load_ = 0;
    std::vector<std::string> trace_;
};

/// Runs `operations` in a database of their own.
/// \throws Mismatch
void replay(const std::vector<Op>& operations);

/// How often an operation found something to do, in all runs of the program.
long times_performed(Act act);

}  // namespace property
