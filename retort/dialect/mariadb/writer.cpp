#include <retort/dialect/mariadb/writer.hpp>

#include <cmath>
#include <cstring>

#include <retort/core/error.hpp>
#include <retort/core/text.hpp>
#include <retort/dialect/common/utf8.hpp>
#include <retort/dialect/mariadb/errors.hpp>

namespace retort::mariadb {

Writer::Writer(std::size_t count) : binds_(count), slots_{std::make_unique<Slot[]>(count)} {
    for (std::size_t index = 0; index < count; ++index) {
        binds_[index].length = &slots_[index].size;
        binds_[index].is_null = &slots_[index].is_null;
        binds_[index].buffer_type = MYSQL_TYPE_NULL;
    }
}

Writer::Slot& Writer::slot(int index) {
    const std::size_t position = base_ + static_cast<std::size_t>(index);
    if (position >= binds_.size()) {
        DatabaseErrorInfo info;
        info.message =
            "The statement has " + std::to_string(binds_.size()) + " parameters, and at least " + std::to_string(index + 1) + " were given";
        throw ProgrammingError{std::move(info)};
    }
    return slots_[position];
}

void Writer::put(int index, enum_field_types type, void* data, std::size_t size) {
    // No address would mean NULL.
    static char nothing = '\0';
    if (data == nullptr) data = &nothing;
    const std::size_t position = base_ + static_cast<std::size_t>(index);
    MYSQL_BIND& bind = binds_[position];
    Slot& its_slot = slots_[position];
    if (bind.buffer_type != type || bind.buffer != data) {
        bind.buffer_type = type;
        bind.buffer = data;
        moved_ = true;
    }
    its_slot.size = size;
    size_ += size;
    its_slot.is_null = 0;
    ++bound_;
}

// A NULL keeps the type that the parameter had before: the next value binds nothing anew.
void Writer::null(int index) {
    slot(index).is_null = 1;
    ++bound_;
}

void Writer::boolean(int index, bool value) {
    Slot& its_slot = slot(index);
    its_slot.boolean = value ? 1 : 0;
    put(index, MYSQL_TYPE_TINY, &its_slot.boolean);
}

void Writer::integer(int index, std::int64_t value) {
    Slot& its_slot = slot(index);
    its_slot.integer = value;
    put(index, MYSQL_TYPE_LONGLONG, &its_slot.integer);
}

void Writer::real(int index, double value) {
    check_real(index, value);
    Slot& its_slot = slot(index);
    its_slot.real = value;
    put(index, MYSQL_TYPE_DOUBLE, &its_slot.real);
}

void Writer::text(int index, std::string_view value) {
    check_text(index, value);
    (void)slot(index);
    put(index, MYSQL_TYPE_STRING, const_cast<char*>(value.data()), value.size());
}

void Writer::bytes(int index, std::span<const std::byte> value) {
    (void)slot(index);
    put(index, MYSQL_TYPE_BLOB, const_cast<std::byte*>(value.data()), value.size());
}

void Writer::uuid(int index, const Uuid& value) {
    Slot& its_slot = slot(index);
    value.hex_to(its_slot.text);
    put(index, MYSQL_TYPE_STRING, its_slot.text, 32);
}

void Writer::decimal(int index, const Decimal& value) {
    Slot& its_slot = slot(index);
    const std::string text = decimal_text(index, value);
    if (text.size() <= sizeof its_slot.text) {
        std::memcpy(its_slot.text, text.data(), text.size());
        // Not as text: compared with a number, a text would be made a double.
        return put(index, MYSQL_TYPE_NEWDECIMAL, its_slot.text, text.size());
    }
    kept_.push_back(std::make_unique<char[]>(text.size()));
    std::memcpy(kept_.back().get(), text.data(), text.size());
    put(index, MYSQL_TYPE_NEWDECIMAL, kept_.back().get(), text.size());
}

void Writer::put_time(int index, enum_field_types type, const MYSQL_TIME& value) {
    Slot& its_slot = slot(index);
    its_slot.time = value;
    put(index, type, &its_slot.time);
}

void Writer::date(int index, Date value) {
    put_time(index, MYSQL_TYPE_DATE, date_value(index, value));
}

void Writer::datetime(int index, DateTime value) {
    put_time(index, MYSQL_TYPE_DATETIME, datetime_value(index, value));
}

void Writer::time(int index, Time value) {
    put_time(index, MYSQL_TYPE_TIME, time_value(value));
}

// An interval is stored as the point in time so long after 1970, as SQLAlchemy stores it where there is no such type.
void Writer::interval(int index, Interval value) {
    datetime(index, DateTime{value});
}

void Writer::json(int index, std::string_view text) {
    check_text(index, text);
    (void)slot(index);
    // Copied, unlike text(): JSON is made for the call and gone after it.
    kept_.push_back(std::make_unique<char[]>(text.size() + 1));
    std::memcpy(kept_.back().get(), text.data(), text.size());
    put(index, MYSQL_TYPE_STRING, kept_.back().get(), text.size());
}

void Writer::throw_incomplete() const {
    DatabaseErrorInfo info;
    info.message = "The statement has " + std::to_string(binds_.size()) + " parameters, and " + std::to_string(bound_) + " were given";
    throw ProgrammingError{std::move(info)};
}

MYSQL_TIME date_value(int index, Date value) {
    const int year = static_cast<int>(value.year());
    if (!value.ok() || year < 1 || year > 9999) refuse_parameter(index, "the date is none of the years 1 to 9999");
    MYSQL_TIME time{};
    time.year = static_cast<unsigned>(year);
    time.month = static_cast<unsigned>(value.month());
    time.day = static_cast<unsigned>(value.day());
    time.time_type = MYSQL_TIMESTAMP_DATE;
    return time;
}

MYSQL_TIME datetime_value(int index, DateTime value) {
    const auto days = std::chrono::floor<std::chrono::days>(value);
    const Date date{days};
    // Before the calendar is asked: its years are 16 bits wide.
    constexpr auto first = std::chrono::sys_days{Date{std::chrono::year{1}, std::chrono::month{1}, std::chrono::day{1}}};
    constexpr auto last = std::chrono::sys_days{Date{std::chrono::year{9999}, std::chrono::month{12}, std::chrono::day{31}}};
    if (days < first || days > last) refuse_parameter(index, "the datetime is not within the years 1 to 9999");
    MYSQL_TIME time = date_value(index, date);
    const auto elapsed = (value - days).count();
    time.hour = static_cast<unsigned>(elapsed / 3'600'000'000);
    time.minute = static_cast<unsigned>(elapsed / 60'000'000 % 60);
    time.second = static_cast<unsigned>(elapsed / 1'000'000 % 60);
    time.second_part = static_cast<unsigned long>(elapsed % 1'000'000);
    time.time_type = MYSQL_TIMESTAMP_DATETIME;
    return time;
}

MYSQL_TIME time_value(Time value) noexcept {
    MYSQL_TIME time{};
    time.hour = static_cast<unsigned>(value.hour());
    time.minute = static_cast<unsigned>(value.minute());
    time.second = static_cast<unsigned>(value.second());
    time.second_part = static_cast<unsigned long>(value.microsecond());
    time.time_type = MYSQL_TIMESTAMP_TIME;
    return time;
}

std::string decimal_text(int index, const Decimal& value) {
    // https://mariadb.com/kb/en/decimal/: 65 digits, of them 38 behind the point; the server would cut off what is beyond without a word.
    constexpr int most_digits = 65;
    constexpr int most_places = 38;
    if (value.scale() > most_places || value.digits() - value.scale() > most_digits) {
        refuse_parameter(index, "the number has more digits than DECIMAL(65, 38) keeps");
    }
    return value.plain_str();
}

void check_text(int index, std::string_view text) {
    if (!retort::detail::is_valid_text(text)) refuse_parameter(index, "the text is not valid UTF-8");
}

void check_real(int index, double value) {
    if (!std::isfinite(value)) refuse_parameter(index, "MariaDB has no number " + python_float(value));
}

void refuse_parameter(int index, std::string_view why) {
    throw_data_error("parameter " + std::to_string(index + 1) + ": " + std::string{why});
}

}  // namespace retort::mariadb
