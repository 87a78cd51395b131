#include <retort/dialect/postgresql/catalog_defaults.hpp>

#include <optional>
#include <string>
#include <string_view>

#include <retort/core/error.hpp>
#include <retort/dialect/postgresql/ddl.hpp>
#include <retort/dialect/postgresql/sql_text.hpp>
#include <retort/engine/connection.hpp>

namespace retort::postgresql {

namespace {

constexpr std::string_view savepoint_name = "retort_compare_default";

/// Asks the server what may fail, and leaves the transaction as it was.
template <class Ask>
auto ask(Connection& connection, Ask&& question) -> std::optional<decltype(question())> {
    const bool had_begun = connection.in_transaction();
    std::optional<decltype(question())> answer;
    connection.savepoint(savepoint_name);
    try {
        answer = question();
    } catch (const DatabaseError&) {
        // A user who may not make temporary tables, types that know no =: then nothing is certain.
        answer.reset();
    }
    connection.rollback_to_savepoint(savepoint_name);
    connection.release_savepoint(savepoint_name);
    if (!had_begun) connection.rollback();
    return answer;
}

/// The default as PostgreSQL would print it, were the column made with it.
std::optional<std::string> as_printed(Connection& connection, const std::string& type, const std::string& expression) {
    return ask(connection, [&] {
        connection.execute_ddl("CREATE TEMPORARY TABLE retort_default (value " + type + " DEFAULT " + expression + ")");
        auto rows = connection.execute_once(
            "SELECT pg_catalog.pg_get_expr(d.adbin, d.adrelid) FROM pg_catalog.pg_attrdef d WHERE d.adrelid = "
            "'pg_temp.retort_default'::pg_catalog.regclass");
        std::string_view text;
        return rows.next() && rows.row().text(0, text) ? std::string{text} : std::string{"NULL"};
    });
}

/// Alembic asks so of every default, but CURRENT_DATE would pass for the literal of today: only of constants it tells something.
bool same_value(Connection& connection, const std::string& type, const std::string& left, const std::string& right) {
    return ask(connection, [&] {
        auto rows = connection.execute_once("SELECT CAST(" + left + " AS " + type + ")::text = CAST(" + right + " AS " + type + ")::text");
        bool same = false;
        return rows.next() && rows.row().boolean(0, same) && same;
    }).value_or(false);
}

}  // namespace

bool same_default(Connection& connection, const Column& existing, const Column& wanted) {
    // SERIAL and identities have the default that they bring.
    if (wanted.options.autoincrement && existing.options.autoincrement) return true;
    const std::string before = existing.options.server_default.value_or("NULL");
    const std::string after = wanted.options.server_default.value_or("NULL");
    if (before == after || normalized_default(before) == normalized_default(after)) return true;
    if (!existing.options.server_default || !wanted.options.server_default) return false;
    const std::string type = type_sql(existing.type);
    const auto printed = as_printed(connection, type, after);
    if (!printed) return is_constant(before) && is_constant(after) && same_value(connection, type, before, after);
    if (*printed == before || normalized_default(*printed) == normalized_default(before)) return true;
    return is_constant(before) && is_constant(*printed) && same_value(connection, type, before, *printed);
}

}  // namespace retort::postgresql
