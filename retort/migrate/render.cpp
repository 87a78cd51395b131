#include <retort/migrate/render.hpp>

#include <algorithm>
#include <type_traits>
#include <utility>

#include <retort/core/error.hpp>
#include <retort/core/text.hpp>
#include <retort/engine/alterations.hpp>
#include <retort/migrate/render_schema.hpp>

namespace retort::migrate {

namespace {

using detail::Code;

Code flag(const char* name, bool value) {
    return Code::text(std::string{name} + (value ? " = true" : " = false"));
}

/// The arguments of one operation; in a batch the table and its schema are known already.
class Arguments {
public:
    Arguments(const ddl::TableName& table, bool is_in_batch) : table_{table}, is_in_batch_{is_in_batch} {}

    Arguments& add(Code code) {
        arguments_.push_back(std::move(code));
        return *this;
    }
    Arguments& add(const std::string& text) { return add(Code::string(text)); }
    Arguments& add_table() { return is_in_batch_ ? *this : add(table_.name); }

    /// The schema as the option `name`; to be called in its place among the options.
    Arguments& option_schema(const char* name = ".schema = ") {
        if (!is_in_batch_ && !table_.schema.empty()) options_.push_back(Code::string(table_.schema, name));
        return *this;
    }
    Arguments& option_if(bool is_set, const char* name) {
        if (is_set) options_.push_back(flag(name, true));
        return *this;
    }
    Arguments& option_text(const std::string& value, const char* name) {
        if (!value.empty()) options_.push_back(Code::string(value, name));
        return *this;
    }
    Arguments& option(Code code) {
        options_.push_back(std::move(code));
        return *this;
    }

    Code call(const char* method) && {
        if (!options_.empty()) arguments_.push_back(Code::braces(std::move(options_)));
        return Code::call(std::string{is_in_batch_ ? "batch." : "op."} + method + "(", std::move(arguments_));
    }

private:
    const ddl::TableName& table_;
    bool is_in_batch_;
    std::vector<Code> arguments_{};
    std::vector<Code> options_{};
};

std::vector<Code> foreign_keys_code(const std::vector<ForeignKeyConstraint>& keys) {
    std::vector<Code> codes;
    codes.reserve(keys.size());
    for (const auto& key : keys)
        codes.push_back(detail::foreign_key_code(key));
    return codes;
}

std::string constraint_type(ConstraintType kind) {
    switch (kind) {
    case ConstraintType::any: break;
    case ConstraintType::primary_key: return "ConstraintType::primary_key";
    case ConstraintType::unique: return "ConstraintType::unique";
    case ConstraintType::check: return "ConstraintType::check";
    case ConstraintType::foreign_key: return "ConstraintType::foreign_key";
    case ConstraintType::exclude: return "ConstraintType::exclude";
    }
    return {};
}

/// One change of a table that exists, as a call of `op` or of `batch`.
class ChangeRenderer {
public:
    explicit ChangeRenderer(bool is_in_batch) : is_in_batch_{is_in_batch} {}

    Code operator()(const ddl::CreateTable& change) const { return refuse(change.table.full_name()); }
    Code operator()(const ddl::DropTable& change) const { return refuse(change.table.full_name()); }

    Code operator()(const ddl::RenameTable& change) const {
        if (is_in_batch_) refuse(change.table.full_name());
        return std::move(of(change.table).add_table().add(change.new_name).option_schema()).call("rename_table");
    }

    Code operator()(const ddl::AddColumn& change) const {
        auto arguments = of(change.table);
        arguments.add_table().add(detail::column_code(change.column)).option_schema().option_if(change.if_not_exists, ".if_not_exists");
        if (!change.foreign_keys.empty()) arguments.option(Code::braces(foreign_keys_code(change.foreign_keys), ".foreign_keys = "));
        return std::move(arguments).call("add_column");
    }

    Code operator()(const ddl::DropColumn& change) const {
        return std::move(of(change.table).add_table().add(change.column).option_schema().option_if(change.if_exists, ".if_exists"))
            .call("drop_column");
    }

