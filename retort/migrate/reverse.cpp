#include <retort/migrate/reverse.hpp>

#include <iterator>
#include <utility>

#include <retort/core/error.hpp>

namespace retort::migrate {

namespace {

[[noreturn]] void refuse(const std::string& what) {
    throw ArgumentError{what + " cannot be reversed, since what it was is not known; write the downgrade by hand"};
}

using Changes = std::vector<ddl::Change>;

struct ChangeReversal {
    Changes operator()(const ddl::CreateTable& change) const {
        return {ddl::DropTable{{change.table.schema, change.table.name}, false, change.table}};
    }

    Changes operator()(const ddl::DropTable& change) const {
        if (!change.previous) refuse("The dropping of table '" + change.table.full_name() + "'");
        return {ddl::CreateTable{*change.previous, false}};
    }

    Changes operator()(const ddl::RenameTable& change) const {
        return {ddl::RenameTable{{change.table.schema, change.new_name}, change.table.name}};
    }

    Changes operator()(const ddl::AddColumn& change) const {
        Changes changes;
        for (auto key = change.foreign_keys.rbegin(); key != change.foreign_keys.rend(); ++key)
            changes.emplace_back(ddl::DropConstraint{change.table, key->name, ConstraintType::foreign_key, false, *key});
        changes.emplace_back(ddl::DropColumn{change.table, change.column.name, false, change.column});
        return changes;
    }

    Changes operator()(const ddl::DropColumn& change) const {
        if (!change.previous) refuse("The dropping of column '" + change.table.full_name() + "." + change.column + "'");
        return {ddl::AddColumn{change.table, *change.previous, {}, false}};
    }

    Changes operator()(const ddl::AlterColumn& change) const {
        ddl::AlterColumn back;
        back.table = change.table;
        back.column = change.new_name.value_or(change.column);
        if (change.new_name) back.new_name = change.column;
        const bool is_rename_alone = !change.type && !change.nullable && !change.server_default && !change.comment && !change.autoincrement;
        if (!change.existing) {
            if (!is_rename_alone) refuse("The alteration of column '" + change.table.full_name() + "." + change.column + "'");
            return {std::move(back)};
        }
        const Column& before = *change.existing;
        Column after = before;
        after.name = back.column;
        if (change.type) {
            back.type = before.type;
            after.type = *change.type;
        }
        if (change.nullable) {
            back.nullable = before.options.nullable;
            after.options.nullable = *change.nullable;
        }
        if (change.server_default) {
            back.server_default = before.options.server_default;
            after.options.server_default = *change.server_default;
        }
        if (change.comment) {
            back.comment = before.options.comment;
            after.options.comment = *change.comment;
        }
        if (change.autoincrement) {
            back.autoincrement = before.options.autoincrement;
            after.options.autoincrement = *change.autoincrement;
        }
        back.existing = std::move(after);
        return {std::move(back)};
    }

    Changes operator()(const ddl::CreateIndex& change) const {
        return {ddl::DropIndex{change.table, change.index.name, false, change.index}};
    }

    Changes operator()(const ddl::DropIndex& change) const {
        if (!change.previous) refuse("The dropping of index '" + change.index + "'");
        return {ddl::CreateIndex{change.table, *change.previous, false}};
    }

    Changes operator()(const ddl::CreatePrimaryKey& change) const { return dropped(change, ConstraintType::primary_key); }
    Changes operator()(const ddl::CreateUniqueConstraint& change) const { return dropped(change, ConstraintType::unique); }
    Changes operator()(const ddl::CreateCheckConstraint& change) const { return dropped(change, ConstraintType::check); }
    Changes operator()(const ddl::CreateForeignKey& change) const { return dropped(change, ConstraintType::foreign_key); }

    Changes operator()(const ddl::CreateExcludeConstraint& change) const { return dropped(change, ConstraintType::exclude); }

