#include <retort/dialect/postgresql/ddl.hpp>

#include <retort/core/error.hpp>
#include <retort/core/text.hpp>
#include <retort/dialect/postgresql/identifiers.hpp>

namespace retort::postgresql {

namespace {

using detail::boolean_option;
using detail::find_option;

/// `a, b` as names, each quoted where it needs it.
std::string quoted_names(std::string_view names) {
    std::string list;
    for (const auto name : split(names, ','))
        list.append(list.empty() ? "" : ", ").append(quote_identifier(strip(name)));
    return list;
}

/// The operator class that `postgresql_ops` ("name=text_pattern_ops, data=jsonb_path_ops") gives a column.
std::string_view operator_class(const Index& index, std::string_view column) {
    const std::string* const ops = find_option(index.dialect_options, "postgresql_ops");
    if (ops == nullptr) return {};
    for (const auto one : split(*ops, ',')) {
        const auto equals = one.find('=');
        if (equals != std::string_view::npos && strip(one.substr(0, equals)) == column) return strip(one.substr(equals + 1));
    }
    return {};
}

class PostgresqlDdl final : public detail::DdlWriter {
public:
    std::string quote_identifier(std::string_view identifier) const override { return postgresql::quote_identifier(identifier); }
    std::string type_sql(const SqlType& type) const override { return postgresql::type_sql(type); }

    std::string column(const Table&, const Column& column) const override {
        const auto& options = column.options;
        std::string sql = quote_identifier(column.name);
        if (const auto serial = serial_type(column); !serial.empty()) {
            sql.append(" ").append(serial);
        } else {
            sql.append(" ").append(type_with_collation(column));
            if (options.server_default) sql.append(" DEFAULT ").append(*options.server_default);
        }
        if (!options.computed.empty()) sql += " GENERATED ALWAYS AS (" + options.computed + ") STORED";
        // An identity is NOT NULL by itself.
        if (options.identity != Identity::none) return sql.append(" ").append(identity_sql(options.identity));
        return options.nullable && !options.primary_key ? sql : sql + " NOT NULL";
    }

protected:
    bool has_exclude_constraints() const override { return true; }
    std::string unique_options(const UniqueConstraint& unique) const override {
        return unique.deferral.empty() ? std::string{} : " " + unique.deferral;
    }

    std::string table_options(const Table& table) const override {
        std::string sql;
        const auto option = [&](std::string_view name) { return find_option(table.dialect_options, name); };
        if (const auto* const parents = option("postgresql_inherits")) sql += "\n INHERITS ( " + quoted_names(*parents) + " )";
        if (const auto* const partitions = option("postgresql_partition_by")) sql += "\n PARTITION BY " + *partitions;
        if (const auto* const parameters = option("postgresql_with")) sql += "\n WITH (" + *parameters + ")";
        if (const auto* const space = option("postgresql_tablespace")) sql += "\n TABLESPACE " + quote_identifier(*space);
        return sql;
    }

