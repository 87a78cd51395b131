#include <retort/dialect/mariadb/compiler.hpp>

#include <string>

#include <retort/core/error.hpp>
#include <retort/dialect/mariadb/identifiers.hpp>
#include <retort/sql/compiler_state.hpp>
#include <retort/sql/nodes.hpp>

namespace retort::mariadb {

using sql::as;
using sql::NodeKind;

namespace precedence = sql::precedence;

void MariadbCompiler::append_identifier(std::string_view identifier) {
    mariadb::append_identifier(out(), identifier);
}

// https://mariadb.com/kb/en/cast/ knows fewer types than columns have.
void MariadbCompiler::append_type(const SqlType& type) {
    switch (type.kind) {
    case SqlType::Kind::boolean:
    case SqlType::Kind::small_integer:
    case SqlType::Kind::integer:
    case SqlType::Kind::big_integer: out() += "SIGNED INTEGER"; return;
    case SqlType::Kind::float_:
    case SqlType::Kind::double_: out() += type.precision >= 0 && type.precision <= 24 ? "FLOAT" : "DOUBLE"; return;
    case SqlType::Kind::numeric:
        out() += "DECIMAL";
        if (type.precision < 0) return;
        out() += "(" + std::to_string(type.precision);
        if (type.scale >= 0) out() += ", " + std::to_string(type.scale);
        out() += ')';
        return;
    case SqlType::Kind::string:
        out() += "CHAR";
        if (type.length >= 0) out() += "(" + std::to_string(type.length) + ")";
        return;
    case SqlType::Kind::uuid: out() += "CHAR(32)"; return;
    case SqlType::Kind::large_binary: out() += "BINARY"; return;
    case SqlType::Kind::date: out() += "DATE"; return;
    // SQLAlchemy says DATETIME and TIME, which cut the microseconds off.
    case SqlType::Kind::datetime:
    case SqlType::Kind::interval: out() += "DATETIME(6)"; return;
    case SqlType::Kind::time: out() += "TIME(6)"; return;
    case SqlType::Kind::array: throw CompileError{"MariaDB has no arrays to cast to."};
    case SqlType::Kind::custom: out() += type.name; return;
    // MariaDB cannot cast to JSON, which is text to it.
    default: out() += "CHAR"; return;
    }
}

std::string_view MariadbCompiler::full_join_words() const {
    throw CompileError{"MariaDB has no FULL OUTER JOIN; a union_() of an outer_join() from either side gives the same rows."};
}

void MariadbCompiler::check_with(sql::NodeKind statement) const {
    if (statement == NodeKind::insert || statement == NodeKind::update || statement == NodeKind::delete_)
        throw CompileError{"MariaDB takes a CTE before a SELECT alone; say subquery() in place of cte() where rows are written."};
}

void MariadbCompiler::append_limit(const sql::QueryNode& query) {
    if (!query.limit && !query.offset) return;
    out() += " \n LIMIT ";
    if (query.offset) {
        append_parameter(Value{*query.offset});
        out() += ", ";
    }
    if (query.limit) {
        append_parameter(Value{*query.limit});
    } else {
        out() += "18446744073709551615";  // MySQL's manual names this number for "all the rest"
    }
}

void MariadbCompiler::append_for_update(const sql::SelectNode& select) {
    out() += select.for_update->read ? " LOCK IN SHARE MODE" : " FOR UPDATE";
    if (select.for_update->nowait) out() += " NOWAIT";
    if (select.for_update->skip_locked) out() += " SKIP LOCKED";
}

void MariadbCompiler::append_escape(const sql::BinaryNode& node) {
    if (node.escape == "\\") {
        out() += " ESCAPE '\\\\'";
    } else {
        Compiler::append_escape(node);
    }
}

void MariadbCompiler::append_distinct_from(const sql::BinaryNode& node) {
    const bool is_negated = node.op == sql::Op::is_distinct;
    if (is_negated) out() += "NOT (";
    append_operand(*node.left, node.op);
    out() += " <=> ";
    append_operand(*node.right, node.op);
    if (is_negated) out() += ')';
}

// || is OR here, unless the server is told otherwise.
void MariadbCompiler::append_concat(const sql::BinaryNode& node) {
    out() += "concat(";
    append(*node.left, precedence::comma);
    out() += ", ";
    append(*node.right, precedence::comma);
    out() += ')';
}

void MariadbCompiler::append_match_pattern(const sql::Node& text, bool open_left, bool open_right) {
    if (open_left && open_right) out() += "concat(";
    if (open_left) out() += "concat('%', ";
    if (!open_left) out() += "concat(";
    append(text, precedence::comma);
    if (open_left && open_right) out() += ')';
    if (open_right) out() += ", '%'";
    out() += ')';
}

// Of what SQLite says, MariaDB reads neither an index from the end nor a quote within a member without quotes around it.
Value MariadbCompiler::json_path(std::string_view path) {
    if (path.starts_with("$[#")) return Value{"$[" + std::string{path.substr(3)}};
    if (path.starts_with("$.") && !path.starts_with("$.\"")) return Value{"$.\"" + std::string{path.substr(2)} + '"'};
    return Value{path};
}

void MariadbCompiler::append_json_path(const sql::JsonPathNode& node) {
    // MariaDB reads a constant path once, and reckons an index from the end out of the first document for all that follow (10.11.19): the path must not
    // look constant.
    const bool is_from_end = node.path.starts_with("$[#");
    const auto append_extract = [&] {
        out() += "JSON_EXTRACT(";
        append(*node.json, precedence::comma);
        out() += ", ";
        if (is_from_end) out() += "concat(";
        append_parameter(json_path(node.path));
        if (is_from_end) {
            out() += ", left(";
            append(*node.json, precedence::comma);
            out() += ", 0))";
        }
        out() += ')';
    };
    const auto append_text = [&] {
        out() += "JSON_UNQUOTE(";
        append_extract();
        out() += ')';
    };
    if (!node.scalar) return append_extract();
    out() += "CASE ";
    if (node.type.kind == SqlType::Kind::boolean) {
        // Not SQLAlchemy's WHEN true, which MariaDB compares with the text 'true' as a number.
        append_text();
        out() += " WHEN 'true' THEN true WHEN 'false' THEN false END";
        return;
    }
    append_extract();
    out() += " WHEN 'null' THEN NULL ELSE ";
    switch (node.type.kind) {
    case SqlType::Kind::small_integer:
    case SqlType::Kind::integer:
    case SqlType::Kind::big_integer:
    case SqlType::Kind::numeric:
        out() += "CAST(";
        append_extract();
        out() += " AS ";
        append_type(node.type);
        out() += ')';
        break;
    case SqlType::Kind::float_:
    case SqlType::Kind::double_:
        append_extract();
        out() += "+0.0000000000000000000000";
        break;
    default: append_text(); break;
    }
    out() += " END";
}

void MariadbCompiler::append_function(const sql::FunctionNode& node) {
    const bool joins = !node.by_name && node.name == "group_concat" && node.arguments.size() == 2;
    if (!node.by_name && node.name == "length") {
        // LENGTH counts bytes here.
        out() += "char_length(";
        append_list(node.arguments, precedence::comma);
        out() += ')';
        return;
    }
    // The average of integers would have four digits behind the point.
    const bool is_average = !node.by_name && node.name == "avg" && node.arguments.size() == 1;
    if (!node.filter && !joins && !is_average) return Compiler::append_function(node);
    // No FILTER: aggregates pass over NULLs, which a CASE makes of the rows that are not meant.
    if (node.arguments.size() != 1 && !joins) {
        throw CompileError{"MariaDB has no FILTER, which can be said otherwise only for functions of one argument; " + node.name + " has " +
                           std::to_string(node.arguments.size()) + "."};
    }
    const sql::Node& argument = *node.arguments.front();
    const sql::Node* const distinct = sql::operand_of_distinct(argument);
    const sql::Node& counted = distinct != nullptr ? *distinct : argument;
    const bool is_star = counted.kind() == NodeKind::constant && as<sql::ConstantNode>(counted).constant == sql::Constant::star;
    out() += node.name;
    out() += distinct != nullptr ? "(DISTINCT " : "(";
    if (is_average) out() += "CAST(";
    if (node.filter) {
        out() += "CASE WHEN ";
        append(*node.filter, precedence::strongest);
        out() += " THEN ";
    }
    if (is_star) {
        out() += '1';
    } else {
        append(counted, precedence::condition);
    }
    if (node.filter) out() += " END";
    if (is_average) out() += " AS DOUBLE)";
    if (joins) append_separator(*node.arguments.back());
    out() += ')';
}

// A second argument would be joined to each of the texts; and no parameter can stand here. Written as figures the literal means the same whatever the
// server makes of a backslash.
void MariadbCompiler::append_separator(const sql::Node& node) {
    constexpr std::string_view digits = "0123456789ABCDEF";
    out() += " SEPARATOR x'";
    for (const char c : as<sql::ParameterNode>(node).value.as_text()) {
        const auto byte = static_cast<unsigned char>(c);
        out() += digits[byte >> 4U];
        out() += digits[byte & 15U];
    }
    out() += '\'';
}

std::string_view MariadbCompiler::division(sql::Op op) const {
    return op == sql::Op::divide_whole ? " DIV " : " / ";  // of integers "/" gives a DECIMAL
}

// No parameter can stand here.
void MariadbCompiler::append_frame_offset(std::int64_t rows) {
    out() += std::to_string(rows);
}

void MariadbCompiler::append_ordering(const sql::OrderingNode& node) {
    // NULLs come first in ascending order and last in descending order; where something else is wanted, being NULL is what is ordered by
    // first.
    if (node.nulls != sql::Nulls::none) {
        append_order_operand(*node.operand, precedence::and_);
        out() += node.nulls == sql::Nulls::last ? " IS NULL, " : " IS NOT NULL, ";
    }
    append_order_operand(*node.operand, precedence::and_);
    if (node.direction == sql::Direction::ascending) out() += " ASC";
    if (node.direction == sql::Direction::descending) out() += " DESC";
}

void MariadbCompiler::append_empty_set(const sql::InNode&) {
    out() += "SELECT 1 FROM (SELECT 1) as _empty_set WHERE 1!=1";
}

// The row that could not be inserted is an alias elsewhere, and here a function that knows it.
void MariadbCompiler::append_column(const ModelDescription& model, std::string_view name, const sql::NodePtr& alias) {
    if (!is_in_conflict_ || !alias || as<sql::AliasNode>(alias).name != "excluded") return Compiler::append_column(model, name, alias);
    out() += "VALUES(";
    append_identifier(name);
    out() += ')';
}

void MariadbCompiler::append_truth(const sql::Node& operand, bool value) {
    append(operand, precedence::compare);
    out() += value ? " = 1" : " = 0";
}

// Error 1093: a DELETE, on MySQL an UPDATE too, may not read the table that it changes. A derived table is another one to the server, as
// long as it does not merge it into the query around it: LIMIT keeps it from doing that.
void MariadbCompiler::append_from_table(const ModelDescription& model, bool is_aliased) {
    if (&model != written_model()) return Compiler::append_from_table(model, is_aliased);
    if (!model.table.schema.empty() && !is_aliased) {
        throw CompileError{"A subquery of an UPDATE or DELETE of " + model.table.name +
                           " reads the same table, which MariaDB allows only under another name: use aliased<…>() in it."};
    }
    out() += "(SELECT * FROM ";
    append_table(model);
    out() += " LIMIT 18446744073709551615)";
    if (is_aliased) return;
    out() += " AS ";
    append_identifier(model.table.name);
}

void MariadbCompiler::append_default_values() {
    out() += " () VALUES ()";
}

void MariadbCompiler::append_conflict(const sql::InsertNode& insert, std::span<const FieldDescription* const> written) {
    if (!insert.conflict->where.empty()) {
        throw CompileError{"MariaDB's ON DUPLICATE KEY UPDATE takes no condition; say the new value as a case_() instead of where()."};
    }
    out() += " ON DUPLICATE KEY UPDATE ";
    const auto items = conflict_updates(insert, written);
    if (items.empty()) {
        // Nothing is to be done. INSERT IGNORE would not only keep silent about duplicates, but also about values that do not fit their
        // columns and about foreign keys; a column set to itself changes nothing.
        const auto& key = insert.model->primary_key;
        append_identifier(insert.model->fields[static_cast<std::size_t>(key.front())].name);
        out() += " = ";
        append_table(*insert.model);
        out() += '.';
        append_identifier(insert.model->fields[static_cast<std::size_t>(key.front())].name);
        return;
    }
    bool first = true;
    for (const auto& [field, value] : items) {
        if (!first) out() += ", ";
        first = false;
        append_identifier(field->name);
        out() += " = ";
        if (value) {
            is_in_conflict_ = true;
            append(*value, precedence::strongest);
            is_in_conflict_ = false;
        } else {
            out() += "VALUES(";
            append_identifier(field->name);
            out() += ')';
        }
    }
}

void MariadbCompiler::append_returning(const sql::StatementNode& write) {
    if (!has_returning_) throw CompileError{"MySQL has no RETURNING; select the rows again instead."};
    if (write.kind() == NodeKind::update) {
        throw CompileError{"MariaDB has no UPDATE … RETURNING; select the rows again instead."};
    }
    Compiler::append_returning(write);
}

}  // namespace retort::mariadb
