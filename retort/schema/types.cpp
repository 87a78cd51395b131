#include <retort/schema/types.hpp>

#include <utility>

namespace retort {

SqlType SqlType::enumeration(std::string name, std::vector<std::string> enumerators) {
    SqlType type;
    type.kind = Kind::enumeration;
    type.name = std::move(name);
    type.enumerators = std::move(enumerators);
    return type;
}

SqlType SqlType::array(SqlType element) {
    SqlType type;
    type.kind = Kind::array;
    type.element.push_back(std::move(element));
    return type;
}

SqlType SqlType::custom(std::string text) {
    SqlType type;
    type.kind = Kind::custom;
    type.name = std::move(text);
    return type;
}

}  // namespace retort
