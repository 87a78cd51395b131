#include <retort/migrate/compare_constraints.hpp>

#include <algorithm>
#include <functional>
#include <utility>

#include <retort/core/text.hpp>
#include <retort/engine/catalog.hpp>
#include <retort/migrate/compare_words.hpp>
#include <retort/migrate/renames.hpp>

namespace retort::migrate::detail {

namespace {

/// For each item of the models the one of the database that serves as it, or nullptr; and what of the database is left over.
template <class Item>
struct Pairs {
    std::vector<std::pair<const Item*, const Item*>> wanted{};  ///< models', database's
    std::vector<const Item*> removed{};
};

/// Pairs by the conditions in their order: what the first one pairs the second one does not see any more.
template <class Item>
Pairs<Item> pair_up(const std::vector<const Item*>& existing, const std::vector<Item>& wanted,
    const std::vector<std::function<bool(const Item& existing, const Item& wanted)>>& conditions) {
    Pairs<Item> pairs;
    for (const Item& item : wanted)
        pairs.wanted.emplace_back(&item, nullptr);
    pairs.removed = existing;
    for (const auto& serves : conditions) {
        for (auto& pair : pairs.wanted) {
            const Item& item = *pair.first;
            const Item*& partner = pair.second;
            if (partner != nullptr) continue;
            const auto found =
                std::find_if(pairs.removed.begin(), pairs.removed.end(), [&](const Item* one) { return serves(*one, item); });
            if (found == pairs.removed.end()) continue;
            partner = *found;
            pairs.removed.erase(found);
        }
    }
    return pairs;
}

template <class Item>
void sort_by_name(std::vector<const Item*>& items) {
    std::stable_sort(items.begin(), items.end(), [](const Item* left, const Item* right) { return left->name < right->name; });
}

std::vector<std::string> sorted(std::vector<std::string> names) {
    std::sort(names.begin(), names.end());
    return names;
}

std::string tuple_of(const std::vector<std::string>& names) {
    std::string list;
    for (const auto& name : names)
        list.append(list.empty() ? "'" : ", '").append(name).append("'");
    return "(" + list + (names.size() == 1 ? ",)" : ")");
}

const char* python_bool(bool value) {
    return value ? "True" : "False";
}

/// The item of the model that `stored` was made from: what a script says is what the model says, not what this one database keeps of it.
template <class Item, class Same>
const Item& original(const std::vector<Item>& model, const Item& stored, Same same) {
    const auto found = std::find_if(model.begin(), model.end(), [&](const Item& item) { return same(item, stored); });
    return found != model.end() ? *found : stored;
}

enum class Deferral { none, deferrable, deferred };

Deferral deferral_of(const ForeignKeyConstraint& key) {
    const auto text = to_upper_ascii(key.deferral);
    if (text.find("INITIALLY DEFERRED") != std::string::npos) return Deferral::deferred;
    if (text.find("DEFERRABLE") == std::string::npos || text.find("NOT DEFERRABLE") != std::string::npos) return Deferral::none;
    return Deferral::deferrable;
}

ReferentialAction plain(ReferentialAction action) {
    return action == ReferentialAction::no_action ? ReferentialAction::none : action;
}

bool same_key(const ForeignKeyConstraint& left, const ForeignKeyConstraint& right) {
    return left.columns == right.columns && left.referred_schema == right.referred_schema && left.referred_table == right.referred_table &&
           left.referred_columns == right.referred_columns && plain(left.on_delete) == plain(right.on_delete) &&
           plain(left.on_update) == plain(right.on_update) && deferral_of(left) == deferral_of(right);
}

class ConstraintComparison {
public:
    ConstraintComparison(const CompareContext& context, const Table& existing, const WantedTable& wanted,
        const std::vector<std::string>& replaced, TableChanges& changes)
        : context_{context},
          existing_{existing},
          stored_{wanted.stored},
          model_{*wanted.model},
          replaced_{replaced},
          changes_{changes},
          table_{existing.schema, existing.name} {}

    void run() {
        compare_primary_key();
        compare_uniques();
        compare_checks();
        compare_excludes();
        compare_indexes();
        compare_foreign_keys();
    }

private:
    template <class Item>
    std::vector<const Item*> taken(ObjectKind kind, const std::vector<Item>& items) const {
        std::vector<const Item*> result;
        for (const Item& item : items) {
            if (context_.filters.takes_name(kind, item.name, existing_.schema, existing_.name)) result.push_back(&item);
        }
        return result;
    }

    bool wants(ObjectKind kind, const std::string& name, bool has_counterpart) const {
        return context_.filters.takes_wanted(kind, name, has_counterpart, model_);
    }

    bool touches_replaced(const std::vector<std::string>& columns) const {
        return std::any_of(replaced_.begin(), replaced_.end(),
            [&](const std::string& name) { return std::find(columns.begin(), columns.end(), name) != columns.end(); });
    }

