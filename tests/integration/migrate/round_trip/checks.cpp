#include "checks.hpp"

#include <algorithm>
#include <map>

#include <retort/core/text.hpp>
#include <retort/engine/connection.hpp>
#include <retort/engine/inspector.hpp>
#include <retort/migrate/render.hpp>

namespace round_trip {

using namespace retort;

namespace {

/// The names that a table and its columns have on the other side.
class Names {
public:
    Names(const SchemaPair& pair) {
        for (const auto& rename : pair.renames) {
            const auto sign = rename.find('=');
            new_names_[rename.substr(0, sign)] = rename.substr(sign + 1);
        }
    }

    std::string table(const std::string& old_name) const {
        const auto found = new_names_.find(old_name);
        return found != new_names_.end() ? found->second : old_name;
    }

    std::string column(const std::string& old_table, const std::string& old_name) const {
        for (const auto& place : {old_table, table(old_table)}) {
            const auto found = new_names_.find(place + "." + old_name);
            if (found != new_names_.end()) return found->second.substr(found->second.rfind('.') + 1);
        }
        return old_name;
    }

private:
    std::map<std::string, std::string> new_names_{};
};

const Table* find(const std::vector<Table>& tables, const std::string& name) {
    const auto found = std::find_if(tables.begin(), tables.end(), [&](const Table& one) { return one.name == name; });
    return found != tables.end() ? &*found : nullptr;
}

}  // namespace

std::vector<Survivor> survivors(const SchemaPair& pair) {
    const Names names{pair};
    std::vector<Survivor> found;
    for (const Table& before : pair.before) {
        const auto new_table = names.table(before.name);
        const Table* after = find(pair.after, new_table);
        if (after == nullptr) continue;
        for (const Column& column : before.columns) {
            const auto new_column = names.column(before.name, column.name);
            const Column* other = after->find_column(new_column);
            if (other == nullptr || other->type != column.type || !column.options.computed.empty() || !other->options.computed.empty())
                continue;
            found.push_back({before.name, column.name, new_table, new_column});
        }
    }
    return found;
}

namespace {

std::string listed(std::vector<std::string> words) {
    std::sort(words.begin(), words.end());
    return join(words, "; ");
}

/// Without quotes: they are the same identifiers with and without.
std::string bare(std::string_view sql) {
    return replace_all(sql, "\"", "");
}

/// One table in words.
class TableWords {
public:
    explicit TableWords(const std::set<std::string>* names) : names_{names} {}

    std::string of(const Table& table) {
        words_.clear();
        for (const Column& column : table.columns)
            add(column);
        words_.push_back("key " + (names_ == nullptr ? table.primary_key.name : "") + " (" + join(table.primary_key.columns, ", ") + ")");
        for (const auto& unique : table.unique_constraints) {
            auto columns = unique.columns;
            std::sort(columns.begin(), columns.end());
            words_.push_back("unique " + known(unique.name) + " (" + join(columns, ", ") + ") " + unique.deferral);
        }
        for (const auto& check : table.check_constraints)
            words_.push_back("check " + known(check.name) + " (" + sql_words(check.sql) + ")");
        for (const auto& one : table.exclude_constraints)
            words_.push_back("exclude " + known(one.name) + " (" + bare(one.sql) + ")");
        for (const auto& key : table.foreign_keys)
            add(key);
        for (const Index& index : table.indexes)
            add(index);
        for (const auto& [name, value] : table.dialect_options)
            words_.push_back(name + "=" + value);
        return table.full_name() + " " + table.comment + ": " + listed(words_);
    }

private:
    std::string known(const std::string& name) const { return names_ == nullptr || names_->contains(name) ? name : "(any name)"; }

    // A server keeps a default's old type in words of its own when the column's changes, and the type of enumerators keeps each value that it
    // ever had: both are the comparison's matter.
    void add(const Column& column) {
        const auto& options = column.options;
        const bool is_server = names_ != nullptr;
        const auto value = !options.server_default ? "none" : (is_server ? "some" : *options.server_default);
        const auto type = is_server ? type_words(column.type) : migrate::render(column.type);
        words_.push_back("column " + column.name + " " + type + (options.nullable ? " NULL" : "") + " default " + value + " computed " +
                         bare(options.computed) + (options.persisted ? " stored" : "") + " " + options.collation + " " + options.comment +
                         " " + std::to_string(static_cast<int>(options.identity)));
    }

    // PostgreSQL says the same in other words where it reads what it has printed itself: the comparison's matter as well.
    std::string sql_words(const std::string& sql) const { return names_ == nullptr || sql.empty() ? bare(sql) : "some"; }

    static std::string type_words(const SqlType& type) {
        if (type.kind == SqlType::Kind::array) return "array of " + type_words(type.element.front());
        return type.kind == SqlType::Kind::enumeration && !type.name.empty() ? type.name : migrate::render(type);
    }

    void add(const ForeignKeyConstraint& key) {
        words_.push_back("foreign key (" + join(key.columns, ", ") + ") " + key.referred_schema + "." + key.referred_table + " (" +
                         join(key.referred_columns, ", ") + ") " + std::to_string(static_cast<int>(key.on_delete)) +
                         std::to_string(static_cast<int>(key.on_update)) + key.deferral);
    }

    void add(const Index& index) {
        std::string columns;
        for (const IndexElement& element : index.columns)
            columns += bare(element.text) + ", ";
        for (const auto& [name, value] : index.dialect_options)
            columns.append(name).append("=").append(value).append(" ");
        words_.push_back(
            "index " + known(index.name) + (index.unique ? " unique" : "") + " (" + columns + ") where " + sql_words(index.where));
    }

    const std::set<std::string>* names_;
    std::vector<std::string> words_{};
};

}  // namespace

std::vector<std::string> description(Connection& connection, const std::set<std::string>* names, const std::vector<std::string>& schemas) {
    std::vector<std::string> lines;
    TableWords words{names};
    for (const auto& schema : schemas) {
        const MetaData reflected = inspect(connection).reflect(schema);
        for (const Table& table : reflected.tables()) {
            if (table.name != "alembic_version" && table.name != "retort_history") lines.push_back(words.of(table));
        }
    }
    std::sort(lines.begin(), lines.end());
    return lines;
}

}  // namespace round_trip
