#include <retort/model/relationship_join.hpp>

#include <algorithm>
#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>

#include <retort/core/error.hpp>
#include <retort/core/text.hpp>

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

std::vector<ColumnPair> mirrored(std::vector<ColumnPair> pairs) {
    for (ColumnPair& pair : pairs) {
        std::swap(pair.left, pair.right);
    }
    return pairs;
}

namespace {

using Keys = std::vector<std::vector<ColumnPair>>;

class Resolver {
public:
    Resolver(const ModelDescription& owner, const RelationshipDescription& relationship)
        : owner_{owner},
          relationship_{relationship},
          target_{relationship.target()} {}

    RelationshipJoin resolve() {
        target_.require_table();
        check_via();
        check_remote_side();
        RelationshipJoin join;
        join.owner = &owner_;
        join.target = &target_;
        if (relationship_.link_model != nullptr) {
            resolve_link(join);
        } else {
            resolve_direct(join);
        }
        join.reverse = find_reverse();
        join.order = order();
        join.post_update = relationship_.post_update || (join.reverse != nullptr && join.reverse->post_update);
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

    void check_remote_side() const {
        if (relationship_.remote_side.empty()) {
            return;
        }
        if (target_.find_field(relationship_.remote_side) == nullptr) {
            throw ArgumentError{name() + ": its remote_side<\"" + std::string{relationship_.remote_side} + "\"> names no column of '" +
                                std::string{target_.name} + "'"};
        }
        if (relationship_.link_model != nullptr) {
            throw ArgumentError{name() + ": remote_side says nothing where a link model joins; choose the owner's foreign key with via<…>"};
        }
    }

    // The relationship that shows the same link. Where one side alone names the other, it counts for both: half a link in step helps nobody.
    const RelationshipDescription* find_reverse() const {
        if (relationship_.back_populates.empty()) {
            for (const RelationshipDescription& other : target_.relationships) {
                if (&other != &relationship_ && other.back_populates == relationship_.name && &other.target() == &owner_) {
                    return &other;
                }
            }
            return nullptr;
        }
        const std::string says = name() + " says back_populates<\"" + std::string{relationship_.back_populates} + "\">, but ";
        const RelationshipDescription* reverse = target_.find_relationship(relationship_.back_populates);
        const std::string there = "'" + std::string{target_.name} + "." + std::string{relationship_.back_populates} + "'";
        if (reverse == nullptr) {
            const bool is_column = target_.find_field(relationship_.back_populates) != nullptr;
            throw ArgumentError{says + (is_column ? there + " is a column, not a relationship"
                                                  : "'" + std::string{target_.name} + "' has no relationship of that name")};
        }
        if (&reverse->target() != &owner_) {
            throw ArgumentError{says + there + " leads to '" + std::string{reverse->target().name} + "'"};
        }
        if (!reverse->back_populates.empty() && reverse->back_populates != relationship_.name) {
            throw ArgumentError{says + there + " says back_populates<\"" + std::string{reverse->back_populates} + "\">"};
        }
        if (reverse == &relationship_) {
            throw ArgumentError{says + "that is the relationship itself"};
        }
        return reverse;
    }

    std::vector<OrderColumn> order() const {
        std::vector<OrderColumn> columns;
        if (relationship_.ordered_by.empty()) {
            return columns;
        }
        for (const std::string_view part : split(relationship_.ordered_by, ',')) {
            std::vector<std::string_view> words = split(part, ' ');
            std::erase(words, std::string_view{});
            const FieldDescription* field = words.empty() ? nullptr : target_.find_field(words.front());
            if (field == nullptr) {
                throw ArgumentError{name() + ": its ordered_by<\"" + std::string{relationship_.ordered_by} + "\"> names " +
                                    (words.empty() ? "nothing" : "'" + std::string{words.front()} + "'") + ", which is no column of '" +
                                    std::string{target_.name} + "'"};
            }
            const bool descending = words.size() == 2 && words.back() == "desc";
            if (words.size() > 1 && !descending && (words.size() > 2 || words.back() != "asc")) {
                throw ArgumentError{name() + ": its ordered_by<\"" + std::string{relationship_.ordered_by} +
                                    "\"> may say asc or desc behind a column, and nothing else"};
            }
            columns.push_back({field->index, descending});
        }
        return columns;
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
            std::string names;
            for (const auto& pairs : keys) {
                const bool last = &pairs == &keys.back();
                names += (names.empty() ? "'" : last ? " and '" : ", '") + field_name(from, pairs.front().left) + "'";
            }
            throw ArgumentError{name() + " is ambiguous: '" + from.table.name + "' refers to '" + to.table.name + "' by " + names +
                                "; choose one with via<&" + std::string{from.name} + "::" + field_name(from, keys.front().front().left) +
                                ">"};
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
            join.pairs = mirrored(to_owner.front());
            std::erase(to_target, to_owner.front());
            join.target_pairs = std::move(to_target.front());
            return;
        }
        join.pairs = mirrored(only(std::move(to_owner), link, owner_));
        join.target_pairs = only(std::move(to_target), link, target_);
    }

