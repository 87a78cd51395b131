#include <utility>

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

}  // namespace

// The line breaks around the statements are SQLAlchemy's: they show in the log, and databases do not keep them.

void MetaData::create_all(Connection& connection) const {
    static_cast<void>(sorted_tables());  // complains of foreign keys that lead nowhere
    const Dialect& dialect = connection.dialect();
    const auto order = detail::dependency_order(tables_where(*this, connection, false)).tables;
    dialect.create_types(connection, order);
    for (const Table* table : order) {
        connection.execute_ddl("\n" + dialect.create_table_sql(*table) + "\n\n");
        for (const Index& index : table->indexes)
            connection.execute_ddl(dialect.create_index_sql(*table, index));
        for (const std::string& sql : dialect.after_create_table_sql(*table))
            connection.execute_ddl(sql);
    }
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
