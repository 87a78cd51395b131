// A database of one row: what is written as parameters can be read as cells.
#pragma once

#include <map>
#include <string>

#include <retort/core/cells.hpp>
#include <retort/core/error.hpp>

namespace model_test {

using retort::Value;

/// Keeps each parameter as a Value, and how often each was written.
class FakeWriter final : public retort::ParameterWriter {
public:
    std::map<int, Value> written{};

    void null(int index) override { written[index] = Value{}; }
    void boolean(int index, bool value) override { written[index] = value; }
    void integer(int index, std::int64_t value) override { written[index] = value; }
    void real(int index, double value) override { written[index] = value; }
    void text(int index, std::string_view value) override { written[index] = value; }
    void bytes(int index, std::span<const std::byte> value) override { written[index] = Value::from_bytes(value); }
    void uuid(int index, const retort::Uuid& value) override { written[index] = value; }
    void decimal(int index, const retort::Decimal& value) override { written[index] = value; }
    void date(int index, retort::Date value) override { written[index] = value; }
    void datetime(int index, retort::DateTime value) override { written[index] = value; }
    void time(int index, retort::Time value) override { written[index] = value; }
    void interval(int index, retort::Interval value) override { written[index] = value; }
    void json(int index, std::string_view text) override { written[index] = Value::from_json_text(std::string{text}); }
};

/// Cells of the given values; one of another kind than is asked for is refused, as a strict database would.
class FakeReader final : public retort::ColumnReader {
public:
    explicit FakeReader(std::map<int, Value> cells) : cells_{std::move(cells)} {}

    bool boolean(int column, bool& out) override {
        return take(column, [&](const Value& value) { out = value.as_boolean(); });
    }
    bool integer(int column, std::int64_t& out) override {
        return take(column, [&](const Value& value) { out = value.as_integer(); });
    }
    bool real(int column, double& out) override {
        return take(column, [&](const Value& value) { out = value.as_real(); });
    }
    bool text(int column, std::string_view& out) override {
        return take(column, [&](const Value& value) { out = text_of(value); });
    }
    bool bytes(int column, std::span<const std::byte>& out) override {
        return take(column, [&](const Value& value) { out = value.as_bytes(); });
    }
    bool uuid(int column, retort::Uuid& out) override {
        return take(column, [&](const Value& value) { out = value.as_uuid(); });
    }
    bool decimal(int column, int scale, retort::Decimal& out) override {
        last_scale = scale;
        return take(column, [&](const Value& value) { out = value.as_decimal(); });
    }
    bool date(int column, retort::Date& out) override {
        return take(column, [&](const Value& value) { out = value.as_date(); });
    }
    bool datetime(int column, retort::DateTime& out) override {
        return take(column, [&](const Value& value) { out = value.as_datetime(); });
    }
    bool time(int column, retort::Time& out) override {
        return take(column, [&](const Value& value) { out = value.as_time(); });
    }
    bool interval(int column, retort::Interval& out) override {
        return take(column, [&](const Value& value) { out = value.as_interval(); });
    }
    bool json(int column, std::string_view& out) override {
        return take(column, [&](const Value& value) { out = text_of(value); });
    }

    Value value(int column) override { return cells_[column]; }
    int column_count() const override { return static_cast<int>(cells_.size()); }
    std::string_view column_name(int column) const override {
        name_ = "c" + std::to_string(column);
        return name_;
    }

    int last_scale = -2;

private:
    template <class Take>
    bool take(int column, Take take) {
        const Value& value = cells_[column];
        if (value.is_null()) {
            return false;
        }
        take(value);
        return true;
    }
    // JSON is a text to some databases, and a text of ours written through json() is one to all.
    static std::string_view text_of(const Value& value) {
        return value.kind() == retort::ValueKind::json ? value.as_json_text() : value.as_text();
    }

    std::map<int, Value> cells_;
    mutable std::string name_{};
};

}  // namespace model_test
