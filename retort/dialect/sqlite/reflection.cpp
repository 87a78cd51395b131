#include <retort/dialect/sqlite/reflection.hpp>

#include <algorithm>
#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <unordered_map>
#include <utility>

#include <retort/core/text.hpp>
#include <retort/dialect/sqlite/sql_text.hpp>
#include <retort/dialect/sqlite/table_definition.hpp>
#include <retort/dialect/sqlite/type_names.hpp>
#include <retort/engine/connection.hpp>

namespace retort::sqlite {

namespace {

std::string text_at(ColumnReader& row, int column) {
    std::string_view text;
    return row.text(column, text) ? std::string{text} : std::string{};
}

std::int64_t integer_at(ColumnReader& row, int column) {
    std::int64_t integer = 0;
    row.integer(column, integer);
    return integer;
}

/// The word of a pragma. It does not tell NO ACTION from nothing said, which means the same.
ReferentialAction action_of(std::string_view word) {
    constexpr std::array<std::pair<std::string_view, ReferentialAction>, 4> words{
        {{"CASCADE", ReferentialAction::cascade}, {"SET NULL", ReferentialAction::set_null},
            {"SET DEFAULT", ReferentialAction::set_default}, {"RESTRICT", ReferentialAction::restrict_}}};
    const auto found = std::find_if(words.begin(), words.end(), [&](const auto& known) { return known.first == word; });
    return found != words.end() ? found->second : ReferentialAction::none;
}

/// An index as the pragmas tell it, before it is known what its columns are.
struct ListedIndex {
    struct Element {
        std::string column;  ///< empty: an expression
        std::string collation;
        bool descending;
    };
    std::string name;
    std::string sql;  ///< its CREATE INDEX
    bool unique = false;
    bool partial = false;
    std::vector<Element> elements{};
};

/// A table on its way from the pragmas and its text to a Table.
struct Draft {
    Table table{};
    ListedTable listed{};
    std::string sql{};
    std::vector<std::pair<std::int64_t, std::string>> key{};  ///< place in the primary key and column
    std::vector<ListedIndex> indexes{};
    std::vector<ForeignKeyConstraint> foreign_keys{};  ///< the last one first, as the pragma has them
};

/// Reads drafts in a number of queries that does not grow with them: one row of sqlite_master and the pragmas of that table are joined.
class SchemaReader {
public:
    SchemaReader(Connection& connection, std::string_view schema, std::vector<ListedTable> listed)
        : connection_{connection},
          schema_{quote(schema, '"')},
          schema_literal_{quote(schema, '\'')} {
        for (auto& one : listed) {
            places_.emplace(one.name, drafts_.size());
            auto& draft = drafts_.emplace_back();
            draft.table.name = one.name;
            draft.listed = std::move(one);
        }
        const bool is_one = drafts_.size() == 1;
        // A virtual table has no page; asking for the columns of one would load its module.
        source_ = is_one ? "(SELECT " + quote(drafts_.front().table.name, '\'') + " AS name)"
                         : "(SELECT name FROM " + schema_ + ".sqlite_master WHERE type = 'table' AND rootpage > 0)";
        of_table_ = is_one ? " AND tbl_name = " + quote(drafts_.front().table.name, '\'') : "";
    }

    std::vector<Draft> read() && {
        read_texts();
        read_columns();
        read_indexes();
        read_foreign_keys();
        return std::move(drafts_);
    }

private:
    Draft* draft_of(std::string_view table) {
        if (last_ != nullptr && last_->table.name == table) return last_;
        const auto found = places_.find(std::string{table});
        last_ = found != places_.end() ? &drafts_[found->second] : nullptr;
        return last_;
    }

    /// Calls `use(draft, row)` for each row; its first column is the name of the table.
    template <class Use>
    void for_each_row(const std::string& sql, const Use& use) {
        auto rows = connection_.execute_once(sql);
        while (rows.next()) {
            ColumnReader& row = rows.row();
            std::string_view table;
            if (!row.text(0, table)) continue;
            if (Draft* const draft = draft_of(table)) use(*draft, row);
        }
    }

    std::string pragma(std::string_view name, std::string_view of) const {
        return "pragma_" + std::string{name} + "(" + std::string{of} + ".name, " + schema_literal_ + ")";
    }

