/// \file
/// Internal: what a script has recorded, made ready to be executed or printed.
#pragma once

#include <retort/migrate/operation.hpp>
#include <retort/migrate/revision_paths.hpp>
#include <retort/migrate/script_directory.hpp>
#include <retort/schema/metadata.hpp>

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

namespace retort {
class Alterations;
class Dialect;
}  // namespace retort

namespace retort::migrate::detail {

/// An operation with its place in the script; of operations that were merged, the first and the last one's.
struct PlannedOperation {
    Operation operation;
    std::size_t first = 1;
    std::size_t last = 1;

    /// `operation 3, add_column hero.age`
    std::string words() const;
};

/// What the operations of a script are read with.
struct Reading {
    const Dialect& dialect;
    const NamingConvention& naming_convention;
    bool is_offline = false;
    std::vector<std::pair<std::string, std::string>> x_arguments{};
};

/// `revision ae1027a6acf1 (versions/ae1027a6acf1_add_allegiance.cpp)`
std::string script_words(const Script& script);

/// Calls one direction of a script and takes what it records: named, and with the consecutive changes of a table that would each rebuild it made one.
/// \throws ArgumentError  where an operation is incomplete; the script's own exceptions
std::vector<PlannedOperation> read_script(const Script& script, PathStep::Kind direction, const Reading& reading);

/// Names the constraints and indexes that have no name by the convention. Given names are final.
void apply_naming_convention(Operation& operation, const NamingConvention& convention);

/// Makes one of consecutive changes of one table, of which at least one would rebuild it.
std::vector<PlannedOperation> merge_changes(std::vector<Operation> operations, const Alterations& alterations);

}  // namespace retort::migrate::detail
