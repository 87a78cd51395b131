#include <retort/migrate/plan.hpp>

#include <algorithm>
#include <iterator>
#include <type_traits>

#include <retort/engine/alterations.hpp>
#include <retort/engine/dialect.hpp>
#include <retort/migrate/errors.hpp>

namespace retort::migrate::detail {

std::string PlannedOperation::words() const {
    const std::string place =
        first == last ? "operation " + std::to_string(first) : "operations " + std::to_string(first) + " to " + std::to_string(last);
    return place + ", " + describe(operation);
}

std::string script_words(const Script& script) {
    return "revision " + script.revision().id + " (" + script.file() + ")";
}

// Names.

namespace {

bool builds_on_given_names(const NamingConvention& convention, std::string_view key) {
    return std::any_of(convention.begin(), convention.end(),
        [key](const auto& entry) { return entry.first == key && entry.second.find("constraint_name") != std::string::npos; });
}

/// Puts what has no name into a table by itself, has that named, and takes the names back.
class Namer {
public:
    Namer(const ddl::TableName& table, const NamingConvention& convention) : convention_{convention} {
        unnamed_.schema = table.schema;
        unnamed_.name = table.name;
    }

    void add(PrimaryKeyConstraint& key) {
        if (!key.name.empty() || key.columns.empty() || builds_on_given_names(convention_, "pk")) return;
        key_ = &key;
        unnamed_.primary_key = key;
    }
    void add(UniqueConstraint& unique) { add(unique, uniques_, unnamed_.unique_constraints, "uq"); }
    void add(CheckConstraint& check) { add(check, checks_, unnamed_.check_constraints, "ck"); }
    void add(ForeignKeyConstraint& key) { add(key, keys_, unnamed_.foreign_keys, "fk"); }
    void add(Index& index) { add(index, indexes_, unnamed_.indexes, "ix"); }

    void finish() {
        if (key_ == nullptr && uniques_.empty() && checks_.empty() && keys_.empty() && indexes_.empty()) return;
        const MetaData named = MetaData{{std::move(unnamed_)}}.with_naming_convention(convention_);
        const Table& table = named.tables().front();
        if (key_ != nullptr) key_->name = table.primary_key.name;
        take(uniques_, table.unique_constraints);
        take(checks_, table.check_constraints);
        take(keys_, table.foreign_keys);
        take(indexes_, table.indexes);
    }

private:
    // A pattern with %(constraint_name)s has nothing to build on here; the database names the constraint then, or leaves it without a name.
    template <class Item>
    void add(Item& item, std::vector<Item*>& items, std::vector<Item>& unnamed, std::string_view key) {
        if (!item.name.empty() || builds_on_given_names(convention_, key)) return;
        items.push_back(&item);
        unnamed.push_back(item);
    }
    template <class Item>
    static void take(const std::vector<Item*>& items, const std::vector<Item>& named) {
        for (std::size_t i = 0; i < items.size(); ++i)
            items[i]->name = named[i].name;
    }

