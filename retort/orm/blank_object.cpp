#include <retort/orm/blank_object.hpp>

#include <new>

namespace retort::detail {

BlankObject::BlankObject(const ModelDescription& model)
    : model_{model},
      memory_{::operator new (model.size, std::align_val_t{model.alignment})} {
    try {
        model.default_construct(memory_);
    } catch (...) {
        free();
        throw;
    }
}

BlankObject::~BlankObject() {
    model_.destroy(memory_);
    free();
}

void BlankObject::free() noexcept {
    ::operator delete (memory_, std::align_val_t{model_.alignment});
}

}  // namespace retort::detail
