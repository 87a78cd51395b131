/// \file
/// Internal: many executions of one statement in one message to the server.
#pragma once

#include <cstddef>
#include <exception>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <mysql.h>

#include <retort/dialect/mariadb/link.hpp>
#include <retort/dialect/mariadb/writer.hpp>
#include <retort/engine/batch.hpp>

namespace retort::mariadb {

class Statement;

/// MariaDB's bulk execution: a statement with the parameters of many executions (COM_STMT_BULK_EXECUTE).
///
/// The items are written twice. The first time checks them, finds out the types, which are sent ahead of all rows, and how many fit into a
/// message; the second time Connector/C takes each row where it lies, so that nothing is copied together first.
class ArrayExecution {
public:
    /// \param user_data  what the statement's callbacks get at other times
    ArrayExecution(Link& link, MYSQL_STMT* statement, Writer& writer, void* user_data);
    /// Makes the statement one for single executions again.
    ~ArrayExecution();
    ArrayExecution(const ArrayExecution&) = delete;
    ArrayExecution& operator=(const ArrayExecution&) = delete;

    /// How many items from `first` on can go together; one of another type than those before it cannot.
    std::size_t measure(const BatchSource& batch, std::size_t first, std::size_t& item);
    /// False where the server refused, or the connection broke.
    bool execute(const BatchSource& batch, std::size_t first, std::size_t count);

private:
    static my_bool give_row(void* self, MYSQL_BIND* binds, unsigned row);
    bool take_types();

    Link& link_;
    MYSQL_STMT* statement_;
    Writer& writer_;
    void* user_data_;
    std::vector<MYSQL_BIND> binds_;
    std::vector<unsigned long> sizes_;
    std::vector<char> indicators_;
    const BatchSource* batch_ = nullptr;
    std::size_t first_ = 0;
    std::exception_ptr failure_{};
};

/// INSERT … VALUES (…), (…): one statement for many rows, with what RETURNING gives for each.
class RowsInsert {
public:
    /// \param tail  behind the values
    RowsInsert(Link& link, const BulkInsert& insert, std::string tail);
    ~RowsInsert();
    RowsInsert(const RowsInsert&) = delete;
    RowsInsert& operator=(const RowsInsert&) = delete;

    /// Writes items from `first` on and executes; says how many.
    std::size_t execute(BatchSource& batch, std::size_t first, std::size_t& item);
    /// The statement of the last execution, whose rows are to be fetched.
    Statement& statement() noexcept { return *current_; }

private:
    Statement& statement_of(std::size_t rows);
    std::string sql_of(std::size_t rows) const;

    Link& link_;
    std::string head_;
    std::string row_;
    std::string tail_;
    std::size_t columns_;
    std::size_t most_rows_;
    std::unique_ptr<Statement> full_;  // of most_rows_
    std::unique_ptr<Statement> rest_;  // of rest_rows_: what came last behind the full ones, in the hope that it comes again
    std::size_t rest_rows_ = 0;
    Statement* current_ = nullptr;
};

}  // namespace retort::mariadb
