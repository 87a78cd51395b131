#include <retort/dialect/sqlite/table_definition.hpp>

#include <algorithm>
#include <cstddef>
#include <utility>

#include <retort/core/text.hpp>

namespace retort::sqlite {

namespace {

using Kind = DefinedConstraint::Kind;

/// Puts pieces together so that none disappears in the comment of the one before it.
class Assembler {
public:
    void add(std::string_view piece, bool may_end_in_comment = false) {
        if (piece.empty()) return;
        if (in_comment_ && piece.front() != '\n') text_ += '\n';
        text_ += piece;
        in_comment_ = false;
        // Only space and comments can end in a comment: a name or a constraint ends in its last token.
        if (may_end_in_comment) in_comment_ = ends_in_line_comment(piece);
    }
    std::string take() && { return std::move(text_); }

private:
    static bool ends_in_line_comment(std::string_view space) {
        while (!space.empty()) {
            if (space.starts_with("--")) {
                const auto end = space.find('\n');
                if (end == std::string_view::npos) return true;
                space.remove_prefix(end);
            } else if (space.starts_with("/*")) {
                const auto end = space.find("*/", 2);
                if (end == std::string_view::npos) return false;
                space.remove_prefix(end + 2);
            } else {
                space.remove_prefix(1);
            }
        }
        return false;
    }

    std::string text_;
    bool in_comment_ = false;
};

void add_column(Assembler& out, const ColumnDefinition& column) {
    out.add(column.before, true);
    out.add(column.name_text);
    out.add(column.type_before, true);
    out.add(column.type);
    for (const auto& constraint : column.constraints) {
        out.add(constraint.before, true);
        out.add(constraint.text);
    }
    out.add(column.after, true);
}

// SQLite takes quotes around a type for nothing: "INTEGER" is INTEGER.
bool is_integer(std::string_view type) noexcept {
    const bool is_quoted = type.size() > 2 && (type.front() == '"' || type.front() == '[' || type.front() == '`' || type.front() == '\'');
    return iequals(is_quoted ? type.substr(1, type.size() - 2) : type, "INTEGER");
}

}  // namespace

const DefinedConstraint* ColumnDefinition::find(Kind kind) const noexcept {
    const auto found = std::find_if(constraints.begin(), constraints.end(), [kind](const auto& one) { return one.kind == kind; });
    return found != constraints.end() ? &*found : nullptr;
}

std::string ColumnDefinition::text() const {
    Assembler out;
    ColumnDefinition bare = *this;
    bare.before.clear();
    bare.after.clear();
    add_column(out, bare);
    return std::move(out).take();
}

std::string TableDefinition::sql() const {
    Assembler out;
    out.add(before_name, true);
    out.add(name_text);
    out.add(after_name);
    const std::size_t count = columns.size() + constraints.size();
    std::size_t place = 0;
    for (const auto& column : columns) {
        add_column(out, column);
        if (++place < count) out.add(",");
        out.add(column.trailing, true);
    }
    for (std::size_t index = 0; index < constraints.size(); ++index) {
        const auto& constraint = constraints[index];
        out.add(constraint.before, true);
        out.add(constraint.text);
        out.add(constraint.after, true);
        if (index + 1 < constraints.size() && constraints[index + 1].follows_comma) out.add(",");
        out.add(constraint.trailing, true);
    }
    out.add(closing, true);
    out.add(tail);
    return std::move(out).take();
}

const ColumnDefinition* TableDefinition::find_column(std::string_view column) const noexcept {
    const auto found = std::find_if(columns.begin(), columns.end(), [column](const auto& one) { return iequals(one.name, column); });
    return found != columns.end() ? &*found : nullptr;
}

ColumnDefinition* TableDefinition::find_column(std::string_view column) noexcept {
    return const_cast<ColumnDefinition*>(std::as_const(*this).find_column(column));
}

std::vector<std::string> TableDefinition::primary_key() const {
    for (const auto& column : columns) {
        if (column.has(Kind::primary_key)) return {column.name};
    }
    for (const auto& constraint : constraints) {
        if (constraint.kind == Kind::primary_key) return constraint.columns;
    }
    return {};
}

const ColumnDefinition* TableDefinition::rowid_alias() const noexcept {
    if (without_rowid) return nullptr;
    for (const auto& column : columns) {
        if (const auto* key = column.find(Kind::primary_key)) {
            // `INTEGER PRIMARY KEY DESC` in the column itself is an ordinary key: a quirk that SQLite keeps for old files.
            return is_integer(column.type) && !key->descending ? &column : nullptr;
        }
    }
    for (const auto& constraint : constraints) {
        if (constraint.kind != Kind::primary_key || constraint.columns.size() != 1) continue;
        const auto* column = find_column(constraint.columns.front());
        return column != nullptr && is_integer(column->type) ? column : nullptr;
    }
    return nullptr;
}

bool TableDefinition::autoincrement() const noexcept {
    const auto generates = [](const DefinedConstraint& one) { return one.kind == Kind::primary_key && one.autoincrement; };
    return std::any_of(constraints.begin(), constraints.end(), generates) ||
           std::any_of(columns.begin(), columns.end(),
               [&](const auto& column) { return std::any_of(column.constraints.begin(), column.constraints.end(), generates); });
}

}  // namespace retort::sqlite
