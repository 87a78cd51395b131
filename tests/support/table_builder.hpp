/// \file
/// Tables for tests of DDL, built as a model builds them.
#pragma once

#include <string>
#include <utility>

#include <retort/core/text.hpp>
#include <retort/schema/table.hpp>

namespace testing_support {

/// A table as a model makes it: what the columns bring, then what the arguments add in front.
struct TableBuilder {
    retort::Table table;

    explicit TableBuilder(std::string name) { table.name = std::move(name); }

    TableBuilder& column(std::string name, retort::SqlType type, retort::ColumnOptions options = {}) & {
        if (options.primary_key) {
            options.nullable = false;
            table.primary_key.columns.push_back(name);
        }
        if (options.index) {
            table.indexes.push_back({"ix_" + retort::replace_all(table.full_name(), ".", "_") + "_" + name, {name}, options.unique, true});
        } else if (options.unique) {
            table.unique_constraints.push_back({{}, {name}});
        }
        table.columns.emplace_back(std::move(name), std::move(type), std::move(options));
        return *this;
    }
    TableBuilder& key() & { return column("id", retort::types::Integer{}, {.primary_key = true, .autoincrement = true}); }
    TableBuilder& foreign_key(std::string name, std::string referred, retort::ReferentialAction on_delete = retort::ReferentialAction::none,
        retort::ReferentialAction on_update = retort::ReferentialAction::none, std::string constraint = {}) & {
        auto key = retort::foreign_key_constraint({std::move(name)}, std::move(referred), {"id"});
        key.on_delete = on_delete;
        key.on_update = on_update;
        key.name = std::move(constraint);
        table.foreign_keys.push_back(std::move(key));
        return *this;
    }
    retort::Table with(const retort::TableArgs& arguments) & {
        arguments.apply_to(table);
        return table;
    }
};

}  // namespace testing_support
