/// \file
/// Internal: an object of a model whose type only its description knows.
#pragma once

#include <retort/model/description.hpp>

namespace retort::detail {

/// An object of a model in memory of its own, as its default initialisers make it.
class BlankObject {
public:
    explicit BlankObject(const ModelDescription& model);
    ~BlankObject();
    BlankObject(const BlankObject&) = delete;
    BlankObject& operator=(const BlankObject&) = delete;

    void* get() const noexcept { return memory_; }

private:
    void free() noexcept;

    const ModelDescription& model_;
    void* memory_;
};

}  // namespace retort::detail
