/// \file
/// A column in the words of MariaDB's DDL, taken apart: MODIFY and CHANGE need all of them, those that are to stay included. All functions
/// are pure and thread-safe.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <retort/schema/ddl.hpp>
#include <retort/schema/table.hpp>

namespace retort::mariadb {

struct ColumnDefinition {
    std::string name{};
    std::string type{};       ///< with UNSIGNED and the like; empty: not known
    std::string charset{};    ///< `CHARACTER SET utf8mb4 COLLATE utf8mb4_bin`; empty: the table's
    std::string generated{};  ///< what stands between the brackets of GENERATED ALWAYS AS
    bool is_stored = false;   ///< of a generated column
    bool nullable = true;
    bool autoincrement = false;
    std::optional<std::string> default_value{};  ///< SQL
    std::string on_update{};                     ///< what stands behind ON UPDATE
    std::string comment{};
    std::string check{};  ///< what stands between the brackets of its own CHECK
    std::string rest{};   ///< words that only MariaDB knows: INVISIBLE, COMPRESSED, WITHOUT SYSTEM VERSIONING

    /// What stands behind the column's name, in Alembic's order of words.
    std::string sql() const;
};

/// The columns of what SHOW CREATE TABLE tells, in their order.
std::vector<ColumnDefinition> column_definitions(std::string_view show_create_table);
/// The column as CREATE TABLE would make it.
ColumnDefinition definition_of(const Column& column);
/// Makes the changes but for those of the name, which the CHECK of the column follows.
void apply(const ddl::AlterColumn& change, ColumnDefinition& definition);

}  // namespace retort::mariadb
