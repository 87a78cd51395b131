/// \file
/// The rows whose foreign keys lead nowhere, before and after a schema was altered.
#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

namespace retort {
class DriverConnection;
}

namespace retort::sqlite {

/// A row that breaks a foreign key. A value.
struct Violation {
    std::string table{};   ///< with the schema in front, where it is not the default one
    std::string parent{};  ///< the table that has no such row
    std::string row{};     ///< the rowid; empty where the table has none; `*` where the foreign key itself does not fit its parent
    friend auto operator<=>(const Violation&, const Violation&) = default;
};

/// How often each occurs: rows of a table WITHOUT ROWID are not told apart.
using Violations = std::map<Violation, int>;

/// All violations of all schemas.
Violations find_violations(DriverConnection& connection);

/// What the connection was before its schema is altered.
struct AlterationState {
    bool is_active = false;
    bool foreign_keys = false;
    bool legacy_alter_table = false;
    Violations violations{};
    std::vector<std::pair<std::string, std::string>> renamed_tables{};  ///< since then, old and new name
};

/// \throws IntegrityError  naming tables and rows, where there are violations that there were not before
void require_no_new_violations(const AlterationState& before, const Violations& now);

}  // namespace retort::sqlite
