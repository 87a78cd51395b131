#include "schema_pairs.hpp"

#include <algorithm>

#include "schema_dialects.hpp"

namespace server_pairs {

using namespace retort;

namespace {

using Kind = SqlType::Kind;

bool is_enum(const SqlType& type) {
    return type.kind == Kind::enumeration || (type.kind == Kind::array && type.element.front().kind == Kind::enumeration);
}

class ServerSchema : public round_trip::RandomSchema {
public:
    // Reserved words, capitals, spaces, quotes and signs want to be quoted everywhere.
    ServerSchema(std::string_view kind, std::uint32_t number)
        : RandomSchema{number, ServerWords{kind}.quotes(),
              {"order", "Group By", "na\"me", "größe", "select", "it's", "back`tick", "per%cent", "a:b"}, 15},
          words_{kind} {}

private:
    bool is_indexable(const SqlType& type) const override { return words_.is_indexable(type); }
    bool can_be_unique(const Table& table, const std::string& name) const override {
        const bool is_new_table = std::none_of(
            before().begin(), before().end(), [&](const Table& one) { return one.name == table.name && one.schema == table.schema; });
        const Column& column = *table.find_column(name);
        if (column.type.kind == Kind::array && is_enum(column.type)) return false;
        return before().empty() || is_new_table || old_column(table, name) != nullptr ||
               (!column.options.server_default && column.options.computed.empty());
    }
    // InnoDB changes a reference without a look at the checks, and so MariaDB takes none over it.
    bool can_be_checked(const Table& table, const Column& column) const override {
        return words_.is_postgresql() || !is_reference(table, column.name);
    }
    bool can_be_source(const Table& table, const Column& column) const override { return !is_reference(table, column.name); }
    std::vector<std::string> conditions(const Column& column) const override { return words_.checks(column.type, column.name); }
    std::vector<ReferentialAction> actions() const override {
        return {ReferentialAction::none, ReferentialAction::none, ReferentialAction::cascade, ReferentialAction::set_null,
            ReferentialAction::restrict_, ReferentialAction::no_action};
    }
    SqlType reference_type(const Table& /*table*/, const Table& referred) override { return referred.find_column("id")->type; }
    std::string unique_deferral() override {
        if (!words_.is_postgresql() || !chance(20)) return {};
        return one_of<std::string>({"DEFERRABLE", "DEFERRABLE INITIALLY DEFERRED"});
    }
    std::string key_deferral() override { return words_.is_postgresql() && chance(15) ? "DEFERRABLE INITIALLY DEFERRED" : ""; }
    bool is_persisted() override { return words_.is_postgresql() || chance(50); }

    std::vector<Table> schema() override {
        if (chance(10) && words_.is_postgresql()) schemas_.emplace_back("other");
        return RandomSchema::schema();
    }

    void mutate(SchemaPair& pair) override {
        Table& table = pair.after[static_cast<std::size_t>(below(static_cast<int>(pair.after.size())))];
        switch (below(18)) {
        case 0:
            pair.after.push_back(this->table());
            if (chance(60)) add_foreign_key(pair.after, pair.after.back());
            break;
        case 1: drop_table(pair.after); break;
        case 2:
        case 3: table.columns.push_back(column()); break;
        case 4: drop_some_column(table); break;
        case 5:
        case 6:
        case 7: alter_column(table); break;
        case 8: add_index(table); break;
        case 9: add_unique(table); break;
        case 10: add_check(table); break;
        case 11: add_foreign_key(pair.after, table); break;
        case 12: chance(50) ? drop_some_constraint(table) : change_index(table); break;
        case 13: change_generated(table); break;
        case 14: change_enum(pair.after); break;
        case 15: change_comment(table); break;
        case 16: change_key(pair.after, table); break;
        default: chance(60) ? rename_column(pair, table) : rename_table(pair, table);
        }
    }

    // Making.

    SqlType enumeration() {
        const std::string name = one_of<std::string>({"mood", "Side", "order"});
        auto& values = enums_[name == "mood" ? 0 : (name == "Side" ? 1 : 2)];
        const auto type = SqlType::enumeration(name, values);
        return words_.is_postgresql() && chance(15) ? SqlType::array(type) : type;
    }

    SqlType type() { return chance(15) ? enumeration() : one_of(words_.types()); }

    std::optional<std::string> default_for(const SqlType& type) {
        const auto choices = words_.defaults(type);
        return choices.empty() ? std::nullopt : std::optional{one_of(choices)};
    }

    Column column() {
        Column made{word("column"), type()};
        if (chance(50)) made.options.server_default = default_for(made.type);
        made.options.nullable = !made.options.server_default || chance(50);
        if (chance(15) && is_text(made.type)) made.options.collation = one_of(words_.collations());
        if (chance(15)) made.options.comment = one_of<std::string>({"a comment", "it's a \\ comment", "größer: 100%"});
        return made;
    }

