#include "catalog_support.hpp"

#include <sstream>

#include <retort/core/text.hpp>

namespace dialect_sqlite {

using namespace retort;

namespace {

std::string list(const std::vector<std::string>& names) {
    return "[" + join(names, ", ") + "]";
}

void print(std::ostream& out, const Column& column) {
    const ColumnOptions& options = column.options;
    out << "column " << column.name << ": " << dialect_for("sqlite").type_sql(column.type) << (options.nullable ? "" : " not_null")
        << (options.primary_key ? " key" : "") << (options.unique ? " unique" : "") << (options.index ? " index" : "")
        << (options.autoincrement ? " autoincrement" : "");
    if (options.server_default) out << " default=" << *options.server_default;
    if (options.onupdate) out << " onupdate=" << *options.onupdate;
    if (!options.comment.empty()) out << " comment=" << options.comment;
    if (!options.computed.empty()) out << (options.persisted ? " stored=" : " computed=") << options.computed;
    if (!options.collation.empty()) out << " collation=" << options.collation;
    out << '\n';
}

void print(std::ostream& out, const ForeignKeyConstraint& key) {
    out << "foreign key " << key.order << " '" << key.name << "' " << list(key.columns) << " -> " << key.referred_schema << "."
        << key.referred_table << list(key.referred_columns) << " delete=" << static_cast<int>(key.on_delete)
        << " update=" << static_cast<int>(key.on_update) << " " << key.deferral << '\n';
}

void print(std::ostream& out, const Index& index) {
    out << (index.unique ? "unique index " : "index ") << index.name << (index.named_by_convention ? " by convention" : "");
    for (const IndexElement& element : index.columns)
        out << (element.is_expression ? " expression " : " column ") << element.text;
    out << (index.where.empty() ? "" : " where ") << index.where << '\n';
}

}  // namespace

void Memory::create(const Table& table) {
    execute(connection.dialect().create_table_sql(table));
    for (const Index& index : table.indexes)
        execute(connection.dialect().create_index_sql(table, index));
}

std::string printed(const Table& table) {
    std::ostringstream out;
    out << "table " << table.full_name() << " " << table.comment << '\n';
    for (const Column& column : table.columns)
        print(out, column);
    out << "primary key '" << table.primary_key.name << "' " << list(table.primary_key.columns) << '\n';
    for (const UniqueConstraint& unique : table.unique_constraints)
        out << "unique " << unique.order << " '" << unique.name << "' " << list(unique.columns) << '\n';
    for (const CheckConstraint& check : table.check_constraints)
        out << "check " << check.order << " '" << check.name << "' " << check.sql << '\n';
    for (const ForeignKeyConstraint& key : table.foreign_keys)
        print(out, key);
    for (const Index& index : table.indexes)
        print(out, index);
    for (const auto& [name, value] : table.dialect_options)
        out << "option " << name << "=" << value << '\n';
    return out.str();
}

}  // namespace dialect_sqlite
