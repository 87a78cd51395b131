/// \file
/// Internal: the prepared statements of one connection, by their SQL.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include <boost/unordered/unordered_flat_map.hpp>

#include <retort/core/hash.hpp>
#include <retort/engine/driver.hpp>

namespace retort::detail {

/// Keeps the statements used last. One that is in use is never handed out again: whoever asks gets another of the same text.
///
/// Not thread-safe: it belongs to its connection.
class StatementCache {
public:
    /// The statements of one SQL text: at most one idle, any number in use.
    struct Entry {
        std::string sql;
        std::unique_ptr<DriverStatement> idle;
        int in_use = 0;
        bool cached = false;
        Entry* older = nullptr;
        Entry* newer = nullptr;
    };

    /// A statement on loan, and where to bring it back.
    struct Loan {
        Entry* entry;
        std::unique_ptr<DriverStatement> statement;
    };

    explicit StatementCache(std::size_t capacity) : capacity_{capacity} {}
    ~StatementCache() { clear(); }
    StatementCache(const StatementCache&) = delete;
    StatementCache& operator=(const StatementCache&) = delete;

    /// \throws DatabaseError  where the statement cannot be prepared; nothing is kept then
    Loan borrow(DriverConnection& connection, std::string_view sql);
    /// Like borrow, but the statement is neither looked for nor kept.
    Loan borrow_once(DriverConnection& connection, std::string_view sql);
    /// Resets the statement.
    void give_back(Loan loan) noexcept;
    /// Forgets all; statements on loan live on until they are given back.
    void clear() noexcept;

    std::size_t size() const noexcept { return entries_.size(); }

private:
    struct Hash {
        using is_avalanching = void;
        std::size_t operator()(std::string_view text) const noexcept { return static_cast<std::size_t>(hash_bytes(text)); }
    };

    static Loan new_loan(std::string_view sql, std::unique_ptr<DriverStatement> statement);
    Loan borrow_from(Entry& entry, DriverConnection& connection);
    void link_newest(Entry& entry) noexcept;
    void unlink(Entry& entry) noexcept;
    void evict_oldest() noexcept;

    std::size_t capacity_;
    boost::unordered_flat_map<std::string_view, Entry*, Hash> entries_;  // the keys view the entries' own texts
    Entry* oldest_ = nullptr;
    Entry* newest_ = nullptr;
};

}  // namespace retort::detail
