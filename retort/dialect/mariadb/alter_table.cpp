#include <retort/dialect/mariadb/alter_table.hpp>

#include <algorithm>
#include <optional>
#include <string_view>
#include <utility>
#include <variant>

#include <retort/core/error.hpp>
#include <retort/core/text.hpp>
#include <retort/dialect/mariadb/column_definition.hpp>
#include <retort/dialect/mariadb/ddl.hpp>
#include <retort/dialect/mariadb/identifiers.hpp>
#include <retort/dialect/mariadb/reflection_rows.hpp>
#include <retort/dialect/mariadb/sql_text.hpp>
#include <retort/dialect/mariadb/table_look.hpp>

namespace retort::mariadb {

namespace {

/// One part of ALTER TABLE, and the statement that makes the same change alone, where Alembic writes another one.
struct Clause {
    std::string sql{};
    std::string alone{};       ///< empty: ALTER TABLE with this clause
    std::string column{};      ///< which it makes, alters or drops; empty: none
    std::string new_column{};  ///< under which it stands afterwards, where that is another
    std::string dropped_foreign_key{};
    std::string added_foreign_key{};
};

std::string constraint_word(ConstraintType kind) {
    switch (kind) {
    case ConstraintType::foreign_key: return "FOREIGN KEY ";
    case ConstraintType::unique: return "INDEX ";
    default: break;
    }
    return "CONSTRAINT ";
}

class AlterTableWriter {
public:
    AlterTableWriter(Connection* connection, const ddl::AlterTable& alter) : look_{connection, alter}, table_{alter.table} {}

    std::vector<std::string> write(const std::vector<ddl::Change>& changes) {
        for (const auto& change : changes)
            std::visit(*this, change);
        finish();
        return std::move(statements_);
    }

    void operator()(const ddl::AddColumn& change) {
        const std::string exists = change.if_not_exists ? "IF NOT EXISTS " : "";
        add({.sql = "ADD COLUMN " + exists + new_column(change.column), .column = change.column.name});
        look_.add(definition_of(change.column));
        for (ForeignKeyConstraint key : change.foreign_keys) {
            if (key.columns.empty()) key.columns = {change.column.name};
            add_foreign_key(key);
        }
    }

    void operator()(const ddl::DropColumn& change) {
        add({.sql = (change.if_exists ? "DROP COLUMN IF EXISTS " : "DROP COLUMN ") + quote_identifier(change.column),
            .column = change.column});
    }

    void operator()(const ddl::AlterColumn& change) {
        if (!change.using_expression.empty()) {
            throw CompileError{"MariaDB casts the values of '" + table_.full_name() + "." + change.column +
                               "' by itself when its type changes and takes no using_expression; add a column, fill it with an UPDATE and "
                               "drop the old one"};
        }
        const bool is_renamed = change.new_name && *change.new_name != change.column;
        const bool alters = change.type || change.nullable || change.comment || change.autoincrement;
        if (!alters && !is_renamed && !change.server_default) return;
        if (!alters && !is_renamed && alter_default(change)) return;
        // RENAME COLUMN keeps everything; CHANGE, which Alembic writes, is another way to say it where the definition is known anyway.
        const bool renames_only = is_renamed && !alters && !change.server_default;
        if (renames_only && (look_.is_online() || !look_.knows(change))) {
            rename_index_of(change);
            look_.rename(change.column, *change.new_name);
            add({.sql = "RENAME COLUMN " + quote_identifier(change.column) + " TO " + quote_identifier(*change.new_name),
                .column = change.column,
                .new_column = *change.new_name});
            return;
        }
        ColumnDefinition& definition = look_.definition(change);
        apply(change, definition);
        if (is_renamed) rename_index_of(change);
        const bool changes_name =
            is_renamed || (change.server_default && *change.server_default && definition.type.starts_with("DATETIME"));
        std::string sql = changes_name ? "CHANGE " : "MODIFY ";
        sql += quote_identifier(change.column) + " ";
        if (changes_name) sql += quote_identifier(is_renamed ? *change.new_name : change.column) + " ";
        add({.sql = sql + definition.sql(), .column = change.column, .new_column = is_renamed ? *change.new_name : ""});
        if (is_renamed) look_.rename(change.column, *change.new_name);
    }

