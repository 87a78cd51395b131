/// \file
/// Internal: rows of parameters behind each other in PostgreSQL's binary form, for COPY and for arrays.
#pragma once

#include <cstddef>
#include <cstring>
#include <memory>
#include <string_view>
#include <vector>

#include <retort/core/cells.hpp>
#include <retort/dialect/common/utf8.hpp>
#include <retort/dialect/postgresql/encode.hpp>

namespace retort::postgresql {

/// Bytes that grow at their end. Not a std::string: that tests and writes its zero with each append, which a row has two a field of.
class Buffer {
public:
    const char* data() const noexcept { return data_.get(); }
    char* data() noexcept { return data_.get(); }
    std::size_t size() const noexcept { return size_; }
    void truncate(std::size_t size) noexcept { size_ = size; }
    /// Room for `size` more bytes, which count as written.
    char* extend(std::size_t size) {
        if (capacity_ - size_ < size) [[unlikely]]
            grow(size);
        char* const out = data_.get() + size_;
        size_ += size;
        return out;
    }

private:
    void grow(std::size_t size);

    std::unique_ptr<char[]> data_;
    std::size_t size_ = 0;
    std::size_t capacity_ = 0;
};

/// Thrown where a parameter has no binary form that we know: such rows must be sent in another way.
struct NeedsText {};

/// Appends each parameter as its length and its bytes to the buffer of its column.
class RowWriter final : public ParameterWriter {
public:
    /// \param types  borrowed
    RowWriter(const std::vector<ParameterType>& types, std::vector<Buffer*> buffers) : types_{types}, buffers_{std::move(buffers)} {}

    bool has_nulls() const noexcept { return has_nulls_; }

    void null(int index) override {
        has_nulls_ = true;
        put_number(buffer(index).extend(4), ~std::uint32_t{0});
    }
    void integer(int index, std::int64_t value) override {
        // The commonest parameters without the way through their text or a Scratch.
        const auto& to = type(index);
        if (to.wire == Wire::int4 && value == static_cast<std::int32_t>(value)) {
            char* const out = buffer(index).extend(8);
            put_number(out, std::uint32_t{4});
            return put_number(out + 4, static_cast<std::uint32_t>(value));
        }
        if (to.wire == Wire::int8) {
            char* const out = buffer(index).extend(12);
            put_number(out, std::uint32_t{8});
            return put_number(out + 4, static_cast<std::uint64_t>(value));
        }
        put(index, encode_integer(to, value, scratch_, index));
    }
    void text(int index, std::string_view value) override;
    void real(int index, double value) override;
    void boolean(int index, bool value) override;
    void bytes(int index, std::span<const std::byte> value) override;
    void uuid(int index, const Uuid& value) override;
    void decimal(int index, const Decimal& value) override;
    void date(int index, Date value) override;
    void datetime(int index, DateTime value) override;
    void time(int index, Time value) override;
    void interval(int index, Interval value) override;
    void json(int index, std::string_view text) override;

private:
    const ParameterType& type(int index) const { return types_[static_cast<std::size_t>(index)]; }
    Buffer& buffer(int index) { return *buffers_[static_cast<std::size_t>(index)]; }
    void put(int index, const Encoded& encoded);

    const std::vector<ParameterType>& types_;
    std::vector<Buffer*> buffers_;
    Scratch scratch_;
    bool has_nulls_ = false;
};

}  // namespace retort::postgresql
