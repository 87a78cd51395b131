#include <retort/dialect/postgresql/enum_types.hpp>

#include <algorithm>
#include <utility>

#include <retort/dialect/postgresql/ddl.hpp>
#include <retort/engine/connection.hpp>

namespace retort::postgresql {

namespace {

/// A type of enumerators that the database has.
struct StoredType {
    std::string schema;
    std::string name;
    bool is_visible;  ///< found without its schema
    bool is_unused;   ///< nothing refers to it, no extension brought it
};

std::vector<StoredType> stored_types(Connection& connection) {
    // pg_depend knows of columns, defaults, domains and functions alike; what makes the array of the type depend on it is deptype i.
    auto rows = connection.execute_once(
        "SELECT n.nspname::text, t.typname::text, pg_catalog.pg_type_is_visible(t.oid), NOT EXISTS (SELECT 1 FROM pg_catalog.pg_depend d "
        "WHERE d.refclassid = 'pg_catalog.pg_type'::pg_catalog.regclass AND d.refobjid IN (t.oid, t.typarray) AND d.deptype <> 'i') AND "
        "NOT "
        "EXISTS (SELECT 1 FROM pg_catalog.pg_depend d WHERE d.classid = 'pg_catalog.pg_type'::pg_catalog.regclass AND d.objid = t.oid AND "
        "d.deptype = 'e') FROM pg_catalog.pg_type t JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace WHERE t.typtype = 'e'");
    std::vector<StoredType> types;
    while (rows.next()) {
        StoredType type{};
        std::string_view text;
        if (rows.row().text(0, text)) type.schema = text;
        if (rows.row().text(1, text)) type.name = text;
        rows.row().boolean(2, type.is_visible);
        rows.row().boolean(3, type.is_unused);
        types.push_back(std::move(type));
    }
    return types;
}

const StoredType* find(const std::vector<StoredType>& types, const SqlType& wanted) {
    const ddl::TableName name = enum_name(wanted);
    const auto found = std::find_if(types.begin(), types.end(), [&](const StoredType& type) {
        return type.name == name.name && (name.schema.empty() ? type.is_visible : type.schema == name.schema);
    });
    return found != types.end() ? &*found : nullptr;
}

void add_enumeration(std::vector<SqlType>& to, const SqlType& type) {
    if (type.kind == SqlType::Kind::array && !type.element.empty()) return add_enumeration(to, type.element.front());
    if (type.kind != SqlType::Kind::enumeration) return;
    const bool is_there = std::any_of(to.begin(), to.end(), [&](const SqlType& other) { return other.name == type.name; });
    if (!is_there) to.push_back(type);
}

std::vector<SqlType> enumerations_of(const std::vector<const Table*>& tables) {
    std::vector<SqlType> types;
    for (const Table* table : tables) {
        for (const Column& column : table->columns)
            add_enumeration(types, column.type);
    }
    return types;
}

}  // namespace

std::vector<SqlType> enumerations_of(const Table& table) {
    return enumerations_of(std::vector<const Table*>{&table});
}

std::vector<SqlType> missing_types(Connection& connection, std::vector<SqlType> types) {
    if (types.empty()) return types;
    const auto stored = stored_types(connection);
    std::erase_if(types, [&](const SqlType& type) { return find(stored, type) != nullptr; });
    return types;
}

std::vector<SqlType> unused_types(Connection& connection, std::vector<SqlType> types) {
    if (types.empty()) return types;
    const auto stored = stored_types(connection);
    std::erase_if(types, [&](const SqlType& type) {
        const StoredType* const found = find(stored, type);
        return found == nullptr || !found->is_unused;
    });
    return types;
}

void create_types(Connection& connection, const std::vector<const Table*>& tables) {
    for (const SqlType& type : missing_types(connection, enumerations_of(tables)))
        connection.execute_ddl(create_enum_sql(type));
}

void drop_types(Connection& connection, const std::vector<const Table*>& tables) {
    for (const SqlType& type : unused_types(connection, enumerations_of(tables)))
        connection.execute_ddl(drop_enum_sql(type));
}

}  // namespace retort::postgresql
