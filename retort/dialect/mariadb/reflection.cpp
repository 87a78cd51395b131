#include <retort/dialect/mariadb/reflection.hpp>

#include <algorithm>
#include <cstdint>
#include <unordered_map>
#include <utility>

#include <retort/core/error.hpp>
#include <retort/core/text.hpp>
#include <retort/dialect/mariadb/column_definition.hpp>
#include <retort/dialect/mariadb/ddl.hpp>
#include <retort/dialect/mariadb/reflection_rows.hpp>
#include <retort/engine/connection.hpp>

namespace retort::mariadb {

namespace {

std::string text_at(ColumnReader& row, int column) {
    std::string_view text;
    return row.text(column, text) ? std::string{text} : std::string{};
}

std::int64_t integer_at(ColumnReader& row, int column) {
    std::int64_t integer = 0;
    row.integer(column, integer);
    return integer;
}

/// The schema as a text of SQL; the connection's own database where it is empty.
std::string schema_sql(std::string_view schema) {
    return schema.empty() ? "DATABASE()" : string_literal(schema);
}

/// Reads tables in a number of queries that does not grow with them. Each query tells information_schema the schema, and the table where it
/// is one, for it opens the tables of all schemas otherwise.
class SchemaReader {
public:
    SchemaReader(Connection& connection, std::string_view schema, std::string_view only)
        : connection_{connection},
          schema_{schema},
          only_{only} {}

    std::vector<Table> read() && {
        read_listed();
        read_columns();
        read_indexes();
        read_foreign_keys();
        read_checks();
        for (Table& table : tables_)
            tidy(table);
        // The server orders names without their case.
        std::sort(tables_.begin(), tables_.end(), [](const Table& left, const Table& right) { return left.name < right.name; });
        return std::move(tables_);
    }

private:
    /// Calls `use(table, row)` for each row of `select`, whose first column is the name of the table, read from `from`.
    template <class Use>
    void for_each_row(const std::string& select, std::string_view from, std::string_view tail, const Use& use) {
        const bool is_check = from == "check_constraints";
        std::string sql = "SELECT table_name, " + select + " FROM information_schema." + std::string{from} + " WHERE ";
        sql.append(is_check ? "constraint_schema = " : "table_schema = ").append(schema_sql(schema_));
        if (!only_.empty()) sql += " AND table_name = " + string_literal(only_);
        auto rows = connection_.execute_once(sql.append(" ").append(tail));
        while (rows.next()) {
            if (Table* const table = table_of(text_at(rows.row(), 0))) use(*table, rows.row());
        }
    }

    Table* table_of(const std::string& name) {
        if (last_ != nullptr && last_->name == name) return last_;
        const auto found = places_.find(name);
        last_ = found != places_.end() ? &tables_[found->second] : nullptr;
        return last_;
    }

    void read_listed() {
        std::string sql =
            "SELECT table_name, engine, table_collation, create_options, table_comment, table_type FROM information_schema.tables WHERE "
            "table_schema = ";
        sql += schema_sql(schema_);
        sql += only_.empty() ? " AND table_type IN ('BASE TABLE', 'SYSTEM VERSIONED') ORDER BY table_name"
                             : " AND table_name = " + string_literal(only_);
        auto rows = connection_.execute_once(sql);
        while (rows.next()) {
            ColumnReader& row = rows.row();
            Table table{schema_, text_at(row, 0)};
            const bool is_view = text_at(row, 5).ends_with("VIEW");
            if (!only_.empty() && table.name != only_) continue;
            collations_.push_back(text_at(row, 2));
            if (!is_view) {
                table.dialect_options = table_options(text_at(row, 1), collations_.back(), text_at(row, 3));
                table.comment = text_at(row, 4);
            }
            places_.emplace(table.name, tables_.size());
            tables_.push_back(std::move(table));
        }
    }

    void read_columns() {
        for_each_row("column_name, column_type, collation_name, is_nullable, column_default, extra, column_comment, generation_expression",
            "columns", "ORDER BY table_name, ordinal_position", [this](Table& table, ColumnReader& row) {
                const ColumnRow column{text_at(row, 1), text_at(row, 2), text_at(row, 3), text_at(row, 4) == "YES", text_at(row, 5),
                    text_at(row, 6), text_at(row, 7), text_at(row, 8)};
                table.columns.push_back(column_of(column, collations_[static_cast<std::size_t>(&table - tables_.data())]));
            });
    }

    void read_indexes() {
        Table* of = nullptr;
        IndexRows index;
        const auto finish = [&] {
            if (of != nullptr) add_index(*of, index);
        };
        for_each_row("index_name, non_unique, index_type, column_name, collation, sub_part", "statistics",
            "ORDER BY table_name, index_name, seq_in_index", [&](Table& table, ColumnReader& row) {
                std::string name = text_at(row, 1);
                if (of != &table || index.name != name) {
                    finish();
                    of = &table;
                    index = {std::move(name), text_at(row, 3), integer_at(row, 2) == 0, {}};
                }
                index.parts.push_back({text_at(row, 4), text_at(row, 5) == "D", static_cast<int>(integer_at(row, 6))});
            });
        finish();
    }

