/// \file
/// The DDL that databases have in common, in SQLAlchemy's words. All are pure and thread-safe; statements come without a semicolon.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <retort/schema/ddl.hpp>
#include <retort/schema/table.hpp>

namespace retort::detail {

/// Writes CREATE TABLE and what belongs to it. A dialect derives from it and fills in where its database differs; what all have alike is
/// no virtual function.
class DdlWriter {
public:
    virtual std::string quote_identifier(std::string_view identifier) const = 0;
    virtual std::string type_sql(const SqlType& type) const = 0;
    /// A column as it stands in CREATE TABLE, its name included.
    virtual std::string column(const Table& table, const Column& column) const = 0;

    /// Without the indexes.
    std::string create_table(const Table& table, bool if_not_exists) const;
    std::string drop_table(const ddl::TableName& name, bool if_exists) const;
    std::string create_index(const ddl::TableName& table, const Index& index, bool if_not_exists) const;
    /// `DROP INDEX schema.name`
    std::string drop_index(const ddl::TableName& table, std::string_view index, bool if_exists) const;

    /// `CONSTRAINT name UNIQUE (a, b)`: what CREATE TABLE has between its brackets and ALTER TABLE behind ADD.
    std::string constraint(const PrimaryKeyConstraint& key) const;
    std::string constraint(const UniqueConstraint& unique) const;
    std::string constraint(const CheckConstraint& check) const;
    std::string constraint(const ForeignKeyConstraint& key) const;
    std::string constraint(const ExcludeConstraint& exclude) const;
    /// `REFERENCES team (id) ON DELETE CASCADE`
    std::string references(const ForeignKeyConstraint& key) const;
    /// `CONSTRAINT name ` before a definition that has a name.
    std::string named(const std::string& name, std::string definition) const;

    /// `schema.name`, both quoted where they need it, or the name alone.
    std::string qualified(std::string_view schema, std::string_view name) const;
    std::string qualified(const ddl::TableName& table) const { return qualified(table.schema, table.name); }
    /// `a, b`
    std::string quoted_list(const std::vector<std::string>& names) const;

    /// Sets `order` of each constraint to its place among those that CREATE TABLE writes behind the columns, from 0.
    void number_constraints(Table& table) const;

protected:
    ~DdlWriter() = default;

    /// Whether the primary key is told by its column, so that PRIMARY KEY (…) is not to be written.
    virtual bool column_tells_key(const Table& /*table*/) const { return false; }
    /// Whether the database knows such a foreign key.
    virtual bool has_foreign_key(const Table& /*table*/, const ForeignKeyConstraint& /*key*/) const { return true; }
    /// Whether the database knows exclusion constraints.
    virtual bool has_exclude_constraints() const { return false; }
    /// What stands behind the bracket that closes CREATE TABLE.
    virtual std::string table_options(const Table& /*table*/) const { return {}; }

    /// A condition in the brackets of CHECK.
    virtual std::string check_sql(const CheckConstraint& check) const { return check.sql; }
    /// What stands behind UNIQUE (a, b).
    virtual std::string unique_options(const UniqueConstraint& /*unique*/) const { return {}; }
    /// The table that a foreign key refers to.
    virtual std::string referred_table(const ForeignKeyConstraint& key) const { return qualified(key.referred_schema, key.referred_table); }

    /// What stands between CREATE and the index's name.
    virtual std::string index_words(const Index& index) const { return index.unique ? "UNIQUE INDEX " : "INDEX "; }
    /// The name of an index that is being made, and the table behind ON.
    virtual std::string new_index_name(const ddl::TableName& /*table*/, const Index& index) const { return quote_identifier(index.name); }
    virtual std::string indexed_table(const ddl::TableName& table) const { return qualified(table); }
    /// What stands between the table and the bracket, with a space behind it.
    virtual std::string index_method(const Index& /*index*/) const { return {}; }
    virtual std::string index_element(const Index& index, const IndexElement& element) const;
    /// What stands behind the bracket, with a space before it.
    virtual std::string index_options(const Index& index) const;
};

/// `CASCADE`; empty for ReferentialAction::none.
std::string_view action_sql(ReferentialAction action);

/// The columns of the primary key; of a table built by hand they may be marked in the columns alone.
std::vector<std::string> key_columns(const Table& table);

/// The value of a table's or index's option, the last one given; nullptr where there is none.
const std::string* find_option(const DialectOptions& options, std::string_view name);
/// The value of one that is `true` or `false`; `otherwise` where it is not set.
/// \throws CompileError  where it is neither
bool boolean_option(const DialectOptions& options, std::string_view name, bool otherwise);

/// `VARCHAR(30)`, or the name alone where there is no size.
std::string with_size(std::string_view type_name, int size);
/// `NUMERIC`, `NUMERIC(10)` or `NUMERIC(10, 2)`
std::string numeric_sql(const SqlType& type);
/// The number of characters, of UTF-8, in the longest of them.
int longest(const std::vector<std::string>& names);

}  // namespace retort::detail
