#pragma once

#include <vector>

#include <retort/model/computed.hpp>
#include <retort/model/description.hpp>
#include <retort/model/dump_text.hpp>

namespace retort::detail {

/// What the dumps of a model ask for again and again.
struct DumpPlan {
    struct Member {
        DumpKey key;
        DumpKey alias;
        const FieldDescription* field;
        const ValueOps* ops;
        const ValueOps* element_ops;  ///< of an optional: one step less for each
        std::size_t offset;
        ShapeKind kind;
        bool secret;
        bool excluded;

        explicit Member(const FieldDescription& described);
    };
    struct Computed {
        DumpKey key;
        ComputedMember member;
        std::size_t offset;  ///< of the part that computes it

        Computed(const ComputedMember& described, std::size_t part_offset) : key{described.name}, member{described}, offset{part_offset} {}
    };
    const ModelDescription* model = nullptr;
    std::vector<Member> members;
    std::vector<Computed> computed;
};

/// Thread-safe; the plan lives as long as the program.
const DumpPlan& dump_plan(const ModelDescription& model);

/// Those of its parts before its own, as Python's base classes' are.
std::vector<DumpPlan::Computed> computed_members(const ModelDescription& model);

}  // namespace retort::detail