    const NamingConvention& convention_;
    Table unnamed_{};
    PrimaryKeyConstraint* key_ = nullptr;
    std::vector<UniqueConstraint*> uniques_{};
    std::vector<CheckConstraint*> checks_{};
    std::vector<ForeignKeyConstraint*> keys_{};
    std::vector<Index*> indexes_{};
};

void name_table(Table& table, const NamingConvention& convention) {
    Namer namer{{table.schema, table.name}, convention};
    namer.add(table.primary_key);
    const auto add_all = [&namer](auto& items) {
        for (auto& item : items)
            namer.add(item);
    };
    add_all(table.unique_constraints);
    add_all(table.check_constraints);
    add_all(table.foreign_keys);
    add_all(table.indexes);
    namer.finish();
}

/// The name of what is dropped, from what it was; a primary key's where the convention asks for the table's name alone.
void name_dropped(ddl::DropConstraint& change, const NamingConvention& convention) {
    if (!change.name.empty()) return;
    std::visit(
        [&](const auto& previous) {
            using Previous = std::decay_t<decltype(previous)>;
            // No convention names exclusion constraints.
            if constexpr (!std::is_same_v<Previous, std::monostate> && !std::is_same_v<Previous, ExcludeConstraint>) {
                Previous named = previous;
                Namer namer{change.table, convention};
                namer.add(named);
                namer.finish();
                change.name = named.name;
            }
        },
        change.previous);
}

void name_change(ddl::Change& change, const NamingConvention& convention) {
    std::visit(
        [&](auto& one) {
            using Change = std::decay_t<decltype(one)>;
            if constexpr (std::is_same_v<Change, ddl::AddColumn>) {
                Namer namer{one.table, convention};
                for (auto& key : one.foreign_keys)
                    namer.add(key);
                namer.finish();
            } else if constexpr (std::is_same_v<Change, ddl::CreateIndex>) {
                Namer namer{one.table, convention};
                namer.add(one.index);
                namer.finish();
            } else if constexpr (std::is_same_v<Change, ddl::CreatePrimaryKey> || std::is_same_v<Change, ddl::CreateUniqueConstraint> ||
                                 std::is_same_v<Change, ddl::CreateCheckConstraint> || std::is_same_v<Change, ddl::CreateForeignKey>) {
                Namer namer{one.table, convention};
                namer.add(one.constraint);
                namer.finish();
            } else if constexpr (std::is_same_v<Change, ddl::DropConstraint>) {
                name_dropped(one, convention);
            }
        },
        change);
}

}  // namespace

void apply_naming_convention(Operation& operation, const NamingConvention& convention) {
    if (auto* create = std::get_if<ddl::CreateTable>(&operation)) {
        name_table(create->table, convention);
    } else if (auto* alter = std::get_if<ddl::AlterTable>(&operation)) {
        for (auto& change : alter->changes)
            name_change(change, convention);
        if (alter->copy_from) name_table(*alter->copy_from, convention);
    }
}

// Merging.

namespace {

bool rebuilds(const ddl::AlterTable& alter, const Alterations& alterations) {
    return alter.recreate == Recreate::always || std::any_of(alter.changes.begin(), alter.changes.end(),
                                                     [&](const ddl::Change& change) { return alterations.needs_rebuild(change); });
}

bool renames_table(const ddl::AlterTable& alter) {
    return std::any_of(alter.changes.begin(), alter.changes.end(),
        [](const ddl::Change& change) { return std::holds_alternative<ddl::RenameTable>(change); });
}

/// A change that may be waited for: it is made as it is in every case.
bool can_be_merged(const ddl::AlterTable& alter) {
    return alter.recreate != Recreate::never && !alter.table.name.empty() && !renames_table(alter);
}

void append(ddl::AlterTable& to, ddl::AlterTable& from) {
    to.changes.insert(to.changes.end(), std::make_move_iterator(from.changes.begin()), std::make_move_iterator(from.changes.end()));
    if (from.recreate == Recreate::always) to.recreate = from.recreate;
    if (!to.copy_from) to.copy_from = std::move(from.copy_from);
}

}  // namespace

std::vector<PlannedOperation> merge_changes(std::vector<Operation> operations, const Alterations& alterations) {
    std::vector<PlannedOperation> planned;
    planned.reserve(operations.size());
    for (std::size_t begin = 0; begin < operations.size();) {
        auto* const first = std::get_if<ddl::AlterTable>(&operations[begin]);
        std::size_t end = begin + 1;
        if (first != nullptr && can_be_merged(*first)) {
            std::size_t rebuilding = rebuilds(*first, alterations) ? 1 : 0;
            for (; end < operations.size(); ++end) {
                const auto* const next = std::get_if<ddl::AlterTable>(&operations[end]);
                if (next == nullptr || !can_be_merged(*next) || next->table != first->table) break;
                rebuilding += rebuilds(*next, alterations) ? 1 : 0;
            }
            // One rebuild stays one, with its neighbours left alone; what is gained is the second one.
            if (rebuilding < 2) end = begin + 1;
            for (std::size_t next = begin + 1; next < end; ++next)
                append(*first, std::get<ddl::AlterTable>(operations[next]));
        }
        planned.push_back({std::move(operations[begin]), begin + 1, end});
        begin = end;
    }
    return planned;
}

std::vector<PlannedOperation> read_script(const Script& script, PathStep::Kind direction, const Reading& reading) {
    const bool is_upgrade = direction == PathStep::Kind::upgrade;
    const Script::Direction function = is_upgrade ? script.upgrade() : script.downgrade();
    OperationList list;
    list.script = script_words(script);
    list.dialect = reading.dialect.name();
    list.is_offline = reading.is_offline;
    list.x_arguments = reading.x_arguments;
    if (function == nullptr) throw RevisionError{list.script + " has no " + (is_upgrade ? "upgrade" : "downgrade")};
    Operations op{list};
    function(op);
    for (auto& operation : list.operations)
        apply_naming_convention(operation, reading.naming_convention);
    return merge_changes(std::move(list.operations), reading.dialect.alterations());
}

}  // namespace retort::migrate::detail
