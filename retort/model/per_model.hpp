#pragma once

#include <memory>
#include <mutex>
#include <shared_mutex>
#include <unordered_map>

#include <retort/model/description.hpp>

namespace retort::detail {

/// What is computed once a model, at its first use, and kept as long as the program. Thread-safe; what it gives stays where it is.
template <class Plan>
class PerModel {
public:
    template <class Make>
    const Plan& get(const ModelDescription& model, const Make& make) {
        // Most programs ask for one model many times in a row.
        thread_local const ModelDescription* last_model = nullptr;
        thread_local const Plan* last_plan = nullptr;
        if (last_model == &model) return *last_plan;
        const Plan& plan = find_or_make(model, make);
        last_model = &model;
        last_plan = &plan;
        return plan;
    }

private:
    template <class Make>
    const Plan& find_or_make(const ModelDescription& model, const Make& make) {
        {
            const std::shared_lock lock{mutex_};
            const auto found = plans_.find(&model);
            if (found != plans_.end()) return *found->second;
        }
        // Made without the lock, since a model may need the plans of its parts; of two threads the second throws its own away.
        auto made = std::make_unique<const Plan>(make(model));
        const std::unique_lock lock{mutex_};
        return *plans_.try_emplace(&model, std::move(made)).first->second;
    }

    std::shared_mutex mutex_;
    std::unordered_map<const ModelDescription*, std::unique_ptr<const Plan>> plans_;
};

}  // namespace retort::detail
