#pragma once

#include <cstdint>
#include <string>

#include <retort/core/cells.hpp>
#include <retort/core/json.hpp>
#include <retort/core/value.hpp>
#include <retort/model/value_shape.hpp>
#include <retort/schema/types.hpp>

namespace retort {

/// What the library must know of a C++ type to carry it to and from a column: a table of functions, one table a type.
///
/// Templates end here: everything behind works on `const void*` and this table, compiled once in the library. A table of plain function
/// pointers was chosen over a virtual class because it is a constant of the program, needs no object a type and no RTTI in user code.
/// `value` always points at the C++ type itself (a `Field<T>` has its `T` at the same address).
struct ValueOps {
    /// The type's name as a person knows it, for messages: `int`, `str`, `Kind`.
    const char* type_name;
    /// True for std::optional: the column is NULL-able and `is_null` can answer true.
    bool nullable;
    SqlType (*sql_type)();
    bool (*is_null)(const void* value);
    void (*bind)(const void* value, ParameterWriter& writer, int index);
    /// Reads the cell into `value`, which holds a constructed object; false where the cell is NULL (an optional is empty then).
    bool (*read)(void* value, ColumnReader& reader, int index, int scale);
    /// 64 bits that tell two values apart: NaN equals itself, optional without value has its own.
    std::uint64_t (*hash)(const void* value);
    Value (*to_value)(const void* value);
    void (*from_value)(void* value, const Value& from);
    void (*to_json)(const void* value, JsonWriter& writer);
    /// Of a type of the user's own; nullptr for all others, which the library reads by their shapes.
    void (*from_json)(void* value, const Json& json);
    /// Python's repr of the value.
    void (*repr)(const void* value, std::string& out);
    void (*assign)(void* value, const void* from);
    bool stored_as_json;
    const ValueShape* shape;
};

}  // namespace retort
