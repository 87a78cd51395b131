/// \file
/// `Json`, a free-form JSON value, and `JsonWriter`, which writes JSON text without building one.
#pragma once

#include <compare>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <iosfwd>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include <retort/core/error.hpp>
#include <retort/core/integer.hpp>
#include <retort/core/wrapper.hpp>

namespace retort {

class JsonElement;
class JsonItems;

/// Text that is not JSON, or a value that JSON cannot hold.
class JsonError : public Error {
public:
    explicit JsonError(std::string message, std::size_t position = 0);

    /// The offset in bytes of the first character that could not be read; 0 where no text was read.
    [[nodiscard]] std::size_t position() const noexcept { return position_; }
    [[nodiscard]] const char* type_name() const noexcept override;

private:
    std::size_t position_;
};

/// How JSON text is laid out; the defaults are those of Python's json.dumps().
struct JsonFormat {
    int indent = -1;           ///< columns a level; -1 puts all on one line
    bool ensure_ascii = true;  ///< writes é as \u00e9
    bool compact = false;      ///< "," and ":" without the blank behind
    bool sort_keys = false;    ///< members by key instead of in their order
};

/// The JSON types, numbers told apart by how they are written: 3 is an integer and 3.0 is real, and they are not equal.
enum class JsonKind : std::uint8_t { null, boolean, integer, unsigned_integer, real, string, array, object };

/// "null", "boolean", "integer", …
[[nodiscard]] std::string_view kind_name(JsonKind kind) noexcept;

/// Any JSON value, owned. Objects keep the order in which members were added; equality does not ask for it.
///
/// Braces: `Json{{"a", 1}, {"b", 2}}` is an object, since each element is a pair written in braces whose first half is a text. Any other
/// list is an array: `Json{1, 2}`, `Json{{1, 2}, {3, 4}}`. A single element without braces of its own is that value: `Json{other}` copies,
/// `Json{"a"}` is a text; one nested deeper is an array, as in `{"tags", {"a"}}`. `Json{{"a", "b"}}` is the object {"a": "b"}: say
/// `Json::array({…})` for an array whatever it holds. `Json{}` is null.
///
/// Thread-safe as the standard containers are: one writer, or many readers.
class Json {
public:
    /// null
    Json() noexcept;
    Json(std::nullptr_t) noexcept;  // NOLINT: all these are implicit, so that values can be written in place
    template <std::same_as<bool> B>
    Json(B value) noexcept : Json(from_bool(value)) {}  // NOLINT
    template <detail::PlainInteger I>
    Json(I value) noexcept : Json(from_number(value)) {}  // NOLINT
    /// \throws JsonError  for NaN and infinities
    template <std::floating_point F>
    Json(F value) : Json(from_double(static_cast<double>(value))) {}  // NOLINT
    Json(const char* text);                                           // NOLINT
    Json(std::string_view text);                                      // NOLINT
    Json(const std::string& text);                                    // NOLINT
    /// An array of the texts, or of the values.
    Json(const std::vector<std::string>& texts);  // NOLINT
    Json(const std::vector<Json>& elements);      // NOLINT
    /// The value of a model's Field.
    template <detail::StandsForValue W>
    requires std::constructible_from<Json, const typename W::value_type&> Json(const W& wrapper) : Json(wrapper.value_of()) {}  // NOLINT
    /// An object or an array, as described above.
    Json(std::initializer_list<JsonElement> elements);  // NOLINT

    Json(const Json& other);
    Json(Json&& other) noexcept;
    Json& operator=(const Json& other);
    Json& operator=(Json&& other) noexcept;
    ~Json();

    [[nodiscard]] static Json array();
    [[nodiscard]] static Json array(std::initializer_list<JsonElement> elements);
    [[nodiscard]] static Json object();
    /// \throws ArgumentError  where an element is not a pair whose first half is a text
    [[nodiscard]] static Json object(std::initializer_list<JsonElement> members);

    /// Reads one JSON value (RFC 8259, in UTF-8) and white space around it. Of members with one key the last counts.
    /// Integers beyond 64 bits become the nearest double. NaN and Infinity are refused, and more than 256 levels.
    /// \throws JsonError  with the position and the reason
    [[nodiscard]] static Json parse(std::string_view text);

    /// As Python's json.dumps() writes it. \throws JsonError  where a text is not UTF-8
    [[nodiscard]] std::string dump() const;
    [[nodiscard]] std::string dump(const JsonFormat& format) const;
    /// Without blanks, in UTF-8: what an HTTP API sends.
    [[nodiscard]] std::string dump_compact() const;
    /// Like dump(), behind what `out` holds.
    void dump_to(std::string& out, const JsonFormat& format = {}) const;

