#include <retort/sql/write.hpp>

#include <algorithm>
#include <cstring>
#include <string>

#include <retort/core/cells.hpp>
#include <retort/core/error.hpp>
#include <retort/sql/nodes.hpp>

namespace retort {

using sql::as;
using sql::make;
using sql::NodeKind;
using sql::NodePtr;
using sql::unshared;

namespace {

sql::WriteNode& edit_write(NodePtr& node) {
    switch (node->kind()) {
    case NodeKind::insert: return unshared<sql::InsertNode>(node);
    case NodeKind::update: return unshared<sql::UpdateNode>(node);
    default: return unshared<sql::DeleteNode>(node);
    }
}

sql::InsertNode& edit_insert(NodePtr& node) {
    return unshared<sql::InsertNode>(node);
}

sql::ConflictClause& conflict(NodePtr& node) {
    return *edit_insert(node).conflict;
}

const FieldDescription& field_of(const ModelDescription& model, std::size_t offset) {
    const FieldDescription* field = model.field_at(offset);
    if (!field) throw ArgumentError{"This member of " + std::string{model.name} + " is no column."};
    return *field;
}

/// The same objects in memory of their own.
detail::Rows copied(const sql::RowsNode& rows) {
    struct Owner {
        const ModelDescription* model;
        char* memory;
        std::size_t size;
    };
    const std::size_t stride = rows.rows.stride;
    const std::align_val_t alignment{rows.model->alignment};
    auto* owner = new Owner{rows.model, static_cast<char*>(::operator new(stride* rows.rows.size, alignment)), 0};
    const auto destroy = [](void* pointer) {
        auto* self = static_cast<Owner*>(pointer);
        for (std::size_t row = self->size; row-- > 0;)
            self->model->destroy(self->memory + row * self->model->size);
        ::operator delete (self->memory, std::align_val_t{self->model->alignment});
        delete self;
    };
    try {
        for (; owner->size < rows.rows.size; ++owner->size) {
            rows.model->copy_construct(owner->memory + owner->size * stride, rows.at(owner->size));
        }
    } catch (...) {
        destroy(owner);
        throw;
    }
    return {owner->memory, owner->size, stride, owner, destroy};
}

}  // namespace

void WriteBase::own_rows() {
    if (!node_ || node_->kind() != NodeKind::insert) return;
    const NodePtr& rows = as<sql::InsertNode>(node_).rows;
    if (!rows || !as<sql::RowsNode>(rows).is_borrowed()) return;
    const auto& borrowed = as<sql::RowsNode>(rows);
    edit_insert(node_).rows = make<sql::RowsNode>(*borrowed.model, copied(borrowed));
}

void WriteBase::set_rows(const ModelDescription& model, const detail::Rows& rows) {
    const NodePtr node = make<sql::RowsNode>(model, rows);
    auto& insert = edit_insert(node_);
    if (insert.rows || !insert.assignments.empty() || insert.select) {
        throw ArgumentError{
            "The insert has its values already: values(), set() and from_select() exclude each other, and values() is said once."};
    }
    insert.rows = node;
}

void WriteBase::add_assignment(const NodePtr& column, NodePtr value) {
    auto& write = edit_write(node_);
    if (write.kind() == NodeKind::insert) {
        const auto& insert = static_cast<const sql::InsertNode&>(write);
        if (insert.rows || insert.select)
            throw ArgumentError{"The insert has its values already: values(), set() and from_select() exclude each other."};
    }
    const FieldDescription* field = as<sql::ColumnNode>(column).field;
    const auto place =
        std::find_if(write.assignments.begin(), write.assignments.end(), [&](const auto& old) { return old.first->index >= field->index; });
    // In the order of the table, whatever the order of the calls: one statement more that the cache of prepared ones knows already.
    if (place != write.assignments.end() && place->first == field) {
        place->second = std::move(value);
    } else {
        write.assignments.emplace(place, field, std::move(value));
    }
}

void WriteBase::add_where(const Predicate& predicate) {
    auto& write = edit_write(node_);
    if (!predicate.empty()) write.where.push_back(predicate.node());
}

void WriteBase::set_all_rows() {
    unshared<sql::DeleteNode>(node_).all_rows = true;
}

void WriteBase::set_conflict_target(const ModelDescription& model, std::initializer_list<std::size_t> offsets) {
    auto& clause = edit_insert(node_).conflict.emplace();
    for (const std::size_t offset : offsets)
        clause.target.push_back(&field_of(model, offset));
}

void WriteBase::set_conflict_nothing() {
    conflict(node_).do_update = false;
}

void WriteBase::set_conflict_update(const ModelDescription& model, std::initializer_list<std::size_t> offsets) {
    auto& clause = conflict(node_);
    clause.do_update = true;
    for (const std::size_t offset : offsets)
        clause.excluded.push_back(&field_of(model, offset));
}

void WriteBase::add_conflict_assignment(const Assignment& assignment) {
    conflict(node_).assignments.emplace_back(as<sql::ColumnNode>(assignment.column).field, assignment.value);
}

void WriteBase::add_conflict_where(const Predicate& predicate) {
    if (!predicate.empty()) conflict(node_).where.push_back(predicate.node());
}

void WriteBase::set_select(std::initializer_list<NodePtr> columns, const NodePtr& select) {
    auto& insert = edit_insert(node_);
    if (insert.rows || !insert.assignments.empty()) {
        throw ArgumentError{"The insert has its values already: values(), set() and from_select() exclude each other."};
    }
    insert.select = select;
    insert.select_columns.clear();
    for (const NodePtr& column : columns)
        insert.select_columns.push_back(as<sql::ColumnNode>(column).field);
}

void WriteBase::set_returning(std::initializer_list<sql::ResultItem> items) {
    auto& write = edit_write(node_);
    write.items = items;
    for (sql::ResultItem& item : write.items) {
        if (!item.model) item.scale = sql::declared_scale(*item.node);
    }
}

namespace detail {

NodePtr insert_node(const ModelDescription& model) {
    model.require_table();
    return make<sql::InsertNode>(model);
}
NodePtr update_node(const ModelDescription& model) {
    model.require_table();
    return make<sql::UpdateNode>(model);
}
NodePtr delete_node(const ModelDescription& model) {
    model.require_table();
    return make<sql::DeleteNode>(model);
}

}  // namespace detail

namespace sql {

namespace {

/// The fields that the database fills in where the object has no value for them.
std::vector<const FieldDescription*> omittable_fields(const ModelDescription& model) {
    std::vector<const FieldDescription*> fields;
    for (const FieldDescription& field : model.fields) {
        if (field.index == model.generated_key || !field.options.server_default.empty()) fields.push_back(&field);
    }
    return fields;
}

/// One bit for each omittable field that has no value.
std::vector<bool> absent_fields(const std::vector<const FieldDescription*>& fields, const void* object) {
    std::vector<bool> absent(fields.size());
    for (std::size_t i = 0; i < fields.size(); ++i)
        absent[i] = fields[i]->ops->is_null(fields[i]->in(object));
    return absent;
}

bool is_same(const std::vector<const FieldDescription*>& fields, const std::vector<bool>& absent, const void* object) {
    for (std::size_t i = 0; i < fields.size(); ++i) {
        if (fields[i]->ops->is_null(fields[i]->in(object)) != absent[i]) return false;
    }
    return true;
}

std::vector<const FieldDescription*> written_columns(
    const ModelDescription& model, const std::vector<const FieldDescription*>& omittable, const std::vector<bool>& absent) {
    std::vector<const FieldDescription*> columns;
    columns.reserve(model.fields.size());
    for (const FieldDescription& field : model.fields) {
        const auto found = std::find(omittable.begin(), omittable.end(), &field);
        if (found == omittable.end() || !absent[static_cast<std::size_t>(found - omittable.begin())]) columns.push_back(&field);
    }
    return columns;
}

}  // namespace

std::vector<RowGroup> row_groups(const StatementNode& insert) {
    std::vector<RowGroup> groups;
    if (insert.kind() != NodeKind::insert || !as<InsertNode>(insert).rows) return groups;
    const auto& rows = as<RowsNode>(as<InsertNode>(insert).rows);
    const auto omittable = omittable_fields(*rows.model);
    // A group of none: executing it writes nothing, where an insert without any group would write a row of defaults.
    if (rows.rows.size == 0) groups.push_back({0, 0, written_columns(*rows.model, {}, {})});
    std::vector<bool> absent;
    for (std::size_t row = 0; row < rows.rows.size; ++row) {
        if (!groups.empty() && is_same(omittable, absent, rows.at(row))) {
            ++groups.back().size;
            continue;
        }
        absent = absent_fields(omittable, rows.at(row));
        groups.push_back({row, 1, written_columns(*rows.model, omittable, absent)});
    }
    return groups;
}

void bind_row(const StatementNode& insert, const RowGroup& group, std::size_t row, ParameterWriter& writer) {
    const void* object = as<RowsNode>(as<InsertNode>(insert).rows).at(row);
    int index = 0;
    for (const FieldDescription* field : group.columns)
        field->ops->bind(field->in(object), writer, index++);
}

}  // namespace sql

}  // namespace retort
