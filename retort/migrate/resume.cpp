#include <retort/migrate/resume.hpp>

#include <algorithm>
#include <array>
#include <cstdint>
#include <utility>
#include <variant>

#include <retort/core/error.hpp>
#include <retort/core/text.hpp>
#include <retort/engine/alterations.hpp>
#include <retort/engine/catalog.hpp>
#include <retort/engine/connection.hpp>
#include <retort/engine/dialect.hpp>
#include <retort/migrate/render.hpp>

namespace retort::migrate::detail {

namespace {

template <class Item>
bool has_named(const std::vector<Item>& items, const std::string& name) {
    return std::any_of(items.begin(), items.end(), [&](const Item& item) { return iequals(item.name, name); });
}

bool same_target(const ForeignKeyConstraint& left, const ForeignKeyConstraint& right) {
    return left.columns == right.columns && left.referred_table == right.referred_table && left.referred_columns == right.referred_columns;
}

enum class Done { yes, no, unknown };

/// Whether a table has a change behind it already. What a script says and the table has cannot have been there before, or the change could
/// not be made; what may be done twice counts as not done.
class ChangeLook {
public:
    ChangeLook(const Catalog& catalog, const Table& table) : catalog_{catalog}, table_{table} {}

    Done operator()(const ddl::AddColumn& change) const { return answer(table_.find_column(change.column.name) != nullptr); }
    Done operator()(const ddl::DropColumn& change) const { return answer(table_.find_column(change.column) == nullptr); }
    Done operator()(const ddl::AlterColumn& change) const {
        const bool is_renamed = change.new_name && *change.new_name != change.column;
        return answer(is_renamed && table_.find_column(change.column) == nullptr && table_.find_column(*change.new_name) != nullptr);
    }
    Done operator()(const ddl::CreateIndex& change) const { return answer(has_index(change.index.name)); }
    Done operator()(const ddl::DropIndex& change) const { return answer(!has_index(change.index)); }
    Done operator()(const ddl::CreatePrimaryKey& change) const { return answer(table_.primary_key.columns == change.constraint.columns); }
    Done operator()(const ddl::CreateUniqueConstraint& change) const { return answer(has(change.constraint)); }
    Done operator()(const ddl::CreateCheckConstraint& change) const { return answer(has(change.constraint)); }
    Done operator()(const ddl::CreateForeignKey& change) const { return answer(has(change.constraint)); }
    Done operator()(const ddl::DropConstraint& change) const {
        if (change.kind == ConstraintType::primary_key) return answer(table_.primary_key.columns.empty());
        if (!change.name.empty()) {
            return answer(!has_index(change.name) && !has_named(table_.check_constraints, change.name) &&
                          !has_named(table_.foreign_keys, change.name));
        }
        return std::visit(
            [this](const auto& previous) {
                if constexpr (requires { has(previous); }) {
                    return answer(!has(previous));
                } else {
                    return Done::unknown;
                }
            },
            change.previous);
    }
    Done operator()(const ddl::SetTableComment&) const { return Done::no; }
    template <class Other>
    Done operator()(const Other&) const {
        return Done::unknown;
    }

private:
    static Done answer(bool is_done) { return is_done ? Done::yes : Done::no; }
    bool has_index(const std::string& name) const { return has_named(table_.indexes, name) || has_named(table_.unique_constraints, name); }
    bool has(const UniqueConstraint& unique) const {
        if (!unique.name.empty()) return has_index(unique.name);
        return std::any_of(table_.unique_constraints.begin(), table_.unique_constraints.end(),
            [&](const auto& one) { return one.columns == unique.columns; });
    }
    bool has(const CheckConstraint& check) const {
        if (!check.name.empty()) return has_named(table_.check_constraints, check.name);
        return std::any_of(table_.check_constraints.begin(), table_.check_constraints.end(),
            [&](const auto& one) { return catalog_.same_sql(one.sql, check.sql); });
    }
    bool has(const ForeignKeyConstraint& key) const {
        if (!key.name.empty()) return has_named(table_.foreign_keys, key.name);
        return std::any_of(table_.foreign_keys.begin(), table_.foreign_keys.end(), [&](const auto& one) { return same_target(one, key); });
    }

