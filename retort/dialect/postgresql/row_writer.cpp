#include <retort/dialect/postgresql/row_writer.hpp>

#include <algorithm>
#include <bit>
#include <limits>

#include <retort/dialect/postgresql/errors.hpp>

namespace retort::postgresql {

void Buffer::grow(std::size_t size) {
    constexpr std::size_t smallest = 4096;
    const std::size_t capacity = std::max({smallest, capacity_ * 2, size_ + size});
    auto larger = std::unique_ptr<char[]>{new char[capacity]};  // not zeroed, as make_unique would
    if (size_ > 0) std::memcpy(larger.get(), data_.get(), size_);
    data_ = std::move(larger);
    capacity_ = capacity;
}

void RowWriter::put(int index, const Encoded& encoded) {
    if (!encoded.binary) throw NeedsText{};
    if (encoded.size > static_cast<std::size_t>(std::numeric_limits<int>::max())) {
        refuse_parameter(index, "PostgreSQL takes no value of more than 1 GB");
    }
    char* const out = buffer(index).extend(4 + encoded.size);
    put_number(out, static_cast<std::uint32_t>(encoded.size));
    if (encoded.size > 0) std::memcpy(out + 4, encoded.data, encoded.size);
}

void RowWriter::text(int index, std::string_view value) {
    put(index, encode_text(type(index), value, scratch_, index));
}

void RowWriter::real(int index, double value) {
    const auto& to = type(index);
    if (to.wire == Wire::float8) [[likely]] {
        char* const out = buffer(index).extend(12);
        put_number(out, std::uint32_t{8});
        return put_number(out + 4, std::bit_cast<std::uint64_t>(value));
    }
    put(index, encode_real(to, value, scratch_, index));
}

void RowWriter::boolean(int index, bool value) {
    put(index, encode_boolean(type(index), value, scratch_, index));
}

void RowWriter::bytes(int index, std::span<const std::byte> value) {
    put(index, encode_bytes(type(index), value, scratch_, index));
}

void RowWriter::uuid(int index, const Uuid& value) {
    put(index, encode_uuid(type(index), value, scratch_, index));
}

void RowWriter::decimal(int index, const Decimal& value) {
    put(index, encode_decimal(type(index), value, scratch_, index));
}

void RowWriter::date(int index, Date value) {
    put(index, encode_date(type(index), value, scratch_, index));
}

void RowWriter::datetime(int index, DateTime value) {
    put(index, encode_datetime(type(index), value, scratch_, index));
}

void RowWriter::time(int index, Time value) {
    put(index, encode_time(type(index), value, scratch_, index));
}

void RowWriter::interval(int index, Interval value) {
    put(index, encode_interval(type(index), value, scratch_, index));
}

void RowWriter::json(int index, std::string_view text) {
    put(index, encode_json(type(index), text, scratch_, index));
}

}  // namespace retort::postgresql
