#include <retort/orm/object_order.hpp>

#include <algorithm>
#include <functional>
#include <queue>

#include <retort/orm/workspace.hpp>

namespace retort::detail {

namespace {

/// Kahn's algorithm with the lowest number first, so that what waits for nothing stays as it came. Where all that are left wait, a ring is found by
/// walking from one to what it waits for, and one of its soft edges is given up.
class Sorter {
public:
    Sorter(std::size_t count, const std::vector<OrderEdge>& edges)
        : edges_{edges},
          waits_(count),
          out_(count + 1),
          in_(count + 1),
          is_done_(count),
          walk_of_(count) {
        for (const OrderEdge& edge : edges) {
            ++waits_[edge.from];
            ++out_[edge.from + 1];
            ++in_[edge.to + 1];
        }
        for (std::size_t i = 0; i < count; ++i) {
            out_[i + 1] += out_[i];
            in_[i + 1] += in_[i];
        }
        by_from_.resize(edges.size());
        by_to_.resize(edges.size());
        std::vector<std::size_t> next_out{out_};
        std::vector<std::size_t> next_in{in_};
        for (std::size_t i = 0; i < edges.size(); ++i) {
            by_from_[next_out[edges[i].from]++] = i;
            by_to_[next_in[edges[i].to]++] = i;
        }
    }

    ObjectOrder sort() {
        const std::size_t count = waits_.size();
        for (std::size_t i = 0; i < count; ++i) {
            if (waits_[i] == 0) {
                ready_.push(i);
            }
        }
        std::size_t first_left = 0;
        while (result_.order.size() < count) {
            if (ready_.empty()) {
                while (is_done_[first_left]) {
                    ++first_left;
                }
                if (!give_up_an_edge(first_left)) {
                    break;
                }
            }
            take(ready_.top());
        }
        return std::move(result_);
    }

private:
    void take(std::size_t one) {
        ready_.pop();
        ++result_.steps;
        if (is_done_[one]) {
            return;
        }
        is_done_[one] = true;
        result_.order.push_back(one);
        for (std::size_t i = in_[one]; i < in_[one + 1]; ++i) {
            ++result_.steps;
            const std::size_t from = edges_[by_to_[i]].from;
            if (!is_done_[from] && --waits_[from] == 0) {
                ready_.push(from);
            }
        }
    }

    // What `one` still waits for: by a hard edge where there is one.
    const OrderEdge* waits_for(std::size_t one) {
        const OrderEdge* soft = nullptr;
        for (std::size_t i = out_[one]; i < out_[one + 1]; ++i) {
            ++result_.steps;
            const OrderEdge& edge = edges_[by_from_[i]];
            if (is_done_[edge.to]) {
                continue;
            }
            if (!edge.soft) {
                return &edge;
            }
            soft = &edge;
        }
        return soft;
    }

    bool give_up_an_edge(std::size_t first) {
        ++walk_;
        std::vector<const OrderEdge*> path;
        std::size_t at = first;
        while (walk_of_[at] != walk_) {
            walk_of_[at] = walk_;
            path.push_back(waits_for(at));
            at = path.back()->to;
        }
        const auto begin = std::find_if(path.begin(), path.end(), [&](const OrderEdge* edge) { return edge->from == at; });
        const auto soft = std::find_if(begin, path.end(), [](const OrderEdge* edge) { return edge->soft; });
        if (soft == path.end()) {
            std::for_each(begin, path.end(), [&](const OrderEdge* edge) { result_.ring.push_back(edge->from); });
            return false;
        }
        // It waits by soft edges alone, or the walk had taken a hard one.
        ready_.push((*soft)->from);
        return true;
    }

    const std::vector<OrderEdge>& edges_;
    std::vector<std::size_t> waits_;
    std::vector<std::size_t> out_, in_;  // where a number's edges begin in by_from_ and by_to_
    std::vector<std::size_t> by_from_, by_to_;
    std::vector<bool> is_done_;
    std::vector<std::size_t> walk_of_;
    std::size_t walk_ = 0;
    std::priority_queue<std::size_t, std::vector<std::size_t>, std::greater<>> ready_;
    ObjectOrder result_;
};

}  // namespace

ObjectOrder order_objects(std::size_t count, const std::vector<OrderEdge>& edges) {
    return Sorter{count, edges}.sort();
}

GeneralKey values_of(Instance* instance, const std::vector<ColumnPair>& pairs, int ColumnPair::*side) {
    GeneralKey values;
    values.reserve(pairs.size());
    const ModelDescription& model = instance->pool->model;
    for (const ColumnPair& pair : pairs) {
        const FieldDescription& field = model.fields[static_cast<std::size_t>(pair.*side)];
        values.push_back(field.ops->to_value(field.in(instance->object())));
        if (values.back().is_null()) {
            return {};
        }
    }
    return values;
}

ObjectsByValue::ObjectsByValue(const std::vector<Instance*>& among, const std::vector<ColumnPair>& pairs, int ColumnPair::*side) {
    for (std::size_t i = 0; i < among.size(); ++i) {
        GeneralKey values = values_of(among[i], pairs, side);
        if (!values.empty()) {
            by_value_.emplace(std::move(values), i);
        }
    }
}

std::size_t ObjectsByValue::find(const GeneralKey& values) const {
    const auto found = by_value_.find(values);
    return found == by_value_.end() ? none : found->second;
}

bool is_soft(const ModelDescription& holder, const Reference& reference) {
    return std::any_of(reference.pairs->begin(), reference.pairs->end(), [&](const ColumnPair& pair) {
        const FieldDescription& field = holder.fields[static_cast<std::size_t>(pair.*reference.own)];
        return field.ops->nullable && field.nullable;
    });
}

}  // namespace retort::detail