    void read_texts() {
        const std::string sql = "SELECT tbl_name, type, name, sql FROM " + schema_ + ".sqlite_master WHERE type IN ('table', 'index')";
        for_each_row(sql + of_table_, [&](Draft& draft, ColumnReader& row) {
            if (text_at(row, 1) == "table") {
                draft.sql = text_at(row, 3);
            } else {
                index_texts_.emplace(text_at(row, 2), text_at(row, 3));
            }
        });
    }

    void read_columns() {
        const std::string sql = "SELECT t.name, c.name, c.type, c.\"notnull\", c.pk, c.hidden FROM " + source_ + " AS t, " +
                                pragma("table_xinfo", "t") + " AS c";
        for_each_row(sql, [](Draft& draft, ColumnReader& row) {
            const std::int64_t hidden = integer_at(row, 5);
            if (hidden == 1) return;
            Column column{text_at(row, 1), type_of(text_at(row, 2)), {.nullable = integer_at(row, 3) == 0}};
            if (const std::int64_t place = integer_at(row, 4); place > 0) {
                column.options.primary_key = true;
                draft.key.emplace_back(place, column.name);
            }
            column.options.persisted = hidden == 3;
            draft.table.columns.push_back(std::move(column));
        });
    }

    void read_indexes() {
        const std::string sql = "SELECT t.name, i.name, i.\"unique\", i.partial, c.cid, c.name, c.\"desc\", c.coll FROM " + source_ +
                                " AS t, " + pragma("index_list", "t") + " AS i, " + pragma("index_xinfo", "i") +
                                " AS c WHERE i.origin = 'c' AND c.key";
        for_each_row(sql, [&](Draft& draft, ColumnReader& row) {
            std::string name = text_at(row, 1);
            if (draft.indexes.empty() || draft.indexes.back().name != name) {
                const auto text = index_texts_.find(name);
                draft.indexes.push_back({std::move(name), text != index_texts_.end() ? text->second : std::string{},
                    integer_at(row, 2) != 0, integer_at(row, 3) != 0});
            }
            const bool is_column = integer_at(row, 4) >= 0;
            draft.indexes.back().elements.push_back(
                {is_column ? text_at(row, 5) : std::string{}, text_at(row, 7), integer_at(row, 6) != 0});
        });
    }

    void read_foreign_keys() {
        const std::string sql = "SELECT t.name, f.id, f.\"table\", f.\"from\", f.\"to\", f.on_update, f.on_delete FROM " + source_ +
                                " AS t, " + pragma("foreign_key_list", "t") + " AS f";
        const Draft* previous = nullptr;
        std::int64_t previous_id = -1;
        for_each_row(sql, [&](Draft& draft, ColumnReader& row) {
            const std::int64_t id = integer_at(row, 1);
            if (&draft != previous || id != previous_id) {
                auto& key = draft.foreign_keys.emplace_back();
                key.referred_table = text_at(row, 2);
                key.on_update = action_of(text_at(row, 5));
                key.on_delete = action_of(text_at(row, 6));
            }
            previous = &draft;
            previous_id = id;
            auto& key = draft.foreign_keys.back();
            key.columns.push_back(text_at(row, 3));
            if (std::string_view referred; row.text(4, referred)) key.referred_columns.emplace_back(referred);
        });
    }

    Connection& connection_;
    std::string schema_;
    std::string schema_literal_;
    std::string source_;
    std::string of_table_;
    std::vector<Draft> drafts_;
    std::unordered_map<std::string, std::size_t> places_;
    std::unordered_map<std::string, std::string> index_texts_;
    Draft* last_ = nullptr;
};

/// What only the text of CREATE TABLE tells.
class DefinitionReader {
public:
    DefinitionReader(Draft& draft, const TableDefinition& definition) : draft_{draft}, table_{draft.table}, definition_{definition} {}

    void read() {
        for (const ColumnDefinition& column : definition_.columns)
            read_column(column);
        for (const TableConstraint& constraint : definition_.constraints)
            read_constraint(constraint);
        if (definition_.autoincrement()) table_.dialect_options.emplace_back("sqlite_autoincrement", "true");
    }

private:
    using Kind = DefinedConstraint::Kind;

