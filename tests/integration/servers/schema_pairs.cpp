#include "schema_pairs.hpp"

#include <algorithm>
#include <functional>
#include <random>
#include <utility>

#include <retort/core/text.hpp>

#include "schema_dialects.hpp"

namespace server_pairs {

using namespace retort;

namespace {

using Kind = SqlType::Kind;

bool is_listed(const std::vector<std::string>& names, const std::string& name) {
    return std::find(names.begin(), names.end(), name) != names.end();
}

bool is_enum(const SqlType& type) {
    return type.kind == Kind::enumeration || (type.kind == Kind::array && type.element.front().kind == Kind::enumeration);
}

/// Makes one schema and changes it.
class Maker {
public:
    Maker(std::string_view kind, std::uint32_t number) : words_{kind}, random_{number * 2654435761U + 17U} {}

    int below(int limit) { return static_cast<int>(random_() % static_cast<std::uint32_t>(limit)); }
    bool chance(int percent) { return below(100) < percent; }

    template <class T>
    T one_of(const std::vector<T>& choices) {
        return choices[static_cast<std::size_t>(below(static_cast<int>(choices.size())))];
    }

    std::vector<Table> schema() {
        if (chance(10) && words_.is_postgresql()) schemas_.emplace_back("other");
        for (int count = 1 + below(5); count > 0; --count)
            before_.push_back(table());
        for (int count = below(4); count > 0; --count)
            add_foreign_key(before_, before_[static_cast<std::size_t>(below(static_cast<int>(before_.size())))]);
        return before_;
    }

    void mutate(SchemaPair& pair) {
        Table& table = pair.after[static_cast<std::size_t>(below(static_cast<int>(pair.after.size())))];
        switch (below(18)) {
        case 0:
            pair.after.push_back(this->table());
            if (chance(60)) add_foreign_key(pair.after, pair.after.back());
            break;
        case 1: drop_table(pair.after); break;
        case 2:
        case 3: add_column(table); break;
        case 4: drop_column(table); break;
        case 5:
        case 6:
        case 7: alter_column(table); break;
        case 8: add_index(table); break;
        case 9: add_unique(table); break;
        case 10: add_check(table); break;
        case 11: add_foreign_key(pair.after, table); break;
        case 12: chance(50) ? drop_constraint(table) : change_index(table); break;
        case 13: change_generated(table); break;
        case 14: change_enum(pair.after); break;
        case 15: change_comment(table); break;
        case 16: change_key(pair.after, table); break;
        default: chance(60) ? rename_column(pair, table) : rename_table(pair, table);
        }
    }

private:
    // Making.

    std::string word(const std::string& stem) {
        ++count_;
        // Reserved words, capitals, spaces, quotes and signs want to be quoted everywhere.
        static const std::vector<std::string> strange{
            "order", "Group By", "na\"me", "größe", "select", "it's", "back`tick", "per%cent", "a:b"};
        return chance(15) ? one_of(strange) + " " + std::to_string(count_) : stem + "_" + std::to_string(count_);
    }

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

    static bool is_reference(const Table& table, const std::string& name) {
        return std::any_of(
            table.foreign_keys.begin(), table.foreign_keys.end(), [&](const auto& key) { return is_listed(key.columns, name); });
    }

    /// Columns with the given property, the key not among them.
    std::vector<std::string> columns_of(const Table& table, const std::function<bool(const Column&)>& property) {
        std::vector<std::string> names;
        for (const Column& one : table.columns) {
            if (one.name != "id" && one.options.computed.empty() && property(one)) names.push_back(one.name);
        }
        return names;
    }

    std::vector<std::string> indexable(const Table& table) {
        return columns_of(table, [&](const Column& one) { return words_.is_indexable(one.type); });
    }

    /// True where the rows of a table that is changed are not alike in it: a new column has its default in all of them.
    bool can_be_unique(const Table& table, const std::string& name) const {
        const bool is_new_table = std::none_of(
            before_.begin(), before_.end(), [&](const Table& one) { return one.name == table.name && one.schema == table.schema; });
        const Column& column = *table.find_column(name);
        if (column.type.kind == Kind::array && is_enum(column.type)) return false;
        return before_.empty() || is_new_table || old_column(table, name) != nullptr ||
               (!column.options.server_default && column.options.computed.empty());
    }

