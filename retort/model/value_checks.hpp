#pragma once

#include <retort/model/description.hpp>

namespace retort::detail {

/// Adds a CHECK constraint `ck_<table>_<column>` for each column whose options bound its values: ge, gt, le, lt, multiple_of of integers,
/// min_length and max_length of texts and bytes. A model asks for them with `ModelConfig{.check_constraints = true}`.
///
/// `char_length` is standard SQL; the dialect writes its own word for it where it has another.
void add_value_checks(ModelDescription& model);

}  // namespace retort::detail
