/// \file
/// Tables that show each part of CREATE TABLE, by the names under which regenerate.py makes the same.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <utility>

#include <retort/core/text.hpp>
#include <retort/schema/table.hpp>

namespace dialect_mariadb {

using namespace retort;
using namespace retort::types;

/// A table as a model makes it: what the columns bring, then what the arguments add in front.
struct TableBuilder {
    Table table;

    explicit TableBuilder(std::string name) { table.name = std::move(name); }

    TableBuilder& column(std::string name, SqlType type, ColumnOptions options = {}) & {
        if (options.primary_key) {
            options.nullable = false;
            table.primary_key.columns.push_back(name);
        }
        if (options.index) {
            table.indexes.push_back({"ix_" + replace_all(table.full_name(), ".", "_") + "_" + name, {name}, options.unique, true});
        } else if (options.unique) {
            table.unique_constraints.push_back({{}, {name}});
        }
        table.columns.emplace_back(std::move(name), std::move(type), std::move(options));
        return *this;
    }
    TableBuilder& key() & { return column("id", Integer{}, {.primary_key = true, .autoincrement = true}); }
    TableBuilder& foreign_key(std::string name, std::string referred, ReferentialAction on_delete = ReferentialAction::none,
        ReferentialAction on_update = ReferentialAction::none, std::string constraint = {}) & {
        auto key = foreign_key_constraint({std::move(name)}, std::move(referred), {"id"});
        key.on_delete = on_delete;
        key.on_update = on_update;
        key.name = std::move(constraint);
        table.foreign_keys.push_back(std::move(key));
        return *this;
    }
    Table with(const TableArgs& arguments) & {
        arguments.apply_to(table);
        return table;
    }
};

const std::map<std::string, std::function<Table()>>& sample_tables();

}  // namespace dialect_mariadb
