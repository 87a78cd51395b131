#include <retort/dialect/sqlite/alter_table.hpp>

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <optional>
#include <utility>
#include <variant>

#include <retort/core/error.hpp>
#include <retort/core/text.hpp>
#include <retort/dialect/sqlite/column_mentions.hpp>
#include <retort/dialect/sqlite/ddl.hpp>
#include <retort/dialect/sqlite/identifiers.hpp>
#include <retort/dialect/sqlite/scratch_schema.hpp>
#include <retort/dialect/sqlite/sql_text.hpp>
#include <retort/dialect/sqlite/tokens.hpp>
#include <retort/engine/connection.hpp>

namespace retort::sqlite {

namespace {

using Kind = DefinedConstraint::Kind;

bool is_constant(std::string_view default_value) {
    const auto tokens = tokenize(default_value);
    return !tokens.front().is('(') && !tokens.front().is("CURRENT_TIMESTAMP") && !tokens.front().is("CURRENT_TIME") &&
           !tokens.front().is("CURRENT_DATE");
}

std::string called(std::string_view kind, const std::string& name) {
    return name.empty() ? "a " + std::string{kind} + " without a name" : "the " + std::string{kind} + " '" + name + "'";
}

/// Why SQLite's own ALTER TABLE cannot make a change, whatever the table is; empty: it can, or it depends on the table.
struct RebuildReason {
    std::string operator()(const ddl::AddColumn& change) const {
        const auto& options = change.column.options;
        const std::string column = "the new column '" + change.column.name + "' ";
        if (options.primary_key) return column + "is of the primary key";
        if (!options.computed.empty() && options.persisted) return column + "is generated and stored";
        if (!options.server_default) return {};
        const std::string value = default_sql(*options.server_default);
        if (!is_constant(value)) return column + "has a default that is no constant";
        if (!change.foreign_keys.empty() && !iequals(value, "NULL")) return column + "has a foreign key and a default";
        return {};
    }
    std::string operator()(const ddl::AlterColumn& change) const {
        const std::string column = " of the column '" + change.column + "' changes";
        if (change.type || !change.using_expression.empty()) return "the type" + column;
        if (change.nullable) return "the nullability" + column;
        if (change.server_default) return "the default" + column;
        if (change.autoincrement) return "the generation" + column;
        return {};
    }
    std::string operator()(const ddl::CreatePrimaryKey& change) const {
        return called("primary key", change.constraint.name) + " is created";
    }
    std::string operator()(const ddl::CreateUniqueConstraint& change) const {
        return called("unique constraint", change.constraint.name) + " is created";
    }
    std::string operator()(const ddl::CreateCheckConstraint& change) const {
        return called("check constraint", change.constraint.name) + " is created";
    }
    std::string operator()(const ddl::CreateForeignKey& change) const {
        return called("foreign key", change.constraint.name) + " is created";
    }
    std::string operator()(const ddl::DropConstraint& change) const { return called("constraint", change.name) + " is dropped"; }
    // Refused where the change is made, with or without a rebuild.
    std::string operator()(const ddl::CreateExcludeConstraint& change) const {
        return called("exclusion constraint", change.constraint.name) + " is created";
    }
    std::string operator()(const ddl::AlterEnum&) const { return {}; }
    std::string operator()(const ddl::CreateTable&) const { return {}; }
    std::string operator()(const ddl::DropTable&) const { return {}; }
    std::string operator()(const ddl::RenameTable&) const { return {}; }
    std::string operator()(const ddl::DropColumn&) const { return {}; }
    std::string operator()(const ddl::CreateIndex&) const { return {}; }
    std::string operator()(const ddl::DropIndex&) const { return {}; }
    std::string operator()(const ddl::SetTableComment&) const { return {}; }
};

std::string rebuild_reason(const ddl::Change& change) {
    return std::visit(RebuildReason{}, change);
}

/// SQLite's own statement for a change; `table` follows where it is renamed.
class NativeStatements {
public:
    explicit NativeStatements(ddl::TableName table) : table_{std::move(table)} {}

    void add(const ddl::Change& change) { std::visit(*this, change); }
    void drop_index_first(const std::string& index) { first_.push_back(drop_index_sql(table_, index)); }

    std::vector<std::string> take() && {
        std::move(rest_.begin(), rest_.end(), std::back_inserter(first_));
        return std::move(first_);
    }

