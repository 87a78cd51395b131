#include <algorithm>
#include <utility>

#include <retort/engine/alterations.hpp>
#include <retort/engine/connection.hpp>
#include <retort/engine/dialect.hpp>
#include <retort/engine/engine.hpp>
#include <retort/schema/dependencies.hpp>
#include <retort/schema/metadata.hpp>

namespace retort {

namespace {

/// The tables that exist, or those that do not, in the order of their definition, as SQLAlchemy goes through them.
std::vector<const Table*> tables_where(const MetaData& metadata, Connection& connection, bool exists) {
    std::vector<const Table*> tables;
    for (const Table& table : metadata.tables()) {
        if (connection.dialect().has_table(connection, table.schema, table.name) == exists) tables.push_back(&table);
    }
    return tables;
}

/// The foreign keys that refer to tables which stand behind their own in `order`.
struct ForwardKeys {
    const Table* table;
    std::vector<ForeignKeyConstraint> keys;
};

std::vector<ForwardKeys> keys_that_refer_ahead(const std::vector<const Table*>& order) {
    std::vector<ForwardKeys> all;
    for (auto table = order.begin(); table != order.end(); ++table) {
        ForwardKeys forward{*table, {}};
        for (const ForeignKeyConstraint& key : (*table)->foreign_keys) {
            if (std::any_of(table + 1, order.end(), [&](const Table* later) { return detail::refers_to(key, *later); })) {
                forward.keys.push_back(key);
            }
        }
        if (!forward.keys.empty()) all.push_back(std::move(forward));
    }
    return all;
}

void add_keys(Connection& connection, const ForwardKeys& forward) {
    ddl::AlterTable change{.table = {forward.table->schema, forward.table->name}};
    change.changes.reserve(forward.keys.size());
    for (const ForeignKeyConstraint& key : forward.keys)
        change.changes.emplace_back(ddl::CreateForeignKey{.table = change.table, .constraint = key});
    for (const std::string& sql : connection.dialect().alterations().alter_table(&connection, change))
        connection.execute_ddl(sql);
}

Table without_keys(const Table& table, const std::vector<ForwardKeys>& forward) {
    Table rest = table;
    const auto found = std::find_if(forward.begin(), forward.end(), [&](const ForwardKeys& keys) { return keys.table == &table; });
    if (found == forward.end()) return rest;
    std::erase_if(rest.foreign_keys,
        [&](const ForeignKeyConstraint& key) { return std::find(found->keys.begin(), found->keys.end(), key) != found->keys.end(); });
    return rest;
}

}  // namespace

// The line breaks around the statements are SQLAlchemy's: they show in the log, and databases do not keep them.

void MetaData::create_all(Connection& connection) const {
    static_cast<void>(sorted_tables());  // complains of foreign keys that lead nowhere
    const Dialect& dialect = connection.dialect();
    const auto [order, has_cycle] = detail::dependency_order(tables_where(*this, connection, false));
    const auto forward = has_cycle && !dialect.refers_ahead() ? keys_that_refer_ahead(order) : std::vector<ForwardKeys>{};
    dialect.create_types(connection, order);
    for (const Table* table : order) {
        connection.execute_ddl("\n" + dialect.create_table_sql(forward.empty() ? *table : without_keys(*table, forward)) + "\n\n");
        for (const Index& index : table->indexes)
            connection.execute_ddl(dialect.create_index_sql(*table, index));
        for (const std::string& sql : dialect.after_create_table_sql(*table))
            connection.execute_ddl(sql);
    }
    for (const ForwardKeys& keys : forward)
        add_keys(connection, keys);
}

void MetaData::create_all(Engine& engine) const {
    Connection connection = engine.begin();
    create_all(connection);
    connection.commit();
}

void MetaData::drop_all(Connection& connection) const {
    const Dialect& dialect = connection.dialect();
    const auto order = detail::dependency_order(tables_where(*this, connection, true));
    if (order.has_cycle) dialect.prepare_cyclic_drop(connection, order.tables);
    for (auto table = order.tables.rbegin(); table != order.tables.rend(); ++table) {
        connection.execute_ddl("\n" + dialect.drop_table_sql(**table));
    }
    dialect.drop_types(connection, order.tables);
}

void MetaData::drop_all(Engine& engine) const {
    Connection connection = engine.begin();
    drop_all(connection);
    connection.commit();
}

}  // namespace retort
