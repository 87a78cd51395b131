#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <type_traits>
#include <utility>
#include <vector>

#include <retort/engine/engine.hpp>
#include <retort/model/describe.hpp>
#include <retort/orm/loader_options.hpp>
#include <retort/orm/ref.hpp>
#include <retort/orm/relationship.hpp>
#include <retort/orm/savepoint.hpp>
#include <retort/orm/session_events.hpp>
#include <retort/orm/session_options.hpp>
#include <retort/orm/session_result.hpp>

namespace retort {

namespace detail {

/// The untyped half of a session's members, compiled once.
Instance* session_add(Workspace& workspace, const ModelDescription& model, void* value);
void session_add_again(Workspace& workspace, Instance* instance);
Instance* session_get(Workspace& workspace, const ModelDescription& model, const Value* values, std::size_t count);
Instance* session_get_integer(Workspace& workspace, const ModelDescription& model, std::int64_t key);
void session_remove(Workspace& workspace, Instance* instance);
void session_refresh(Workspace& workspace, Instance* instance);
void session_expire(Workspace& workspace, Instance* instance);
void session_expunge(Workspace& workspace, Instance* instance);
bool session_is_modified(Workspace& workspace, Instance* instance);
void flag_modified(Instance* instance);
bool session_contains(const Workspace& workspace, const Instance* instance);
std::vector<Instance*> session_dirty(Workspace& workspace, const ModelDescription& model);
std::vector<Instance*> session_pending(Workspace& workspace, const ModelDescription& model);
std::vector<Instance*> session_deleted(Workspace& workspace, const ModelDescription& model);
Instance* session_merge(Workspace& workspace, const ModelDescription& model, void* value);
Instance* session_merge(Workspace& workspace, Instance* other);
void session_refresh(Workspace& workspace, Instance* instance, ForUpdate options);
SelectedRows session_select(Workspace& workspace, const sql::StatementNode& statement);
std::int64_t session_write(Workspace& workspace, const sql::StatementNode& statement, RowSink* sink);
void session_validate(Workspace& workspace, const ModelDescription& model, const void* first, std::size_t count);

/// A value of a primary key as the user writes it: a Field, an optional that holds something, a text.
template <class K>
Value key_value(const K& key) {
    using V = field_value_t<K>;
    if constexpr (std::is_convertible_v<const K&, std::string_view>) {
        return Value{std::string_view{key}};
    } else {
        const V& value = key;
        return value_ops<V>().to_value(&value);
    }
}

}  // namespace detail

/// How Session::transaction() tries again.
struct TransactionOptions {
    int attempts = 3;                               ///< at most, the first included
    std::chrono::milliseconds first_delay{10};      ///< the longest wait before the second attempt; it doubles from attempt to attempt
    std::chrono::milliseconds longest_delay{1000};  ///< no wait is longer
};

namespace detail {

/// The attempts of Session::transaction(), without the type of its function.
class TransactionAttempts {
public:
    /// \throws InvalidRequestError  where the session holds changes that were not committed, or may do so
    TransactionAttempts(Session& session, Workspace& workspace, TransactionOptions options);
    /// To be called while an exception is handled: rolls back, and waits where the transaction may succeed when it is run again.
    /// \throws  the exception where it may not, or where all attempts are used up
    void failed();

private:
    Session& session_;
    TransactionOptions options_;
    int made_ = 0;
};

}  // namespace detail

/// A workspace for objects of one database: it tracks what it loads and is given, and writes the changes in one unit of work.
///
/// Not thread-safe: a session and its refs belong to one thread at a time. Cheap to make: make one per request or job.
class Session {
public:
    /// Shares `engine`. No connection is taken before the first statement.
    explicit Session(const Engine& engine, SessionOptions options = {});
    /// Joins the transaction of `connection`, which must outlive the session: a savepoint there is the session's transaction, so that commit() keeps what
    /// the session did for the connection's owner to commit, and rollback() undoes what the session did and no more.
    explicit Session(Connection& connection, SessionOptions options = {});
    /// Closes: rolls back what was not committed. Refs stay readable.
    ~Session();
    Session(const Session&) = delete;
    Session& operator=(const Session&) = delete;

    /// Makes `value` part of the workspace; it is inserted at the next flush.
    template <Model T>
    Ref<T> add(T value) {
        return Ref<T>::of(detail::session_add(*workspace_, describe<T>(), &value));
    }
    /// Takes back an object whose add was rolled back, that was expunged, or that is to be removed.
    template <class T>
    Ref<T> add(const Ref<T>& ref) {
        detail::session_add_again(*workspace_, ref.instance());
        return ref;
    }
    /// Adds each of `values`, moving them.
    template <Model T>
    std::vector<Ref<T>> add_all(std::vector<T> values) {
        std::vector<Ref<T>> refs;
        refs.reserve(values.size());
        for (T& value : values) {
            refs.push_back(Ref<T>::of(detail::session_add(*workspace_, describe<T>(), &value)));
        }
        return refs;
    }

