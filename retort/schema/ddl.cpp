#include <retort/schema/ddl.hpp>

#include <type_traits>

namespace retort::ddl {

std::string TableName::full_name() const {
    return schema.empty() ? name : schema + '.' + name;
}

TableName table_of(const Change& change) {
    return std::visit(
        [](const auto& one) {
            if constexpr (std::is_same_v<std::decay_t<decltype(one)>, AlterEnum>) {
                return one.type;
            } else if constexpr (std::is_same_v<decltype(one.table), Table>) {
                return TableName{one.table.schema, one.table.name};
            } else {
                return one.table;
            }
        },
        change);
}

bool alters_table(const Change& change) {
    return !std::holds_alternative<CreateTable>(change) && !std::holds_alternative<DropTable>(change) &&
           !std::holds_alternative<AlterEnum>(change);
}

}  // namespace retort::ddl
