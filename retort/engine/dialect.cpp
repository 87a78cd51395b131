#include <retort/engine/dialect.hpp>

#include <map>
#include <mutex>

#include <retort/core/error.hpp>

namespace retort {

namespace {

struct Registry {
    std::mutex mutex;
    std::map<std::string, const Dialect*, std::less<>> dialects;
};

// Within a function: dialects register while statics are still being made, and those of other files may not have been yet.
Registry& registry() {
    static Registry only;
    return only;
}

}  // namespace

const Catalog& Dialect::catalog() const {
    throw InvalidRequestError{"The dialect '" + std::string{name()} + "' cannot read the schema of a database"};
}

const Alterations& Dialect::alterations() const {
    throw InvalidRequestError{"The dialect '" + std::string{name()} + "' cannot alter tables"};
}

void register_dialect(std::string_view scheme, const Dialect& dialect) {
    auto& known = registry();
    const std::lock_guard lock{known.mutex};
    known.dialects.insert_or_assign(std::string{scheme}, &dialect);
}

const Dialect& dialect_for(std::string_view scheme) {
    auto& known = registry();
    const std::lock_guard lock{known.mutex};
    if (const auto found = known.dialects.find(scheme); found != known.dialects.end()) return *found->second;
    std::string message{"No database is known by the URL scheme '"};
    message.append(scheme).append("'; this program is built with: ");
    if (known.dialects.empty()) message += "none";
    for (auto separator = ""; const auto& [name, dialect] : known.dialects) {
        message.append(separator).append(name);
        separator = ", ";
    }
    throw ArgumentError{message};
}

}  // namespace retort