    bool sql_touches_replaced(const std::string& sql) const {
        return std::any_of(replaced_.begin(), replaced_.end(), [&](const std::string& name) { return mentions_identifier(sql, name); });
    }

    template <class Constraint>
    void drop_constraint(ConstraintType kind, const Constraint& constraint, std::string summary) {
        Difference difference{ddl::DropConstraint{table_, constraint.name, kind, false, constraint}, {}, {}};
        if (!summary.empty()) difference.summary.push_back(std::move(summary));
        changes_.dropped_constraints.push_back(std::move(difference));
    }

    template <class Change, class Constraint>
    void create_constraint(const Constraint& constraint, std::string summary) {
        Difference difference{Change{table_, constraint}, {}, {}};
        if (!summary.empty()) difference.summary.push_back(std::move(summary));
        changes_.created_constraints.push_back(std::move(difference));
    }

    // A name that only one side has is no difference: few databases keep a primary key's name, and Alembic compares none.
    void compare_primary_key() {
        const auto before = key_columns(existing_);
        const auto after = key_columns(stored_);
        const auto& old_name = existing_.primary_key.name;
        const auto& new_name = stored_.primary_key.name;
        const bool is_renamed = !old_name.empty() && !new_name.empty() && old_name != new_name;
        const bool is_changed = before != after || is_renamed;
        if (!is_changed && !touches_replaced(before)) return;
        const auto place = " on '" + existing_.full_name() + "'";
        std::string summary;
        if (is_changed && before.empty()) summary = "Detected added primary key" + place;
        if (is_changed && after.empty()) summary = "Detected removed primary key" + place;
        if (is_changed && summary.empty()) {
            summary = "Detected changed primary key" + place + ": ";
            summary += before != after ? "columns " + tuple_of(before) + " to " + tuple_of(after)
                                       : "name " + python_repr(old_name) + " to " + python_repr(new_name);
        }
        if (!before.empty()) {
            drop_constraint(ConstraintType::primary_key, PrimaryKeyConstraint{old_name, before}, summary);
            summary.clear();
        }
        if (!after.empty()) create_constraint<ddl::CreatePrimaryKey>(PrimaryKeyConstraint{model_.primary_key.name, after}, summary);
    }

    void compare_uniques() {
        using Unique = UniqueConstraint;
        auto pairs = pair_up<Unique>(taken(ObjectKind::unique_constraint, existing_.unique_constraints), stored_.unique_constraints,
            {[](const Unique& before, const Unique& after) { return !after.name.empty() && before.name == after.name; },
                [](const Unique& before, const Unique& after) {
                    return after.name.empty() && before.name.empty() && sorted(before.columns) == sorted(after.columns);
                },
                [](const Unique& before, const Unique& after) {
                    return after.name.empty() && sorted(before.columns) == sorted(after.columns);
                }});
        sort_by_name(pairs.removed);
        for (const Unique* unique : pairs.removed) {
            if (!context_.filters.takes_removed(ObjectKind::unique_constraint, unique->name, existing_)) continue;
            drop_constraint(ConstraintType::unique, *unique,
                "Detected removed unique constraint " + shown_name(unique->name) + " on '" + existing_.full_name() + "'");
        }
        for (const auto& [unique, before] : pairs.wanted) {
            if (!wants(ObjectKind::unique_constraint, unique->name, before != nullptr)) continue;
            const auto& model = original(model_.unique_constraints, *unique,
                [](const Unique& one, const Unique& other) { return one.name == other.name && one.columns == other.columns; });
            if (before == nullptr) {
                create_constraint<ddl::CreateUniqueConstraint>(
                    model, "Detected added unique constraint " + shown_name(unique->name) + " on " + quoted_names(unique->columns));
            } else if (sorted(before->columns) != sorted(unique->columns) || before->deferral != unique->deferral) {
                drop_constraint(ConstraintType::unique, *before,
                    "Detected changed unique constraint " + shown_name(unique->name) + " on '" + existing_.full_name() + "': columns " +
                        tuple_of(before->columns) + " to " + tuple_of(unique->columns));
                create_constraint<ddl::CreateUniqueConstraint>(model, {});
            } else if (touches_replaced(before->columns)) {
                drop_constraint(ConstraintType::unique, *before, {});
                create_constraint<ddl::CreateUniqueConstraint>(model, {});
            }
        }
    }