    void operator()(const ddl::AddColumn& change) {
        Column column = change.column;
        if (column.options.server_default) column.options.server_default = default_sql(*column.options.server_default);
        rest_.push_back(alter() + "ADD COLUMN " + column_definition_sql(column, change.foreign_keys));
    }
    void operator()(const ddl::DropColumn& change) { rest_.push_back(alter() + "DROP COLUMN " + quote_identifier(change.column)); }
    void operator()(const ddl::AlterColumn& change) {
        if (change.new_name && *change.new_name != change.column) {
            rest_.push_back(alter() + "RENAME " + quote_identifier(change.column) + " TO " + quote_identifier(*change.new_name));
        }
    }
    void operator()(const ddl::RenameTable& change) {
        rest_.push_back(alter() + "RENAME TO " + quote_identifier(change.new_name));
        table_.name = change.new_name;
    }
    void operator()(const ddl::CreateIndex& change) { rest_.push_back(create_index_sql(table_, change.index, change.if_not_exists)); }
    void operator()(const ddl::DropIndex& change) { rest_.push_back(drop_index_sql(table_, change.index, change.if_exists)); }
    template <class NotNative>
    void operator()(const NotNative&) {}

private:
    std::string alter() const { return "ALTER TABLE " + qualified_name(table_.schema, table_.name) + " "; }

    ddl::TableName table_;
    std::vector<std::string> first_{};
    std::vector<std::string> rest_{};
};

/// Whether what is to be done depends on the table.
bool needs_look(const ddl::AlterTable& alter) {
    return alter.recreate == Recreate::always || std::any_of(alter.changes.begin(), alter.changes.end(), [](const ddl::Change& change) {
        const auto* add = std::get_if<ddl::AddColumn>(&change);
        return std::holds_alternative<ddl::DropColumn>(change) || (add != nullptr && add->if_not_exists) || !rebuild_reason(change).empty();
    });
}

[[noreturn]] void throw_not_native(const ddl::AlterTable& alter, const std::string& reason) {
    throw CompileError{"SQLite cannot alter the table '" + alter.table.full_name() + "' without making it anew, because " + reason +
                       ", and recreate is never; let it be when_needed"};
}

/// Statements from the changes alone, where nothing depends on the table.
std::vector<std::string> blind_statements(const ddl::AlterTable& alter) {
    NativeStatements statements{alter.table};
    for (const auto& change : alter.changes)
        statements.add(change);
    return std::move(statements).take();
}

/// Statements written without a database and without a copy of the table.
std::vector<std::string> offline_statements(const ddl::AlterTable& alter) {
    std::string reason = alter.recreate == Recreate::always ? "recreate is always" : "";
    for (const auto& change : alter.changes) {
        if (reason.empty()) reason = rebuild_reason(change);
        const auto* add = std::get_if<ddl::AddColumn>(&change);
        const auto* drop = std::get_if<ddl::DropColumn>(&change);
        if (add != nullptr && add->if_not_exists) reason = "SQLite has no IF NOT EXISTS for columns (" + add->column.name + ")";
        if (drop != nullptr && drop->if_exists) reason = "SQLite has no IF EXISTS for columns (" + drop->column + ")";
    }
    if (reason.empty()) return blind_statements(alter);
    if (alter.recreate == Recreate::never) throw_not_native(alter, reason);
    throw CompileError{"SQL that alters the table '" + alter.table.full_name() + "' cannot be written without a database, because " +
                       reason +
                       ", for which SQLite has to make the table anew: run it against the database, or give batch_alter_table a copy_from "
                       "with the table as it is"};
}

/// The table as the script tells it, under the name by which it is altered.
Table named_copy(const ddl::AlterTable& alter) {
    Table copy = *alter.copy_from;
    copy.schema = alter.table.schema;
    copy.name = alter.table.name;
    return copy;
}

/// The changes of one table of which something depends on the table.
class Alteration {
public:
    Alteration(retort::Connection* connection, const ddl::AlterTable& alter, const TableSnapshot& table)
        : connection_{connection},
          alter_{alter},
          table_{table},
          editor_{table},
          native_{table.table_name()} {}

    std::vector<std::string> statements() {
        for (const auto& change : alter_.changes)
            take(change);
        editor_.require_whole();
        require_dropped_columns_unused();
        if (reason_.empty() && alter_.recreate != Recreate::always) return std::move(native_).take();
        if (alter_.recreate == Recreate::never) throw_not_native(alter_, reason_);
        require_safe_rebuild();
        return rebuild_statements(table_, editor_);
    }

private:
    void take(const ddl::Change& change) {
        std::string reason = rebuild_reason(change);
        if (const auto* drop = std::get_if<ddl::DropColumn>(&change)) reason = reason_of_drop(*drop);
        if (!editor_.apply(change)) return;
        note(reason);
        const auto* drop = std::get_if<ddl::DropIndex>(&change);
        const bool was_there = drop != nullptr && std::any_of(table_.indexes.begin(), table_.indexes.end(),
                                                      [&](const auto& index) { return iequals(index.name, drop->index); });
        // SQLite's DROP COLUMN wants to see the indexes gone.
        for (const auto& index : editor_.indexes_dropped_last())
            native_.drop_index_first(index);
        if (was_there) return native_.drop_index_first(drop->index);
        native_.add(change);
    }

    void note(const std::string& reason) {
        if (reason_.empty()) reason_ = reason;
    }

