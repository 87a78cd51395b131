#include "schema_pairs.hpp"

#include <algorithm>
#include <functional>
#include <random>
#include <utility>

#include <retort/core/text.hpp>

namespace round_trip {

using namespace retort;

namespace {

using Kind = SqlType::Kind;

bool is_listed(const std::vector<std::string>& names, const std::string& name) {
    return std::find(names.begin(), names.end(), name) != names.end();
}

bool is_strict(const Table& table) {
    return std::any_of(
        table.dialect_options.begin(), table.dialect_options.end(), [](const auto& option) { return option.first == "sqlite_strict"; });
}

/// Makes one schema and changes it. Whatever it makes, rows of value_sql() can be kept in it.
class Maker {
public:
    explicit Maker(std::uint32_t number) : random_{number * 2654435761U + 17U} {}

    int below(int limit) { return static_cast<int>(random_() % static_cast<std::uint32_t>(limit)); }
    bool chance(int percent) { return below(100) < percent; }

    template <class T>
    T one_of(const std::vector<T>& choices) {
        return choices[static_cast<std::size_t>(below(static_cast<int>(choices.size())))];
    }

    std::string word(const std::string& stem) {
        ++words_;
        // Reserved words, capitals, spaces and quotes want to be quoted everywhere.
        static const std::vector<std::string> strange{"order", "Group By", "na\"me", "größe", "select", "it's"};
        return chance(12) ? one_of(strange) + " " + std::to_string(words_) : stem + "_" + std::to_string(words_);
    }

    SqlType type(const Table& table) {
        using namespace types;
        if (is_strict(table)) return one_of<SqlType>({Integer{}, Text{}, LargeBinary{}});
        return one_of<SqlType>({Integer{}, BigInteger{}, SmallInteger{}, String{}, String{40}, Text{}, Float{}, Numeric{10, 2},
            types::Date{}, types::DateTime{}, types::Time{}, LargeBinary{}, JSON{}, Boolean{}, types::Uuid{}, Double{}});
    }

    std::optional<std::string> default_for(const SqlType& type) {
        if (type.is_integer()) return one_of<std::string>({"0", "7", "(1 + 2)"});
        if (type.kind == Kind::string || type.kind == Kind::text) return one_of<std::string>({"''", "'it''s'", "'a b'"});
        if (type.kind == Kind::date) return "'2020-02-02'";
        if (type.kind == Kind::datetime) return one_of<std::string>({"CURRENT_TIMESTAMP", "'2020-02-02 10:00:00'"});
        if (type.kind == Kind::boolean) return "1";
        if (type.kind == Kind::float_ || type.kind == Kind::double_ || type.kind == Kind::numeric) return "1.5";
        return std::nullopt;
    }

    Column column(const Table& table) {
        Column made{word("column"), type(table)};
        if (chance(50)) made.options.server_default = default_for(made.type);
        made.options.nullable = !made.options.server_default || chance(50);
        if (chance(10) && made.type.kind == Kind::text) made.options.collation = "NOCASE";
        return made;
    }

    /// Columns with the given property, the key not among them.
    std::vector<std::string> columns_of(const Table& table, const std::function<bool(const Column&)>& property) {
        std::vector<std::string> names;
        for (const Column& one : table.columns) {
            if (one.name != "id" && one.options.computed.empty() && property(one)) names.push_back(one.name);
        }
        return names;
    }

    std::vector<std::string> unique_candidates(const Table& table) {
        return columns_of(table, [](const Column& one) { return one.type.kind != Kind::boolean; });
    }

    static std::string quoted(const std::string& name) { return quote(name, '"'); }

    void add_index(Table& table) {
        const auto names = unique_candidates(table);
        if (names.empty()) return;
        Index made{word("ix"), {one_of(names)}};
        if (names.size() > 1 && chance(40)) {
            const auto second = one_of(names);
            if (second != made.columns.front().text) made.columns.emplace_back(second);
        }
        if (chance(15)) made.columns.push_back(sql_expression("lower(" + quoted(one_of(names)) + ")"));
        if (chance(15)) made.columns = {sql_expression(quoted(one_of(names)) + " DESC")};
        if (chance(15)) made.where = quoted(one_of(names)) + " IS NOT NULL";
        made.unique = chance(25);
        table.indexes.push_back(made);
    }

