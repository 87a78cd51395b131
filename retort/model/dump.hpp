#pragma once

#include <concepts>
#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include <retort/core/json.hpp>
#include <retort/model/describe.hpp>

namespace retort {

/// What a dump shows, and how. pydantic's names; the defaults are its own.
struct DumpOptions {
    bool exclude_none = false;      ///< leaves out fields that are null
    bool exclude_defaults = false;  ///< leaves out fields that hold their default
    /// Leaves out fields of type Patch<T> that are absent. Without it they are shown as null, which is the default value that pydantic shows for a
    /// field that nobody set.
    bool exclude_unset = false;
    bool by_alias = false;  ///< the names that `alias<"…">` gives
    int indent = -1;        ///< of text: columns a level; -1 puts all on one line without blanks
    /// Only these, where there are any: `{"name", "team.name"}`. A path goes through lists, maps and nested models; fields by their names, not
    /// their aliases.
    std::vector<std::string> include{};
    /// Not these.
    std::vector<std::string> exclude{};
};

namespace detail {

Json dump_object(const ModelDescription& model, const void* object, const DumpOptions& options);
std::string dump_object_json(const ModelDescription& model, const void* object, const DumpOptions& options);
Json dump_value(const ValueOps& ops, const void* value, const DumpOptions& options);
std::string dump_value_json(const ValueOps& ops, const void* value, const DumpOptions& options);
// Lists of objects that lie apart, as those of a session do; a null pointer is shown as null.
Json dump_objects(const ModelDescription& model, std::span<const void* const> objects, const DumpOptions& options);
std::string dump_objects_json(const ModelDescription& model, std::span<const void* const> objects, const DumpOptions& options);

}  // namespace detail

/// The object as a JSON document, in the formats of pydantic 2: dates and durations in ISO 8601, Decimal and Uuid as text, bytes in Base64, NaN and
/// infinities as null. Fields with the option `exclude` and relationships are left out, `secret` ones are masked; computed fields and ExtraFields stand
/// behind the fields.
/// \throws JsonError  where a text is not UTF-8
template <Model T>
[[nodiscard]] Json model_dump(const T& object, const DumpOptions& options = {}) {
    return detail::dump_object(describe<T>(), &object, options);
}

/// The same as JSON text: `{"id":1,"name":"a"}`.
template <Model T>
[[nodiscard]] std::string model_dump_json(const T& object, const DumpOptions& options = {}) {
    return detail::dump_object_json(describe<T>(), &object, options);
}

/// Of a std::vector<T>, a std::optional<T>, a map or any other value that a field can hold.
template <class T>
requires(!Model<T> && detail::HasOps<T>) [[nodiscard]] Json model_dump(const T& value, const DumpOptions& options = {}) {
    return detail::dump_value(value_ops<T>(), &value, options);
}
template <class T>
requires(!Model<T> && detail::HasOps<T>) [[nodiscard]] std::string model_dump_json(const T& value, const DumpOptions& options = {}) {
    return detail::dump_value_json(value_ops<T>(), &value, options);
}

}  // namespace retort
