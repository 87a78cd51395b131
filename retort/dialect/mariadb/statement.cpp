#include <retort/dialect/mariadb/statement.hpp>

#include <string>
#include <utility>

#include <errmsg.h>
#include <mysqld_error.h>

#include <retort/core/error.hpp>
#include <retort/core/text.hpp>
#include <retort/dialect/mariadb/errors.hpp>

namespace retort::mariadb {

namespace {

/// What follows blanks and comments.
std::string_view skip_space(std::string_view sql) noexcept {
    for (;;) {
        const auto rest = strip(sql);
        if (rest.starts_with("--") || rest.starts_with('#')) {
            const auto end = rest.find('\n');
            sql = end == std::string_view::npos ? std::string_view{} : rest.substr(end);
        } else if (rest.starts_with("/*") && !rest.starts_with("/*!") && !rest.starts_with("/*M!")) {
            const auto end = rest.find("*/", 2);
            sql = end == std::string_view::npos ? std::string_view{} : rest.substr(end + 2);
        } else {
            return rest;
        }
    }
}

struct CloseStatement {
    void operator()(MYSQL_STMT* statement) const noexcept { mysql_stmt_close(statement); }
};

MYSQL_STMT* prepare(Link& link, std::string_view sql) {
    link.check_usable();
    std::unique_ptr<MYSQL_STMT, CloseStatement> statement{mysql_stmt_init(link.handle())};
    if (!statement) throw_error(error_info(CR_OUT_OF_MEMORY, "HY000", "Connector/C ran out of memory"));
    if (mysql_stmt_prepare(statement.get(), sql.data(), sql.size()) == 0) return statement.release();
    if (mysql_stmt_errno(statement.get()) != ER_MAX_PREPARED_STMT_COUNT_REACHED) link.fail(statement.get());
    throw_error(error_info(ER_MAX_PREPARED_STMT_COUNT_REACHED, mysql_stmt_sqlstate(statement.get()),
        std::string{mysql_stmt_error(statement.get())} +
            "; the connections of all clients together keep more statements than the server allows: raise its max_prepared_stmt_count, "
            "or make the pool or EngineOptions::statement_cache_size smaller"));
}

}  // namespace

bool changes_rows(std::string_view sql) noexcept {
    sql = skip_space(sql);
    const auto word = sql.substr(0, sql.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"));
    for (const auto* const verb : {"INSERT", "UPDATE", "DELETE", "REPLACE", "LOAD"}) {
        if (iequals(word, verb)) return true;
    }
    return false;
}

Statement::Statement(Link& link, std::string_view sql)
    : link_{link},
      sql_{sql},
      statement_{prepare(link, sql)},
      writer_{mysql_stmt_param_count(statement_)},
      counts_changes_{changes_rows(sql)} {
    read_cells_in_place();
}

void Statement::read_cells_in_place() {
    mysql_stmt_attr_set(statement_, STMT_ATTR_CB_USER_DATA, &reader_);
    mysql_stmt_attr_set(statement_, STMT_ATTR_CB_RESULT, reinterpret_cast<const void*>(&Reader::take_cell));
}

Statement::~Statement() {
    if (statement_ == nullptr) return;
    link_.leave_to_parent();
    mysql_stmt_close(statement_);
}

ParameterWriter& Statement::bind() {
    if (is_running_) close();
    writer_.begin();
    return writer_;
}

void Statement::set_cursor(int rows) {
    if (rows == cursor_size_) return;
    const unsigned long type = rows > 0 ? CURSOR_TYPE_READ_ONLY : CURSOR_TYPE_NO_CURSOR;
    const auto prefetched = static_cast<unsigned long>(rows > 0 ? rows : 1);
    mysql_stmt_attr_set(statement_, STMT_ATTR_CURSOR_TYPE, &type);
    mysql_stmt_attr_set(statement_, STMT_ATTR_PREFETCH_ROWS, &prefetched);
    cursor_size_ = rows;
}

void Statement::send() {
    constexpr std::size_t small = std::size_t{1} << 19;
    if (writer_.size() > small && writer_.size() + small / 8 > link_.max_allowed_packet()) {
        // The server would refuse the packet and close the connection.
        throw_data_error("the parameters have " + std::to_string(writer_.size()) + " bytes, more than the server's max_allowed_packet of " +
                         std::to_string(link_.max_allowed_packet()));
    }
    if (writer_.take_moved() && mysql_stmt_bind_param(statement_, writer_.binds()) != 0) fail();
    if (mysql_stmt_execute(statement_) == 0) [[likely]]
        return;
    // The server itself prepares a statement anew whose tables have changed, but Connector/C does not take another number of columns. A
    // write has been done by then and must not be done again.
    if (mysql_stmt_errno(statement_) != CR_NEW_STMT_METADATA || counts_changes_) fail();
    prepare_again();
    if (mysql_stmt_execute(statement_) != 0) fail();
}

void Statement::prepare_again() {
    // Closed first: that takes what is left of the answer off the connection.
    mysql_stmt_close(std::exchange(statement_, nullptr));
    statement_ = mariadb::prepare(link_, sql_);
    read_cells_in_place();
    set_cursor(std::exchange(cursor_size_, 0));
    if (mysql_stmt_bind_param(statement_, writer_.binds()) != 0) fail();
}

void Statement::execute() {
    link_.check_usable();
    writer_.check_complete();
    set_cursor(fetch_size_);
    send();
    is_running_ = true;
    const unsigned columns = mysql_stmt_field_count(statement_);
    reader_.describe(columns > 0 ? mariadb_stmt_fetch_fields(statement_) : nullptr, columns, false);
    // All rows at once, so that other statements can use the connection meanwhile; a cursor leaves it free anyway.
    if (columns > 0 && cursor_size_ == 0 && mysql_stmt_store_result(statement_) != 0) fail();
    changes_ = counts_changes_ ? static_cast<std::int64_t>(mysql_stmt_affected_rows(statement_)) : -1;
}

bool Statement::step() {
    if (!is_running_) {
        execute();
    } else if (cursor_size_ > 0) {
        link_.check_usable();  // the next rows may have to be asked for
    }
    if (reader_.column_count() > 0) {
        const int code = mysql_stmt_fetch(statement_);
        if (code == 0) [[likely]]
            return true;
        if (code != MYSQL_NO_DATA) fail();
    }
    // At once, not when the next execution binds: the rows of a large result are worth their memory.
    close();
    return false;
}

std::int64_t Statement::generated_key() const {
    return static_cast<std::int64_t>(mysql_stmt_insert_id(statement_));
}

void Statement::fail() {
    is_running_ = false;
    link_.fail(statement_);
}

void Statement::close() noexcept {
    is_running_ = false;
    if (reader_.column_count() == 0) return;
    link_.leave_to_parent();
    if (cursor_size_ > 0 && statement_->state != MYSQL_STMT_FETCH_DONE) {
        // Tells the server to forget its cursor.
        mysql_stmt_reset(statement_);
    } else {
        // It frees nothing once the last row has been read, and so goes back to the first. Not where there is none: Connector/C would take the statement
        // for one whose rows are still to come, and wait for them at its next execution.
        if (mysql_stmt_num_rows(statement_) > 0) mysql_stmt_data_seek(statement_, 0);
        mysql_stmt_free_result(statement_);
    }
}

void Statement::reset() noexcept {
    fetch_size_ = 0;
    if (is_running_) close();
}

}  // namespace retort::mariadb