    void add_unique(Table& table) {
        const auto names = unique_candidates(table);
        if (names.empty()) return;
        UniqueConstraint made;
        made.columns = {one_of(names)};
        if (chance(30)) made.columns.push_back("id");
        if (chance(60)) made.name = word("uq");
        // A naming convention would give them one name.
        for (const auto& other : table.unique_constraints) {
            if (other.columns.front() == made.columns.front()) return;
        }
        table.unique_constraints.push_back(made);
    }

    void add_check(Table& table) {
        const auto names = columns_of(table, [](const Column&) { return true; });
        if (names.empty()) return;
        CheckConstraint made;
        const auto name = quoted(one_of(names));
        made.sql = one_of<std::string>({name + " <> 'never'", "length(" + name + ") >= 0", name + " IS NOT NULL OR " + name + " IS NULL",
            "(" + name + " IN ('x', 'y')) OR 1 = 1"});
        if (chance(60)) made.name = word("ck");
        for (const auto& other : table.check_constraints) {
            if (other.sql == made.sql) return;
        }
        table.check_constraints.push_back(made);
    }

    ReferentialAction action() {
        return one_of<ReferentialAction>({ReferentialAction::none, ReferentialAction::none, ReferentialAction::cascade,
            ReferentialAction::set_null, ReferentialAction::restrict_});
    }

    void add_foreign_key(std::vector<Table>& tables, Table& table) {
        const auto& referred = one_of(tables);
        if (referred.primary_key.columns != std::vector<std::string>{"id"}) return;
        const bool strict = is_strict(table);
        ForeignKeyConstraint made = foreign_key_constraint({word("reference")}, "x", {"id"});
        made.referred_table = referred.name;
        made.on_delete = action();
        made.on_update = action();
        if (chance(50)) made.name = word("fk");
        if (chance(15)) made.deferral = "DEFERRABLE INITIALLY DEFERRED";
        table.columns.emplace_back(made.columns.front(), strict || chance(70) ? SqlType{types::Integer{}} : SqlType{types::BigInteger{}});
        table.foreign_keys.push_back(made);
    }

    void add_generated(Table& table) {
        const auto names = columns_of(table, [](const Column& one) { return one.type.is_integer(); });
        if (names.empty() ||
            std::count_if(table.columns.begin(), table.columns.end(), [](const Column& one) { return one.options.computed.empty(); }) < 2)
            return;
        Column made{word("generated"), types::Integer{}};
        made.options.computed = quoted(one_of(names)) + " * " + std::to_string(below(5) + 2);
        made.options.persisted = chance(30);
        table.columns.push_back(made);
        if (chance(30)) table.indexes.push_back(Index{word("ix"), {made.name}});
    }

    Table table() {
        Table made;
        made.name = word("table");
        const bool strict = chance(10);
        if (strict) made.dialect_options.emplace_back("sqlite_strict", "true");
        made.columns.emplace_back("id", types::Integer{}, ColumnOptions{.nullable = false, .primary_key = true});
        for (int count = 1 + below(5); count > 0; --count)
            made.columns.push_back(column(made));
        made.primary_key.columns = {"id"};
        const auto names = columns_of(made, [](const Column& one) { return !one.options.nullable && one.type.kind != Kind::boolean; });
        if (chance(10) && !names.empty()) {
            made.primary_key.columns.push_back(names.front());
            for (Column& one : made.columns) {
                if (one.name == names.front()) one.options.primary_key = true;
            }
        } else if (chance(85)) {
            made.columns.front().options.autoincrement = true;
            if (chance(10)) made.dialect_options.emplace_back("sqlite_autoincrement", "true");
        } else if (chance(60)) {
            made.dialect_options.emplace_back("sqlite_with_rowid", "false");
        }
        if (chance(20)) made.primary_key.name = word("pk");
        if (chance(40)) add_index(made);
        if (chance(30)) add_unique(made);
        if (chance(30)) add_check(made);
        if (chance(20)) add_generated(made);
        return made;
    }

    std::vector<Table> schema() {
        std::vector<Table> tables;
        for (int count = 1 + below(5); count > 0; --count)
            tables.push_back(table());
        for (int count = below(4); count > 0; --count)
            add_foreign_key(tables, tables[static_cast<std::size_t>(below(static_cast<int>(tables.size())))]);
        return tables;
    }

