/// \file
/// PostgreSQL's SQL.
#pragma once

#include <retort/sql/compiler.hpp>

namespace retort::postgresql {

/// Writes statements as SQLAlchemy writes them for PostgreSQL, but for the marks of parameters, which are the server's own: `$1`.
///
/// The server infers the types of parameters from what stands around them, and refuses a statement where that settles nothing. There, and where its
/// inference would be wrong (an integer column compared with 1.5), the mark has a cast, as SQLAlchemy's dialects for asyncpg and psycopg write it
/// everywhere. It is left out elsewhere, since a value must be free to become an enumerator, a citext, a date.
class PostgresqlCompiler final : public sql::Compiler {
public:
    PostgresqlCompiler() = default;

protected:
    void append_identifier(std::string_view identifier) override;
    void append_type(const SqlType& type) override;
    void append_parameter_mark(std::size_t index) override;
    void append_typed_mark(std::size_t index, const Value& value, const sql::ParameterContext& context) override;
    bool numbers_parameters() const override { return true; }
    void append_limit(const sql::QueryNode& query) override;
    void append_ilike(const sql::BinaryNode& node) override;
    void append_json_path(const sql::JsonPathNode& node) override;
    void append_function(const sql::FunctionNode& node) override;
    void append_empty_set(const sql::InNode& node) override;
    void append_returning(const sql::StatementNode& write) override;

private:
    void append_string_agg(const sql::FunctionNode& node);
};

}  // namespace retort::postgresql
