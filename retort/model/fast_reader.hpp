/// \file
/// Reads JSON text straight into objects, where it fits them as it is. Internal.
#pragma once

#include <string_view>

#include <retort/model/validation.hpp>

namespace retort::detail {

/// True where the text is JSON, each value of it has the very type of its field, and all constraints and validators are content. False for
/// anything else, whatever it is: the document is then to be read again, by the Validator, who converts and tells what is wrong. `object` is
/// half filled in that case.
bool read_quickly(const ModelDescription& model, void* object, std::string_view text, const ValidateOptions& options);
bool read_quickly(const ValueOps& ops, void* value, std::string_view text, const ValidateOptions& options);

}  // namespace retort::detail
