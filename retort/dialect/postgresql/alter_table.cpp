#include <retort/dialect/postgresql/alter_table.hpp>

#include <algorithm>
#include <iterator>
#include <optional>
#include <utility>
#include <variant>

#include <retort/core/error.hpp>
#include <retort/core/text.hpp>
#include <retort/dialect/postgresql/alter_table_names.hpp>
#include <retort/dialect/postgresql/ddl.hpp>
#include <retort/dialect/postgresql/enum_types.hpp>
#include <retort/dialect/postgresql/identifiers.hpp>
#include <retort/engine/connection.hpp>

namespace retort::postgresql {

namespace {

using Kind = SqlType::Kind;

bool is_text(const SqlType& type) {
    return type.kind == Kind::string || type.kind == Kind::text;
}

/// How values become those of the new type where PostgreSQL does it only when it is asked to. A cast that it makes by itself is left to it:
/// CAST(… AS VARCHAR(3)) would cut in silence what is too long.
std::string cast_where_needed(const std::string& value, const SqlType& before, const SqlType& after) {
    if (is_text(before) && !is_text(after)) return value + "::" + type_sql(after);
    if (before.is_integer() && after.kind == Kind::boolean) return value + "::integer::boolean";
    if (before.kind == Kind::boolean && after.is_integer())
        return value + "::integer" + (after.kind == Kind::integer ? "" : "::" + type_sql(after));
    if (before.kind == Kind::enumeration && after.kind == Kind::enumeration) return value + "::text::" + type_sql(after);
    return {};
}

/// The statements of a table's changes in their order.
class Statements {
public:
    Statements(Connection* connection, const ddl::AlterTable& alter)
        : connection_{connection},
          alter_{alter},
          table_{alter.table},
          merges_{alter.changes.size() > 1} {}

    std::vector<std::string> write() {
        for (const auto& change : alter_.changes)
            std::visit(*this, change);
        flush();
        return std::move(statements_);
    }

    void operator()(const ddl::AddColumn& change) {
        create_types(change.column.type);
        const Column& column = change.column;
        Table alone;
        alone.columns = {column};
        action(std::string{"ADD COLUMN "} + (change.if_not_exists ? "IF NOT EXISTS " : "") + ddl_writer().column(alone, column),
            column.name, true);
        for (const auto& key : change.foreign_keys)
            action("ADD " + ddl_writer().constraint(key), key.name, false);
        if (!column.options.comment.empty()) alone_statement(column_comment_sql(table_, column.name, column.options.comment));
    }

    void operator()(const ddl::DropColumn& change) {
        action(std::string{"DROP COLUMN "} + (change.if_exists ? "IF EXISTS " : "") + quote_identifier(change.column), change.column, true);
    }

    void operator()(const ddl::AlterColumn& change) {
        if (!change.using_expression.empty() && !change.type)
            throw CompileError{"A USING expression for the column '" + change.column + "' needs the type that it leads to"};
        const std::string column = "ALTER COLUMN " + quote_identifier(change.column) + " ";
        const auto act = [&](const std::string& text, bool is_whole = false) { action(column + text, change.column, is_whole); };
        const bool is_without_default = change.type && alter_type(change, act);
        if (change.nullable) act(*change.nullable ? "DROP NOT NULL" : "SET NOT NULL");
        if (change.server_default && (*change.server_default || !is_without_default))
            act(*change.server_default ? "SET DEFAULT " + **change.server_default : "DROP DEFAULT");
        if (change.autoincrement) alter_generation(change, act);
        if (change.comment) alone_statement(column_comment_sql(table_, change.column, *change.comment));
        if (change.new_name && *change.new_name != change.column)
            alone_statement(alter() + "RENAME " + quote_identifier(change.column) + " TO " + quote_identifier(*change.new_name));
    }

    void operator()(const ddl::RenameTable& change) {
        alone_statement(alter() + "RENAME TO " + quote_identifier(change.new_name));
        table_.name = change.new_name;
    }