    /// A column of which the definition has more than itself cannot simply go.
    std::string reason_of_drop(const ddl::DropColumn& change) const {
        const auto& definition = editor_.definition();
        for (std::size_t place = 0; place < editor_.columns().size(); ++place) {
            if (!iequals(editor_.columns()[place].name, change.column)) continue;
            const auto& column = definition.columns[place];
            const bool has_key = column.has(Kind::primary_key) || column.has(Kind::unique);
            const bool is_named = std::any_of(definition.constraints.begin(), definition.constraints.end(), [&](const auto& constraint) {
                return std::any_of(
                    constraint.columns.begin(), constraint.columns.end(), [&](const auto& name) { return iequals(name, column.name); });
            });
            if (has_key || is_named) return "a key or constraint goes with the column '" + change.column + "'";
        }
        return {};
    }

    std::vector<std::string> gone_columns() const {
        std::vector<std::string> gone = editor_.dropped_columns();
        std::erase_if(gone, [&](const auto& column) { return editor_.definition().find_column(column) != nullptr; });
        return gone;
    }

    [[noreturn]] void refuse_drop(const std::vector<std::string>& columns, const std::string& what) const {
        throw CompileError{(columns.size() == 1 ? "The column '" : "The columns '") + join(columns, "', '") + "' of the table '" +
                           table_.full_name() + "' cannot be dropped: " + what};
    }

    void require_dropped_columns_unused() {
        const auto gone = gone_columns();
        if (gone.empty() || connection_ == nullptr) return;
        require_unreferenced(gone);
        for (const auto& trigger : table_.triggers) {
            for (const auto& column : update_columns_of_trigger(trigger.sql)) {
                const bool is_gone = std::any_of(gone.begin(), gone.end(), [&](const auto& name) { return iequals(name, column); });
                if (is_gone) refuse_drop({column}, "the trigger '" + trigger.name + "' waits for its updates; drop that first");
            }
        }
        if (!table_.has_dependents) return;
        ScratchSchema scratch{*connection_, table_};
        if (const auto broken = scratch.replace_table(table_, editor_.definition().sql()); !broken.empty()) {
            refuse_drop(gone, broken + " would not work any more; drop that first");
        }
        if (!scratch.broken().empty()) note("SQLite drops no column while " + scratch.broken().front() + " does not work");
    }

    void require_unreferenced(const std::vector<std::string>& gone) const {
        const auto key = table_.definition.primary_key();
        const auto require = [&](const std::string& table, const DefinedConstraint& foreign_key) {
            const auto& referred = foreign_key.referred_columns.empty() ? key : foreign_key.referred_columns;
            for (const auto& column : referred) {
                const bool is_gone = std::any_of(gone.begin(), gone.end(), [&](const auto& name) { return iequals(name, column); });
                if (is_gone)
                    refuse_drop(
                        {column}, "a foreign key of the table '" + table + "' leads to it (" + foreign_key.text + "); drop that first");
            }
        };
        for (const auto& inbound : inbound_keys(*connection_, table_)) {
            if (!iequals(inbound.table, table_.definition.name)) require(inbound.table, inbound.key);
        }
        const auto require_own = [&](const DefinedConstraint& one) {
            if (one.kind == Kind::foreign_key && iequals(one.referred_table, table_.definition.name)) require(table_.definition.name, one);
        };
        for (const auto& column : editor_.definition().columns)
            std::for_each(column.constraints.begin(), column.constraints.end(), require_own);
        std::for_each(editor_.definition().constraints.begin(), editor_.definition().constraints.end(), require_own);
    }

    /// DROP TABLE deletes the rows first, and the rows that refer to them would follow.
    void require_safe_rebuild() const {
        if (connection_ == nullptr) return;
        auto pragma = connection_->execute_once("PRAGMA foreign_keys");
        std::int64_t value = 0;
        if (!pragma.next() || !pragma.row().integer(0, value) || value == 0) return;
        const auto inbound = inbound_keys(*connection_, table_);
        if (inbound.empty()) return;
        throw InvalidRequestError{"The table '" + table_.full_name() +
                                  "' cannot be made anew while foreign keys are enforced, for the table '" + inbound.front().table +
                                  "' refers to it; call begin_alterations() before the transaction"};
    }

    retort::Connection* connection_;
    const ddl::AlterTable& alter_;
    const TableSnapshot& table_;
    TableEditor editor_;
    NativeStatements native_;
    std::string reason_{};
};

}  // namespace

bool needs_rebuild(const ddl::Change& change) {
    return !rebuild_reason(change).empty();
}

std::vector<std::string> alter_table(retort::Connection* connection, const ddl::AlterTable& change) {
    if (!needs_look(change)) return blind_statements(change);
    if (connection == nullptr && !change.copy_from) return offline_statements(change);
    const TableSnapshot table = connection != nullptr ? take_snapshot(*connection, change.table) : snapshot_of(named_copy(change));
    return Alteration{connection, change, table}.statements();
}

}  // namespace retort::sqlite
