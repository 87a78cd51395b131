#include "hand_written.hpp"

#include <cstddef>
#include <stdexcept>
#include <string_view>

#include <sqlite3.h>
#include <boost/json.hpp>

namespace bench {

namespace {

template <class H>
constexpr std::string_view table_of() {
    if constexpr (requires { H::table_name; }) {
        return H::table_name;
    } else {
        return "hero";
    }
}

[[noreturn]] void fail(sqlite3* database) {
    throw std::runtime_error{sqlite3_errmsg(database)};
}

void run(sqlite3_stmt* statement) {
    if (sqlite3_step(statement) != SQLITE_DONE) fail(sqlite3_db_handle(statement));
    sqlite3_reset(statement);
}

// A cell's text; its data is null where the cell is NULL.
std::string_view text(sqlite3_stmt* row, int column) {
    const auto* data = reinterpret_cast<const char*>(sqlite3_column_text(row, column));
    return {data, static_cast<std::size_t>(sqlite3_column_bytes(row, column))};
}

void read_json(std::string_view json, std::optional<std::string>& out) {
    out.emplace(json);
}
void read_json(std::string_view json, std::optional<Json>& out) {
    out = Json::parse(json);
}
void read_json(std::string_view json, std::optional<std::vector<std::string>>& out) {
    // The parsed document lives in a buffer on the stack; only the strings that are wanted are allocated.
    unsigned char buffer[2048];
    boost::json::monotonic_resource memory{buffer};
    const boost::json::value parsed = boost::json::parse(json, &memory);
    auto& texts = out.emplace();
    texts.reserve(parsed.as_array().size());
    for (const auto& element : parsed.as_array())
        texts.emplace_back(element.as_string());
}

template <class H>
void read(sqlite3_stmt* row, H& hero) {
    hero.id = sqlite3_column_int64(row, 0);
    hero.name = text(row, 1);
    hero.secret_name = text(row, 2);
    if (sqlite3_column_type(row, 3) != SQLITE_NULL) hero.age = sqlite3_column_int(row, 3);
    if (const auto json = text(row, 4); json.data() != nullptr) read_json(json, hero.nicknames);
    if (const auto json = text(row, 5); json.data() != nullptr) read_json(json, hero.attributes);
}

void bind_text(sqlite3_stmt* statement, int index, const std::string& text) {
    sqlite3_bind_text(statement, index, text.data(), static_cast<int>(text.size()), SQLITE_STATIC);
}

void bind_json(sqlite3_stmt* statement, int index, const std::optional<std::string>& json, std::string&) {
    json ? bind_text(statement, index, *json) : static_cast<void>(sqlite3_bind_null(statement, index));
}
void bind_json(sqlite3_stmt* statement, int index, const std::optional<Json>& json, std::string& buffer) {
    if (!json) {
        sqlite3_bind_null(statement, index);
        return;
    }
    buffer.clear();
    json->dump_to(buffer);
    bind_text(statement, index, buffer);
}
void bind_json(sqlite3_stmt* statement, int index, const std::optional<std::vector<std::string>>& texts, std::string& buffer) {
    if (!texts) {
        sqlite3_bind_null(statement, index);
        return;
    }
    buffer = "[";
    for (const std::string& text : *texts) {
        if (buffer.size() > 1) buffer += ", ";
        buffer += boost::json::serialize(boost::json::string_view{text});
    }
    buffer += ']';
    bind_text(statement, index, buffer);
}

}  // namespace

template <class H>
HandWritten<H>::HandWritten(const std::string& file) {
    const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX;
    if (sqlite3_open_v2(file.c_str(), &database_, flags, nullptr) != SQLITE_OK) fail(database_);
    // As Retort sets them: foreign keys by itself, synchronous by the URL that it is given.
    execute("PRAGMA foreign_keys=ON");
    execute("PRAGMA synchronous=OFF");
    const std::string table{table_of<H>()};
    const std::string all = "SELECT id, name, secret_name, age, nicknames, attributes FROM " + table;
    select_all_ = prepare(all);
    select_first_ = prepare(all + " WHERE id <= ?");
    get_ = prepare(all + " WHERE id = ?");
    insert_ = prepare("INSERT INTO " + table + " (name, secret_name, age, nicknames, attributes) VALUES (?, ?, ?, ?, ?)");
    update_ = prepare("UPDATE " + table + " SET secret_name = ? WHERE id = ?");
    begin_ = prepare("BEGIN");
    commit_ = prepare("COMMIT");
}

template <class H>
HandWritten<H>::~HandWritten() {
    for (sqlite3_stmt* statement : statements_)
        sqlite3_finalize(statement);
    sqlite3_close(database_);
}

template <class H>
sqlite3_stmt* HandWritten<H>::prepare(const std::string& sql) {
    sqlite3_stmt* statement = nullptr;
    const int code =
        sqlite3_prepare_v3(database_, sql.c_str(), static_cast<int>(sql.size()), SQLITE_PREPARE_PERSISTENT, &statement, nullptr);
    if (code != SQLITE_OK) fail(database_);
    statements_.push_back(statement);
    return statement;
}

template <class H>
void HandWritten<H>::remove_all() {
    execute("DELETE FROM " + std::string{table_of<H>()});
}

template <class H>
void HandWritten<H>::execute(const std::string& sql) {
    if (sqlite3_exec(database_, sql.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK) fail(database_);
}

template <class H>
void HandWritten<H>::begin() {
    run(begin_);
}

template <class H>
void HandWritten<H>::commit() {
    run(commit_);
}

template <class H>
std::vector<H> HandWritten<H>::rows(sqlite3_stmt* statement) {
    std::vector<H> heroes;
    while (sqlite3_step(statement) == SQLITE_ROW)
        read(statement, heroes.emplace_back());
    if (sqlite3_reset(statement) != SQLITE_OK) fail(database_);
    return heroes;
}

template <class H>
std::vector<H> HandWritten<H>::select_all() {
    return rows(select_all_);
}

template <class H>
std::vector<H> HandWritten<H>::select_first(int limit) {
    sqlite3_bind_int(select_first_, 1, limit);
    return rows(select_first_);
}

template <class H>
bool HandWritten<H>::get(std::int64_t id, H& hero) {
    sqlite3_bind_int64(get_, 1, id);
    const bool found = sqlite3_step(get_) == SQLITE_ROW;
    if (found) read(get_, hero);
    if (sqlite3_reset(get_) != SQLITE_OK) fail(database_);
    return found;
}

template <class H>
void HandWritten<H>::insert_all(std::vector<H>& heroes, bool ids) {
    std::string nicknames;
    std::string attributes;
    begin();
    for (H& hero : heroes) {
        bind_text(insert_, 1, hero.name);
        bind_text(insert_, 2, hero.secret_name);
        hero.age ? sqlite3_bind_int(insert_, 3, *hero.age) : sqlite3_bind_null(insert_, 3);
        bind_json(insert_, 4, hero.nicknames, nicknames);
        bind_json(insert_, 5, hero.attributes, attributes);
        run(insert_);
        if (ids) hero.id = sqlite3_last_insert_rowid(database_);
    }
    commit();
}

template <class H>
void HandWritten<H>::update_secret_names(const std::vector<H>& heroes) {
    begin();
    for (const H& hero : heroes) {
        bind_text(update_, 1, hero.secret_name);
        sqlite3_bind_int64(update_, 2, *hero.id);
        run(update_);
    }
    commit();
}

template class HandWritten<PlainHero>;
template class HandWritten<PlainTypedHero>;

}  // namespace bench
