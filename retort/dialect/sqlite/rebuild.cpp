#include <algorithm>
#include <array>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include <retort/core/text.hpp>
#include <retort/dialect/sqlite/alter_table.hpp>
#include <retort/dialect/sqlite/column_mentions.hpp>
#include <retort/dialect/sqlite/ddl.hpp>
#include <retort/dialect/sqlite/identifiers.hpp>
#include <retort/dialect/sqlite/tokens.hpp>
#include <retort/dialect/sqlite/type_names.hpp>

namespace retort::sqlite {

namespace {

using Kind = DefinedConstraint::Kind;

class Rebuild {
public:
    Rebuild(const TableSnapshot& before, const TableEditor& editor)
        : before_{before},
          editor_{editor},
          table_{qualified_name(before.schema, before.definition.name)},
          temporary_{qualified_name(before.schema, temporary_name(before.definition.name))} {}

    std::vector<std::string> statements() && {
        if (before_.has_leftover) add("DROP TABLE IF EXISTS " + temporary_);
        add(create_table());
        add(copy_rows());
        keep_sequence();
        add("DROP TABLE " + table_);
        // Without it SQLite looks at views that have no table at this moment, and at the whole schema as well.
        if (!before_.legacy_alter_table) add("PRAGMA legacy_alter_table=ON");
        add("ALTER TABLE " + temporary_ + " RENAME TO " + quote_identifier(before_.definition.name));
        if (!before_.legacy_alter_table) add("PRAGMA legacy_alter_table=OFF");
        for (const auto& index : editor_.indexes())
            add(with_schema(index));
        for (const auto& trigger : before_.triggers)
            add(with_schema(trigger));
        rename_columns();
        for (const Index& index : editor_.new_indexes())
            add(create_index_sql(before_.table_name(), index));
        if (!editor_.new_table_name().empty()) add("ALTER TABLE " + table_ + " RENAME TO " + quote_identifier(editor_.new_table_name()));
        return std::move(statements_);
    }

private:
    void add(std::string sql) { statements_.push_back(std::move(sql)); }

    /// `hero.age` in a CHECK would not be found in a table of another name.
    std::string create_table() const {
        TableDefinition table = editor_.definition();
        table.before_name = "CREATE TABLE ";
        table.name_text = temporary_;
        const auto strip = [&](DefinedConstraint& constraint) {
            if (constraint.kind == Kind::check) constraint.text = without_table_qualifier(constraint.text, before_.definition.name);
        };
        for (auto& column : table.columns)
            std::for_each(column.constraints.begin(), column.constraints.end(), strip);
        std::for_each(table.constraints.begin(), table.constraints.end(), strip);
        return table.sql();
    }

    std::string copy_rows() const {
        std::vector<std::string> columns;
        std::vector<std::string> values;
        if (const std::string rowid = kept_rowid(); !rowid.empty()) {
            columns.push_back(rowid);
            values.push_back(rowid);
        }
        for (std::size_t place = 0; place < editor_.columns().size(); ++place) {
            const auto& from = editor_.columns()[place];
            const auto& to = editor_.definition().columns[place];
            if (to.has(Kind::generated) || (from.original.empty() && from.using_expression.empty())) continue;
            columns.push_back(quote_identifier(to.name));
            values.push_back(value_of(from, to));
        }
        // Where none is left that can be copied the rows are still to be as many.
        if (columns.empty()) return "INSERT INTO " + temporary_ + " (rowid) SELECT rowid FROM " + table_;
        return insert_words() + temporary_ + " (" + join(columns, ", ") + ") SELECT " + join(values, ", ") + " FROM " + table_;
    }

    /// ON CONFLICT IGNORE or REPLACE of a constraint would lose rows where a new type makes values equal.
    std::string insert_words() const {
        const auto loses = [](const DefinedConstraint& one) { return !one.on_conflict.empty(); };
        const auto& table = editor_.definition();
        const bool has_conflict_clause = std::any_of(table.constraints.begin(), table.constraints.end(), loses) ||
                                         std::any_of(table.columns.begin(), table.columns.end(), [&](const auto& column) {
                                             return std::any_of(column.constraints.begin(), column.constraints.end(), loses);
                                         });
        return has_conflict_clause ? "INSERT OR ABORT INTO " : "INSERT INTO ";
    }

