/// \file
/// Validation: objects from documents, and objects against the constraints of their fields.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>
#include <type_traits>

#include <retort/core/json.hpp>
#include <retort/model/describe.hpp>
#include <retort/model/model_config.hpp>
#include <retort/model/problems.hpp>

namespace retort {

/// How a document is looked at; what is not said here, the model's config and the fields' options say.
struct ValidateOptions {
    std::optional<bool> strict{};   ///< values are taken as they are, never converted
    std::optional<Extra> extra{};   ///< members that the model has no field for
    bool populate_by_name = false;  ///< fields with an alias are read by their names too
    std::size_t max_size = 0;       ///< the longest text in bytes; 0: any. Texts of more than 256 levels are refused always
};

namespace detail {

/// True where all is well. `object` is not changed.
bool check_object(const ModelDescription& model, const void* object, Problems& problems);

void validate_into(const ModelDescription& model, void* object, const Json& json, const ValidateOptions& options);
void validate_into(const ValueOps& ops, void* value, const Json& json, const ValidateOptions& options);
/// True where the text is JSON, each value of it has the very type of its field, and all constraints and validators are content. False for
/// anything else, whatever it is; `object` is half filled then, and another is to be made by validate_text_into.
bool read_quickly(const ModelDescription& model, void* object, std::string_view text, const ValidateOptions& options);
bool read_quickly(const ValueOps& ops, void* value, std::string_view text, const ValidateOptions& options);
void validate_text_into(const ModelDescription& model, void* object, std::string_view text, const ValidateOptions& options);
void validate_text_into(const ValueOps& ops, void* value, std::string_view text, const ValidateOptions& options);
void throw_where_broken(const ModelDescription& model, const void* object);

template <class T>
inline constexpr bool is_literal = false;
template <FixedString Text>
inline constexpr bool is_literal<Literal<Text>> = true;

template <class T>
decltype(auto) validated_type() {
    if constexpr (JsonAggregate<T> && !is_literal<T>) {
        return describe<T>();
    } else {
        return value_ops<T>();
    }
}

}  // namespace detail

/// A T made of a document, as pydantic's model_validate() makes one: values are converted by pydantic 2's table for JSON, defaults stand in for
/// what is not given, the constraints and validators of the fields are looked at, then the model's own. T is a model, or a list, map, … of them.
/// \throws ValidationError  with all that is wrong
template <class T>
T model_validate(const Json& json, const ValidateOptions& options = {}) {
    T object{};
    detail::validate_into(detail::validated_type<T>(), &object, json, options);
    return object;
}

/// The same of a JSON text. A text that is no JSON is one problem, of type json_invalid, that tells the place.
/// \throws ValidationError  with all that is wrong
template <class T>
T model_validate_json(std::string_view text, const ValidateOptions& options = {}) {
    {
        T object{};
        if (detail::read_quickly(detail::validated_type<T>(), &object, text, options)) return object;
    }
    T object{};
    detail::validate_text_into(detail::validated_type<T>(), &object, text, options);
    return object;
}

/// Looks at the constraints and validators of an object's fields, of the models within it, and at its own validate().
/// \throws ValidationError  with all that is wrong
template <Model T>
void validate(const T& object) {
    detail::throw_where_broken(describe<T>(), &object);
}

}  // namespace retort
