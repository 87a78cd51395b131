#include <retort/migrate/compare_enums.hpp>

#include <algorithm>
#include <iterator>
#include <map>

namespace retort::migrate::detail {

namespace {

using Types = std::map<std::string, std::vector<std::string>>;

void add(std::vector<SqlType>& types, const SqlType& type) {
    if (type.kind == SqlType::Kind::array && !type.element.empty()) return add(types, type.element.front());
    if (type.kind == SqlType::Kind::enumeration) types.push_back(type);
}

void add(Types& types, const Table& table) {
    for (SqlType& type : enumerations_in(table))
        types.emplace(std::move(type.name), std::move(type.enumerators));
}

bool has(const std::vector<std::string>& values, const std::string& value) {
    return std::find(values.begin(), values.end(), value) != values.end();
}

/// Where the value at `place` goes: behind the one before it, which is there by then, unless that is the last.
ddl::AddEnumValue added(const std::vector<std::string>& wanted, std::size_t place, const std::vector<std::string>& present) {
    // A downgrade leaves the value where it is, and the next upgrade finds it there.
    ddl::AddEnumValue change{wanted[place], {}, {}, true};
    if (place > 0) {
        if (present.empty() || present.back() != wanted[place - 1]) change.after = wanted[place - 1];
    } else if (!present.empty()) {
        change.before = present.front();
    }
    return change;
}

/// The columns that speak of a value as it stands in their default: PostgreSQL refuses that in the transaction that adds it.
std::vector<std::string> defaults_with(const std::string& type, const std::string& value, const std::vector<WantedTable>& wanted) {
    std::vector<std::string> columns;
    for (const WantedTable& table : wanted) {
        for (const Column& column : table.stored.columns) {
            const auto& text = column.options.server_default;
            if (column.type.name == type && text && text->find("'" + value + "'") != std::string::npos)
                columns.push_back(table.stored.full_name() + "." + column.name);
        }
    }
    return columns;
}

void add_values(const std::string& name, std::vector<std::string> present, const std::vector<std::string>& values,
    const std::vector<WantedTable>& wanted, std::vector<Difference>& differences) {
    for (std::size_t place = 0; place < values.size(); ++place) {
        const auto& value = values[place];
        if (has(present, value)) continue;
        auto change = added(values, place, present);
        const auto behind = place > 0 ? std::next(std::find(present.begin(), present.end(), values[place - 1])) : present.begin();
        present.insert(behind, value);
        Difference difference{
            ddl::AlterEnum{enum_type_name(name), std::move(change)}, {"Detected added value '" + value + "' of type '" + name + "'"}, {}};
        if (const auto columns = defaults_with(name, value, wanted); !columns.empty()) {
            difference.risk = "Fails as part of the same script as the default of '" + columns.front() +
                              "': a value can be used once the transaction that adds it has ended; make two scripts of it";
        }
        differences.push_back(std::move(difference));
    }
}

}  // namespace

ddl::TableName enum_type_name(const std::string& name) {
    const auto dot = name.find('.');
    if (dot == std::string::npos) return {{}, name};
    return {name.substr(0, dot), name.substr(dot + 1)};
}

std::vector<SqlType> enumerations_in(const Table& table) {
    std::vector<SqlType> types;
    for (const Column& column : table.columns)
        add(types, column.type);
    return types;
}

EnumDifferences compare_enums(const std::vector<const Table*>& existing, const std::vector<SqlType>& unused,
    const std::vector<WantedTable>& wanted, std::vector<std::string>& remarks) {
    Types before;
    Types after;
    for (const Table* table : existing)
        add(before, *table);
    for (const WantedTable& table : wanted)
        add(after, table.stored);
    Types all = before;
    for (const SqlType& type : unused)
        all.emplace(type.name, type.enumerators);

    EnumDifferences differences;
    for (const auto& [name, values] : after) {
        const auto found = all.find(name);
        if (found == all.end()) {
            differences.first.push_back(
                {ddl::AlterEnum{enum_type_name(name), ddl::CreateEnum{values, true}}, {"Detected added type '" + name + "'"}, {}});
            continue;
        }
        for (const auto& value : found->second) {
            if (!has(values, value))
                remarks.push_back(
                    "The type '" + name + "' has the value '" + value + "', which the models have not; no value can be removed");
        }
        add_values(name, found->second, values, wanted, differences.first);
    }
    for (const auto& [name, values] : before) {
        if (after.contains(name)) continue;
        differences.last.push_back(
            {ddl::AlterEnum{enum_type_name(name), ddl::DropEnum{true, values}}, {"Detected removed type '" + name + "'"}, {}});
    }
    return differences;
}

}  // namespace retort::migrate::detail
