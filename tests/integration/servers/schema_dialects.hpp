// What a server lets stand in a random schema.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <retort/schema/table.hpp>

namespace server_pairs {

/// One server's types and expressions. Whatever it gives can be kept with the rows of value_sql().
class ServerWords {
public:
    explicit ServerWords(std::string_view kind) : is_postgresql_{kind == "postgresql"} {}

    bool is_postgresql() const noexcept { return is_postgresql_; }
    char quotes() const noexcept { return is_postgresql_ ? '"' : '`'; }
    std::string quoted(const std::string& name) const;

    /// The types of columns, but for enumerations.
    std::vector<retort::SqlType> types() const;
    /// Defaults of a type, as a model says them; empty: it has none.
    std::vector<std::string> defaults(const retort::SqlType& type) const;
    /// Conditions that every value of value_sql() and of defaults() meets.
    std::vector<std::string> checks(const retort::SqlType& type, const std::string& column) const;
    /// Types to which values of `type` can be turned and back again.
    std::vector<retort::SqlType> neighbours(const retort::SqlType& type) const;
    std::vector<std::string> collations() const;
    /// True where an ordinary index can be over the whole of a column, and its values can be unique.
    bool is_indexable(const retort::SqlType& type) const;
    /// Kinds of index that only some types have, as options; empty: none.
    std::vector<retort::DialectOptions> special_indexes(const retort::SqlType& type, const std::string& column) const;
    std::vector<retort::DialectOptions> table_options() const;
    std::string value(const retort::SqlType& type, int row) const;

private:
    bool is_postgresql_;
};

bool is_text(const retort::SqlType& type);

}  // namespace server_pairs
