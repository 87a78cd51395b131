#include <retort/migrate/compare_order.hpp>

#include <algorithm>
#include <iterator>
#include <map>
#include <set>
#include <string>

#include <retort/schema/dependencies.hpp>

namespace retort::migrate::detail {

namespace {

using Key = std::pair<std::string, std::string>;  // schema and name

Key key_of(const Table& table) {
    return {table.schema, table.name};
}

Key key_of(const ddl::TableName& table) {
    return {table.schema, table.name};
}

Key referred_key(const ForeignKeyConstraint& key) {
    return {key.referred_schema, key.referred_table};
}

/// A table that is made or changed.
struct Step {
    Difference* added = nullptr;
    TableChanges* modified = nullptr;
};

class Sequence {
public:
    Sequence(SchemaChanges changes, const std::vector<WantedTable>& wanted) : changes_{std::move(changes)} {
        std::vector<const Table*> models;
        models.reserve(wanted.size());
        for (const WantedTable& table : wanted)
            models.push_back(table.model);
        std::sort(models.begin(), models.end(), [](const Table* left, const Table* right) { return key_of(*left) < key_of(*right); });
        ordered_ = retort::detail::dependency_order(std::move(models)).tables;
    }

    std::vector<Difference> run() {
        take(changes_.renames);
        place_steps();
        const auto removed = removed_in_order();
        take_early_indexes(removed);
        take_early_foreign_keys(removed);
        for (std::size_t place = 0; place < steps_.size(); ++place)
            take_step(steps_[place], place);
        take(late_foreign_keys_);
        for (Difference* table : removed)
            result_.push_back(std::move(*table));
        return std::move(result_);
    }

private:
    void take(std::vector<Difference>& differences) {
        std::move(differences.begin(), differences.end(), std::back_inserter(result_));
        differences.clear();
    }

    static Table& created_table(Difference& added) { return std::get<ddl::CreateTable>(added.change).table; }

    static Table& removed_table(Difference& removed) { return *std::get<ddl::DropTable>(removed.change).previous; }

    // New tables first, as Alembic has them, but for those that refer to what is only now added to a table that exists.
    void place_steps() {
        std::map<Key, Step> by_key;
        for (Difference& added : changes_.added_tables)
            by_key[key_of(created_table(added))].added = &added;
        for (ModifiedTable& modified : changes_.modified_tables)
            by_key[key_of(*modified.wanted->model)].modified = &modified.changes;

        std::set<Key> waited_for;
        std::vector<std::pair<Key, Step>> early;
        std::vector<std::pair<Key, Step>> others;
        for (const Table* table : ordered_) {
            const auto found = by_key.find(key_of(*table));
            if (found == by_key.end()) continue;
            const auto& step = found->second;
            const bool waits = std::any_of(table->foreign_keys.begin(), table->foreign_keys.end(),
                [&](const ForeignKeyConstraint& key) { return waited_for.contains(referred_key(key)); });
            const bool comes_early = step.added != nullptr && !waits;
            if (!comes_early && (step.added != nullptr || step.modified->adds_targets())) waited_for.insert(found->first);
            (comes_early ? early : others).emplace_back(*found);
        }
        early.insert(early.end(), others.begin(), others.end());
        for (const auto& [key, step] : early) {
            places_[key] = steps_.size();
            steps_.push_back(step);
        }
    }

    /// True where `key` of the table at `place` leads to what is not there before it.
    bool comes_too_early(const ForeignKeyConstraint& key, std::size_t place) const {
        const auto found = places_.find(referred_key(key));
        if (found == places_.end() || found->second <= place) return false;
        const Step& referred = steps_[found->second];
        return referred.added != nullptr || referred.modified->adds_targets();
    }

    std::vector<Difference*> removed_in_order() {
        std::vector<const Table*> tables;
        std::map<const Table*, Difference*> by_table;
        for (Difference& removed : changes_.removed_tables) {
            const Table* table = &removed_table(removed);
            tables.push_back(table);
            by_table[table] = &removed;
        }
        tables = retort::detail::dependency_order(std::move(tables)).tables;
        std::vector<Difference*> ordered;
        for (auto table = tables.rbegin(); table != tables.rend(); ++table)
            ordered.push_back(by_table.at(*table));
        return ordered;
    }