    void add_index(Table& table) {
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
            if (chance(15) && is_text(table.find_column(name)->type))
                made.columns.push_back(sql_expression("lower(" + words_.quoted(name) + ")"));
            if (chance(15)) made.columns = {sql_expression(words_.quoted(one_of(names)) + " DESC NULLS LAST")};
            if (chance(20)) made.where = condition(table, name);
        } else if (chance(20)) {
            made.columns = {sql_expression(words_.quoted(one_of(names)) + " DESC")};
        }
        made.unique = chance(25) && std::all_of(made.columns.begin(), made.columns.end(), [&](const IndexElement& element) {
            return !element.is_expression && can_be_unique(table, element.text);
        });
        table.indexes.push_back(made);
    }

    std::string condition(const Table& table, const std::string& name) {
        const Column& column = *table.find_column(name);
        return one_of(words_.checks(column.type, column.name));
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

    void add_unique(Table& table) {
        const auto names = indexable(table);
        if (names.empty()) return;
        UniqueConstraint made;
        made.columns = {one_of(names)};
        if (!can_be_unique(table, made.columns.front())) return;
        if (chance(30)) made.columns.push_back("id");
        if (chance(60)) made.name = word("uq");
        if (words_.is_postgresql() && chance(20)) made.deferral = one_of<std::string>({"DEFERRABLE", "DEFERRABLE INITIALLY DEFERRED"});
        // A naming convention would give them one name.
        for (const auto& other : table.unique_constraints) {
            if (other.columns.front() == made.columns.front()) return;
        }
        table.unique_constraints.push_back(made);
    }

    void add_check(Table& table) {
        // InnoDB changes a reference without a look at the checks, and so MariaDB takes none over it.
        const auto names = columns_of(table, [&](const Column& one) { return words_.is_postgresql() || !is_reference(table, one.name); });
        if (names.empty()) return;
        CheckConstraint made;
        made.sql = condition(table, one_of(names));
        if (chance(60)) made.name = word("ck");
        for (const auto& other : table.check_constraints) {
            if (other.sql == made.sql) return;
        }
        table.check_constraints.push_back(made);
    }

    void add_exclusion(Table& table) {
        const auto names =
            columns_of(table, [&](const Column& one) { return words_.is_indexable(one.type) && one.type.kind != Kind::array; });
        if (names.empty() || !words_.is_postgresql() || !can_be_unique(table, names.front())) return;
        table.exclude_constraints.push_back(exclude_constraint(word("ex"), "USING btree (" + words_.quoted(names.front()) + " WITH =)"));
    }

    ReferentialAction action() {
        return one_of<ReferentialAction>({ReferentialAction::none, ReferentialAction::none, ReferentialAction::cascade,
            ReferentialAction::set_null, ReferentialAction::restrict_, ReferentialAction::no_action});
    }

    void add_foreign_key(std::vector<Table>& tables, Table& table) {
        const auto& referred = one_of(tables);
        if (referred.primary_key.columns != std::vector<std::string>{"id"}) return;
        ForeignKeyConstraint made = foreign_key_constraint({word("reference")}, "x", {"id"});
        made.referred_schema = referred.schema;
        made.referred_table = referred.name;
        made.on_delete = action();
        made.on_update = action();
        if (chance(50)) made.name = word("fk");
        if (words_.is_postgresql() && chance(15)) made.deferral = "DEFERRABLE INITIALLY DEFERRED";
        table.columns.emplace_back(made.columns.front(), referred.find_column("id")->type);
        table.foreign_keys.push_back(made);
    }

    void add_generated(Table& table) {
        const auto names = columns_of(table, [&](const Column& one) { return one.type.is_integer() && !is_reference(table, one.name); });
        if (names.empty()) return;
        Column made{word("generated"), types::Integer{}};
        made.options.computed = words_.quoted(one_of(names)) + " * " + std::to_string(below(5) + 2);
        made.options.persisted = words_.is_postgresql() || chance(50);
        table.columns.push_back(made);
        if (chance(30)) table.indexes.push_back(Index{word("ix"), {made.name}});
    }

    Table table() {
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
        if (!words_.is_postgresql() && chance(20)) made.dialect_options.emplace_back("mariadb_collate", "utf8mb4_unicode_ci");
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

    /// Everything in the table that speaks of a column.
    void forget_column(Table& table, const std::string& name) {
        const auto mentions = [&](const std::string& sql) { return sql.find(words_.quoted(name)) != std::string::npos; };
        std::erase_if(table.unique_constraints, [&](const auto& one) { return is_listed(one.columns, name); });
        std::erase_if(table.foreign_keys, [&](const auto& one) { return is_listed(one.columns, name); });
        std::erase_if(table.check_constraints, [&](const auto& one) { return mentions(one.sql); });
        std::erase_if(table.exclude_constraints, [&](const auto& one) { return mentions(one.sql); });
        std::erase_if(table.indexes, [&](const Index& one) {
            return mentions(one.where) || std::any_of(one.columns.begin(), one.columns.end(), [&](const IndexElement& element) {
                return element.is_expression ? mentions(element.text) : element.text == name;
            });
        });
    }

    /// True where something beside the column itself speaks of it.
    bool is_spoken_of(const Table& table, const std::string& name) {
        Table without = table;
        forget_column(without, name);
        const auto is_made_from = [&](const Column& one) { return one.options.computed.find(words_.quoted(name)) != std::string::npos; };
        return without.unique_constraints.size() != table.unique_constraints.size() ||
               without.foreign_keys.size() != table.foreign_keys.size() ||
               without.check_constraints.size() != table.check_constraints.size() ||
               without.exclude_constraints.size() != table.exclude_constraints.size() || without.indexes.size() != table.indexes.size() ||
               std::any_of(table.columns.begin(), table.columns.end(), is_made_from);
    }

    /// True where no two rows may have the same value in the column.
    bool is_unique(const Table& table, const std::string& name) {
        const auto has = [&](const std::string& text) { return text.find(name) != std::string::npos; };
        return std::any_of(table.unique_constraints.begin(), table.unique_constraints.end(), [&](const auto& one) {
            return is_listed(one.columns, name);
        }) || std::any_of(table.exclude_constraints.begin(), table.exclude_constraints.end(), [&](const auto& one) {
            return one.sql.find(words_.quoted(name)) != std::string::npos;
        }) || std::any_of(table.indexes.begin(), table.indexes.end(), [&](const Index& one) {
            return one.unique &&
                   std::any_of(one.columns.begin(), one.columns.end(), [&](const IndexElement& element) { return has(element.text); });
        });
    }

    /// The second half of a pair is changed step by step; a table of it that is renamed counts as new.
    const Column* old_column(const Table& table, const std::string& name) const {
        for (const Table& one : before_) {
            if (one.name == table.name && one.schema == table.schema) return one.find_column(name);
        }
        return nullptr;
    }

    void add_column(Table& table) { table.columns.push_back(column()); }

    // What comes back at the downgrade has its default in all rows.
    void drop_column(Table& table) {
        const auto names = columns_of(table, [&](const Column& one) {
            const Column* const old = old_column(table, one.name);
            const bool comes_back = old == nullptr || old->options.nullable || old->options.server_default;
            const bool was_unique =
                std::any_of(before_.begin(), before_.end(), [&](const Table& before) { return is_unique(before, one.name); });
            return !one.options.primary_key && !is_unique(table, one.name) && !was_unique && comes_back;
        });
        if (names.size() < 2) return;
        // What a generated column is made from goes with it.
        std::vector<std::string> dropped{one_of(names)};
        for (const Column& one : table.columns) {
            if (one.options.computed.find(words_.quoted(dropped.front())) != std::string::npos) dropped.push_back(one.name);
        }
        for (const auto& name : dropped) {
            forget_column(table, name);
            std::erase_if(table.columns, [&](const Column& one) { return one.name == name; });
        }
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

    void change_generated(Table& table) {
        for (Column& one : table.columns) {
            if (one.options.computed.empty()) continue;
            one.options.computed += " + 1";
            return;
        }
        add_generated(table);
    }

    // Values are added and never taken away, on PostgreSQL to the type and so to all columns of it.
    void change_enum(std::vector<Table>& tables) {
        const std::vector<std::string> names{"mood", "Side", "order"};
        const auto place = static_cast<std::size_t>(below(3));
        auto& values = enums_[place];
        const auto value = one_of<std::string>({"new", "it's new", "New"}) + std::to_string(++count_);
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
        const bool was_referred = std::any_of(before_.begin(), before_.end(), [&](const Table& one) {
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

    void drop_constraint(Table& table) {
        if (chance(30) && !table.indexes.empty()) table.indexes.pop_back();
        if (chance(40) && !table.unique_constraints.empty()) table.unique_constraints.pop_back();
        if (chance(40) && !table.check_constraints.empty()) table.check_constraints.pop_back();
        if (chance(40) && !table.foreign_keys.empty()) table.foreign_keys.pop_back();
        if (chance(30) && !table.foreign_keys.empty()) table.foreign_keys.front().on_delete = ReferentialAction::cascade;
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
        if (words_.is_postgresql() && chance(30)) changed.where = changed.where.empty() ? words_.quoted("id") + " > 0" : "";
    }

    void drop_table(std::vector<Table>& tables) {
        if (tables.size() < 2) return;
        const auto place = static_cast<std::ptrdiff_t>(below(static_cast<int>(tables.size())));
        const auto name = (tables.begin() + place)->name;
        // Rows that refer to it would lead nowhere once it comes back empty.
        const auto refers = [&](const Table& one) {
            return one.name != name && std::any_of(one.foreign_keys.begin(), one.foreign_keys.end(),
                                           [&](const auto& key) { return key.referred_table == name; });
        };
        if (std::any_of(before_.begin(), before_.end(), refers)) return;
        tables.erase(tables.begin() + place);
        for (Table& one : tables)
            std::erase_if(one.foreign_keys, [&](const auto& key) { return key.referred_table == name; });
    }

    void rename_column(SchemaPair& pair, Table& table) {
        const auto names = columns_of(table, [](const Column&) { return true; });
        if (names.empty() || !table.schema.empty()) return;
        const auto old_name = one_of(names);
        // A table that is renamed too, or a column that is new, has nothing to rename.
        if (old_column(table, old_name) == nullptr) return;
        const auto new_name = "renamed_" + std::to_string(++count_);
        const auto in_sql = [&](std::string& sql) { sql = replace_all(sql, words_.quoted(old_name), words_.quoted(new_name)); };
        const auto in_list = [&](std::vector<std::string>& list) { std::replace(list.begin(), list.end(), old_name, new_name); };
        for (Column& one : table.columns) {
            if (one.name == old_name) one.name = new_name;
            in_sql(one.options.computed);
        }
        in_list(table.primary_key.columns);
        for (auto& one : table.unique_constraints)
            in_list(one.columns);
        for (auto& one : table.foreign_keys)
            in_list(one.columns);
        for (auto& one : table.check_constraints)
            in_sql(one.sql);
        for (auto& one : table.exclude_constraints)
            in_sql(one.sql);
        for (Index& one : table.indexes) {
            in_sql(one.where);
            for (auto& option : one.dialect_options)
                option.second = replace_all(option.second, old_name, new_name);
            for (IndexElement& element : one.columns) {
                if (element.is_expression)
                    in_sql(element.text);
                else if (element.text == old_name)
                    element.text = new_name;
            }
        }
        pair.renames.push_back(table.name + "." + old_name + "=" + table.name + "." + new_name);
    }

    void rename_table(SchemaPair& pair, Table& table) {
        const auto old_name = table.name;
        const bool is_old = std::any_of(before_.begin(), before_.end(), [&](const Table& one) { return one.name == old_name; });
        const bool has_renames =
            std::any_of(pair.renames.begin(), pair.renames.end(), [&](const std::string& one) { return one.starts_with(old_name + "."); });
        if (!is_old || has_renames || !table.schema.empty()) return;
        table.name = "renamed_" + std::to_string(++count_);
        for (Table& one : pair.after) {
            for (auto& key : one.foreign_keys) {
                if (key.referred_table == old_name) key.referred_table = table.name;
            }
        }
        pair.renames.push_back(old_name + "=" + table.name);
    }

    ServerWords words_;
    std::mt19937 random_;
    std::vector<std::string> schemas_{""};
    std::vector<std::vector<std::string>> enums_{{"v1", "v2", "v3"}, {"v3", "v2", "v1"}, {"v1", "v2", "it's", "v3"}};
    std::vector<Table> before_{};
    int count_ = 0;
};

}  // namespace

SchemaPair schema_pair(std::string_view kind, std::uint32_t number) {
    Maker maker{kind, number};
    SchemaPair pair;
    pair.render_as_batch = maker.chance(50);
    if (maker.chance(50)) {
        pair.naming_convention = {
            {"uq", "uq_%(table_name)s_%(column_0_name)s"}, {"fk", "fk_%(table_name)s_%(column_0_name)s"}, {"pk", "pk_%(table_name)s"}};
    }
    pair.before = maker.schema();
    pair.after = pair.before;
    for (int count = 1 + maker.below(6); count > 0; --count)
        maker.mutate(pair);
    return pair;
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
        if (is_listed(key.columns, column.name)) return std::to_string(row);
    }
    return ServerWords{kind}.value(column.type, row);
}

}  // namespace server_pairs
