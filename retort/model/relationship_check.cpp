#include <algorithm>
#include <string>

#include <retort/core/error.hpp>
#include <retort/model/relationship_join.hpp>

namespace retort {

namespace {

using Pairs = std::vector<ColumnPair>;

bool are_mirrored(const Pairs& one, const Pairs& other) {
    return one.size() == other.size() && std::all_of(one.begin(), one.end(), [&](const ColumnPair& pair) {
        return std::find(other.begin(), other.end(), ColumnPair{pair.right, pair.left}) != other.end();
    });
}

/// What the options of one relationship, whose join is known, must be able to do.
class Check {
public:
    Check(const RelationshipJoin& join, const RelationshipDescription& relationship) : join_{join}, relationship_{relationship} {}

    void run() const {
        check_reverse();
        check_deletes();
        if (relationship_.post_update) {
            check_post_update();
        }
    }

private:
    std::string name() const {
        return "the relationship '" + std::string{relationship_.name} + "' of '" + std::string{join_.owner->name} + "'";
    }
    std::string reverse_name() const { return "'" + std::string{join_.target->name} + "." + std::string{join_.reverse->name} + "'"; }

    void check_reverse() const {
        if (join_.reverse == nullptr) {
            return;
        }
        const RelationshipJoin& reverse = relationship_join(*join_.target, *join_.reverse);
        const std::string says = name() + " and " + reverse_name() + " name each other by back_populates, but ";
        if ((join_.link == nullptr) != (reverse.link == nullptr)) {
            throw ArgumentError{says + "only one of them has a link_model"};
        }
        if (join_.link != nullptr) {
            if (join_.link != reverse.link) {
                throw ArgumentError{
                    says + "their link models are '" + std::string{join_.link->name} + "' and '" + std::string{reverse.link->name} + "'"};
            }
            if (!are_mirrored(join_.pairs, reverse.target_pairs) || !are_mirrored(join_.target_pairs, reverse.pairs)) {
                throw ArgumentError{says + "both join along the same foreign key of '" + std::string{join_.link->name} +
                                    "'; give each its own with via<&" + std::string{join_.link->name} + "::…>"};
            }
            return;
        }
        if (join_.foreign_key_on_owner == reverse.foreign_key_on_owner) {
            throw ArgumentError{says + (join_.foreign_key_on_owner ? "both are many-to-one" : "both are one-to-many") +
                                (join_.owner == join_.target ? "; say with remote_side<\"…\"> which of them leads to the parent"
                                                             : "; one of them must hold the foreign key")};
        }
        if (!are_mirrored(join_.pairs, reverse.pairs)) {
            throw ArgumentError{says + "they join along different foreign keys; choose the same with via<…>"};
        }
    }

    void check_deletes() const {
        if (relationship_.cascade_delete && join_.foreign_key_on_owner) {
            throw ArgumentError{name() +
                                " is many-to-one, so cascade_delete would delete the one for one of the many; say cascade_delete at '" +
                                std::string{join_.target->name} + "', on the other side"};
        }
        if (relationship_.cascade_delete && join_.link != nullptr) {
            throw ArgumentError{name() +
                                " is many-to-many, so cascade_delete would delete what others are linked with too; link rows go by "
                                "themselves"};
        }
        if (relationship_.passive_deletes && join_.foreign_key_on_owner) {
            throw ArgumentError{name() + " is many-to-one, so passive_deletes has nothing to leave to the database; say it at '" +
                                std::string{join_.target->name} + "', on the other side"};
        }
    }

    void check_post_update() const {
        if (join_.link != nullptr) {
            throw ArgumentError{name() + " is many-to-many, so there is no foreign key that post_update could write later"};
        }
        const ModelDescription& holder = join_.foreign_key_on_owner ? *join_.owner : *join_.target;
        const bool any = std::any_of(join_.pairs.begin(), join_.pairs.end(), [&](const ColumnPair& pair) {
            const FieldDescription& field = holder.fields[static_cast<std::size_t>(join_.foreign_key_on_owner ? pair.left : pair.right)];
            return field.ops->nullable && field.nullable;
        });
        if (!any) {
            const ColumnPair& pair = join_.pairs.front();
            const FieldDescription& field = holder.fields[static_cast<std::size_t>(join_.foreign_key_on_owner ? pair.left : pair.right)];
            throw ArgumentError{name() + " says post_update, which inserts the row without its foreign key, but '" +
                                std::string{holder.name} + "." + std::string{field.name} + "' cannot be NULL"};
        }
    }

    const RelationshipJoin& join_;
    const RelationshipDescription& relationship_;
};

}  // namespace

void check_relationships(const ModelDescription& model) {
    for (const RelationshipDescription& relationship : model.relationships) {
        Check{relationship_join(model, relationship), relationship}.run();
    }
}

}  // namespace retort
