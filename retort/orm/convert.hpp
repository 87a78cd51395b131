#pragma once

#include <span>
#include <string>
#include <vector>

#include <retort/model/convert.hpp>
#include <retort/model/dump.hpp>
#include <retort/orm/ref.hpp>

namespace retort {

// What model_validate, update_from and model_dump do with the objects of a session.

/// \throws InvalidRequestError  where the ref is empty
template <Model T, Model S>
[[nodiscard]] T model_validate(const Ref<S>& source) {
    return model_validate<T>(*source);
}
template <Model T, Model S>
[[nodiscard]] T model_validate(const Ref<S>& source, const Json& values) {
    return model_validate<T>(*source, values);
}
/// `model_validate<std::vector<HeroPublic>>(session.exec(select<Hero>()).all())`
template <class L, Model S>
requires requires {
    typename detail::ListOf<L>::element;
}
[[nodiscard]] L model_validate(const std::vector<Ref<S>>& sources) {
    L targets;
    targets.reserve(sources.size());
    for (const Ref<S>& source : sources) {
        targets.push_back(model_validate<typename detail::ListOf<L>::element>(*source));
    }
    return targets;
}

template <Model T, Model U>
void update_from(const Ref<T>& target, const U& update) {
    update_from(*target, update);
}
template <Model T, Model U>
void update_from(const Ref<T>& target, const U& update, const Json& values) {
    update_from(*target, update, values);
}
template <Model T>
void update_from(const Ref<T>& target, const Json& values) {
    update_from(*target, values);
}

template <Model T>
[[nodiscard]] Json model_dump(const Ref<T>& object, const DumpOptions& options = {}) {
    return model_dump(*object, options);
}
template <Model T>
[[nodiscard]] std::string model_dump_json(const Ref<T>& object, const DumpOptions& options = {}) {
    return model_dump_json(*object, options);
}

namespace detail {

template <class T>
std::vector<const void*> addresses_of(const std::vector<Ref<T>>& objects) {
    std::vector<const void*> addresses;
    addresses.reserve(objects.size());
    for (const Ref<T>& object : objects) {
        addresses.push_back(object ? object.get() : nullptr);
    }
    return addresses;
}

}  // namespace detail

/// A list of objects of a session; an empty ref is null.
template <Model T>
[[nodiscard]] Json model_dump(const std::vector<Ref<T>>& objects, const DumpOptions& options = {}) {
    return detail::dump_objects(describe<T>(), detail::addresses_of(objects), options);
}
template <Model T>
[[nodiscard]] std::string model_dump_json(const std::vector<Ref<T>>& objects, const DumpOptions& options = {}) {
    return detail::dump_objects_json(describe<T>(), detail::addresses_of(objects), options);
}

}  // namespace retort