    void operator()(const ddl::CreateIndex& change) {
        if (is_concurrent(change.index)) require_no_transaction(change.index.name);
        alone_statement(create_index_sql(table_, change.index, change.if_not_exists));
    }

    void operator()(const ddl::DropIndex& change) {
        if (is_concurrent(change)) {
            require_no_transaction(change.index);
            Index index;
            index.name = change.index;
            index.dialect_options = {{"postgresql_concurrently", "true"}};
            return alone_statement(drop_index_sql(table_, index, change.if_exists));
        }
        alone_statement(drop_index_sql(table_, change.index, change.if_exists));
    }

    void operator()(const ddl::CreatePrimaryKey& change) {
        action("ADD " + ddl_writer().constraint(change.constraint), change.constraint.name, false);
    }
    void operator()(const ddl::CreateUniqueConstraint& change) {
        action("ADD " + ddl_writer().constraint(change.constraint), change.constraint.name, false);
    }
    void operator()(const ddl::CreateCheckConstraint& change) {
        action("ADD " + ddl_writer().constraint(change.constraint), change.constraint.name, false);
    }
    void operator()(const ddl::CreateForeignKey& change) {
        action("ADD " + ddl_writer().constraint(change.constraint), change.constraint.name, false);
    }
    void operator()(const ddl::CreateExcludeConstraint& change) {
        action("ADD " + ddl_writer().constraint(change.constraint), change.constraint.name, false);
    }
    void operator()(const ddl::DropConstraint& change) {
        const std::string name = change.name.empty() ? unnamed_constraint(connection_, alter_, change) : change.name;
        action(std::string{"DROP CONSTRAINT "} + (change.if_exists ? "IF EXISTS " : "") + quote_identifier(name), name, false);
    }
    void operator()(const ddl::SetTableComment& change) { alone_statement(table_comment_sql(table_, change.comment)); }

    void operator()(const ddl::CreateTable&) { throw CompileError{"A table is not created by altering it"}; }
    void operator()(const ddl::AlterEnum&) { throw CompileError{"A type is not altered with a table"}; }
    void operator()(const ddl::DropTable&) { throw CompileError{"A table is not dropped by altering it"}; }

private:
    std::string alter() const { return "ALTER TABLE " + ddl_writer().qualified(table_) + " "; }

    /// One action of ALTER TABLE. PostgreSQL makes the actions of a statement in an order of its own: drops first, then types, then what is
    /// added. So two that are about one name come into two statements where one of them makes or drops it.
    void action(std::string text, const std::string& about, bool is_whole) {
        const bool is_there = std::find(touched_.begin(), touched_.end(), about) != touched_.end();
        const bool was_whole = std::find(made_or_dropped_.begin(), made_or_dropped_.end(), about) != made_or_dropped_.end();
        if (!merges_ || (is_there && is_whole) || was_whole) flush();
        actions_.push_back(std::move(text));
        touched_.push_back(about);
        if (is_whole) made_or_dropped_.push_back(about);
        if (!merges_) flush();
    }

    void alone_statement(std::string sql) {
        flush();
        statements_.push_back(std::move(sql));
    }

    void flush() {
        if (!actions_.empty()) statements_.push_back(alter() + join(actions_, ", "));
        actions_.clear();
        touched_.clear();
        made_or_dropped_.clear();
    }

    /// The types that a column needs. Whether they exist nobody knows where SQL is written without a database; PostgreSQL has no IF NOT EXISTS
    /// for types.
    void create_types(const SqlType& type) {
        Table alone;
        alone.columns = {Column{"c", type}};
        auto types = enumerations_of(alone);
        if (connection_ != nullptr) types = missing_types(*connection_, std::move(types));
        for (const SqlType& missing : types)
            alone_statement(connection_ != nullptr ? create_enum_sql(missing) : create_enum_unless_there_sql(missing));
    }

