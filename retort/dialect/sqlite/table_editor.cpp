#include <retort/dialect/sqlite/table_editor.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <functional>
#include <variant>

#include <retort/core/error.hpp>
#include <retort/core/text.hpp>
#include <retort/dialect/sqlite/column_mentions.hpp>
#include <retort/dialect/sqlite/ddl.hpp>
#include <retort/dialect/sqlite/definition_edits.hpp>
#include <retort/dialect/sqlite/identifiers.hpp>
#include <retort/dialect/sqlite/sql_text.hpp>
#include <retort/dialect/sqlite/tokens.hpp>

namespace retort::sqlite {

namespace {

constexpr std::size_t not_there = static_cast<std::size_t>(-1);

bool same_names(const std::vector<std::string>& left, const std::vector<std::string>& right) {
    return std::equal(left.begin(), left.end(), right.begin(), right.end(), [](const auto& a, const auto& b) { return iequals(a, b); });
}

bool contains(const std::vector<std::string>& names, std::string_view name) {
    return std::any_of(names.begin(), names.end(), [name](const auto& one) { return iequals(one, name); });
}

std::string quoted_list(const std::vector<std::string>& names) {
    std::string list;
    for (const auto& name : names)
        list.append(list.empty() ? "" : ", ").append(quote_identifier(name));
    return list;
}

/// What an index is made over, its condition as well.
std::vector<std::string> columns_of_index(const std::string& sql, const std::vector<std::string>& columns) {
    const auto definition = parse_index(sql);
    std::string text = definition.where;
    for (const auto& element : definition.elements)
        text.append(" , ").append(element);
    return mentioned_columns(text, columns);
}

/// A default as an expression, in which a name is no text: SQLite takes `DEFAULT red` for 'red'.
std::string value_of_default(const std::string& text) {
    const auto tokens = tokenize(text);
    const auto& first = tokens.front();
    constexpr std::array<std::string_view, 6> constants{"NULL", "TRUE", "FALSE", "CURRENT_TIMESTAMP", "CURRENT_DATE", "CURRENT_TIME"};
    const bool is_constant = std::any_of(constants.begin(), constants.end(), [&](std::string_view word) { return first.is(word); });
    const bool is_name = first.kind == Token::Kind::quoted_name || (first.kind == Token::Kind::word && !is_constant);
    return is_name && tokens.size() == 2 ? quote(first.name(), '\'') : text;
}

std::string what_it_is(const DefinedConstraint& constraint) {
    std::string words = constraint.name.empty() ? "" : "'" + constraint.name + "' ";
    return words + "(" + constraint.text + ")";
}

}  // namespace

TableEditor::TableEditor(const TableSnapshot& table) : before_{table}, definition_{table.definition}, indexes_{table.indexes} {
    for (const auto& column : definition_.columns)
        columns_.push_back({column.name, column.type, column.name, {}, false});
}

bool TableEditor::apply(const ddl::Change& one) {
    indexes_dropped_last_.clear();
    return std::visit([this](const auto& alternative) { return change(alternative); }, one);
}

// Names.

std::size_t TableEditor::place_of(std::string_view name) const noexcept {
    const auto found = std::find_if(columns_.begin(), columns_.end(), [name](const auto& column) { return iequals(column.name, name); });
    return found != columns_.end() ? static_cast<std::size_t>(found - columns_.begin()) : not_there;
}

std::size_t TableEditor::require_column(std::string_view name) const {
    const auto place = place_of(name);
    if (place != not_there) return place;
    throw ArgumentError{table() + " has no column '" + std::string{name} + "'; it has " + join(column_names(), ", ")};
}

std::vector<std::string> TableEditor::column_names() const {
    std::vector<std::string> names;
    for (const auto& column : columns_)
        names.push_back(column.name);
    return names;
}

std::vector<std::string> TableEditor::names_in_definition(const std::vector<std::string>& names) const {
    std::vector<std::string> found;
    found.reserve(names.size());
    for (const auto& name : names)
        found.push_back(definition_.columns[require_column(name)].name);
    return found;
}

std::vector<std::pair<std::string, std::string>> TableEditor::renamed() const {
    std::vector<std::pair<std::string, std::string>> names;
    for (std::size_t place = 0; place < columns_.size(); ++place) {
        const auto& in_text = definition_.columns[place].name;
        if (columns_[place].name != in_text) names.emplace_back(columns_[place].name, in_text);
    }
    return names;
}

std::string TableEditor::in_definition(std::string_view sql) const {
    return with_renamed_columns(sql, renamed());
}

std::vector<std::string> TableEditor::dropped_columns() const {
    std::vector<std::string> dropped;
    for (const auto& column : before_.definition.columns) {
        const bool stays = std::any_of(columns_.begin(), columns_.end(), [&](const auto& one) { return one.original == column.name; });
        if (!stays) dropped.push_back(column.name);
    }
    return dropped;
}

// Columns.

bool TableEditor::change(const ddl::AddColumn& change) {
    Column column = change.column;
    if (place_of(column.name) != not_there) {
        if (change.if_not_exists) return false;
        throw ArgumentError{table() + " has a column '" + column.name + "' already"};
    }
    // Another column may have had this name until it was renamed, and has it in the definition still.
    if (definition_.find_column(column.name) != nullptr) column.name = "_retort_new_" + column.name;
    if (column.options.primary_key) {
        const auto key = definition_.primary_key();
        if (!key.empty()) {
            throw CompileError{"The column '" + change.column.name + "' cannot join the primary key of " + table() + " as it is added: " +
                               "drop the key (" + join(key, ", ") + ") in the same batch and create the new one with create_primary_key"};
        }
        if (column.options.autoincrement && column.type.is_integer()) column.type = types::Integer{};
    }
    column.options.computed = in_definition(column.options.computed);
    if (column.options.server_default) column.options.server_default = default_sql(*column.options.server_default);
    auto keys = change.foreign_keys;
    for (auto& key : keys)
        key.columns = {column.name};
    append_column(definition_, column_definition_sql(column, keys));
    columns_.push_back({{}, {}, change.column.name, {}, false});
    if (column.options.primary_key && !definition_.columns.back().has(Kind::primary_key)) {
        append_constraint({}, "PRIMARY KEY (" + quote_identifier(column.name) + ")");
    }
    return true;
}

bool TableEditor::change(const ddl::DropColumn& change) {
    const auto place = place_of(change.column);
    if (place == not_there && change.if_exists) return false;
    require_column(change.column);
    if (columns_.size() == 1)
        throw ArgumentError{"the column '" + change.column + "' is the only one of " + table() + "; drop the table instead"};
    const std::string name = definition_.columns[place].name;
    drop_with_column(name);
    remove_column(definition_, place);
    columns_.erase(columns_.begin() + static_cast<std::ptrdiff_t>(place));
    return true;
}

void TableEditor::drop_with_column(const std::string& name) {
    for (std::size_t place = definition_.constraints.size(); place-- > 0;) {
        const auto& constraint = definition_.constraints[place];
        const bool goes = constraint.kind == Kind::primary_key || constraint.kind == Kind::unique || constraint.kind == Kind::foreign_key;
        if (goes && same_names(constraint.columns, {name})) remove_constraint(definition_, place);
    }
    std::vector<std::string> names;
    for (const auto& column : definition_.columns)
        names.push_back(column.name);
    std::erase_if(indexes_, [&](const SchemaObject& index) {
        const bool goes = same_names(columns_of_index(index.sql, names), {name});
        if (goes) indexes_dropped_last_.push_back(index.name);
        return goes;
    });
    std::erase_if(new_indexes_, [&](const Index& index) {
        return !index.columns.empty() && same_names(index.column_names(), {name}) && index.column_names().size() == index.columns.size();
    });
}

bool TableEditor::change(const ddl::AlterColumn& change) {
    const auto place = require_column(change.column);
    auto& column = definition_.columns[place];
    const std::string before = column.text();
    if (change.type) {
        set_type(column, type_sql(*change.type));
        columns_[place].keeps_json = change.type->kind == SqlType::Kind::json || change.type->kind == SqlType::Kind::jsonb;
    }
    if (!change.using_expression.empty()) columns_[place].using_expression = in_definition(change.using_expression);
    keep_first_default(place, change);
    if (change.server_default) set_default(column, *change.server_default ? default_sql(**change.server_default) : std::string{});
    if (change.nullable) set_nullable(column, *change.nullable);
    if (change.autoincrement.value_or(false)) make_generated_key(place);
    bool changed = column.text() != before || !change.using_expression.empty();
    if (change.new_name && *change.new_name != columns_[place].name) {
        rename(place, *change.new_name);
        changed = true;
    }
    return changed;
}

// A column is added with a default so that the rows have a value, and the default is taken away behind it: in one rebuild, too, the rows
// have what the column was added with.
void TableEditor::keep_first_default(std::size_t place, const ddl::AlterColumn& change) {
    auto& column = columns_[place];
    const auto* first = definition_.columns[place].find(Kind::default_);
    if (!change.server_default || !column.original.empty() || !column.using_expression.empty() || first == nullptr) return;
    column.using_expression = value_of_default(first->expression);
}

void TableEditor::rename(std::size_t place, const std::string& name) {
    const auto other = place_of(name);
    if (other != not_there && other != place) throw ArgumentError{table() + " has a column '" + name + "' already"};
    columns_[place].name = name;
}

void TableEditor::make_generated_key(std::size_t place) {
    auto& column = definition_.columns[place];
    if (!same_names(definition_.primary_key(), {column.name})) {
        throw CompileError{
            "SQLite generates only the primary key of a table, and '" + columns_[place].name + "' is not that of " + table()};
    }
    set_type(column, "INTEGER");
}

// Table and indexes.

bool TableEditor::change(const ddl::RenameTable& change) {
    new_table_name_ = change.new_name;
    return true;
}

bool TableEditor::change(const ddl::CreateIndex& change) {
    const auto named = [&](const auto& index) { return iequals(index.name, change.index.name); };
    if (std::any_of(indexes_.begin(), indexes_.end(), named) || std::any_of(new_indexes_.begin(), new_indexes_.end(), named)) {
        if (change.if_not_exists) return false;
        throw ArgumentError{table() + " has an index '" + change.index.name + "' already"};
    }
    for (const auto& element : change.index.columns) {
        if (!element.is_expression) require_column(element.text);
    }
    new_indexes_.push_back(change.index);
    return true;
}

bool TableEditor::change(const ddl::DropIndex& change) {
    const auto named = [&](const auto& index) { return iequals(index.name, change.index); };
    if (std::erase_if(indexes_, named) + std::erase_if(new_indexes_, named) > 0) return true;
    if (change.if_exists) return false;
    throw ArgumentError{table() + " has no index '" + change.index + "'"};
}

// Constraints.

void TableEditor::append_constraint(const std::string& name, const std::string& body) {
    if (!name.empty()) {
        const auto named = [&](const DefinedConstraint& one) { return iequals(one.name, name); };
        bool is_taken = std::any_of(definition_.constraints.begin(), definition_.constraints.end(), named);
        for (const auto& column : definition_.columns)
            is_taken = is_taken || std::any_of(column.constraints.begin(), column.constraints.end(), named);
        if (is_taken) throw ArgumentError{table() + " has a constraint '" + name + "' already"};
    }
    sqlite::append_constraint(definition_, name.empty() ? body : "CONSTRAINT " + quote_identifier(name) + " " + body);
}

bool TableEditor::change(const ddl::CreatePrimaryKey& change) {
    const auto columns = names_in_definition(change.constraint.columns);
    // Also where the old key was dropped in the same batch: how numbers are given is no part of the constraint.
    const bool keeps_numbers = before_.definition.autoincrement() && same_names(before_.definition.primary_key(), columns);
    remove_primary_key();
    for (const auto& column : columns)
        set_nullable(*definition_.find_column(column), false);
    append_constraint(change.constraint.name, "PRIMARY KEY (" + quoted_list(columns) + (keeps_numbers ? " AUTOINCREMENT)" : ")"));
    return true;
}

void TableEditor::remove_primary_key() {
    for (auto& column : definition_.columns)
        std::erase_if(column.constraints, [](const auto& one) { return one.kind == Kind::primary_key; });
    for (std::size_t place = definition_.constraints.size(); place-- > 0;) {
        if (definition_.constraints[place].kind == Kind::primary_key) remove_constraint(definition_, place);
    }
}

bool TableEditor::change(const ddl::CreateUniqueConstraint& change) {
    append_constraint(change.constraint.name, "UNIQUE (" + quoted_list(names_in_definition(change.constraint.columns)) + ")");
    return true;
}

bool TableEditor::change(const ddl::CreateCheckConstraint& change) {
    append_constraint(change.constraint.name, "CHECK (" + in_definition(check_sql(change.constraint.sql)) + ")");
    return true;
}

bool TableEditor::change(const ddl::CreateForeignKey& change) {
    auto key = change.constraint;
    if (!key.referred_schema.empty() && !iequals(key.referred_schema, before_.schema.empty() ? "main" : before_.schema)) {
        throw CompileError{"A foreign key of " + table() + " cannot lead to '" + key.referred_schema + "." + key.referred_table +
                           "': on SQLite that is another file"};
    }
    key.columns = names_in_definition(key.columns);
    if (iequals(key.referred_table, definition_.name)) key.referred_columns = names_in_definition(key.referred_columns);
    append_constraint(key.name, "FOREIGN KEY(" + quoted_list(key.columns) + ") " + references_sql(key));
    return true;
}

namespace {

using Kind = DefinedConstraint::Kind;

bool is_of_kind(const DefinedConstraint& constraint, ConstraintType kind) {
    switch (kind) {
    case ConstraintType::any: return constraint.kind != Kind::label;
    case ConstraintType::primary_key: return constraint.kind == Kind::primary_key;
    case ConstraintType::unique: return constraint.kind == Kind::unique;
    case ConstraintType::check: return constraint.kind == Kind::check;
    case ConstraintType::foreign_key: return constraint.kind == Kind::foreign_key;
    case ConstraintType::exclude: break;
    }
    return false;
}

/// Whether a constraint without a name is the one that a migration script describes, its columns in the definition's names.
struct SameConstraint {
    const DefinedConstraint& constraint;
    const std::function<std::vector<std::string>(const std::vector<std::string>&)>& names;
    const std::function<std::string(std::string_view)>& sql;

