#include <retort/engine/errors.hpp>

#include <utility>

namespace retort::detail {

namespace {

template <class... Leaves>
void throw_as_one_of(const DatabaseError& error, DatabaseErrorInfo& info) {
    const auto try_one = [&]<class Leaf>(const Leaf* same) {
        if (same != nullptr) throw Leaf{std::move(info)};
    };
    (try_one(dynamic_cast<const Leaves*>(&error)), ...);
}

}  // namespace

void throw_same(const DatabaseError& error, DatabaseErrorInfo info) {
    throw_as_one_of<IntegrityError, InDoubtError, OperationalError, DataError, ProgrammingError, InternalError, InterfaceError,
        NotSupportedError>(error, info);
    throw DatabaseError{std::move(info)};
}

}  // namespace retort::detail
