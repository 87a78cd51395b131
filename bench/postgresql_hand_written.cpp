#include "postgresql_hand_written.hpp"

#include <cstring>
#include <stdexcept>

#include <libpq-fe.h>

namespace bench {

namespace {

constexpr const char* columns = "id, name, secret_name, age, nicknames, attributes";

void require(bool done, PGconn* connection) {
    if (!done) throw std::runtime_error{PQerrorMessage(connection)};
}

void expect(PGresult* result, ExecStatusType status, PGconn* connection) {
    const bool good = PQresultStatus(result) == status;
    PQclear(result);
    require(good, connection);
}

void put16(std::string& out, std::uint16_t value) {
    value = __builtin_bswap16(value);
    out.append(reinterpret_cast<const char*>(&value), sizeof value);
}

void put32(std::string& out, std::uint32_t value) {
    value = __builtin_bswap32(value);
    out.append(reinterpret_cast<const char*>(&value), sizeof value);
}

void put64(std::string& out, std::uint64_t value) {
    value = __builtin_bswap64(value);
    out.append(reinterpret_cast<const char*>(&value), sizeof value);
}

void put_text(std::string& out, const std::string& text) {
    put32(out, static_cast<std::uint32_t>(text.size()));
    out += text;
}

void put_text(std::string& out, const std::optional<std::string>& text) {
    if (text) return put_text(out, *text);
    put32(out, ~0u);
}

std::int64_t get64(const char* from) {
    std::uint64_t value = 0;
    std::memcpy(&value, from, sizeof value);
    return static_cast<std::int64_t>(__builtin_bswap64(value));
}

int get32(const char* from) {
    std::uint32_t value = 0;
    std::memcpy(&value, from, sizeof value);
    return static_cast<int>(__builtin_bswap32(value));
}

void read(const PGresult* rows, int row, PlainHero& hero) {
    const auto text = [&](int column, auto& out) {
        if (PQgetisnull(rows, row, column) == 0) {
            out = std::string(PQgetvalue(rows, row, column), static_cast<std::size_t>(PQgetlength(rows, row, column)));
        }
    };
    hero.id = get64(PQgetvalue(rows, row, 0));
    text(1, hero.name);
    text(2, hero.secret_name);
    if (PQgetisnull(rows, row, 3) == 0) hero.age = get32(PQgetvalue(rows, row, 3));
    text(4, hero.nicknames);
    text(5, hero.attributes);
}

}  // namespace

HandWrittenPostgresql::HandWrittenPostgresql(const std::string& url) : connection_{PQconnectdb(url.c_str())} {
    require(PQstatus(connection_) == CONNECTION_OK, connection_);
    const std::string select = std::string{"SELECT "} + columns + " FROM hero";
    expect(PQprepare(connection_, "all", select.c_str(), 0, nullptr), PGRES_COMMAND_OK, connection_);
    expect(PQprepare(connection_, "one", (select + " WHERE id = $1").c_str(), 0, nullptr), PGRES_COMMAND_OK, connection_);
    expect(PQprepare(connection_, "rename", "UPDATE hero SET secret_name = $1 WHERE id = $2", 0, nullptr), PGRES_COMMAND_OK, connection_);
}

HandWrittenPostgresql::~HandWrittenPostgresql() {
    PQfinish(connection_);
}

void HandWrittenPostgresql::execute(const char* sql) {
    expect(PQexec(connection_, sql), PGRES_COMMAND_OK, connection_);
}

std::vector<PlainHero> HandWrittenPostgresql::select_all() {
    execute("BEGIN");
    PGresult* rows = PQexecPrepared(connection_, "all", 0, nullptr, nullptr, nullptr, 1);
    require(PQresultStatus(rows) == PGRES_TUPLES_OK, connection_);
    std::vector<PlainHero> heroes;
    for (int row = 0; row < PQntuples(rows); ++row)
        read(rows, row, heroes.emplace_back());
    PQclear(rows);
    execute("ROLLBACK");
    return heroes;
}

void HandWrittenPostgresql::copy_all(const std::vector<PlainHero>& heroes) {
    execute("BEGIN");
    const std::string sql = std::string{"COPY hero ("} + columns + ") FROM STDIN (FORMAT BINARY)";
    expect(PQexec(connection_, sql.c_str()), PGRES_COPY_IN, connection_);
    std::string out{"PGCOPY\n\377\r\n\0\0\0\0\0\0\0\0\0", 19};
    const auto send = [&] {
        require(PQputCopyData(connection_, out.data(), static_cast<int>(out.size())) == 1, connection_);
        out.clear();
    };
    constexpr std::size_t lot_size = 64 * 1024;
    for (const PlainHero& hero : heroes) {
        put16(out, 6);
        put32(out, 8);
        put64(out, static_cast<std::uint64_t>(*hero.id));
        put_text(out, hero.name);
        put_text(out, hero.secret_name);
        if (hero.age) {
            put32(out, 4);
            put32(out, static_cast<std::uint32_t>(*hero.age));
        } else {
            put32(out, ~0u);
        }
        put_text(out, hero.nicknames);
        put_text(out, hero.attributes);
        if (out.size() >= lot_size) send();
    }
    put16(out, 0xFFFF);
    send();
    require(PQputCopyEnd(connection_, nullptr) == 1, connection_);
    expect(PQgetResult(connection_), PGRES_COMMAND_OK, connection_);
    while (PGresult* rest = PQgetResult(connection_))
        PQclear(rest);
    execute("COMMIT");
}

bool HandWrittenPostgresql::get(std::int64_t id, PlainHero& hero) {
    const std::uint64_t key = __builtin_bswap64(static_cast<std::uint64_t>(id));
    const char* const values[] = {reinterpret_cast<const char*>(&key)};
    const int lengths[] = {sizeof key};
    const int formats[] = {1};
    PGresult* rows = PQexecPrepared(connection_, "one", 1, values, lengths, formats, 1);
    const bool found = PQntuples(rows) == 1;
    if (found) read(rows, 0, hero);
    PQclear(rows);
    return found;
}

void HandWrittenPostgresql::update_secret_names(const std::vector<PlainHero>& heroes) {
    execute("BEGIN");
    constexpr std::size_t lot_size = 256;
    require(PQenterPipelineMode(connection_) == 1, connection_);
    for (std::size_t first = 0; first < heroes.size(); first += lot_size) {
        const std::size_t end = std::min(heroes.size(), first + lot_size);
        for (std::size_t i = first; i < end; ++i) {
            const std::uint64_t key = __builtin_bswap64(static_cast<std::uint64_t>(*heroes[i].id));
            const char* const values[] = {heroes[i].secret_name.data(), reinterpret_cast<const char*>(&key)};
            const int lengths[] = {static_cast<int>(heroes[i].secret_name.size()), sizeof key};
            const int formats[] = {1, 1};
            require(PQsendQueryPrepared(connection_, "rename", 2, values, lengths, formats, 1) == 1, connection_);
        }
        require(PQpipelineSync(connection_) == 1, connection_);
        for (std::size_t i = first; i < end; ++i) {
            PGresult* result = PQgetResult(connection_);
            require(std::strcmp(PQcmdTuples(result), "1") == 0, connection_);
            PQclear(result);
            require(PQgetResult(connection_) == nullptr, connection_);
        }
        expect(PQgetResult(connection_), PGRES_PIPELINE_SYNC, connection_);
    }
    require(PQexitPipelineMode(connection_) == 1, connection_);
    execute("COMMIT");
}

}  // namespace bench
