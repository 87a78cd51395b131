#pragma once

#include <memory>
#include <vector>

#include <retort/model/description.hpp>
#include <retort/model/model_object.hpp>

namespace retort::detail {

/// What is known of a model's initialisers: which fields a document must give, and what the others are where it does not.
struct ModelDefaults {
    struct Of {
        bool required = false;
        bool has_default = false;  ///< the value of a new object counts as its default: an initialiser, an optional, `defaulted`
        bool made_anew = false;    ///< it differs from one object to the next: uuid4(), the time
    };
    std::unique_ptr<const ModelObject> object;  ///< a T{}
    std::vector<Of> fields;                     ///< as the model's
};

/// Computed at the first call for a model, and kept as long as the program. Thread-safe.
const ModelDefaults& defaults_of(const ModelDescription& model);

/// Two values of the same type. By their hashes, as the session finds changes: 64 bits, no comparison of every type needed.
inline bool same_value(const ValueOps& ops, const void* left, const void* right) {
    return ops.hash(left) == ops.hash(right);
}

}  // namespace retort::detail