    [[nodiscard]] JsonKind kind() const noexcept;
    [[nodiscard]] bool is_null() const noexcept { return kind() == JsonKind::null; }
    [[nodiscard]] bool is_boolean() const noexcept { return kind() == JsonKind::boolean; }
    /// Of either sign.
    [[nodiscard]] bool is_integer() const noexcept { return kind() == JsonKind::integer || kind() == JsonKind::unsigned_integer; }
    [[nodiscard]] bool is_real() const noexcept { return kind() == JsonKind::real; }
    [[nodiscard]] bool is_number() const noexcept { return is_integer() || is_real(); }
    [[nodiscard]] bool is_string() const noexcept { return kind() == JsonKind::string; }
    [[nodiscard]] bool is_array() const noexcept { return kind() == JsonKind::array; }
    [[nodiscard]] bool is_object() const noexcept { return kind() == JsonKind::object; }

    // Each throws ArgumentError, naming what was wanted and what is there, for a value of another kind.
    [[nodiscard]] bool as_bool() const;
    [[nodiscard]] std::int64_t as_int64() const;
    [[nodiscard]] std::uint64_t as_uint64() const;
    /// Integers too.
    [[nodiscard]] double as_double() const;
    /// The view lives until the value changes.
    [[nodiscard]] std::string_view as_string() const;

    /// The number of elements or members; 0 for null. \throws ArgumentError  for other kinds
    [[nodiscard]] std::size_t size() const;
    [[nodiscard]] bool empty() const { return size() == 0; }

    /// The member; made, as null, where there is none. Turns null into an object.
    /// \throws ArgumentError  where the value is neither
    Json& operator[](std::string_view key);
    /// \throws ArgumentError  where there is no such member
    const Json& operator[](std::string_view key) const { return at(key); }
    /// \throws ArgumentError  where there is no such element
    Json& operator[](std::size_t index) { return at(index); }
    const Json& operator[](std::size_t index) const { return at(index); }

    /// \throws ArgumentError  where there is no such member or element
    [[nodiscard]] Json& at(std::string_view key);
    [[nodiscard]] const Json& at(std::string_view key) const;
    [[nodiscard]] Json& at(std::size_t index);
    [[nodiscard]] const Json& at(std::size_t index) const;

    /// The member, or null (the pointer) where there is none or the value is no object.
    [[nodiscard]] const Json* find(std::string_view key) const noexcept;
    [[nodiscard]] Json* find(std::string_view key) noexcept;
    [[nodiscard]] bool contains(std::string_view key) const noexcept { return find(key) != nullptr; }

    /// Appends to an array; turns null into one. \throws ArgumentError  where the value is neither
    void push_back(Json element);
    /// Sets a member, a new one behind the others; turns null into an object. \throws ArgumentError  where the value is neither
    void set(std::string_view key, Json value);
    /// Removes a member, keeping the order of the others; false where there is none.
    bool erase(std::string_view key);
    /// Removes an element. \throws ArgumentError  where there is no such element
    void erase(std::size_t index);

    /// The keys in their order. \throws ArgumentError  where the value is no object
    [[nodiscard]] std::vector<std::string_view> keys() const;
    /// The nth member's key and value, in order. \throws ArgumentError  where there is none
    [[nodiscard]] std::string_view key_at(std::size_t index) const;
    [[nodiscard]] const Json& value_at(std::size_t index) const;
    [[nodiscard]] Json& value_at(std::size_t index);
    /// The members: `for (auto [key, value] : json.items())`. \throws ArgumentError  where the value is no object
    [[nodiscard]] JsonItems items() const;

    // The elements of an array; nothing for null. \throws ArgumentError  for other kinds
    [[nodiscard]] const Json* begin() const;
    [[nodiscard]] const Json* end() const;
    [[nodiscard]] Json* begin();
    [[nodiscard]] Json* end();

    /// Equal where == is; members count in any order.
    [[nodiscard]] std::uint64_t hash() const noexcept;

    void swap(Json& other) noexcept;
    friend void swap(Json& left, Json& right) noexcept { left.swap(right); }
    friend bool operator==(const Json& left, const Json& right) noexcept { return equal(left, right); }
    /// dump()
    friend std::ostream& operator<<(std::ostream& out, const Json& json) { return print(out, json); }

private:
    friend struct JsonAccess;

    static Json from_bool(bool value) noexcept;
    static Json from_int64(std::int64_t value) noexcept;
    static Json from_uint64(std::uint64_t value) noexcept;
    static Json from_double(double value);
    template <class I>
    static Json from_number(I value) noexcept {
        if constexpr (std::is_signed_v<I>)
            return from_int64(value);
        else
            return from_uint64(value);
    }
    static bool equal(const Json& left, const Json& right) noexcept;
    static std::ostream& print(std::ostream& out, const Json& json);

