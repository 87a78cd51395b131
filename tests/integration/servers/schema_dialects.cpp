#include "schema_dialects.hpp"

#include <algorithm>

#include <retort/core/text.hpp>

namespace server_pairs {

using namespace retort;
using Kind = SqlType::Kind;

bool is_text(const SqlType& type) {
    return type.kind == Kind::string || type.kind == Kind::text;
}

std::string ServerWords::quoted(const std::string& name) const {
    return quote(name, quotes());
}

std::vector<SqlType> ServerWords::types() const {
    using namespace retort::types;
    std::vector<SqlType> all{Integer{}, BigInteger{}, SmallInteger{}, String{}, String{40}, Text{}, Float{}, Double{}, Numeric{10, 2},
        retort::types::Date{}, retort::types::DateTime{}, retort::types::Time{}, LargeBinary{}, JSON{}, Boolean{}, retort::types::Uuid{}};
    const std::vector<SqlType> more =
        is_postgresql_ ? std::vector<SqlType>{JSONB{}, Array<Integer>{}, Array<String>{}, Interval{}, Numeric{},
                             retort::types::DateTime{.timezone = true}, SqlType::custom("inet")}
                       : std::vector<SqlType>{Text{1'000'000}, LargeBinary{300}, Float{24}, SqlType::custom("INT UNSIGNED")};
    all.insert(all.end(), more.begin(), more.end());
    return all;
}

std::vector<std::string> ServerWords::defaults(const SqlType& type) const {
    switch (type.kind) {
    case Kind::small_integer:
    case Kind::integer:
    case Kind::big_integer: return {"0", "7", "-1", "(1 + 2)", "'5'"};
    case Kind::float_:
    case Kind::double_:
    case Kind::numeric: return {"0", "1.5", "-2.25"};
    case Kind::string:
    case Kind::text: return {"''", "'it''s'", "'a b'", "'back\\\\slash'", "'100%'", "concat('a', 'b')"};
    case Kind::boolean: return {"true", "false"};
    case Kind::date: return {"'2020-02-02'", is_postgresql_ ? "CURRENT_DATE" : "(curdate())"};
    case Kind::datetime: return {"CURRENT_TIMESTAMP", "'2020-02-02 10:00:00'", "now()"};
    case Kind::time: return {"'10:00:00'"};
    case Kind::uuid: return is_postgresql_ ? std::vector<std::string>{"gen_random_uuid()"} : std::vector<std::string>{};
    case Kind::json: return {"'{}'", "'[1, 2]'"};
    case Kind::jsonb: return {"'{}'::jsonb", "'{\"a\": 1}'"};
    case Kind::interval: return {"'1 day'"};
    case Kind::array: return {"'{}'"};
    case Kind::enumeration: return {"'v1'", "'v2'"};
    default: return {};
    }
}

std::vector<std::string> ServerWords::checks(const SqlType& type, const std::string& column) const {
    const std::string name = quoted(column);
    const std::string either_way = name + " IS NOT NULL OR " + name + " IS NULL";
    if (type.is_integer() || type.kind == Kind::float_ || type.kind == Kind::double_ || type.kind == Kind::numeric)
        return {name + " >= -5", name + " BETWEEN -10 AND 10000", "NOT (" + name + " = 4711)", name + " NOT IN (4711, 4712)", either_way,
            "abs(" + name + ") < 100000", name + " > -100 AND " + name + " < 10000 OR " + name + " IS NULL"};
    if (is_text(type))
        return {name + " <> 'never'", "length(" + name + ") >= 0", name + " NOT LIKE '%ne\\_ver%'", name + " NOT IN ('x', 'y')", either_way,
            "coalesce(" + name + ", 'none') <> 'it''s never'", "CASE WHEN " + name + " = 'x' THEN 1 ELSE 2 END = 2",
            "lower(" + name + ") <> 'never'"};
    if (type.kind == Kind::date || type.kind == Kind::datetime) return {name + " > '1990-01-01'", either_way};
    if (type.kind == Kind::enumeration) return {name + " <> 'v3' OR " + name + " = 'v3'", name + " IN ('v1', 'v2', 'v3')"};
    return {either_way, name + " IS NULL OR 1 = 1"};
}

std::vector<SqlType> ServerWords::neighbours(const SqlType& type) const {
    using namespace retort::types;
    switch (type.kind) {
    case Kind::string: return {String{60}, Text{}, String{100}};
    case Kind::text: return {String{100}, String{}};
    case Kind::small_integer: return {Integer{}, BigInteger{}, Numeric{12, 2}};
    case Kind::integer: return {BigInteger{}, SmallInteger{}, Numeric{12, 2}, String{40}, Float{}, Boolean{}};
    case Kind::big_integer: return {Integer{}, Text{}};
    case Kind::boolean: return {Integer{}, SmallInteger{}, String{40}};
    case Kind::float_:
    case Kind::double_: return {Numeric{12, 3}};
    case Kind::numeric: return {Numeric{14, 4}, Double{}};
    case Kind::date: return {retort::types::DateTime{}, String{40}};
    case Kind::datetime: return {String{60}, retort::types::Date{}};
    case Kind::time: return {String{60}};
    case Kind::json: return is_postgresql_ ? std::vector<SqlType>{JSONB{}, Text{}} : std::vector<SqlType>{Text{}};
    case Kind::jsonb: return {JSON{}};
    case Kind::uuid: return {String{40}};
    case Kind::enumeration: return {String{40}, Text{}};
    default: return {};
    }
}

std::vector<std::string> ServerWords::collations() const {
    return is_postgresql_ ? std::vector<std::string>{"C", "POSIX"} : std::vector<std::string>{"utf8mb4_bin", "utf8mb4_unicode_ci"};
}

bool ServerWords::is_indexable(const SqlType& type) const {
    if (type.kind == Kind::boolean || type.kind == Kind::json) return false;
    return is_postgresql_ || (type.kind != Kind::text && type.kind != Kind::large_binary);
}

std::vector<DialectOptions> ServerWords::special_indexes(const SqlType& type, const std::string& column) const {
    if (is_postgresql_) {
        if (type.kind == Kind::jsonb)
            return {{{"postgresql_using", "gin"}}, {{"postgresql_using", "gin"}, {"postgresql_ops", column + "=jsonb_path_ops"}}};
        if (type.kind == Kind::array) return {{{"postgresql_using", "gin"}}};
        if (is_text(type)) return {{{"postgresql_ops", column + "=text_pattern_ops"}}, {{"postgresql_using", "hash"}}};
        if (type.is_integer())
            return {{{"postgresql_include", "id"}}, {{"postgresql_with", "fillfactor=70"}}, {{"postgresql_using", "brin"}}};
        return {};
    }
    if (is_text(type)) return {{{"mariadb_length", column + ": 10"}}, {{"mariadb_prefix", "FULLTEXT"}}};
    if (type.kind == Kind::large_binary) return {{{"mariadb_length", column + ": 10"}}};
    return {};
}

std::vector<DialectOptions> ServerWords::table_options() const {
    if (is_postgresql_) return {{{"postgresql_with", "fillfactor=70"}}, {{"postgresql_tablespace", "pg_default"}}};
    return {{{"mariadb_collate", "utf8mb4_unicode_ci"}}, {{"mariadb_engine", "InnoDB"}, {"mariadb_default_charset", "latin1"}},
        {{"mariadb_default_charset", "utf8mb4"}, {"mariadb_collate", "utf8mb4_bin"}, {"mariadb_row_format", "DYNAMIC"}}};
}

std::string ServerWords::value(const SqlType& type, int row) const {
    const auto digit = std::to_string(row);
    switch (type.kind) {
    case Kind::boolean: return row % 2 != 0 ? "true" : "false";
    case Kind::small_integer:
    case Kind::integer:
    case Kind::big_integer: return digit;
    case Kind::float_:
    case Kind::double_:
    case Kind::numeric: return digit + ".25";
    case Kind::date: return "'2026-01-0" + digit + "'";
    case Kind::datetime: return "'2026-01-0" + digit + " 10:00:00.000000'";
    case Kind::time: return "'10:00:0" + digit + ".000000'";
    case Kind::large_binary: return is_postgresql_ ? "'\\x0" + digit + "ff'" : "x'0" + digit + "ff'";
    case Kind::json:
    case Kind::jsonb: return "'{\"a\": " + digit + "}'";
    case Kind::uuid: return "'0000000000000000000000000000000" + digit + "'";
    case Kind::interval: return "'" + digit + " hours'";
    case Kind::enumeration: return "'v" + digit + "'";
    case Kind::array: return type.element.front().kind == Kind::enumeration ? "'{v" + digit + "}'" : "'{" + digit + ",7}'";
    case Kind::custom: return type.name == "inet" ? "'10.0.0." + digit + "'" : digit;
    default: return "'it''s value " + digit + "'";
    }
}

}  // namespace server_pairs
