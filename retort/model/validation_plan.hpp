/// \file
/// A model made ready for validation. Internal.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include <retort/model/constraints.hpp>
#include <retort/model/defaults.hpp>
#include <retort/model/model_config.hpp>

namespace retort::detail {

/// One field. `value` is what an optional or a Patch holds, else the field's own type.
struct FieldPlan {
    const FieldDescription* field;
    const ValueOps* value;
    std::string_view key;  ///< in documents: the alias, else the name
    bool has_alias;
    bool wrapped;  ///< in an optional or a Patch
    bool strict;
    bool secret;
    bool holds_models;  ///< with something to check in them
    Constraints constraints;

    [[nodiscard]] const FieldOptions& options() const noexcept { return field->options; }
};

/// Made at the first validation of its model and never changed.
struct ValidationPlan {
    const ModelDescription* model = nullptr;
    std::vector<FieldPlan> fields;
    std::vector<std::size_t> checked;  ///< the fields in which check_object has something to look at
    Extra extra = Extra::ignore;
    bool strict = false;
    bool populate_by_name = false;
    bool has_secrets = false;  ///< here or in models within

    /// Whether a document must give the field. Asked of defaults_of() at the first question and not before: that makes objects of the model, and a
    /// session that looks at values has no need of them.
    [[nodiscard]] bool is_required(std::size_t field) const {
        const ModelDefaults* known = __atomic_load_n(&defaults_, __ATOMIC_ACQUIRE);
        if (known == nullptr) {
            known = &defaults_of(*model);
            __atomic_store_n(&defaults_, known, __ATOMIC_RELEASE);
        }
        return known->fields[field].required;
    }

    /// The field that a member of a document is for; fields.size() where it is for none.
    [[nodiscard]] std::size_t find(std::string_view key, bool by_name, std::size_t guess) const noexcept;

private:
    mutable const ModelDefaults* defaults_ = nullptr;
};

/// Thread-safe. \throws ArgumentError  where the options of the model contradict its types
const ValidationPlan& plan_of(const ModelDescription& model);

/// Whether documents of this type may hold secrets.
bool may_hold_secrets(const ValueOps& ops);

/// What holds the text by which the alternatives of a variant are told apart.
struct Tag {
    std::string_view text;
    std::size_t alternative;
};
/// The tags of a variant. \throws ArgumentError  where an alternative has no Literal field of this name
std::vector<Tag> tags_of(const VariantShape& variant, std::string_view discriminator);

}  // namespace retort::detail
