/// \file
/// Internal: the types that every PostgreSQL server has, by their OIDs (src/include/catalog/pg_type.dat, where they never change).
#pragma once

#include <cstdint>

namespace retort::postgresql {

using Oid = std::uint32_t;

namespace oid {
inline constexpr Oid boolean = 16;
inline constexpr Oid bytea = 17;
inline constexpr Oid char_ = 18;
inline constexpr Oid name = 19;
inline constexpr Oid int8 = 20;
inline constexpr Oid int2 = 21;
inline constexpr Oid int4 = 23;
inline constexpr Oid text = 25;
inline constexpr Oid oid = 26;
inline constexpr Oid xid = 28;
inline constexpr Oid json = 114;
inline constexpr Oid xml = 142;
inline constexpr Oid float4 = 700;
inline constexpr Oid float8 = 701;
inline constexpr Oid unknown = 705;
inline constexpr Oid bpchar = 1042;
inline constexpr Oid varchar = 1043;
inline constexpr Oid date = 1082;
inline constexpr Oid time = 1083;
inline constexpr Oid timestamp = 1114;
inline constexpr Oid timestamptz = 1184;
inline constexpr Oid interval = 1186;
inline constexpr Oid timetz = 1266;
inline constexpr Oid numeric = 1700;
inline constexpr Oid regclass = 2205;
inline constexpr Oid uuid = 2950;
inline constexpr Oid jsonb = 3802;
inline constexpr Oid void_ = 2278;
/// The first OID that a user's type can have.
inline constexpr Oid first_of_users = 16384;
}  // namespace oid

/// How the binary form of a type is read and written.
enum class Wire : std::uint8_t {
    boolean,
    int2,
    int4,
    int8,
    oid,
    float4,
    float8,
    numeric,
    text,  ///< the characters; enumerators, citext and the like too
    bytea,
    uuid,
    date,
    time,
    timestamp,  ///< with a time zone and without: both are microseconds
    interval,
    json,
    jsonb,
    array,
    void_,
    unknown,  ///< only the server knows
};

/// `unknown` for what is no type of every server.
Wire wire_of(Oid type) noexcept;
/// The element's type where `type` is an array of a type above, 0 otherwise.
Oid element_of(Oid type) noexcept;
/// The array of such elements, 0 where it is not one of those that every server has.
Oid array_of(Oid element) noexcept;

}  // namespace retort::postgresql
