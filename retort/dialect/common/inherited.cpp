#include <retort/dialect/common/inherited.hpp>

#include <utility>

#include <retort/core/error.hpp>

namespace retort::detail {

void throw_inherited_connection() {
    DatabaseErrorInfo info;
    info.message =
        "the connection belongs to the process that opened it, and this is a child of that: make an engine of its own, or dispose() "
        "of the inherited one, after a fork";
    info.connection_lost = true;
    throw OperationalError{std::move(info)};
}

}  // namespace retort::detail