    void add_index(Table& table) override {
        if (chance(25)) return add_special_index(table);
        const auto names = indexable(table);
        if (names.empty()) return;
        const auto name = one_of(names);
        Index made{word("ix"), {name}};
        if (names.size() > 1 && chance(40)) {
            const auto second = one_of(names);
            if (second != name) made.columns.emplace_back(second);
        }
        if (words_.is_postgresql()) {
            if (chance(15) && is_text(table.find_column(name)->type)) made.columns.push_back(sql_expression("lower(" + quoted(name) + ")"));
            if (chance(15)) made.columns = {sql_expression(quoted(one_of(names)) + " DESC NULLS LAST")};
            if (chance(20)) made.where = one_of(conditions(*table.find_column(name)));
        } else if (chance(20)) {
            made.columns = {sql_expression(quoted(one_of(names)) + " DESC")};
        }
        made.unique = chance(25) && std::all_of(made.columns.begin(), made.columns.end(), [&](const IndexElement& element) {
            return !element.is_expression && can_be_unique(table, element.text);
        });
        table.indexes.push_back(made);
    }

    void add_special_index(Table& table) {
        const auto names = columns_of(table, [&](const Column& one) { return !words_.special_indexes(one.type, one.name).empty(); });
        if (names.empty()) return;
        // The options name columns by words of their own.
        const auto name = one_of(names);
        if (name.find_first_of(" :\"`") != std::string::npos) return;
        Index made{word("ix"), {name}};
        made.dialect_options = one_of(words_.special_indexes(table.find_column(name)->type, name));
        table.indexes.push_back(made);
    }

    void add_exclusion(Table& table) {
        const auto names =
            columns_of(table, [&](const Column& one) { return words_.is_indexable(one.type) && one.type.kind != Kind::array; });
        if (names.empty() || !words_.is_postgresql() || !can_be_unique(table, names.front())) return;
        table.exclude_constraints.push_back(exclude_constraint(word("ex"), "USING btree (" + quoted(names.front()) + " WITH =)"));
    }

    Table table() override {
        Table made;
        made.name = word("table");
        made.schema = one_of(schemas_);
        const SqlType key = chance(70) ? SqlType{types::Integer{}} : SqlType{types::BigInteger{}};
        made.columns.emplace_back("id", key, ColumnOptions{.nullable = false, .primary_key = true});
        for (int count = 1 + below(6); count > 0; --count)
            made.columns.push_back(column());
        made.primary_key.columns = {"id"};
        if (chance(15)) {
            widen_key(made);
        } else if (chance(85)) {
            made.columns.front().options.autoincrement = true;
            if (words_.is_postgresql() && chance(20))
                made.columns.front().options.identity = chance(50) ? Identity::always : Identity::by_default;
        }
        if (words_.is_postgresql() && chance(20)) made.primary_key.name = word("pk");
        if (chance(20)) made.comment = one_of<std::string>({"a table", "it's a \\ table"});
        if (chance(20)) made.dialect_options = one_of(words_.table_options());
        if (chance(50)) add_index(made);
        if (chance(30)) add_unique(made);
        if (chance(40)) add_check(made);
        if (chance(20)) add_generated(made);
        if (chance(10)) add_exclusion(made);
        return made;
    }

    // Changing.

    bool widen_key(Table& table) {
        const auto names = columns_of(table, [&](const Column& one) {
            return !one.options.nullable && words_.is_indexable(one.type) && one.type.kind != Kind::array && !is_reference(table, one.name);
        });
        if (names.empty()) return false;
        table.primary_key.columns.push_back(names.front());
        for (Column& one : table.columns) {
            if (one.name == names.front()) one.options.primary_key = true;
        }
        return true;
    }

    /// True where something beside the column itself speaks of it.
    bool is_spoken_of(const Table& table, const std::string& name) {
        Table without = table;
        forget_column(without, name);
        const auto is_made_from = [&](const Column& one) { return one.options.computed.find(quoted(name)) != std::string::npos; };
        return without.unique_constraints.size() != table.unique_constraints.size() ||
               without.foreign_keys.size() != table.foreign_keys.size() ||
               without.check_constraints.size() != table.check_constraints.size() ||
               without.exclude_constraints.size() != table.exclude_constraints.size() || without.indexes.size() != table.indexes.size() ||
               std::any_of(table.columns.begin(), table.columns.end(), is_made_from);
    }

    // What comes back at the downgrade has its default in all rows.
    void drop_some_column(Table& table) {
        const auto names = columns_of(table, [&](const Column& one) {
            const Column* const old = old_column(table, one.name);
            const bool comes_back = old == nullptr || old->options.nullable || old->options.server_default;
            const bool was_unique =
                std::any_of(before().begin(), before().end(), [&](const Table& old_table) { return is_unique(old_table, one.name); });
            return !one.options.primary_key && !is_unique(table, one.name) && !was_unique && comes_back;
        });
        if (names.size() >= 2) drop_column(table, one_of(names));
    }

