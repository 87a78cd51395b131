#include <retort/migrate/compare.hpp>

#include <algorithm>
#include <iterator>
#include <map>
#include <set>
#include <utility>

#include <retort/engine/catalog.hpp>
#include <retort/engine/connection.hpp>
#include <retort/engine/dialect.hpp>
#include <retort/migrate/compare_enums.hpp>
#include <retort/migrate/compare_order.hpp>
#include <retort/migrate/compare_table.hpp>
#include <retort/migrate/compare_words.hpp>
#include <retort/migrate/renames.hpp>

namespace retort::migrate {

namespace {

using detail::CompareContext;
using detail::WantedTable;

constexpr std::string_view history_table_name = "retort_history";

/// The tables that the migrations keep for themselves.
bool is_ours(const Table& table, const Environment& environment) {
    if (table.schema != environment.version_table_schema) return false;
    return table.name == environment.version_table || table.name == history_table_name;
}

using Key = std::pair<std::string, std::string>;

Key key_of(const Table& table) {
    return {table.schema, table.name};
}

class SchemaComparison {
public:
    SchemaComparison(const CompareContext& context, std::vector<Table> existing, const std::vector<Table>& models, RenameQuestion* question)
        : context_{context},
          question_{question} {
        for (Table& table : existing) {
            if (is_ours(table, context.environment)) continue;
            if (!context.filters.takes_name(ObjectKind::schema, table.schema, table.schema)) continue;
            if (!context.filters.takes_name(ObjectKind::table, table.name, table.schema)) continue;
            existing_.emplace(key_of(table), std::move(table));
        }
        wanted_.reserve(models.size());
        for (const Table& table : models) {
            if (is_ours(table, context.environment)) continue;
            if (!context.filters.takes_name(ObjectKind::schema, table.schema, table.schema)) continue;
            if (!table.schema.empty() && !context.environment.include_schemas) {
                context.remarks.push_back(
                    "Table '" + table.full_name() + "' is left out: set include_schemas to compare the schemas beside the default one");
                continue;
            }
            wanted_.push_back({&table, context.catalog.as_stored(table)});
        }
        std::sort(wanted_.begin(), wanted_.end(),
            [](const WantedTable& left, const WantedTable& right) { return key_of(*left.model) < key_of(*right.model); });
    }

    std::vector<Difference> run() {
        auto enums = changed_enums();
        rename_tables();
        rename_columns();
        for (const WantedTable& wanted : wanted_) {
            const auto found = existing_.find(key_of(*wanted.model));
            const bool exists = found != existing_.end();
            if (!context_.filters.takes_wanted(ObjectKind::table, wanted.model->name, exists, *wanted.model)) continue;
            if (!exists) {
                add_table(wanted);
                continue;
            }
            context_.catalog.reconcile(found->second, wanted.stored);
            auto changes = compare_table(context_, found->second, wanted);
            if (!changes.empty()) changes_.modified_tables.push_back({&wanted, std::move(changes)});
        }
        for (auto& [key, table] : existing_) {
            if (is_removed(table)) remove_table(table);
        }
        auto ordered = detail::in_order(std::move(changes_), wanted_);
        auto all = std::move(enums.first);
        std::move(ordered.begin(), ordered.end(), std::back_inserter(all));
        std::move(enums.last.begin(), enums.last.end(), std::back_inserter(all));
        return all;
    }

private:
    const WantedTable* find_wanted(const Key& key) const {
        const auto found = std::lower_bound(
            wanted_.begin(), wanted_.end(), key, [](const WantedTable& table, const Key& one) { return key_of(*table.model) < one; });
        return found != wanted_.end() && key_of(*found->model) == key ? &*found : nullptr;
    }

    detail::EnumDifferences changed_enums() const {
        if (!context_.catalog.has_enum_types()) return {};
        // A table that the models have not and that stays where it is goes on using its types.
        std::vector<const Table*> tables;
        std::set<std::string> kept;
        tables.reserve(existing_.size());
        for (const auto& [key, table] : existing_) {
            const bool is_compared = find_wanted(key) != nullptr || is_removed(table);
            if (is_compared) tables.push_back(&table);
            for (const SqlType& type : is_compared ? std::vector<SqlType>{} : detail::enumerations_in(table))
                kept.insert(type.name);
        }
        auto types = context_.connection != nullptr ? context_.catalog.enum_types(*context_.connection) : std::vector<SqlType>{};
        auto differences = detail::compare_enums(tables, types, wanted_, context_.remarks);
        std::erase_if(
            differences.last, [&](const Difference& one) { return kept.contains(std::get<ddl::AlterEnum>(one.change).type.full_name()); });
        return differences;
    }

