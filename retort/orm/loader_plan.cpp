#include <retort/orm/loader_plan.hpp>

#include <algorithm>
#include <mutex>
#include <string>
#include <unordered_map>
#include <utility>

#include <retort/core/error.hpp>

namespace retort::detail {

namespace {

struct LoadOptionNode final : sql::Node {
    LoadOptionNode(sql::NodePtr path_before, const ModelDescription& of, sql::NodePtr of_alias, const RelationshipDescription& which,
        LoadStyle how, LoadFlags its_flags)
        : Node{sql::NodeKind::extension},
          before{std::move(path_before)},
          owner{&of},
          alias{std::move(of_alias)},
          relationship{&which},
          style{how},
          flags{its_flags} {}
    LoadOptionNode(const LoadOptionNode&) = default;

    sql::NodePtr before;
    const ModelDescription* owner;
    sql::NodePtr alias;
    const RelationshipDescription* relationship;
    LoadStyle style;
    LoadFlags flags;
    std::vector<sql::NodePtr> behind{};  ///< options that begin at the target
};

const LoadOptionNode& first_of(const sql::NodePtr& option) {
    const auto* node = &sql::as<LoadOptionNode>(option);
    while (node->before) {
        node = &sql::as<LoadOptionNode>(node->before);
    }
    return *node;
}

LoadStyle default_style(const RelationshipDescription& relationship) {
    switch (relationship.loading) {
    case Loading::selectin: return LoadStyle::selectin;
    case Loading::joined: return LoadStyle::joined;
    case Loading::raise: return LoadStyle::raise;
    default: return LoadStyle::lazy;
    }
}

LoadStep& step_of(LoadNode& node, const RelationshipDescription& relationship) {
    for (LoadStep& step : node.steps) {
        if (step.relationship == &relationship) {
            return step;
        }
    }
    return node.steps.emplace_back(
        LoadStep{&relationship, default_style(relationship), {}, false, std::make_shared<LoadNode>(relationship.target())});
}

// Where two options speak of one relationship, the later one is right.
LoadNode& apply(LoadNode& root, const LoadOptionNode& option) {
    LoadNode& at = option.before ? apply(root, sql::as<LoadOptionNode>(option.before)) : root;
    LoadStep& step = step_of(at, *option.relationship);
    if (option.style != LoadStyle::unchanged) {
        step.style = option.style;
        step.flags = option.flags;
        step.chosen = true;
    }
    LoadNode& target = *step.target;
    for (const sql::NodePtr& one : option.behind) {
        apply(target, sql::as<LoadOptionNode>(one));
    }
    return target;
}

using Models = std::vector<const ModelDescription*>;

// A default that comes back to a model on its own path ends there, as SQLAlchemy's does: a tree would be loaded whole, and a pair that shows each
// other without end. So a self-referential relationship is loaded eagerly as deep as options say and no deeper.
void add_defaults(LoadNode& node, Models& path) {
    path.push_back(node.model);
    for (const RelationshipDescription& relationship : node.model->relationships) {
        const bool is_eager = relationship.loading == Loading::selectin || relationship.loading == Loading::joined;
        if (!is_eager || node.find(relationship) != nullptr) {
            continue;
        }
        if (std::find(path.begin(), path.end(), &relationship.target()) == path.end()) {
            step_of(node, relationship);
        }
    }
    for (LoadStep& step : node.steps) {
        add_defaults(*step.target, path);
        const bool differs = step.style != default_style(*step.relationship) || step.flags.sql_only;
        const bool goes_on = !step.target->steps.empty();
        node.loads = node.loads || step.is_eager();
        node.sticks = node.sticks || (!step.is_eager() && (differs || goes_on));
    }
    path.pop_back();
}

LoadNodePtr unless_empty(std::shared_ptr<LoadNode> node) {
    Models path;
    add_defaults(*node, path);
    return node->steps.empty() ? nullptr : std::move(node);
}

std::string_view function_name(LoadStyle style) {
    switch (style) {
    case LoadStyle::lazy: return "lazyload";
    case LoadStyle::selectin: return "selectinload";
    case LoadStyle::joined: return "joinedload";
    case LoadStyle::raise: return "raiseload";
    default: return "defaultload";
    }
}

std::string names_of_entities(const sql::StatementNode& statement) {
    std::string names;
    for (const sql::ResultItem& item : statement.items) {
        if (item.model != nullptr) {
            names += (names.empty() ? "'" : ", '") + std::string{item.model->name} + "'";
            if (item.node) {
                names += " as '" + sql::from_name({item.model, item.node}) + "'";
            }
        }
    }
    return names.empty() ? "single columns" : names;
}

}  // namespace

sql::NodePtr load_option(const sql::NodePtr& before, const ModelDescription& owner, const sql::NodePtr& alias,
    const RelationshipDescription& relationship, LoadStyle style, LoadFlags flags) {
    if (relationship.loading == Loading::write_only) {
        throw ArgumentError{std::string{function_name(style)} + "(&" + std::string{owner.name} + "::" + std::string{relationship.name} +
                            "): the relationship is write_only, which is never loaded; execute the select() that it gives"};
    }
    return sql::make<LoadOptionNode>(before, owner, alias, relationship, style, flags);
}

sql::NodePtr load_options_behind(const sql::NodePtr& path, std::initializer_list<sql::NodePtr> options) {
    sql::NodePtr copy = sql::make<LoadOptionNode>(sql::as<LoadOptionNode>(path));
    auto& behind = sql::unshared<LoadOptionNode>(copy).behind;
    behind.insert(behind.end(), options);
    return copy;
}

const LoadStep* LoadNode::find(const RelationshipDescription& relationship) const noexcept {
    for (const LoadStep& step : steps) {
        if (step.relationship == &relationship) {
            return &step;
        }
    }
    return nullptr;
}

LoadNodePtr default_loads(const ModelDescription& model) {
    static std::mutex mutex;
    static std::unordered_map<const ModelDescription*, LoadNodePtr> known;
    if (model.relationships.empty()) {
        return nullptr;
    }
    {
        const std::lock_guard lock{mutex};
        if (const auto found = known.find(&model); found != known.end()) {
            return found->second;
        }
    }
    // Without the lock: describing a target may come back here.
    LoadNodePtr node = unless_empty(std::make_shared<LoadNode>(model));
    const std::lock_guard lock{mutex};
    return known.emplace(&model, std::move(node)).first->second;
}

LoadNodePtr plan_loads(const ModelDescription& model, const sql::NodePtr& alias, const std::vector<sql::NodePtr>& options) {
    auto node = std::make_shared<LoadNode>(model);
    bool any = false;
    for (const sql::NodePtr& option : options) {
        const LoadOptionNode& first = first_of(option);
        if (first.owner == &model && first.alias == alias) {
            apply(*node, sql::as<LoadOptionNode>(option));
            any = true;
        }
    }
    return any ? unless_empty(std::move(node)) : default_loads(model);
}

void check_load_options(const sql::StatementNode& statement) {
    for (const sql::NodePtr& option : statement.loader_options) {
        const LoadOptionNode& first = first_of(option);
        const bool fits = std::any_of(statement.items.begin(), statement.items.end(),
            [&](const sql::ResultItem& item) { return item.model == first.owner && item.node == first.alias; });
        if (!fits) {
            throw ArgumentError{"the loader option " + std::string{function_name(first.style)} + "(&" + std::string{first.owner->name} +
                                "::" + std::string{first.relationship->name} + ") begins at '" + std::string{first.owner->name} +
                                "', which the statement does not select; it selects " + names_of_entities(statement)};
        }
    }
}

bool joins_collection(const LoadNode& node) {
    return std::any_of(node.steps.begin(), node.steps.end(), [](const LoadStep& step) {
        return step.style == LoadStyle::joined && (step.relationship->collection || joins_collection(*step.target));
    });
}

std::string qualified_name(const ModelDescription& owner, const RelationshipDescription& relationship) {
    return std::string{owner.name} + "." + std::string{relationship.name};
}

}  // namespace retort::detail
