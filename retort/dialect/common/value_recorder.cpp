#include <retort/dialect/common/value_recorder.hpp>

#include <utility>

#include <retort/core/bytes.hpp>
#include <retort/core/text.hpp>

namespace retort::detail {

void ValueRecorder::null(int index) {
    put(index, "None");
}

void ValueRecorder::boolean(int index, bool value) {
    put(index, value ? "True" : "False");
}

void ValueRecorder::integer(int index, std::int64_t value) {
    put(index, std::to_string(value));
}

void ValueRecorder::real(int index, double value) {
    put(index, python_float(value));
}

void ValueRecorder::text(int index, std::string_view value) {
    put(index, python_repr(value));
}

void ValueRecorder::bytes(int index, std::span<const std::byte> value) {
    put(index, repr_bytes(value));
}

void ValueRecorder::uuid(int index, const Uuid& value) {
    put(index, Value{value}.repr());
}

void ValueRecorder::decimal(int index, const Decimal& value) {
    put(index, Value{value}.repr());
}

void ValueRecorder::date(int index, Date value) {
    put(index, repr_date(value));
}

void ValueRecorder::datetime(int index, DateTime value) {
    put(index, repr_datetime(value));
}

void ValueRecorder::time(int index, Time value) {
    put(index, repr_time(value));
}

void ValueRecorder::interval(int index, Interval value) {
    put(index, repr_timedelta(value));
}

void ValueRecorder::json(int index, std::string_view text) {
    put(index, python_repr(text));
}

std::vector<std::string> ValueRecorder::take() {
    return std::exchange(reprs_, {});
}

void ValueRecorder::put(int index, std::string repr) {
    const auto position = static_cast<std::size_t>(index);
    if (reprs_.size() <= position) reprs_.resize(position + 1);
    reprs_[position] = std::move(repr);
}

}  // namespace retort::detail
