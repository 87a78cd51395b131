#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <retort/engine/driver.hpp>
#include <retort/engine/url.hpp>
#include <retort/schema/metadata.hpp>

namespace retort {

namespace sql {
class Compiler;
}
class Alterations;
class Catalog;
class Connection;
struct EngineOptions;

/// Everything in which databases differ, as one object per database that never changes; safe to use from several threads.
///
/// The rest of the library asks a dialect for an answer ("the DDL of this table"), never for its name.
class Dialect {
public:
    virtual ~Dialect() = default;

    virtual std::string_view name() const = 0;

    /// Opens the database. One factory an engine, so that engines of databases in memory can share one among their connections.
    class Connector {
    public:
        virtual ~Connector() = default;
        virtual std::unique_ptr<DriverConnection> connect() = 0;
    };
    /// \throws ArgumentError  where the URL or the options say what this database does not know
    virtual std::unique_ptr<Connector> connector(const Url& url, const EngineOptions& options) const = 0;

    virtual std::string quote_identifier(std::string_view identifier) const = 0;
    virtual std::string type_sql(const SqlType& type) const = 0;
    /// How the parameter at `position`, from 0, is marked in SQL text.
    virtual std::string parameter_mark(int position) const = 0;

    /// The statement that creates the table with its constraints, as SQLAlchemy writes it; without the indexes and the line breaks around
    /// it.
    /// \throws CompileError  where a type does not exist in this database
    virtual std::string create_table_sql(const Table& table) const = 0;
    virtual std::string drop_table_sql(const Table& table) const = 0;
    virtual std::string create_index_sql(const Table& table, const Index& index) const = 0;
    virtual std::string drop_index_sql(const Table& table, const Index& index) const = 0;

    /// Reads the schema that a database has, and compares it with what is wanted.
    virtual const Catalog& catalog() const;
    /// Changes a schema that exists.
    virtual const Alterations& alterations() const;

    /// What must exist before these tables can be created, and may go once they have been dropped: the types of enumerators on PostgreSQL.
    /// create_types() leaves alone what exists, drop_types() what is still in use.
    virtual void create_types(Connection& /*connection*/, const std::vector<const Table*>& /*tables*/) const {}
    virtual void drop_types(Connection& /*connection*/, const std::vector<const Table*>& /*tables*/) const {}
    /// The statements that must follow create_table_sql(): comments, where they are no part of it.
    virtual std::vector<std::string> after_create_table_sql(const Table& /*table*/) const { return {}; }

    /// The names of the tables that exist in `schema` (empty: the default one).
    virtual std::vector<std::string> table_names(Connection& connection, std::string_view schema) const = 0;
    /// True where a table or view of this name exists, names compared as the database compares them.
    virtual bool has_table(Connection& connection, std::string_view schema, std::string_view name) const = 0;
    /// Makes the transaction ready to drop tables whose foreign keys form a cycle: defers them, or drops them before their tables.
    virtual void prepare_cyclic_drop(Connection& connection, const std::vector<const Table*>& tables) const = 0;
    /// True where a table may be created before one that its foreign keys refer to (SQLite). Elsewhere the keys that close a cycle are added to their
    /// tables afterwards.
    virtual bool refers_ahead() const { return false; }

    /// True where the driver tells the integer key that an INSERT generated (DriverStatement::generated_key). On SQLite that is free, while
    /// RETURNING makes a table in memory for each execution, which more than doubled the cost of an insert.
    virtual bool tells_generated_key() const { return false; }

    /// Whether RETURNING can stand behind an INSERT and behind an UPDATE. Where it cannot, what the database filled in is read by a SELECT.
    virtual bool insert_returns() const { return true; }
    virtual bool update_returns() const { return true; }
    /// What stands behind the table's name in an INSERT without columns.
    virtual std::string_view default_values_sql() const { return " DEFAULT VALUES"; }

    /// A fresh compiler for one statement of `sql/`.
    virtual std::unique_ptr<sql::Compiler> compiler() const = 0;
};

/// Makes a dialect known under the scheme of its URLs ("sqlite"); called once by each dialect's library when it is loaded.
void register_dialect(std::string_view scheme, const Dialect& dialect);
/// \throws ArgumentError  naming the schemes that are known, where this one is not
const Dialect& dialect_for(std::string_view scheme);

}  // namespace retort
