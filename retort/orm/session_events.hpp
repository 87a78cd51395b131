#pragma once

#include <cstdint>

namespace retort {

class Session;

/// What a session tells its listeners.
enum class SessionEvent : std::uint8_t {
    before_flush,     ///< there are changes, and none has been sent; a listener may add, change and remove objects
    after_flush,      ///< the changes are in the database, in the running transaction
    before_commit,    ///< before the flush that belongs to the commit; an exception of a listener keeps the commit from happening
    after_commit,     ///< the transaction is over; a statement would begin the next
    before_rollback,  ///< objects are as the transaction left them
    after_rollback,   ///< objects are as they were before the transaction
};

namespace detail {

/// A user's function without its type.
struct Listener {
    SessionEvent event;
    std::uint64_t id;
    void* self;
    void (*call)(void* self, Session& session);
    void (*destroy)(void* self) noexcept;
};

}  // namespace detail
}  // namespace retort
