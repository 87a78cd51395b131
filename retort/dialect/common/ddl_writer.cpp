#include <retort/dialect/common/ddl_writer.hpp>

#include <algorithm>
#include <cstddef>
#include <tuple>
#include <type_traits>
#include <utility>
#include <variant>

#include <retort/core/error.hpp>
#include <retort/core/text.hpp>

namespace retort::detail {

namespace {

/// The constraints in the order in which SQLAlchemy makes them: those of the table's arguments, then column by column those that the
/// columns bring, UNIQUE before FOREIGN KEY.
template <class AnyTable>
class OrderedConstraints {
public:
    template <class HasKey>
    OrderedConstraints(AnyTable& table, bool has_exclude_constraints, HasKey&& has_key) : table_{table} {
        for (auto& unique : table.unique_constraints) {
            const auto place = unique.columns.size() == 1 ? place_of(unique.columns.front()) : not_a_column;
            const bool from_column = place != not_a_column && table.columns[place].options.unique;
            add(unique, from_column, place, 0);
        }
        for (auto& check : table.check_constraints)
            add(check, false, not_a_column, 1);
        for (auto& key : table.foreign_keys) {
            if (!has_key(key)) continue;
            const auto place = key.columns.size() == 1 ? place_of(key.columns.front()) : not_a_column;
            add(key, place != not_a_column, place, 2);
        }
        if (has_exclude_constraints) {
            for (auto& exclude : table.exclude_constraints)
                add(exclude, false, not_a_column, 3);
        }
        std::stable_sort(items_.begin(), items_.end(), [](const Item& left, const Item& right) { return left.rank < right.rank; });
    }

    template <class Use>
    void for_each(Use&& use) const {
        for (const Item& item : items_)
            std::visit([&](auto* constraint) { use(*constraint); }, item.constraint);
    }

private:
    static constexpr std::size_t not_a_column = static_cast<std::size_t>(-1);

    template <class Constraint>
    using Pointer = std::conditional_t<std::is_const_v<AnyTable>, const Constraint*, Constraint*>;

    struct Item {
        std::tuple<int, bool, std::size_t, int> rank;
        std::variant<Pointer<UniqueConstraint>, Pointer<CheckConstraint>, Pointer<ForeignKeyConstraint>, Pointer<ExcludeConstraint>>
            constraint;
    };

    std::size_t place_of(const std::string& column) const {
        const auto* found = table_.find_column(column);
        return found != nullptr ? static_cast<std::size_t>(found - table_.columns.data()) : not_a_column;
    }

    template <class Constraint>
    void add(Constraint& constraint, bool from_column, std::size_t place, int kind) {
        items_.push_back({{constraint.order, from_column, from_column ? place : 0, kind}, &constraint});
    }

