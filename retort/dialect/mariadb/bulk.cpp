#include <retort/dialect/mariadb/bulk.hpp>

#include <algorithm>
#include <utility>

#include <mysqld_error.h>

#include <retort/core/error.hpp>
#include <retort/core/text.hpp>
#include <retort/dialect/mariadb/errors.hpp>
#include <retort/dialect/mariadb/statement.hpp>

namespace retort::mariadb {

namespace {

// Neither larger messages nor more rows made anything quicker; smaller ones did not hurt before a hundred rows.
constexpr std::size_t most_bytes = std::size_t{4} << 20;
constexpr std::size_t most_array_rows = 10'000;
constexpr std::size_t most_value_rows = 1'000;
constexpr std::size_t most_parameters = 65'535;  // of a prepared statement: the protocol counts them in 16 bits

/// An upper bound of what a row takes besides its texts: an indicator and a number, or the length of a text, for each column.
constexpr std::size_t fixed_size = 14;

std::size_t byte_limit(Link& link) {
    return std::min<std::size_t>(most_bytes, link.max_allowed_packet() / 10 * 9);
}

/// What to add to each row's RETURNING where the driver is asked for the key.
std::string returning_key(const BulkInsert& insert) {
    return " RETURNING " + insert.generated_key;
}

}  // namespace

ArrayExecution::ArrayExecution(Link& link, MYSQL_STMT* statement, Writer& writer, void* user_data)
    : link_{link},
      statement_{statement},
      writer_{writer},
      user_data_{user_data},
      binds_(writer.count()),
      sizes_(writer.count()),
      indicators_(writer.count()) {
    for (std::size_t index = 0; index < binds_.size(); ++index) {
        binds_[index].length = &sizes_[index];
        binds_[index].u.indicator = &indicators_[index];
    }
}

ArrayExecution::~ArrayExecution() {
    const unsigned none = 0;
    mysql_stmt_attr_set(statement_, STMT_ATTR_ARRAY_SIZE, &none);
    mysql_stmt_attr_set(statement_, STMT_ATTR_CB_PARAM, nullptr);
    mysql_stmt_attr_set(statement_, STMT_ATTR_CB_USER_DATA, user_data_);
    writer_.bind_anew();
}

// Types of the row that has just been written; false where one is another than that of the rows before.
bool ArrayExecution::take_types() {
    const MYSQL_BIND* const written = writer_.binds();
    for (std::size_t index = 0; index < binds_.size(); ++index) {
        if (*written[index].is_null == 0 && binds_[index].buffer_type != MYSQL_TYPE_NULL &&
            binds_[index].buffer_type != written[index].buffer_type) {
            return false;
        }
    }
    for (std::size_t index = 0; index < binds_.size(); ++index) {
        if (*written[index].is_null == 0) binds_[index].buffer_type = written[index].buffer_type;
    }
    return true;
}

std::size_t ArrayExecution::measure(const BatchSource& batch, std::size_t first, std::size_t& item) {
    for (MYSQL_BIND& bind : binds_)
        bind.buffer_type = MYSQL_TYPE_NULL;
    const std::size_t limit = byte_limit(link_);
    const std::size_t end = std::min(batch.size(), first + most_array_rows);
    std::size_t bytes = 0;
    for (item = first; item < end; ++item) {
        writer_.begin();
        batch.write(item, writer_);
        writer_.check_complete();
        bytes += writer_.size() + fixed_size * binds_.size();
        if (item > first && bytes > limit) break;
        if (!take_types()) break;
    }
    const std::size_t count = item - first;
    item = first;
    return count;
}

my_bool ArrayExecution::give_row(void* self, MYSQL_BIND* binds, unsigned row) {
    auto& execution = *static_cast<ArrayExecution*>(self);
    try {
        Writer& writer = execution.writer_;
        writer.begin();
        execution.batch_->write(execution.first_ + row, writer);
        const MYSQL_BIND* const written = writer.binds();
        for (std::size_t index = 0; index < execution.binds_.size(); ++index) {
            const bool is_null = *written[index].is_null != 0;
            execution.indicators_[index] = is_null ? STMT_INDICATOR_NULL : STMT_INDICATOR_NONE;
            execution.sizes_[index] = *written[index].length;
            binds[index].buffer = written[index].buffer;
            binds[index].buffer_length = *written[index].length;
        }
        return 0;
    } catch (...) {
        // Not through Connector/C.
        execution.failure_ = std::current_exception();
        return 1;
    }
}

bool ArrayExecution::execute(const BatchSource& batch, std::size_t first, std::size_t count) {
    batch_ = &batch;
    first_ = first;
    const auto rows = static_cast<unsigned>(count);
    for (MYSQL_BIND& bind : binds_) {
        if (bind.buffer_type == MYSQL_TYPE_NULL) bind.buffer_type = MYSQL_TYPE_STRING;  // NULL in all rows
    }
    mysql_stmt_attr_set(statement_, STMT_ATTR_ARRAY_SIZE, &rows);
    mysql_stmt_attr_set(statement_, STMT_ATTR_CB_USER_DATA, this);
    mysql_stmt_attr_set(statement_, STMT_ATTR_CB_PARAM, reinterpret_cast<const void*>(&ArrayExecution::give_row));
    if (mysql_stmt_bind_param(statement_, binds_.data()) != 0) return false;
    const bool is_done = mysql_stmt_execute(statement_) == 0;
    if (failure_) std::rethrow_exception(std::exchange(failure_, nullptr));
    return is_done;
}

RowsInsert::RowsInsert(Link& link, const BulkInsert& insert, std::string tail)
    : link_{link},
      tail_{std::move(tail)},
      columns_{insert.columns.size()},
      most_rows_{std::min(most_value_rows, most_parameters / insert.columns.size())} {
    head_ = "INSERT INTO " + insert.table + " (";
    for (const std::string& column : insert.columns) {
        head_ += (&column == &insert.columns.front() ? "" : ", ") + column;
        row_ += row_.empty() ? "(?" : ", ?";
    }
    head_ += ") VALUES ";
    row_ += ")";
}

RowsInsert::~RowsInsert() = default;

std::string RowsInsert::sql_of(std::size_t rows) const {
    std::string sql = head_;
    sql.reserve(head_.size() + rows * (row_.size() + 2) + tail_.size());
    for (std::size_t row = 0; row < rows; ++row)
        sql.append(row == 0 ? "" : ", ").append(row_);
    return sql + tail_;
}

Statement& RowsInsert::statement_of(std::size_t rows) {
    if (rows == most_rows_) {
        if (!full_) full_ = std::make_unique<Statement>(link_, sql_of(rows));
        return *full_;
    }
    if (rows != rest_rows_ || !rest_) {
        rest_.reset();
        rest_ = std::make_unique<Statement>(link_, sql_of(rows));
        rest_rows_ = rows;
    }
    return *rest_;
}

std::size_t RowsInsert::execute(BatchSource& batch, std::size_t first, std::size_t& item) {
    std::size_t rows = std::min(most_rows_, batch.size() - first);
    for (;;) {
        item = first;
        current_ = &statement_of(rows);
        current_->bind();
        Writer& writer = current_->writer();
        for (std::size_t row = 0; row < rows; ++row) {
            item = first + row;
            writer.begin_row(row * columns_);
            batch.write(item, writer);
        }
        if (rows == 1 || writer.size() < byte_limit(link_)) break;
        rows = (rows + 7) / 8;
    }
    item = first;
    return rows;
}

// ---- Statement

void Statement::execute_many(BatchSource& batch, std::size_t& item) {
    link_.check_usable();
    const BulkInsert* const insert = batch.bulk_insert();
    const bool wants_key = batch.wants_generated_key();
    const bool returns = insert != nullptr && insert->returned_columns > 0;
    if (batch.size() == 1 || writer_.count() == 0 || !counts_changes_) return DriverStatement::execute_many(batch, item);
    if (insert != nullptr && wants_key && insert->tail.empty()) {
        if (link_.has_returning() && !insert->generated_key.empty()) return insert_rows(batch, item, returning_key(*insert));
        if (link_.key_step() > 0) return insert_rows(batch, item, {});
    } else if (returns && insert->tail.starts_with(" RETURNING")) {
        // Behind ON DUPLICATE KEY UPDATE it is not said anywhere that each row gives one.
        return insert_rows(batch, item, insert->tail);
    } else if (!wants_key && link_.has_bulk() && to_upper_ascii(sql_).find("RETURNING") == std::string::npos) {
        // What an array of rows returns cannot be read by this protocol; that there is something is not told before it is executed.
        return execute_arrays(batch, item);
    }
    DriverStatement::execute_many(batch, item);
}

void Statement::execute_arrays(BatchSource& batch, std::size_t& item) {
    reset();
    set_cursor(0);
    ArrayExecution execution{link_, statement_, writer_, &reader_};
    for (std::size_t first = 0; first < batch.size();) {
        const std::size_t count = execution.measure(batch, first, item);
        if (!execution.execute(batch, first, count)) fail_in_batch(first, count, item);
        batch.done_together(first, count, static_cast<std::int64_t>(mysql_stmt_affected_rows(statement_)));
        first += count;
    }
}

void Statement::fail_in_batch(std::size_t first, std::size_t count, std::size_t& item) {
    item = first;
    try {
        fail();
    } catch (const DatabaseError& error) {
        if (const std::size_t row = link_.failed_row(error); row >= 1 && row <= count) item = first + row - 1;
        throw;
    }
}

void Statement::insert_rows(BatchSource& batch, std::size_t& item, const std::string& tail) {
    if (!rows_insert_) rows_insert_ = std::make_unique<RowsInsert>(link_, *batch.bulk_insert(), tail);
    const bool wants_key = batch.wants_generated_key();
    for (std::size_t first = 0; first < batch.size();) {
        const std::size_t count = rows_insert_->execute(batch, first, item);
        Statement& rows = rows_insert_->statement();
        std::size_t returned = 0;
        try {
            // In order of VALUES: the server inserts one row after the other and sends what RETURNING says as it goes
            // (https://mariadb.com/kb/en/insertreturning/; sql_insert.cc of the server sends it within the loop over the values).
            while (rows.step()) {
                item = first + returned;
                if (wants_key) {
                    std::int64_t key = 0;
                    (void)rows.row().integer(0, key);
                    batch.generated_key(first + returned, key);
                } else {
                    batch.returned(first + returned, rows.row());
                }
                ++returned;
            }
        } catch (const DatabaseError& error) {
            if (const std::size_t row = link_.failed_row(error); row >= 1 && row <= count) item = first + row - 1;
            throw;
        }
        if (!tail.empty() && returned != count) throw_rows_missing(count, returned);
        batch.done_together(first, count, rows.changes());
        if (wants_key && tail.empty()) tell_keys(batch, first, count, rows);
        first += count;
    }
}

void Statement::tell_keys(BatchSource& batch, std::size_t first, std::size_t count, const Statement& rows) {
    // The statement's rows get their keys at once, since it says how many they are ("simple inserts"), where innodb_autoinc_lock_mode is 0
    // or 1: https://dev.mysql.com/doc/refman/8.0/en/innodb-auto-increment-handling.html. The key that is told is the first one's.
    if (rows.changes() != static_cast<std::int64_t>(count)) throw_rows_missing(count, static_cast<std::size_t>(rows.changes()));
    const auto step = static_cast<std::int64_t>(link_.key_step());
    for (std::size_t row = 0; row < count; ++row)
        batch.generated_key(first + row, rows.generated_key() + static_cast<std::int64_t>(row) * step);
}

void Statement::throw_rows_missing(std::size_t wanted, std::size_t found) {
    DatabaseErrorInfo info;
    info.message = "The INSERT of " + std::to_string(wanted) + " rows told of " + std::to_string(found) +
                   ", so that nobody knows whose keys they are; does a trigger keep rows out?";
    throw InternalError{std::move(info)};
}

}  // namespace retort::mariadb
