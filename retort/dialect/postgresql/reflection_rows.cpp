#include <retort/dialect/postgresql/reflection_rows.hpp>

#include <string_view>
#include <utility>

#include <retort/core/json.hpp>
#include <retort/engine/connection.hpp>

namespace retort::postgresql {

namespace {

/// The relations meant, for `IN (…)`.
std::string relations_of(const std::string& condition) {
    return "(SELECT c.oid FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace WHERE " + condition + ")";
}

/// Reads the columns of a row from left to right.
class RowReader {
public:
    explicit RowReader(ColumnReader& row) : row_{row} {}

    RowReader& operator>>(std::string& out) {
        std::string_view text;
        if (row_.text(next_++, text)) out = text;
        return *this;
    }
    RowReader& operator>>(std::optional<std::string>& out) {
        std::string_view text;
        if (row_.text(next_++, text)) out = std::string{text};
        return *this;
    }
    RowReader& operator>>(std::int64_t& out) {
        row_.integer(next_++, out);
        return *this;
    }
    RowReader& operator>>(bool& out) {
        row_.boolean(next_++, out);
        return *this;
    }
    RowReader& operator>>(char& out) {
        std::string_view text;
        if (row_.text(next_++, text) && !text.empty()) out = text.front();
        return *this;
    }
    /// An array of texts, sent as JSON: names may have any character in them.
    RowReader& operator>>(std::vector<std::string>& out) {
        std::string_view text;
        if (row_.text(next_++, text)) static_cast<void>(parse_json_strings(text, out));
        return *this;
    }

private:
    ColumnReader& row_;
    int next_ = 0;
};

}  // namespace

std::vector<RelationRow> read_relations(Connection& connection, const std::string& condition) {
    auto rows = connection.execute_once(
        "SELECT c.oid::bigint, c.relname::text, c.relkind::text, pg_catalog.obj_description(c.oid, 'pg_class'), "
        "CASE c.relkind WHEN 'p' THEN pg_catalog.pg_get_partkeydef(c.oid) END, pg_catalog.array_to_string(c.reloptions, ', '), "
        "(SELECT s.spcname::text FROM pg_catalog.pg_tablespace s WHERE s.oid = c.reltablespace), "
        "CASE WHEN NOT c.relispartition THEN (SELECT pg_catalog.json_agg(p.relname::text ORDER BY i.inhseqno)::text FROM "
        "pg_catalog.pg_inherits i JOIN pg_catalog.pg_class p ON p.oid = i.inhparent WHERE i.inhrelid = c.oid) END "
        "FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace WHERE " +
        condition + " ORDER BY c.relname::text COLLATE \"C\"");
    std::vector<RelationRow> relations;
    while (rows.next()) {
        RelationRow row;
        RowReader{rows.row()} >> row.oid >> row.name >> row.kind >> row.comment >> row.partition_key >> row.parameters >> row.tablespace >>
            row.parents;
        relations.push_back(std::move(row));
    }
    return relations;
}

std::vector<ColumnRow> read_columns(Connection& connection, const std::string& condition) {
    // What a table inherits is not its own, and CREATE TABLE … INHERITS brings it along; a partition is asked for by its name alone.
    // A sequence belongs to a column as SERIAL makes it where pg_depend has it with deptype a; an identity's with i.
    auto rows = connection.execute_once(
        "SELECT a.attrelid::bigint, a.attname::text, pg_catalog.format_type(a.atttypid, a.atttypmod), "
        "CASE WHEN t.typtype = 'e' THEN t.oid::bigint WHEN e.typtype = 'e' THEN e.oid::bigint ELSE 0::bigint END, a.attndims::bigint, "
        "a.attnotnull, pg_catalog.pg_get_expr(d.adbin, d.adrelid), a.attgenerated <> '', a.attidentity::text, "
        "CASE WHEN a.attcollation <> t.typcollation AND a.attcollation <> 0 THEN l.collname::text END, "
        "pg_catalog.col_description(a.attrelid, a.attnum), "
        "EXISTS (SELECT 1 FROM pg_catalog.pg_depend p JOIN pg_catalog.pg_class s ON s.oid = p.objid AND s.relkind = 'S' WHERE p.classid = "
        "'pg_catalog.pg_class'::pg_catalog.regclass AND p.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass AND p.refobjid = "
        "a.attrelid AND p.refobjsubid = a.attnum AND p.deptype = 'a' AND EXISTS (SELECT 1 FROM pg_catalog.pg_depend u WHERE u.classid = "
        "'pg_catalog.pg_attrdef'::pg_catalog.regclass AND u.objid = d.oid AND u.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass "
        "AND "
        "u.refobjid = s.oid)) "
        "FROM pg_catalog.pg_attribute a JOIN pg_catalog.pg_class r ON r.oid = a.attrelid JOIN pg_catalog.pg_type t ON t.oid = a.atttypid "
        "LEFT JOIN pg_catalog.pg_type e ON e.oid = t.typelem AND t.typcategory = 'A' "
        "LEFT JOIN pg_catalog.pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum "
        "LEFT JOIN pg_catalog.pg_collation l ON l.oid = a.attcollation "
        "WHERE a.attnum > 0 AND NOT a.attisdropped AND (a.attislocal OR r.relispartition) AND a.attrelid IN " +
        relations_of(condition) + " ORDER BY a.attrelid, a.attnum");
    std::vector<ColumnRow> columns;
    while (rows.next()) {
        ColumnRow row;
        RowReader{rows.row()} >> row.relation >> row.name >> row.type >> row.enumeration >> row.dimensions >> row.not_null >>
            row.default_value >> row.is_generated >> row.identity >> row.collation >> row.comment >> row.owns_sequence;
        columns.push_back(std::move(row));
    }
    return columns;
}

std::vector<EnumerationRow> read_enumerations(Connection& connection) {
    auto rows = connection.execute_once(
        "SELECT t.oid::bigint, n.nspname::text, t.typname::text, pg_catalog.pg_type_is_visible(t.oid), "
        "(SELECT pg_catalog.json_agg(e.enumlabel::text ORDER BY e.enumsortorder)::text FROM pg_catalog.pg_enum e WHERE e.enumtypid = "
        "t.oid) "
        "FROM pg_catalog.pg_type t JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace WHERE t.typtype = 'e' ORDER BY 2, 3");
    std::vector<EnumerationRow> types;
    while (rows.next()) {
        EnumerationRow row;
        RowReader{rows.row()} >> row.oid >> row.schema >> row.name >> row.is_visible >> row.labels;
        types.push_back(std::move(row));
    }
    return types;
}

std::vector<ConstraintRow> read_constraints(Connection& connection, const std::string& condition) {
    auto rows = connection.execute_once(
        "SELECT o.conrelid::bigint, o.conname::text, o.contype::text, o.condeferrable, o.condeferred, o.convalidated, "
        "o.confdeltype::text, o.confupdtype::text, pg_catalog.pg_get_constraintdef(o.oid), "
        "(SELECT pg_catalog.json_agg(a.attname::text ORDER BY k.place)::text FROM pg_catalog.unnest(o.conkey) WITH ORDINALITY AS "
        "k(attnum, place) JOIN pg_catalog.pg_attribute a ON a.attrelid = o.conrelid AND a.attnum = k.attnum), "
        "rn.nspname::text, rc.relname::text, rc.relnamespace = oc.relnamespace, rn.nspname = pg_catalog.current_schema(), "
        "(SELECT pg_catalog.json_agg(a.attname::text ORDER BY k.place)::text FROM pg_catalog.unnest(o.confkey) WITH ORDINALITY AS "
        "k(attnum, place) JOIN pg_catalog.pg_attribute a ON a.attrelid = o.confrelid AND a.attnum = k.attnum) "
        "FROM pg_catalog.pg_constraint o JOIN pg_catalog.pg_class oc ON oc.oid = o.conrelid "
        "LEFT JOIN pg_catalog.pg_class rc ON rc.oid = o.confrelid LEFT JOIN pg_catalog.pg_namespace rn ON rn.oid = rc.relnamespace "
        "WHERE o.contype IN ('p', 'u', 'c', 'f', 'x') AND (o.conislocal OR oc.relispartition) AND o.conrelid IN " +
        relations_of(condition) + " ORDER BY o.conrelid, o.oid");
    std::vector<ConstraintRow> constraints;
    while (rows.next()) {
        ConstraintRow row;
        RowReader{rows.row()} >> row.relation >> row.name >> row.kind >> row.is_deferrable >> row.is_deferred >> row.is_validated >>
            row.on_delete >> row.on_update >> row.definition >> row.columns >> row.referred_schema >> row.referred_table >>
            row.refers_to_own_schema >> row.refers_to_default_schema >> row.referred_columns;
        constraints.push_back(std::move(row));
    }
    return constraints;
}

std::vector<IndexRow> read_indexes(Connection& connection, const std::string& condition) {
    // indnullsnotdistinct came with PostgreSQL 15; asked for by way of JSON it is simply missing before.
    auto rows = connection.execute_once(
        "SELECT i.indrelid::bigint, x.relname::text, i.indisunique, m.amname::text, pg_catalog.pg_get_expr(i.indpred, i.indrelid), "
        "pg_catalog.array_to_string(x.reloptions, ', '), "
        "COALESCE((pg_catalog.to_jsonb(i) ->> 'indnullsnotdistinct')::boolean, false), k.place <= i.indnkeyatts, k.attnum <> 0, "
        "CASE WHEN k.attnum <> 0 THEN a.attname::text ELSE pg_catalog.pg_get_indexdef(i.indexrelid, k.place::integer, false) END, "
        "COALESCE(i.indoption[k.place - 1], 0)::bigint, "
        "CASE WHEN k.attnum <> 0 AND i.indcollation[k.place - 1] <> 0 AND i.indcollation[k.place - 1] <> a.attcollation "
        "THEN (SELECT l.collname::text FROM pg_catalog.pg_collation l WHERE l.oid = i.indcollation[k.place - 1]) END, "
        "CASE WHEN NOT oc.opcdefault THEN oc.opcname::text END "
        "FROM pg_catalog.pg_index i JOIN pg_catalog.pg_class x ON x.oid = i.indexrelid JOIN pg_catalog.pg_am m ON m.oid = x.relam "
        "CROSS JOIN LATERAL pg_catalog.unnest(i.indkey) WITH ORDINALITY AS k(attnum, place) "
        "LEFT JOIN pg_catalog.pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.attnum AND k.attnum <> 0 "
        "LEFT JOIN pg_catalog.pg_opclass oc ON oc.oid = i.indclass[k.place - 1] AND k.place <= i.indnkeyatts "
        "WHERE NOT i.indisprimary AND NOT EXISTS (SELECT 1 FROM pg_catalog.pg_constraint o WHERE o.conindid = i.indexrelid AND o.contype "
        "IN ('p', 'u', 'x')) AND i.indrelid IN " +
        relations_of(condition) + " ORDER BY i.indrelid, x.relname::text COLLATE \"C\", k.place");
    std::vector<IndexRow> indexes;
    while (rows.next()) {
        IndexRow row;
        IndexColumnRow column;
        bool is_key = true;
        RowReader{rows.row()} >> row.relation >> row.name >> row.is_unique >> row.method >> row.condition >> row.parameters >>
            row.nulls_not_distinct >> is_key >> column.is_column >> column.text >> column.options >> column.collation >>
            column.operator_class;
        if (indexes.empty() || indexes.back().relation != row.relation || indexes.back().name != row.name)
            indexes.push_back(std::move(row));
        if (is_key) {
            indexes.back().columns.push_back(std::move(column));
        } else {
            indexes.back().included.push_back(std::move(column.text));
        }
    }
    return indexes;
}

}  // namespace retort::postgresql