    // Room for one boost::json::value, whose header costs two seconds a translation unit; json.cpp asserts that it fits exactly.
    alignas(void*) std::byte storage_[sizeof(void*) == 8 ? 24 : 16];
};

/// One element of a braced list of JSON: a value that remembers whether it was written in braces of its own. Never named by users.
class JsonElement {
public:
    JsonElement() noexcept = default;
    template <class T>
    requires(detail::PlainInteger<T> || std::same_as<T, bool> || std::floating_point<T> || std::is_null_pointer_v<T>) JsonElement(T value)
        : value_(value) {}                                                 // NOLINT: implicit like Json's own
    JsonElement(const char* text) : value_(text) {}                        // NOLINT
    JsonElement(std::string_view text) : value_(text) {}                   // NOLINT
    JsonElement(const std::string& text) : value_(text) {}                 // NOLINT
    JsonElement(const std::vector<std::string>& texts) : value_(texts) {}  // NOLINT
    JsonElement(const std::vector<Json>& elements) : value_(elements) {}   // NOLINT
    template <detail::StandsForValue W>
    requires std::constructible_from<Json, const typename W::value_type&> JsonElement(const W& wrapper)
        : value_(wrapper.value_of()) {}                               // NOLINT
    JsonElement(const Json& value) : value_(value) {}                 // NOLINT
    JsonElement(Json&& value) noexcept : value_(std::move(value)) {}  // NOLINT
    JsonElement(std::initializer_list<JsonElement> elements);         // NOLINT

private:
    friend class Json;
    friend struct JsonAccess;

    [[nodiscard]] bool is_braced_member() const noexcept;

    mutable Json value_;  // the elements of an initializer_list are const, yet nobody else wants this one: it is moved out
    bool braced_ = false;
};

/// The members of a JSON object as a range. Borrows the object, which must not change meanwhile.
class JsonItems {
public:
    struct Item {
        std::string_view key;
        const Json& value;
    };

    class Iterator {
    public:
        using value_type = Item;
        using difference_type = std::ptrdiff_t;

        Iterator() = default;
        Iterator(const Json* object, std::size_t index) noexcept : object_{object}, index_{index} {}
        [[nodiscard]] Item operator*() const { return {object_->key_at(index_), object_->value_at(index_)}; }
        Iterator& operator++() noexcept {
            ++index_;
            return *this;
        }
        Iterator operator++(int) noexcept { return {object_, index_++}; }
        friend bool operator==(const Iterator& left, const Iterator& right) noexcept { return left.index_ == right.index_; }

    private:
        const Json* object_ = nullptr;
        std::size_t index_ = 0;
    };

    explicit JsonItems(const Json& object) : object_{&object}, size_{object.size()} {}
    [[nodiscard]] Iterator begin() const noexcept { return {object_, 0}; }
    [[nodiscard]] Iterator end() const noexcept { return {object_, size_}; }
    [[nodiscard]] std::size_t size() const noexcept { return size_; }

private:
    const Json* object_;
    std::size_t size_;
};

/// Appends JSON text to a string, value by value; the separators come by themselves. Not thread-safe.
///
/// The caller sees to the grammar: a key before each value of an object, one `end` for each `begin`.
class JsonWriter {
public:
    /// Borrows `out`, which must outlive the writer.
    explicit JsonWriter(std::string& out, const JsonFormat& format = {}) noexcept : out_{out}, format_{format} {}

    void null();
    void boolean(bool value);
    void integer(std::int64_t value);
    void unsigned_integer(std::uint64_t value);
    /// As Python's repr() of a float. \throws JsonError  for NaN and infinities
    void real(double value);
    /// \throws JsonError  where the text is not UTF-8
    void string(std::string_view text);
    /// Any value with all it holds.
    void value(const Json& value);
    /// Text that is JSON already, taken as it is.
    void raw(std::string_view json_text);

    void begin_array();
    void end_array();
    void begin_object();
    void key(std::string_view text);
    void end_object();

private:
    friend struct JsonAccess;

    void before_value();
    void begin(char bracket);
    void end(char bracket);
    void new_line();
    void write_text(std::string_view text);

    std::string& out_;
    JsonFormat format_;
    int depth_ = 0;
    bool first_ = true;  // nothing stands yet between the last bracket and here
    bool after_key_ = false;
};

/// Reads a JSON array of strings, the commonest typed column, without building a Json. False, with `out` in an unspecified state,
/// where the text is anything else (Json::parse says why).
[[nodiscard]] bool parse_json_strings(std::string_view text, std::vector<std::string>& out);

/// Appends a JSON array of the strings to `out`, as Json::dump() writes it.
void dump_json_strings(const std::vector<std::string>& strings, std::string& out);

}  // namespace retort

template <>
struct std::hash<retort::Json> {
    std::size_t operator()(const retort::Json& json) const noexcept { return static_cast<std::size_t>(json.hash()); }
};