    void operator()(const ddl::RenameTable& change) {
        ddl::TableName renamed{table_.schema, change.new_name};
        add({.sql = "RENAME TO " + ddl_writer().qualified(renamed)});
        finish();
        table_ = std::move(renamed);
    }

    void operator()(const ddl::CreateIndex& change) {
        add({.sql = "ADD " + index_definition_sql(change.index, change.if_not_exists),
            .alone = create_index_sql(table_, change.index, change.if_not_exists)});
    }

    void operator()(const ddl::DropIndex& change) {
        if (table_.name.empty())
            table_ = look_.table_of_index(change.index);
        else
            keep_keys_served(change.index);
        add({.sql = (change.if_exists ? "DROP INDEX IF EXISTS " : "DROP INDEX ") + quote_identifier(change.index),
            .alone = drop_index_sql(table_, change.index, change.if_exists)});
    }

    void operator()(const ddl::CreatePrimaryKey& change) { add({.sql = "ADD " + ddl_writer().constraint(change.constraint)}); }
    void operator()(const ddl::CreateUniqueConstraint& change) { add({.sql = "ADD " + ddl_writer().constraint(change.constraint)}); }
    void operator()(const ddl::CreateCheckConstraint& change) { add({.sql = "ADD " + ddl_writer().constraint(change.constraint)}); }
    void operator()(const ddl::CreateForeignKey& change) { add_foreign_key(change.constraint); }

    void operator()(const ddl::DropConstraint& change) {
        if (change.kind == ConstraintType::primary_key || std::holds_alternative<PrimaryKeyConstraint>(change.previous)) {
            keep_keys_served("PRIMARY");
            add({.sql = "DROP PRIMARY KEY"});
            return;
        }
        std::string name = change.name;
        if (name.empty()) {
            if (drop_check_of_column(change)) return;
            name = look_.name_of(change);
        }
        ConstraintType kind = change.kind;
        if (kind == ConstraintType::any) kind = look_.kind_of(name);
        if (kind == ConstraintType::unique) keep_keys_served(name);
        add({.sql = "DROP " + constraint_word(kind) + (change.if_exists ? "IF EXISTS " : "") + quote_identifier(name),
            .dropped_foreign_key = name});
        // The index that MariaDB has made for the key goes with it, or nobody would know why it is there.
        const std::string index = kind == ConstraintType::foreign_key ? look_.index_made_for(name) : "";
        if (!index.empty()) add({.sql = "DROP INDEX " + quote_identifier(index)});
    }

    void operator()(const ddl::SetTableComment& change) { add({.sql = "COMMENT " + string_literal(change.comment)}); }

    template <class Other>
    void operator()(const Other&) {
        throw CompileError{"MariaDB cannot make such a change of the table '" + table_.full_name() + "'"};
    }

private:
    /// The index that MariaDB has made for a foreign key without a name goes by the column, by which it is known again.
    void rename_index_of(const ddl::AlterColumn& change) {
        if (!look_.has_index_named_by(change.column)) return;
        add({.sql = "RENAME INDEX " + quote_identifier(change.column) + " TO " + quote_identifier(*change.new_name)});
    }

    /// A foreign key needs an index, and MariaDB drops the one that it had made itself when another comes that serves as well: when that goes, the
    /// former has to come back.
    void keep_keys_served(std::string_view dropped_index) {
        for (const auto& key : look_.keys_left_without(dropped_index))
            add_index_for(key);
    }

