// Inserts, updates and deletes.
#include <algorithm>
#include <iterator>
#include <string>
#include <utility>

#include <retort/core/error.hpp>
#include <retort/sql/compiler.hpp>
#include <retort/sql/compiler_state.hpp>
#include <retort/sql/nodes.hpp>

namespace retort::sql {

namespace {

using Fields = std::vector<const FieldDescription*>;

bool contains(const Fields& fields, const FieldDescription* field) {
    return std::find(fields.begin(), fields.end(), field) != fields.end();
}

/// A column and its new value in a SET; no node: the value that could not be inserted, or the column's `onupdate`.
using SetItem = std::pair<const FieldDescription*, NodePtr>;

void sort_by_column(std::vector<SetItem>& items) {
    std::stable_sort(items.begin(), items.end(), [](const SetItem& a, const SetItem& b) { return a.first->index < b.first->index; });
}

/// A single table is all that an UPDATE or DELETE may name outside of its subqueries.
void check_single_table(const WriteNode& write, const char* word) {
    std::vector<FromRef> froms;
    for (const NodePtr& condition : write.where)
        collect_froms(*condition, froms);
    for (const auto& assignment : write.assignments)
        collect_froms(*assignment.second, froms);
    for (const FromRef& from : froms) {
        if (from == FromRef{write.model, {}}) continue;
        throw CompileError{std::string{word} + " of " + write.model->table.name + " names " + from_name(from) +
                           " too; put that into a subquery: exists(select(…)) or .in(select(…))."};
    }
}

int returned_columns(const std::vector<ResultItem>& items) {
    int columns = 0;
    for (const ResultItem& item : items)
        columns += item.model != nullptr ? static_cast<int>(item.model->fields.size()) : 1;
    return columns;
}

}  // namespace

CompiledRows Compiler::compile_rows(const StatementNode& insert, const RowGroup& group) {
    CompiledRows rows;
    parts_ = &rows.parts;
    append_insert(as<InsertNode>(insert), group.columns);
    parts_ = nullptr;
    rows.sql = std::move(out_.sql);
    const auto own = out_.parameters.begin() + static_cast<std::ptrdiff_t>(group.columns.size());
    rows.tail_parameters.assign(std::make_move_iterator(own), std::make_move_iterator(out_.parameters.end()));
    // Rows that are written together share their tail, and drivers that write them so know of no parameters in it.
    if (!rows.tail_parameters.empty()) rows.parts = {};
    return rows;
}

void Compiler::append_whole_insert(const InsertNode& insert) {
    if (insert.select) return append_insert(insert, insert.select_columns);
    Fields columns;
    if (!insert.rows) {
        for (const auto& assignment : insert.assignments)
            columns.push_back(assignment.first);
        return append_insert(insert, columns);
    }
    const std::vector<RowGroup> groups = row_groups(insert);
    append_insert(insert, groups.empty() ? columns : groups.front().columns);
}

void Compiler::append_insert(const InsertNode& insert, std::span<const FieldDescription* const> columns) {
    out() += "INSERT INTO ";
    append_table(*insert.model);
    if (columns.empty()) {
        append_default_values();
    } else {
        out() += " (";
        bool first = true;
        for (const FieldDescription* column : columns) {
            if (!first) out() += ", ";
            first = false;
            append_identifier(column->name);
        }
        out() += ')';
        append_insert_values(insert, columns);
    }
    const std::size_t tail = out().size();
    if (insert.conflict) append_conflict(insert, columns);
    if (!insert.items.empty()) append_returning(insert);
    if (parts_ != nullptr) note_parts(insert, columns, std::string_view{out()}.substr(tail));
}

void Compiler::note_parts(const InsertNode& insert, std::span<const FieldDescription* const> columns, std::string_view tail) {
    parts_->tail = tail;
    parts_->returned_columns = returned_columns(insert.items);
    const auto written = [this](auto&& write) {
        std::string whole = std::exchange(out(), {});
        write();
        return std::exchange(out(), std::move(whole));
    };
    parts_->table = written([&] { append_table(*insert.model); });
    for (const FieldDescription* column : columns)
        parts_->columns.push_back(written([&] { append_identifier(column->name); }));
}

void Compiler::append_insert_values(const InsertNode& insert, std::span<const FieldDescription* const> columns) {
    if (insert.select) {
        out() += ' ';
        return append_query(insert.select, false);
    }
    out() += " VALUES (";
    if (insert.rows) {
        const auto& rows = as<RowsNode>(insert.rows);
        for (std::size_t i = 0; i < columns.size(); ++i) {
            if (i > 0) out() += ", ";
            // Many rows are bound one after the other by bind_row(); a single one can as well be a statement like any other.
            if (rows.rows.size == 1) {
                append_parameter(columns[i]->ops->to_value(columns[i]->in(rows.at(0))));
            } else {
                append_parameter_mark(i);
                if (parts_ != nullptr) out_.parameters.emplace_back();  // so that the tail's are counted from behind them
            }
        }
    } else {
        bool first = true;
        for (const auto& assignment : insert.assignments) {
            if (!first) out() += ", ";
            first = false;
            next_is({.column = assignment.first});
            append(*assignment.second, precedence::strongest);
        }
    }
    out() += ')';
}

void Compiler::append_default_values() {
    out() += " DEFAULT VALUES";
}

void Compiler::append_conflict(const InsertNode& insert, std::span<const FieldDescription* const> written) {
    const ConflictClause& conflict = *insert.conflict;
    out() += " ON CONFLICT";
    if (!conflict.target.empty()) {
        out() += " (";
        bool first = true;
        for (const FieldDescription* field : conflict.target) {
            if (!first) out() += ", ";
            first = false;
            append_identifier(field->name);
        }
        out() += ')';
    }

    const std::vector<SetItem> items = conflict_updates(insert, written);
    // Nothing to update is what remains of a do_update() where all columns are keys.
    if (items.empty()) {
        out() += " DO NOTHING";
        return;
    }
    append_conflict_update(items, conflict.where);
}

std::vector<SetItem> Compiler::conflict_updates(const InsertNode& insert, std::span<const FieldDescription* const> written) {
    const ConflictClause& conflict = *insert.conflict;
    std::vector<SetItem> items;
    for (const FieldDescription* field : conflict.excluded)
        items.emplace_back(field, NodePtr{});
    items.insert(items.end(), conflict.assignments.begin(), conflict.assignments.end());
    if (conflict.do_update && items.empty()) {
        for (const FieldDescription* field : written) {
            if (!field->options.primary_key && !contains(conflict.target, field)) items.emplace_back(field, NodePtr{});
        }
    }
    sort_by_column(items);
    return items;
}

void Compiler::append_conflict_update(
    const std::vector<std::pair<const FieldDescription*, NodePtr>>& items, const std::vector<NodePtr>& where) {
    out() += " DO UPDATE SET ";
    bool first = true;
    for (const auto& [field, value] : items) {
        if (!first) out() += ", ";
        first = false;
        append_identifier(field->name);
        out() += " = ";
        if (value) {
            next_is({.column = field});
            append(*value, precedence::strongest);
        } else {
            out() += "excluded.";
            append_identifier(field->name);
        }
    }
    if (!where.empty()) {
        out() += " WHERE ";
        append_conditions(where);
    }
}

void Compiler::append_returning(const StatementNode& write) {
    out() += " RETURNING ";
    // SQLite knows no table there, and elsewhere there is only one.
    omit_table_ = true;
    append_items(write.items, false);
    omit_table_ = false;
}

void Compiler::append_update(const UpdateNode& update) {
    if (update.assignments.empty())
        throw CompileError{"The update of " + update.model->table.name + " sets nothing: say set(col(…), value)."};
    check_single_table(update, "The update");
    const Scope scope{nullptr, {{update.model, {}}}};
    scope_ = &scope;
    written_model_ = update.model;

    std::vector<SetItem> items = update.assignments;
    for (const FieldDescription& field : update.model->fields) {
        if (field.options.onupdate.empty()) continue;
        const bool is_set = std::any_of(items.begin(), items.end(), [&](const SetItem& item) { return item.first == &field; });
        if (!is_set) items.emplace_back(&field, NodePtr{});
    }
    sort_by_column(items);

    out() += "UPDATE ";
    append_table(*update.model);
    bool first = true;
    for (const auto& [field, value] : items) {
        out() += first ? " SET " : ", ";
        first = false;
        append_identifier(field->name);
        out() += '=';
        if (value) {
            next_is({.column = field});
            append(*value, precedence::strongest);
        } else {
            out() += field->options.onupdate;
        }
    }
    append_write_end(update);
    scope_ = nullptr;
    written_model_ = nullptr;
}

void Compiler::append_delete(const DeleteNode& del) {
    if (del.where.empty() && !del.all_rows) {
        throw CompileError{"The delete from " + del.model->table.name + " has no where(); if every row is meant, say all_rows()."};
    }
    check_single_table(del, "The delete");
    const Scope scope{nullptr, {{del.model, {}}}};
    scope_ = &scope;
    written_model_ = del.model;
    out() += "DELETE FROM ";
    append_table(*del.model);
    append_write_end(del);
    scope_ = nullptr;
    written_model_ = nullptr;
}

void Compiler::append_write_end(const WriteNode& write) {
    if (!write.where.empty()) {
        out() += " WHERE ";
        append_conditions(write.where);
    }
    if (!write.items.empty()) append_returning(write);
}

}  // namespace retort::sql
