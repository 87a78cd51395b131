#include <retort/core/json.hpp>

#include <algorithm>
#include <bit>
#include <cmath>
#include <new>
#include <ostream>

#include <retort/core/error.hpp>
#include <retort/core/hash.hpp>
#include <retort/core/json_access.hpp>
#include <retort/core/text.hpp>

namespace retort {

namespace bj = boost::json;

static_assert(sizeof(Json) == sizeof(bj::value) && alignof(Json) == alignof(bj::value));

namespace {

bj::string_view boost_view(std::string_view text) noexcept {
    return {text.data(), text.size()};
}
std::string_view std_view(bj::string_view text) noexcept {
    return {text.data(), text.size()};
}

[[noreturn]] void throw_kind(std::string_view wanted, JsonKind found) {
    std::string message = "the JSON value is ";
    message.append(found == JsonKind::null                                                                 ? ""
                   : (found == JsonKind::integer || found == JsonKind::array || found == JsonKind::object) ? "an "
                                                                                                           : "a ");
    message.append(kind_name(found)).append(", wanted is ").append(wanted);
    throw ArgumentError{message};
}

[[noreturn]] void throw_index(std::size_t index, std::size_t size) {
    throw ArgumentError{"the JSON value has " + std::to_string(size) + " elements, none with the index " + std::to_string(index)};
}

const bj::object& object_of(const Json& json) {
    if (const auto* object = JsonAccess::value(json).if_object()) return *object;
    throw_kind("an object", json.kind());
}

bj::object& object_of(Json& json) {
    return const_cast<bj::object&>(object_of(std::as_const(json)));
}

const bj::array& array_of(const Json& json) {
    if (const auto* array = JsonAccess::value(json).if_array()) return *array;
    throw_kind("an array", json.kind());
}

bj::array& array_of(Json& json) {
    return const_cast<bj::array&>(array_of(std::as_const(json)));
}

const bj::key_value_pair& member_at(const Json& json, std::size_t index) {
    const auto& object = object_of(json);
    if (index >= object.size()) throw_index(index, object.size());
    return object.begin()[index];
}

// Different values of one kind, and equal bits of two kinds, must not meet: each kind has a seed.
std::uint64_t seeded(JsonKind kind, std::uint64_t bits) noexcept {
    return hash_combine(hash_u64(static_cast<std::uint64_t>(kind)), bits);
}

std::uint64_t hash_of(const bj::value& value) noexcept {
    switch (value.kind()) {
    case bj::kind::null: return seeded(JsonKind::null, 0);
    case bj::kind::bool_: return seeded(JsonKind::boolean, value.get_bool() ? 1 : 2);
    case bj::kind::int64: return seeded(JsonKind::integer, static_cast<std::uint64_t>(value.get_int64()));
    case bj::kind::uint64: return seeded(JsonKind::unsigned_integer, value.get_uint64());
    // Adding zero makes one zero of two.
    case bj::kind::double_: return seeded(JsonKind::real, std::bit_cast<std::uint64_t>(value.get_double() + 0.0));
    case bj::kind::string: return seeded(JsonKind::string, hash_bytes(std_view(value.get_string())));
    case bj::kind::array: {
        auto sum = seeded(JsonKind::array, value.get_array().size());
        for (const auto& element : value.get_array())
            sum = hash_combine(sum, hash_of(element));
        return sum;
    }
    case bj::kind::object: {
        // A sum does not ask for the order of the members, as == does not.
        std::uint64_t sum = 0;
        for (const auto& member : value.get_object())
            sum += hash_combine(hash_bytes(std_view(member.key())), hash_of(member.value()));
        return seeded(JsonKind::object, sum);
    }
    }
    return 0;
}

}  // namespace

JsonError::JsonError(std::string message, std::size_t position) : Error{std::move(message)}, position_{position} {}

const char* JsonError::type_name() const noexcept {
    return "JsonError";
}

std::string_view kind_name(JsonKind kind) noexcept {
    switch (kind) {
    case JsonKind::null: return "null";
    case JsonKind::boolean: return "boolean";
    case JsonKind::integer: return "integer";
    case JsonKind::unsigned_integer: return "unsigned integer";
    case JsonKind::real: return "real number";
    case JsonKind::string: return "string";
    case JsonKind::array: return "array";
    case JsonKind::object: return "object";
    }
    return "value";
}

Json::Json() noexcept {
    ::new (static_cast<void*>(storage_)) bj::value();
}
Json::Json(std::nullptr_t) noexcept : Json() {}
Json::Json(const char* text) : Json(std::string_view{text}) {}
Json::Json(std::string_view text) {
    ::new (static_cast<void*>(storage_)) bj::value(boost_view(text));
}
Json::Json(const std::string& text) : Json(std::string_view{text}) {}
Json::Json(const Json& other) {
    ::new (static_cast<void*>(storage_)) bj::value(JsonAccess::value(other));
}
Json::Json(Json&& other) noexcept {
    ::new (static_cast<void*>(storage_)) bj::value(std::move(JsonAccess::value(other)));
}
Json::~Json() {
    JsonAccess::value(*this).~value();
}

Json::Json(const std::vector<std::string>& texts) : Json() {
    auto& elements = JsonAccess::value(*this).emplace_array();
    elements.reserve(texts.size());
    for (const auto& text : texts)
        elements.emplace_back(boost_view(text));
}

Json::Json(const std::vector<Json>& values) : Json() {
    auto& elements = JsonAccess::value(*this).emplace_array();
    elements.reserve(values.size());
    for (const auto& value : values)
        elements.push_back(JsonAccess::value(value));
}

Json::Json(std::initializer_list<JsonElement> elements) : Json() {
    if (elements.size() == 1 && !elements.begin()->braced_)
        *this = std::move(elements.begin()->value_);
    else
        *this = std::move(JsonElement(elements).value_);
}

Json& Json::operator=(const Json& other) {
    JsonAccess::value(*this) = JsonAccess::value(other);
    return *this;
}

Json& Json::operator=(Json&& other) noexcept {
    // Boost's own assignment can throw for two memory resources, of which there is only one here.
    if (this != &other) {
        // The value may be a part of the one that it replaces: out with it before that dies.
        bj::value taken(std::move(JsonAccess::value(other)));
        JsonAccess::value(*this) = std::move(taken);
    }
    return *this;
}

JsonElement::JsonElement(std::initializer_list<JsonElement> elements) : braced_{true} {
    const bool object = elements.size() != 0 &&
                        std::all_of(elements.begin(), elements.end(), [](const auto& element) { return element.is_braced_member(); });
    value_ = object ? Json::object(elements) : Json::array(elements);
}

bool JsonElement::is_braced_member() const noexcept {
    const auto* array = braced_ ? JsonAccess::value(value_).if_array() : nullptr;
    return array != nullptr && array->size() == 2 && array->front().is_string();
}

Json Json::array() {
    Json result;
    JsonAccess::value(result).emplace_array();
    return result;
}

Json Json::array(std::initializer_list<JsonElement> elements) {
    Json result;
    auto& array = JsonAccess::value(result).emplace_array();
    array.reserve(elements.size());
    for (const auto& element : elements)
        array.push_back(std::move(JsonAccess::value(element.value_)));
    return result;
}

Json Json::object() {
    Json result;
    JsonAccess::value(result).emplace_object();
    return result;
}

Json Json::object(std::initializer_list<JsonElement> members) {
    Json result;
    auto& object = JsonAccess::value(result).emplace_object();
    object.reserve(members.size());
    for (const auto& member : members) {
        if (!member.is_braced_member()) throw ArgumentError{"a member of a JSON object is a pair of a text and a value"};
        auto& pair = JsonAccess::value(member.value_).get_array();
        object.insert_or_assign(pair[0].get_string(), std::move(pair[1]));
    }
    return result;
}

Json Json::from_bool(bool value) noexcept {
    Json result;
    JsonAccess::value(result) = value;
    return result;
}

Json Json::from_int64(std::int64_t value) noexcept {
    Json result;
    JsonAccess::value(result) = value;
    return result;
}

Json Json::from_uint64(std::uint64_t value) noexcept {
    // One form for one number: equality and hash rely on it.
    if (value <= static_cast<std::uint64_t>(INT64_MAX)) return from_int64(static_cast<std::int64_t>(value));
    Json result;
    JsonAccess::value(result) = value;
    return result;
}

Json Json::from_double(double value) {
    if (!std::isfinite(value)) throw JsonError{"JSON has no " + python_float(value)};
    Json result;
    JsonAccess::value(result) = value;
    return result;
}

JsonKind Json::kind() const noexcept {
    switch (JsonAccess::value(*this).kind()) {
    case bj::kind::null: return JsonKind::null;
    case bj::kind::bool_: return JsonKind::boolean;
    case bj::kind::int64: return JsonKind::integer;
    case bj::kind::uint64: return JsonKind::unsigned_integer;
    case bj::kind::double_: return JsonKind::real;
    case bj::kind::string: return JsonKind::string;
    case bj::kind::array: return JsonKind::array;
    case bj::kind::object: return JsonKind::object;
    }
    return JsonKind::null;
}

bool Json::as_bool() const {
    if (const auto* found = JsonAccess::value(*this).if_bool()) return *found;
    throw_kind("a boolean", kind());
}

std::int64_t Json::as_int64() const {
    if (const auto* found = JsonAccess::value(*this).if_int64()) return *found;
    throw_kind("an integer of 64 bits with a sign", kind());
}

std::uint64_t Json::as_uint64() const {
    if (const auto* found = JsonAccess::value(*this).if_uint64()) return *found;
    if (const auto* found = JsonAccess::value(*this).if_int64(); found != nullptr && *found >= 0) return static_cast<std::uint64_t>(*found);
    throw_kind("an integer that is not negative", kind());
}

double Json::as_double() const {
    const auto& value = JsonAccess::value(*this);
    if (const auto* found = value.if_double()) return *found;
    if (const auto* found = value.if_int64()) return static_cast<double>(*found);
    if (const auto* found = value.if_uint64()) return static_cast<double>(*found);
    throw_kind("a number", kind());
}

std::string_view Json::as_string() const {
    if (const auto* found = JsonAccess::value(*this).if_string()) return std_view(*found);
    throw_kind("a string", kind());
}

std::size_t Json::size() const {
    const auto& value = JsonAccess::value(*this);
    if (const auto* array = value.if_array()) return array->size();
    if (const auto* object = value.if_object()) return object->size();
    if (value.is_null()) return 0;
    throw_kind("an array or an object", kind());
}

Json& Json::operator[](std::string_view key) {
    if (is_null()) JsonAccess::value(*this).emplace_object();
    return JsonAccess::wrap(object_of(*this)[boost_view(key)]);
}

const Json& Json::at(std::string_view key) const {
    const auto* found = object_of(*this).if_contains(boost_view(key));
    if (found == nullptr) throw ArgumentError{"the JSON object has no member " + python_repr(key)};
    return JsonAccess::wrap(*found);
}

Json& Json::at(std::string_view key) {
    return const_cast<Json&>(std::as_const(*this).at(key));
}

const Json& Json::at(std::size_t index) const {
    const auto& array = array_of(*this);
    if (index >= array.size()) throw_index(index, array.size());
    return JsonAccess::wrap(array[index]);
}

Json& Json::at(std::size_t index) {
    return const_cast<Json&>(std::as_const(*this).at(index));
}

const Json* Json::find(std::string_view key) const noexcept {
    const auto* object = JsonAccess::value(*this).if_object();
    const auto* found = object != nullptr ? object->if_contains(boost_view(key)) : nullptr;
    return found != nullptr ? &JsonAccess::wrap(*found) : nullptr;
}

Json* Json::find(std::string_view key) noexcept {
    return const_cast<Json*>(std::as_const(*this).find(key));
}

void Json::push_back(Json element) {
    if (is_null()) JsonAccess::value(*this).emplace_array();
    array_of(*this).push_back(std::move(JsonAccess::value(element)));
}

void Json::set(std::string_view key, Json value) {
    (*this)[key] = std::move(value);
}

bool Json::erase(std::string_view key) {
    auto& object = object_of(*this);
    const auto found = object.find(boost_view(key));
    if (found == object.end()) return false;
    object.stable_erase(found);
    return true;
}

void Json::erase(std::size_t index) {
    auto& array = array_of(*this);
    if (index >= array.size()) throw_index(index, array.size());
    array.erase(array.begin() + index);
}

std::vector<std::string_view> Json::keys() const {
    const auto& object = object_of(*this);
    std::vector<std::string_view> result;
    result.reserve(object.size());
    for (const auto& member : object)
        result.push_back(std_view(member.key()));
    return result;
}

std::string_view Json::key_at(std::size_t index) const {
    return std_view(member_at(*this, index).key());
}

const Json& Json::value_at(std::size_t index) const {
    return JsonAccess::wrap(member_at(*this, index).value());
}

Json& Json::value_at(std::size_t index) {
    return const_cast<Json&>(std::as_const(*this).value_at(index));
}

JsonItems Json::items() const {
    static_cast<void>(object_of(*this));
    return JsonItems{*this};
}

const Json* Json::begin() const {
    if (is_null()) return nullptr;
    const auto& array = array_of(*this);
    return array.empty() ? nullptr : &JsonAccess::wrap(*array.data());
}

const Json* Json::end() const {
    const auto* first = begin();
    return first == nullptr ? nullptr : first + size();
}

Json* Json::begin() {
    return const_cast<Json*>(std::as_const(*this).begin());
}

Json* Json::end() {
    return const_cast<Json*>(std::as_const(*this).end());
}

std::uint64_t Json::hash() const noexcept {
    return hash_of(JsonAccess::value(*this));
}

void Json::swap(Json& other) noexcept {
    JsonAccess::value(*this).swap(JsonAccess::value(other));
}

bool Json::equal(const Json& left, const Json& right) noexcept {
    return JsonAccess::value(left) == JsonAccess::value(right);
}

std::ostream& Json::print(std::ostream& out, const Json& json) {
    return out << json.dump();
}

}  // namespace retort
