#include <retort/dialect/mariadb/text_statement.hpp>

#include <retort/dialect/mariadb/statement.hpp>

namespace retort::mariadb {

ParameterWriter& TextStatement::bind() {
    reset();
    writer_.begin();
    return writer_;
}

void TextStatement::execute() {
    link_.check_usable();
    if (mysql_real_query(link_.handle(), sql_.data(), sql_.size()) != 0) link_.fail();
    rows_.reset(mysql_store_result(link_.handle()));
    const unsigned columns = mysql_field_count(link_.handle());
    if (!rows_ && columns > 0) link_.fail();
    reader_.describe(rows_ ? mysql_fetch_fields(rows_.get()) : nullptr, columns, true);
    changes_ = changes_rows(sql_) ? static_cast<std::int64_t>(mysql_affected_rows(link_.handle())) : -1;
    is_running_ = true;
}

bool TextStatement::step() {
    if (!is_running_) execute();
    if (rows_) {
        if (const MYSQL_ROW row = mysql_fetch_row(rows_.get())) {
            reader_.set_row(row, mysql_fetch_lengths(rows_.get()));
            return true;
        }
    }
    reset();
    return false;
}

void TextStatement::reset() noexcept {
    rows_.reset();
    is_running_ = false;
}

}  // namespace retort::mariadb
