#include <retort/core/cells.hpp>

#include <string>

#include <retort/core/error.hpp>

namespace retort {

void ParameterWriter::value(int index, const Value& value) {
    switch (value.kind()) {
    case ValueKind::null: return null(index);
    case ValueKind::boolean: return boolean(index, value.as_boolean());
    case ValueKind::integer: return integer(index, value.as_integer());
    case ValueKind::real: return real(index, value.as_real());
    case ValueKind::text: return text(index, value.as_text());
    case ValueKind::bytes: return bytes(index, value.as_bytes());
    case ValueKind::uuid: return uuid(index, value.as_uuid());
    case ValueKind::decimal: return decimal(index, value.as_decimal());
    case ValueKind::date: return date(index, value.as_date());
    case ValueKind::datetime: return datetime(index, value.as_datetime());
    case ValueKind::time: return time(index, value.as_time());
    case ValueKind::interval: return interval(index, value.as_interval());
    case ValueKind::json: return json(index, value.as_json_text());
    }
}

void ColumnReader::fail(int column, std::string_view reason) const {
    std::string message{"column '"};
    message.append(column_name(column)).append("': ").append(reason);
    DatabaseErrorInfo info{.message = std::move(message), .code = 0, .sqlstate = {}, .statement = {}, .parameters = {}, .retryable = false};
    if (context_ != nullptr) context_->explain(info);
    throw DataError{std::move(info)};
}

}  // namespace retort
