/// \file
/// Internal: lists of objects that are asked whether they hold one.
#pragma once

#include <algorithm>
#include <cstddef>
#include <memory>
#include <vector>

#include <boost/unordered/unordered_flat_map.hpp>
#include <boost/unordered/unordered_flat_set.hpp>

#include <retort/orm/instance.hpp>

namespace retort::detail {

/// Up to this length a list is searched from end to end: that is faster than a hash, and most collections are so short.
inline constexpr std::size_t searched_length = 16;

/// Objects, each once, in the order in which they came. Adding, removing and finding one take the same time however many there are.
class InstanceSet {
public:
    bool empty() const noexcept { return live_ == 0; }
    bool is_indexed() const noexcept { return places_ != nullptr; }
    bool contains(const Instance* item) const { return place_of(item) < order_.size(); }
    /// False where it is there already.
    bool insert(Instance* item) {
        if (contains(item)) {
            return false;
        }
        if (places_ != nullptr) {
            places_->emplace(item, order_.size());
        }
        order_.push_back(item);
        ++live_;
        if (places_ == nullptr && order_.size() > searched_length) {
            index();
        }
        return true;
    }
    bool erase(const Instance* item) {
        const std::size_t place = place_of(item);
        if (place >= order_.size()) {
            return false;
        }
        // A hole and no shorter list: what lies behind stays where its index says.
        order_[place] = nullptr;
        --live_;
        if (places_ != nullptr) {
            places_->erase(item);
        }
        if (live_ == 0) {
            clear();
        }
        return true;
    }
    void clear() noexcept {
        order_.clear();
        places_.reset();
        live_ = 0;
    }
    template <class F>
    void for_each(F&& visit) const {
        for (Instance* item : order_) {
            if (item != nullptr) {
                visit(item);
            }
        }
    }

private:
    std::size_t place_of(const Instance* item) const {
        if (places_ == nullptr) {
            return static_cast<std::size_t>(std::find(order_.begin(), order_.end(), item) - order_.begin());
        }
        const auto found = places_->find(item);
        return found == places_->end() ? order_.size() : found->second;
    }
    void index() {
        places_ = std::make_unique<Places>();
        for (std::size_t i = 0; i < order_.size(); ++i) {
            if (order_[i] != nullptr) {
                places_->emplace(order_[i], i);
            }
        }
    }

    using Places = boost::unordered_flat_map<const Instance*, std::size_t>;
    std::vector<Instance*> order_;
    std::unique_ptr<Places> places_;
    std::size_t live_ = 0;
};

/// Tells whether a list of members, which is somebody else's, holds one; a long list is hashed when it is first asked for.
class MemberIndex {
public:
    bool is_indexed() const noexcept { return members_ != nullptr; }
    bool contains(const std::vector<Instance*>& list, const Instance* item) {
        if (list.size() <= searched_length) {
            members_.reset();
            return std::find(list.begin(), list.end(), item) != list.end();
        }
        if (members_ == nullptr) {
            members_ = std::make_unique<Members>(list.begin(), list.end());
        }
        return members_->contains(item);
    }
    void added(const Instance* item) {
        if (members_ != nullptr) {
            members_->insert(item);
        }
    }
    void removed(const Instance* item) {
        if (members_ != nullptr) {
            members_->erase(item);
        }
    }
    /// The list is another one now.
    void forget() noexcept { members_.reset(); }

private:
    using Members = boost::unordered_flat_set<const Instance*>;
    std::unique_ptr<Members> members_;
};

}  // namespace retort::detail
