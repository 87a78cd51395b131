// What one writes by hand on libpq for the table of heroes: binary parameters and results, prepared statements, COPY, pipelines.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "heroes.hpp"

struct pg_conn;

namespace bench {

class HandWrittenPostgresql {
public:
    explicit HandWrittenPostgresql(const std::string& url);
    ~HandWrittenPostgresql();
    HandWrittenPostgresql(const HandWrittenPostgresql&) = delete;
    HandWrittenPostgresql& operator=(const HandWrittenPostgresql&) = delete;

    void execute(const char* sql);
    std::vector<PlainHero> select_all();
    /// COPY … FROM STDIN (FORMAT BINARY), in one transaction.
    void copy_all(const std::vector<PlainHero>& heroes);
    bool get(std::int64_t id, PlainHero& hero);
    /// One UPDATE a hero, 256 in a pipeline at a time, in one transaction.
    void update_secret_names(const std::vector<PlainHero>& heroes);

private:
    pg_conn* connection_;
};

}  // namespace bench
