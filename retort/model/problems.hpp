/// \file
/// What is wrong with a value or a document: `Problem`, the list of them that validators fill, and `ValidationError`, which carries it.
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <retort/core/error.hpp>
#include <retort/core/json.hpp>

namespace retort {

/// One step of the way to a value: the key of a member, or the index of an element.
class LocItem {
public:
    LocItem(const char* key) : key_{key} {}                      // NOLINT: implicit, so that a place can be written in place
    LocItem(std::string_view key) : key_{key} {}                 // NOLINT
    LocItem(std::string key) noexcept : key_{std::move(key)} {}  // NOLINT
    template <detail::PlainInteger I>
    LocItem(I index) noexcept : index_{static_cast<std::int64_t>(index)} {}  // NOLINT

    [[nodiscard]] bool is_index() const noexcept { return index_ >= 0; }
    [[nodiscard]] const std::string& key() const noexcept { return key_; }
    [[nodiscard]] std::int64_t index() const noexcept { return index_; }

    friend bool operator==(const LocItem& left, const LocItem& right) = default;

private:
    std::string key_;
    std::int64_t index_ = -1;
};

/// The way from the whole to a value; empty for the whole.
using Loc = std::vector<LocItem>;

namespace detail {
/// `tags.2.name`, as pydantic writes it.
[[nodiscard]] std::string place_of(const Loc& loc);
}  // namespace detail

/// One thing that is wrong, in the words of pydantic 2.
struct Problem {
    Loc loc{};
    std::string type{};        ///< "missing", "int_parsing", "greater_than_equal", "value_error", …
    std::string msg{};         ///< a sentence for people
    Json input{};              ///< what was given; '**********' for a secret
    Json ctx{};                ///< the numbers and names in `msg`, an object, or null where it has none
    std::string input_repr{};  ///< the input as Python shows it, where it is no JSON value (a Decimal of an object); empty otherwise
    std::string input_type{};  ///< its type's name then
    bool has_input = true;     ///< false until whoever collects the problem adds the input
};

/// What a validator finds. Not thread-safe.
class Problems {
public:
    Problems() noexcept;
    Problems(const Problems& other);
    Problems(Problems&& other) noexcept;
    Problems& operator=(const Problems& other);
    Problems& operator=(Problems&& other) noexcept;
    ~Problems();

    /// Something about the whole: the model in its validate(), the value in a function of a field. Shown as "Value error, <message>".
    void add(std::string_view message);
    /// Something about a field.
    void add(std::string_view field, std::string_view message);
    /// Something about a part: `problems.add({"tags", 2}, "must be in lower case")`.
    void add(std::initializer_list<LocItem> loc, std::string_view message);
    void add(Problem problem);

    [[nodiscard]] bool empty() const noexcept { return size() == 0; }
    [[nodiscard]] std::size_t size() const noexcept;
    /// \throws std::out_of_range
    [[nodiscard]] const Problem& operator[](std::size_t index) const;
    [[nodiscard]] const std::vector<Problem>& all() const noexcept { return problems_; }
    [[nodiscard]] const Problem* begin() const noexcept;
    [[nodiscard]] const Problem* end() const noexcept;
    void clear() noexcept;

    /// The problems themselves, of which this then has none.
    [[nodiscard]] std::vector<Problem> take() noexcept;

private:
    void add_value_error(Loc loc, std::string_view message);

    std::vector<Problem> problems_;  // nothing of it inline: a program that validates nothing should not compile it
};

/// A document or an object does not fit its model; all that is wrong, at once.
class ValidationError : public Error {
public:
    /// `title` is the model's name.
    ValidationError(std::string_view title, Problems problems);

    /// The model's name.
    [[nodiscard]] const std::string& title() const noexcept;
    /// One for each thing that is wrong, in the order of the fields.
    [[nodiscard]] const std::vector<Problem>& errors() const noexcept;
    [[nodiscard]] std::size_t error_count() const noexcept;
    /// The errors as a JSON array of objects with type, loc, msg, input and ctx: what pydantic's e.errors() gives, for the answer of an API.
    [[nodiscard]] std::string errors_json() const;

    [[nodiscard]] const char* type_name() const noexcept override;
};

}  // namespace retort