    void compare_checks() {
        if (!context_.environment.compare_check_constraints) return;
        using Check = CheckConstraint;
        const auto same_sql = [this](const Check& before, const Check& after) { return context_.catalog.same_sql(before.sql, after.sql); };
        auto pairs = pair_up<Check>(taken(ObjectKind::check_constraint, existing_.check_constraints), stored_.check_constraints,
            {[](const Check& before, const Check& after) { return !after.name.empty() && before.name == after.name; },
                [&](const Check& before, const Check& after) {
                    return after.name.empty() && before.name.empty() && same_sql(before, after);
                },
                [&](const Check& before, const Check& after) { return after.name.empty() && same_sql(before, after); }});
        sort_by_name(pairs.removed);
        for (const Check* check : pairs.removed) {
            if (!context_.filters.takes_removed(ObjectKind::check_constraint, check->name, existing_)) continue;
            drop_constraint(ConstraintType::check, *check, "Detected removed check constraint " + shown_check(*check));
        }
        for (const auto& [check, before] : pairs.wanted) {
            if (!wants(ObjectKind::check_constraint, check->name, before != nullptr)) continue;
            const auto& model = original(model_.check_constraints, *check, [&](const Check& one, const Check& other) {
                return one.name == other.name && (one.sql == other.sql || context_.catalog.same_sql(one.sql, other.sql));
            });
            if (before == nullptr) {
                create_constraint<ddl::CreateCheckConstraint>(model, "Detected added check constraint " + shown_check(*check));
            } else if (!same_sql(*before, *check)) {
                drop_constraint(ConstraintType::check, *before,
                    "Detected changed check constraint " + shown_check(*before) + " to (" + check->sql + ")");
                create_constraint<ddl::CreateCheckConstraint>(model, {});
            } else if (sql_touches_replaced(before->sql)) {
                drop_constraint(ConstraintType::check, *before, {});
                create_constraint<ddl::CreateCheckConstraint>(model, {});
            }
        }
    }

    void compare_excludes() {
        using Exclude = ExcludeConstraint;
        const auto same_sql = [this](
                                  const Exclude& before, const Exclude& after) { return context_.catalog.same_sql(before.sql, after.sql); };
        std::vector<const Exclude*> existing;
        for (const Exclude& exclude : existing_.exclude_constraints)
            existing.push_back(&exclude);
        auto pairs = pair_up<Exclude>(existing, stored_.exclude_constraints,
            {[](const Exclude& before, const Exclude& after) { return !after.name.empty() && before.name == after.name; },
                [&](const Exclude& before, const Exclude& after) { return after.name.empty() && same_sql(before, after); }});
        const auto on_table = " on '" + existing_.full_name() + "'";
        for (const Exclude* exclude : pairs.removed)
            drop_constraint(
                ConstraintType::exclude, *exclude, "Detected removed exclusion constraint " + shown_name(exclude->name) + on_table);
        for (const auto& [exclude, before] : pairs.wanted) {
            const auto& model = original(model_.exclude_constraints, *exclude,
                [&](const Exclude& one, const Exclude& other) { return one.name == other.name && same_sql(one, other); });
            if (before == nullptr) {
                create_constraint<ddl::CreateExcludeConstraint>(
                    model, "Detected added exclusion constraint " + shown_name(exclude->name) + on_table);
            } else if (!same_sql(*before, *exclude) || sql_touches_replaced(before->sql)) {
                const bool is_changed = !same_sql(*before, *exclude);
                drop_constraint(ConstraintType::exclude, *before,
                    is_changed ? "Detected changed exclusion constraint " + shown_name(exclude->name) + on_table : std::string{});
                create_constraint<ddl::CreateExcludeConstraint>(model, {});
            }
        }
    }

    static std::string shown_name(const std::string& name) { return name.empty() ? "None" : "'" + name + "'"; }

    std::string shown_check(const CheckConstraint& check) const {
        return shown_name(check.name) + " on '" + existing_.full_name() + "': (" + check.sql + ")";
    }

    std::string index_difference(const Index& before, const Index& after) const {
        std::vector<std::string> found;
        if (before.unique != after.unique)
            found.push_back(std::string{"unique="} + python_bool(before.unique) + " to unique=" + python_bool(after.unique));
        const bool same_elements = std::equal(before.columns.begin(), before.columns.end(), after.columns.begin(), after.columns.end(),
            [this](const IndexElement& left, const IndexElement& right) {
                return left == right || ((left.is_expression || right.is_expression) && context_.catalog.same_sql(left.text, right.text));
            });
        if (!same_elements) found.push_back("columns " + tuple_of(element_names(before)) + " to " + tuple_of(element_names(after)));
        const bool same_where = before.where.empty() || after.where.empty() ? before.where.empty() == after.where.empty()
                                                                            : context_.catalog.same_sql(before.where, after.where);
        if (!same_where) found.push_back("where " + python_repr(before.where) + " to " + python_repr(after.where));
        if (before.dialect_options != after.dialect_options) found.emplace_back("options");
        return join(found, ", ");
    }

