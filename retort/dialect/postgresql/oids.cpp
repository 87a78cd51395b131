#include <retort/dialect/postgresql/oids.hpp>

#include <array>

namespace retort::postgresql {

namespace {

struct Type {
    Oid type;
    Oid array;
    Wire wire;
};

constexpr std::array types{
    Type{oid::boolean, 1000, Wire::boolean},
    Type{oid::bytea, 1001, Wire::bytea},
    Type{oid::char_, 1002, Wire::text},
    Type{oid::name, 1003, Wire::text},
    Type{oid::int8, 1016, Wire::int8},
    Type{oid::int2, 1005, Wire::int2},
    Type{oid::int4, 1007, Wire::int4},
    Type{oid::text, 1009, Wire::text},
    Type{oid::oid, 1028, Wire::oid},
    Type{oid::xid, 1011, Wire::oid},
    Type{oid::json, 199, Wire::json},
    Type{oid::xml, 143, Wire::text},
    Type{oid::float4, 1021, Wire::float4},
    Type{oid::float8, 1022, Wire::float8},
    Type{oid::unknown, 0, Wire::text},
    Type{oid::bpchar, 1014, Wire::text},
    Type{oid::varchar, 1015, Wire::text},
    Type{oid::date, 1182, Wire::date},
    Type{oid::time, 1183, Wire::time},
    Type{oid::timestamp, 1115, Wire::timestamp},
    Type{oid::timestamptz, 1185, Wire::timestamp},
    Type{oid::interval, 1187, Wire::interval},
    Type{oid::numeric, 1231, Wire::numeric},
    Type{oid::uuid, 2951, Wire::uuid},
    Type{oid::jsonb, 3807, Wire::jsonb},
    Type{oid::void_, 0, Wire::void_},
};

}  // namespace

Wire wire_of(Oid type) noexcept {
    for (const Type& known : types) {
        if (known.type == type) return known.wire;
        if (known.array == type && type != 0) return Wire::array;
    }
    return Wire::unknown;
}

Oid element_of(Oid type) noexcept {
    for (const Type& known : types) {
        if (known.array == type && type != 0) return known.type;
    }
    return 0;
}

Oid array_of(Oid element) noexcept {
    for (const Type& known : types) {
        if (known.type == element) return known.array;
    }
    return 0;
}

}  // namespace retort::postgresql