    std::string index_words(const Index& index) const override {
        return std::string{index.unique ? "UNIQUE INDEX " : "INDEX "} + (is_concurrent(index) ? "CONCURRENTLY " : "");
    }
    std::string index_method(const Index& index) const override {
        const std::string* const method = find_option(index.dialect_options, "postgresql_using");
        return method != nullptr ? "USING " + to_lower_ascii(*method) + " " : std::string{};
    }
    std::string index_element(const Index& index, const IndexElement& element) const override {
        if (element.is_expression) return element.text;
        std::string sql = quote_identifier(element.text);
        if (const auto operators = operator_class(index, element.text); !operators.empty()) sql.append(" ").append(operators);
        return sql;
    }
    std::string index_options(const Index& index) const override {
        std::string sql;
        const auto option = [&](std::string_view name) { return find_option(index.dialect_options, name); };
        if (const auto* const columns = option("postgresql_include")) sql += " INCLUDE (" + quoted_names(*columns) + ")";
        if (boolean_option(index.dialect_options, "postgresql_nulls_not_distinct", false)) sql += " NULLS NOT DISTINCT";
        if (const auto* const parameters = option("postgresql_with")) sql += " WITH (" + *parameters + ")";
        if (const auto* const space = option("postgresql_tablespace")) sql += " TABLESPACE " + quote_identifier(*space);
        if (const auto condition = index_condition(index); !condition.empty()) sql.append(" WHERE ").append(condition);
        return sql;
    }
};

constexpr PostgresqlDdl writer{};

std::string array_sql(const SqlType& type) {
    if (type.element.empty()) throw CompileError{"An array of PostgreSQL needs the type of its elements"};
    return type_sql(type.element.front()) + "[]";
}

std::string with_time_zone(std::string_view name, const SqlType& type) {
    return std::string{name} + (type.timezone ? " WITH TIME ZONE" : " WITHOUT TIME ZONE");
}

std::string enum_name_sql(const SqlType& type) {
    if (type.name.empty()) throw CompileError{"An enumeration of PostgreSQL needs a name: SqlType::enumeration(\"color\", {…})"};
    return writer.qualified(enum_name(type));
}

}  // namespace

const detail::DdlWriter& ddl_writer() {
    return writer;
}

std::string type_sql(const SqlType& type) {
    switch (type.kind) {
    case SqlType::Kind::boolean: return "BOOLEAN";
    case SqlType::Kind::small_integer: return "SMALLINT";
    case SqlType::Kind::integer: return "INTEGER";
    case SqlType::Kind::big_integer: return "BIGINT";
    case SqlType::Kind::float_: return detail::with_size("FLOAT", type.precision);
    case SqlType::Kind::double_: return "DOUBLE PRECISION";
    case SqlType::Kind::numeric: return detail::numeric_sql(type);
    case SqlType::Kind::string: return detail::with_size("VARCHAR", type.length);
    case SqlType::Kind::text: return "TEXT";
    case SqlType::Kind::large_binary: return "BYTEA";
    case SqlType::Kind::date: return "DATE";
    case SqlType::Kind::datetime: return with_time_zone("TIMESTAMP", type);
    case SqlType::Kind::time: return with_time_zone("TIME", type);
    case SqlType::Kind::interval: return "INTERVAL";
    case SqlType::Kind::uuid: return "UUID";
    case SqlType::Kind::json: return "JSON";
    case SqlType::Kind::jsonb: return "JSONB";
    case SqlType::Kind::enumeration: return enum_name_sql(type);
    case SqlType::Kind::array: return array_sql(type);
    case SqlType::Kind::custom: return type.name;
    }
    return {};
}

std::string create_table_sql(const Table& table, bool if_not_exists) {
    return writer.create_table(table, if_not_exists);
}

std::string drop_table_sql(const ddl::TableName& name, bool if_exists) {
    return writer.drop_table(name, if_exists);
}

std::string create_index_sql(const ddl::TableName& table, const Index& index, bool if_not_exists) {
    return writer.create_index(table, index, if_not_exists);
}

std::string drop_index_sql(const ddl::TableName& table, std::string_view index, bool if_exists) {
    return writer.drop_index(table, index, if_exists);
}

std::string drop_index_sql(const ddl::TableName& table, const Index& index, bool if_exists) {
    if (!is_concurrent(index)) return writer.drop_index(table, index.name, if_exists);
    return (if_exists ? "DROP INDEX CONCURRENTLY IF EXISTS " : "DROP INDEX CONCURRENTLY ") + writer.qualified(table.schema, index.name);
}

std::vector<std::string> after_create_table_sql(const Table& table) {
    std::vector<std::string> statements;
    const ddl::TableName name{table.schema, table.name};
    if (!table.comment.empty()) statements.push_back(table_comment_sql(name, table.comment));
    for (const Column& column : table.columns) {
        if (!column.options.comment.empty()) statements.push_back(column_comment_sql(name, column.name, column.options.comment));
    }
    return statements;
}

std::string table_comment_sql(const ddl::TableName& table, std::string_view comment) {
    return "COMMENT ON TABLE " + writer.qualified(table) + " IS " + (comment.empty() ? "NULL" : text_literal(comment));
}

std::string column_comment_sql(const ddl::TableName& table, std::string_view column, std::string_view comment) {
    return "COMMENT ON COLUMN " + writer.qualified(table) + "." + quote_identifier(column) + " IS " +
           (comment.empty() ? "NULL" : text_literal(comment));
}

std::string text_literal(std::string_view text) {
    if (text.find('\0') != std::string_view::npos) throw CompileError{"PostgreSQL stores no text with a zero byte in it"};
    return quote(text, '\'');
}

std::string_view serial_type(const Column& column) {
    if (!column.options.autoincrement || column.options.identity != Identity::none || column.options.server_default) return {};
    switch (column.type.kind) {
    case SqlType::Kind::small_integer: return "SMALLSERIAL";
    case SqlType::Kind::integer: return "SERIAL";
    case SqlType::Kind::big_integer: return "BIGSERIAL";
    default: return {};
    }
}

std::string_view identity_sql(Identity identity) {
    switch (identity) {
    case Identity::none: break;
    case Identity::by_default: return "GENERATED BY DEFAULT AS IDENTITY";
    case Identity::always: return "GENERATED ALWAYS AS IDENTITY";
    }
    return {};
}

std::string type_with_collation(const Column& column) {
    std::string sql = type_sql(column.type);
    if (!column.options.collation.empty()) sql += " COLLATE " + quote(column.options.collation, '"');
    return sql;
}

std::string_view index_condition(const Index& index) {
    if (!index.where.empty()) return index.where;
    const std::string* const condition = find_option(index.dialect_options, "postgresql_where");
    return condition != nullptr ? std::string_view{*condition} : std::string_view{};
}

bool is_concurrent(const Index& index) {
    return boolean_option(index.dialect_options, "postgresql_concurrently", false);
}

bool is_concurrent(const ddl::DropIndex& change) {
    return boolean_option(change.dialect_options, "postgresql_concurrently", change.previous && is_concurrent(*change.previous));
}

ddl::TableName enum_name(const SqlType& type) {
    const auto dot = type.name.find('.');
    if (dot == std::string::npos) return {{}, type.name};
    return {type.name.substr(0, dot), type.name.substr(dot + 1)};
}

std::string create_enum_sql(const SqlType& type) {
    std::string sql = "CREATE TYPE " + enum_name_sql(type) + " AS ENUM (";
    for (auto separator = ""; const auto& label : type.enumerators) {
        sql.append(separator).append(text_literal(label));
        separator = ", ";
    }
    return sql + ")";
}

std::string drop_enum_sql(const SqlType& type) {
    return "DROP TYPE " + enum_name_sql(type);
}

namespace {

/// A statement whose failure with one error is none.
std::string forgiving(const std::string& statement, std::string_view condition) {
    // A tag that the statement cannot have in it: labels may be any text.
    std::string tag = "$retort$";
    while (statement.find(tag) != std::string::npos)
        tag.insert(tag.size() - 1, "_");
    return "DO " + tag + " BEGIN " + statement + "; EXCEPTION WHEN " + std::string{condition} + " THEN NULL; END " + tag;
}

}  // namespace

namespace {

struct EnumSql {
    std::string type;