    bool is_removed(const Table& table) const {
        return find_wanted(key_of(table)) == nullptr && context_.filters.takes_removed(ObjectKind::table, table.name, table);
    }

    void add_table(const WantedTable& wanted) {
        Table table = *wanted.model;
        for (Column& column : table.columns)
            column = detail::without_shorthands(std::move(column));
        std::erase_if(table.indexes,
            [&](const Index& index) { return !context_.filters.takes_wanted(ObjectKind::index, index.name, false, *wanted.model); });
        Difference difference{{}, {"Detected added table '" + table.full_name() + "'"}, {}};
        for (const Index& index : table.indexes) {
            difference.summary.push_back(
                "Detected added index '" + index.name + "' on " + detail::quoted_names(detail::element_names(index)));
        }
        difference.change = ddl::CreateTable{std::move(table), false};
        changes_.added_tables.push_back(std::move(difference));
    }

    void remove_table(const Table& table) {
        const auto name = "'" + table.full_name() + "'";
        Difference difference{ddl::DropTable{{table.schema, table.name}, false, table}, {}, "Loses data: the rows of " + name};
        for (const Index& index : table.indexes)
            difference.summary.push_back("Detected removed index '" + index.name + "' on " + name);
        difference.summary.push_back("Detected removed table " + name);
        changes_.removed_tables.push_back(std::move(difference));
    }

    bool is_confirmed(const RenameCandidate& candidate) {
        if (question_ != nullptr && question_->is_renamed(candidate)) return true;
        if (candidate.matches) unanswered_.push_back(candidate);
        return false;
    }

    bool same_columns(const Table& existing, const Table& stored) const {
        if (existing.columns.size() != stored.columns.size()) return false;
        return std::all_of(stored.columns.begin(), stored.columns.end(), [&](const Column& column) {
            const Column* before = existing.find_column(column.name);
            return before != nullptr && detail::same_column(context_, *before, column);
        });
    }

    void rename_tables() {
        std::vector<Key> removed;
        for (const auto& [key, table] : existing_) {
            if (is_removed(table)) removed.push_back(key);
        }
        for (const Key& key : removed) {
            for (const WantedTable& wanted : wanted_) {
                const Table& model = *wanted.model;
                if (model.schema != key.first || existing_.contains(key_of(model))) continue;
                if (!context_.filters.takes_wanted(ObjectKind::table, model.name, false, model)) continue;
                const bool matches = same_columns(existing_.at(key), wanted.stored);
                if (!is_confirmed({ObjectKind::table, key.first, {}, {}, key.second, model.name, matches})) continue;
                rename_table(key, model.name);
                break;
            }
        }
        remark_unanswered("Table '", "a table");
    }

    void rename_table(const Key& key, const std::string& new_name) {
        auto node = existing_.extract(key);
        node.key().second = new_name;
        context_.catalog.rename_table(node.mapped(), new_name);
        existing_.insert(std::move(node));
        for (auto& [other, table] : existing_) {
            for (auto& foreign_key : table.foreign_keys) {
                if (foreign_key.referred_schema == key.first && foreign_key.referred_table == key.second)
                    foreign_key.referred_table = new_name;
            }
        }
        old_names_[{key.first, new_name}] = key.second;
        const ddl::TableName name{key.first, key.second};
        changes_.renames.push_back({ddl::RenameTable{name, new_name},
            {"Detected renamed table '" + name.full_name() + "' to '" + ddl::TableName{key.first, new_name}.full_name() + "'"}, {}});
    }

    void rename_columns() {
        for (const WantedTable& wanted : wanted_) {
            const auto found = existing_.find(key_of(*wanted.model));
            if (found == existing_.end()) continue;
            if (!context_.filters.takes_wanted(ObjectKind::table, wanted.model->name, true, *wanted.model)) continue;
            rename_columns_of(found->second, wanted);
        }
        remark_unanswered("Column '", "a column");
    }

    void rename_columns_of(Table& existing, const WantedTable& wanted) {
        std::vector<Column> removed;
        for (const Column& column : existing.columns) {
            if (wanted.stored.find_column(column.name) != nullptr) continue;
            if (!context_.filters.takes_name(ObjectKind::column, column.name, existing.schema, existing.name)) continue;
            if (context_.filters.takes_removed(ObjectKind::column, column.name, existing)) removed.push_back(column);
        }
        if (removed.empty()) return;
        const auto old_name = old_names_.find(key_of(existing));
        const auto is_key = [](const Table& table, const Column& column) {
            const auto key = detail::key_columns(table);
            return std::find(key.begin(), key.end(), column.name) != key.end();
        };
        for (const Column& before : removed) {
            for (const Column& after : wanted.stored.columns) {
                if (existing.find_column(after.name) != nullptr) continue;
                if (!context_.filters.takes_wanted(ObjectKind::column, after.name, false, *wanted.model)) continue;
                const bool matches =
                    detail::same_column(context_, before, after) && is_key(existing, before) == is_key(wanted.stored, after);
                const RenameCandidate candidate{ObjectKind::column, existing.schema, existing.name,
                    old_name != old_names_.end() ? old_name->second : existing.name, before.name, after.name, matches};
                if (!is_confirmed(candidate)) continue;
                rename_column(existing, before, after.name);
                break;
            }
        }
    }

