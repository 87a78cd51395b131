#include <retort/migrate/version_table.hpp>

#include <utility>

#include <retort/engine/alterations.hpp>
#include <retort/engine/connection.hpp>
#include <retort/engine/dialect.hpp>
#include <retort/migrate/errors.hpp>

namespace retort::migrate {

namespace {

Table version_table(const Environment& environment) {
    Table table;
    table.schema = environment.version_table_schema;
    table.name = environment.version_table;
    table.columns.emplace_back("version_num", types::String{32}, ColumnOptions{.nullable = false});
    if (environment.version_table_pk) table.primary_key = {environment.version_table + "_pkc", {"version_num"}};
    return table;
}

std::string quoted_name(const Dialect& dialect, const Table& table) {
    std::string name = dialect.quote_identifier(table.name);
    return table.schema.empty() ? name : dialect.quote_identifier(table.schema) + "." + name;
}

}  // namespace

VersionTable::VersionTable(const Dialect& dialect, const Environment& environment)
    : dialect_{dialect},
      table_{version_table(environment)},
      name_{quoted_name(dialect, table_)},
      insert_{insert_sql(dialect.parameter_mark(0))},
      update_{update_sql(dialect.parameter_mark(1), dialect.parameter_mark(0))},
      delete_{delete_sql(dialect.parameter_mark(0))} {}

std::string VersionTable::insert_sql(const std::string& to) const {
    return "INSERT INTO " + name_ + " (version_num) VALUES (" + to + ")";
}

std::string VersionTable::update_sql(const std::string& from, const std::string& to) const {
    return "UPDATE " + name_ + " SET version_num=" + to + " WHERE " + name_ + ".version_num = " + from;
}

std::string VersionTable::delete_sql(const std::string& from) const {
    return "DELETE FROM " + name_ + " WHERE " + name_ + ".version_num = " + from;
}

bool VersionTable::exists(Connection& connection) const {
    return dialect_.has_table(connection, table_.schema, table_.name);
}

std::optional<std::vector<std::string>> VersionTable::rows(Connection& connection) const {
    if (!exists(connection)) return std::nullopt;
    std::vector<std::string> rows;
    auto cursor = connection.execute_once("SELECT " + name_ + ".version_num \nFROM " + name_);
    while (cursor.next()) {
        std::string_view row;
        if (cursor.row().text(0, row)) rows.emplace_back(row);
    }
    return rows;
}

void VersionTable::create(Connection& connection) const {
    connection.execute_ddl("\n" + create_sql() + "\n\n");
}

void VersionTable::apply(Connection& connection, const VersionChange& change) const {
    switch (change.kind) {
    case VersionChange::Kind::insert: {
        connection.execute(insert_, std::vector<Value>{change.to});
        return;
    }
    case VersionChange::Kind::update: {
        const auto found = connection.execute(update_, std::vector<Value>{change.to, change.from}).rowcount();
        if (found == 1) return;
        throw RevisionError{"Expected to match one row when updating '" + change.from + "' to '" + change.to + "' in '" +
                            table_.full_name() + "'; " + std::to_string(found) +
                            " found: somebody else has migrated this database meanwhile, or the table was edited"};
    }
    case VersionChange::Kind::remove: {
        const auto found = connection.execute(delete_, std::vector<Value>{change.from}).rowcount();
        if (found == 1) return;
        throw RevisionError{"Expected to match one row when deleting '" + change.from + "' in '" + table_.full_name() + "'; " +
                            std::to_string(found) + " found: somebody else has migrated this database meanwhile, or the table was edited"};
    }
    }
}

void VersionTable::purge(Connection& connection) const {
    connection.execute("DELETE FROM " + name_, std::vector<Value>{});
}

std::string VersionTable::create_sql() const {
    return dialect_.create_table_sql(table_);
}

std::string VersionTable::drop_sql() const {
    return dialect_.drop_table_sql(table_);
}

std::string VersionTable::change_sql(const VersionChange& change) const {
    const auto literal = [this](const std::string& id) { return dialect_.alterations().text_literal(id); };
    switch (change.kind) {
    case VersionChange::Kind::insert: return insert_sql(literal(change.to));
    case VersionChange::Kind::update: return update_sql(literal(change.from), literal(change.to));
    case VersionChange::Kind::remove: break;
    }
    return delete_sql(literal(change.from));
}

}  // namespace retort::migrate