    Code operator()(const ddl::AlterColumn& change) const {
        auto arguments = of(change.table);
        arguments.add_table().add(change.column);
        if (change.nullable) arguments.option(flag(".nullable", *change.nullable));
        if (change.server_default) {
            if (*change.server_default)
                arguments.option(Code::string(**change.server_default, ".server_default = "));
            else
                arguments.option(flag(".drop_server_default", true));
        }
        if (change.new_name) arguments.option(Code::string(*change.new_name, ".new_column_name = "));
        if (change.type) arguments.option(detail::type_code(*change.type, ".type = "));
        if (change.comment) arguments.option(Code::string(*change.comment, ".comment = "));
        if (change.autoincrement) arguments.option(flag(".autoincrement", *change.autoincrement));
        arguments.option_text(change.using_expression, ".using_expression = ");
        if (change.existing) add_existing(arguments, change, *change.existing);
        return std::move(arguments.option_schema()).call("alter_column");
    }

    Code operator()(const ddl::CreateIndex& change) const {
        const Index& index = change.index;
        auto arguments = of(change.table);
        arguments.add(index.name).add_table().add(detail::index_elements_code(index.columns));
        arguments.option_if(index.unique, ".unique").option_text(index.where, ".where = ").option_schema();
        arguments.option_if(change.if_not_exists, ".if_not_exists");
        if (!index.dialect_options.empty()) arguments.option(detail::dialect_options_code(index.dialect_options));
        return std::move(arguments).call("create_index");
    }

    Code operator()(const ddl::DropIndex& change) const {
        auto arguments = of(change.table);
        arguments.add(change.index);
        if (!change.table.name.empty()) arguments.add_table();
        arguments.option_schema().option_if(change.if_exists, ".if_exists");
        if (!change.dialect_options.empty()) arguments.option(detail::dialect_options_code(change.dialect_options));
        return std::move(arguments).call("drop_index");
    }

    Code operator()(const ddl::CreatePrimaryKey& change) const {
        return std::move(
            of(change.table).add(change.constraint.name).add_table().add(detail::names_code(change.constraint.columns)).option_schema())
            .call("create_primary_key");
    }

    Code operator()(const ddl::CreateUniqueConstraint& change) const {
        auto arguments = of(change.table);
        arguments.add(change.constraint.name).add_table().add(detail::names_code(change.constraint.columns)).option_schema();
        return std::move(arguments.option_text(change.constraint.deferral, ".deferral = ")).call("create_unique_constraint");
    }

    Code operator()(const ddl::CreateCheckConstraint& change) const {
        return std::move(of(change.table).add(change.constraint.name).add_table().add(change.constraint.sql).option_schema())
            .call("create_check_constraint");
    }

    Code operator()(const ddl::CreateForeignKey& change) const {
        const auto& key = change.constraint;
        auto arguments = of(change.table);
        arguments.add(key.name).add_table().add(key.referred_table);
        arguments.add(detail::names_code(key.columns)).add(detail::names_code(key.referred_columns));
        if (key.on_delete != ReferentialAction::none) arguments.option(Code::text(".on_delete = " + detail::action_text(key.on_delete)));
        if (key.on_update != ReferentialAction::none) arguments.option(Code::text(".on_update = " + detail::action_text(key.on_update)));
        arguments.option_text(key.deferral, ".deferral = ").option_schema(".source_schema = ");
        arguments.option_text(key.referred_schema, ".referent_schema = ");
        return std::move(arguments).call("create_foreign_key");
    }

    Code operator()(const ddl::CreateExcludeConstraint& change) const {
        return std::move(of(change.table).add(change.constraint.name).add_table().add(change.constraint.sql).option_schema())
            .call("create_exclude_constraint");
    }

    Code operator()(const ddl::AlterEnum& change) const { return refuse(change.type.full_name()); }

    Code operator()(const ddl::DropConstraint& change) const {
        auto arguments = of(change.table);
        arguments.add(change.name).add_table();
        if (change.kind != ConstraintType::any) arguments.option(Code::text(".type = " + constraint_type(change.kind)));
        arguments.option_schema().option_if(change.if_exists, ".if_exists");
        if (change.name.empty()) {
            if (const auto* unique = std::get_if<UniqueConstraint>(&change.previous))
                arguments.option(detail::names_code(unique->columns, ".columns = "));
            if (const auto* key = std::get_if<ForeignKeyConstraint>(&change.previous))
                arguments.option(detail::names_code(key->columns, ".columns = "));
            if (const auto* check = std::get_if<CheckConstraint>(&change.previous)) arguments.option_text(check->sql, ".condition = ");
        }
        return std::move(arguments).call("drop_constraint");
    }

