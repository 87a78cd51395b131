#pragma once

#include <string>
#include <vector>

namespace retort {

/// An INSERT of one row in its parts, all as they stand in its SQL, so that a driver can write one for many rows or use another way into the table.
struct BulkInsert {
    std::string table{};
    std::vector<std::string> columns{};  ///< that the parameters are for, in their order
    std::string tail{};                  ///< ON CONFLICT and RETURNING, behind the values; empty: nothing
    int returned_columns = 0;            ///< of RETURNING
    std::string generated_key{};         ///< the column whose value the driver is asked for (BatchSource::wants_generated_key), or nothing
};

}  // namespace retort