    const Catalog& catalog_;
    const Table& table_;
};

/// The table as it is; nothing where there is none.
std::optional<Table> find_table(Connection& connection, const ddl::TableName& name) {
    try {
        return connection.dialect().catalog().table(connection, name.schema, name.name);
    } catch (const NoSuchTableError&) {
        return std::nullopt;
    }
}

ddl::AlterTable only(const ddl::TableName& table, std::vector<ddl::Change> changes) {
    ddl::AlterTable alter;
    alter.table = table;
    alter.changes = std::move(changes);
    return alter;
}

Remainder left_of(const ddl::CreateTable& create, Connection& connection) {
    const ddl::TableName name{create.table.schema, create.table.name};
    const auto table = find_table(connection, name);
    // Another table of this name is none of ours: the database will say so.
    const bool is_ours =
        table && std::equal(table->columns.begin(), table->columns.end(), create.table.columns.begin(), create.table.columns.end(),
                     [](const Column& one, const Column& other) { return iequals(one.name, other.name); });
    if (!is_ours) return {true, create};
    std::vector<ddl::Change> missing;
    for (const Index& index : create.table.indexes) {
        if (!has_named(table->indexes, index.name) && !has_named(table->unique_constraints, index.name))
            missing.emplace_back(ddl::CreateIndex{name, index, create.if_not_exists});
    }
    if (missing.empty()) return {};
    return {true, only(name, std::move(missing))};
}

Remainder left_of(const ddl::DropTable& drop, Connection& connection) {
    if (!find_table(connection, drop.table)) return {};
    return {true, drop};
}

Remainder left_of(const ddl::AlterTable& alter, Connection& connection) {
    ddl::TableName name = alter.table;
    auto table = find_table(connection, name);
    bool is_renamed = false;
    if (!table) {
        // Renamed by this operation, or never there.
        for (const auto& change : alter.changes) {
            if (const auto* const rename = std::get_if<ddl::RenameTable>(&change)) name.name = rename->new_name;
        }
        if (name != alter.table) table = find_table(connection, name);
        if (!table) return {true, alter};
        is_renamed = true;
    }
    ddl::AlterTable rest = alter;
    rest.table = name;
    rest.changes.clear();
    for (const auto& change : alter.changes) {
        if (std::holds_alternative<ddl::RenameTable>(change)) {
            if (!is_renamed) rest.changes.push_back(change);
            continue;
        }
        const Done done = std::visit(ChangeLook{connection.dialect().catalog(), *table}, change);
        if (done == Done::unknown) return {false, alter};
        if (done == Done::no) {
            rest.changes.push_back(change);
            continue;
        }
        const auto* const add = std::get_if<ddl::AddColumn>(&change);
        if (add == nullptr) continue;
        for (const auto& key : add->foreign_keys) {
            const ddl::CreateForeignKey create{name, key};
            if (ChangeLook{connection.dialect().catalog(), *table}(create) == Done::no) rest.changes.emplace_back(create);
        }
    }
    if (rest.changes.empty()) return {};
    return {true, std::move(rest)};
}

template <class Other>
Remainder left_of(const Other& operation, Connection&) {
    return {false, operation};
}

/// FNV-1a, of http://www.isthe.com/chongo/tech/comp/fnv/.
std::uint64_t hashed(std::string_view text, std::uint64_t hash) {
    for (const char c : text)
        hash = (hash ^ static_cast<unsigned char>(c)) * 1'099'511'628'211U;
    return hash;
}

std::string source_of(const Operation& operation) {
    try {
        return render({ScriptOperation{operation, {}}});
    } catch (const ArgumentError&) {
        return describe(operation);  // a function, whose code nobody can see
    }
}

}  // namespace

Kind kind_of(const Operation& operation, const Alterations& alterations) {
    // Types of enumerators beside the tables are known to databases alone that roll back DDL: elsewhere nothing is done for them.
    if (std::holds_alternative<ExecuteInBatches>(operation) || std::holds_alternative<ddl::AlterEnum>(operation)) return Kind::batches;
    if (const auto* const execute = std::get_if<ExecuteSql>(&operation))
        return alterations.commits_implicitly(execute->sql) ? Kind::changes : Kind::data;
    const bool is_data = std::holds_alternative<BulkInsert>(operation) || std::holds_alternative<RunCode>(operation);
    return is_data ? Kind::data : Kind::changes;
}

Remainder remainder_of(const Operation& operation, Connection& connection) {
    return std::visit([&](const auto& one) { return left_of(one, connection); }, operation);
}

std::string digest_of(const std::vector<PlannedOperation>& operations, std::size_t count) {
    std::uint64_t hash = 14'695'981'039'346'656'037U;
    for (std::size_t place = 0; place < count; ++place)
        hash = hashed("\n", hashed(source_of(operations[place].operation), hash));
    constexpr std::array<char, 17> digits{"0123456789abcdef"};
    std::string text(16, '0');
    for (auto digit = text.rbegin(); digit != text.rend(); ++digit, hash >>= 4U)
        *digit = digits[hash & 0xFU];
    return text;
}

}  // namespace retort::migrate::detail
