#include <retort/dialect/postgresql/reflection.hpp>

#include <algorithm>
#include <map>
#include <utility>

#include <retort/core/text.hpp>
#include <retort/dialect/postgresql/identifiers.hpp>
#include <retort/dialect/postgresql/reflection_rows.hpp>
#include <retort/dialect/postgresql/sql_text.hpp>
#include <retort/dialect/postgresql/type_names.hpp>
#include <retort/engine/connection.hpp>

namespace retort::postgresql {

namespace {

using Enumerations = std::map<std::int64_t, SqlType>;

SqlType enumeration_of(EnumerationRow& row) {
    return SqlType::enumeration(row.is_visible ? std::move(row.name) : row.schema + "." + row.name, std::move(row.labels));
}

/// The types of enumerators, asked for only where a column has one.
Enumerations enumerations_for(Connection& connection, const std::vector<ColumnRow>& columns) {
    const bool has_one = std::any_of(columns.begin(), columns.end(), [](const ColumnRow& column) { return column.enumeration != 0; });
    Enumerations types;
    if (!has_one) return types;
    for (EnumerationRow& row : read_enumerations(connection))
        types.emplace(row.oid, enumeration_of(row));
    return types;
}

SqlType in_array(SqlType element, std::int64_t dimensions) {
    for (std::int64_t dimension = 0; dimension < dimensions; ++dimension) {
        SqlType array;
        array.kind = SqlType::Kind::array;
        array.element.push_back(std::move(element));
        element = std::move(array);
    }
    return element;
}

SqlType type_of_column(const ColumnRow& row, const Enumerations& enumerations) {
    const bool is_array = row.type.ends_with("[]");
    if (const auto found = enumerations.find(row.enumeration); found != enumerations.end())
        return in_array(found->second, is_array ? std::max<std::int64_t>(row.dimensions, 1) : 0);
    SqlType type = type_of(row.type);
    // format_type() prints one pair of brackets however many dimensions were declared.
    return in_array(std::move(type), is_array ? row.dimensions - 1 : 0);
}

Column column_of(const ColumnRow& row, const Enumerations& enumerations) {
    Column column{row.name, type_of_column(row, enumerations)};
    auto& options = column.options;
    options.nullable = !row.not_null;
    options.collation = row.collation;
    options.comment = row.comment;
    options.identity = row.identity == 'a' ? Identity::always : row.identity == 'd' ? Identity::by_default : Identity::none;
    options.autoincrement = options.identity != Identity::none;
    if (row.is_generated) {
        options.computed = row.default_value ? unbracketed_sql(*row.default_value) : std::string{};
        options.persisted = true;
    } else if (row.owns_sequence && column.type.is_integer()) {
        options.autoincrement = true;  // nextval('hero_id_seq') is what SERIAL has made
    } else {
        options.server_default = row.default_value;
    }
    return column;
}

ReferentialAction action_of(char letter) {
    switch (letter) {
    case 'c': return ReferentialAction::cascade;
    case 'n': return ReferentialAction::set_null;
    case 'd': return ReferentialAction::set_default;
    case 'r': return ReferentialAction::restrict_;
    default: return ReferentialAction::none;
    }
}

std::string deferral_of(const ConstraintRow& row) {
    std::string text = row.is_deferred ? "DEFERRABLE INITIALLY DEFERRED" : row.is_deferrable ? "DEFERRABLE" : "";
    if (!row.is_validated) text += text.empty() ? "NOT VALID" : " NOT VALID";
    return text;
}

ForeignKeyConstraint foreign_key_of(const ConstraintRow& row, const Table& table) {
    ForeignKeyConstraint key;
    key.name = row.name;
    key.columns = row.columns;
    key.referred_table = row.referred_table;
    key.referred_columns = row.referred_columns;
    key.on_delete = action_of(row.on_delete);
    key.on_update = action_of(row.on_update);
    key.deferral = deferral_of(row);
    if (row.refers_to_own_schema) {
        key.referred_schema = table.schema;
    } else if (!row.refers_to_default_schema) {
        key.referred_schema = row.referred_schema;
    }
    return key;
}

void add_constraint(Table& table, const ConstraintRow& row, int order) {
    switch (row.kind) {
    case 'p':
        table.primary_key = {row.name, row.columns};
        for (Column& column : table.columns) {
            const bool is_key = std::find(row.columns.begin(), row.columns.end(), column.name) != row.columns.end();
            column.options.primary_key = column.options.primary_key || is_key;
        }
        break;
    case 'u': table.unique_constraints.push_back({row.name, row.columns, order, deferral_of(row)}); break;
    case 'c': table.check_constraints.push_back({row.name, check_condition(row.definition), order}); break;
    case 'f': {
        table.foreign_keys.push_back(foreign_key_of(row, table));
        table.foreign_keys.back().order = order;
        break;
    }
    case 'x': {
        constexpr std::string_view word = "EXCLUDE ";
        const auto text = std::string_view{row.definition};
        table.exclude_constraints.push_back({row.name, std::string{text.starts_with(word) ? text.substr(word.size()) : text}, order});
        break;
    }
    default: break;
    }
}

/// What stands behind an indexed column or expression; bit 1 of indoption is DESC, bit 2 NULLS FIRST.
std::string order_of(std::int64_t options) {
    const bool is_descending = (options & 1) != 0;
    const bool nulls_first = (options & 2) != 0;
    std::string text = is_descending ? " DESC" : "";
    if (is_descending != nulls_first) text += nulls_first ? " NULLS FIRST" : " NULLS LAST";
    return text;
}

IndexElement element_of(const IndexColumnRow& row, std::string& operator_classes) {
    const std::string order = order_of(row.options);
    const bool is_plain = row.is_column && order.empty() && row.collation.empty();
    if (is_plain) {
        if (!row.operator_class.empty())
            operator_classes.append(operator_classes.empty() ? "" : ", ").append(row.text).append("=").append(row.operator_class);
        return IndexElement{row.text};
    }
    std::string text = row.is_column ? quote_identifier(row.text) : row.text;
    if (!row.collation.empty()) text += " COLLATE " + quote(row.collation, '"');
    if (!row.operator_class.empty()) text += " " + quote_identifier(row.operator_class);
    return IndexElement{text + order, true};
}

/// `fillfactor = 70` for PostgreSQL's `fillfactor=70`, as SQLAlchemy writes it.
std::string parameters_of(std::string_view parameters) {
    std::vector<std::string> items;
    for (const auto one : split(parameters, ',')) {
        const auto equals = one.find('=');
        if (equals == std::string_view::npos) continue;
        items.push_back(std::string{strip(one.substr(0, equals))} + " = " + std::string{strip(one.substr(equals + 1))});
    }
    return join(items, ", ");
}

Index index_of(const IndexRow& row) {
    Index index;
    index.name = row.name;
    index.unique = row.is_unique;
    index.where = unbracketed_sql(row.condition);
    std::string operator_classes;
    for (const IndexColumnRow& column : row.columns)
        index.columns.push_back(element_of(column, operator_classes));
    auto& options = index.dialect_options;
    if (row.method != "btree") options.emplace_back("postgresql_using", row.method);
    if (!operator_classes.empty()) options.emplace_back("postgresql_ops", operator_classes);
    if (!row.included.empty()) options.emplace_back("postgresql_include", join(row.included, ", "));
    if (row.nulls_not_distinct) options.emplace_back("postgresql_nulls_not_distinct", "true");
    if (!row.parameters.empty()) options.emplace_back("postgresql_with", parameters_of(row.parameters));
    return index;
}

Table table_of(RelationRow& row, const std::string& schema) {
    Table table;
    table.schema = schema;
    table.name = std::move(row.name);
    table.comment = std::move(row.comment);
    auto& options = table.dialect_options;
    if (!row.parents.empty()) options.emplace_back("postgresql_inherits", join(row.parents, ", "));
    if (!row.partition_key.empty()) options.emplace_back("postgresql_partition_by", std::move(row.partition_key));
    if (!row.parameters.empty()) options.emplace_back("postgresql_with", parameters_of(row.parameters));
    if (!row.tablespace.empty()) options.emplace_back("postgresql_tablespace", std::move(row.tablespace));
    return table;
}

}  // namespace

std::string condition_of(const Relations& relations) {
    const std::string schema = relations.schema.empty() ? "pg_catalog.current_schema()" : quote(relations.schema, '\'');
    if (relations.name.empty()) {
        return "n.nspname = " + schema +
               " AND c.relkind IN ('r', 'p') AND NOT c.relispartition AND NOT EXISTS (SELECT 1 FROM pg_catalog.pg_depend x WHERE x.classid "
               "= "
               "'pg_catalog.pg_class'::pg_catalog.regclass AND x.objid = c.oid AND x.deptype = 'e')";
    }
    return "c.relname = " + quote(relations.name, '\'') + " AND c.relkind IN ('r', 'p', 'v', 'm', 'f') AND " +
           (relations.schema.empty() ? std::string{"pg_catalog.pg_table_is_visible(c.oid)"} : "n.nspname = " + schema);
}

std::vector<ListedRelation> list_relations(Connection& connection, std::string_view schema, std::string_view kinds) {
    std::string letters;
    for (const char kind : kinds)
        letters.append(letters.empty() ? "'" : ", '").append(1, kind).append("'");
    auto rows = connection.execute_once(
        "SELECT c.relname::text, c.relkind::text FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace WHERE "
        "n.nspname = " +
        (schema.empty() ? std::string{"pg_catalog.current_schema()"} : quote(schema, '\'')) + " AND c.relkind IN (" + letters +
        ") AND NOT c.relispartition AND NOT EXISTS (SELECT 1 FROM pg_catalog.pg_depend x WHERE x.classid = "
        "'pg_catalog.pg_class'::pg_catalog.regclass AND x.objid = c.oid AND x.deptype = 'e') ORDER BY c.relname::text COLLATE \"C\"");
    std::vector<ListedRelation> listed;
    while (rows.next()) {
        std::string_view name;
        std::string_view kind;
        if (rows.row().text(0, name) && rows.row().text(1, kind)) listed.push_back({std::string{name}, kind.front()});
    }
    return listed;
}

std::vector<SqlType> all_enumerations(Connection& connection) {
    std::vector<SqlType> types;
    for (EnumerationRow& row : read_enumerations(connection))
        types.push_back(enumeration_of(row));
    return types;
}

std::vector<Table> read_tables(Connection& connection, const Relations& relations) {
    const std::string condition = condition_of(relations);
    std::vector<Table> tables;
    std::map<std::int64_t, std::size_t> places;
    for (RelationRow& row : read_relations(connection, condition)) {
        places.emplace(row.oid, tables.size());
        tables.push_back(table_of(row, relations.schema));
    }
    if (tables.empty()) return tables;
    // A table that came between two of the queries is left out: it has not been asked for its columns.
    const auto find = [&](std::int64_t oid) -> Table* {
        const auto found = places.find(oid);
        return found != places.end() ? &tables[found->second] : nullptr;
    };
    const auto columns = read_columns(connection, condition);
    const auto enumerations = enumerations_for(connection, columns);
    for (const ColumnRow& row : columns) {
        if (Table* const table = find(row.relation)) table->columns.push_back(column_of(row, enumerations));
    }
    std::map<std::int64_t, int> orders;
    for (const ConstraintRow& row : read_constraints(connection, condition)) {
        if (Table* const table = find(row.relation)) add_constraint(*table, row, orders[row.relation]++);
    }
    for (const IndexRow& row : read_indexes(connection, condition)) {
        if (Table* const table = find(row.relation)) table->indexes.push_back(index_of(row));
    }
    return tables;
}

}  // namespace retort::postgresql
