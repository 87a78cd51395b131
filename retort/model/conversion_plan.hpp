#pragma once

#include <vector>

#include <retort/model/computed.hpp>
#include <retort/model/description.hpp>

namespace retort::detail {

/// How objects of one model are made from those of another. Internal.
struct ConversionPlan {
    struct Step {
        const FieldDescription* to;
        // One of these three gives the value.
        const FieldDescription* from = nullptr;
        const RelationshipDescription* relationship = nullptr;
        ComputedMember computed{};
        std::size_t computed_offset = 0;  ///< of the part that computes it
    };
    const ModelDescription* target = nullptr;
    const ModelDescription* source = nullptr;
    std::vector<Step> steps;                        ///< in the order of the target's fields
    std::vector<const FieldDescription*> required;  ///< fields of the target that nothing gives a value to, and that need one

    const Step* step_for(const FieldDescription& field) const noexcept;
};

/// Made once for two models; thread-safe.
/// \throws ArgumentError  where two fields of one name have types of which one cannot become the other
const ConversionPlan& conversion_plan(const ModelDescription& target, const ModelDescription& source);

/// A value as a document that has all of it: also what is secret, and what dumps exclude.
Json whole_value(const ValueOps& ops, const void* value);

}  // namespace retort::detail
