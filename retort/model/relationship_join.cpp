#include <retort/model/relationship_join.hpp>

#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>

#include <retort/core/error.hpp>

namespace retort {

std::vector<std::vector<ColumnPair>> foreign_keys_between(const ModelDescription& from, const ModelDescription& to) {
    std::vector<std::vector<ColumnPair>> found;
    for (const ForeignKeyConstraint& key : from.table.foreign_keys) {
        if (key.referred_table != to.table.name || key.referred_schema != to.table.schema) {
            continue;
        }
        std::vector<ColumnPair> pairs;
        for (std::size_t i = 0; i < key.columns.size(); ++i) {
            const FieldDescription* left = from.find_field(key.columns[i]);
            const FieldDescription* right = to.find_field(key.referred_columns[i]);
            if (left == nullptr || right == nullptr) {
                throw ArgumentError{"the foreign key of '" + from.table.name + "' refers to '" + key.referred_table + "." +
                                    key.referred_columns[i] + "', which is no column"};
            }
            pairs.push_back({left->index, right->index});
        }
        found.push_back(std::move(pairs));
    }
    return found;
}

namespace {

using Keys = std::vector<std::vector<ColumnPair>>;

std::vector<ColumnPair> reversed(std::vector<ColumnPair> pairs) {
    for (ColumnPair& pair : pairs) {
        std::swap(pair.left, pair.right);
    }
    return pairs;
}

class Resolver {
public:
    Resolver(const ModelDescription& owner, const RelationshipDescription& relationship)
        : owner_{owner}, relationship_{relationship}, target_{relationship.target()} {}

    RelationshipJoin resolve() {
        target_.require_table();
        RelationshipJoin join;
        join.owner = &owner_;
        join.target = &target_;
        if (relationship_.link_model != nullptr) {
            resolve_link(join);
        } else {
            resolve_direct(join);
        }
        return join;
    }

private:
    std::string name() const {
        return "the relationship '" + std::string{relationship_.name} + "' of '" + std::string{owner_.name} + "'";
    }

    // Keeps the key that `via` names, where it names one of `from`'s columns.
    Keys candidates(const ModelDescription& from, const ModelDescription& to) const {
        Keys keys = foreign_keys_between(from, to);
        if (relationship_.via_model != nullptr && &relationship_.via_model() == &from) {
            const FieldDescription* via = from.field_at(relationship_.via_offset());
            std::erase_if(keys, [&](const auto& pairs) { return via == nullptr || pairs.front().left != via->index; });
        }
        return keys;
    }

    std::vector<ColumnPair> only(Keys keys, const ModelDescription& from, const ModelDescription& to) const {
        if (keys.size() > 1) {
            throw ArgumentError{name() + " is ambiguous: '" + from.table.name + "' has " + std::to_string(keys.size()) +
                                " foreign keys to '" + to.table.name + "'; choose one with via<&" + std::string{from.name} + "::column>"};
        }
        return std::move(keys.front());
    }

    void resolve_link(RelationshipJoin& join) const {
        const ModelDescription& link = relationship_.link_model();
        link.require_table();
        join.link = &link;
        Keys to_owner = candidates(link, owner_);
        Keys to_target = foreign_keys_between(link, target_);
        if (to_owner.empty() || to_target.empty()) {
            const ModelDescription& missing = to_owner.empty() ? owner_ : target_;
            throw ArgumentError{name() + ": the link model '" + std::string{link.name} + "' has no foreign key to '" + missing.table.name + "'"};
        }
        if (&owner_ == &target_ && to_target.size() == 2) {
            // A model linked with itself: one key for each side, the owner's being the first unless `via` says the other.
            join.pairs = reversed(to_owner.front());
            std::erase(to_target, to_owner.front());
            join.target_pairs = std::move(to_target.front());
            return;
        }
        join.pairs = reversed(only(std::move(to_owner), link, owner_));
        join.target_pairs = only(std::move(to_target), link, target_);
    }

    void resolve_direct(RelationshipJoin& join) const {
        Keys from_owner = relationship_.collection ? Keys{} : candidates(owner_, target_);
        if (!from_owner.empty()) {
            join.pairs = only(std::move(from_owner), owner_, target_);
            join.foreign_key_on_owner = true;
            return;
        }
        Keys from_target = candidates(target_, owner_);
        if (from_target.empty()) {
            throw ArgumentError{name() + " has no foreign key to join along: add foreign_key<\"" + owner_.table.name + "." + first_key(owner_) +
                                "\"> to a field of '" + std::string{target_.name} + "'" +
                                (relationship_.collection ? std::string{}
                                                          : ", or foreign_key<\"" + target_.table.name + "." + first_key(target_) +
                                                                "\"> to a field of '" + std::string{owner_.name} + "'")};
        }
        join.pairs = reversed(only(std::move(from_target), target_, owner_));
    }

    static std::string first_key(const ModelDescription& model) {
        return model.primary_key.empty() ? "id" : std::string{model.fields[static_cast<std::size_t>(model.primary_key.front())].name};
    }

    const ModelDescription& owner_;
    const RelationshipDescription& relationship_;
    const ModelDescription& target_;
};

}  // namespace

const RelationshipJoin& relationship_join(const ModelDescription& owner, const RelationshipDescription& relationship) {
    static std::mutex mutex;
    static std::unordered_map<const RelationshipDescription*, std::unique_ptr<RelationshipJoin>> joins;
    {
        const std::lock_guard lock{mutex};
        if (const auto found = joins.find(&relationship); found != joins.end()) {
            return *found->second;
        }
    }
    // Outside the lock: it may describe models for the first time, which runs code of the user's.
    auto join = std::make_unique<RelationshipJoin>(Resolver{owner, relationship}.resolve());
    const std::lock_guard lock{mutex};
    return *joins.try_emplace(&relationship, std::move(join)).first->second;
}

}  // namespace retort
