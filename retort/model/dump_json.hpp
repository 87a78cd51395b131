#pragma once

#include <cmath>
#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

#include <retort/core/json_access.hpp>
#include <retort/model/dump_text.hpp>

namespace retort::detail {

/// Builds a document as a Json.
class JsonSink {
public:
    Json take() {
        Json out;
        JsonAccess::value(out) = std::move(root_);
        return out;
    }

    void null() { place() = nullptr; }
    void boolean(bool value) { place() = value; }
    template <class Integer>
    void integer(Integer value) {
        if constexpr (std::is_signed_v<Integer>) {
            place() = std::int64_t{value};
        } else if (std::in_range<std::int64_t>(value)) {
            place() = static_cast<std::int64_t>(value);
        } else {
            place() = static_cast<std::uint64_t>(value);
        }
    }
    void real(double value) {
        if (std::isfinite(value)) {
            place() = value;
        } else {
            null();
        }
    }
    void text(std::string_view text);
    void plain(std::string_view text) { place() = view(text); }
    void json(std::string_view json_text) { place() = JsonAccess::value(Json::parse(json_text)); }

    void begin_array() { open(boost::json::array{}); }
    void element() noexcept {}
    void end_array() { open_.pop_back(); }
    void begin_object() { open(boost::json::object{}); }
    void key(const DumpKey& key) { key_ = key.name; }
    void key(std::string_view name) { key_ = name; }
    void end_object() { open_.pop_back(); }

private:
    static boost::json::string_view view(std::string_view text) { return {text.data(), text.size()}; }

    /// Where the next value goes. What is open stays where it is until it is closed, since nothing is added to what it lies in meanwhile.
    boost::json::value& place() {
        if (open_.empty()) return root_;
        if (auto* const array = open_.back()->if_array()) return array->emplace_back(nullptr);
        return open_.back()->get_object()[view(key_)];
    }
    template <class Container>
    void open(Container empty) {
        boost::json::value& value = place();
        value = std::move(empty);
        open_.push_back(&value);
    }

    boost::json::value root_;
    std::vector<boost::json::value*> open_;
    std::string_view key_;
};

}  // namespace retort::detail
