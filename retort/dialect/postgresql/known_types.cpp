// What a connection has to ask the server about types and tables, once.
#include <algorithm>
#include <charconv>
#include <string>

#include <libpq-fe.h>

#include <retort/core/text.hpp>
#include <retort/dialect/postgresql/connection.hpp>

namespace retort::postgresql {

namespace {

Oid oid_at(const Result& rows, int row, int column) {
    const std::string_view text{PQgetvalue(rows.get(), row, column), static_cast<std::size_t>(PQgetlength(rows.get(), row, column))};
    Oid value = 0;
    std::from_chars(text.data(), text.data() + text.size(), value);
    return value;
}

bool is_true(const Result& rows, int row, int column) {
    return PQgetvalue(rows.get(), row, column)[0] == 't';
}

}  // namespace

void ServerConnection::look_up_types(Description& description) {
    std::vector<Oid> unknown;
    const auto note = [&](Oid type, Wire wire) {
        if (wire != Wire::unknown || types_.contains(type)) return;
        if (std::find(unknown.begin(), unknown.end(), type) == unknown.end()) unknown.push_back(type);
    };
    for (const auto& parameter : description.parameters)
        note(parameter.type, parameter.wire);
    for (const auto& column : description.columns)
        note(column.type, column.wire);
    if (!unknown.empty()) look_up(unknown);

    const auto fill_in = [&](auto& described) {
        if (described.wire == Wire::unknown) described.wire = types_[described.type].wire;
    };
    std::for_each(description.parameters.begin(), description.parameters.end(), fill_in);
    std::for_each(description.columns.begin(), description.columns.end(), fill_in);
    description.text_results = std::any_of(
        description.columns.begin(), description.columns.end(), [](const ResultColumn& column) { return column.wire == Wire::unknown; });
}

void ServerConnection::look_up(const std::vector<Oid>& unknown) {
    std::string list;
    for (const Oid type : unknown) {
        types_[type] = {Wire::unknown, 0};
        list.append(list.empty() ? "" : ", ").append(std::to_string(type));
    }
    // Of a type whose binary form is its characters (enumerators, citext) the sending function is one of those of the texts; a domain sends
    // as its base does.
    const std::string texts = "('textsend', 'varcharsend', 'bpcharsend', 'namesend', 'enum_send')";
    const Result rows = run("SELECT t.oid, p.prosrc IN " + texts +
                            ", t.typarray, t.typbasetype, p.prosrc = 'array_send', e.oid, coalesce(ep.prosrc IN " + texts +
                            ", false) FROM pg_catalog.pg_type t JOIN pg_catalog.pg_proc p ON p.oid = t.typsend LEFT JOIN "
                            "pg_catalog.pg_type e ON e.oid = t.typelem "
                            "LEFT JOIN pg_catalog.pg_proc ep ON ep.oid = e.typsend WHERE t.oid IN (" +
                            list + ")");
    for (int row = 0; row < PQntuples(rows.get()); ++row) {
        KnownType& type = types_[oid_at(rows, row, 0)];
        type.array = oid_at(rows, row, 2);
        if (is_true(rows, row, 1)) {
            type.wire = Wire::text;
        } else if (const Oid base = oid_at(rows, row, 3); base != 0) {
            type.wire = wire_of(base);
        } else if (is_true(rows, row, 4) && (is_true(rows, row, 6) || wire_of(oid_at(rows, row, 5)) != Wire::unknown)) {
            type.wire = Wire::array;
        }
    }
}

Oid ServerConnection::array_type(Oid element) {
    if (const Oid known = array_of(element); known != 0) return known;
    if (!types_.contains(element)) look_up({element});
    return types_[element].array;
}

const TableTraits& ServerConnection::table_traits(const std::string& table) {
    if (const auto known = tables_.find(table); known != tables_.end()) return known->second;
    // Views have triggers or rules instead of rows, foreign tables need not know COPY, and COPY refuses tables with policies for us; rules on
    // INSERT are not asked by it. A partitioned table takes it like any other. Triggers that come before a row (2) of an INSERT (4) can keep it out.
    const Result rows =
        run("SELECT c.relkind IN ('r', 'p') AND NOT c.relhasrules, pg_catalog.row_security_active(c.oid), EXISTS (SELECT 1 FROM "
            "pg_catalog.pg_trigger t "
            "WHERE t.tgrelid = c.oid AND NOT t.tgisinternal AND t.tgtype & 6 = 6) FROM pg_catalog.pg_class c WHERE c.oid = " +
            quote(table, '\'') + "::pg_catalog.regclass");
    TableTraits traits;
    if (PQntuples(rows.get()) == 1 && is_true(rows, 0, 0))
        traits = {.takes_copy = !is_true(rows, 0, 1), .inserts_all = !is_true(rows, 0, 2)};
    return tables_.emplace(table, traits).first->second;
}

}  // namespace retort::postgresql
