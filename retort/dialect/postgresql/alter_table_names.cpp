#include <retort/dialect/postgresql/alter_table_names.hpp>

#include <algorithm>
#include <cstddef>
#include <optional>
#include <variant>
#include <vector>

#include <retort/core/error.hpp>
#include <retort/core/text.hpp>
#include <retort/dialect/postgresql/catalog.hpp>
#include <retort/dialect/postgresql/ddl.hpp>
#include <retort/dialect/postgresql/identifiers.hpp>
#include <retort/dialect/postgresql/sql_text.hpp>
#include <retort/engine/connection.hpp>

namespace retort::postgresql {

namespace {

/// The constraint in words, for errors.
struct Words {
    std::string operator()(const std::monostate&) const { return "constraint without a name"; }
    std::string operator()(const PrimaryKeyConstraint&) const { return "primary key"; }
    std::string operator()(const UniqueConstraint& one) const { return "unique constraint (" + join(one.columns, ", ") + ")"; }
    std::string operator()(const CheckConstraint& one) const { return "check constraint (" + one.sql + ")"; }
    std::string operator()(const ExcludeConstraint& one) const { return "exclusion constraint (" + one.sql + ")"; }
    std::string operator()(const ForeignKeyConstraint& one) const {
        return "foreign key (" + join(one.columns, ", ") + ")" + (one.referred_table.empty() ? "" : " to '" + one.referred_table + "'");
    }
};

/// The names of the constraints of `table` that are what is described.
struct NamesIn {
    const Table& table;

    std::vector<std::string> operator()(const std::monostate&) const { return {}; }
    std::vector<std::string> operator()(const PrimaryKeyConstraint&) const {
        if (table.primary_key.name.empty()) return {};
        return {table.primary_key.name};
    }
    std::vector<std::string> operator()(const UniqueConstraint& one) const {
        return matching(table.unique_constraints, [&](const auto& other) { return other.columns == one.columns; });
    }
    std::vector<std::string> operator()(const CheckConstraint& one) const {
        return matching(table.check_constraints, [&](const auto& other) { return normalized_sql(other.sql) == normalized_sql(one.sql); });
    }
    std::vector<std::string> operator()(const ExcludeConstraint& one) const {
        return matching(table.exclude_constraints, [&](const auto& other) { return normalized_sql(other.sql) == normalized_sql(one.sql); });
    }
    std::vector<std::string> operator()(const ForeignKeyConstraint& one) const {
        return matching(table.foreign_keys, [&](const auto& other) {
            // A script names the columns alone.
            return other.columns == one.columns && (one.referred_table.empty() || other.referred_table == one.referred_table) &&
                   (one.referred_columns.empty() || other.referred_columns == one.referred_columns);
        });
    }

    template <class Constraint, class Is>
    static std::vector<std::string> matching(const std::vector<Constraint>& constraints, Is is) {
        std::vector<std::string> names;
        for (const Constraint& one : constraints) {
            if (is(one)) names.push_back(one.name);
        }
        return names;
    }
};

/// `hero_name_key`, `hero_team_id_fkey`: ChooseConstraintName() and ChooseIndexNameAddition() of PostgreSQL's sources. A CHECK's name depends on
/// the columns that it speaks of, and a long one is cut in a way of its own: those are not made here.
struct MadeName {
    const std::string& table;

    std::optional<std::string> operator()(const std::monostate&) const { return std::nullopt; }
    std::optional<std::string> operator()(const PrimaryKeyConstraint&) const { return made({}, "pkey"); }
    std::optional<std::string> operator()(const UniqueConstraint& one) const { return made(one.columns, "key"); }
    std::optional<std::string> operator()(const CheckConstraint&) const { return std::nullopt; }
    std::optional<std::string> operator()(const ExcludeConstraint&) const { return std::nullopt; }
    std::optional<std::string> operator()(const ForeignKeyConstraint& one) const { return made(one.columns, "fkey"); }

    std::optional<std::string> made(const std::vector<std::string>& columns, std::string_view suffix) const {
        constexpr std::size_t longest = 63;
        std::string name = table;
        for (const auto& column : columns)
            name += "_" + column;
        name.append("_").append(suffix);
        return name.size() <= longest ? std::optional{name} : std::nullopt;
    }
};

}  // namespace

std::string stored_collation(Connection& connection, const ddl::TableName& table, std::string_view column) {
    auto rows = connection.execute_once(
        "SELECT c.collname::text FROM pg_catalog.pg_attribute a JOIN pg_catalog.pg_type t ON t.oid = a.atttypid JOIN "
        "pg_catalog.pg_collation c "
        "ON c.oid = a.attcollation WHERE a.attcollation <> t.typcollation AND a.attrelid = pg_catalog.to_regclass(" +
        text_literal(ddl_writer().qualified(table)) + ") AND a.attname = " + text_literal(column));
    std::string_view name;
    return rows.next() && rows.row().text(0, name) ? std::string{name} : std::string{};
}

std::string unnamed_constraint(Connection* connection, const ddl::AlterTable& alter, const ddl::DropConstraint& change) {
    const std::string words = std::visit(Words{}, change.previous);
    const std::string of = " of the table '" + alter.table.full_name() + "'";
    if (change.kind == ConstraintType::primary_key && std::holds_alternative<std::monostate>(change.previous)) {
        ddl::DropConstraint described = change;
        described.previous = PrimaryKeyConstraint{};
        return unnamed_constraint(connection, alter, described);
    }
    if (connection != nullptr) {
        const Table table = catalog().table(*connection, alter.table.schema, alter.table.name);
        const auto names = std::visit(NamesIn{table}, change.previous);
        if (names.size() == 1) return names.front();
        if (names.empty()) throw ArgumentError{"There is no " + words + of};
        throw ArgumentError{
            "There are several constraints that are a " + words + of + ": " + join(names, ", ") + "; name the one that is meant"};
    }
    if (const auto name = std::visit(MadeName{alter.table.name}, change.previous)) return *name;
    throw CompileError{
        "The " + words + of + " has no name, and which one PostgreSQL has given it is not known without a database; name it"};
}

}  // namespace retort::postgresql
