#include <retort/dialect/sqlite/statement.hpp>

#include <limits>

#include <sqlite3.h>

#include <retort/core/error.hpp>
#include <retort/core/text.hpp>
#include <retort/dialect/common/inherited.hpp>
#include <retort/dialect/sqlite/errors.hpp>

namespace retort::sqlite {

namespace {

/// What follows blanks and comments.
std::string_view skip_space(std::string_view sql) {
    for (;;) {
        const auto rest = strip(sql);
        if (rest.starts_with("--")) {
            const auto end = rest.find('\n');
            sql = end == std::string_view::npos ? std::string_view{} : rest.substr(end);
        } else if (rest.starts_with("/*")) {
            const auto end = rest.find("*/", 2);
            sql = end == std::string_view::npos ? std::string_view{} : rest.substr(end + 2);
        } else {
            return rest;
        }
    }
}

sqlite3_stmt* prepare(sqlite3* database, std::string_view sql) {
    if (sql.size() > static_cast<std::size_t>(std::numeric_limits<int>::max())) throw_error(SQLITE_TOOBIG, "statement too long");
    if (sql.data() == nullptr) sql = "";
    sqlite3_stmt* statement = nullptr;
    const char* tail = nullptr;
    const int code = sqlite3_prepare_v3(database, sql.data(), static_cast<int>(sql.size()), SQLITE_PREPARE_PERSISTENT, &statement, &tail);
    if (code != SQLITE_OK) throw_last_error(database, code);
    auto rest = skip_space(sql.substr(static_cast<std::size_t>(tail - sql.data())));
    while (rest.starts_with(';'))
        rest = skip_space(rest.substr(1));
    if (statement != nullptr && rest.empty()) return statement;
    sqlite3_finalize(statement);
    throw ProgrammingError{
        {.message = statement == nullptr ? "There is no statement in this SQL" : "Only one statement can be executed at a time",
            .code = 0,
            .sqlstate = {},
            .statement = {},
            .parameters = {},
            .retryable = false}};
}

bool changes_rows(sqlite3_stmt* statement) {
    if (sqlite3_stmt_readonly(statement) != 0) return false;
    const auto sql = skip_space(sqlite3_sql(statement));
    const auto word = sql.substr(0, sql.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"));
    for (const auto verb : {"INSERT", "UPDATE", "DELETE", "REPLACE", "WITH"}) {
        if (iequals(word, verb)) return true;
    }
    return false;
}

}  // namespace

Statement::Statement(sqlite3* database, std::string_view sql)
    : database_{database},
      statement_{prepare(database, sql)},
      writer_{statement_},
      reader_{statement_},
      counts_changes_{changes_rows(statement_)} {}

Statement::~Statement() {
    // What a child inherits may not even be closed in it: the parent's locks and its journal would suffer
    // (https://sqlite.org/howtocorrupt.html, "Carrying an open database connection across a fork()"). It is left where it is.
    if (owner_.is_this()) sqlite3_finalize(statement_);
}

ParameterWriter& Statement::bind() {
    if (is_running_) reset();
    writer_.begin();
    return writer_;
}

bool Statement::step() {
    if (!is_running_) {
        if (!owner_.is_this()) [[unlikely]]
            retort::detail::throw_inherited_connection();
        writer_.check_complete();
        is_running_ = true;
    }
    const int code = sqlite3_step(statement_);
    if (code == SQLITE_ROW) return true;
    if (code != SQLITE_DONE) fail(code);
    if (counts_changes_) changes_ = sqlite3_changes64(database_);
    // At once, not when the next execution binds: a statement that is not reset keeps its read lock.
    reset();
    return false;
}

std::int64_t Statement::generated_key() const {
    return sqlite3_last_insert_rowid(database_);
}

void Statement::fail(int code) {
    const int extended = sqlite3_extended_errcode(database_);
    std::string message = sqlite3_errmsg(database_);
    reset();
    throw_error((extended & 0xFF) == (code & 0xFF) ? extended : code, std::move(message));
}

void Statement::reset() noexcept {
    if (!is_running_) return;
    if (owner_.is_this()) sqlite3_reset(statement_);
    is_running_ = false;
}

}  // namespace retort::sqlite