    std::string operator()(const ddl::CreateEnum& change) const {
        std::vector<std::string> labels;
        labels.reserve(change.values.size());
        for (const auto& value : change.values)
            labels.push_back(text_literal(value));
        return "CREATE TYPE " + type + " AS ENUM (" + join(labels, ", ") + ")";
    }
    std::string operator()(const ddl::DropEnum& change) const { return (change.if_exists ? "DROP TYPE IF EXISTS " : "DROP TYPE ") + type; }
    std::string operator()(const ddl::AddEnumValue& change) const {
        std::string sql =
            "ALTER TYPE " + type + " ADD VALUE " + (change.if_not_exists ? "IF NOT EXISTS " : "") + text_literal(change.value);
        if (!change.before.empty()) sql += " BEFORE " + text_literal(change.before);
        if (!change.after.empty()) sql += " AFTER " + text_literal(change.after);
        return sql;
    }
    std::string operator()(const ddl::RenameEnumValue& change) const {
        return "ALTER TYPE " + type + " RENAME VALUE " + text_literal(change.value) + " TO " + text_literal(change.new_value);
    }
    std::string operator()(const ddl::RenameEnum& change) const {
        return "ALTER TYPE " + type + " RENAME TO " + quote_identifier(change.new_name);
    }
};

}  // namespace

std::string alter_enum_sql(const ddl::AlterEnum& change) {
    return std::visit(EnumSql{writer.qualified(change.type)}, change.action);
}

std::string create_enum_unless_there_sql(const SqlType& type) {
    return forgiving(create_enum_sql(type), "duplicate_object");
}

std::string drop_enum_if_unused_sql(const SqlType& type) {
    return forgiving("DROP TYPE IF EXISTS " + enum_name_sql(type), "dependent_objects_still_exist");
}

}  // namespace retort::postgresql