    void read_column(const ColumnDefinition& definition) {
        Column* const column = find_column(definition.name);
        if (column != nullptr && column->type.kind == SqlType::Kind::custom && !definition.type.empty()) {
            // The pragma takes off quotes that the type may need, and leaves a comment on that stands behind it.
            column->type = type_of(trimmed_sql(definition.type));
        }
        ForeignKeyConstraint* key = nullptr;
        for (const DefinedConstraint& constraint : definition.constraints) {
            if (constraint.kind == Kind::deferral) {
                if (key != nullptr) key->deferral = canonical_deferral(constraint.deferral);
            } else if (constraint.kind == Kind::foreign_key) {
                key = read_foreign_key(constraint);
            } else if (column != nullptr && constraint.kind == Kind::collate) {
                column->options.collation = canonical_collation(constraint.expression);
            } else if (column != nullptr && constraint.kind == Kind::default_) {
                // The pragma takes brackets off that DEFAULT needs.
                column->options.server_default = trimmed_sql(constraint.expression);
            } else if (column != nullptr && constraint.kind == Kind::generated) {
                column->options.computed = trimmed_sql(constraint.expression);
            } else {
                read_constraint(constraint);
            }
        }
    }

    void read_constraint(const DefinedConstraint& constraint) {
        switch (constraint.kind) {
        case Kind::primary_key: table_.primary_key.name = constraint.name; break;
        case Kind::unique: table_.unique_constraints.push_back({constraint.name, names_of(constraint.columns), order_++}); break;
        case Kind::check: table_.check_constraints.push_back({constraint.name, trimmed_sql(constraint.expression), order_++}); break;
        case Kind::foreign_key: read_foreign_key(constraint); break;
        default: break;
        }
    }

    /// The pragma has the same keys in the opposite order, and knows the columns that the text leaves out.
    ForeignKeyConstraint* read_foreign_key(const DefinedConstraint& constraint) {
        if (draft_.foreign_keys.empty()) return nullptr;
        auto& key = table_.foreign_keys.emplace_back(std::move(draft_.foreign_keys.back()));
        draft_.foreign_keys.pop_back();
        key.name = constraint.name;
        key.deferral = canonical_deferral(constraint.deferral);
        key.order = order_++;
        return &key;
    }

    Column* find_column(std::string_view name) {
        auto& columns = table_.columns;
        const auto found = std::find_if(columns.begin(), columns.end(), [&](const Column& column) { return iequals(column.name, name); });
        return found != columns.end() ? &*found : nullptr;
    }

    /// As the columns write themselves: a constraint may have other capitals.
    std::vector<std::string> names_of(std::vector<std::string> columns) {
        for (std::string& name : columns) {
            if (const Column* const column = find_column(name)) name = column->name;
        }
        return columns;
    }