    // A name that MariaDB has made changes with the table's, the index's does not: such a key's index goes by its column.
    void add_index_for(const ForeignKeyConstraint& key) {
        Index index{is_made_name(key.name, table_.name) ? key.columns.front() : key.name, {}};
        for (const auto& column : key.columns)
            index.columns.emplace_back(column);
        add({.sql = "ADD " + index_definition_sql(index, false)});
    }

    static std::string new_column(const Column& column) {
        // AUTO_INCREMENT is for keys alone.
        std::string sql = column_definition_sql(column);
        if (column.options.primary_key && column.options.autoincrement) sql += " AUTO_INCREMENT PRIMARY KEY";
        return sql;
    }

    void add_foreign_key(const ForeignKeyConstraint& key) {
        // A downgrade says again the name that MariaDB had made.
        if (look_.is_online() && is_made_name(key.name, table_.name) && !look_.is_served(key)) add_index_for(key);
        add({.sql = "ADD " + foreign_key_sql(key), .added_foreign_key = key.name});
    }

    /// ALTER COLUMN … SET DEFAULT, where the default alone changes; false where that would not do.
    bool alter_default(const ddl::AlterColumn& change) {
        const auto& expression = *change.server_default;
        const ColumnDefinition* const known = look_.find_definition(change);
        if (expression && !default_parts(*expression).on_update.empty()) return false;
        if (known != nullptr && !known->on_update.empty()) return false;
        const bool is_moment = known != nullptr && is_moment_type(known->type);
        if (is_moment && expression && !look_.is_online()) return false;  // as Alembic
        std::string sql = "ALTER COLUMN " + quote_identifier(change.column);
        if (expression) {
            sql += " SET DEFAULT " + default_sql(*expression);
        } else {
            // Without any default a column that may be NULL would have to be named in every INSERT.
            sql += look_.is_online() && known != nullptr && known->nullable ? " SET DEFAULT NULL" : " DROP DEFAULT";
        }
        if (look_.is_online()) apply(change, look_.definition(change));
        add({.sql = std::move(sql), .column = change.column});
        return true;
    }

    static bool is_moment_type(std::string_view type) {
        const std::string name = to_upper_ascii(type);
        return name.starts_with("DATETIME") || name.starts_with("TIMESTAMP");
    }

    /// A CHECK within a column's words has no name to be dropped by.
    bool drop_check_of_column(const ddl::DropConstraint& change) {
        const auto* const check = std::get_if<CheckConstraint>(&change.previous);
        ColumnDefinition* const definition = check != nullptr ? look_.column_with_check(check->sql) : nullptr;
        if (definition == nullptr) return false;
        definition->check.clear();
        add({.sql = "MODIFY " + quote_identifier(definition->name) + " " + definition->sql(), .column = definition->name});
        return true;
    }

    void add(Clause clause) {
        const auto clashes = [&](const Clause& before) {
            const bool same_column =
                !clause.column.empty() && (iequals(before.column, clause.column) || iequals(before.new_column, clause.column));
            const bool same_key = !clause.added_foreign_key.empty() && iequals(before.dropped_foreign_key, clause.added_foreign_key);
            return same_column || same_key;
        };
        if (std::any_of(clauses_.begin(), clauses_.end(), clashes)) finish();
        clauses_.push_back(std::move(clause));
    }

    void finish() {
        if (clauses_.empty()) return;
        std::string sql;
        for (const Clause& clause : clauses_)
            sql.append(sql.empty() ? "ALTER TABLE " + ddl_writer().qualified(table_) + " " : ", ").append(clause.sql);
        const bool stands_alone = clauses_.size() == 1 && !clauses_.front().alone.empty();
        statements_.push_back(stands_alone ? clauses_.front().alone : std::move(sql));
        clauses_.clear();
    }

    TableLook look_;
    ddl::TableName table_;
    std::vector<Clause> clauses_{};
    std::vector<std::string> statements_{};
};

}  // namespace

std::vector<std::string> alter_table(Connection* connection, const ddl::AlterTable& change) {
    return AlterTableWriter{connection, change}.write(change.changes);
}

}  // namespace retort::mariadb
