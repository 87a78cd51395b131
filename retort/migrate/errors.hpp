/// \file
/// What can be wrong with a set of revisions, or with the words that name one of them.
#pragma once

#include <retort/core/error.hpp>

#include <string>
#include <vector>

namespace retort::migrate {

/// A revision that cannot be found, reached or placed.
class RevisionError : public Error {
public:
    explicit RevisionError(std::string message);
    [[nodiscard]] const char* type_name() const noexcept override;
};

}  // namespace retort::migrate