    /// Everything in the table that speaks of a column.
    static void forget_column(Table& table, const std::string& name) {
        const auto mentions = [&](const std::string& sql) { return sql.find(quoted(name)) != std::string::npos; };
        std::erase_if(table.unique_constraints, [&](const auto& one) { return is_listed(one.columns, name); });
        std::erase_if(table.foreign_keys, [&](const auto& one) { return is_listed(one.columns, name); });
        std::erase_if(table.check_constraints, [&](const auto& one) { return mentions(one.sql); });
        std::erase_if(table.indexes, [&](const Index& one) {
            return mentions(one.where) || std::any_of(one.columns.begin(), one.columns.end(), [&](const IndexElement& element) {
                return element.is_expression ? mentions(element.text) : element.text == name;
            });
        });
    }

    /// True where no two rows may have the same value in the column.
    static bool is_unique(const Table& table, const std::string& name) {
        return std::any_of(table.unique_constraints.begin(), table.unique_constraints.end(), [&](const auto& one) {
            return is_listed(one.columns, name);
        }) || std::any_of(table.indexes.begin(), table.indexes.end(), [&](const Index& one) {
            return one.unique && std::any_of(one.columns.begin(), one.columns.end(),
                                     [&](const IndexElement& element) { return element.text.find(name) != std::string::npos; });
        });
    }

    // What comes back at the downgrade has its default in all rows.
    void drop_column(Table& table) {
        const auto names = columns_of(table, [&](const Column& one) { return !one.options.primary_key && !is_unique(table, one.name); });
        // What a generated column is made from goes with it.
        if (names.size() < 2) return;
        std::vector<std::string> dropped{one_of(names)};
        for (const Column& one : table.columns) {
            if (one.options.computed.find(quoted(dropped.front())) != std::string::npos) dropped.push_back(one.name);
        }
        for (const auto& name : dropped) {
            forget_column(table, name);
            std::erase_if(table.columns, [&](const Column& one) { return one.name == name; });
        }
    }

    /// The second half of a pair is changed step by step; a table of it that is renamed counts as new.
    bool is_old_column(const Table& table, const std::string& name) const {
        return std::any_of(
            before_.begin(), before_.end(), [&](const Table& one) { return one.name == table.name && one.find_column(name) != nullptr; });
    }

    void alter_column(Table& table) {
        const auto names = columns_of(table, [](const Column& one) { return !one.options.primary_key; });
        if (names.empty()) return;
        const auto name = one_of(names);
        Column& altered = *std::find_if(table.columns.begin(), table.columns.end(), [&](const Column& one) { return one.name == name; });
        switch (below(3)) {
        case 0:
            // The rows of a new column have its default, or nothing.
            if (altered.options.server_default || is_old_column(table, name)) altered.options.nullable = !altered.options.nullable;
            break;
        case 1:
            // A foreign key's column stays an integer, and so does what a generated one is made from.
            if (altered.type.kind == Kind::string && altered.type.length > 0)
                altered.type = types::String{60};
            else if (altered.type.kind == Kind::integer && !is_strict(table))
                altered.type = types::BigInteger{};
            else if (altered.type.kind == Kind::small_integer)
                altered.type = types::Integer{};
            else if (altered.type.kind == Kind::date)
                altered.type = types::DateTime{};
            else if (altered.type.kind == Kind::float_)
                altered.type = types::Numeric{12, 3};
            break;
        default:
            // Nor does a default lead anywhere as a foreign key.
            if (std::any_of(
                    table.foreign_keys.begin(), table.foreign_keys.end(), [&](const auto& key) { return is_listed(key.columns, name); }))
                break;
            if (!altered.options.server_default)
                altered.options.server_default = default_for(altered.type);
            else if (altered.options.nullable || is_old_column(table, name))
                altered.options.server_default.reset();
        }
    }

    void change_generated(Table& table) {
        for (Column& one : table.columns) {
            if (one.options.computed.empty()) continue;
            one.options.computed += " + 1";
            return;
        }
        add_generated(table);
    }

    void drop_constraint(Table& table) {
        if (chance(30) && !table.indexes.empty()) table.indexes.pop_back();
        if (chance(40) && !table.unique_constraints.empty()) table.unique_constraints.pop_back();
        if (chance(40) && !table.check_constraints.empty()) table.check_constraints.pop_back();
        if (chance(40) && !table.foreign_keys.empty()) table.foreign_keys.pop_back();
        if (chance(30) && !table.foreign_keys.empty()) table.foreign_keys.front().on_delete = ReferentialAction::cascade;
    }

