#include <retort/migrate/operation.hpp>

#include <algorithm>
#include <cstddef>
#include <type_traits>

namespace retort::migrate {

namespace {

std::string constraint_words(std::string_view operation, const std::string& name, const ddl::TableName& table) {
    std::string words{operation};
    if (!name.empty()) words.append(" ").append(name);
    return words + " of " + table.full_name();
}

std::string words_of(const ddl::CreateTable& change) {
    return "create_table " + change.table.full_name();
}
std::string words_of(const ddl::DropTable& change) {
    return "drop_table " + change.table.full_name();
}
std::string words_of(const ddl::RenameTable& change) {
    return "rename_table " + change.table.full_name() + " to " + change.new_name;
}
std::string words_of(const ddl::AddColumn& change) {
    return "add_column " + change.table.full_name() + "." + change.column.name;
}
std::string words_of(const ddl::DropColumn& change) {
    return "drop_column " + change.table.full_name() + "." + change.column;
}
std::string words_of(const ddl::AlterColumn& change) {
    return "alter_column " + change.table.full_name() + "." + change.column;
}
std::string words_of(const ddl::CreateIndex& change) {
    return constraint_words("create_index", change.index.name, change.table);
}
std::string words_of(const ddl::DropIndex& change) {
    return change.table.name.empty() ? "drop_index " + change.index : constraint_words("drop_index", change.index, change.table);
}
std::string words_of(const ddl::CreatePrimaryKey& change) {
    return constraint_words("create_primary_key", change.constraint.name, change.table);
}
std::string words_of(const ddl::CreateUniqueConstraint& change) {
    return constraint_words("create_unique_constraint", change.constraint.name, change.table);
}
std::string words_of(const ddl::CreateCheckConstraint& change) {
    return constraint_words("create_check_constraint", change.constraint.name, change.table);
}
std::string words_of(const ddl::CreateForeignKey& change) {
    return constraint_words("create_foreign_key", change.constraint.name, change.table);
}
std::string words_of(const ddl::CreateExcludeConstraint& change) {
    return constraint_words("create_exclude_constraint", change.constraint.name, change.table);
}
std::string words_of(const ddl::DropConstraint& change) {
    return constraint_words("drop_constraint", change.name, change.table);
}
std::string words_of(const ddl::SetTableComment& change) {
    return (change.comment.empty() ? "drop_table_comment " : "create_table_comment ") + change.table.full_name();
}

struct EnumWords {
    std::string type;

    std::string operator()(const ddl::CreateEnum&) const { return "create_enum " + type; }
    std::string operator()(const ddl::DropEnum&) const { return "drop_enum " + type; }
    std::string operator()(const ddl::AddEnumValue& change) const { return "add_enum_value " + type + " " + change.value; }
    std::string operator()(const ddl::RenameEnumValue& change) const {
        return "rename_enum_value " + type + " " + change.value + " to " + change.new_value;
    }
    std::string operator()(const ddl::RenameEnum& change) const { return "rename_enum " + type + " to " + change.new_name; }
};

std::string words_of(const ddl::AlterEnum& change) {
    return std::visit(EnumWords{change.type.full_name()}, change.action);
}

std::string words_of(const ddl::AlterTable& change) {
    if (change.changes.size() == 1) return describe(change.changes.front());
    return "batch_alter_table " + change.table.full_name() + " (" + std::to_string(change.changes.size()) + " changes)";
}

/// The statement on one line, cut where it is long.
std::string one_line(std::string_view sql) {
    constexpr std::size_t longest = 60;
    std::string line;
    bool gap = false;
    for (const char character : sql) {
        if (character == ' ' || character == '\n' || character == '\t' || character == '\r') {
            gap = !line.empty();
            continue;
        }
        if (gap) line += ' ';
        gap = false;
        line += character;
    }
    if (line.size() <= longest) return line;
    std::size_t end = longest;
    while (end > 0 && (static_cast<unsigned char>(line[end]) & 0xC0) == 0x80)
        --end;  // never within a character of UTF-8
    return line.substr(0, end) + "…";
}

std::string words_of(const ExecuteSql& operation) {
    return "execute " + one_line(operation.sql);
}
std::string words_of(const ExecuteInBatches& operation) {
    return "execute_in_batches " + one_line(operation.sql);
}
std::string words_of(const BulkInsert& operation) {
    return "bulk_insert " + operation.table.full_name() + " (" + std::to_string(operation.rows.size()) +
           (operation.rows.size() == 1 ? " row)" : " rows)");
}
std::string words_of(const RunCode&) {
    return "run";
}

}  // namespace

std::string describe(const ddl::Change& change) {
    return std::visit([](const auto& one) { return words_of(one); }, change);
}

std::string describe(const Operation& operation) {
    return std::visit([](const auto& one) { return words_of(one); }, operation);
}

}  // namespace retort::migrate
