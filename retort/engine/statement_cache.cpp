#include <retort/engine/statement_cache.hpp>

#include <utility>

namespace retort::detail {

StatementCache::Loan StatementCache::borrow(DriverConnection& connection, std::string_view sql) {
    if (capacity_ == 0) return borrow_once(connection, sql);
    // The statement of the time before, as in a loop of gets, is recognised without hashing its text.
    if (newest_ != nullptr && newest_->sql == sql) return borrow_from(*newest_, connection);
    if (const auto found = entries_.find(sql); found != entries_.end()) [[likely]] {
        Entry& entry = *found->second;
        unlink(entry);
        link_newest(entry);
        return borrow_from(entry, connection);
    }
    auto loan = new_loan(sql, connection.prepare(sql));
    if (entries_.size() >= capacity_) evict_oldest();
    entries_.emplace(loan.entry->sql, loan.entry);
    loan.entry->cached = true;
    link_newest(*loan.entry);
    return loan;
}

StatementCache::Loan StatementCache::borrow_from(Entry& entry, DriverConnection& connection) {
    auto statement = entry.idle ? std::move(entry.idle) : connection.prepare(entry.sql);
    ++entry.in_use;
    return {&entry, std::move(statement)};
}

StatementCache::Loan StatementCache::borrow_once(DriverConnection& connection, std::string_view sql) {
    return new_loan(sql, connection.prepare_once(sql));
}

StatementCache::Loan StatementCache::new_loan(std::string_view sql, std::unique_ptr<DriverStatement> statement) {
    auto entry = std::make_unique<Entry>();
    entry->sql = sql;
    entry->in_use = 1;
    return {entry.release(), std::move(statement)};
}

void StatementCache::give_back(Loan loan) noexcept {
    Entry& entry = *loan.entry;
    --entry.in_use;
    if (entry.cached) {
        if (!entry.idle) {
            loan.statement->reset();
            entry.idle = std::move(loan.statement);
        }
    } else if (entry.in_use == 0) {
        loan.statement.reset();
        delete &entry;
    }
}

void StatementCache::clear() noexcept {
    while (oldest_ != nullptr)
        evict_oldest();
}

void StatementCache::evict_oldest() noexcept {
    Entry& entry = *oldest_;
    unlink(entry);
    entries_.erase(entry.sql);
    entry.cached = false;
    entry.idle.reset();
    if (entry.in_use == 0) delete &entry;  // otherwise the last to give back does
}

void StatementCache::link_newest(Entry& entry) noexcept {
    entry.older = newest_;
    entry.newer = nullptr;
    (newest_ != nullptr ? newest_->newer : oldest_) = &entry;
    newest_ = &entry;
}

void StatementCache::unlink(Entry& entry) noexcept {
    (entry.older != nullptr ? entry.older->newer : oldest_) = entry.newer;
    (entry.newer != nullptr ? entry.newer->older : newest_) = entry.older;
}

}  // namespace retort::detail
