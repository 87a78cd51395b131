// COPY … FROM STDIN: the fastest way into a table. The binary format is that of the manual's page on COPY.
#include <algorithm>
#include <charconv>
#include <string>

#include <libpq-fe.h>

#include <retort/core/error.hpp>
#include <retort/core/text.hpp>
#include <retort/dialect/postgresql/errors.hpp>
#include <retort/dialect/postgresql/row_writer.hpp>
#include <retort/dialect/postgresql/statement.hpp>

namespace retort::postgresql {

namespace {

constexpr std::string_view signature{"PGCOPY\n\377\r\n\0\0\0\0\0\0\0\0\0", 19};
// What goes to libpq at once: more only waits in its buffer.
constexpr std::size_t lot_size = 64 * 1024;

/// "COPY hero, line 123, column name": the first number behind the table's name, in whatever language the rest is.
bool line_of(const PGresult* error, std::string_view table, std::size_t& line) {
    const char* text = PQresultErrorField(error, PG_DIAG_CONTEXT);
    if (text == nullptr) return false;
    const std::string_view context{text};
    const auto name = table.substr(table.rfind('.') + 1);
    const auto bare = name.starts_with('"') ? name.substr(1, name.size() - 2) : name;
    auto at = context.find(std::string{bare} + ",");
    if (!context.starts_with("COPY ") || at == std::string_view::npos) return false;
    at = context.find_first_of("0123456789", at + bare.size());
    if (at == std::string_view::npos) return false;
    return std::from_chars(context.data() + at, context.data() + context.size(), line).ec == std::errc{};
}

/// A COPY that has begun; ended by the server's answer or, where it is destroyed before, by telling the server that it has failed.
class Copy {
public:
    Copy(ServerConnection& connection, const BulkInsert& bulk) : connection_{connection}, bulk_{bulk} {
        const std::string sql = "COPY " + bulk.table + " (" + join(bulk.columns, ", ") + ") FROM STDIN (FORMAT BINARY)";
        if (PQsendQueryParams(connection.handle(), sql.c_str(), 0, nullptr, nullptr, nullptr, nullptr, 0) == 0) connection.fail(nullptr);
        const Result begun = connection.next_result();
        if (PQresultStatus(begun.get()) != PGRES_COPY_IN) {
            while (connection.next_result()) {}
            connection.fail(begun.get());
        }
    }
    ~Copy() {
        if (is_over_) return;
        PQputCopyEnd(connection_.handle(), "the client could not write all rows");
        while (connection_.next_result()) {}
    }
    Copy(const Copy&) = delete;
    Copy& operator=(const Copy&) = delete;

    void send(Buffer& rows) {
        if (PQputCopyData(connection_.handle(), rows.data(), static_cast<int>(rows.size())) != 1) {
            is_over_ = true;
            connection_.fail(nullptr);
        }
        rows.truncate(0);
    }

    /// \param item  set to the row that failed, or to `unknown`
    std::int64_t finish(std::size_t& item, std::size_t unknown) {
        is_over_ = true;
        const char trailer[2] = {'\xFF', '\xFF'};
        if (PQputCopyData(connection_.handle(), trailer, sizeof trailer) != 1 || PQputCopyEnd(connection_.handle(), nullptr) != 1) {
            connection_.fail(nullptr);
        }
        Result answer = connection_.next_result();
        while (connection_.next_result()) {}
        if (PQresultStatus(answer.get()) != PGRES_COMMAND_OK) {
            std::size_t line = 0;
            item = line_of(answer.get(), bulk_.table, line) && line > 0 && line <= unknown ? line - 1 : unknown;
            connection_.fail(answer.get());
        }
        const std::string_view count = PQcmdTuples(answer.get());
        std::int64_t rows = 0;
        std::from_chars(count.data(), count.data() + count.size(), rows);
        return rows;
    }

private:
    ServerConnection& connection_;
    const BulkInsert& bulk_;
    bool is_over_ = false;
};

}  // namespace

/// Gives how many items have been written: all of them, or those before the first that has no binary form.
std::size_t Statement::copy(BatchSource& batch, const BulkInsert& bulk, std::size_t& item) {
    const auto& types = description_.parameters;
    Buffer rows;
    RowWriter writer{types, std::vector<Buffer*>(types.size(), &rows)};
    const std::size_t size = batch.size();
    std::optional<Copy> copy;
    std::memcpy(rows.extend(signature.size()), signature.data(), signature.size());
    const auto begin = [&] {
        connection_.note_execution();
        connection_.begin_now();
        copy.emplace(connection_, bulk);
    };
    for (item = 0; item < size; ++item) {
        const std::size_t start = rows.size();
        put_number(rows.extend(2), static_cast<std::uint16_t>(types.size()));
        try {
            batch.write(item, writer);
        } catch (const NeedsText&) {
            rows.truncate(start);
            break;
        }
        if (rows.size() < lot_size) continue;
        if (!copy) begin();
        copy->send(rows);
    }
    const std::size_t written = item;
    if (written == 0) return 0;
    if (!copy) begin();
    copy->send(rows);
    const std::int64_t changes = copy->finish(item, size);
    batch.done_together(0, written, changes);
    return written;
}

}  // namespace retort::postgresql