    void change_index(Table& table) {
        if (table.indexes.empty()) return add_index(table);
        Index& changed = table.indexes.front();
        changed.unique = !changed.unique;
        if (chance(30)) changed.where = changed.where.empty() ? quoted("id") + " > 0" : "";
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
        if (names.empty()) return;
        const auto old_name = one_of(names);
        const bool is_old = std::any_of(pair.before.begin(), pair.before.end(),
            [&](const Table& one) { return one.name == table.name && one.find_column(old_name) != nullptr; });
        // A table that is renamed too, or a column that is new, has nothing to rename.
        if (!is_old || table.name.find('=') != std::string::npos) return;
        const auto new_name = "renamed_" + std::to_string(++words_);
        const auto in_sql = [&](std::string& sql) { sql = replace_all(sql, quoted(old_name), quoted(new_name)); };
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
        for (Index& one : table.indexes) {
            in_sql(one.where);
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
        const bool is_old = std::any_of(pair.before.begin(), pair.before.end(), [&](const Table& one) { return one.name == old_name; });
        const bool is_spoken_of =
            std::any_of(pair.renames.begin(), pair.renames.end(), [&](const std::string& one) { return one.starts_with(old_name + "."); });
        if (!is_old || is_spoken_of) return;
        table.name = "renamed_" + std::to_string(++words_);
        for (Table& one : pair.after) {
            for (auto& key : one.foreign_keys) {
                if (key.referred_table == old_name) key.referred_table = table.name;
            }
        }
        pair.renames.push_back(old_name + "=" + table.name);
    }

    void mutate(SchemaPair& pair) {
        before_ = pair.before;
        Table& table = pair.after[static_cast<std::size_t>(below(static_cast<int>(pair.after.size())))];
        switch (below(14)) {
        case 0: {
            auto made = this->table();
            pair.after.push_back(std::move(made));
            if (chance(60)) add_foreign_key(pair.after, pair.after.back());
            break;
        }
        case 1: drop_table(pair.after); break;
        case 2:
        case 3: table.columns.push_back(column(table)); break;
        case 4: drop_column(table); break;
        case 5:
        case 6: alter_column(table); break;
        case 7: add_index(table); break;
        case 8: add_unique(table); break;
        case 9: add_check(table); break;
        case 10: add_foreign_key(pair.after, table); break;
        case 11: chance(50) ? drop_constraint(table) : change_index(table); break;
        case 12: change_generated(table); break;
        default: chance(60) ? rename_column(pair, table) : rename_table(pair, table);
        }
    }

private:
    std::mt19937 random_;
    std::vector<Table> before_{};
    int words_ = 0;
};

}  // namespace

SchemaPair schema_pair(std::uint32_t number) {
    Maker maker{number};
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
    migrate::Environment environment;
    environment.metadata = MetaData{tables};
    environment.compare_server_default = true;
    environment.render_as_batch = pair.render_as_batch;
    environment.naming_convention = pair.naming_convention;
    return environment;
}

std::string revision_id(std::uint32_t number) {
    return "pair" + std::to_string(number);
}

std::string value_sql(const Table& table, const Column& column, int row) {
    for (const auto& key : table.foreign_keys) {
        if (is_listed(key.columns, column.name)) return std::to_string(row);
    }
    const auto digit = std::to_string(row);
    switch (column.type.kind) {
    case Kind::boolean: return row % 2 != 0 ? "1" : "0";
    case Kind::small_integer:
    case Kind::integer:
    case Kind::big_integer: return digit;
    case Kind::float_:
    case Kind::double_:
    case Kind::numeric: return digit + ".25";
    case Kind::date: return "'2026-01-0" + digit + "'";
    case Kind::datetime: return "'2026-01-0" + digit + " 10:00:00.000000'";
    case Kind::time: return "'10:00:0" + digit + ".000000'";
    case Kind::large_binary: return "x'0" + digit + "ff'";
    case Kind::json: return "'{\"a\": " + digit + "}'";
    case Kind::uuid: return "'0000000000000000000000000000000" + digit + "'";
    default: return "'it''s value " + digit + "'";
    }
}

}  // namespace round_trip
