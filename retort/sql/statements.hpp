/// \file
/// All statements: `select`, `insert`, `update`, `delete_from`, `text`, and what they are made of.
#pragma once

#include <retort/sql/column.hpp>
#include <retort/sql/expression.hpp>
#include <retort/sql/functions.hpp>
#include <retort/sql/select.hpp>
#include <retort/sql/statement_node.hpp>
#include <retort/sql/text.hpp>
#include <retort/sql/write.hpp>
