#include <retort/migrate/compare_table.hpp>

#include <algorithm>
#include <utility>

#include <retort/engine/catalog.hpp>
#include <retort/migrate/compare_constraints.hpp>
#include <retort/migrate/compare_words.hpp>
#include <retort/migrate/renames.hpp>

namespace retort::migrate::detail {

bool Filters::takes_name(ObjectKind kind, std::string_view name, std::string_view schema, std::string_view table) const {
    if (environment_.include_name == nullptr) return true;
    return environment_.include_name({kind, std::string{name}, std::string{schema}, std::string{table}});
}

bool Filters::takes_object(ObjectKind kind, std::string_view name, bool is_reflected, bool has_counterpart, const Table& table) const {
    if (environment_.include_object == nullptr) return true;
    return environment_.include_object({kind, std::string{name}, is_reflected, has_counterpart, &table});
}

bool Filters::takes_wanted(ObjectKind kind, std::string_view name, bool has_counterpart, const Table& table) const {
    return takes_object(kind, name, false, has_counterpart, table);
}

bool Filters::takes_removed(ObjectKind kind, std::string_view name, const Table& table) const {
    return takes_object(kind, name, true, false, table);
}

bool TableChanges::empty() const noexcept {
    return dropped_foreign_keys.empty() && dropped_indexes.empty() && dropped_constraints.empty() && replaced_columns.empty() &&
           added_columns.empty() && altered_columns.empty() && created_constraints.empty() && created_indexes.empty() &&
           created_foreign_keys.empty() && comments.empty() && dropped_columns.empty();
}

bool TableChanges::adds_targets() const noexcept {
    return !added_columns.empty() || !altered_columns.empty() || !created_constraints.empty() || !created_indexes.empty();
}

bool TableChanges::removes_targets() const noexcept {
    return !dropped_constraints.empty() || !dropped_indexes.empty() || !dropped_columns.empty() || !replaced_columns.empty() ||
           !altered_columns.empty();
}

std::vector<std::string> key_columns(const Table& table) {
    if (!table.primary_key.columns.empty()) return table.primary_key.columns;
    std::vector<std::string> names;
    for (const Column& column : table.columns) {
        if (column.options.primary_key) names.push_back(column.name);
    }
    return names;
}

Column without_shorthands(Column column) {
    column.options.unique = false;
    column.options.index = false;
    return column;
}

namespace {

bool same_default(const CompareContext& context, const Column& existing, const Column& wanted) {
    const auto& before = existing.options.server_default;
    const auto& after = wanted.options.server_default;
    if (!before && !after) return true;
    if (context.connection != nullptr) return context.catalog.same_server_default(*context.connection, existing, wanted);
    return before && after && (*before == *after || context.catalog.same_sql(*before, *after));
}

bool same_generation(const CompareContext& context, const Column& existing, const Column& wanted) {
    const auto& before = existing.options;
    const auto& after = wanted.options;
    if (before.computed.empty() || after.computed.empty()) return before.computed.empty() == after.computed.empty();
    return before.persisted == after.persisted && context.catalog.same_sql(before.computed, after.computed);
}

/// Compares the columns of one table.
class ColumnComparison {
public:
    ColumnComparison(const CompareContext& context, const Table& existing, const WantedTable& wanted, TableChanges& changes)
        : context_{context},
          existing_{existing},
          wanted_{wanted},
          changes_{changes},
          table_{existing.schema, existing.name} {}

    /// \returns the columns that are dropped and added again
    std::vector<std::string> run() {
        for (const Column& column : wanted_.stored.columns) {
            const Column* before = find_existing(column.name);
            if (!context_.filters.takes_wanted(ObjectKind::column, column.name, before != nullptr, *wanted_.model)) continue;
            if (before == nullptr)
                add(column);
            else if (same_generation(context_, *before, column))
                alter(*before, column);
            else
                replace(*before, column);
        }
        for (const Column& column : existing_.columns) {
            if (wanted_.stored.find_column(column.name) != nullptr || find_existing(column.name) == nullptr) continue;
            if (context_.filters.takes_removed(ObjectKind::column, column.name, existing_)) drop(column);
        }
        const auto is_ordinary = [](const Difference& one) { return std::get<ddl::AddColumn>(one.change).column.options.computed.empty(); };
        // A generated column may be made from any of the others.
        std::stable_partition(changes_.added_columns.begin(), changes_.added_columns.end(), is_ordinary);
        std::stable_partition(changes_.dropped_columns.begin(), changes_.dropped_columns.end(),
            [](const Difference& one) { return !std::get<ddl::DropColumn>(one.change).previous->options.computed.empty(); });
        return std::move(replaced_);
    }

private:
    std::string place(const std::string& column) const { return "'" + existing_.full_name() + "." + column + "'"; }

    const Column* find_existing(const std::string& name) const {
        const Column* found = existing_.find_column(name);
        const bool is_taken = found != nullptr && context_.filters.takes_name(ObjectKind::column, name, existing_.schema, existing_.name);
        return is_taken ? found : nullptr;
    }

    const Column& in_model(const Column& stored) const {
        const Column* found = wanted_.model->find_column(stored.name);
        return found != nullptr ? *found : stored;
    }

    void add(const Column& column) {
        Difference difference{
            ddl::AddColumn{table_, without_shorthands(in_model(column)), {}, false}, {"Detected added column " + place(column.name)}, {}};
        const auto& options = column.options;
        if (!options.nullable && !options.server_default && options.computed.empty()) {
            difference.risk =
                "Fails where '" + existing_.full_name() + "' has rows: " + place(column.name) + " is NOT NULL and has no server default";
        }
        changes_.added_columns.push_back(std::move(difference));
    }

