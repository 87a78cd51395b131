// Which way a batch takes.
#include <algorithm>
#include <string_view>

#include <retort/core/error.hpp>
#include <retort/dialect/postgresql/statement.hpp>

namespace retort::postgresql {

namespace {

// COPY takes a round trip of its own, and the server plans the SELECT below for each lot: what is sent must be worth that.
constexpr std::size_t worth_copy = 50;
constexpr std::size_t worth_arrays = 16;

/// Whether one INSERT of many rows does what as many of one row do.
bool goes_together(const BulkInsert& bulk) {
    const std::string_view tail = bulk.tail;
    if (tail.find(" ON CONFLICT") == std::string_view::npos) return true;
    // A row cannot be updated twice by one statement, where two statements would do it one after the other; and where rows are left out, nobody
    // could tell which of them the others belong to.
    return tail.find(" DO UPDATE") == std::string_view::npos && bulk.returned_columns == 0;
}

}  // namespace

void Statement::execute_many(BatchSource& batch, std::size_t& item) {
    item = 0;
    if (is_running_) reset();
    const std::size_t size = batch.size();
    if (size == 1 || batch.wants_generated_key()) return DriverStatement::execute_many(batch, item);
    std::size_t done = 0;
    if (const BulkInsert* bulk = batch.bulk_insert();
        bulk != nullptr && size >= worth_arrays && bulk->columns.size() == described().parameters.size()) {
        const bool copies = connection_.options().copy && bulk->tail.empty() && size >= worth_copy;
        const TableTraits& table = connection_.table_traits(bulk->table);
        if (copies && table.takes_copy) {
            done = copy(batch, *bulk, item);
        } else if (table.inserts_all && goes_together(*bulk)) {
            done = insert_arrays(batch, *bulk, item);
        }
    }
    if (done == size) return;
    item = done;
    if (connection_.options().pipeline) return execute_pipeline(batch, done, item);
    for (; item < size; ++item) {
        batch.write(item, bind());
        while (step())
            batch.returned(item, reader_);
        batch.done(item, changes_);
    }
}

}  // namespace retort::postgresql
