#include <retort/dialect/sqlite/ddl.hpp>

#include <algorithm>
#include <cstddef>
#include <tuple>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include <retort/core/error.hpp>
#include <retort/core/text.hpp>
#include <retort/dialect/sqlite/identifiers.hpp>

namespace retort::sqlite {

namespace {

std::string with_size(std::string_view name, int size) {
    return size > 0 ? std::string{name} + "(" + std::to_string(size) + ")" : std::string{name};
}

int longest(const std::vector<std::string>& names) {
    std::ptrdiff_t most = 0;
    for (const auto& name : names) {
        most =
            std::max(most, std::count_if(name.begin(), name.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
    }
    return static_cast<int>(most);
}

std::string numeric(const SqlType& type) {
    if (type.precision < 0) return "NUMERIC";
    const auto scale = type.scale < 0 ? std::string{} : ", " + std::to_string(type.scale);
    return "NUMERIC(" + std::to_string(type.precision) + scale + ")";
}

std::string quoted_list(const std::vector<std::string>& names) {
    std::string list;
    for (const auto& name : names)
        list.append(list.empty() ? "" : ", ").append(quote_identifier(name));
    return list;
}

std::string element_list(const std::vector<IndexElement>& elements) {
    std::string list;
    for (const auto& element : elements)
        list.append(list.empty() ? "" : ", ").append(element.is_expression ? element.text : quote_identifier(element.text));
    return list;
}

std::string qualified(const std::string& schema, const std::string& name) {
    return schema.empty() ? quote_identifier(name) : quote_identifier(schema) + "." + quote_identifier(name);
}

std::string named(const std::string& name, std::string definition) {
    return name.empty() ? std::move(definition) : "CONSTRAINT " + quote_identifier(name) + " " + definition;
}

std::string_view action_sql(ReferentialAction action) {
    switch (action) {
    case ReferentialAction::none: break;
    case ReferentialAction::cascade: return "CASCADE";
    case ReferentialAction::set_null: return "SET NULL";
    case ReferentialAction::set_default: return "SET DEFAULT";
    case ReferentialAction::restrict_: return "RESTRICT";
    case ReferentialAction::no_action: return "NO ACTION";
    }
    return {};
}

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

std::string table_options_sql(const Table& table) {
    std::string sql;
    if (!option_of(table.dialect_options, "sqlite_with_rowid", true)) sql += "\n WITHOUT ROWID";
    if (option_of(table.dialect_options, "sqlite_strict", false)) sql += sql.empty() ? "\n STRICT" : ",\n STRICT";
    return sql;
}

/// The constraints in the order in which SQLAlchemy makes them: those of the table's arguments, then column by column those that the
/// columns bring, UNIQUE before FOREIGN KEY.
template <class AnyTable>
class OrderedConstraints {
public:
    explicit OrderedConstraints(AnyTable& table) : table_{table} {
        for (auto& unique : table.unique_constraints) {
            const auto place = unique.columns.size() == 1 ? place_of(unique.columns.front()) : not_a_column;
            const bool from_column = place != not_a_column && table.columns[place].options.unique;
            add(unique, from_column, place, 0);
        }
        for (auto& check : table.check_constraints)
            add(check, false, not_a_column, 1);
        for (auto& key : table.foreign_keys) {
            // No foreign key of SQLite leads into another schema: that would be another file.
            if (key.referred_schema != table.schema) continue;
            const auto place = key.columns.size() == 1 ? place_of(key.columns.front()) : not_a_column;
            add(key, place != not_a_column, place, 2);
        }
        std::stable_sort(items_.begin(), items_.end(), [](const Item& left, const Item& right) { return left.rank < right.rank; });
    }

    template <class Use>
    void for_each(Use&& use) const {
        for (const Item& item : items_)
            std::visit([&](auto* constraint) { use(*constraint); }, item.constraint);
    }

private:
    static constexpr std::size_t not_a_column = static_cast<std::size_t>(-1);

    template <class Constraint>
    using Pointer = std::conditional_t<std::is_const_v<AnyTable>, const Constraint*, Constraint*>;

    struct Item {
        std::tuple<int, bool, std::size_t, int> rank;
        std::variant<Pointer<UniqueConstraint>, Pointer<CheckConstraint>, Pointer<ForeignKeyConstraint>> constraint;
    };

    std::size_t place_of(const std::string& column) const {
        const auto* found = table_.find_column(column);
        return found != nullptr ? static_cast<std::size_t>(found - table_.columns.data()) : not_a_column;
    }

    template <class Constraint>
    void add(Constraint& constraint, bool from_column, std::size_t place, int kind) {
        items_.push_back({{constraint.order, from_column, from_column ? place : 0, kind}, &constraint});
    }

    AnyTable& table_;
    std::vector<Item> items_;
};

std::string constraint_sql(const UniqueConstraint& unique) {
    return named(unique.name, "UNIQUE (" + quoted_list(unique.columns) + ")");
}

std::string constraint_sql(const CheckConstraint& check) {
    return named(check.name, "CHECK (" + check.sql + ")");
}

std::string constraint_sql(const ForeignKeyConstraint& key) {
    return named(key.name, "FOREIGN KEY(" + quoted_list(key.columns) + ") " + references_sql(key));
}

}  // namespace

std::string references_sql(const ForeignKeyConstraint& key) {
    std::string sql = "REFERENCES " + quote_identifier(key.referred_table);
    if (!key.referred_columns.empty()) sql += " (" + quoted_list(key.referred_columns) + ")";
    if (key.on_delete != ReferentialAction::none) sql.append(" ON DELETE ").append(action_sql(key.on_delete));
    if (key.on_update != ReferentialAction::none) sql.append(" ON UPDATE ").append(action_sql(key.on_update));
    if (!key.deferral.empty()) sql.append(" ").append(key.deferral);
    return sql;
}

std::vector<std::string> key_columns(const Table& table) {
    if (!table.primary_key.columns.empty()) return table.primary_key.columns;
    std::vector<std::string> columns;
    for (const auto& column : table.columns) {
        if (column.options.primary_key) columns.push_back(column.name);
    }
    return columns;
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
    case SqlType::Kind::numeric: return numeric(type);
    case SqlType::Kind::string: return with_size("VARCHAR", type.length);
    case SqlType::Kind::text: return with_size("TEXT", type.length);
    case SqlType::Kind::large_binary: return "BLOB";
    case SqlType::Kind::date: return "DATE";
    case SqlType::Kind::datetime:
    case SqlType::Kind::interval: return "DATETIME";
    case SqlType::Kind::time: return "TIME";
    case SqlType::Kind::uuid: return "CHAR(32)";
    case SqlType::Kind::json:
    case SqlType::Kind::jsonb: return "JSON";
    case SqlType::Kind::enumeration: return with_size("VARCHAR", longest(type.enumerators));
    case SqlType::Kind::array: throw CompileError{"SQLite has no arrays; a std::vector without an SQL type of its own is stored as JSON"};
    case SqlType::Kind::custom: return type.name;
    }
    return {};
}

std::string column_definition_sql(const Column& column, const std::vector<ForeignKeyConstraint>& foreign_keys) {
    std::string sql = column_sql(column, KeyKind::ordinary);
    for (const auto& key : foreign_keys)
        sql += " " + named(key.name, references_sql(key));
    return sql;
}

std::string create_table_sql(const Table& table, bool if_not_exists) {
    const auto key = key_columns(table);
    std::vector<std::string> lines;
    bool key_is_told = key.empty();
    for (const auto& column : table.columns) {
        const KeyKind kind = key_kind(table, column);
        lines.push_back(column_sql(column, kind));
        key_is_told = key_is_told || kind == KeyKind::autoincrement;
    }
    if (!key_is_told) lines.push_back(named(table.primary_key.name, "PRIMARY KEY (" + quoted_list(key) + ")"));
    OrderedConstraints{table}.for_each([&](const auto& constraint) { lines.push_back(constraint_sql(constraint)); });

    std::string sql = (if_not_exists ? "CREATE TABLE IF NOT EXISTS " : "CREATE TABLE ") + qualified(table.schema, table.name) + " (";
    for (auto separator = "\n\t"; const auto& line : lines) {
        sql.append(separator).append(line);
        separator = ", \n\t";
    }
    return sql.append("\n)").append(table_options_sql(table));
}

void number_constraints(Table& table) {
    OrderedConstraints{table}.for_each([order = 0](auto& constraint) mutable { constraint.order = order++; });
}

std::string drop_table_sql(const ddl::TableName& name, bool if_exists) {
    return (if_exists ? "DROP TABLE IF EXISTS " : "DROP TABLE ") + qualified(name.schema, name.name);
}

std::string create_index_sql(const ddl::TableName& table, const Index& index, bool if_not_exists) {
    std::string sql = index.unique ? "CREATE UNIQUE INDEX " : "CREATE INDEX ";
    if (if_not_exists) sql += "IF NOT EXISTS ";
    sql += qualified(table.schema, index.name) + " ON " + quote_identifier(table.name) + " (" + element_list(index.columns) + ")";
    if (const auto condition = index_condition(index); !condition.empty()) sql.append(" WHERE ").append(condition);
    return sql;
}

std::string drop_index_sql(const ddl::TableName& table, std::string_view index, bool if_exists) {
    return (if_exists ? "DROP INDEX IF EXISTS " : "DROP INDEX ") + qualified(table.schema, std::string{index});
}

bool option_of(const DialectOptions& options, std::string_view name, bool otherwise) {
    const auto found = std::find_if(options.rbegin(), options.rend(), [&](const auto& option) { return option.first == name; });
    if (found == options.rend()) return otherwise;
    const std::string value = to_lower_ascii(found->second);
    if (value == "true" || value == "1") return true;
    if (value == "false" || value == "0") return false;
    throw CompileError{"the option " + std::string{name} + " is " + quote(found->second, '\'') + ", but must be 'true' or 'false'"};
}

std::string_view index_condition(const Index& index) {
    if (!index.where.empty()) return index.where;
    for (const auto& [name, value] : index.dialect_options) {
        if (name == "sqlite_where") return value;
    }
    return {};
}

}  // namespace retort::sqlite
