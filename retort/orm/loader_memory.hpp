/// \file
/// Internal: what a workspace remembers of how its objects came to be, apart from them, since few need it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <utility>

#include <boost/unordered/unordered_flat_map.hpp>

#include <retort/orm/instance.hpp>
#include <retort/orm/session_options.hpp>

namespace retort {
struct RelationshipDescription;
}

namespace retort::detail {

struct LoadNode;
struct LoadStep;

/// The loader options that objects keep, and the statements that they came from. Empty, and of no cost, where nobody asks for either.
class LoadMemory {
public:
    /// The options that the object keeps for what is read later.
    void keep(const Instance* instance, std::shared_ptr<const LoadNode> node) { kept_.insert_or_assign(instance, std::move(node)); }
    /// What they say of this relationship; null where they say nothing.
    const LoadStep* step(const Instance* instance, const RelationshipDescription& relationship) const noexcept {
        return kept_.empty() ? nullptr : find_step(instance, relationship);
    }

    std::uint32_t next_statement() noexcept { return ++statements_; }
    void came_from(const Instance* instance, std::uint32_t statement) { origins_.insert_or_assign(instance, statement); }
    /// Notes that a lazy load is about to send a statement.
    /// \throws InvalidRequestError  where that is one too many
    void count_lazy_load(const Instance* owner, const RelationshipDescription& relationship, const SessionOptions& options) {
        ++lazy_loads;
        if (options.lazy_load_limit != 0) {
            check_limit(owner, relationship, options);
        }
    }

    void forget(const Instance* instance) noexcept {
        if (!kept_.empty() || !origins_.empty()) {
            kept_.erase(instance);
            origins_.erase(instance);
        }
    }

    std::size_t size() const noexcept { return kept_.size() + origins_.size(); }

    std::uint64_t lazy_loads = 0;  ///< statements that lazy loads have sent

private:
    const LoadStep* find_step(const Instance* instance, const RelationshipDescription& relationship) const noexcept;
    void check_limit(const Instance* owner, const RelationshipDescription& relationship, const SessionOptions& options);

    struct PairHash {
        using is_avalanching = void;
        std::size_t operator()(const std::pair<std::uint32_t, const void*>& pair) const noexcept;
    };

    boost::unordered_flat_map<const Instance*, std::shared_ptr<const LoadNode>> kept_;
    boost::unordered_flat_map<const Instance*, std::uint32_t> origins_;
    boost::unordered_flat_map<std::pair<std::uint32_t, const void*>, std::size_t, PairHash> counts_;
    std::uint32_t statements_ = 0;
};

}  // namespace retort::detail
