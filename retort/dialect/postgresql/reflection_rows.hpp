/// \file
/// The queries on pg_catalog, and their rows as they come. What is made of them is told in reflection.cpp.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace retort {
class Connection;
}

namespace retort::postgresql {

struct RelationRow {
    std::int64_t oid = 0;
    std::string name{};
    char kind = 'r';
    std::string comment{};
    std::string partition_key{};
    std::string parameters{};
    std::string tablespace{};
    std::vector<std::string> parents{};
};

struct ColumnRow {
    std::int64_t relation = 0;
    std::string name{};
    std::string type{};            ///< as format_type() prints it
    std::int64_t enumeration = 0;  ///< of the type, or of an array's elements; 0: it is none
    std::int64_t dimensions = 0;
    bool not_null = false;
    std::optional<std::string> default_value{};  ///< or the expression of a generated column
    bool is_generated = false;
    char identity = ' ';      ///< `a` always, `d` by default
    std::string collation{};  ///< where it is not the type's
    std::string comment{};
    bool owns_sequence = false;  ///< of which the default gives the next value
};

struct EnumerationRow {
    std::int64_t oid = 0;
    std::string schema{};
    std::string name{};
    bool is_visible = false;
    std::vector<std::string> labels{};
};

struct ConstraintRow {
    std::int64_t relation = 0;
    std::string name{};
    char kind = 'c';
    bool is_deferrable = false;
    bool is_deferred = false;
    bool is_validated = true;
    char on_delete = 'a';
    char on_update = 'a';
    std::string definition{};
    std::vector<std::string> columns{};
    std::string referred_schema{};
    std::string referred_table{};
    bool refers_to_own_schema = false;
    bool refers_to_default_schema = false;
    std::vector<std::string> referred_columns{};
};

struct IndexColumnRow {
    bool is_column = false;
    std::string text{};  ///< the column's name or the expression
    std::int64_t options = 0;
    std::string collation{};       ///< where it is not the column's
    std::string operator_class{};  ///< where it is not the type's own
};

struct IndexRow {
    std::int64_t relation = 0;
    std::string name{};
    bool is_unique = false;
    std::string method{};
    std::string condition{};
    std::string parameters{};
    bool nulls_not_distinct = false;
    std::vector<IndexColumnRow> columns{};
    std::vector<std::string> included{};
};

/// Of the relations that meet `condition` on pg_class `c` and pg_namespace `n`; each kind ordered by its relation, then by what SQL says.
std::vector<RelationRow> read_relations(Connection& connection, const std::string& condition);
std::vector<ColumnRow> read_columns(Connection& connection, const std::string& condition);
std::vector<EnumerationRow> read_enumerations(Connection& connection);
std::vector<ConstraintRow> read_constraints(Connection& connection, const std::string& condition);
std::vector<IndexRow> read_indexes(Connection& connection, const std::string& condition);

}  // namespace retort::postgresql
