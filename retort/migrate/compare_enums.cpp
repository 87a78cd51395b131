#include <retort/migrate/compare_enums.hpp>

#include <algorithm>
#include <iterator>
#include <map>
#include <utility>

namespace retort::migrate::detail {

namespace {

using Types = std::map<std::string, std::vector<std::string>>;

void add(Types& types, const SqlType& type) {
    if (type.kind == SqlType::Kind::array && !type.element.empty()) return add(types, type.element.front());
    if (type.kind == SqlType::Kind::enumeration) types.emplace(type.name, type.enumerators);
}

bool has(const std::vector<std::string>& values, const std::string& value) {
    return std::find(values.begin(), values.end(), value) != values.end();
}

/// The schema and the name of a type whose name may have both.
ddl::TableName type_name(const std::string& name) {
    const auto dot = name.find('.');
    if (dot == std::string::npos) return {{}, name};
    return {name.substr(0, dot), name.substr(dot + 1)};
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

}  // namespace

std::vector<Difference> compare_enums(
    const std::vector<const Table*>& existing, const std::vector<WantedTable>& wanted, std::vector<std::string>& remarks) {
    Types before;
    Types after;
    for (const Table* table : existing) {
        for (const Column& column : table->columns)
            add(before, column.type);
    }
    for (const WantedTable& table : wanted) {
        for (const Column& column : table.stored.columns)
            add(after, column.type);
    }
    std::vector<Difference> differences;
    for (const auto& [name, values] : after) {
        const auto found = before.find(name);
        if (found == before.end()) continue;  // made with its first table
        std::vector<std::string> present = found->second;
        for (const auto& value : present) {
            if (!has(values, value))
                remarks.push_back(
                    "The type '" + name + "' has the value '" + value + "', which the models have not; no value can be removed");
        }
        for (std::size_t place = 0; place < values.size(); ++place) {
            if (has(present, values[place])) continue;
            auto change = added(values, place, present);
            const auto behind = place > 0 ? std::next(std::find(present.begin(), present.end(), values[place - 1])) : present.begin();
            present.insert(behind, values[place]);
            differences.push_back({ddl::AlterEnum{type_name(name), std::move(change)},
                {"Detected added value '" + values[place] + "' of type '" + name + "'"}, {}});
        }
    }
    return differences;
}

}  // namespace retort::migrate::detail
