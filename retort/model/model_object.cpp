#include <retort/model/model_object.hpp>

#include <cstring>
#include <new>

namespace retort::detail {

namespace {

void free_memory(const ModelDescription& model, void* memory) noexcept {
    ::operator delete (memory, std::align_val_t{model.alignment});
}

/// Memory in which `construct` has made an object.
template <class Construct>
void* made(const ModelDescription& model, const Construct& construct) {
    void* const memory = ::operator new (model.size, std::align_val_t{model.alignment});
    try {
        construct(memory);
    } catch (...) {
        free_memory(model, memory);
        throw;
    }
    return memory;
}

}  // namespace

ModelObject::ModelObject(const ModelDescription& model) : model_{model}, memory_{made(model, model.default_construct)} {}

ModelObject::ModelObject(const ModelDescription& model, const void* object)
    : model_{model},
      memory_{made(model, [&](void* where) { model.copy_construct(where, object); })} {}

ModelObject::ModelObject(const ModelDescription& model, Over memory)
    : model_{model},
      memory_{made(model, [&](void* where) {
          std::memset(where, memory.byte, model.size);
          model.default_initialize(where);
      })} {}

ModelObject::~ModelObject() {
    model_.destroy(memory_);
    free_memory(model_, memory_);
}

}  // namespace retort::detail
