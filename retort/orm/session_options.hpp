#pragma once

namespace retort {

/// Options of a Session, named and meant as SQLAlchemy's.
struct SessionOptions {
    bool autoflush = true;  ///< pending changes are written before every query
    bool expire_on_commit =
        true;  ///< after a commit, objects and relationships are read anew when a query or a relationship next reaches them
};

}  // namespace retort