    Code operator()(const ddl::SetTableComment& change) const {
        auto arguments = of(change.table);
        arguments.add_table();
        if (!change.comment.empty()) arguments.add(change.comment);
        return std::move(arguments.option_schema()).call(change.comment.empty() ? "drop_table_comment" : "create_table_comment");
    }

private:
    Arguments of(const ddl::TableName& table) const { return {table, is_in_batch_}; }

    [[noreturn]] static Code refuse(const std::string& table) {
        throw ArgumentError{
            "Table '" + table + "' is created, dropped or renamed within a batch, where only alterations of a table can be"};
    }

    static void add_existing(Arguments& arguments, const ddl::AlterColumn& change, const Column& existing) {
        arguments.option(detail::type_code(existing.type, ".existing_type = "));
        if (!change.nullable) arguments.option(flag(".existing_nullable", existing.options.nullable));
        if (!change.server_default && existing.options.server_default)
            arguments.option(Code::string(*existing.options.server_default, ".existing_server_default = "));
        if (!change.comment) arguments.option_text(existing.options.comment, ".existing_comment = ");
        if (!change.autoincrement && existing.options.autoincrement) arguments.option(flag(".existing_autoincrement", true));
    }

    bool is_in_batch_;
};

/// A change of a type of enumerators, as a call of `op`.
class EnumRenderer {
public:
    explicit EnumRenderer(const ddl::TableName& type) : arguments_{type, false} { arguments_.add_table(); }

    Code operator()(const ddl::CreateEnum& change) {
        return std::move(
            arguments_.add(detail::names_code(change.values)).option_schema().option_if(change.if_not_exists, ".if_not_exists"))
            .call("create_enum");
    }
    Code operator()(const ddl::DropEnum& change) {
        return std::move(arguments_.option_schema().option_if(change.if_exists, ".if_exists")).call("drop_enum");
    }
    Code operator()(const ddl::AddEnumValue& change) {
        arguments_.add(change.value).option_text(change.before, ".before = ").option_text(change.after, ".after = ").option_schema();
        return std::move(arguments_.option_if(change.if_not_exists, ".if_not_exists")).call("add_enum_value");
    }
    Code operator()(const ddl::RenameEnumValue& change) {
        return std::move(arguments_.add(change.value).add(change.new_value).option_schema()).call("rename_enum_value");
    }
    Code operator()(const ddl::RenameEnum& change) {
        return std::move(arguments_.add(change.new_name).option_schema()).call("rename_enum");
    }

private:
    Arguments arguments_;
};

/// The lines of one body.
class BodyRenderer {
public:
    explicit BodyRenderer(const RenderOptions& options) : options_{options}, indent_{options.indent} {}

    void comment(const std::string& text) {
        if (text.empty()) return;
        for (const auto line : split(text, '\n'))
            start().append("// ").append(line);
    }

    void operator()(const ddl::CreateTable& change) {
        const Table& table = change.table;
        const ddl::TableName name{table.schema, table.name};
        Arguments arguments{name, false};
        arguments.add_table().add(Code::lines(detail::table_items_code(table)));
        arguments.option_schema().option_text(table.comment, ".comment = ").option_if(change.if_not_exists, ".if_not_exists");
        if (!table.dialect_options.empty()) arguments.option(detail::dialect_options_code(table.dialect_options));
        line(std::move(arguments).call("create_table"));
        for (const Index& index : table.indexes)
            line(ChangeRenderer{false}(ddl::CreateIndex{name, index, change.if_not_exists}));
    }

    void operator()(const ddl::DropTable& change) {
        line(std::move(Arguments{change.table, false}.add_table().option_schema().option_if(change.if_exists, ".if_exists"))
                 .call("drop_table"));
    }

