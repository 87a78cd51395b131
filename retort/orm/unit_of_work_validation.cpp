// What a flush is about to write, looked at before any of it is sent.

#include <algorithm>
#include <string>
#include <utility>

#include <retort/model/problems.hpp>
#include <retort/model/validation.hpp>
#include <retort/orm/session.hpp>
#include <retort/orm/unit_of_work.hpp>

namespace retort::detail {

namespace {

/// The problems of several objects, each with its object in front of its place.
class FlushProblems {
public:
    void add(const ModelDescription& model, const std::string& object, Problems problems) {
        if (std::find(models_.begin(), models_.end(), model.name) == models_.end()) models_.push_back(model.name);
        ++objects_;
        for (Problem& problem : problems.take())
            found_.push_back({object, std::move(problem)});
    }

    /// \throws ValidationError  where there are any
    void raise() {
        if (found_.empty()) return;
        Problems problems;
        for (auto& [object, problem] : found_) {
            // One object needs no name, and its error is the one that model_validate() would give.
            if (objects_ > 1) problem.loc.insert(problem.loc.begin(), LocItem{std::move(object)});
            problems.add(std::move(problem));
        }
        std::string title;
        for (const std::string_view model : models_)
            title.append(title.empty() ? "" : ", ").append(model);
        throw ValidationError{title, std::move(problems)};
    }

private:
    struct Found {
        std::string object;
        Problem problem;
    };
    std::vector<Found> found_{};
    std::vector<std::string_view> models_{};
    int objects_ = 0;
};

/// `Hero(id=3)`; of a new object without a key its place among those that are added, `Hero[0]`.
std::string name_of(const ModelDescription& model, void* object, std::size_t place) {
    std::string name{model.name};
    std::string key;
    for (const int index : model.primary_key) {
        const FieldDescription& field = model.fields[static_cast<std::size_t>(index)];
        if (field.ops->is_null(field.in(object))) return name + "[" + std::to_string(place) + "]";
        key.append(key.empty() ? "" : ", ").append(field.name).append("=");
        field.ops->repr(field.in(object), key);
    }
    return name + "(" + key + ")";
}

}  // namespace

void UnitOfWork::validate() {
    if (!workspace_.engine.options().validate_at_flush) return;
    FlushProblems found;
    Problems problems;
    std::size_t place = 0;
    for (Instance* instance : workspace_.pending) {
        const ModelDescription& model = instance->pool->model;
        if (!check_object(model, instance->object(), problems)) {
            found.add(model, name_of(model, instance->object(), place), std::exchange(problems, {}));
        }
        ++place;
    }
    for (Instance* instance : workspace_.touched) {
        if (instance->state != ObjectState::persistent || instance->marked_deleted) continue;
        const ModelDescription& model = instance->pool->model;
        if (check_object(model, instance->object(), problems)) continue;
        // Rows that somebody else wrote may hold anything; only what is written here is looked at.
        if (workspace_.is_modified(instance)) found.add(model, name_of(model, instance->object(), 0), std::move(problems));
        problems = {};
    }
    found.raise();
}

void session_validate(Workspace& workspace, const ModelDescription& model, const void* first, std::size_t count) {
    if (!workspace.engine.options().validate_at_flush) return;
    Problems all;
    Problems problems;
    for (std::size_t i = 0; i < count; ++i) {
        if (check_object(model, static_cast<const char*>(first) + i * model.size, problems)) continue;
        for (Problem& problem : problems.take()) {
            problem.loc.insert(problem.loc.begin(), LocItem{i});
            all.add(std::move(problem));
        }
    }
    if (!all.empty()) throw ValidationError{model.name, std::move(all)};
}

}  // namespace retort::detail