    static std::string value_of(const EditedColumn& from, const ColumnDefinition& to) {
        if (!from.using_expression.empty()) return from.using_expression;
        std::string name = quote_identifier(from.original);
        const auto affinity = affinity_of(to.type);
        // A cast to a NUMERIC type would make 2020 of '2020-01-31', while storing it in such a column turns into a number what is one.
        if (affinity == affinity_of(from.original_type) || affinity == Affinity::numeric || from.keeps_json) return name;
        return to.type.empty() ? name : "CAST(" + name + " AS " + to.type + ")";
    }

    /// A name of the rowid that no column has taken, where rows are to keep a number of which no column knows.
    std::string kept_rowid() const {
        const auto& table = editor_.definition();
        if (table.without_rowid || before_.definition.without_rowid || table.rowid_alias() != nullptr) return {};
        constexpr std::array<std::string_view, 3> names{"rowid", "_rowid_", "oid"};
        for (const auto name : names) {
            if (table.find_column(name) == nullptr && before_.definition.find_column(name) == nullptr) return std::string{name};
        }
        return {};
    }

    /// The highest number that was ever given out is not the highest that is there.
    void keep_sequence() {
        if (!before_.definition.autoincrement() || !editor_.definition().autoincrement()) return;
        const std::string sequence = before_.schema.empty() ? "sqlite_sequence" : quote_identifier(before_.schema) + ".sqlite_sequence";
        const std::string name = quote(before_.definition.name, '\'');
        const std::string temporary = quote(temporary_name(before_.definition.name), '\'');
        add("DELETE FROM " + sequence + " WHERE name = " + temporary);
        add("INSERT INTO " + sequence + " (name, seq) SELECT " + temporary + ", seq FROM " + sequence + " WHERE name = " + name);
    }

    /// SQLite keeps the text from the name on: `CREATE INDEX name ON …`, without the schema and without TEMP.
    std::string with_schema(const SchemaObject& object) const {
        const bool is_temporary = object.temporary && !iequals(before_.schema, "temp");
        if (before_.schema.empty() && !is_temporary) return object.sql;
        const auto tokens = tokenize(object.sql);
        // CREATE [UNIQUE] INDEX name, CREATE TRIGGER name.
        std::size_t name = 1;
        while (name + 1 < tokens.size() && (tokens[name].is("UNIQUE") || tokens[name].is("INDEX") || tokens[name].is("TRIGGER")))
            ++name;
        const auto place = static_cast<std::size_t>(tokens[name].text.data() - object.sql.data());
        std::string sql = object.sql;
        return sql.insert(place, (is_temporary ? std::string{"temp"} : quote_identifier(before_.schema)) + ".");
    }

    /// Until each column has its new name; a name that another still has waits for that one.
    void rename_columns() {
        std::vector<std::pair<std::string, std::string>> waiting;
        std::vector<std::string> taken;
        for (std::size_t place = 0; place < editor_.columns().size(); ++place) {
            const auto& from = editor_.definition().columns[place].name;
            const auto& to = editor_.columns()[place].name;
            taken.push_back(from);
            if (from != to) waiting.emplace_back(from, to);
        }
        while (!waiting.empty()) {
            auto next = std::find_if(waiting.begin(), waiting.end(), [&](const auto& one) {
                return iequals(one.first, one.second) ||
                       std::none_of(taken.begin(), taken.end(), [&](const auto& name) { return iequals(name, one.second); });
            });
            const bool is_ring = next == waiting.end();
            if (is_ring) next = waiting.begin();
            const std::string name = is_ring ? "_retort_new_" + next->second : next->second;
            add("ALTER TABLE " + table_ + " RENAME " + quote_identifier(next->first) + " TO " + quote_identifier(name));
            *std::find(taken.begin(), taken.end(), next->first) = name;
            next->first = name;
            if (!is_ring) waiting.erase(next);
        }
    }

    const TableSnapshot& before_;
    const TableEditor& editor_;
    std::string table_;
    std::string temporary_;
    std::vector<std::string> statements_{};
};

}  // namespace

std::vector<std::string> rebuild_statements(const TableSnapshot& before, const TableEditor& editor) {
    return Rebuild{before, editor}.statements();
}

}  // namespace retort::sqlite
