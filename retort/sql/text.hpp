/// \file
/// `text()`, SQL as it is written.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

#include <retort/sql/expression.hpp>

namespace retort {

/// SQL with named parameters: `text("SELECT * FROM hero WHERE name = :name")`, to be executed with `{{"name", value}}`.
///
/// A colon begins a parameter only outside of string literals, quoted identifiers and comments, and where a name follows it and no letter or
/// colon precedes it (`::int` is a cast, also in `:n::int`); `\:` is a colon everywhere. It may also stand in where(), order_by() and group_by(), with its values given by bind().
/// A value; copies share their tree.
class Text : public Clause {
public:
    explicit Text(std::string_view sql);

    /// The same text with values for some of its parameters.
    /// \throws ArgumentError  where the text has no such parameter
    Text bind(std::initializer_list<std::pair<std::string_view, Value>> values) const;
};

inline Text text(std::string_view sql) {
    return Text{sql};
}

}  // namespace retort
