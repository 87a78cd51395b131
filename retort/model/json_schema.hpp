#pragma once

#include <cstdint>

#include <retort/core/json.hpp>
#include <retort/model/describe.hpp>

namespace retort {

/// Which documents a schema describes: those that model_validate takes, or those that model_dump gives.
enum class SchemaMode : std::uint8_t { validation, serialization };

struct SchemaOptions {
    SchemaMode mode = SchemaMode::validation;
    bool by_alias = true;  ///< the names that `alias<"…">` gives
};

namespace detail {
Json json_schema(const ModelDescription& model, const SchemaOptions& options);
}

/// The JSON Schema (2020-12) of T, worded as pydantic 2 words it: nested models and enums under "$defs", an optional as "anyOf" with null.
/// \throws ArgumentError  where the options of T contradict each other
template <Model T>
[[nodiscard]] Json model_json_schema(const SchemaOptions& options = {}) {
    return detail::json_schema(describe<T>(), options);
}

}  // namespace retort
