/// \file
/// Internal: what is loaded along with the objects of a statement, as its options and the relationships' own defaults say.
#pragma once

#include <memory>
#include <vector>

#include <retort/model/description.hpp>
#include <retort/orm/loader_options.hpp>
#include <retort/sql/nodes.hpp>

namespace retort::detail {

struct LoadNode;

/// One relationship and how it is loaded.
struct LoadStep {
    const RelationshipDescription* relationship;
    LoadStyle style;
    LoadFlags flags{};
    bool chosen = false;  ///< by an option; else by the relationship's default
    std::shared_ptr<LoadNode> target;

    bool is_eager() const noexcept { return style == LoadStyle::selectin || style == LoadStyle::joined; }
    /// Whether a statement of its own loads it; what asks for a join takes one too unless `joins_done`.
    bool needs_statement(bool joins_done) const noexcept {
        return style == LoadStyle::selectin || (style == LoadStyle::joined && !joins_done);
    }
};

/// What is loaded along with objects of one model. Never changed once it is made.
struct LoadNode {
    explicit LoadNode(const ModelDescription& its_model) : model{&its_model} {}

    const ModelDescription* model;
    std::vector<LoadStep> steps{};
    bool loads = false;   ///< some step is eager
    bool sticks = false;  ///< some step says what is to happen when a relationship is read later

    const LoadStep* find(const RelationshipDescription& relationship) const noexcept;
};

using LoadNodePtr = std::shared_ptr<const LoadNode>;

/// What every load of the model brings along by default; null where that is nothing. Computed once for each model; thread-safe.
LoadNodePtr default_loads(const ModelDescription& model);

/// What the options that begin at this entity say, with the defaults of all that they reach; null where that is nothing.
LoadNodePtr plan_loads(const ModelDescription& model, const sql::NodePtr& alias, const std::vector<sql::NodePtr>& options);

/// \throws ArgumentError  where an option begins at an entity that the statement does not select
void check_load_options(const sql::StatementNode& statement);

/// Whether one of the joins that the plan asks for gives several rows for one owner.
bool joins_collection(const LoadNode& node);

/// `Team.heroes`
std::string qualified_name(const ModelDescription& owner, const RelationshipDescription& relationship);

}  // namespace retort::detail
