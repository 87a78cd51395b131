// INSERT … SELECT FROM unnest(…): many rows in one statement, a column of them in one array.
#include <string>

#include <libpq-fe.h>

#include <retort/core/error.hpp>
#include <retort/dialect/postgresql/errors.hpp>
#include <retort/dialect/postgresql/row_writer.hpp>
#include <retort/dialect/postgresql/statement.hpp>

namespace retort::postgresql {

namespace {

constexpr std::size_t rows_of_lot = 5000;
constexpr std::size_t bytes_of_lot = 4 * 1024 * 1024;
constexpr std::size_t array_header = 20;

/// The rows come back in the order of the arrays: RETURNING gives rows as they are inserted, and those come from the SELECT in the order that its
/// ORDER BY asks for, also where a default counts a sequence up, which happens after the sort (the manual of SQLAlchemy 2, "Insert Many Values
/// Behavior", has this from PostgreSQL's developers). Without ORDER BY it would be so too, but nobody promises it.
std::string sql_of(const BulkInsert& bulk) {
    std::string columns;
    std::string selected;
    std::string arrays;
    std::string aliases;
    for (std::size_t i = 0; i < bulk.columns.size(); ++i) {
        const char* const separator = i > 0 ? ", " : "";
        const std::string alias = "c" + std::to_string(i);
        columns.append(separator).append(bulk.columns[i]);
        selected.append(separator).append("u.").append(alias);
        arrays.append(separator).append("$").append(std::to_string(i + 1));
        aliases.append(alias).append(", ");
    }
    return "INSERT INTO " + bulk.table + " (" + columns + ") SELECT " + selected + " FROM unnest(" + arrays + ") WITH ORDINALITY AS u(" +
           aliases + "n) ORDER BY u.n" + bulk.tail;
}

/// The items from one on as arrays.
class Lot {
public:
    explicit Lot(const std::vector<ParameterType>& types) : types_{types}, columns_(types.size()) {
        for (Buffer& column : columns_)
            column.extend(array_header);
    }

    std::size_t size() const noexcept { return size_; }

    /// Takes items until they are enough, and gives the first that it has not taken.
    /// \param item  set to the one at hand
    std::size_t fill(const BatchSource& batch, std::size_t first, std::size_t& item) {
        std::vector<Buffer*> buffers;
        buffers.reserve(columns_.size());
        for (Buffer& column : columns_) {
            column.truncate(array_header);
            buffers.push_back(&column);
        }
        RowWriter writer{types_, std::move(buffers)};
        std::size_t bytes = 0;
        for (size_ = 0; first + size_ < batch.size() && size_ < rows_of_lot && bytes < bytes_of_lot; ++size_) {
            item = first + size_;
            std::vector<std::size_t>& ends = ends_;
            ends.clear();
            for (const Buffer& column : columns_)
                ends.push_back(column.size());
            try {
                batch.write(item, writer);
            } catch (const NeedsText&) {
                for (std::size_t i = 0; i < columns_.size(); ++i)
                    columns_[i].truncate(ends[i]);
                break;
            }
            bytes = 0;
            for (const Buffer& column : columns_)
                bytes += column.size();
        }
        for (std::size_t i = 0; i < columns_.size(); ++i)
            write_header(columns_[i].data(), types_[i].type, writer.has_nulls());
        return first + size_;
    }

    const Buffer& column(std::size_t index) const noexcept { return columns_[index]; }

private:
    void write_header(char* out, Oid element, bool has_nulls) const noexcept {
        put_number(out, std::uint32_t{1});  // dimensions
        put_number(out + 4, static_cast<std::uint32_t>(has_nulls ? 1 : 0));
        put_number(out + 8, element);
        put_number(out + 12, static_cast<std::uint32_t>(size_));
        put_number(out + 16, std::uint32_t{1});  // the first index
    }

    const std::vector<ParameterType>& types_;
    std::vector<Buffer> columns_;
    std::vector<std::size_t> ends_;
    std::size_t size_ = 0;
};

}  // namespace

/// Gives how many items have been written: all of them, or those before the first that has no binary form.
std::size_t Statement::insert_arrays(BatchSource& batch, const BulkInsert& bulk, std::size_t& item) {
    const auto& types = description_.parameters;
    const std::size_t count = types.size();
    std::vector<Oid> arrays;
    arrays.reserve(count);
    for (const ParameterType& type : types) {
        // unnest() would take an array of arrays to its elements.
        const bool can = type.wire != Wire::unknown && type.wire != Wire::array && type.wire != Wire::void_;
        arrays.push_back(can ? connection_.array_type(type.type) : 0);
        if (arrays.back() == 0) return 0;
    }
    const std::string sql = sql_of(bulk);
    Lot lot{types};
    std::vector<const char*> values(count);
    std::vector<int> lengths(count);
    const std::vector<int> formats(count, 1);
    for (std::size_t first = 0; first < batch.size();) {
        const std::size_t next = lot.fill(batch, first, item);
        if (lot.size() == 0) return first;
        for (std::size_t i = 0; i < count; ++i) {
            values[i] = lot.column(i).data();
            lengths[i] = static_cast<int>(lot.column(i).size());
        }
        item = batch.size();  // which of them fails is not known
        connection_.note_execution();
        const bool has_prelude = connection_.send_prelude();
        if (PQsendQueryParams(connection_.handle(), sql.c_str(), static_cast<int>(count), arrays.data(), values.data(), lengths.data(),
                formats.data(), description_.text_results ? 0 : 1) == 0) {
            connection_.fail(nullptr);
        }
        Result result;
        if (has_prelude) {
            connection_.send_sync();
            connection_.read_prelude();
            result = connection_.next_result();
            connection_.check(result);
            connection_.leave_pipeline();
        } else {
            result = connection_.take_answer();
        }
        const std::int64_t changes = changes_of(result.get());
        if (bulk.returned_columns > 0) {
            reader_.start(result.get(), PQbinaryTuples(result.get()) == 0);
            if (static_cast<std::size_t>(reader_.row_count()) != lot.size()) {
                DatabaseErrorInfo info;
                info.message = std::to_string(lot.size()) + " rows were given to INSERT and " + std::to_string(reader_.row_count()) +
                               " came back, so nobody knows which they are";
                throw InternalError{std::move(info)};
            }
            for (item = first; reader_.next(); ++item)
                batch.returned(item, reader_);
            reader_.stop();
        }
        item = first;
        batch.done_together(first, lot.size(), changes);
        first = next;
    }
    return batch.size();
}

}  // namespace retort::postgresql
