/// \file
/// Internal: Session::merge().
#pragma once

#include <vector>

#include <boost/unordered/unordered_flat_map.hpp>

#include <retort/orm/workspace.hpp>

namespace retort::detail {

/// One merge: copies an object, and what it is linked with, onto the objects of a workspace that have the same keys.
class Merge {
public:
    /// Flushes what is pending, so that it is found by its key.
    explicit Merge(Workspace& workspace);
    ~Merge();
    Merge(const Merge&) = delete;
    Merge& operator=(const Merge&) = delete;

    /// `value` is a plain object of the model.
    Instance* value(const ModelDescription& model, void* value);
    Instance* object(Instance* other);

private:
    Instance* copy(const ModelDescription& model, void* from);
    Instance* counterpart(const ModelDescription& model, void* from);
    Instance* add_blank(const ModelDescription& model);
    void require_same_version(Instance* mine, void* from) const;
    void copy_relationship(Instance* mine, void* from, const RelationshipDescription& relationship);

    Workspace& workspace_;
    boost::unordered_flat_map<const void*, Instance*> done_;
};

}  // namespace retort::detail