    void operator()(const ddl::AlterTable& change) {
        const bool is_batch = change.changes.size() != 1 || change.recreate != Recreate::when_needed || change.copy_from ||
                              (options_.render_as_batch && belongs_into_batch(change.changes.front(), options_));
        if (!is_batch) {
            line(std::visit(ChangeRenderer{false}, change.changes.front()));
            return;
        }
        start() += '{';
        indent_ += 4;
        Arguments arguments{change.table, false};
        arguments.add_table().option_schema();
        if (change.recreate == Recreate::always) arguments.option(Code::text(".recreate = Recreate::always"));
        if (change.recreate == Recreate::never) arguments.option(Code::text(".recreate = Recreate::never"));
        if (change.copy_from) arguments.option(Code::lines(detail::table_items_code(*change.copy_from), ".copy_from = "));
        start() += "auto batch = ";
        std::move(arguments).call("batch_alter_table").write(out_, indent_, ";");
        for (const ddl::Change& one : change.changes)
            line(std::visit(ChangeRenderer{true}, one));
        indent_ -= 4;
        start() += '}';
    }

    void operator()(const ddl::AlterEnum& change) { line(std::visit(EnumRenderer{change.type}, change.action)); }

    void operator()(const ExecuteSql& operation) {
        std::vector<Code> arguments{Code::string(operation.sql)};
        if (!operation.parameters.empty()) {
            std::vector<Code> pairs;
            for (const auto& [name, value] : operation.parameters)
                pairs.push_back(Code::braces({Code::string(name), detail::literal_code(value)}));
            arguments.push_back(Code::braces({Code::braces(std::move(pairs), ".parameters = ")}));
        }
        line(Code::call("op.execute(", std::move(arguments)));
    }

    void operator()(const ExecuteInBatches& operation) {
        std::vector<Code> options;
        if (operation.size != ExecuteInBatches{}.size) options.push_back(Code::text(".size = " + std::to_string(operation.size)));
        if (!operation.total.empty()) options.push_back(Code::string(operation.total, ".total = "));
        std::vector<Code> arguments{Code::string(operation.sql)};
        if (!options.empty()) arguments.push_back(Code::braces(std::move(options)));
        line(Code::call("op.execute_in_batches(", std::move(arguments)));
    }

    void operator()(const BulkInsert& operation) {
        std::vector<Code> rows;
        for (const auto& row : operation.rows) {
            std::vector<Code> values;
            values.reserve(row.size());
            for (const Literal& value : row)
                values.push_back(detail::literal_code(value));
            rows.push_back(Code::braces(std::move(values)));
        }
        Arguments arguments{operation.table, false};
        arguments.add_table().add(detail::names_code(operation.columns)).add(Code::braces(std::move(rows))).option_schema();
        line(std::move(arguments).call("bulk_insert"));
    }

    void operator()(const RunCode&) {
        throw ArgumentError{"Code that is given as a function cannot be written to a script; write it there by hand"};
    }

    std::string text() && { return std::move(out_); }

private:
    std::string& start() {
        if (!out_.empty()) out_ += '\n';
        return out_.append(static_cast<std::size_t>(indent_), ' ');
    }

    void line(const Code& code) {
        start();
        code.write(out_, indent_, ";");
    }

    const RenderOptions& options_;
    int indent_;
    std::string out_{};
};

}  // namespace

std::string render(const std::vector<ScriptOperation>& operations, const RenderOptions& options) {
    BodyRenderer renderer{options};
    for (const ScriptOperation& planned : operations) {
        renderer.comment(planned.comment);
        std::visit(renderer, planned.operation);
    }
    return std::move(renderer).text();
}

std::string render(const SqlType& type) {
    return detail::type_code(type).flat();
}

bool renames_column_alone(const ddl::Change& change) {
    const auto* alteration = std::get_if<ddl::AlterColumn>(&change);
    return alteration != nullptr && alteration->new_name && !alteration->type && !alteration->nullable && !alteration->server_default &&
           !alteration->comment && !alteration->autoincrement;
}

bool belongs_into_batch(const ddl::Change& change, const RenderOptions& options) {
    if ((std::holds_alternative<ddl::AlterColumn>(change) && !renames_column_alone(change)) ||
        std::holds_alternative<ddl::DropConstraint>(change) || std::holds_alternative<ddl::CreatePrimaryKey>(change) ||
        std::holds_alternative<ddl::CreateUniqueConstraint>(change) || std::holds_alternative<ddl::CreateCheckConstraint>(change) ||
        std::holds_alternative<ddl::CreateForeignKey>(change) || std::holds_alternative<ddl::CreateExcludeConstraint>(change)) {
        return true;
    }
    return options.alterations != nullptr && ddl::alters_table(change) && options.alterations->needs_rebuild(change);
}

}  // namespace retort::migrate
