/// \file
/// Internal: the comparison of one table, and the hooks that leave things out of it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <retort/migrate/compare.hpp>

namespace retort::migrate::detail {

/// The hooks of an environment, where it has any.
class Filters {
public:
    explicit Filters(const Environment& environment) : environment_{environment} {}

    /// What include_name() says of something in the database.
    bool takes_name(ObjectKind kind, std::string_view name, std::string_view schema, std::string_view table = {}) const;
    /// What include_object() says of something that the models have; `has_counterpart` where the database has it too.
    bool takes_wanted(ObjectKind kind, std::string_view name, bool has_counterpart, const Table& table) const;
    /// What include_object() says of something that only the database has.
    bool takes_removed(ObjectKind kind, std::string_view name, const Table& table) const;

private:
    bool takes_object(ObjectKind kind, std::string_view name, bool is_reflected, bool has_counterpart, const Table& table) const;

    const Environment& environment_;
};

struct CompareContext {
    const Catalog& catalog;
    Connection* connection;
    const Environment& environment;
    Filters filters;
    std::vector<std::string>& remarks;
};

/// One table as the models have it, and as the database would tell of it.
struct WantedTable {
    const Table* model;
    Table stored;
};

/// The changes of one table by their place in the order in which they can be made.
struct TableChanges {
    std::vector<Difference> dropped_foreign_keys{};
    std::vector<Difference> dropped_indexes{};
    std::vector<Difference> dropped_constraints{};
    std::vector<Difference> replaced_columns{};  ///< dropped, to be added again: generated columns of another expression
    std::vector<Difference> added_columns{};
    std::vector<Difference> altered_columns{};
    std::vector<Difference> created_constraints{};
    std::vector<Difference> created_indexes{};
    std::vector<Difference> created_foreign_keys{};
    std::vector<Difference> comments{};
    std::vector<Difference> dropped_columns{};

    bool empty() const noexcept;
    /// True where other tables' foreign keys may need what is added here, or may stand in the way of what is taken away.
    bool adds_targets() const noexcept;
    bool removes_targets() const noexcept;
};

TableChanges compare_table(const CompareContext& context, const Table& existing, const WantedTable& wanted);

/// The column without `unique` and `index`: the constraint and the index that they made stand for themselves.
Column without_shorthands(Column column);
/// The columns of the primary key, also where only the columns say so.
std::vector<std::string> key_columns(const Table& table);
/// True where two columns differ in nothing but their name, as far as the environment compares.
bool same_column(const CompareContext& context, const Column& existing, const Column& wanted);
/// "Detected added foreign key (team_id)(id) on table hero"
std::string foreign_key_summary(std::string_view what, const Table& table, const ForeignKeyConstraint& key);

}  // namespace retort::migrate::detail
