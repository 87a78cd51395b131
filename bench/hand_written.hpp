// The other side: what somebody who cares writes on SQLite's C API for these two tables and nothing else.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "heroes.hpp"

struct sqlite3;
struct sqlite3_stmt;

namespace bench {

/// A connection without a mutex and its persistent prepared statements for one of the plain structs.
template <class H>
class HandWritten {
public:
    explicit HandWritten(const std::string& file);
    ~HandWritten();
    HandWritten(const HandWritten&) = delete;
    HandWritten& operator=(const HandWritten&) = delete;

    std::vector<H> select_all();
    std::vector<H> select_first(int limit);
    /// In one transaction; false where there is no such row.
    bool get(std::int64_t id, H& hero);
    /// In one transaction; the ids are filled in where `ids` asks for them.
    void insert_all(std::vector<H>& heroes, bool ids);
    /// In one transaction, by id.
    void update_secret_names(const std::vector<H>& heroes);
    void begin();
    void commit();
    void remove_all();

private:
    void execute(const std::string& sql);
    sqlite3_stmt* prepare(const std::string& sql);
    std::vector<H> rows(sqlite3_stmt* statement);

    sqlite3* database_ = nullptr;
    std::vector<sqlite3_stmt*> statements_;
    sqlite3_stmt* select_all_;
    sqlite3_stmt* select_first_;
    sqlite3_stmt* get_;
    sqlite3_stmt* insert_;
    sqlite3_stmt* update_;
    sqlite3_stmt* begin_;
    sqlite3_stmt* commit_;
};

extern template class HandWritten<PlainHero>;
extern template class HandWritten<PlainTypedHero>;

}  // namespace bench
