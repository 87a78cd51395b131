#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <retort/schema/table.hpp>

namespace retort {

class Engine;
class Connection;

/// Templates for the names of constraints and indexes, keyed `ix`, `uq`, `ck`, `fk`, `pk`, with the tokens `%(table_name)s`, `%(column_0_name)s`,
/// `%(column_0_label)s`, `%(column_0_N_name)s` (all columns, also with `_` between), `%(referred_table_name)s`, `%(referred_column_0_name)s` and `%(constraint_name)s`.
/// Only `ix` is set by default: `ix_%(column_0_label)s`.
using NamingConvention = std::vector<std::pair<std::string, std::string>>;

/// A set of tables: creates and drops them together. Copyable; safe to read from several threads.
class MetaData {
public:
    MetaData();
    explicit MetaData(std::vector<Table> tables);
    // Compiled in the library: inline they would bring all that copies and destroys a Table into each program that names its models.
    MetaData(const MetaData& other);
    MetaData(MetaData&& other) noexcept;
    MetaData& operator=(const MetaData& other);
    MetaData& operator=(MetaData&& other) noexcept;
    ~MetaData();

    const std::vector<Table>& tables() const noexcept { return tables_; }
    /// The table of this full name, or nullptr.
    const Table* find_table(std::string_view full_name) const noexcept;
    void add(Table table);

    /// Names what has no name by `convention`; names given by hand stay.
    /// \throws ArgumentError  where the convention uses an unknown token or key
    MetaData with_naming_convention(const NamingConvention& convention) const;

    /// Tables with the referred ones before those that refer to them; tables independent of each other in order of their names.
    /// Where foreign keys form a cycle, the tables of the cycle follow in order of their names.
    /// \throws ArgumentError  where a foreign key names a table or column that is not here
    std::vector<const Table*> sorted_tables() const;

    /// Creates the tables and indexes that are missing; what exists is left as it is. In one transaction.
    void create_all(Engine& engine) const;
    void create_all(Connection& connection) const;
    /// Drops the tables that exist. In one transaction.
    void drop_all(Engine& engine) const;
    void drop_all(Connection& connection) const;

private:
    std::vector<Table> tables_;
};

}  // namespace retort
