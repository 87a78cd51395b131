/// \file
/// Internal to the compiler's sources.
#pragma once

#include <string_view>
#include <vector>

#include <retort/sql/compiler.hpp>
#include <retort/sql/nodes.hpp>

namespace retort::sql {

/// SQLAlchemy's figures.
namespace precedence {
inline constexpr Precedence atom = 1000;
inline constexpr Precedence strongest = 100;
inline constexpr Precedence multiply = 8;
inline constexpr Precedence add = 7;
inline constexpr Precedence concat = 6;
inline constexpr Precedence compare = 5;
inline constexpr Precedence collate = 4;
inline constexpr Precedence and_ = 3;
inline constexpr Precedence or_ = 2;
inline constexpr Precedence text = 1;
inline constexpr Precedence exists = 0;
inline constexpr Precedence comma = -1;
inline constexpr Precedence condition = -10;
inline constexpr Precedence weakest = -100;
}  // namespace precedence

/// What DISTINCT stands before; nullptr where it does not.
const Node* operand_of_distinct(const Node& node);

/// True where both are written alike, values included; labels do not count.
bool same_expression(const Node& left, const Node& right);

/// The tables of one select, for the selects within it.
struct Compiler::Scope {
    const Scope* parent;
    std::vector<FromRef> froms;
};

/// One entry of a FROM clause.
struct Compiler::DisplayedFrom {
    FromRef from;
    const FromTree* tree;  ///< null: a table that nothing is joined to
};

struct Compiler::NameEntry {
    std::string_view name;
    const FieldDescription* field;
    const Node* node;  ///< the table's alias; without a field the source or the expression itself
    bool renamed;
};

/// The names of the columns of one select, to tell equal ones apart.
struct Compiler::Names {
    std::vector<NameEntry> entries{};
    int repeated = 0;
};

}  // namespace retort::sql