    void rename_column(Table& existing, const Column& before, const std::string& new_name) {
        ddl::AlterColumn change{{existing.schema, existing.name}, before.name, new_name, {}, {}, {}, {}, {}, {}, before};
        const auto place = existing.full_name() + ".";
        changes_.renames.push_back(
            {std::move(change), {"Detected renamed column '" + place + before.name + "' to '" + place + new_name + "'"}, {}});
        const auto unquoted = context_.connection != nullptr ? context_.connection->dialect().quote_identifier(new_name) : std::string{};
        detail::rename_column(existing, before.name, new_name, unquoted);
        for (auto& [key, table] : existing_)
            detail::rename_referred_column(table, existing, before.name, new_name);
    }

    // What has found its other half since is no candidate any more.
    void remark_unanswered(const std::string& what, const std::string& one) {
        for (const RenameCandidate& candidate : unanswered_) {
            const bool is_table = candidate.kind == ObjectKind::table;
            const Key old_table{candidate.schema, is_table ? candidate.old_name : candidate.table};
            const Key new_table{candidate.schema, is_table ? candidate.new_name : candidate.table};
            const auto old_one = existing_.find(old_table);
            if (is_table && (old_one == existing_.end() || existing_.contains(new_table))) continue;
            if (!is_table && (old_one->second.find_column(candidate.old_name) == nullptr ||
                                 old_one->second.find_column(candidate.new_name) != nullptr)) {
                continue;
            }
            const auto prefix = (candidate.schema.empty() ? "" : candidate.schema + ".") + (is_table ? "" : candidate.table + ".");
            const auto old_name = prefix + candidate.old_name;
            const auto new_name = prefix + candidate.new_name;
            context_.remarks.push_back(what + old_name + "' is dropped and '" + new_name + "' added; if " + one +
                                       " was renamed, --rename " + old_name + "=" + new_name + " keeps its data");
        }
        unanswered_.clear();
    }

    const CompareContext& context_;
    RenameQuestion* question_;
    std::map<Key, Table> existing_{};
    std::vector<WantedTable> wanted_{};
    std::map<Key, std::string> old_names_{};
    std::vector<RenameCandidate> unanswered_{};
    detail::SchemaChanges changes_{};
};

/// The default schema has no name in a script, which may run where it is another one.
void leave_out_schema(Table& table, const std::string& default_schema) {
    if (table.schema == default_schema) table.schema.clear();
    for (auto& key : table.foreign_keys) {
        if (key.referred_schema == default_schema) key.referred_schema.clear();
    }
}

}  // namespace

Comparison compare(std::vector<Table> existing, const MetaData& wanted, const Catalog& catalog, Connection* connection,
    const Environment& environment, RenameQuestion* question) {
    const MetaData named = wanted.with_naming_convention(environment.naming_convention);
    Comparison result;
    const CompareContext context{catalog, connection, environment, detail::Filters{environment}, result.remarks};
    result.differences = SchemaComparison{context, std::move(existing), named.tables(), question}.run();
    return result;
}

Comparison compare_metadata(Connection& connection, const Environment& environment, RenameQuestion* question) {
    const Catalog& catalog = connection.dialect().catalog();
    const auto default_schema = catalog.default_schema_name(connection);
    std::set<std::string> schemas{""};
    if (environment.include_schemas) {
        for (auto& schema : catalog.schema_names(connection)) {
            if (schema != default_schema && schema != "information_schema") schemas.insert(std::move(schema));
        }
    }
    const detail::Filters filters{environment};
    std::vector<Table> existing;
    for (const auto& schema : schemas) {
        if (!filters.takes_name(ObjectKind::schema, schema, schema)) continue;
        for (Table& table : catalog.tables(connection, schema))
            existing.push_back(std::move(table));
    }
    for (Table& table : existing)
        leave_out_schema(table, default_schema);
    std::vector<Table> models = environment.metadata.tables();
    for (Table& table : models)
        leave_out_schema(table, default_schema);
    Environment adapted = environment;
    if (adapted.version_table_schema == default_schema) adapted.version_table_schema.clear();
    return compare(std::move(existing), MetaData{std::move(models)}, catalog, &connection, adapted, question);
}

}  // namespace retort::migrate
