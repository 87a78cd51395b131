/// \file
/// A sequence of operations as plain numbers, so that it can be shrunk, printed and pasted into a test.
#pragma once

#include <array>
#include <iosfwd>
#include <string_view>
#include <vector>

namespace property {

enum class Act {
    check,            ///< flush, then compare one object with the reference
    check_unflushed,  ///< compare it without a flush
    add,              ///< an object, with or without links
    set_parent,       ///< a many-to-one is set
    clear_parent,     ///< … or emptied
    push,             ///< into a collection
    take,             ///< out of a collection
    assign,           ///< a whole collection
    set_profile,      ///< one-to-one, from the side without the key
    clear_profile,
    give_power,  ///< many-to-many, from either side
    take_power,
    set_key,       ///< the foreign key and not the relationship
    change,        ///< a field
    change_inner,  ///< a list, a map or a JSON value in place
    remove,
    take_back,  ///< what was removed is added again before the flush
    flush,
    commit,
    rollback,
    begin_savepoint,
    commit_savepoint,
    rollback_savepoint,
    expire_all,
    refresh,
    query,
    load_eagerly,  ///< by selectinload and joinedload, with or without a flush before
    expunge,       ///< and load again
    new_session,
    add_again,      ///< what a rollback threw out
    break_flush,    ///< a constraint fails, and the rollback that follows
    other_session,  ///< another connection changes a row between transactions
    bulk_update,
    merge,  ///< a copy that was changed
};
inline constexpr std::array<std::string_view, 34> act_names{"check", "check_unflushed", "add", "set_parent", "clear_parent", "push", "take",
    "assign", "set_profile", "clear_profile", "give_power", "take_power", "set_key", "change", "change_inner", "remove", "take_back",
    "flush", "commit", "rollback", "begin_savepoint", "commit_savepoint", "rollback_savepoint", "expire_all", "refresh", "query",
    "load_eagerly", "expunge", "new_session", "add_again", "break_flush", "other_session", "bulk_update", "merge"};

/// The numbers choose among what there is at that moment, modulo its count. An operation for which there is nothing does nothing.
struct Op {
    Act act = Act::check;
    int a = 0;
    int b = 0;
    int c = 0;
    /// Whether the session may flush by itself meanwhile; then a flush follows, so that the reference need not know when.
    bool autoflush = false;
};

std::ostream& operator<<(std::ostream& out, const Op& op);

}  // namespace property
