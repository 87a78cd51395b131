#include <retort/core/error.hpp>
#include <retort/core/hash.hpp>
#include <retort/core/text.hpp>
#include <retort/model/describe.hpp>

namespace retort::detail {

namespace {

[[noreturn]] void throw_unknown_enumerator(const reflection::Enumerators& names, const std::string& what) {
    std::string known;
    for (const auto& entry : names.entries) {
        known += (known.empty() ? "" : ", ") + std::string{entry.name};
    }
    throw DataError{DatabaseErrorInfo{.message = what + " is not an enumerator of '" + std::string{names.type_name} + "' (" + known + ")"}};
}

std::string_view enumerator_name(const reflection::Enumerators& names, std::int64_t value) {
    const std::string_view name = names.name_of(value);
    if (name.empty()) {
        throw_unknown_enumerator(names, "the value " + std::to_string(value));
    }
    return name;
}

}  // namespace

void enum_bind(const reflection::Enumerators& names, std::int64_t value, ParameterWriter& writer, int index) {
    writer.text(index, enumerator_name(names, value));
}

bool enum_read(const reflection::Enumerators& names, std::int64_t& value, ColumnReader& reader, int index) {
    std::string_view text;
    if (!reader.text(index, text)) {
        return false;
    }
    const auto* entry = names.find(text);
    if (entry == nullptr) {
        reader.fail(index, python_repr(text) + " is not an enumerator of '" + std::string{names.type_name} + "'");
    }
    value = entry->value;
    return true;
}

Value enum_to_value(const reflection::Enumerators& names, std::int64_t value) {
    return Value{enumerator_name(names, value)};
}

std::int64_t enum_from_text(const reflection::Enumerators& names, std::string_view text) {
    const auto* entry = names.find(text);
    if (entry == nullptr) {
        throw_unknown_enumerator(names, python_repr(text));
    }
    return entry->value;
}

SqlType enum_sql_type(const reflection::Enumerators& names) {
    std::vector<std::string> enumerators;
    for (const auto& entry : names.entries) {
        enumerators.emplace_back(entry.name);
    }
    return SqlType::enumeration(to_lower_ascii(names.type_name), std::move(enumerators));
}

// As Python shows a member of an Enum whose values are 0, 1, …: <Kind.red: 0>.
void enum_repr(const reflection::Enumerators& names, std::int64_t value, std::string& out) {
    const std::string_view name = names.name_of(value);
    out += '<';
    out += names.type_name;
    out += '.';
    out += name.empty() ? std::string_view{"?"} : name;
    out += ": ";
    out += std::to_string(value);
    out += '>';
}

namespace {

std::string json_text(const ValueOps& ops, const void* value) {
    try {
        std::string text;
        JsonWriter writer{text};
        ops.to_json(value, writer);
        return text;
    } catch (const JsonError& error) {
        throw DataError{DatabaseErrorInfo{.message = error.what()}};  // to which the connection adds the statement
    }
}

}  // namespace

void json_bind(const ValueOps& ops, const void* value, ParameterWriter& writer, int index) {
    writer.json(index, json_text(ops, value));
}

bool json_read(const ValueOps& ops, void* value, ColumnReader& reader, int index) {
    std::string_view text;
    if (!reader.json(index, text)) {
        return false;
    }
    try {
        const Json json = Json::parse(text);
        if (json.is_null()) {
            // A JSON null is a value of Json alone; for every other type it is what SQLAlchemy writes where there is none.
            if (&ops == &value_ops<Json>()) {
                value_from_json(ops, value, json);
                return true;
            }
            return false;
        }
        value_from_json(ops, value, json);
        return true;
    } catch (const DatabaseError& error) {
        reader.fail(index, error.message());
    } catch (const Error& error) {
        reader.fail(index, error.what());
    }
}

Value json_to_value(const ValueOps& ops, const void* value) {
    return Value::from_json_text(json_text(ops, value));
}

void json_from_value(const ValueOps& ops, void* value, const Value& from) {
    value_from_json(ops, value, Json::parse(from.kind() == Value::Kind::text ? from.as_text() : from.as_json_text()));
}

void throw_json_mismatch(const char* wanted, const Json& json) {
    throw ArgumentError{"expected a JSON " + std::string{wanted} + ", found " + std::string{kind_name(json.kind())}};
}

void user_bind(const Value& value, ParameterWriter& writer, int index) {
    // A writer may keep a view of a text until the statement is executed, and `value` does not live so long; json() copies.
    if (value.kind() == Value::Kind::text) {
        writer.json(index, value.as_text());
    } else if (value.kind() == Value::Kind::bytes) {
        throw ArgumentError{
            "a type of your own cannot be stored as bytes; let its TypeTraits give text, from_base64() and to_base64() for example"};
    } else {
        writer.value(index, value);
    }
}

namespace {

bool read_stored(const SqlType& type, ColumnReader& reader, int index, int scale, Value& out) {
    const auto take = [&out](bool found, const auto& value) {
        if (found) {
            out = Value{value};
        }
        return found;
    };
    switch (type.kind) {
    case SqlType::Kind::boolean: {
        bool value = false;
        return reader.boolean(index, value) && take(true, value);
    }
    case SqlType::Kind::small_integer:
    case SqlType::Kind::integer:
    case SqlType::Kind::big_integer: {
        std::int64_t value = 0;
        return reader.integer(index, value) && take(true, value);
    }
    case SqlType::Kind::float_:
    case SqlType::Kind::double_: {
        double value = 0;
        return reader.real(index, value) && take(true, value);
    }
    case SqlType::Kind::numeric: {
        Decimal value;
        return reader.decimal(index, type.scale >= 0 ? type.scale : scale, value) && take(true, value);
    }
    case SqlType::Kind::date: {
        Date value{};
        return reader.date(index, value) && take(true, value);
    }
    case SqlType::Kind::datetime: {
        DateTime value{};
        return reader.datetime(index, value) && take(true, value);
    }
    case SqlType::Kind::time: {
        Time value;
        return reader.time(index, value) && take(true, value);
    }
    case SqlType::Kind::interval: {
        Interval value{};
        return reader.interval(index, value) && take(true, value);
    }
    case SqlType::Kind::uuid: {
        Uuid value;
        return reader.uuid(index, value) && take(true, value);
    }
    case SqlType::Kind::large_binary: {
        std::span<const std::byte> value;
        if (!reader.bytes(index, value)) {
            return false;
        }
        out = Value::from_bytes(value);
        return true;
    }
    case SqlType::Kind::json:
    case SqlType::Kind::jsonb:
    case SqlType::Kind::array: {
        std::string_view value;
        if (!reader.json(index, value)) {
            return false;
        }
        out = Value::from_json_text(std::string{value});
        return true;
    }
    case SqlType::Kind::string:
    case SqlType::Kind::text:
    case SqlType::Kind::enumeration:
    case SqlType::Kind::custom: break;
    }
    std::string_view value;
    return reader.text(index, value) && take(true, value);
}

}  // namespace

bool user_read(const SqlType& type, ColumnReader& reader, int index, int scale, void* value, void (*from_value)(void*, const Value&)) {
    Value stored;
    if (!read_stored(type, reader, index, scale, stored)) {
        return false;
    }
    try {
        from_value(value, stored);
    } catch (const DatabaseError& error) {
        reader.fail(index, error.message());
    } catch (const std::exception& error) {
        reader.fail(index, error.what());
    }
    return true;
}

Value user_from_json(const SqlType& type, const Json& json) {
    switch (json.kind()) {
    case JsonKind::null: return {};
    case JsonKind::boolean: return json.as_bool();
    case JsonKind::integer:
    case JsonKind::unsigned_integer:
        if (type.kind == SqlType::Kind::numeric) {
            return Decimal{json.as_int64()};
        }
        return type.kind == SqlType::Kind::float_ || type.kind == SqlType::Kind::double_ ? Value{json.as_double()} : Value{json.as_int64()};
    case JsonKind::real:
        return type.kind == SqlType::Kind::numeric ? Value{Decimal::parse(python_float(json.as_double()))} : Value{json.as_double()};
    case JsonKind::array:
    case JsonKind::object: return Value{json};
    case JsonKind::string: break;
    }
    const std::string_view text = json.as_string();
    switch (type.kind) {
    case SqlType::Kind::uuid: return Uuid::parse(text);
    case SqlType::Kind::numeric: return Decimal::parse(text);
    case SqlType::Kind::date:
        if (const auto value = parse_date(text)) {
            return *value;
        }
        break;
    case SqlType::Kind::datetime:
        if (const auto value = parse_datetime(text)) {
            return *value;
        }
        break;
    case SqlType::Kind::time:
        if (const auto value = parse_time(text)) {
            return *value;
        }
        break;
    case SqlType::Kind::interval:
        if (const auto value = parse_duration(text)) {
            return *value;
        }
        break;
    case SqlType::Kind::large_binary:
        if (const auto value = from_base64(text)) {
            return Value{*value};
        }
        break;
    default: return text;
    }
    throw_json_mismatch("text in the format of its type", json);
}

void user_to_json(const Value& value, JsonWriter& writer) {
    switch (value.kind()) {
    case Value::Kind::null: writer.null(); break;
    case Value::Kind::boolean: writer.boolean(value.as_boolean()); break;
    case Value::Kind::integer: writer.integer(value.as_integer()); break;
    case Value::Kind::real: writer.real(value.as_real()); break;
    case Value::Kind::text: writer.string(value.as_text()); break;
    case Value::Kind::bytes: writer.string(to_base64(value.as_bytes())); break;
    case Value::Kind::uuid: writer.string(value.as_uuid().str()); break;
    case Value::Kind::decimal: writer.string(value.as_decimal().str()); break;
    case Value::Kind::date: writer.string(isoformat(value.as_date())); break;
    case Value::Kind::datetime: writer.string(isoformat(value.as_datetime())); break;
    case Value::Kind::time: writer.string(isoformat(value.as_time())); break;
    case Value::Kind::interval: writer.string(isoformat(value.as_interval())); break;
    case Value::Kind::json: writer.raw(value.as_json_text()); break;
    }
}

void aggregate_to_json(const ModelDescription& model, const void* value, JsonWriter& writer) {
    writer.begin_object();
    for (const FieldDescription& field : model.fields) {
        writer.key(field.name);
        field.ops->to_json(field.in(value), writer);
    }
    writer.end_object();
}

std::uint64_t aggregate_hash(const ModelDescription& model, const void* value) {
    std::uint64_t sum = 0;
    for (const FieldDescription& field : model.fields) {
        sum = hash_combine(sum, field.ops->hash(field.in(value)));
    }
    return sum;
}

void aggregate_repr(const ModelDescription& model, const void* value, std::string& out) {
    out += model.name;
    out += '(';
    for (const FieldDescription& field : model.fields) {
        if (field.index > 0) {
            out += ", ";
        }
        out += field.name;
        out += '=';
        if (field.options.secret) {
            out.append("'").append(secret_mask).append("'");
            continue;
        }
        field.ops->repr(field.in(value), out);
    }
    out += ')';
}

}  // namespace retort::detail
