#include <retort/migrate/autogenerate.hpp>

#include <iterator>
#include <utility>

#include <retort/core/text.hpp>
#include <retort/engine/connection.hpp>
#include <retort/engine/dialect.hpp>
#include <retort/migrate/compare_words.hpp>
#include <retort/migrate/reverse.hpp>

namespace retort::migrate {

namespace {

/// One change with the comment above it.
struct Planned {
    ddl::Change change;
    std::string comment;
};

Operation as_operation(ddl::Change change) {
    if (auto* create = std::get_if<ddl::CreateTable>(&change)) return std::move(*create);
    if (auto* drop = std::get_if<ddl::DropTable>(&change)) return std::move(*drop);
    if (auto* alter = std::get_if<ddl::AlterEnum>(&change)) return std::move(*alter);
    auto table = ddl::table_of(change);
    return ddl::AlterTable{std::move(table), {std::move(change)}, Recreate::when_needed, {}};
}

// Renames stand alone: every database has a statement for them, and what follows in a batch would speak of two names.
bool can_be_batched(const ddl::Change& change) {
    return ddl::alters_table(change) && !std::holds_alternative<ddl::RenameTable>(change) && !renames_column_alone(change);
}

/// Puts neighbours of one table into a batch where one of them would rebuild it anyway.
std::vector<ScriptOperation> grouped(std::vector<Planned> changes, const RenderOptions& options) {
    std::vector<ScriptOperation> operations;
    for (std::size_t first = 0; first < changes.size();) {
        std::size_t end = first + 1;
        bool is_batch = false;
        if (options.render_as_batch && can_be_batched(changes[first].change)) {
            const auto table = ddl::table_of(changes[first].change);
            while (end < changes.size() && can_be_batched(changes[end].change) && ddl::table_of(changes[end].change) == table)
                ++end;
            for (auto index = first; index < end; ++index)
                is_batch = is_batch || belongs_into_batch(changes[index].change, options);
        }
        if (!is_batch || end == first + 1) {
            for (; first < end; ++first)
                operations.push_back({as_operation(std::move(changes[first].change)), std::move(changes[first].comment)});
            continue;
        }
        ddl::AlterTable batch;
        batch.table = ddl::table_of(changes[first].change);
        std::string comment;
        for (; first < end; ++first) {
            batch.changes.push_back(std::move(changes[first].change));
            if (!changes[first].comment.empty()) comment.append(comment.empty() ? "" : "\n").append(changes[first].comment);
        }
        operations.push_back({std::move(batch), std::move(comment)});
    }
    return operations;
}

std::string tuple(const std::vector<std::string>& words) {
    return "(" + join(words, ", ") + ")";
}

std::string schema_word(const ddl::TableName& table) {
    return table.schema.empty() ? "None" : python_repr(table.schema);
}

/// The tuples in which Alembic tells differences, with names in place of objects.
struct DifferenceTuples {
    std::vector<std::string>& tuples;

    void add(const char* what, const std::string& name) const { tuples.push_back(tuple({python_repr(what), python_repr(name)})); }

    void add_column(const char* what, const ddl::TableName& table, const std::string& column, std::vector<std::string> more = {}) const {
        std::vector<std::string> words{python_repr(what), schema_word(table), python_repr(table.name), python_repr(column)};
        words.insert(words.end(), more.begin(), more.end());
        tuples.push_back(tuple(words));
    }

    void operator()(const ddl::CreateTable& change) const { add("add_table", change.table.full_name()); }
    void operator()(const ddl::DropTable& change) const { add("remove_table", change.table.full_name()); }
    void operator()(const ddl::RenameTable& change) const {
        tuples.push_back(tuple({"'rename_table'", python_repr(change.table.full_name()), python_repr(change.new_name)}));
    }
    void operator()(const ddl::AddColumn& change) const { add_column("add_column", change.table, change.column.name); }
    void operator()(const ddl::DropColumn& change) const { add_column("remove_column", change.table, change.column); }

    void operator()(const ddl::AlterColumn& change) const {
        const Column before = change.existing.value_or(Column{});
        const auto null = [](bool nullable) { return std::string{nullable ? "True" : "False"}; };
        const auto text = [](const std::optional<std::string>& value) { return value ? python_repr(*value) : "None"; };
        if (change.new_name) add_column("rename_column", change.table, change.column, {python_repr(*change.new_name)});
        if (change.nullable)
            add_column("modify_nullable", change.table, change.column, {null(before.options.nullable), null(*change.nullable)});
        if (change.type) {
            add_column("modify_type", change.table, change.column,
                {detail::database_type_name(before.type), detail::model_type_name(*change.type)});
        }
        if (change.server_default)
            add_column("modify_default", change.table, change.column, {text(before.options.server_default), text(*change.server_default)});
        if (change.comment)
            add_column("modify_comment", change.table, change.column, {python_repr(before.options.comment), text(change.comment)});
    }

