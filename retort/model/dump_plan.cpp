#include <retort/model/dump_plan.hpp>

#include <retort/model/per_model.hpp>

namespace retort::detail {

DumpPlan::Member::Member(const FieldDescription& described)
    : key{described.name},
      alias{described.options.alias.empty() ? described.name : described.options.alias},
      field{&described},
      ops{described.ops},
      element_ops{nullptr},
      offset{described.offset},
      kind{described.ops->shape->kind},
      secret{described.options.secret},
      excluded{described.options.exclude} {
    if (kind == ShapeKind::optional) element_ops = &described.ops->shape->container->element();
}

namespace {

void add_computed(const ModelDescription& model, std::size_t offset, std::vector<DumpPlan::Computed>& out) {
    if (model.computed == nullptr) return;
    std::vector<ComputedMember> members;
    model.computed(members);
    out.reserve(out.size() + members.size());
    for (const ComputedMember& member : members) {
        out.emplace_back(member, offset);
    }
}

DumpPlan make_plan(const ModelDescription& model) {
    DumpPlan plan;
    plan.model = &model;
    plan.members.reserve(model.fields.size());
    for (const FieldDescription& field : model.fields) {
        plan.members.emplace_back(field);
    }
    plan.computed = computed_members(model);
    return plan;
}

}  // namespace

std::vector<DumpPlan::Computed> computed_members(const ModelDescription& model) {
    std::vector<DumpPlan::Computed> all;
    for (const PartDescription& part : model.parts) {
        add_computed(*part.model, part.offset, all);
    }
    add_computed(model, 0, all);
    return all;
}

const DumpPlan& dump_plan(const ModelDescription& model) {
    static PerModel<DumpPlan> all;
    return all.get(model, make_plan);
}

}  // namespace retort::detail
