#pragma once

#include <cstdint>

#include <retort/core/uuid.hpp>

namespace retort {

/// Where an object stands with its session; the words are SQLAlchemy's.
enum class ObjectState : std::uint8_t {
    transient,   ///< known to no session: its add was rolled back
    pending,     ///< added, to be inserted at the next flush
    persistent,  ///< has a row
    deleted,     ///< its row was deleted in the running transaction
    detached,    ///< has or had a row, but its session is closed or has let go of it
};

namespace detail {

class ModelPool;
class Workspace;

/// The identity of a row: what its primary key was when it was last read or written. Integers and UUIDs, the keys of nearly all tables, lie here;
/// any other key is a list of values elsewhere.
union Key {
    std::int64_t integer;
    Uuid uuid;
    void* general;

    constexpr Key() noexcept : integer{0} {}
};

/// What a workspace knows of one object; the object lies right behind it. So a handle needs one pointer, and the two share cache lines.
struct alignas(16) Instance {
    ModelPool* pool;
    std::uint64_t* snapshot = nullptr;  ///< a hash for each field, taken when the object was first given out; nullptr before
    Key key{};
    std::uint32_t refs = 0;        ///< Refs that hold it
    std::uint32_t load_epoch = 0;  ///< the epoch in which its columns were read; an older one than the workspace's: expired
    ObjectState state = ObjectState::transient;
    bool touched = false;             ///< somebody may have changed it: it was reached through a Ref
    std::uint16_t changed_level = 0;  ///< the innermost transaction level that lists it as changed; 0: none
    bool listed = false;              ///< stands in the workspace's list of touched objects
    bool marked_deleted = false;      ///< to be deleted at the next flush
    bool force_update = false;        ///< flag_modified
    bool reachable = false;           ///< used by the workspace's collector

    explicit Instance(ModelPool* owner) noexcept : pool{owner} {}

    void* object() noexcept { return this + 1; }
    static Instance* of(void* object) noexcept { return static_cast<Instance*>(object) - 1; }
};

void first_ref(Instance* instance) noexcept;
void last_ref(Instance* instance) noexcept;
void touch_slowly(Instance* instance);

inline void add_ref(Instance* instance) noexcept {
    if (instance->refs++ == 0) {
        first_ref(instance);
    }
}
inline void drop_ref(Instance* instance) noexcept {
    if (--instance->refs == 0) {
        last_ref(instance);
    }
}
/// Takes over a reference that was counted for somebody else, and drops it in the end.
class HeldInstance {
public:
    explicit HeldInstance(Instance* instance) noexcept : instance_{instance} {}
    HeldInstance(HeldInstance&& other) noexcept : instance_{other.instance_} { other.instance_ = nullptr; }
    HeldInstance& operator=(HeldInstance&&) = delete;
    ~HeldInstance() {
        if (instance_ != nullptr) {
            drop_ref(instance_);
        }
    }
    Instance* get() const noexcept { return instance_; }

private:
    Instance* instance_;
};

/// Called before an object is handed out for writing: from now on flushes compare it with what it was.
inline void touch(Instance* instance) {
    if (!instance->touched) [[unlikely]] {
        touch_slowly(instance);
    }
}

}  // namespace detail
}  // namespace retort