    void drop(const Column& column) {
        Difference difference{ddl::DropColumn{table_, column.name, false, column}, {"Detected removed column " + place(column.name)}, {}};
        if (column.options.computed.empty()) difference.risk = "Loses data: the values of " + place(column.name);
        changes_.dropped_columns.push_back(std::move(difference));
    }

    // No database alters what a column is generated from (or only from some versions on), and nothing is lost with derived values.
    void replace(const Column& before, const Column& after) {
        Difference dropped{ddl::DropColumn{table_, before.name, false, before},
            {"Detected changed expression of generated column " + place(before.name)}, {}};
        if (before.options.computed.empty()) dropped.risk = "Loses data: the values of " + place(before.name);
        changes_.replaced_columns.push_back(std::move(dropped));
        add(after);
        changes_.added_columns.back().summary.clear();
        replaced_.push_back(before.name);
    }

    void alter(const Column& before, const Column& after) {
        ddl::AlterColumn change{table_, before.name, {}, {}, {}, {}, {}, {}, {}, before};
        Difference difference{};
        alter_nullable(before, after, change, difference);
        alter_type(before, after, change, difference);
        alter_default(before, after, change, difference);
        if (before.options.comment != after.options.comment) {
            change.comment = after.options.comment;
            difference.summary.push_back("Detected column comment " + place(before.name));
        }
        if (before.options.collation != after.options.collation)
            context_.remarks.push_back("The collation of column " + place(before.name) + " differs; no operation alters it");
        if (difference.summary.empty()) return;
        difference.change = std::move(change);
        changes_.altered_columns.push_back(std::move(difference));
    }

    void alter_nullable(const Column& before, const Column& after, ddl::AlterColumn& change, Difference& difference) const {
        if (before.options.nullable == after.options.nullable) return;
        change.nullable = after.options.nullable;
        difference.summary.push_back(std::string{"Detected "} + null_word(after.options.nullable) + " on column " + place(before.name));
        if (!after.options.nullable) difference.risk = "Fails where " + place(before.name) + " is NULL in a row: fill these in before";
    }

    void alter_type(const Column& before, const Column& after, ddl::AlterColumn& change, Difference& difference) const {
        if (!context_.environment.compare_type) return;
        if (before.type.kind == SqlType::Kind::custom && before.type.name.empty()) {
            context_.remarks.push_back("Couldn't determine database type for column " + place(before.name));
            return;
        }
        if (context_.catalog.same_type(before.type, after.type)) return;
        const SqlType& type = in_model(after).type;
        change.type = type;
        difference.summary.push_back(
            "Detected type change from " + database_type_name(before.type) + " to " + model_type_name(type) + " on " + place(before.name));
        if (is_narrower(before.type, type)) {
            difference.risk = "Loses data: what of " + place(before.name) + " does not fit into " + model_type_name(type) +
                              (difference.risk.empty() ? "" : ". " + difference.risk);
        }
    }

    void alter_default(const Column& before, const Column& after, ddl::AlterColumn& change, Difference& difference) const {
        if (!context_.environment.compare_server_default || !after.options.computed.empty()) return;
        // Two values that are one to the old type need not be to the new one: true and 3 are to a boolean.
        const auto& old_text = before.options.server_default;
        const auto& new_text = after.options.server_default;
        const bool is_other = change.type && old_text && new_text && !context_.catalog.same_sql(*old_text, *new_text);
        if (!is_other && same_default(context_, before, after)) return;
        change.server_default = in_model(after).options.server_default;
        difference.summary.push_back("Detected server default on column " + place(before.name));
    }

    const CompareContext& context_;
    const Table& existing_;
    const WantedTable& wanted_;
    TableChanges& changes_;
    ddl::TableName table_;
    std::vector<std::string> replaced_{};
};

void compare_comments(const Table& existing, const WantedTable& wanted, TableChanges& changes) {
    if (existing.comment == wanted.stored.comment) return;
    changes.comments.push_back({ddl::SetTableComment{{existing.schema, existing.name}, wanted.stored.comment, existing.comment},
        {"Detected table comment '" + existing.full_name() + "'"}, {}});
}

void compare_options(const CompareContext& context, const Table& existing, const WantedTable& wanted) {
    const auto remark_missing = [&](const DialectOptions& options, const DialectOptions& others) {
        for (const auto& option : options) {
            if (std::find(others.begin(), others.end(), option) != others.end()) continue;
            auto remark = "The option " + option.first + " of table '" + existing.full_name() + "' differs; no operation alters it";
            if (context.remarks.empty() || context.remarks.back() != remark) context.remarks.push_back(std::move(remark));
        }
    };
    remark_missing(existing.dialect_options, wanted.stored.dialect_options);
    remark_missing(wanted.stored.dialect_options, existing.dialect_options);
}

}  // namespace

bool same_column(const CompareContext& context, const Column& existing, const Column& wanted) {
    if (existing.options.nullable != wanted.options.nullable || !same_generation(context, existing, wanted)) return false;
    if (context.environment.compare_type && !context.catalog.same_type(existing.type, wanted.type)) return false;
    return !context.environment.compare_server_default || same_default(context, existing, wanted);
}

TableChanges compare_table(const CompareContext& context, const Table& existing, const WantedTable& wanted) {
    TableChanges changes;
    const auto replaced = ColumnComparison{context, existing, wanted, changes}.run();
    compare_constraints(context, existing, wanted, replaced, changes);
    compare_comments(existing, wanted, changes);
    compare_options(context, existing, wanted);
    return changes;
}

}  // namespace retort::migrate::detail
