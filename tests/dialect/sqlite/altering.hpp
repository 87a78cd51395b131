/// \file
/// What the tests of altered tables share: a database in memory, its schema and rows as text.
#pragma once

#include <retort/core/error.hpp>
#include <retort/engine/alterations.hpp>
#include <retort/engine/connection.hpp>
#include <retort/engine/dialect.hpp>
#include <retort/engine/driver.hpp>
#include <retort/engine/engine.hpp>
#include <retort/schema/ddl.hpp>

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace altering {

using namespace retort;
using namespace retort::types;

/// The error of this class that `action` throws, as text.
template <class Exception, class Action>
std::string message_of(Action&& action) {
    try {
        action();
    } catch (const Exception& error) {
        return error.what();
    } catch (const Error& error) {
        ADD_FAILURE() << "another error was thrown: " << error.type_name() << ": " << error.what();
        return {};
    }
    ADD_FAILURE() << "nothing was thrown";
    return {};
}

class Database {
public:
    explicit Database(std::string_view script = {}, std::string_view url = "sqlite://", EngineOptions options = {})
        : engine_{create_engine(url, std::move(options))},
          connection_{engine_.connect()} {
        run(script);
    }

    /// Statements outside of any transaction.
    void run(std::string_view script) { connection_.driver().execute_script(script); }
    Connection& connection() { return connection_; }
    Engine& engine() { return engine_; }
    const Alterations& alterations() const { return engine_.dialect().alterations(); }

    std::vector<std::string> plan(const ddl::AlterTable& change) {
        auto statements = alterations().alter_table(&connection_, change);
        connection_.rollback();
        return statements;
    }
    /// As the runner does it; gives the statements.
    std::vector<std::string> alter(const ddl::AlterTable& change) {
        alterations().begin_alterations(connection_);
        std::vector<std::string> statements;
        try {
            alterations().begin_exclusive(connection_);
            statements = alterations().alter_table(&connection_, change);
            for (const auto& statement : statements)
                connection_.execute_ddl(statement);
            alterations().check_integrity(connection_);
            connection_.commit();
        } catch (...) {
            connection_.rollback();
            alterations().end_alterations(connection_);
            throw;
        }
        alterations().end_alterations(connection_);
        return statements;
    }
    std::vector<std::string> alter(std::string table, std::vector<ddl::Change> changes, Recreate recreate = Recreate::when_needed) {
        return alter({{{}, std::move(table)}, std::move(changes), recreate, {}});
    }

    /// Each row as one line, its cells between bars.
    std::vector<std::string> rows(std::string_view sql) {
        std::vector<std::string> lines;
        {
            auto cursor = connection_.execute_once(sql);
            while (cursor.next()) {
                std::string line;
                for (int column = 0; column < cursor.column_count(); ++column)
                    line.append(column == 0 ? "" : "|").append(cell(cursor, column));
                lines.push_back(std::move(line));
            }
        }
        connection_.rollback();
        return lines;
    }
    std::string row(std::string_view sql) {
        const auto lines = rows(sql);
        return lines.empty() ? "no row" : lines.front();
    }
    std::string sql_of(std::string_view name) {
        return row("SELECT sql FROM (SELECT * FROM sqlite_master UNION ALL SELECT * FROM sqlite_temp_master) WHERE name = '" +
                   std::string{name} + "'");
    }
    std::vector<std::string> schema() { return rows("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY type, name"); }

private:
    static std::string cell(Cursor& cursor, int column) {
        const Value value = cursor.row().value(column);
        if (value.is_null()) return "NULL";
        std::string_view text;
        cursor.row().text(column, text);
        return std::string{text};
    }

    Engine engine_;
    Connection connection_;
};

inline ddl::Change add_column(Column column) {
    return ddl::AddColumn{{}, std::move(column)};
}
inline ddl::Change drop_column(std::string name) {
    return ddl::DropColumn{{}, std::move(name)};
}
inline ddl::Change rename_column(std::string name, std::string new_name) {
    ddl::AlterColumn change{{}, std::move(name)};
    change.new_name = std::move(new_name);
    return change;
}
inline ddl::Change retype(std::string name, SqlType type, std::string using_expression = {}) {
    ddl::AlterColumn change{{}, std::move(name)};
    change.type = std::move(type);
    change.using_expression = std::move(using_expression);
    return change;
}
inline ddl::Change set_nullable(std::string name, bool nullable) {
    ddl::AlterColumn change{{}, std::move(name)};
    change.nullable = nullable;
    return change;
}
inline ddl::Change set_default(std::string name, std::optional<std::string> expression) {
    ddl::AlterColumn change{{}, std::move(name)};
    change.server_default = std::move(expression);
    return change;
}
inline ddl::Change add_unique(std::string name, std::vector<std::string> columns) {
    return ddl::CreateUniqueConstraint{{}, {std::move(name), std::move(columns)}};
}
inline ddl::Change add_check(std::string name, std::string sql) {
    return ddl::CreateCheckConstraint{{}, {std::move(name), std::move(sql)}};
}
inline ddl::Change drop_constraint(std::string name, ConstraintType kind = ConstraintType::any) {
    return ddl::DropConstraint{{}, std::move(name), kind};
}

}  // namespace altering
