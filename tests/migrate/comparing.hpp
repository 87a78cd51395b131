// What the tests of autogenerate have in common: tables as data, compared without a database and shown as the source of a script.
#pragma once

#include <initializer_list>
#include <string>
#include <utility>
#include <vector>

#include <retort/engine/catalog.hpp>
#include <retort/engine/dialect.hpp>
#include <retort/migrate/autogenerate.hpp>
#include <retort/migrate/operations.hpp>

namespace retort::migrate::testing {

inline Table table(std::string name, std::initializer_list<TableItem> items) {
    Table made;
    made.name = std::move(name);
    for (const TableItem& item : items)
        item.add_to(made);
    return made;
}

inline Environment environment_for(std::vector<Table> models) {
    Environment environment;
    environment.metadata = MetaData{std::move(models)};
    environment.compare_server_default = true;
    return environment;
}

inline const Catalog& catalog() {
    return dialect_for("sqlite").catalog();
}

inline Comparison compared(std::vector<Table> existing, const Environment& environment, RenameQuestion* question = nullptr) {
    return compare(std::move(existing), environment.metadata, catalog(), nullptr, environment, question);
}

inline Comparison compared(std::vector<Table> existing, std::vector<Table> wanted) {
    return compared(std::move(existing), environment_for(std::move(wanted)));
}

/// The upgrade, or the downgrade, as a script has it, without indentation and line ends.
inline std::string source(const std::vector<ScriptOperation>& operations, bool as_batch = false) {
    return render(operations, {as_batch, nullptr, 0});
}

inline std::string upgrade(const Comparison& comparison, const Environment& environment = {}) {
    return source(directives_for(comparison, environment).upgrade, environment.render_as_batch);
}

inline std::string downgrade(const Comparison& comparison, const Environment& environment = {}) {
    return source(directives_for(comparison, environment).downgrade, environment.render_as_batch);
}

inline std::vector<std::string> summary(const Comparison& comparison) {
    return directives_for(comparison, {}).summary;
}

}  // namespace retort::migrate::testing
