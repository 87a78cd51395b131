#include <retort/dialect/postgresql/writer.hpp>

#include <limits>
#include <string>

#include <retort/dialect/postgresql/errors.hpp>

namespace retort::postgresql {

const ParameterType& Writer::type(int index) {
    const auto position = static_cast<std::size_t>(index);
    if (types_ == nullptr) [[unlikely]] {
        types_ = &source_.parameter_types();
        scratches_.resize(types_->size());
        values_.resize(types_->size());
        lengths_.resize(types_->size());
        formats_.resize(types_->size());
    }
    if (position >= types_->size()) {
        throw_programming_error("The statement has " + std::to_string(types_->size()) + " parameters, and parameter " +
                                std::to_string(index + 1) + " was given");
    }
    return (*types_)[position];
}

void Writer::put(int index, const Encoded& encoded) {
    const auto position = static_cast<std::size_t>(index);
    if (encoded.size > static_cast<std::size_t>(std::numeric_limits<int>::max())) {
        refuse_parameter(index, "PostgreSQL takes no value of more than 1 GB");
    }
    values_[position] = encoded.data;
    lengths_[position] = static_cast<int>(encoded.size);
    formats_[position] = encoded.binary ? 1 : 0;
    ++bound_;
}

void Writer::null(int index) {
    static_cast<void>(type(index));
    put(index, {nullptr, 0, true});
}

void Writer::boolean(int index, bool value) {
    const auto& to = type(index);
    put(index, encode_boolean(to, value, scratch(index), index));
}

void Writer::integer(int index, std::int64_t value) {
    const auto& to = type(index);
    put(index, encode_integer(to, value, scratch(index), index));
}

void Writer::real(int index, double value) {
    const auto& to = type(index);
    put(index, encode_real(to, value, scratch(index), index));
}

void Writer::text(int index, std::string_view value) {
    const auto& to = type(index);
    put(index, encode_text(to, value, scratch(index), index));
}

void Writer::bytes(int index, std::span<const std::byte> value) {
    const auto& to = type(index);
    put(index, encode_bytes(to, value, scratch(index), index));
}

void Writer::uuid(int index, const Uuid& value) {
    const auto& to = type(index);
    put(index, encode_uuid(to, value, scratch(index), index));
}

void Writer::decimal(int index, const Decimal& value) {
    const auto& to = type(index);
    put(index, encode_decimal(to, value, scratch(index), index));
}

void Writer::date(int index, Date value) {
    const auto& to = type(index);
    put(index, encode_date(to, value, scratch(index), index));
}

void Writer::datetime(int index, DateTime value) {
    const auto& to = type(index);
    put(index, encode_datetime(to, value, scratch(index), index));
}

void Writer::time(int index, Time value) {
    const auto& to = type(index);
    put(index, encode_time(to, value, scratch(index), index));
}

void Writer::interval(int index, Interval value) {
    const auto& to = type(index);
    put(index, encode_interval(to, value, scratch(index), index));
}

void Writer::json(int index, std::string_view text) {
    const auto& to = type(index);
    Scratch& room = scratch(index);
    Encoded encoded = encode_json(to, text, room, index);
    if (encoded.data == text.data()) {
        // Copied, unlike text(): JSON is made for the call and gone after it.
        room.text.assign(text);
        encoded.data = room.text.data();
    }
    put(index, encoded);
}

void Writer::throw_incomplete(std::size_t count) const {
    throw_programming_error("The statement has " + std::to_string(count) + " parameters, and " + std::to_string(bound_) + " were given");
}

}  // namespace retort::postgresql
