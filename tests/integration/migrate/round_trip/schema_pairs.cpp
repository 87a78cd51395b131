#include "schema_pairs.hpp"

#include <algorithm>

namespace round_trip {

using namespace retort;

namespace {

using Kind = SqlType::Kind;

bool is_strict(const Table& table) {
    return std::any_of(
        table.dialect_options.begin(), table.dialect_options.end(), [](const auto& option) { return option.first == "sqlite_strict"; });
}

/// Makes one schema and changes it. Whatever it makes, rows of value_sql() can be kept in it.
class SqliteSchema : public RandomSchema {
public:
    // Reserved words, capitals, spaces and quotes want to be quoted everywhere.
    explicit SqliteSchema(std::uint32_t number)
        : RandomSchema{number, '"', {"order", "Group By", "na\"me", "größe", "select", "it's"}, 12} {}

private:
    bool is_indexable(const SqlType& type) const override { return type.kind != Kind::boolean; }
    std::vector<std::string> conditions(const Column& column) const override {
        const auto name = quoted(column.name);
        return {name + " <> 'never'", "length(" + name + ") >= 0", name + " IS NOT NULL OR " + name + " IS NULL",
            "(" + name + " IN ('x', 'y')) OR 1 = 1"};
    }
    std::vector<ReferentialAction> actions() const override {
        return {ReferentialAction::none, ReferentialAction::none, ReferentialAction::cascade, ReferentialAction::set_null,
            ReferentialAction::restrict_};
    }
    SqlType reference_type(const Table& table, const Table& /*referred*/) override {
        return is_strict(table) || chance(70) ? SqlType{types::Integer{}} : SqlType{types::BigInteger{}};
    }
    std::string key_deferral() override { return chance(15) ? "DEFERRABLE INITIALLY DEFERRED" : ""; }
    bool is_persisted() override { return chance(30); }

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

    void add_index(Table& table) override {
        const auto names = indexable(table);
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

    Table table() override {
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

    // What comes back at the downgrade has its default in all rows.
    void drop_some_column(Table& table) {
        const auto names = columns_of(table, [&](const Column& one) { return !one.options.primary_key && !is_unique(table, one.name); });
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
            if (altered.options.server_default || is_old) altered.options.nullable = !altered.options.nullable;
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
            if (is_reference(table, name)) break;
            if (!altered.options.server_default)
                altered.options.server_default = default_for(altered.type);
            else if (altered.options.nullable || is_old)
                altered.options.server_default.reset();
        }
    }

    void change_index(Table& table) {
        if (table.indexes.empty()) return add_index(table);
        Index& changed = table.indexes.front();
        changed.unique = !changed.unique;
        if (chance(30)) changed.where = changed.where.empty() ? quoted("id") + " > 0" : "";
    }

    void mutate(SchemaPair& pair) override {
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
        case 4: drop_some_column(table); break;
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
};

}  // namespace

SchemaPair schema_pair(std::uint32_t number) {
    return SqliteSchema{number}.pair();
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
