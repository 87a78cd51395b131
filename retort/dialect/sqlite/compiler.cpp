#include <retort/dialect/sqlite/compiler.hpp>

#include <retort/core/error.hpp>
#include <retort/dialect/sqlite/ddl.hpp>
#include <retort/dialect/sqlite/identifiers.hpp>
#include <retort/sql/compiler_state.hpp>
#include <retort/sql/nodes.hpp>

namespace retort::sqlite {

using sql::as;

void SqliteCompiler::append_identifier(std::string_view identifier) {
    sqlite::append_identifier(out(), identifier);
}

void SqliteCompiler::append_type(const SqlType& type) {
    out() += type_sql(type);
}

void SqliteCompiler::append_limit(const sql::QueryNode& query) {
    if (!query.limit && !query.offset) return;
    // Always both and both bound, so that pages of one list are one prepared statement. -1 is without limit.
    out() += "\n LIMIT ";
    append_parameter(Value{query.limit.value_or(-1)});
    out() += " OFFSET ";
    append_parameter(Value{query.offset.value_or(0)});
}

void SqliteCompiler::append_for_update(const sql::SelectNode&) {}  // a write transaction locks the whole database

void SqliteCompiler::append_distinct_from(const sql::BinaryNode& node) {
    append_operand(*node.left, node.op);
    out() += node.op == sql::Op::is_distinct ? " IS NOT " : " IS ";
    append_operand(*node.right, node.op);
}

// A NUMERIC column holds 7.00 as the integer 7, and integers divide to integers.
std::string_view SqliteCompiler::division(sql::Op op) const {
    return op == sql::Op::divide_decimal ? " / 1.0 / " : " / ";
}

// DISTINCT goes with one argument only.
void SqliteCompiler::append_distinct_group_concat(const sql::FunctionNode& node) {
    const sql::Node& separator = *node.arguments.back();
    if (as<sql::ParameterNode>(separator).value != Value{","}) {
        throw CompileError{"SQLite joins distinct texts by a comma alone; for another separator select the distinct ones in a subquery."};
    }
    out() += "group_concat(";
    append(*node.arguments.front(), sql::precedence::comma);
    out() += ')';
    append_filter(node);
}

void SqliteCompiler::append_function(const sql::FunctionNode& node) {
    if (node.name == "now" && node.arguments.empty()) {
        out() += "CURRENT_TIMESTAMP";
    } else if (!node.by_name && node.name == "group_concat" && node.arguments.size() == 2 &&
               sql::operand_of_distinct(*node.arguments.front()) != nullptr) {
        append_distinct_group_concat(node);
    } else {
        Compiler::append_function(node);
    }
}

void SqliteCompiler::append_empty_set(const sql::InNode&) {
    out() += "SELECT 1 FROM (SELECT 1) WHERE 1!=1";
}

void SqliteCompiler::append_boolean(bool value) {
    out() += value ? '1' : '0';
}

void SqliteCompiler::append_truth(const sql::Node& operand, bool value) {
    append(operand, sql::precedence::compare);
    out() += value ? " = 1" : " = 0";
}

void SqliteCompiler::append_nested_part(const sql::NodePtr& part) {
    // SQLite takes no parentheses around the parts of a compound; SQLAlchemy writes them and fails.
    out() += "SELECT * FROM (";
    append_query(part, false);
    out() += ')';
}

void SqliteCompiler::append_conflict(const sql::InsertNode& insert, std::span<const FieldDescription* const> written) {
    // Without a WHERE the ON of ON CONFLICT would be read as that of a join.
    if (insert.select && insert.select->kind() == sql::NodeKind::select && as<sql::SelectNode>(insert.select).where.empty()) {
        throw CompileError{"On SQLite an insert from a select with on_conflict() needs a where() in the select; text(\"true\") will do."};
    }
    Compiler::append_conflict(insert, written);
}

}  // namespace retort::sqlite
