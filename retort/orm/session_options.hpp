#pragma once

#include <cstddef>
#include <cstdint>

namespace retort {

/// What happens when one statement's objects cause more lazy loads than SessionOptions::lazy_load_limit.
enum class LazyLoads : std::uint8_t {
    warn,   ///< a warning in the log `retort.orm.loading`, once for each statement and relationship
    raise,  ///< the load throws InvalidRequestError
};

/// Options of a Session, named and meant as SQLAlchemy's.
struct SessionOptions {
    bool autoflush = true;  ///< pending changes are written before every query
    bool expire_on_commit =
        true;  ///< after a commit, objects and relationships are read anew when a query or a relationship next reaches them
    /// How many statements the lazy loads of one relationship may send for objects that came from one statement; 0: any number. Finds the loops that
    /// send a query for each object. Costs an entry of a hash table for each object that is read.
    std::size_t lazy_load_limit = 0;
    LazyLoads on_lazy_load_limit = LazyLoads::warn;
};

}  // namespace retort
