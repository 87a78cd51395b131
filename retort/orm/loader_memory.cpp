#include <retort/orm/loader_memory.hpp>

#include <string>

#include <retort/core/error.hpp>
#include <retort/core/hash.hpp>
#include <retort/core/log.hpp>
#include <retort/orm/loader_plan.hpp>
#include <retort/orm/workspace.hpp>

namespace retort::detail {

namespace {

const Logger& logger() {
    static const Logger loading{"retort.orm.loading"};
    return loading;
}

}  // namespace

std::size_t LoadMemory::PairHash::operator()(const std::pair<std::uint32_t, const void*>& pair) const noexcept {
    return hash_combine(pair.first, reinterpret_cast<std::uintptr_t>(pair.second));
}

const LoadStep* LoadMemory::find_step(const Instance* instance, const RelationshipDescription& relationship) const noexcept {
    const auto found = kept_.find(instance);
    return found == kept_.end() ? nullptr : found->second->find(relationship);
}

void LoadMemory::check_limit(const Instance* owner, const RelationshipDescription& relationship, const SessionOptions& options) {
    const auto origin = origins_.find(owner);
    if (origin == origins_.end()) {
        return;  // came by get(), or was added here
    }
    const std::size_t count = ++counts_[{origin->second, &relationship}];
    const bool raise = options.on_lazy_load_limit == LazyLoads::raise;
    if (count <= options.lazy_load_limit || (!raise && count != options.lazy_load_limit + 1)) {
        return;
    }
    const std::string name = qualified_name(owner->pool->model, relationship);
    const std::string message =
        "'" + name + "' is being loaded for the " + std::to_string(count) +
        "th time, one statement each, for objects of one statement: load it with that statement, by .options(selectinload(&" +
        std::string{owner->pool->model.name} + "::" + std::string{relationship.name} + "))";
    if (raise) {
        throw InvalidRequestError{message + "; lazy_load_limit is " + std::to_string(options.lazy_load_limit)};
    }
    logger().warning(message);
}

}  // namespace retort::detail
