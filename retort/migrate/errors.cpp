#include <retort/migrate/errors.hpp>

#include <utility>

namespace retort::migrate {

RevisionError::RevisionError(std::string message) : Error{std::move(message)} {}

const char* RevisionError::type_name() const noexcept {
    return "RevisionError";
}

}  // namespace retort::migrate
