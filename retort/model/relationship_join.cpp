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
        : owner_{owner},
          relationship_{relationship},
          target_{relationship.target()} {}

    RelationshipJoin resolve() {
        target_.require_table();
        check_via();
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
    std::string name() const { return "the relationship '" + std::string{relationship_.name} + "' of '" + std::string{owner_.name} + "'"; }

    void check_via() const {
        if (relationship_.via_model == nullptr) {
            return;
        }
        const ModelDescription& model = relationship_.via_model();
        const bool is_link = relationship_.link_model != nullptr && &model == &relationship_.link_model();
        if (&model != &owner_ && &model != &target_ && !is_link) {
            throw ArgumentError{name() + ": its via names a member of '" + std::string{model.name} + "', which is on neither side of it"};
        }
    }

    bool via_names(const ModelDescription& model) const {
        return relationship_.via_model != nullptr && &relationship_.via_model() == &model;
    }

    const FieldDescription* via_field() const { return relationship_.via_model().field_at(relationship_.via_offset()); }

    Keys named_by_via(Keys keys) const {
        const FieldDescription* via = via_field();
        std::erase_if(keys, [&](const auto& pairs) { return via == nullptr || pairs.front().left != via->index; });
        return keys;
    }

    // The foreign keys from `from` to `to`; only the one that `via` names, where it names a member of `from`.
    Keys candidates(const ModelDescription& from, const ModelDescription& to) const {
        Keys keys = foreign_keys_between(from, to);
        if (via_names(from)) {
            keys = named_by_via(std::move(keys));
            if (keys.empty()) {
                const FieldDescription* via = via_field();
                throw ArgumentError{name() + ": its via names " +
                                    (via == nullptr ? "a member" : "the field '" + std::string{via->name} + "'") + " of '" +
                                    std::string{from.name} + "' that is no foreign key to '" + to.table.name + "'"};
            }
        }
        return keys;
    }

    // A link model has keys to both sides; `via` names one of either.
    Keys link_candidates(const ModelDescription& link, const ModelDescription& to) const {
        Keys keys = foreign_keys_between(link, to);
        Keys named = via_names(link) ? named_by_via(keys) : Keys{};
        return named.empty() ? keys : named;
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
        Keys to_owner = link_candidates(link, owner_);
        Keys to_target = &owner_ == &target_ ? foreign_keys_between(link, target_) : link_candidates(link, target_);
        if (to_owner.empty() || to_target.empty()) {
            const ModelDescription& missing = to_owner.empty() ? owner_ : target_;
            throw ArgumentError{
                name() + ": the link model '" + std::string{link.name} + "' has no foreign key to '" + missing.table.name + "'"};
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
        const bool joined_by_target = relationship_.collection || (via_names(target_) && &owner_ != &target_);
        Keys from_owner = joined_by_target ? Keys{} : candidates(owner_, target_);
        if (!from_owner.empty()) {
            join.pairs = only(std::move(from_owner), owner_, target_);
            join.foreign_key_on_owner = true;
            return;
        }
        Keys from_target = candidates(target_, owner_);
        if (from_target.empty()) {
            throw ArgumentError{name() + " has no foreign key to join along: add foreign_key<\"" + owner_.table.name + "." +
                                first_key(owner_) + "\"> to a field of '" + std::string{target_.name} + "'" +
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
