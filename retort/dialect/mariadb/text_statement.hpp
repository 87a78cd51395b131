/// \file
/// Internal: a statement that only the text protocol knows.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include <mysql.h>

#include <retort/dialect/mariadb/link.hpp>
#include <retort/dialect/mariadb/reader.hpp>
#include <retort/dialect/mariadb/writer.hpp>
#include <retort/engine/driver.hpp>

namespace retort::mariadb {

/// Has no parameters.
class TextStatement final : public DriverStatement {
public:
    TextStatement(Link& link, std::string_view sql) : link_{link}, sql_{sql} {}

    ParameterWriter& bind() override;
    bool step() override;
    ColumnReader& row() override { return reader_; }
    int column_count() const override { return reader_.column_count(); }
    std::string_view column_name(int column) const override { return reader_.column_name(column); }
    std::int64_t changes() const override { return changes_; }
    void reset() noexcept override;

private:
    struct FreeResult {
        void operator()(MYSQL_RES* result) const noexcept { mysql_free_result(result); }
    };

    void execute();

    Link& link_;
    std::string sql_;
    Writer writer_{0};
    Reader reader_;
    std::unique_ptr<MYSQL_RES, FreeResult> rows_;
    std::int64_t changes_ = -1;
    bool is_running_ = false;
};

}  // namespace retort::mariadb
