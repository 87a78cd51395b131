#include <retort/dialect/sqlite/ddl.hpp>

#include <algorithm>
#include <cstddef>
#include <tuple>
#include <utility>
#include <vector>

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

std::string foreign_key_sql(const ForeignKeyConstraint& key) {
    std::string sql = "FOREIGN KEY(" + quoted_list(key.columns) + ") REFERENCES " + quote_identifier(key.referred_table) + " (" +
                      quoted_list(key.referred_columns) + ")";
    if (key.on_delete != ReferentialAction::none) sql.append(" ON DELETE ").append(action_sql(key.on_delete));
    if (key.on_update != ReferentialAction::none) sql.append(" ON UPDATE ").append(action_sql(key.on_update));
    return named(key.name, std::move(sql));
}

/// A primary key built by hand may stand in the columns alone.
std::vector<std::string> key_columns(const Table& table) {
    if (!table.primary_key.columns.empty()) return table.primary_key.columns;
    std::vector<std::string> columns;
    for (const auto& column : table.columns) {
        if (column.options.primary_key) columns.push_back(column.name);
    }
    return columns;
}

std::string column_sql(const Column& column, bool is_rowid) {
    // Only a column of the type INTEGER is the rowid that SQLite generates.
    std::string sql = quote_identifier(column.name) + " " + (is_rowid ? "INTEGER" : type_sql(column.type));
    if (column.options.server_default) sql.append(" DEFAULT ").append(*column.options.server_default);
    if (!column.options.nullable || column.options.primary_key) sql += " NOT NULL";
    return sql;
}

/// The constraints in the order in which SQLAlchemy makes them: those of the table's arguments, then column by column those that the
/// columns bring, UNIQUE before FOREIGN KEY.
class OrderedConstraints {
public:
    explicit OrderedConstraints(const Table& table) : table_{table} {
        for (const auto& unique : table.unique_constraints) {
            const auto place = unique.columns.size() == 1 ? place_of(unique.columns.front()) : not_a_column;
            const bool from_column = place != not_a_column && table.columns[place].options.unique;
            add(unique.order, from_column, place, 0, named(unique.name, "UNIQUE (" + quoted_list(unique.columns) + ")"));
        }
        for (const auto& check : table.check_constraints) {
            add(check.order, false, not_a_column, 1, named(check.name, "CHECK (" + check.sql + ")"));
        }
        for (const auto& key : table.foreign_keys) {
            // No foreign key of SQLite leads into another schema: that would be another file.
            if (key.referred_schema != table.schema) continue;
            const auto place = key.columns.size() == 1 ? place_of(key.columns.front()) : not_a_column;
            add(key.order, place != not_a_column, place, 2, foreign_key_sql(key));
        }
        std::stable_sort(items_.begin(), items_.end(), [](const Item& left, const Item& right) { return left.rank < right.rank; });
    }

    void append_to(std::vector<std::string>& lines) && {
        for (Item& item : items_)
            lines.push_back(std::move(item.sql));
    }

private:
    static constexpr std::size_t not_a_column = static_cast<std::size_t>(-1);

    struct Item {
        std::tuple<int, bool, std::size_t, int> rank;
        std::string sql;
    };

    std::size_t place_of(const std::string& column) const {
        const auto* found = table_.find_column(column);
        return found != nullptr ? static_cast<std::size_t>(found - table_.columns.data()) : not_a_column;
    }

    void add(int order, bool from_column, std::size_t place, int kind, std::string sql) {
        items_.push_back({{order, from_column, from_column ? place : 0, kind}, std::move(sql)});
    }

    const Table& table_;
    std::vector<Item> items_;
};

}  // namespace

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
    case SqlType::Kind::text: return "TEXT";
    case SqlType::Kind::large_binary: return "BLOB";
    case SqlType::Kind::date: return "DATE";
    case SqlType::Kind::datetime:
    case SqlType::Kind::interval: return "DATETIME";
    case SqlType::Kind::time: return "TIME";
    case SqlType::Kind::uuid: return "CHAR(32)";
    case SqlType::Kind::json:
    case SqlType::Kind::jsonb: return "JSON";
    case SqlType::Kind::enumeration: return with_size("VARCHAR", longest(type.enumerators));
    case SqlType::Kind::custom: return type.name;
    }
    return {};
}

std::string create_table_sql(const Table& table) {
    const auto key = key_columns(table);
    std::vector<std::string> lines;
    for (const auto& column : table.columns) {
        const bool is_rowid = key.size() == 1 && key.front() == column.name && column.options.autoincrement && column.type.is_integer();
        lines.push_back(column_sql(column, is_rowid));
    }
    if (!key.empty()) lines.push_back(named(table.primary_key.name, "PRIMARY KEY (" + quoted_list(key) + ")"));
    OrderedConstraints{table}.append_to(lines);

    std::string sql = "CREATE TABLE " + qualified(table.schema, table.name) + " (";
    for (auto separator = "\n\t"; const auto& line : lines) {
        sql.append(separator).append(line);
        separator = ", \n\t";
    }
    return sql += "\n)";
}

std::string drop_table_sql(const Table& table) {
    return "DROP TABLE " + qualified(table.schema, table.name);
}

std::string create_index_sql(const Table& table, const Index& index) {
    return std::string{index.unique ? "CREATE UNIQUE INDEX " : "CREATE INDEX "} + qualified(table.schema, index.name) + " ON " +
           quote_identifier(table.name) + " (" + element_list(index.columns) + ")" + (index.where.empty() ? "" : " WHERE " + index.where);
}

std::string drop_index_sql(const Table& table, const Index& index) {
    return "DROP INDEX " + qualified(table.schema, index.name);
}

}  // namespace retort::sqlite