    Draft& draft_;
    Table& table_;
    const TableDefinition& definition_;
    int order_ = 0;
};

void read_key(Draft& draft, const TableDefinition& definition) {
    Table& table = draft.table;
    std::sort(draft.key.begin(), draft.key.end());
    for (auto& [place, column] : draft.key)
        table.primary_key.columns.push_back(std::move(column));
    if (draft.listed.without_rowid) return;
    const ColumnDefinition* const rowid = definition.rowid_alias();
    if (rowid == nullptr) return;
    for (Column& column : table.columns) {
        if (!iequals(column.name, rowid->name)) continue;
        column.options.autoincrement = true;
        // A rowid is never NULL, whether NOT NULL stands there or not.
        column.options.nullable = false;
    }
}

Index index_of(const Table& table, ListedIndex& listed) {
    Index index;
    index.name = std::move(listed.name);
    index.unique = listed.unique;
    const bool has_expression =
        std::any_of(listed.elements.begin(), listed.elements.end(), [](const auto& element) { return element.column.empty(); });
    IndexDefinition definition;
    if (has_expression || listed.partial) definition = parse_index(listed.sql);
    index.where = std::move(definition.where);
    for (std::size_t place = 0; place < listed.elements.size(); ++place) {
        const auto& element = listed.elements[place];
        if (const Column* const column = table.find_column(element.column)) {
            index.columns.push_back(index_element(*column, element.collation, element.descending));
        } else if (place < definition.elements.size()) {
            index.columns.push_back(canonical_element(table, IndexElement{std::move(definition.elements[place]), true}));
        } else {
            index.columns.push_back(IndexElement{element.column});  // the rowid
        }
    }
    return index;
}

Table finished(Draft draft) {
    Table& table = draft.table;
    if (draft.listed.type == "table") {
        const TableDefinition definition = TableDefinition::parse(draft.sql);
        read_key(draft, definition);
        DefinitionReader{draft, definition}.read();
    }
    for (ListedIndex& index : draft.indexes)
        table.indexes.push_back(index_of(table, index));
    std::sort(table.indexes.begin(), table.indexes.end(), [](const Index& left, const Index& right) { return left.name < right.name; });
    if (draft.listed.strict) table.dialect_options.emplace_back("sqlite_strict", "true");
    if (draft.listed.without_rowid) table.dialect_options.emplace_back("sqlite_with_rowid", "false");
    return std::move(draft.table);
}

/// What a foreign key leads to, in its own spelling.
struct Referred {
    std::string table;
    std::vector<std::string> columns;
    std::vector<std::string> key;  ///< the primary key
};

/// The names as the referred table writes them, which compare without their case; a foreign key that names no columns leads to the primary key.
void complete(ForeignKeyConstraint& key, const Referred& referred) {
    key.referred_table = referred.table;
    if (key.referred_columns.empty()) key.referred_columns = referred.key;
    for (std::string& name : key.referred_columns) {
        const auto found = std::find_if(
            referred.columns.begin(), referred.columns.end(), [&](const std::string& column) { return iequals(column, name); });
        if (found != referred.columns.end()) name = *found;
    }
}

std::optional<Referred> find_referred(Connection& connection, std::string_view schema, std::string_view name) {
    const auto listed = list_tables(connection, schema, name);
    if (listed.empty()) return std::nullopt;
    Referred referred{listed.front().name, {}, {}};
    std::map<std::int64_t, std::string> key;
    auto rows =
        connection.execute_once("SELECT name, pk FROM pragma_table_info(" + quote(referred.table, '\'') + ", " + quote(schema, '\'') + ")");
    while (rows.next()) {
        referred.columns.push_back(text_at(rows.row(), 0));
        if (const auto place = integer_at(rows.row(), 1); place > 0) key.emplace(place, referred.columns.back());
    }
    for (auto& [place, column] : key)
        referred.key.push_back(std::move(column));
    return referred;
}

std::vector<std::string> column_names(const Table& table) {
    std::vector<std::string> names;
    for (const Column& column : table.columns)
        names.push_back(column.name);
    return names;
}

}  // namespace

std::vector<ListedTable> list_tables(Connection& connection, std::string_view schema, std::string_view name) {
    auto rows =
        connection.execute_once("PRAGMA " + quote(schema, '"') + ".table_list" + (name.empty() ? "" : "(" + quote(name, '"') + ")"));
    std::vector<ListedTable> tables;
    while (rows.next()) {
        ColumnReader& row = rows.row();
        ListedTable table{text_at(row, 1), text_at(row, 2), integer_at(row, 4) != 0, integer_at(row, 5) != 0};
        if (!iequals(std::string_view{table.name}.substr(0, 7), "sqlite_")) tables.push_back(std::move(table));
    }
    std::sort(tables.begin(), tables.end(), [](const ListedTable& left, const ListedTable& right) { return left.name < right.name; });
    return tables;
}

std::vector<Table> read_tables(Connection& connection, std::string_view schema) {
    std::vector<ListedTable> listed = list_tables(connection, schema);
    std::erase_if(listed, [](const ListedTable& table) { return table.type != "table"; });
    if (listed.empty()) return {};
    std::vector<Table> tables;
    std::unordered_map<std::string, std::size_t> places;
    for (Draft& draft : SchemaReader{connection, schema, std::move(listed)}.read()) {
        places.emplace(to_lower_ascii(draft.table.name), tables.size());
        tables.push_back(finished(std::move(draft)));
    }
    for (Table& table : tables) {
        for (ForeignKeyConstraint& key : table.foreign_keys) {
            const auto place = places.find(to_lower_ascii(key.referred_table));
            if (place == places.end()) continue;
            const Table& referred = tables[place->second];
            complete(key, {referred.name, column_names(referred), referred.primary_key.columns});
        }
    }
    return tables;
}

Table read_table(Connection& connection, std::string_view schema, const ListedTable& listed) {
    Table table = finished(std::move(SchemaReader{connection, schema, {listed}}.read().front()));
    for (ForeignKeyConstraint& key : table.foreign_keys) {
        if (const auto referred = find_referred(connection, schema, key.referred_table)) complete(key, *referred);
    }
    return table;
}

}  // namespace retort::sqlite