    void alter_column(Table& table) {
        const auto names = columns_of(table, [](const Column& one) { return !one.options.primary_key; });
        if (names.empty()) return;
        const auto name = one_of(names);
        Column& altered = *std::find_if(table.columns.begin(), table.columns.end(), [&](const Column& one) { return one.name == name; });
        const bool is_old = old_column(table, name) != nullptr;
        switch (below(3)) {
        case 0:
            // The rows of a new column have its default, or nothing.
            if ((altered.options.server_default || is_old) && !is_reference(table, name))
                altered.options.nullable = !altered.options.nullable;
            break;
        case 1: {
            const auto types = words_.neighbours(altered.type);
            if (types.empty() || is_spoken_of(table, name)) break;
            altered.type = one_of(types);
            if (!is_text(altered.type)) altered.options.collation.clear();  // which no operation alters
            if (altered.options.server_default) altered.options.server_default = chance(70) ? default_for(altered.type) : std::nullopt;
            if (!altered.options.server_default && !is_old) altered.options.nullable = true;
            break;
        }
        default:
            // No default leads anywhere as a foreign key.
            if (is_reference(table, name) || (!is_old && is_unique(table, name))) break;
            if (!altered.options.server_default || chance(30))
                altered.options.server_default = default_for(altered.type);
            else if (altered.options.nullable || is_old)
                altered.options.server_default.reset();
            if (!altered.options.server_default && !is_old) altered.options.nullable = true;
        }
    }

    void change_comment(Table& table) {
        Column& column = table.columns[static_cast<std::size_t>(below(static_cast<int>(table.columns.size())))];
        std::string& comment = chance(30) ? table.comment : column.options.comment;
        comment = comment.empty() ? "new, and it's \"good\"" : "";
    }

    // Values are added and never taken away, on PostgreSQL to the type and so to all columns of it.
    void change_enum(std::vector<Table>& tables) {
        const std::vector<std::string> names{"mood", "Side", "order"};
        const auto place = static_cast<std::size_t>(below(3));
        auto& values = enums_[place];
        const auto value = one_of<std::string>({"new", "it's new", "New"}) + std::to_string(next_number());
        values.insert(values.begin() + below(static_cast<int>(values.size()) + 1), value);
        for (Table& table : tables) {
            for (Column& column : table.columns) {
                if (!is_enum(column.type)) continue;
                SqlType& type = column.type.kind == Kind::array ? column.type.element.front() : column.type;
                if (type.name == names[place]) type.enumerators = values;
            }
        }
    }

    void change_key(const std::vector<Table>& tables, Table& table) {
        const bool is_referred = std::any_of(tables.begin(), tables.end(), [&](const Table& one) {
            return std::any_of(
                one.foreign_keys.begin(), one.foreign_keys.end(), [&](const auto& key) { return key.referred_table == table.name; });
        });
        const bool was_referred = std::any_of(before().begin(), before().end(), [&](const Table& one) {
            return std::any_of(
                one.foreign_keys.begin(), one.foreign_keys.end(), [&](const auto& key) { return key.referred_table == table.name; });
        });
        if (is_referred || was_referred || table.columns.front().options.autoincrement) return;
        if (table.primary_key.columns.size() == 1) {
            widen_key(table);
            return;
        }
        for (Column& one : table.columns) {
            if (one.name == table.primary_key.columns.back()) one.options.primary_key = false;
        }
        table.primary_key.columns.pop_back();
    }

    void drop_some_constraint(Table& table) {
        drop_constraint(table);
        if (chance(30) && !table.exclude_constraints.empty()) table.exclude_constraints.pop_back();
    }

    void change_index(Table& table) {
        if (table.indexes.empty() || !table.indexes.front().dialect_options.empty()) return add_index(table);
        Index& changed = table.indexes.front();
        // New rows of a column that is new to the table may be alike.
        changed.unique = !changed.unique && std::all_of(changed.columns.begin(), changed.columns.end(), [&](const IndexElement& element) {
            return !element.is_expression && can_be_unique(table, element.text) &&
                   table.find_column(element.text)->options.computed.empty();
        });
        if (words_.is_postgresql() && chance(30)) changed.where = changed.where.empty() ? quoted("id") + " > 0" : "";
    }

    ServerWords words_;
    std::vector<std::string> schemas_{""};
    std::vector<std::vector<std::string>> enums_{{"v1", "v2", "v3"}, {"v3", "v2", "v1"}, {"v1", "v2", "it's", "v3"}};
};

}  // namespace

SchemaPair schema_pair(std::string_view kind, std::uint32_t number) {
    return ServerSchema{kind, number}.pair();
}

migrate::Environment environment_of(const SchemaPair& pair, const std::vector<Table>& tables) {
    auto environment = round_trip::environment_of(pair, tables);
    const auto has_schema = [](const Table& table) { return !table.schema.empty(); };
    environment.include_schemas =
        std::any_of(pair.before.begin(), pair.before.end(), has_schema) || std::any_of(pair.after.begin(), pair.after.end(), has_schema);
    return environment;
}

std::string value_sql(std::string_view kind, const Table& table, const Column& column, int row) {
    for (const auto& key : table.foreign_keys) {
        if (round_trip::is_listed(key.columns, column.name)) return std::to_string(row);
    }
    return ServerWords{kind}.value(column.type, row);
}

}  // namespace server_pairs
