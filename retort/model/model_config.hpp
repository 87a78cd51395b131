#pragma once

#include <cstdint>
#include <initializer_list>
#include <string_view>

#include <retort/core/json.hpp>

namespace retort {

/// What becomes of members of a document that the model has no field for.
enum class Extra : std::uint8_t {
    ignore,
    forbid,  ///< each is a problem
    allow,   ///< kept in the model's ExtraFields member
};

/// pydantic's model_config: `static constexpr retort::ModelConfig model_config{.extra = retort::Extra::forbid};` in a model.
struct ModelConfig {
    Extra extra = Extra::ignore;     ///< a model with an ExtraFields member allows them by having it
    bool strict = false;             ///< values are taken as they are, never converted
    bool populate_by_name = false;   ///< a field with an alias is read by its name too
    bool check_constraints = false;  ///< the table has CHECK constraints from ge, max_length and their kin
    std::string_view title{};        ///< in JSON Schema; empty: the struct's name
    std::string_view description{};
};

/// The members of a document that no field of the model took: `retort::ExtraFields extra;` A JSON object; never a column.
class ExtraFields : public Json {
public:
    ExtraFields() : Json(Json::object()) {}
    ExtraFields(Json fields) : Json(static_cast<Json&&>(fields)) {}  // NOLINT: given in place as the Json that it is
};

}  // namespace retort
