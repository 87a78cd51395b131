/// \file
/// The SQL of MariaDB and MySQL.
#pragma once

#include <retort/sql/compiler.hpp>

namespace retort::mariadb {

/// Writes statements as SQLAlchemy writes them for MySQL and MariaDB.
class MariadbCompiler final : public sql::Compiler {
public:
    /// \param has_returning  of INSERT and DELETE: MariaDB has it, MySQL has not
    explicit MariadbCompiler(bool has_returning) : has_returning_{has_returning} {}

protected:
    void append_identifier(std::string_view identifier) override;
    void append_type(const SqlType& type) override;
    void append_limit(const sql::QueryNode& query) override;
    void append_for_update(const sql::SelectNode& select) override;
    void append_escape(const sql::BinaryNode& node) override;
    void append_distinct_from(const sql::BinaryNode& node) override;
    void append_concat(const sql::BinaryNode& node) override;
    void append_match_pattern(const sql::Node& text, bool open_left, bool open_right) override;
    void append_json_path(const sql::JsonPathNode& node) override;
    void append_function(const sql::FunctionNode& node) override;
    void append_frame_offset(std::int64_t rows) override;
    std::string_view division(sql::Op op) const override;
    void append_ordering(const sql::OrderingNode& node) override;
    void append_empty_set(const sql::InNode& node) override;
    void append_column(const ModelDescription& model, std::string_view name, const sql::NodePtr& alias) override;
    void append_truth(const sql::Node& operand, bool value) override;
    void append_from_table(const ModelDescription& model, bool is_aliased) override;
    std::string_view full_join_words() const override;
    void check_with(sql::NodeKind statement) const override;
    void append_default_values() override;
    void append_conflict(const sql::InsertNode& insert, std::span<const FieldDescription* const> written) override;
    void append_returning(const sql::StatementNode& write) override;

private:
    void append_separator(const sql::Node& node);
    static Value json_path(std::string_view path);

    bool has_returning_;
    bool is_in_conflict_ = false;
};

}  // namespace retort::mariadb