    /// The object with this primary key: from the workspace where it is there and fresh, else from the database. Composite keys take several values, in
    /// order of the fields. Empty where there is no such row.
    /// \throws ArgumentError  where the number or type of the values is not that of the key; DatabaseError
    template <Model T, class... Key>
    Ref<T> get(const Key&... key) {
        static_assert(sizeof...(Key) > 0, "retort: get<T>(key…) takes the values of the primary key");
        static_assert((!std::is_same_v<Key, std::nullptr_t> && ...), "retort: a primary key is never NULL");
        if constexpr (sizeof...(Key) == 1 && (std::is_integral_v<Key> && ...)) {
            return Ref<T>::of(detail::session_get_integer(*workspace_, describe<T>(), static_cast<std::int64_t>(key)...));
        } else {
            const Value values[] = {detail::key_value(key)...};
            return Ref<T>::of(detail::session_get(*workspace_, describe<T>(), values, sizeof...(Key)));
        }
    }

    /// Rows of a select: an entity is a `Ref`, a column its value, several a std::tuple. Pending changes are flushed first.
    /// \throws DatabaseError, PendingRollbackError
    template <class... Items>
    SessionResult<Items...> exec(const Select<Items...>& statement) {
        return {*workspace_, detail::session_select(*workspace_, statement.node()), detail::scales_of(statement.node())};
    }
    /// An insert, update or delete in the session's transaction. Objects of the table that are in the workspace are read anew when they are next reached.
    template <class... Items>
    auto exec(const Write<Items...>& statement) {
        if constexpr (sizeof...(Items) == 0) {
            return WriteResult{detail::session_write(*workspace_, statement.node(), nullptr)};
        } else {
            detail::ReturnedRows<Items...> rows{statement.node()};
            const std::int64_t rowcount = detail::session_write(*workspace_, statement.node(), &rows);
            return std::move(rows).take(rowcount);
        }
    }
    /// Inserts a range of objects by the fastest way that the database has (COPY on PostgreSQL), without making them objects of the session: keys
    /// that the database makes are not filled in, relationships are left out. Validated as at a flush; pending changes are flushed first.
    /// \returns  the number of rows  \throws ValidationError, DatabaseError
    template <class R>
    std::int64_t bulk_insert(const R& objects) {
        using M = std::remove_cvref_t<decltype(*objects.begin())>;
        if constexpr (detail::ContiguousRangeOf<R, M>) {
            detail::session_validate(*workspace_, describe<M>(), objects.data(), objects.size());
            return exec(insert<M>().values(objects)).rowcount();
        } else {
            return bulk_insert(std::vector<M>(objects.begin(), objects.end()));
        }
    }
    /// SQL text in the session's transaction.
    TextResult exec(const Text& statement, const Parameters& parameters = {});

    /// Makes this session's object of the same primary key what `value` is, and returns it: the one that is here, or the row's, else a new one. Objects that
    /// `value` is linked with are merged with it.
    /// \throws StaleDataError  where both have a version_id, and not the same
    template <Model T>
    Ref<T> merge(T value) {
        return Ref<T>::of(detail::session_merge(*workspace_, describe<T>(), &value));
    }
    /// The same with an object of another session, or of none: what is loaded of its relationships is merged with it.
    template <class T>
    Ref<T> merge(const Ref<T>& other) {
        return Ref<T>::of(detail::session_merge(*workspace_, other.instance()));
    }

    /// Its row is deleted at the next flush.
    template <class T>
    void remove(const Ref<T>& ref) {
        detail::session_remove(*workspace_, ref.instance());
    }
    /// Reads the object's columns anew, whatever was changed in memory.
    /// \throws InvalidRequestError  where the row is gone
    template <class T>
    void refresh(const Ref<T>& ref) {
        detail::session_refresh(*workspace_, ref.instance());
    }
    /// The same, and locks the row until the transaction ends where the database can.
    template <class T>
    void refresh(const Ref<T>& ref, ForUpdate options) {
        detail::session_refresh(*workspace_, ref.instance(), options);
    }
    /// The object is read anew when a query, get() or a relationship next reaches it.
    template <class T>
    void expire(const Ref<T>& ref) {
        detail::session_expire(*workspace_, ref.instance());
    }
    void expire_all();
    /// Lets go of the object; it is detached, and its changes are not written.
    template <class T>
    void expunge(const Ref<T>& ref) {
        detail::session_expunge(*workspace_, ref.instance());
    }
    void expunge_all();

