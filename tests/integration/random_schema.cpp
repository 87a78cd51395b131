#include "random_schema.hpp"

#include <algorithm>

#include <retort/core/text.hpp>

namespace round_trip {

using namespace retort;

bool is_listed(const std::vector<std::string>& names, const std::string& name) {
    return std::find(names.begin(), names.end(), name) != names.end();
}

SchemaPair RandomSchema::pair() {
    SchemaPair pair;
    pair.render_as_batch = chance(50);
    if (chance(50)) {
        pair.naming_convention = {
            {"uq", "uq_%(table_name)s_%(column_0_name)s"}, {"fk", "fk_%(table_name)s_%(column_0_name)s"}, {"pk", "pk_%(table_name)s"}};
    }
    pair.before = schema();
    pair.after = pair.before;
    for (int count = 1 + below(6); count > 0; --count)
        mutate(pair);
    return pair;
}

std::string RandomSchema::word(const std::string& stem) {
    const auto number = std::to_string(next_number());
    return chance(strange_percent_) ? one_of(strange_) + " " + number : stem + "_" + number;
}

std::string RandomSchema::quoted(const std::string& name) const {
    return quote(name, quotes_);
}

std::vector<Table> RandomSchema::schema() {
    for (int count = 1 + below(5); count > 0; --count)
        before_.push_back(table());
    for (int count = below(4); count > 0; --count)
        add_foreign_key(before_, before_[static_cast<std::size_t>(below(static_cast<int>(before_.size())))]);
    return before_;
}

void RandomSchema::add_unique(Table& table) {
    const auto names = indexable(table);
    if (names.empty()) return;
    UniqueConstraint made;
    made.columns = {one_of(names)};
    if (!can_be_unique(table, made.columns.front())) return;
    if (chance(30)) made.columns.push_back("id");
    if (chance(60)) made.name = word("uq");
    made.deferral = unique_deferral();
    // A naming convention would give them one name.
    for (const auto& other : table.unique_constraints) {
        if (other.columns.front() == made.columns.front()) return;
    }
    table.unique_constraints.push_back(made);
}

void RandomSchema::add_check(Table& table) {
    const auto names = columns_of(table, [&](const Column& one) { return can_be_checked(table, one); });
    if (names.empty()) return;
    CheckConstraint made;
    made.sql = one_of(conditions(*table.find_column(one_of(names))));
    if (chance(60)) made.name = word("ck");
    for (const auto& other : table.check_constraints) {
        if (other.sql == made.sql) return;
    }
    table.check_constraints.push_back(made);
}

void RandomSchema::add_foreign_key(std::vector<Table>& tables, Table& table) {
    const auto& referred = one_of(tables);
    if (referred.primary_key.columns != Names{"id"}) return;
    ForeignKeyConstraint made = foreign_key_constraint({word("reference")}, "x", {"id"});
    made.referred_schema = referred.schema;
    made.referred_table = referred.name;
    made.on_delete = one_of(actions());
    made.on_update = one_of(actions());
    if (chance(50)) made.name = word("fk");
    made.deferral = key_deferral();
    table.columns.emplace_back(made.columns.front(), reference_type(table, referred));
    table.foreign_keys.push_back(made);
}

void RandomSchema::add_generated(Table& table) {
    const auto names = columns_of(table, [&](const Column& one) { return one.type.is_integer() && can_be_source(table, one); });
    if (names.empty()) return;
    Column made{word("generated"), types::Integer{}};
    made.options.computed = quoted(one_of(names)) + " * " + std::to_string(below(5) + 2);
    made.options.persisted = is_persisted();
    table.columns.push_back(made);
    if (chance(30)) table.indexes.push_back(Index{word("ix"), {made.name}});
}

std::vector<std::string> RandomSchema::columns_of(const Table& table, const std::function<bool(const Column&)>& property) {
    Names names;
    for (const Column& one : table.columns) {
        if (one.name != "id" && one.options.computed.empty() && property(one)) names.push_back(one.name);
    }
    return names;
}

std::vector<std::string> RandomSchema::indexable(const Table& table) const {
    return columns_of(table, [&](const Column& one) { return is_indexable(one.type); });
}

bool RandomSchema::is_reference(const Table& table, const std::string& name) {
    return std::any_of(table.foreign_keys.begin(), table.foreign_keys.end(), [&](const auto& key) { return is_listed(key.columns, name); });
}

bool RandomSchema::is_unique(const Table& table, const std::string& name) const {
    return std::any_of(table.unique_constraints.begin(), table.unique_constraints.end(), [&](const auto& one) {
        return is_listed(one.columns, name);
    }) || std::any_of(table.exclude_constraints.begin(), table.exclude_constraints.end(), [&](const auto& one) {
        return one.sql.find(quoted(name)) != std::string::npos;
    }) || std::any_of(table.indexes.begin(), table.indexes.end(), [&](const Index& one) {
        return one.unique && std::any_of(one.columns.begin(), one.columns.end(),
                                 [&](const IndexElement& element) { return element.text.find(name) != std::string::npos; });
    });
}

const Column* RandomSchema::old_column(const Table& table, const std::string& name) const {
    for (const Table& one : before_) {
        if (one.name == table.name && one.schema == table.schema) return one.find_column(name);
    }
    return nullptr;
}

void RandomSchema::forget_column(Table& table, const std::string& name) const {
    const auto mentions = [&](const std::string& sql) { return sql.find(quoted(name)) != std::string::npos; };
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

void RandomSchema::drop_column(Table& table, const std::string& name) {
    Names dropped{name};
    for (const Column& one : table.columns) {
        if (one.options.computed.find(quoted(name)) != std::string::npos) dropped.push_back(one.name);
    }
    for (const auto& one : dropped) {
        forget_column(table, one);
        std::erase_if(table.columns, [&](const Column& column) { return column.name == one; });
    }
}

void RandomSchema::change_generated(Table& table) {
    for (Column& one : table.columns) {
        if (one.options.computed.empty()) continue;
        one.options.computed += " + 1";
        return;
    }
    add_generated(table);
}

void RandomSchema::drop_constraint(Table& table) {
    if (chance(30) && !table.indexes.empty()) table.indexes.pop_back();
    if (chance(40) && !table.unique_constraints.empty()) table.unique_constraints.pop_back();
    if (chance(40) && !table.check_constraints.empty()) table.check_constraints.pop_back();
    if (chance(40) && !table.foreign_keys.empty()) table.foreign_keys.pop_back();
    if (chance(30) && !table.foreign_keys.empty()) table.foreign_keys.front().on_delete = ReferentialAction::cascade;
}

void RandomSchema::drop_table(std::vector<Table>& tables) {
    if (tables.size() < 2) return;
    const auto place = static_cast<std::ptrdiff_t>(below(static_cast<int>(tables.size())));
    const auto name = (tables.begin() + place)->name;
    // Rows that refer to it would lead nowhere once it comes back empty.
    const auto refers = [&](const Table& one) {
        return one.name != name &&
               std::any_of(one.foreign_keys.begin(), one.foreign_keys.end(), [&](const auto& key) { return key.referred_table == name; });
    };
    if (std::any_of(before_.begin(), before_.end(), refers)) return;
    tables.erase(tables.begin() + place);
    for (Table& one : tables)
        std::erase_if(one.foreign_keys, [&](const auto& key) { return key.referred_table == name; });
}

void RandomSchema::rename_in(Table& table, const std::string& old_name, const std::string& new_name) const {
    const auto in_sql = [&](std::string& sql) { sql = replace_all(sql, quoted(old_name), quoted(new_name)); };
    const auto in_list = [&](Names& list) { std::replace(list.begin(), list.end(), old_name, new_name); };
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
}

void RandomSchema::rename_column(SchemaPair& pair, Table& table) {
    const auto names = columns_of(table, [](const Column&) { return true; });
    if (names.empty() || !table.schema.empty()) return;
    const auto old_name = one_of(names);
    // A table that is renamed too, or a column that is new, has nothing to rename.
    if (old_column(table, old_name) == nullptr) return;
    const auto new_name = "renamed_" + std::to_string(next_number());
    rename_in(table, old_name, new_name);
    pair.renames.push_back(table.name + "." + old_name + "=" + table.name + "." + new_name);
}

void RandomSchema::rename_table(SchemaPair& pair, Table& table) {
    const auto old_name = table.name;
    const bool is_old = std::any_of(before_.begin(), before_.end(), [&](const Table& one) { return one.name == old_name; });
    const bool has_renames =
        std::any_of(pair.renames.begin(), pair.renames.end(), [&](const std::string& one) { return one.starts_with(old_name + "."); });
    if (!is_old || has_renames || !table.schema.empty()) return;
    table.name = "renamed_" + std::to_string(next_number());
    for (Table& one : pair.after) {
        for (auto& key : one.foreign_keys) {
            if (key.referred_table == old_name) key.referred_table = table.name;
        }
    }
    pair.renames.push_back(old_name + "=" + table.name);
}

}  // namespace round_trip