    // Where the names of indexes are those of a whole schema, one that moves to another table has to be gone before.
    void take_early_indexes(const std::vector<Difference*>& removed) {
        std::map<Key, Key> created;  // the index's schema and name, its table
        for (const Step& step : steps_) {
            if (step.added != nullptr) {
                const Table& table = created_table(*step.added);
                for (const Index& index : table.indexes)
                    created.emplace(Key{table.schema, index.name}, key_of(table));
                continue;
            }
            for (const Difference& difference : step.modified->created_indexes) {
                const auto& change = std::get<ddl::CreateIndex>(difference.change);
                created.emplace(Key{change.table.schema, change.index.name}, key_of(change.table));
            }
        }
        const auto moves = [&](const Key& table, const std::string& index) {
            const auto found = created.find({table.first, index});
            return found != created.end() && found->second != table;
        };
        for (Difference* difference : removed) {
            Table& table = removed_table(*difference);
            std::erase_if(table.indexes, [&](const Index& index) {
                if (!moves(key_of(table), index.name)) return false;
                result_.push_back({ddl::DropIndex{{table.schema, table.name}, index.name, false, index}, {}, {}});
                return true;
            });
        }
        for (const Step& step : steps_) {
            if (step.modified == nullptr) continue;
            take_where(step.modified->dropped_indexes, [&](const Difference& difference) {
                const auto& change = std::get<ddl::DropIndex>(difference.change);
                return moves(key_of(change.table), change.index);
            });
        }
    }

    template <class Condition>
    void take_where(std::vector<Difference>& differences, Condition condition) {
        std::erase_if(differences, [&](Difference& difference) {
            if (!condition(difference)) return false;
            result_.push_back(std::move(difference));
            return true;
        });
    }

    // A table or key that others refer to cannot go before their foreign keys.
    void take_early_foreign_keys(const std::vector<Difference*>& removed) {
        std::map<Key, std::size_t> removed_places;
        for (std::size_t place = 0; place < removed.size(); ++place)
            removed_places[key_of(removed_table(*removed[place]))] = place;

        for (const Step& step : steps_) {
            if (step.modified == nullptr) continue;
            take_where(step.modified->dropped_foreign_keys, [&](const Difference& difference) {
                const auto& change = std::get<ddl::DropConstraint>(difference.change);
                const auto referred = referred_key(std::get<ForeignKeyConstraint>(change.previous));
                const auto found = places_.find(referred);
                return referred != key_of(change.table) && found != places_.end() && steps_[found->second].modified != nullptr &&
                       steps_[found->second].modified->removes_targets();
            });
        }
        for (std::size_t place = 0; place < removed.size(); ++place) {
            Table& table = removed_table(*removed[place]);
            std::erase_if(table.foreign_keys, [&](const ForeignKeyConstraint& key) {
                const auto found = removed_places.find(referred_key(key));
                if (found == removed_places.end() || found->second >= place) return false;
                const ddl::TableName name{table.schema, table.name};
                result_.push_back({ddl::DropConstraint{name, key.name, ConstraintType::foreign_key, false, key}, {}, {}});
                return true;
            });
        }
    }

    void take_step(const Step& step, std::size_t place) {
        if (step.added != nullptr) {
            Table& table = created_table(*step.added);
            std::erase_if(table.foreign_keys, [&](const ForeignKeyConstraint& key) {
                if (!comes_too_early(key, place)) return false;
                late_foreign_keys_.push_back({ddl::CreateForeignKey{{table.schema, table.name}, key}, {}, {}});
                return true;
            });
            result_.push_back(std::move(*step.added));
            return;
        }
        TableChanges& changes = *step.modified;
        join_foreign_keys(changes, place);
        take(changes.dropped_foreign_keys);
        take(changes.dropped_indexes);
        take(changes.dropped_constraints);
        take(changes.replaced_columns);
        take(changes.added_columns);
        take(changes.altered_columns);
        take(changes.created_constraints);
        take(changes.created_indexes);
        take(changes.created_foreign_keys);
        take(changes.comments);
        take(changes.dropped_columns);
    }

    // The foreign key of a new column is made with it, which spares SQLite a rebuild of the table.
    static bool join_new_column(TableChanges& changes, Difference& difference, const ForeignKeyConstraint& key) {
        if (key.columns.size() != 1 || key_of(std::get<ddl::CreateForeignKey>(difference.change).table) == referred_key(key)) return false;
        for (Difference& added : changes.added_columns) {
            auto& change = std::get<ddl::AddColumn>(added.change);
            if (change.column.name != key.columns.front()) continue;
            change.foreign_keys.push_back(key);
            std::move(difference.summary.begin(), difference.summary.end(), std::back_inserter(added.summary));
            return true;
        }
        return false;
    }

    void join_foreign_keys(TableChanges& changes, std::size_t place) {
        std::erase_if(changes.created_foreign_keys, [&](Difference& difference) {
            const auto& key = std::get<ddl::CreateForeignKey>(difference.change).constraint;
            if (comes_too_early(key, place)) {
                late_foreign_keys_.push_back(std::move(difference));
                return true;
            }
            return join_new_column(changes, difference, key);
        });
    }

    SchemaChanges changes_;
    std::vector<const Table*> ordered_;
    std::vector<Step> steps_{};
    std::map<Key, std::size_t> places_{};
    std::vector<Difference> late_foreign_keys_{};
    std::vector<Difference> result_{};
};

}  // namespace

std::vector<Difference> in_order(SchemaChanges changes, const std::vector<WantedTable>& wanted) {
    return Sequence{std::move(changes), wanted}.run();
}

}  // namespace retort::migrate::detail