    bool touches_replaced(const Index& index) const {
        if (touches_replaced(index.column_names()) || sql_touches_replaced(index.where)) return true;
        return std::any_of(index.columns.begin(), index.columns.end(),
            [this](const IndexElement& element) { return element.is_expression && sql_touches_replaced(element.text); });
    }

    void drop_index(const Index& index, std::string summary) {
        Difference difference{ddl::DropIndex{table_, index.name, false, index}, {}, {}};
        if (!summary.empty()) difference.summary.push_back(std::move(summary));
        changes_.dropped_indexes.push_back(std::move(difference));
    }

    void create_index(const Index& stored, std::string summary) {
        const auto& index = original(model_.indexes, stored, [](const Index& one, const Index& other) { return one.name == other.name; });
        Difference difference{ddl::CreateIndex{table_, index, false}, {}, {}};
        if (!summary.empty()) difference.summary.push_back(std::move(summary));
        changes_.created_indexes.push_back(std::move(difference));
    }

    void compare_indexes() {
        auto pairs = pair_up<Index>(taken(ObjectKind::index, existing_.indexes), stored_.indexes,
            {[](const Index& before, const Index& after) { return before.name == after.name; }});
        const auto on_table = " on '" + existing_.full_name() + "'";
        sort_by_name(pairs.removed);
        for (const Index* index : pairs.removed) {
            if (context_.filters.takes_removed(ObjectKind::index, index->name, existing_))
                drop_index(*index, "Detected removed index '" + index->name + "'" + on_table);
        }
        for (const auto& [index, before] : pairs.wanted) {
            if (!wants(ObjectKind::index, index->name, before != nullptr)) continue;
            if (before == nullptr) {
                create_index(*index, "Detected added index '" + index->name + "' on " + quoted_names(element_names(*index)));
                continue;
            }
            const auto difference = index_difference(*before, *index);
            if (difference.empty() && !touches_replaced(*before)) continue;
            drop_index(*before, difference.empty() ? "" : "Detected changed index '" + index->name + "'" + on_table + ": " + difference);
            create_index(*index, {});
        }
    }

    void compare_foreign_keys() {
        using Key = ForeignKeyConstraint;
        auto pairs = pair_up<Key>(taken(ObjectKind::foreign_key, existing_.foreign_keys), stored_.foreign_keys,
            {[](const Key& before, const Key& after) { return before.name == after.name && same_key(before, after); },
                // As Alembic: the name alone is no difference.
                [](const Key& before, const Key& after) { return same_key(before, after); }});
        for (const Key* key : pairs.removed) {
            if (context_.filters.takes_removed(ObjectKind::foreign_key, key->name, existing_))
                drop_foreign_key(*key, foreign_key_summary("removed", existing_, *key));
        }
        for (const auto& [key, before] : pairs.wanted) {
            if (!wants(ObjectKind::foreign_key, key->name, before != nullptr)) continue;
            if (before == nullptr) {
                create_foreign_key(*key, foreign_key_summary("added", existing_, *key));
            } else if (touches_replaced(before->columns)) {
                drop_foreign_key(*before, {});
                create_foreign_key(*key, {});
            }
        }
    }

    void drop_foreign_key(const ForeignKeyConstraint& key, std::string summary) {
        Difference difference{ddl::DropConstraint{table_, key.name, ConstraintType::foreign_key, false, key}, {}, {}};
        if (!summary.empty()) difference.summary.push_back(std::move(summary));
        changes_.dropped_foreign_keys.push_back(std::move(difference));
    }

    void create_foreign_key(const ForeignKeyConstraint& stored, std::string summary) {
        const auto& key = original(model_.foreign_keys, stored, [](const ForeignKeyConstraint& one, const ForeignKeyConstraint& other) {
            return one.name == other.name && same_key(one, other);
        });
        Difference difference{ddl::CreateForeignKey{table_, key}, {}, {}};
        if (!summary.empty()) difference.summary.push_back(std::move(summary));
        changes_.created_foreign_keys.push_back(std::move(difference));
    }

    const CompareContext& context_;
    const Table& existing_;
    const Table& stored_;
    const Table& model_;
    const std::vector<std::string>& replaced_;
    TableChanges& changes_;
    ddl::TableName table_;
};

}  // namespace

std::string foreign_key_summary(std::string_view what, const Table& table, const ForeignKeyConstraint& key) {
    return "Detected " + std::string{what} + " foreign key (" + join(key.columns, ", ") + ")(" + join(key.referred_columns, ", ") +
           ") on table " + table.full_name();
}

void compare_constraints(const CompareContext& context, const Table& existing, const WantedTable& wanted,
    const std::vector<std::string>& replaced, TableChanges& changes) {
    ConstraintComparison{context, existing, wanted, replaced, changes}.run();
}

}  // namespace retort::migrate::detail
