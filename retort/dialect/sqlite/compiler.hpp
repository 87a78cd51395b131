/// \file
/// SQLite's SQL.
#pragma once

#include <retort/sql/compiler.hpp>

namespace retort::sqlite {

/// Writes statements as SQLAlchemy writes them for SQLite.
class SqliteCompiler final : public sql::Compiler {
public:
    SqliteCompiler() = default;

protected:
    void append_identifier(std::string_view identifier) override;
    void append_type(const SqlType& type) override;
    void append_limit(const sql::QueryNode& query) override;
    void append_for_update(const sql::SelectNode& select) override;
    void append_distinct_from(const sql::BinaryNode& node) override;
    std::string_view division(sql::Op op) const override;
    void append_function(const sql::FunctionNode& node) override;
    void append_empty_set(const sql::InNode& node) override;
    void append_boolean(bool value) override;
    void append_truth(const sql::Node& operand, bool value) override;
    void append_nested_part(const sql::NodePtr& part) override;
    void append_conflict(const sql::InsertNode& insert, std::span<const FieldDescription* const> written) override;

private:
    void append_distinct_group_concat(const sql::FunctionNode& node);
};

}  // namespace retort::sqlite
