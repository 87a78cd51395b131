/// \file
/// Expressions of PostgreSQL, read with its precedences and written in one form.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include <retort/dialect/postgresql/sql_text_tokens.hpp>

namespace retort::postgresql {

/// One form for all ways to write an expression, as far as normalized_sql() says; nothing where it cannot be read.
/// \param used  set to the number of tokens that belong to the expression; DESC, NULLS and their kin may follow
std::optional<std::string> normalized_expression(const std::vector<Token>& tokens, std::size_t& used);

}  // namespace retort::postgresql
