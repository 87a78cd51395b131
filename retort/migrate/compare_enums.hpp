/// \file
/// Internal: the comparison of types of enumerators, which PostgreSQL keeps beside the tables.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include <retort/migrate/compare_table.hpp>

namespace retort::migrate::detail {

/// The schema and the name of a type whose name may have both.
ddl::TableName enum_type_name(const std::string& name);
/// The enumerations that the columns of a table are made of, arrays of them included.
std::vector<SqlType> enumerations_in(const Table& table);

struct EnumDifferences {
    std::vector<Difference> first{};  ///< tables and columns may be made of them
    std::vector<Difference> last{};   ///< types that nothing uses any more
};

/// The types that the models' enumerations need, the values that the database's types of these names have not, and the types that no model has any
/// more. Values that only the database has are remarked: none can be taken away.
/// \param unused  the types of the database that none of `existing` uses
EnumDifferences compare_enums(const std::vector<const Table*>& existing, const std::vector<SqlType>& unused,
    const std::vector<WantedTable>& wanted, std::vector<std::string>& remarks);

}  // namespace retort::migrate::detail
