#include <retort/dialect/sqlite/ddl.hpp>

#include <algorithm>

#include <retort/core/error.hpp>
#include <retort/core/text.hpp>
#include <retort/dialect/common/ddl_writer.hpp>
#include <retort/dialect/sqlite/identifiers.hpp>
#include <retort/dialect/sqlite/sql_text.hpp>

namespace retort::sqlite {

namespace {

std::string column_sql(const Column& column, KeyKind kind) {
    const auto& options = column.options;
    std::string sql = quote_identifier(column.name);
    // A type may be without a name: SQLite stores a column that was declared so.
    if (const std::string type = kind == KeyKind::ordinary ? type_sql(column.type) : "INTEGER"; !type.empty()) sql += " " + type;
    if (!options.collation.empty()) sql += " COLLATE " + quote(options.collation, '"');
    if (options.server_default) sql.append(" DEFAULT ").append(*options.server_default);
    if (!options.nullable || options.primary_key) sql += " NOT NULL";
    if (kind == KeyKind::autoincrement) sql += " PRIMARY KEY AUTOINCREMENT";
    if (!options.computed.empty()) sql += " GENERATED ALWAYS AS (" + options.computed + (options.persisted ? ") STORED" : ")");
    return sql;
}

class SqliteDdl final : public detail::DdlWriter {
public:
    std::string quote_identifier(std::string_view identifier) const override { return sqlite::quote_identifier(identifier); }
    std::string type_sql(const SqlType& type) const override { return sqlite::type_sql(type); }
    std::string column(const Table& table, const Column& column) const override { return column_sql(column, key_kind(table, column)); }

protected:
    bool column_tells_key(const Table& table) const override {
        return std::any_of(table.columns.begin(), table.columns.end(),
            [&](const Column& column) { return key_kind(table, column) == KeyKind::autoincrement; });
    }
    std::string check_sql(const CheckConstraint& check) const override { return sqlite::check_sql(check.sql); }
    // No foreign key of SQLite leads into another schema: that would be another file.
    bool has_foreign_key(const Table& table, const ForeignKeyConstraint& key) const override { return key.referred_schema == table.schema; }
    std::string referred_table(const ForeignKeyConstraint& key) const override { return quote_identifier(key.referred_table); }
    std::string table_options(const Table& table) const override {
        std::string sql;
        if (!option_of(table.dialect_options, "sqlite_with_rowid", true)) sql += "\n WITHOUT ROWID";
        if (option_of(table.dialect_options, "sqlite_strict", false)) sql += sql.empty() ? "\n STRICT" : ",\n STRICT";
        return sql;
    }

    std::string new_index_name(const ddl::TableName& table, const Index& index) const override {
        return qualified(table.schema, index.name);
    }
    std::string indexed_table(const ddl::TableName& table) const override { return quote_identifier(table.name); }
    std::string index_options(const Index& index) const override {
        const auto condition = index_condition(index);
        return condition.empty() ? std::string{} : " WHERE " + std::string{condition};
    }
};

const SqliteDdl writer;

}  // namespace

std::string references_sql(const ForeignKeyConstraint& key) {
    return writer.references(key);
}

std::vector<std::string> key_columns(const Table& table) {
    return detail::key_columns(table);
}

KeyKind key_kind(const Table& table, const Column& column) {
    const auto key = key_columns(table);
    if (key.size() != 1 || key.front() != column.name || !column.type.is_integer()) return KeyKind::ordinary;
    const bool refers = std::any_of(table.foreign_keys.begin(), table.foreign_keys.end(), [&](const ForeignKeyConstraint& foreign) {
        return std::find(foreign.columns.begin(), foreign.columns.end(), column.name) != foreign.columns.end();
    });
    if (!refers && option_of(table.dialect_options, "sqlite_autoincrement", false)) return KeyKind::autoincrement;
    return column.options.autoincrement ? KeyKind::rowid : KeyKind::ordinary;
}

std::string type_sql(const SqlType& type) {
    switch (type.kind) {
    case SqlType::Kind::boolean: return "BOOLEAN";
    case SqlType::Kind::small_integer: return "SMALLINT";
    case SqlType::Kind::integer: return "INTEGER";
    case SqlType::Kind::big_integer: return "BIGINT";
    case SqlType::Kind::float_: return "FLOAT";
    case SqlType::Kind::double_: return "DOUBLE";
    case SqlType::Kind::numeric: return detail::numeric_sql(type);
    case SqlType::Kind::string: return detail::with_size("VARCHAR", type.length);
    case SqlType::Kind::text: return detail::with_size("TEXT", type.length);
    case SqlType::Kind::large_binary: return "BLOB";
    case SqlType::Kind::date: return "DATE";
    case SqlType::Kind::datetime:
    case SqlType::Kind::interval: return "DATETIME";
    case SqlType::Kind::time: return "TIME";
    case SqlType::Kind::uuid: return "CHAR(32)";
    case SqlType::Kind::json:
    case SqlType::Kind::jsonb: return "JSON";
    case SqlType::Kind::enumeration: return detail::with_size("VARCHAR", detail::longest(type.enumerators));
    case SqlType::Kind::array: throw CompileError{"SQLite has no arrays; a std::vector without an SQL type of its own is stored as JSON"};
    case SqlType::Kind::custom: return type.name;
    }
    return {};
}

std::string column_definition_sql(const Column& column, const std::vector<ForeignKeyConstraint>& foreign_keys) {
    std::string sql = column_sql(column, KeyKind::ordinary);
    for (const auto& key : foreign_keys)
        sql += " " + writer.named(key.name, references_sql(key));
    return sql;
}

std::string create_table_sql(const Table& table, bool if_not_exists) {
    return writer.create_table(table, if_not_exists);
}

void number_constraints(Table& table) {
    writer.number_constraints(table);
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

bool option_of(const DialectOptions& options, std::string_view name, bool otherwise) {
    return detail::boolean_option(options, name, otherwise);
}

std::string_view index_condition(const Index& index) {
    if (!index.where.empty()) return index.where;
    for (const auto& [name, value] : index.dialect_options) {
        if (name == "sqlite_where") return value;
    }
    return {};
}

}  // namespace retort::sqlite
