/// \file
/// Internal: the parameters of one execution as libpq takes them.
#pragma once

#include <memory>
#include <string_view>
#include <vector>

#include <retort/core/cells.hpp>
#include <retort/dialect/postgresql/encode.hpp>

namespace retort::postgresql {

/// Text and bytes are handed to libpq where they lie; what is made here lies in the writer until the next begin().
class Writer final : public ParameterWriter {
public:
    /// Tells the types when the first parameter comes, for statements of which nobody has asked before.
    class TypeSource {
    public:
        virtual const std::vector<ParameterType>& parameter_types() = 0;

    protected:
        ~TypeSource() = default;
    };

    explicit Writer(TypeSource& source) noexcept : source_{source} {}

    /// Starts a new set of parameters.
    void begin() noexcept {
        bound_ = 0;
        types_ = nullptr;  // the statement may have to be prepared anew, and its parameters have other types then
    }
    /// \throws ProgrammingError  where begin() was not followed by `count` parameters
    void check_complete(std::size_t count) const {
        if (bound_ != count) throw_incomplete(count);
    }

    int size() const noexcept { return static_cast<int>(values_.size()); }
    const char* const* values() const noexcept { return values_.data(); }
    const int* lengths() const noexcept { return lengths_.data(); }
    const int* formats() const noexcept { return formats_.data(); }

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

private:
    const ParameterType& type(int index);
    Scratch& scratch(int index) { return scratches_[static_cast<std::size_t>(index)]; }
    void put(int index, const Encoded& encoded);
    [[noreturn]] void throw_incomplete(std::size_t count) const;

    TypeSource& source_;
    const std::vector<ParameterType>* types_ = nullptr;
    std::size_t bound_ = 0;
    std::vector<Scratch> scratches_;  // one a parameter, used again by each execution
    std::vector<const char*> values_;
    std::vector<int> lengths_;
    std::vector<int> formats_;
};

}  // namespace retort::postgresql