    bool operator()(const std::monostate&) const { return constraint.kind == Kind::primary_key; }
    bool operator()(const PrimaryKeyConstraint&) const { return constraint.kind == Kind::primary_key; }
    bool operator()(const UniqueConstraint& unique) const {
        return constraint.kind == Kind::unique && same_names(constraint.columns, names(unique.columns));
    }
    bool operator()(const CheckConstraint& check) const {
        return constraint.kind == Kind::check && normalized_sql(constraint.expression) == normalized_sql(check_sql(sql(check.sql)));
    }
    bool operator()(const ExcludeConstraint&) const { return false; }
    bool operator()(const ForeignKeyConstraint& key) const {
        // A script that drops it tells its columns alone.
        return constraint.kind == Kind::foreign_key && same_names(constraint.columns, names(key.columns)) &&
               (key.referred_table.empty() || iequals(constraint.referred_table, key.referred_table)) &&
               (key.referred_columns.empty() || constraint.referred_columns.empty() ||
                   same_names(constraint.referred_columns, key.referred_columns));
    }
};

}  // namespace

bool TableEditor::change(const ddl::DropConstraint& change) {
    const bool is_described = change.previous.index() != 0;
    if (change.name.empty() && !is_described && change.kind != ConstraintType::primary_key) {
        throw ArgumentError{"a constraint of " + table() + " is to be dropped that has no name, and nothing says what it is"};
    }
    std::size_t dropped = change.name.empty() ? 0 : remove_constraints(change, false);
    // A naming convention may give a name to what the database has without one.
    if (dropped == 0 && (change.name.empty() || is_described)) dropped = remove_constraints(change, true);
    if (dropped > 0) return true;
    if (change.if_exists) return false;
    throw ArgumentError{table() + " has no constraint " +
                        (change.name.empty() ? "without a name that is like the one to be dropped" : "'" + change.name + "'") +
                        constraint_names()};
}

std::size_t TableEditor::remove_constraints(const ddl::DropConstraint& change, bool unnamed) {
    const std::function names = [this](const std::vector<std::string>& columns) { return names_in_definition(columns); };
    const std::function sql = [this](std::string_view text) { return in_definition(text); };
    const auto goes = [&](const DefinedConstraint& one) {
        if (!is_of_kind(one, change.kind)) return false;
        if (!unnamed) return iequals(one.name, change.name);
        return one.name.empty() && std::visit(SameConstraint{one, names, sql}, change.previous);
    };
    std::size_t count = 0;
    for (auto& column : definition_.columns) {
        const auto erased = std::erase_if(column.constraints, goes);
        count += erased;
        // What was said of a foreign key apart from it goes with it.
        if (erased > 0 && !column.has(Kind::foreign_key))
            std::erase_if(column.constraints, [](const auto& one) { return one.kind == Kind::deferral; });
    }
    for (std::size_t place = definition_.constraints.size(); place-- > 0;) {
        if (!goes(definition_.constraints[place])) continue;
        remove_constraint(definition_, place);
        ++count;
    }
    return count;
}

std::string TableEditor::constraint_names() const {
    std::vector<std::string> names;
    const auto take = [&](const DefinedConstraint& one) {
        if (!one.name.empty()) names.push_back(one.name);
    };
    for (const auto& column : definition_.columns)
        std::for_each(column.constraints.begin(), column.constraints.end(), take);
    std::for_each(definition_.constraints.begin(), definition_.constraints.end(), take);
    return names.empty() ? std::string{"; none of its constraints has a name"} : "; those with names are " + join(names, ", ");
}

bool TableEditor::change(const ddl::CreateExcludeConstraint& change) {
    throw CompileError{table() + " cannot have the constraint '" + change.constraint.name + "': SQLite has no exclusion constraints"};
}

bool TableEditor::change(const ddl::AlterEnum&) {
    return false;
}

bool TableEditor::change(const ddl::SetTableComment&) {
    return false;  // SQLite keeps none
}

bool TableEditor::change(const ddl::CreateTable&) {
    throw ArgumentError{table() + " cannot be created while it is altered"};
}

bool TableEditor::change(const ddl::DropTable&) {
    throw ArgumentError{table() + " cannot be dropped while it is altered"};
}

// What holds together.

void TableEditor::require_whole() const {
    std::vector<std::string> gone;
    for (const auto& column : dropped_columns()) {
        if (definition_.find_column(column) == nullptr) gone.push_back(column);
    }
    const auto refuse = [&](const std::string& column, const std::string& what) {
        throw CompileError{"The column '" + column + "' of " + table() + " cannot be dropped: " + what +
                           " names it; drop that first, or in the same batch"};
    };
    for (const auto& constraint : definition_.constraints) {
        for (const auto& column : gone) {
            if (contains(constraint.columns, column) || mentions_column(constraint.expression, column))
                refuse(column, "the constraint " + what_it_is(constraint));
        }
    }
    for (const auto& column : definition_.columns) {
        for (const auto& constraint : column.constraints) {
            if (constraint.kind != Kind::check && constraint.kind != Kind::generated) continue;
            for (const auto& dropped : mentioned_columns(constraint.expression, gone))
                refuse(
                    dropped, (constraint.kind == Kind::check ? "the CHECK of the column '" : "the generated column '") + column.name + "'");
        }
    }
    for (const auto& index : indexes_) {
        for (const auto& column : columns_of_index(index.sql, gone))
            refuse(column, "the index '" + index.name + "'");
    }
    if (definition_.without_rowid && definition_.primary_key().empty()) {
        throw CompileError{"The primary key of " + table() + " cannot be dropped without another in the same batch: it is WITHOUT ROWID"};
    }
}

}  // namespace retort::sqlite
