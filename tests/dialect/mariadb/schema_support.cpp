#include "schema_support.hpp"

#include <sstream>

#include <retort/core/text.hpp>
#include <retort/engine/driver.hpp>

namespace dialect_mariadb {

using namespace retort;

namespace {

std::string list(const std::vector<std::string>& names) {
    return "[" + join(names, ", ") + "]";
}

void print(std::ostream& out, const Column& column) {
    const ColumnOptions& options = column.options;
    out << "column " << column.name << ": " << dialect_for("mariadb").type_sql(column.type) << (options.nullable ? "" : " not_null")
        << (options.primary_key ? " key" : "") << (options.unique ? " unique" : "") << (options.index ? " index" : "")
        << (options.autoincrement ? " autoincrement" : "");
    if (options.server_default) out << " default=" << *options.server_default;
    if (options.onupdate) out << " onupdate=" << *options.onupdate;
    if (!options.comment.empty()) out << " comment=" << options.comment;
    if (!options.computed.empty()) out << (options.persisted ? " stored=" : " computed=") << options.computed;
    if (!options.collation.empty()) out << " collation=" << options.collation;
    out << '\n';
}

std::string cell(Cursor& cursor, int column) {
    const Value value = cursor.row().value(column);
    if (value.is_null()) return "NULL";
    return value.kind() == ValueKind::text ? value.as_text() : value.repr();
}

}  // namespace

void Database::run(std::string_view sql) {
    connection_.execute_ddl(sql);
    connection_.commit();
}

void Database::create(const Table& table) {
    run(connection_.dialect().create_table_sql(table));
    for (const Index& index : table.indexes)
        run(connection_.dialect().create_index_sql(table, index));
}

std::vector<std::string> Database::alter(std::string table, std::vector<ddl::Change> changes) {
    auto statements = alterations().alter_table(&connection_, {{{}, std::move(table)}, std::move(changes), Recreate::when_needed, {}});
    for (const auto& statement : statements)
        run(statement);
    return statements;
}

std::vector<std::string> Database::rows(std::string_view sql) {
    std::vector<std::string> lines;
    {
        auto cursor = connection_.execute_once(sql);
        while (cursor.next()) {
            std::string line;
            for (int column = 0; column < cursor.column_count(); ++column)
                line.append(column == 0 ? "" : "|").append(cell(cursor, column));
            lines.push_back(std::move(line));
        }
    }
    connection_.rollback();
    return lines;
}

std::string Database::row(std::string_view sql) {
    const auto lines = rows(sql);
    return lines.empty() ? "no row" : lines.front();
}

std::vector<std::string> Database::definition(const std::string& table) {
    const std::string text = row("SHOW CREATE TABLE `" + table + "`");
    std::vector<std::string> lines;
    for (const auto line : split(text, '\n')) {
        if (line.starts_with("  ")) lines.emplace_back(strip(line.ends_with(',') ? line.substr(0, line.size() - 1) : line));
    }
    return lines;
}

std::string printed(const Table& table) {
    std::ostringstream out;
    out << "table " << table.full_name() << " " << table.comment << '\n';
    for (const Column& column : table.columns)
        print(out, column);
    out << "primary key '" << table.primary_key.name << "' " << list(table.primary_key.columns) << '\n';
    for (const UniqueConstraint& unique : table.unique_constraints)
        out << "unique '" << unique.name << "' " << list(unique.columns) << '\n';
    for (const CheckConstraint& check : table.check_constraints)
        out << "check '" << check.name << "' " << check.sql << '\n';
    for (const ForeignKeyConstraint& key : table.foreign_keys) {
        out << "foreign key '" << key.name << "' " << list(key.columns) << " -> " << key.referred_schema << "." << key.referred_table
            << list(key.referred_columns) << " delete=" << static_cast<int>(key.on_delete) << " update=" << static_cast<int>(key.on_update)
            << key.deferral << '\n';
    }
    for (const Index& index : table.indexes) {
        out << (index.unique ? "unique index " : "index ") << index.name << (index.named_by_convention ? " by convention" : "");
        for (const IndexElement& element : index.columns)
            out << (element.is_expression ? " expression " : " column ") << element.text;
        for (const auto& [name, value] : index.dialect_options)
            out << " " << name << "=" << value;
        out << (index.where.empty() ? "" : " where ") << index.where << '\n';
    }
    for (const auto& [name, value] : table.dialect_options)
        out << "option " << name << "=" << value << '\n';
    return out.str();
}

}  // namespace dialect_mariadb