    // Whether the foreign keys `from` the owner or the target come into question, of which the target's columns are on `side`.
    void keep_remote(Keys& keys, int ColumnPair::*side) const {
        if (!relationship_.remote_side.empty()) {
            const int remote = target_.find_field(relationship_.remote_side)->index;
            std::erase_if(keys, [&](const auto& pairs) {
                return std::none_of(pairs.begin(), pairs.end(), [&](const ColumnPair& pair) { return pair.*side == remote; });
            });
        }
    }

    void resolve_direct(RelationshipJoin& join) const {
        const bool joined_by_target = relationship_.collection || (via_names(target_) && &owner_ != &target_);
        Keys from_owner = joined_by_target ? Keys{} : candidates(owner_, target_);
        keep_remote(from_owner, &ColumnPair::right);
        if (!from_owner.empty()) {
            join.pairs = only(std::move(from_owner), owner_, target_);
            join.foreign_key_on_owner = true;
            return;
        }
        Keys from_target = candidates(target_, owner_);
        const bool any = !from_target.empty();
        keep_remote(from_target, &ColumnPair::left);
        if (any && from_target.empty()) {
            throw ArgumentError{name() + ": its remote_side<\"" + std::string{relationship_.remote_side} +
                                "\"> is not the foreign key of '" + std::string{target_.name} + "' that a " +
                                (relationship_.collection ? "collection" : "relationship") + " of '" + std::string{owner_.name} +
                                "' joins along"};
        }
        if (from_target.empty()) {
            throw ArgumentError{name() + " has no foreign key to join along: add foreign_key<\"" + owner_.table.name + "." +
                                first_key(owner_) + "\"> to a field of '" + std::string{target_.name} + "'" +
                                (relationship_.collection ? std::string{}
                                                          : ", or foreign_key<\"" + target_.table.name + "." + first_key(target_) +
                                                                "\"> to a field of '" + std::string{owner_.name} + "'")};
        }
        join.pairs = mirrored(only(std::move(from_target), target_, owner_));
    }

    static std::string field_name(const ModelDescription& model, int index) {
        return std::string{model.fields[static_cast<std::size_t>(index)].name};
    }

    static std::string first_key(const ModelDescription& model) {
        return model.primary_key.empty() ? "id" : std::string{model.fields[static_cast<std::size_t>(model.primary_key.front())].name};
    }

    const ModelDescription& owner_;
    const RelationshipDescription& relationship_;
    const ModelDescription& target_;
};

}  // namespace

namespace {

struct Joins {
    std::mutex mutex;
    std::unordered_map<const RelationshipDescription*, std::unique_ptr<RelationshipJoin>> by_relationship;
    std::unordered_map<const ModelDescription*, std::vector<const RelationshipJoin*>> by_target;
};

Joins& all_joins() {
    static Joins joins;
    return joins;
}

}  // namespace

const RelationshipJoin& relationship_join(const ModelDescription& owner, const RelationshipDescription& relationship) {
    Joins& joins = all_joins();
    {
        const std::lock_guard lock{joins.mutex};
        if (const auto found = joins.by_relationship.find(&relationship); found != joins.by_relationship.end()) {
            return *found->second;
        }
    }
    // Outside the lock: it may describe models for the first time, which runs code of the user's.
    auto join = std::make_unique<RelationshipJoin>(Resolver{owner, relationship}.resolve());
    const std::lock_guard lock{joins.mutex};
    const auto [place, is_new] = joins.by_relationship.try_emplace(&relationship, std::move(join));
    if (is_new) {
        joins.by_target[place->second->target].push_back(place->second.get());
    }
    return *place->second;
}

std::vector<const RelationshipJoin*> relationships_to(const ModelDescription& target) {
    Joins& joins = all_joins();
    const std::lock_guard lock{joins.mutex};
    const auto found = joins.by_target.find(&target);
    return found == joins.by_target.end() ? std::vector<const RelationshipJoin*>{} : found->second;
}

}  // namespace retort
