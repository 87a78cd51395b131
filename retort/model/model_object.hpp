/// \file
/// Internal: an object of a model whose type only its description knows.
#pragma once

#include <retort/model/description.hpp>

namespace retort::detail {

/// An object of a model in memory of its own.
class ModelObject {
public:
    /// As `T{}`.
    explicit ModelObject(const ModelDescription& model);
    /// A copy.
    ModelObject(const ModelDescription& model, const void* object);
    /// As `T object;` in memory full of a byte: what nothing initialises holds it afterwards.
    struct Over {
        unsigned char byte;
    };
    ModelObject(const ModelDescription& model, Over memory);
    ~ModelObject();
    ModelObject(const ModelObject&) = delete;
    ModelObject& operator=(const ModelObject&) = delete;

    void* get() const noexcept { return memory_; }

private:
    const ModelDescription& model_;
    void* memory_;
};

}  // namespace retort::detail