    /// A TYPE without COLLATE gives the column the default one, which would sort and compare otherwise from then on.
    std::string collation_sql(const ddl::AlterColumn& change) const {
        if (!is_text(*change.type)) return {};
        std::string collation = change.existing ? change.existing->options.collation : "";
        if (collation.empty() && connection_ != nullptr) collation = stored_collation(*connection_, alter_.table, change.column);
        return collation.empty() ? "" : " COLLATE " + quote_identifier(collation);
    }

    /// \returns  true where the default has been dropped and not set anew
    template <class Act>
    bool alter_type(const ddl::AlterColumn& change, const Act& act) {
        create_types(*change.type);
        const bool casts = change.using_expression.empty() && change.existing;
        const std::string cast =
            casts ? cast_where_needed(quote_identifier(change.column), change.existing->type, *change.type) : change.using_expression;
        const std::string type = "TYPE " + type_sql(*change.type) + collation_sql(change) + (cast.empty() ? "" : " USING " + cast);
        // The old default need not be a value of the new type, and PostgreSQL converts it only as it would by itself: it goes first, also where
        // the script says nothing of it, since it has another one. Where it is dropped anyway and was in nobody's way, that comes behind, as
        // Alembic has it.
        const auto before = change.existing ? change.existing->options.server_default : std::nullopt;
        const bool is_replaced = change.server_default && (*change.server_default || !cast.empty());
        const bool is_converted = !change.server_default && casts && !cast.empty();
        const bool is_dropped = before ? is_replaced || is_converted : change.server_default && casts && !cast.empty();
        if (is_dropped) act("DROP DEFAULT");
        act(type);
        if (!is_dropped || !is_converted) return is_dropped;
        act("SET DEFAULT " + cast_where_needed("(" + *before + ")", change.existing->type, *change.type));
        return false;
    }

    /// From a sequence to none and back. What exists keeps its numbers, and the next one is above them.
    template <class Act>
    void alter_generation(const ddl::AlterColumn& change, const Act& act) {
        if (!*change.autoincrement) {
            act("DROP IDENTITY IF EXISTS");
            if (!change.server_default) act("DROP DEFAULT");
            return;
        }
        const bool always = change.existing && change.existing->options.identity == Identity::always;
        act("ADD " + std::string{identity_sql(always ? Identity::always : Identity::by_default)});
        const std::string name = ddl_writer().qualified(table_);
        const std::string column = quote_identifier(change.column);
        alone_statement("SELECT pg_catalog.setval(pg_catalog.pg_get_serial_sequence(" + text_literal(name) + ", " +
                        text_literal(change.column) + "), COALESCE(MAX(" + column + "), 0) + 1, false) FROM " + name);
    }

    void require_no_transaction(const std::string& index) const {
        if (alter_.changes.size() > 1) {
            throw CompileError{"The index '" + index + "' of the table '" + alter_.table.full_name() +
                               "' is made or dropped concurrently, which cannot be part of a batch; let it be an operation of its own"};
        }
        if (connection_ == nullptr || !connection_->in_transaction()) return;
        throw InvalidRequestError{"The index '" + index + "' of the table '" + alter_.table.full_name() +
                                  "' is made or dropped concurrently, which PostgreSQL does in no transaction; give it a script of its own "
                                  "(which then runs without one), or run the migrations with the transaction mode none"};
    }

    Connection* connection_;
    const ddl::AlterTable& alter_;
    ddl::TableName table_;
    bool merges_;
    std::vector<std::string> actions_{};
    std::vector<std::string> touched_{};
    std::vector<std::string> made_or_dropped_{};
    std::vector<std::string> statements_{};
};

}  // namespace

std::vector<std::string> alter_table(Connection* connection, const ddl::AlterTable& change) {
    if (change.recreate == Recreate::always) {
        throw CompileError{"PostgreSQL alters the table '" + change.table.full_name() +
                           "' in place and does not make it anew; let recreate be when_needed"};
    }
    return Statements{connection, change}.write();
}

}  // namespace retort::postgresql