    void operator()(const ddl::CreateIndex& change) const { add("add_index", change.index.name); }
    void operator()(const ddl::DropIndex& change) const { add("remove_index", change.index); }
    void operator()(const ddl::CreatePrimaryKey& change) const { constraint("add_constraint", change.table, change.constraint.name); }
    void operator()(const ddl::CreateUniqueConstraint& change) const { constraint("add_constraint", change.table, change.constraint.name); }
    void operator()(const ddl::CreateCheckConstraint& change) const { constraint("add_constraint", change.table, change.constraint.name); }
    void operator()(const ddl::CreateForeignKey& change) const { constraint("add_fk", change.table, change.constraint.name); }
    void operator()(const ddl::CreateExcludeConstraint& change) const {
        constraint("add_constraint", change.table, change.constraint.name);
    }
    void operator()(const ddl::AlterEnum& change) const {
        if (const auto* value = std::get_if<ddl::AddEnumValue>(&change.action)) {
            tuples.push_back(tuple({"'add_enum_value'", python_repr(change.type.full_name()), python_repr(value->value)}));
        } else {
            const bool is_added = std::holds_alternative<ddl::CreateEnum>(change.action);
            const bool is_removed = std::holds_alternative<ddl::DropEnum>(change.action);
            add(is_added ? "add_enum" : (is_removed ? "remove_enum" : "modify_enum"), change.type.full_name());
        }
    }
    void operator()(const ddl::DropConstraint& change) const {
        constraint(change.kind == ConstraintType::foreign_key ? "remove_fk" : "remove_constraint", change.table, change.name);
    }
    void operator()(const ddl::SetTableComment& change) const {
        add(change.comment.empty() ? "remove_table_comment" : "add_table_comment", change.table.full_name());
    }

    void operator()(const ddl::AlterTable& change) const {
        for (const ddl::Change& one : change.changes)
            std::visit(*this, one);
    }
    void operator()(const ExecuteSql& operation) const { add("execute", operation.sql); }
    void operator()(const ExecuteInBatches& operation) const { add("execute", operation.sql); }
    void operator()(const BulkInsert& operation) const { add("bulk_insert", operation.table.full_name()); }
    void operator()(const RunCode&) const { tuples.emplace_back("('run',)"); }

    void constraint(const char* what, const ddl::TableName& table, const std::string& name) const {
        tuples.push_back(
            tuple({python_repr(what), schema_word(table), python_repr(table.name), name.empty() ? "None" : python_repr(name)}));
    }
};

}  // namespace

void RevisionDirectives::reverse_upgrade() {
    std::vector<Operation> operations;
    for (const ScriptOperation& planned : upgrade)
        operations.push_back(planned.operation);
    downgrade.clear();
    for (Operation& operation : migrate::reverse(operations))
        downgrade.push_back({std::move(operation), {}});
}

RevisionDirectives directives_for(const Comparison& comparison, const Environment& environment, const Alterations* alterations) {
    RevisionDirectives directives;
    directives.remarks = comparison.remarks;
    const RenderOptions options{environment.render_as_batch, alterations};
    std::vector<Planned> up;
    std::vector<Planned> down;
    for (const Difference& difference : comparison.differences) {
        up.push_back({difference.change, difference.risk});
        directives.summary.insert(directives.summary.end(), difference.summary.begin(), difference.summary.end());
        if (!difference.risk.empty()) directives.summary.push_back(difference.risk);
    }
    for (auto difference = comparison.differences.rbegin(); difference != comparison.differences.rend(); ++difference) {
        for (ddl::Change& change : migrate::reverse(difference->change))
            down.push_back({std::move(change), {}});
    }
    directives.upgrade = grouped(std::move(up), options);
    directives.downgrade = grouped(std::move(down), options);
    return directives;
}

RevisionDirectives produce_migrations(Connection& connection, const Environment& environment, RenameQuestion* question, Revision revision) {
    const auto comparison = compare_metadata(connection, environment, question);
    auto directives = directives_for(comparison, environment, &connection.dialect().alterations());
    directives.revision = std::move(revision);
    if (environment.process_revision_directives != nullptr) environment.process_revision_directives(directives);
    return directives;
}

std::string describe_differences(const RevisionDirectives& directives) {
    if (directives.is_empty()) return "No new upgrade operations detected.";
    std::vector<std::string> tuples;
    const DifferenceTuples visitor{tuples};
    for (const ScriptOperation& planned : directives.upgrade)
        std::visit(visitor, planned.operation);
    return "New upgrade operations detected: [" + join(tuples, ", ") + "]";
}

}  // namespace retort::migrate
