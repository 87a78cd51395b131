#include <retort/dialect/sqlite/recorder.hpp>

#include <utility>

#include <retort/core/bytes.hpp>
#include <retort/core/error.hpp>
#include <retort/core/text.hpp>
#include <retort/dialect/sqlite/writer.hpp>

namespace retort::sqlite {

void Recorder::null(int index) {
    put(index, "None");
}

void Recorder::boolean(int index, bool value) {
    put(index, value ? "1" : "0");
}

void Recorder::integer(int index, std::int64_t value) {
    put(index, std::to_string(value));
}

void Recorder::real(int index, double value) {
    put(index, python_float(value));
}

void Recorder::text(int index, std::string_view value) {
    put(index, python_repr(value));
}

void Recorder::bytes(int index, std::span<const std::byte> value) {
    put(index, repr_bytes(value));
}

void Recorder::uuid(int index, const Uuid& value) {
    put(index, python_repr(value.hex()));
}

void Recorder::decimal(int index, const Decimal& value) {
    const auto stored = store_decimal(value);
    if (!stored.is_exact) return put(index, value.str());
    put(index, stored.is_integer ? std::to_string(stored.integer) : python_float(stored.real));
}

void Recorder::date(int index, Date value) try { put(index, python_repr(format_date(value))); } catch (const ArgumentError&) {
    put(index, repr_date(value));
}

void Recorder::datetime(int index, DateTime value) try { put(index, python_repr(format_datetime(value))); } catch (const ArgumentError&) {
    put(index, repr_timedelta(value.time_since_epoch()));
}

void Recorder::time(int index, Time value) {
    put(index, python_repr(format_time(value)));
}

void Recorder::interval(int index, Interval value) {
    datetime(index, DateTime{value});
}

void Recorder::json(int index, std::string_view text) {
    put(index, python_repr(text));
}

std::vector<std::string> Recorder::take() {
    return std::exchange(reprs_, {});
}

void Recorder::put(int index, std::string repr) {
    const auto position = static_cast<std::size_t>(index);
    if (reprs_.size() <= position) reprs_.resize(position + 1);
    reprs_[position] = std::move(repr);
}

}  // namespace retort::sqlite
