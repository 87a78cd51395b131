// Rows fetched from a cursor of the server, a few at a time.
#include <array>
#include <string>
#include <utility>

#include <libpq-fe.h>

#include <retort/core/text.hpp>
#include <retort/dialect/postgresql/statement.hpp>

namespace retort::postgresql {

namespace {

/// Only a query can have a cursor, and none that changes something in its WITH.
bool is_query(std::string_view sql) {
    sql = strip(sql);
    while (sql.starts_with('('))
        sql = strip(sql.substr(1));
    const auto word = to_upper_ascii(sql.substr(0, sql.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")));
    if (word == "SELECT" || word == "VALUES" || word == "TABLE") return true;
    if (word != "WITH") return false;
    // These words may stand in it as names too; then all rows come at once, which is only a matter of memory.
    const auto upper = to_upper_ascii(sql);
    for (const auto verb : {"INSERT", "UPDATE", "DELETE", "MERGE"}) {
        if (upper.find(verb) != std::string::npos) return false;
    }
    return true;
}

}  // namespace

bool Statement::wants_cursor() const {
    return fetch_size_ > 0 && !description_.columns.empty() && connection_.in_transaction() && is_query(sql_);
}

/// DECLARE and the first FETCH in one round trip.
bool Statement::open_cursor() {
    auto* const handle = connection_.handle();
    std::string name = connection_.new_name();
    const std::string declare = "DECLARE " + name + " NO SCROLL CURSOR FOR " + sql_;
    const std::string fetch_sql = "FETCH FORWARD " + std::to_string(fetch_size_) + " FROM " + name;
    const bool has_prelude = connection_.send_prelude();
    if (!has_prelude && PQenterPipelineMode(handle) == 0) connection_.fail(nullptr);
    if (PQsendQueryParams(handle, declare.c_str(), static_cast<int>(parameter_oids_.size()), parameter_oids_.data(), writer_.values(),
            writer_.lengths(), writer_.formats(), 1) == 0 ||
        PQsendQueryParams(handle, fetch_sql.c_str(), 0, nullptr, nullptr, nullptr, nullptr, description_.text_results ? 0 : 1) == 0) {
        connection_.fail(nullptr);
    }
    connection_.send_sync();
    if (has_prelude) connection_.read_prelude();
    const Result declared = connection_.next_result();
    connection_.check(declared);
    while (connection_.next_result()) {}
    Result rows = connection_.next_result();
    connection_.check(rows);
    connection_.leave_pipeline();
    cursor_ = std::move(name);
    cursor_epoch_ = connection_.cursor_epoch();
    take_rows(std::move(rows));
    return true;
}

bool Statement::fetch() {
    // Fewer than were asked for: the server has no more.
    if (reader_.row_count() < fetch_size_) {
        close_cursor();
        return false;
    }
    const std::string sql = "FETCH FORWARD " + std::to_string(fetch_size_) + " FROM " + cursor_;
    connection_.note_execution();
    reader_.stop();
    result_.reset();  // before the next rows come: only one lot of them is ever in memory
    if (PQsendQueryParams(connection_.handle(), sql.c_str(), 0, nullptr, nullptr, nullptr, nullptr, description_.text_results ? 0 : 1) ==
        0) {
        connection_.fail(nullptr);
    }
    take_rows(connection_.take_answer());
    return true;
}

void Statement::close_cursor() noexcept {
    const std::string name = std::exchange(cursor_, {});
    // Gone with its transaction or its savepoint; closing what is gone would fail, and with it the transaction.
    if (cursor_epoch_ != connection_.cursor_epoch() || connection_.is_lost() ||
        PQtransactionStatus(connection_.handle()) != PQTRANS_INTRANS) {
        return;
    }
    try {
        connection_.run("CLOSE " + name);
    } catch (...) {
        // The connection is lost, which whoever uses it next will learn.
    }
}

}  // namespace retort::postgresql