    /// Writes what changed, within the transaction.
    /// \throws DatabaseError, StaleDataError  and the transaction is rolled back; the session wants a rollback() before it goes on
    void flush();
    /// Flushes and commits.
    void commit();
    /// Rolls back. Objects become what they were before the transaction: added ones leave the session, deleted and changed ones are read anew.
    void rollback();
    /// Rolls back what was not committed and lets go of all objects; they stay readable through their refs.
    void close();
    /// Flushes and begins a savepoint; its rollback undoes what is done after it, and the transaction goes on. They nest to any depth.
    Savepoint begin_nested();
    bool in_transaction() const noexcept;
    bool in_nested_transaction() const noexcept;

    /// Calls `work` and commits; an exception rolls back. Where it is one that the same work may not meet again (a serialization failure, a deadlock, a
    /// locked database, StaleDataError) `work` is called again after a random wait. Returns what `work` returns.
    /// What the session has read before is read anew.
    /// \throws InvalidRequestError  where the session holds changes that were not committed: a second attempt would be without them. Text that it has
    /// run, and its connection() once given out, count as changes, since nobody knows what they wrote.
    template <class F>
    auto transaction(F&& work, TransactionOptions options = {}) {
        for (detail::TransactionAttempts attempts{*this, *workspace_, options};;) {
            try {
                if constexpr (std::is_void_v<decltype(work())>) {
                    work();
                    commit();
                    return;
                } else {
                    auto result = work();
                    commit();
                    return result;
                }
            } catch (...) {
                attempts.failed();
            }
        }
    }

    /// Calls `listener(Session&)` at each such event until remove_listener(). An exception of it leaves the method that told of the event.
    /// \returns  what remove_listener() takes
    template <class F>
    std::uint64_t listen(SessionEvent event, F listener) {
        return add_listener({event, 0, new F(std::move(listener)), [](void* self, Session& session) { (*static_cast<F*>(self))(session); },
            [](void* self) noexcept { delete static_cast<F*>(self); }});
    }
    void remove_listener(std::uint64_t listener) noexcept;

    template <class T>
    bool contains(const Ref<T>& ref) const {
        return detail::session_contains(*workspace_, ref.instance());
    }
    /// Whether the next flush would write the object.
    template <class T>
    bool is_modified(const Ref<T>& ref) {
        return detail::session_is_modified(*workspace_, ref.instance());
    }
    /// The objects of a model that were changed and not flushed yet.
    template <Model T>
    std::vector<Ref<T>> dirty() {
        return refs_of<T>(detail::session_dirty(*workspace_, describe<T>()));
    }
    /// The objects of a model that were added and not flushed yet.
    template <Model T>
    std::vector<Ref<T>> pending() {
        return refs_of<T>(detail::session_pending(*workspace_, describe<T>()));
    }

    /// The objects of a model that are to be deleted at the next flush.
    template <Model T>
    std::vector<Ref<T>> deleted() {
        return refs_of<T>(detail::session_deleted(*workspace_, describe<T>()));
    }

    /// Queries do not flush while the guard lives.
    class [[nodiscard]] NoAutoflush {
    public:
        explicit NoAutoflush(Session& session) noexcept;
        ~NoAutoflush();
        NoAutoflush(const NoAutoflush&) = delete;
        NoAutoflush& operator=(const NoAutoflush&) = delete;

    private:
        Session& session_;
    };
    NoAutoflush no_autoflush() noexcept { return NoAutoflush{*this}; }

    /// How many statements lazy loads of relationships have sent.
    std::uint64_t lazy_loads() const noexcept;

    /// The connection of the running transaction; one is begun where there is none.
    Connection& connection();
    Engine engine() const;

private:
    std::uint64_t add_listener(detail::Listener listener);

    template <class T>
    static std::vector<Ref<T>> refs_of(const std::vector<detail::Instance*>& instances) {
        std::vector<Ref<T>> refs;
        refs.reserve(instances.size());
        for (detail::Instance* instance : instances) {
            refs.push_back(Ref<T>::of(instance));
        }
        return refs;
    }

    detail::Workspace* workspace_;
};

/// Writes the object at the next flush although nothing tells that it changed. Never needed for changes of fields: those are seen by themselves.
template <class T, class F>
void flag_modified(const Ref<T>& ref, F T::*) {
    detail::flag_modified(ref.instance());
}

}  // namespace retort