    AnyTable& table_;
    std::vector<Item> items_;
};

}  // namespace

std::string DdlWriter::create_table(const Table& table, bool if_not_exists) const {
    std::vector<std::string> lines;
    lines.reserve(table.columns.size() + 1);
    for (const Column& one : table.columns)
        lines.push_back(column(table, one));
    if (auto columns = key_columns(table); !columns.empty() && !column_tells_key(table)) {
        PrimaryKeyConstraint key = table.primary_key;
        key.columns = std::move(columns);
        lines.push_back(constraint(key));
    }
    OrderedConstraints{table, has_exclude_constraints(), [&](const auto& key) { return has_foreign_key(table, key); }}.for_each(
        [&](const auto& one) { lines.push_back(constraint(one)); });

    std::string sql = (if_not_exists ? "CREATE TABLE IF NOT EXISTS " : "CREATE TABLE ") + qualified(table.schema, table.name) + " (";
    for (auto separator = "\n\t"; const auto& line : lines) {
        sql.append(separator).append(line);
        separator = ", \n\t";
    }
    return sql.append("\n)").append(table_options(table));
}

std::string DdlWriter::drop_table(const ddl::TableName& name, bool if_exists) const {
    return (if_exists ? "DROP TABLE IF EXISTS " : "DROP TABLE ") + qualified(name);
}

std::string DdlWriter::create_index(const ddl::TableName& table, const Index& index, bool if_not_exists) const {
    std::string sql = "CREATE " + index_words(index);
    if (if_not_exists) sql += "IF NOT EXISTS ";
    sql += new_index_name(table, index) + " ON " + indexed_table(table) + " " + index_method(index) + "(";
    for (auto separator = ""; const auto& element : index.columns) {
        sql.append(separator).append(index_element(index, element));
        separator = ", ";
    }
    return sql + ")" + index_options(index);
}

std::string DdlWriter::drop_index(const ddl::TableName& table, std::string_view index, bool if_exists) const {
    return (if_exists ? "DROP INDEX IF EXISTS " : "DROP INDEX ") + qualified(table.schema, index);
}

std::string DdlWriter::constraint(const PrimaryKeyConstraint& key) const {
    return named(key.name, "PRIMARY KEY (" + quoted_list(key.columns) + ")");
}

std::string DdlWriter::constraint(const UniqueConstraint& unique) const {
    return named(unique.name, "UNIQUE (" + quoted_list(unique.columns) + ")" + unique_options(unique));
}

std::string DdlWriter::constraint(const CheckConstraint& check) const {
    return named(check.name, "CHECK (" + check_sql(check) + ")");
}

std::string DdlWriter::constraint(const ForeignKeyConstraint& key) const {
    return named(key.name, "FOREIGN KEY(" + quoted_list(key.columns) + ") " + references(key));
}

std::string DdlWriter::constraint(const ExcludeConstraint& exclude) const {
    return named(exclude.name, "EXCLUDE " + exclude.sql);
}

std::string DdlWriter::references(const ForeignKeyConstraint& key) const {
    std::string sql = "REFERENCES " + referred_table(key);
    if (!key.referred_columns.empty()) sql += " (" + quoted_list(key.referred_columns) + ")";
    if (key.on_delete != ReferentialAction::none) sql.append(" ON DELETE ").append(action_sql(key.on_delete));
    if (key.on_update != ReferentialAction::none) sql.append(" ON UPDATE ").append(action_sql(key.on_update));
    if (!key.deferral.empty()) sql.append(" ").append(key.deferral);
    return sql;
}

std::string DdlWriter::named(const std::string& name, std::string definition) const {
    return name.empty() ? std::move(definition) : "CONSTRAINT " + quote_identifier(name) + " " + definition;
}

std::string DdlWriter::qualified(std::string_view schema, std::string_view name) const {
    return schema.empty() ? quote_identifier(name) : quote_identifier(schema) + "." + quote_identifier(name);
}

std::string DdlWriter::quoted_list(const std::vector<std::string>& names) const {
    std::string list;
    for (const auto& name : names)
        list.append(list.empty() ? "" : ", ").append(quote_identifier(name));
    return list;
}

void DdlWriter::number_constraints(Table& table) const {
    OrderedConstraints{table, has_exclude_constraints(), [&](const auto& key) { return has_foreign_key(table, key); }}.for_each(
        [order = 0](auto& one) mutable { one.order = order++; });
}

std::string DdlWriter::index_element(const Index&, const IndexElement& element) const {
    return element.is_expression ? element.text : quote_identifier(element.text);
}

std::string DdlWriter::index_options(const Index& index) const {
    return index.where.empty() ? std::string{} : " WHERE " + index.where;
}

std::string_view action_sql(ReferentialAction action) {
    switch (action) {
    case ReferentialAction::none: break;
    case ReferentialAction::cascade: return "CASCADE";
    case ReferentialAction::set_null: return "SET NULL";
    case ReferentialAction::set_default: return "SET DEFAULT";
    case ReferentialAction::restrict_: return "RESTRICT";
    case ReferentialAction::no_action: return "NO ACTION";
    }
    return {};
}

std::vector<std::string> key_columns(const Table& table) {
    if (!table.primary_key.columns.empty()) return table.primary_key.columns;
    std::vector<std::string> columns;
    for (const auto& column : table.columns) {
        if (column.options.primary_key) columns.push_back(column.name);
    }
    return columns;
}

const std::string* find_option(const DialectOptions& options, std::string_view name) {
    const auto found = std::find_if(options.rbegin(), options.rend(), [&](const auto& option) { return option.first == name; });
    return found != options.rend() ? &found->second : nullptr;
}

bool boolean_option(const DialectOptions& options, std::string_view name, bool otherwise) {
    const std::string* const found = find_option(options, name);
    if (found == nullptr) return otherwise;
    const std::string value = to_lower_ascii(*found);
    if (value == "true" || value == "1") return true;
    if (value == "false" || value == "0") return false;
    throw CompileError{"the option " + std::string{name} + " is " + quote(*found, '\'') + ", but must be 'true' or 'false'"};
}

std::string with_size(std::string_view type_name, int size) {
    return size > 0 ? std::string{type_name} + "(" + std::to_string(size) + ")" : std::string{type_name};
}

std::string numeric_sql(const SqlType& type) {
    if (type.precision < 0) return "NUMERIC";
    const auto scale = type.scale < 0 ? std::string{} : ", " + std::to_string(type.scale);
    return "NUMERIC(" + std::to_string(type.precision) + scale + ")";
}

int longest(const std::vector<std::string>& names) {
    std::ptrdiff_t most = 0;
    for (const auto& name : names) {
        most =
            std::max(most, std::count_if(name.begin(), name.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
    }
    return static_cast<int>(most);
}

}  // namespace retort::detail
