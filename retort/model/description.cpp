#include <retort/model/description.hpp>

#include <algorithm>

#include <retort/core/error.hpp>

namespace retort {

const FieldDescription* ModelDescription::field_at(std::size_t at) const noexcept {
    const auto found = std::find_if(fields.begin(), fields.end(), [&](const FieldDescription& field) { return field.offset == at; });
    return found == fields.end() ? nullptr : &*found;
}

const FieldDescription* ModelDescription::find_field(std::string_view field_name) const noexcept {
    const auto found = std::find_if(fields.begin(), fields.end(), [&](const FieldDescription& field) { return field.name == field_name; });
    return found == fields.end() ? nullptr : &*found;
}

const RelationshipDescription* ModelDescription::relationship_at(std::size_t at) const noexcept {
    const auto found =
        std::find_if(relationships.begin(), relationships.end(), [&](const RelationshipDescription& one) { return one.offset == at; });
    return found == relationships.end() ? nullptr : &*found;
}

const RelationshipDescription* ModelDescription::find_relationship(std::string_view relationship_name) const noexcept {
    const auto found = std::find_if(
        relationships.begin(), relationships.end(), [&](const RelationshipDescription& one) { return one.name == relationship_name; });
    return found == relationships.end() ? nullptr : &*found;
}

const Table& ModelDescription::require_table() const {
    if (!is_table) {
        throw ArgumentError{
            "the model '" + std::string{name} + "' has no table: give one of its fields the option primary_key to make it a table model"};
    }
    return table;
}

void read_fields(const ModelDescription& model, void* object, ColumnReader& row, int first_column) {
    for (const FieldDescription& field : model.fields) {
        const int column = first_column + field.index;
        if (!field.ops->read(field.in(object), row, column, field.scale) && !field.ops->nullable) {
            row.fail(column, "the database holds NULL, but the field '" + std::string{field.name} + "' of '" + std::string{model.name} +
                                 "' is not optional");
        }
    }
}

void mark_detached(const ModelDescription& model, void* object) {
    for (const RelationshipDescription& relationship : model.relationships) {
        relationship.mark_detached(static_cast<char*>(object) + relationship.offset);
    }
}

void bind_fields(const ModelDescription& model, const void* object, ParameterWriter& writer, int first_index) {
    for (const FieldDescription& field : model.fields) {
        field.ops->bind(field.in(object), writer, first_index + field.index);
    }
}

}  // namespace retort
