#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace retort {

/// The SQL types by the names that SQLAlchemy's users know. Each is a small literal, so that it can stand in `sql_type<types::String{30}>`
/// as well as in a migration script's `Column{"name", String{30}}`.
namespace types {

struct Boolean {};
struct SmallInteger {};
struct Integer {};
struct BigInteger {};
struct Float {
    int precision = -1;  ///< binary digits; -1: the database's default
};
struct Double {};
struct Numeric {
    int precision = -1;
    int scale = -1;
};
struct String {
    int length = -1;  ///< characters; -1: without a limit
};
struct Text {
    int length = -1;  ///< characters; where MariaDB needs it to choose a type that is large enough
};
struct LargeBinary {
    int length = -1;
};
struct Date {};
struct DateTime {
    bool timezone = false;
};
struct Time {
    bool timezone = false;
};
struct Interval {};
struct Uuid {};
struct JSON {};
struct JSONB {};
/// An array of PostgreSQL: `Array<Integer>{}`. A std::vector is stored in it instead of as JSON.
template <class Element>
struct Array {
    Element element{};
};

}  // namespace types

/// A column's SQL type as a value, free of any database: a dialect turns it into text. Copyable; safe to read from several threads.
struct SqlType {
    enum class Kind {
        boolean,
        small_integer,
        integer,
        big_integer,
        float_,
        double_,
        numeric,
        string,
        text,
        large_binary,
        date,
        datetime,
        time,
        interval,
        uuid,
        json,
        jsonb,
        enumeration,
        array,
        custom,
    };

    Kind kind = Kind::string;
    int length = -1;     ///< String, Text, LargeBinary
    int precision = -1;  ///< Numeric, Float
    int scale = -1;      ///< Numeric
    bool timezone = false;
    std::string name{};                      ///< Enum: the name of the type; custom: its SQL text
    std::vector<std::string> enumerators{};  ///< Enum: the names, in order of declaration
    std::vector<SqlType> element{};          ///< Array: the one type of its elements

    SqlType() = default;
    SqlType(types::Boolean) : kind{Kind::boolean} {}
    SqlType(types::SmallInteger) : kind{Kind::small_integer} {}
    SqlType(types::Integer) : kind{Kind::integer} {}
    SqlType(types::BigInteger) : kind{Kind::big_integer} {}
    SqlType(types::Float type) : kind{Kind::float_}, precision{type.precision} {}
    SqlType(types::Double) : kind{Kind::double_} {}
    SqlType(types::Numeric type) : kind{Kind::numeric}, precision{type.precision}, scale{type.scale} {}
    SqlType(types::String type) : kind{Kind::string}, length{type.length} {}
    SqlType(types::Text type) : kind{Kind::text}, length{type.length} {}
    SqlType(types::LargeBinary type) : kind{Kind::large_binary}, length{type.length} {}
    SqlType(types::Date) : kind{Kind::date} {}
    SqlType(types::DateTime type) : kind{Kind::datetime}, timezone{type.timezone} {}
    SqlType(types::Time type) : kind{Kind::time}, timezone{type.timezone} {}
    SqlType(types::Interval) : kind{Kind::interval} {}
    SqlType(types::Uuid) : kind{Kind::uuid} {}
    SqlType(types::JSON) : kind{Kind::json} {}
    SqlType(types::JSONB) : kind{Kind::jsonb} {}
    template <class Element>
    SqlType(const types::Array<Element>& type) : kind{Kind::array},
                                                 element{SqlType{type.element}} {}

    /// A type of enumerators, stored by name.
    static SqlType enumeration(std::string name, std::vector<std::string> enumerators);
    /// An array of PostgreSQL whose elements are enumerators or of a type that only its text describes; of others Array<…> is the word.
    static SqlType array(SqlType element);
    /// A type that only its SQL text describes, written into the DDL as it stands.
    static SqlType custom(std::string text);

    bool is_integer() const noexcept { return kind == Kind::small_integer || kind == Kind::integer || kind == Kind::big_integer; }

    friend bool operator==(const SqlType&, const SqlType&) = default;
};

}  // namespace retort
