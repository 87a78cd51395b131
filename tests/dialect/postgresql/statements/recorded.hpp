/// \file
/// Included before each source of tests/sql, whose statements are then written in PostgreSQL's SQL instead: the server must understand every one of
/// them, types of parameters included, and compare.py holds each against what SQLAlchemy makes of the same expression.
#pragma once

#include <retort/sql/statement_node.hpp>

namespace postgresql_statements {

void record(const char* file, int line, const retort::sql::StatementNode& statement);

}  // namespace postgresql_statements

// The expected texts are SQLite's.
#define EXPECT_SQL(expected_sql, expected_parameters, ...) ::postgresql_statements::record(__FILE__, __LINE__, (__VA_ARGS__).node())
