// What one writes by hand on Connector/C for the table of heroes: prepared statements, bound results, bulk execution.
#pragma once

#include <string>
#include <vector>

#include "heroes.hpp"

struct st_mysql;
struct st_mysql_stmt;

namespace bench {

class HandWrittenMariadb {
public:
    explicit HandWrittenMariadb(const std::string& url);
    ~HandWrittenMariadb();
    HandWrittenMariadb(const HandWrittenMariadb&) = delete;
    HandWrittenMariadb& operator=(const HandWrittenMariadb&) = delete;

    void execute(const char* sql);
    /// Row by row as they come from the server, without keeping them in Connector/C first.
    std::vector<PlainHero> select_all();
    /// Bulk execution, ten thousand rows a message, in one transaction.
    void insert_all(const std::vector<PlainHero>& heroes);
    /// INSERT … VALUES of a thousand rows … RETURNING id, in one transaction; fills in the ids.
    void insert_with_keys_of_server(std::vector<PlainHero>& heroes);
    bool get(std::int64_t id, PlainHero& hero);
    /// Bulk execution, in one transaction.
    void update_secret_names(const std::vector<PlainHero>& heroes);

private:
    struct Row;

    st_mysql_stmt* prepare(const std::string& sql);

    st_mysql* connection_;
    st_mysql_stmt* get_ = nullptr;
    st_mysql_stmt* select_ = nullptr;
    st_mysql_stmt* insert_ = nullptr;
    st_mysql_stmt* insert_thousand_ = nullptr;
    st_mysql_stmt* update_ = nullptr;
};

}  // namespace bench