    void read_foreign_keys() {
        for_each_row("constraint_name, column_name, referenced_table_schema, referenced_table_name, referenced_column_name",
            "key_column_usage", "AND referenced_table_name IS NOT NULL ORDER BY table_name, constraint_name, ordinal_position",
            [this](Table& table, ColumnReader& row) {
                std::string name = text_at(row, 1);
                if (table.foreign_keys.empty() || table.foreign_keys.back().name != name) {
                    ForeignKeyConstraint key;
                    key.name = std::move(name);
                    key.referred_schema = text_at(row, 3);
                    key.referred_table = text_at(row, 4);
                    if (key.referred_schema == own_schema()) key.referred_schema = schema_;
                    table.foreign_keys.push_back(std::move(key));
                }
                table.foreign_keys.back().columns.push_back(text_at(row, 2));
                table.foreign_keys.back().referred_columns.push_back(text_at(row, 5));
            });
        if (own_schema_.empty()) return;  // none was found
        std::string sql =
            "SELECT table_name, constraint_name, delete_rule, update_rule FROM information_schema.referential_constraints WHERE "
            "constraint_schema = ";
        sql += string_literal(own_schema_);
        if (!only_.empty()) sql += " AND table_name = " + string_literal(only_);
        auto rows = connection_.execute_once(sql);
        while (rows.next()) {
            Table* const table = table_of(text_at(rows.row(), 0));
            if (table == nullptr) continue;
            const std::string name = text_at(rows.row(), 1);
            for (ForeignKeyConstraint& key : table->foreign_keys) {
                if (key.name != name) continue;
                key.on_delete = action_of(text_at(rows.row(), 2));
                key.on_update = action_of(text_at(rows.row(), 3));
            }
        }
    }

    void read_checks() {
        for_each_row("constraint_name, level, check_clause", "check_constraints", "ORDER BY table_name, constraint_name",
            [](Table& table, ColumnReader& row) {
                // A check within the words of a column goes by the column's name, under which it cannot be dropped.
                const bool is_of_column = text_at(row, 2) == "Column";
                table.check_constraints.push_back({is_of_column ? std::string{} : text_at(row, 1), text_at(row, 3)});
            });
    }

    /// The name of the schema that is read.
    const std::string& own_schema() {
        if (own_schema_.empty()) own_schema_ = schema_;
        if (own_schema_.empty()) {
            auto rows = connection_.execute_once("SELECT DATABASE()");
            if (rows.next()) own_schema_ = text_at(rows.row(), 0);
        }
        return own_schema_;
    }

    Connection& connection_;
    std::string schema_;
    std::string only_;
    std::string own_schema_{};
    std::vector<Table> tables_{};
    std::vector<std::string> collations_{};
    std::unordered_map<std::string, std::size_t> places_{};
    Table* last_ = nullptr;
};

std::string qualified(std::string_view schema, std::string_view name) {
    return schema.empty() ? quote(name, '`') : quote(schema, '`') + "." + quote(name, '`');
}

}  // namespace

std::vector<ListedTable> list_tables(Connection& connection, std::string_view schema, std::string_view name) {
    std::string sql = "SELECT table_name, table_type FROM information_schema.tables WHERE table_schema = ";
    sql += schema_sql(schema);
    if (!name.empty()) {
        sql += " AND table_name = " + string_literal(name) +
               " AND (@@lower_case_table_names <> 0 OR CAST(table_name AS BINARY) = " + string_literal(name) + ")";
    }
    std::vector<ListedTable> tables;
    auto rows = connection.execute_once(sql + " AND table_type <> 'SEQUENCE' ORDER BY table_name");
    while (rows.next())
        tables.push_back({text_at(rows.row(), 0), text_at(rows.row(), 1).ends_with("VIEW")});
    std::sort(tables.begin(), tables.end(), [](const ListedTable& left, const ListedTable& right) { return left.name < right.name; });
    return tables;
}

std::vector<Table> read_tables(Connection& connection, std::string_view schema) {
    return SchemaReader{connection, schema, {}}.read();
}

Table read_table(Connection& connection, std::string_view schema, std::string_view name) {
    auto tables = SchemaReader{connection, schema, name}.read();
    return tables.empty() ? Table{std::string{schema}, std::string{name}} : std::move(tables.front());
}

Table read_temporary_table(Connection& connection, std::string_view schema, std::string_view name) {
    Table table{std::string{schema}, std::string{name}};
    std::string created;
    try {
        auto rows = connection.execute_once("SHOW CREATE TABLE " + qualified(schema, name));
        if (rows.next()) created = text_at(rows.row(), 1);
    } catch (const DatabaseError& error) {
        constexpr int no_such_table = 1146;
        if (error.code() != no_such_table) throw;
        return table;
    }
    for (const ColumnDefinition& definition : column_definitions(created)) {
        table.columns.push_back(column_of(definition));
        if (!definition.check.empty()) table.check_constraints.push_back({{}, definition.check});
    }
    // Table, Non_unique, Key_name, Seq_in_index, Column_name, Collation, Cardinality, Sub_part, Packed, Null, Index_type
    auto rows = connection.execute_once("SHOW INDEX FROM " + qualified(schema, name));
    std::vector<IndexRows> indexes;
    while (rows.next()) {
        ColumnReader& row = rows.row();
        std::string index = text_at(row, 2);
        if (indexes.empty() || indexes.back().name != index)
            indexes.push_back({std::move(index), text_at(row, 10), integer_at(row, 1) == 0, {}});
        indexes.back().parts.push_back({text_at(row, 4), text_at(row, 5) == "D", static_cast<int>(integer_at(row, 7))});
    }
    for (const IndexRows& index : indexes)
        add_index(table, index);
    tidy(table);
    return table;
}

}  // namespace retort::mariadb