    Changes operator()(const ddl::AlterEnum& change) const {
        if (const auto* create = std::get_if<ddl::CreateEnum>(&change.action))
            return {{ddl::AlterEnum{change.type, ddl::DropEnum{create->if_not_exists, create->values}}}};
        if (const auto* drop = std::get_if<ddl::DropEnum>(&change.action)) {
            if (!drop->previous) refuse("The dropping of type '" + change.type.full_name() + "'");
            return {{ddl::AlterEnum{change.type, ddl::CreateEnum{*drop->previous, drop->if_exists}}}};
        }
        if (const auto* value = std::get_if<ddl::RenameEnumValue>(&change.action))
            return {{ddl::AlterEnum{change.type, ddl::RenameEnumValue{value->new_value, value->value}}}};
        if (const auto* name = std::get_if<ddl::RenameEnum>(&change.action))
            return {{ddl::AlterEnum{{change.type.schema, name->new_name}, ddl::RenameEnum{change.type.name}}}};
        // A value that was added stays: PostgreSQL takes none away, and it is in nobody's way.
        return {};
    }

    Changes operator()(const ddl::DropConstraint& change) const {
        if (const auto* key = std::get_if<PrimaryKeyConstraint>(&change.previous)) return {ddl::CreatePrimaryKey{change.table, *key}};
        if (const auto* unique = std::get_if<UniqueConstraint>(&change.previous))
            return {ddl::CreateUniqueConstraint{change.table, *unique}};
        if (const auto* check = std::get_if<CheckConstraint>(&change.previous)) return {ddl::CreateCheckConstraint{change.table, *check}};
        if (const auto* exclude = std::get_if<ExcludeConstraint>(&change.previous))
            return {ddl::CreateExcludeConstraint{change.table, *exclude}};
        if (const auto* key = std::get_if<ForeignKeyConstraint>(&change.previous)) return {ddl::CreateForeignKey{change.table, *key}};
        refuse("The dropping of constraint '" + change.name + "' of table '" + change.table.full_name() + "'");
    }

    Changes operator()(const ddl::SetTableComment& change) const {
        return {ddl::SetTableComment{change.table, change.previous, change.comment}};
    }

private:
    template <class Create>
    static Changes dropped(const Create& change, ConstraintType kind) {
        return {ddl::DropConstraint{change.table, change.constraint.name, kind, false, change.constraint}};
    }
};

struct OperationReversal {
    std::vector<Operation>& reversed;

    void operator()(const ddl::CreateTable& change) const { add_table_operation(ChangeReversal{}(change)); }
    void operator()(const ddl::DropTable& change) const { add_table_operation(ChangeReversal{}(change)); }

    void operator()(const ddl::AlterTable& change) const {
        Changes changes;
        for (auto one = change.changes.rbegin(); one != change.changes.rend(); ++one) {
            auto back = reverse(*one);
            std::move(back.begin(), back.end(), std::back_inserter(changes));
        }
        if (change.changes.size() > 1) {
            reversed.emplace_back(ddl::AlterTable{change.table, std::move(changes), change.recreate, {}});
            return;
        }
        // What was no batch becomes none, also where several changes take it back.
        for (ddl::Change& one : changes) {
            auto table = ddl::table_of(one);
            reversed.emplace_back(ddl::AlterTable{std::move(table), {std::move(one)}, change.recreate, {}});
        }
    }

    void operator()(const ddl::AlterEnum& change) const {
        for (ddl::Change& one : ChangeReversal{}(change))
            reversed.emplace_back(std::get<ddl::AlterEnum>(std::move(one)));
    }

    void operator()(const ExecuteSql&) const { refuse("SQL"); }
    void operator()(const ExecuteInBatches&) const { refuse("SQL"); }
    void operator()(const BulkInsert& operation) const { refuse("The insertion of rows into '" + operation.table.full_name() + "'"); }
    void operator()(const RunCode&) const { refuse("Code"); }

    void add_table_operation(Changes changes) const {
        if (auto* create = std::get_if<ddl::CreateTable>(&changes.front()))
            reversed.emplace_back(std::move(*create));
        else
            reversed.emplace_back(std::get<ddl::DropTable>(std::move(changes.front())));
    }
};

}  // namespace

std::vector<ddl::Change> reverse(const ddl::Change& change) {
    return std::visit(ChangeReversal{}, change);
}

std::vector<Operation> reverse(const std::vector<Operation>& operations) {
    std::vector<Operation> reversed;
    for (auto operation = operations.rbegin(); operation != operations.rend(); ++operation)
        std::visit(OperationReversal{reversed}, *operation);
    return reversed;
}

}  // namespace retort::migrate
