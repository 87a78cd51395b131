#include <algorithm>
#include <new>

#include <retort/core/error.hpp>
#include <retort/orm/loader_plan.hpp>
#include <retort/orm/workspace.hpp>

namespace retort::detail {

namespace {

constexpr std::size_t round_up(std::size_t size, std::size_t to) {
    return (size + to - 1) / to * to;
}

constexpr std::size_t largest_chunk = 4096;

// The memory of a new object is cold: 3 % of loading a row went into waiting for it. The database needs longer for the next row than memory for the next
// slot, so the slot is asked for one row ahead.
void prefetch(const std::byte* slot, std::size_t size) noexcept {
    constexpr std::size_t cache_line = 64;
    for (std::size_t offset = 0; offset < size; offset += cache_line) {
        __builtin_prefetch(slot + offset, 1);
    }
}

}  // namespace

ModelPool::ModelPool(Workspace& owner, const Mapper& its_mapper)
    : workspace{owner},
      mapper{its_mapper},
      model{its_mapper.model},
      default_loads{detail::default_loads(its_mapper.model)},
      stride_{sizeof(Instance) + round_up(its_mapper.model.size, alignof(Instance))} {
    if (model.alignment > alignof(Instance)) {
        throw ArgumentError{"the model '" + std::string{model.name} + "' asks for an alignment of " + std::to_string(model.alignment) +
                            " bytes; a session holds objects of at most " + std::to_string(alignof(Instance))};
    }
}

ModelPool::~ModelPool() {
    for_each([this](Instance* instance) {
        model.destroy(instance->object());
        workspace.drop_key(*this, instance->key);
    });
    for (const Chunk& chunk : chunks_) {
        ::operator delete (chunk.memory, std::align_val_t{alignof(Instance)});
    }
}

Instance* ModelPool::allocate() {
    if (free_ != nullptr) {
        Instance* const slot = free_;
        free_ = reinterpret_cast<Instance*>(slot->snapshot);
        ++live_;
        return ::new (static_cast<void*>(slot)) Instance{this};
    }
    if (chunks_.empty() || chunks_.back().used == chunks_.back().capacity) {
        auto* memory = static_cast<std::byte*>(::operator new (next_chunk_* stride_, std::align_val_t{alignof(Instance)}));
        chunks_.push_back({memory, next_chunk_, 0});
        next_chunk_ = std::min(next_chunk_ * 2, largest_chunk);
    }
    Chunk& chunk = chunks_.back();
    ++live_;
    std::byte* const slot = chunk.memory + chunk.used++ * stride_;
    if (chunk.used < chunk.capacity) {
        prefetch(slot + stride_, stride_);
    }
    return ::new (static_cast<void*>(slot)) Instance{this};
}

Instance* ModelPool::allocate_blank() {
    if (!blank_) {
        blank_.emplace(model);
    }
    Instance* const instance = allocate();
    try {
        model.copy_construct(instance->object(), blank_->get());
    } catch (...) {
        abandon(instance);
        throw;
    }
    return instance;
}

void ModelPool::abandon(Instance* instance) noexcept {
    workspace.load_memory.forget(instance);
    if (instance->snapshot != nullptr) {
        instance->snapshot[0] = reinterpret_cast<std::uintptr_t>(free_snapshots_);
        free_snapshots_ = instance->snapshot;
    }
    workspace.drop_key(*this, instance->key);
    instance->pool = nullptr;
    instance->snapshot = reinterpret_cast<std::uint64_t*>(free_);
    free_ = instance;
    --live_;
}

void ModelPool::release(Instance* instance) noexcept {
    model.destroy(instance->object());
    abandon(instance);
}

void ModelPool::adopt_relationships(Instance* instance) noexcept {
    for (const RelationshipDescription& relationship : model.relationships) {
        RelationshipAccess::adopt(RelationshipAccess::of(instance, relationship), instance, relationship);
    }
}

std::uint64_t* ModelPool::allocate_snapshot() {
    if (free_snapshots_ != nullptr) {
        std::uint64_t* const snapshot = free_snapshots_;
        free_snapshots_ = reinterpret_cast<std::uint64_t*>(static_cast<std::uintptr_t>(snapshot[0]));
        return snapshot;
    }
    const std::size_t size = model.fields.size();
    if (snapshots_left_ == 0) {
        snapshots_left_ = std::clamp<std::size_t>(live_ / 4, 16, largest_chunk);
        snapshot_chunks_.push_back(std::make_unique_for_overwrite<std::uint64_t[]>(snapshots_left_ * size));
        next_snapshot_ = snapshot_chunks_.back().get();
    }
    --snapshots_left_;
    std::uint64_t* const snapshot = next_snapshot_;
    next_snapshot_ += size;
    return snapshot;
}

}  // namespace retort::detail
