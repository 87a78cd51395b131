/// \file
/// Internal: a prepared statement of SQLite.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include <retort/core/forks.hpp>
#include <retort/dialect/sqlite/reader.hpp>
#include <retort/dialect/sqlite/writer.hpp>
#include <retort/engine/driver.hpp>

struct sqlite3;

namespace retort::sqlite {

class Statement final : public DriverStatement {
public:
    /// \throws OperationalError  where SQLite does not understand `sql`; ProgrammingError  where it is not exactly one statement
    Statement(sqlite3* database, std::string_view sql);
    ~Statement() override;

    ParameterWriter& bind() override;
    bool step() override;
    ColumnReader& row() override { return reader_; }
    int column_count() const override { return reader_.column_count(); }
    std::string_view column_name(int column) const override { return reader_.column_name(column); }
    std::int64_t changes() const override { return changes_; }
    std::int64_t generated_key() const override;
    void reset() noexcept override;

private:
    [[noreturn]] void fail(int code);

    sqlite3* database_;
    sqlite3_stmt* statement_;
    Writer writer_;
    Reader reader_;
    std::int64_t changes_ = -1;
    bool counts_changes_;  // INSERT, UPDATE, DELETE, REPLACE: for others SQLite would tell the changes of an earlier statement
    bool is_running_ = false;
    retort::detail::OwningProcess owner_;
};

}  // namespace retort::sqlite
