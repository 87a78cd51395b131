/// \file
/// Internal: parameters as text for logs and errors, for dialects whose driver passes every value as what it is.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <retort/engine/driver.hpp>

namespace retort::detail {

/// Shows each parameter as Python's repr of the value that was given. Refuses nothing.
class ValueRecorder final : public ParameterRecorder {
public:
    void null(int index) override;
    void boolean(int index, bool value) override;
    void integer(int index, std::int64_t value) override;
    void real(int index, double value) override;
    void text(int index, std::string_view value) override;
    void bytes(int index, std::span<const std::byte> value) override;
    void uuid(int index, const Uuid& value) override;
    void decimal(int index, const Decimal& value) override;
    void date(int index, Date value) override;
    void datetime(int index, DateTime value) override;
    void time(int index, Time value) override;
    void interval(int index, Interval value) override;
    void json(int index, std::string_view text) override;

    std::vector<std::string> take() override;

private:
    void put(int index, std::string repr);

    std::vector<std::string> reprs_;
};

}  // namespace retort::detail
