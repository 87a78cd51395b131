/// \file
/// The bridge from `Json` to Boost.JSON. Private to the library: it brings in Boost, so no public header includes it.
#pragma once

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/string.hpp>
#include <boost/json/value.hpp>

#include <retort/core/json.hpp>

namespace retort {

struct JsonAccess {
    // A Json is the storage of one boost::json::value and nothing else (json.cpp asserts size and alignment), its bytes are never read
    // as anything but that value, and all its members go through here. So an address of one is an address of the other: the elements of
    // a boost::json::array can be lent out as Json, without a copy.
    [[nodiscard]] static boost::json::value& value(Json& json) noexcept { return reinterpret_cast<boost::json::value&>(json); }
    [[nodiscard]] static const boost::json::value& value(const Json& json) noexcept {
        return reinterpret_cast<const boost::json::value&>(json);
    }
    [[nodiscard]] static Json& wrap(boost::json::value& value) noexcept { return reinterpret_cast<Json&>(value); }
    [[nodiscard]] static const Json& wrap(const boost::json::value& value) noexcept { return reinterpret_cast<const Json&>(value); }

    static void write(JsonWriter& writer, const boost::json::value& value);
};

}  // namespace retort
