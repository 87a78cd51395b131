#include <retort/core/value.hpp>

#include <bit>
#include <ostream>

#include <retort/core/error.hpp>
#include <retort/core/hash.hpp>
#include <retort/core/text.hpp>

namespace retort {

static_assert(sizeof(void*) != 8 || sizeof(Value) <= 64);

std::string_view kind_name(ValueKind kind) noexcept {
    switch (kind) {
    case ValueKind::null: return "null";
    case ValueKind::boolean: return "boolean";
    case ValueKind::integer: return "integer";
    case ValueKind::real: return "real";
    case ValueKind::text: return "text";
    case ValueKind::bytes: return "bytes";
    case ValueKind::uuid: return "uuid";
    case ValueKind::decimal: return "decimal";
    case ValueKind::date: return "date";
    case ValueKind::datetime: return "datetime";
    case ValueKind::time: return "time";
    case ValueKind::interval: return "interval";
    case ValueKind::json: return "json";
    }
    return "value";
}

std::int64_t Value::checked(std::uint64_t value) {
    if (value > static_cast<std::uint64_t>(INT64_MAX)) {
        throw DataError{{.message = std::to_string(value) + " does not fit into an integer of 64 bits with a sign"}};
    }
    return static_cast<std::int64_t>(value);
}

Value::Value(const char* text) : kind_{Kind::text}, text_{text} {}
Value::Value(std::string text) noexcept : kind_{Kind::text}, text_{std::move(text)} {}
Value::Value(std::string_view text) : kind_{Kind::text}, text_{text} {}
Value::Value(const Bytes& bytes) : kind_{Kind::bytes}, text_{retort::as_text(bytes)} {}
Value::Value(const Uuid& uuid) noexcept : kind_{Kind::uuid}, scalar_{uuid} {}
Value::Value(const Decimal& decimal) noexcept : kind_{Kind::decimal}, scalar_{decimal} {}
Value::Value(Date date) noexcept : kind_{Kind::date}, scalar_{date} {}
Value::Value(std::chrono::sys_days day) noexcept : Value{Date{day}} {}
Value::Value(DateTime datetime) noexcept : kind_{Kind::datetime}, scalar_{static_cast<std::int64_t>(datetime.time_since_epoch().count())} {}
Value::Value(Time time) noexcept : kind_{Kind::time}, scalar_{time} {}
Value::Value(Interval interval) noexcept : kind_{Kind::interval}, scalar_{static_cast<std::int64_t>(interval.count())} {}
Value::Value(const Json& json) : kind_{Kind::json}, text_{json.dump()} {}

Value Value::from_bytes(std::span<const std::byte> bytes) {
    Value value{retort::as_text(bytes)};
    value.kind_ = Kind::bytes;
    return value;
}

Value Value::from_json_text(std::string text) noexcept {
    Value value{std::move(text)};
    value.kind_ = Kind::json;
    return value;
}

std::span<const std::byte> Value::as_bytes() const {
    const auto& text = expect(Kind::bytes).text_;
    return {reinterpret_cast<const std::byte*>(text.data()), text.size()};
}

void Value::throw_unexpected(Kind wanted) const {
    std::string message = "the value is of the kind ";
    message.append(kind_name(kind_)).append(", wanted is ").append(kind_name(wanted));
    throw ArgumentError{message};
}

std::string Value::repr() const {
    switch (kind_) {
    case Kind::null: return "None";
    case Kind::boolean: return scalar_.integer != 0 ? "True" : "False";
    case Kind::integer: return std::to_string(scalar_.integer);
    case Kind::real: return python_float(scalar_.real);
    case Kind::text:
    case Kind::json: return python_repr(text_);
    case Kind::bytes: return repr_bytes(as_bytes());
    case Kind::uuid: return "UUID('" + scalar_.uuid.str() + "')";
    case Kind::decimal: return "Decimal('" + scalar_.decimal.str() + "')";
    case Kind::date: return repr_date(scalar_.date);
    case Kind::datetime: return repr_datetime(as_datetime());
    case Kind::time: return repr_time(scalar_.time);
    case Kind::interval: return repr_timedelta(as_interval());
    }
    return {};
}

void Value::append_repr(std::string& out) const {
    out += repr();
}

std::uint64_t Value::hash() const noexcept {
    const auto seed = static_cast<std::uint64_t>(kind_) + 1;
    switch (kind_) {
    case Kind::null: return hash_u64(0);
    case Kind::boolean:
    case Kind::integer:
    case Kind::datetime:
    case Kind::interval: return hash_combine(seed, hash_u64(static_cast<std::uint64_t>(scalar_.integer)));
    // Adding zero makes one zero of two, which are equal.
    case Kind::real: return hash_combine(seed, hash_u64(std::bit_cast<std::uint64_t>(scalar_.real + 0.0)));
    case Kind::text:
    case Kind::bytes:
    case Kind::json: return hash_bytes(text_, seed);
    case Kind::uuid: return hash_bytes(scalar_.uuid.bytes().data(), 16, seed);
    case Kind::decimal: return hash_combine(seed, scalar_.decimal.hash());
    case Kind::date: {
        const auto days = std::chrono::sys_days{scalar_.date}.time_since_epoch().count();
        return hash_combine(seed, hash_u64(static_cast<std::uint64_t>(days)));
    }
    case Kind::time: return hash_combine(seed, hash_u64(static_cast<std::uint64_t>(scalar_.time.since_midnight().count())));
    }
    return 0;
}

bool Value::equal(const Value& left, const Value& right) noexcept {
    if (left.kind_ != right.kind_) return false;
    switch (left.kind_) {
    case Kind::null: return true;
    case Kind::boolean:
    case Kind::integer:
    case Kind::datetime:
    case Kind::interval: return left.scalar_.integer == right.scalar_.integer;
    case Kind::real: return left.scalar_.real == right.scalar_.real;
    case Kind::text:
    case Kind::bytes:
    case Kind::json: return left.text_ == right.text_;
    case Kind::uuid: return left.scalar_.uuid == right.scalar_.uuid;
    case Kind::decimal: return left.scalar_.decimal == right.scalar_.decimal;
    case Kind::date: return left.scalar_.date == right.scalar_.date;
    case Kind::time: return left.scalar_.time == right.scalar_.time;
    }
    return false;
}

std::ostream& Value::print(std::ostream& out, const Value& value) {
    return out << value.repr();
}

}  // namespace retort
