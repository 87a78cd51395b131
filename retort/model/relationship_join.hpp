#pragma once

#include <vector>

#include <retort/model/description.hpp>

namespace retort {

/// Two columns that a join sets equal, as positions among the fields of their models.
struct ColumnPair {
    int left;
    int right;

    friend bool operator==(const ColumnPair&, const ColumnPair&) = default;
};

/// The pairs with their sides exchanged.
std::vector<ColumnPair> mirrored(std::vector<ColumnPair> pairs);

/// A column of the other side by which a collection is ordered.
struct OrderColumn {
    int field;  ///< among the target's fields
    bool descending;

    friend bool operator==(const OrderColumn&, const OrderColumn&) = default;
};

/// Which columns join the two sides of a relationship, found from the foreign keys of the models.
struct RelationshipJoin {
    const ModelDescription* owner = nullptr;
    const ModelDescription* target = nullptr;
    const ModelDescription* link = nullptr;  ///< the link model of a many-to-many relationship, else nullptr
    /// owner → target; with a link model owner → link.
    std::vector<ColumnPair> pairs{};
    /// With a link model link → target, else empty.
    std::vector<ColumnPair> target_pairs{};
    /// True for many-to-one: the owner's columns refer to the target's. Without a link model false means that the target's refer to the owner's.
    bool foreign_key_on_owner = false;
    /// The relationship of the target that shows the same link: the one that back_populates names, or that names this one; nullptr where there is none.
    const RelationshipDescription* reverse = nullptr;
    std::vector<OrderColumn> order{};  ///< what `ordered_by` says
    /// The columns that this or its reverse says post_update of are written by an UPDATE of their own.
    bool post_update = false;
};

/// How `relationship` of `owner` joins. Computed once for each; thread-safe; the answer lives as long as the program.
/// \throws ArgumentError  where there is no foreign key to join along, or more than one and no `via` that chooses, or an option names what is not there
const RelationshipJoin& relationship_join(const ModelDescription& owner, const RelationshipDescription& relationship);

/// Resolves every relationship of `model` and checks that both sides of each agree and that each option has something to act on. `metadata<…>()` and the
/// first use of a model in a session call it.
/// \throws ArgumentError  naming the relationship
void check_relationships(const ModelDescription& model);

/// All relationships resolved so far, of whatever model, that lead to `target`. Thread-safe.
std::vector<const RelationshipJoin*> relationships_to(const ModelDescription& target);

/// The foreign keys of `from` that refer to the table of `to`, in order of declaration, as pairs `from` → `to`.
std::vector<std::vector<ColumnPair>> foreign_keys_between(const ModelDescription& from, const ModelDescription& to);

}  // namespace retort
