#include <algorithm>
#include <memory>
#include <string>
#include <utility>

#include <retort/core/error.hpp>
#include <retort/core/text.hpp>
#include <retort/model/describe.hpp>
#include <retort/model/relationship_join.hpp>
#include <retort/model/value_checks.hpp>

namespace retort {
namespace detail {

namespace {

std::string where(const ModelDescription& model, const FieldDescription& field) {
    return "the field '" + std::string{field.name} + "' of '" + std::string{model.name} + "'";
}

// The column's type: what the options say, else what the C++ type is, narrowed by max_length and the digits.
SqlType column_type(const FieldDescription& field) {
    if (field.options.sql_type != nullptr) {
        return field.options.sql_type();
    }
    SqlType type = field.ops->sql_type();
    if (type.kind == SqlType::Kind::string && field.options.max_length > 0) {
        type.length = static_cast<int>(field.options.max_length);
    }
    if (type.kind == SqlType::Kind::numeric) {
        type.precision = static_cast<int>(field.options.max_digits);
        type.scale = static_cast<int>(field.options.decimal_places);
    }
    return type;
}

void add_field(ModelDescription& model, FieldDescription field) {
    // A Patch, which data models alone may hold, has no column type.
    if (field.ops->shape->kind != ShapeKind::patch) {
        field.sql_type = column_type(field);
    }
    field.scale = field.sql_type.kind == SqlType::Kind::numeric ? field.sql_type.scale : -1;
    field.nullable = field.options.nullability >= 0 ? field.options.nullability == 1 : field.ops->nullable;
    if (field.options.primary_key) {
        field.nullable = false;
    }
    field.index = static_cast<int>(model.fields.size());
    if (model.find_field(field.name) != nullptr) {
        throw ArgumentError{where(model, field) + " stands twice: an Embedded part and the model itself name it"};
    }
    model.fields.push_back(std::move(field));
}

void add_member(ModelDescription& model, std::string_view name, const MemberSeed& seed, const void* fake) {
    const std::size_t offset = static_cast<std::size_t>(static_cast<const char*>(seed.address) - static_cast<const char*>(fake));
    if (seed.embedded != nullptr) {
        const ModelDescription& part = seed.embedded();
        model.parts.push_back({offset, &part});
        for (const PartDescription& inner : part.parts) {
            model.parts.push_back({offset + inner.offset, inner.model});
        }
        for (FieldDescription field : part.fields) {
            field.offset += offset;
            add_field(model, std::move(field));
        }
        if (!part.relationships.empty()) {
            throw ArgumentError{"the embedded '" + std::string{part.name} + "' of '" + std::string{model.name} +
                                "' holds a relationship; relationships belong to the model itself"};
        }
        for (const ModelValidator& validator : part.validators) {
            model.validators.push_back({validator.validate, offset + validator.offset, validator.changes});
        }
        if (part.extra_offset >= 0) {
            throw ArgumentError{"the embedded '" + std::string{part.name} + "' of '" + std::string{model.name} +
                                "' holds ExtraFields; they belong to the model itself"};
        }
    } else if (seed.extra) {
        if (model.extra_offset >= 0) {
            throw ArgumentError{
                "the model '" + std::string{model.name} + "' has a second member of ExtraFields, '" + std::string{name} + "'"};
        }
        model.extra_offset = static_cast<int>(offset);
    } else if (seed.relationship != nullptr) {
        RelationshipDescription relationship;
        seed.relationship(relationship);
        relationship.name = name;
        relationship.offset = offset;
        relationship.index = static_cast<int>(model.relationships.size());
        model.relationships.push_back(relationship);
    } else {
        FieldDescription field;
        field.name = name;
        field.offset = offset;
        field.ops = &seed.ops();
        if (seed.options != nullptr) {
            seed.options(field.options);
        }
        field.plain = seed.options == nullptr;
        add_field(model, std::move(field));
    }
}

ForeignKeyConstraint foreign_key_of(const ModelDescription& model, const FieldDescription& field) {
    const ForeignKeyTarget& target = field.options.foreign_key;
    ForeignKeyConstraint constraint;
    constraint.columns = {std::string{field.name}};
    constraint.on_delete = target.on_delete;
    constraint.on_update = target.on_update;
    const std::vector<std::string_view> parts = split(target.name, '.');
    if (parts.size() < 2 || parts.size() > 3 || std::any_of(parts.begin(), parts.end(), [](auto part) { return part.empty(); })) {
        throw ArgumentError{where(model, field) + " refers to '" + std::string{target.name} +
                            "', which is not of the form \"table.column\" or \"schema.table.column\""};
    }
    if (parts.size() == 3) {
        constraint.referred_schema = parts[0];
    }
    constraint.referred_table = parts[parts.size() - 2];
    constraint.referred_columns = {std::string{parts.back()}};
    return constraint;
}

ForeignKeyConstraint foreign_key_to_model(const ModelDescription& model, const FieldDescription& field, const void* fake) {
    const ForeignKeyTarget& target = field.options.foreign_key;
    ForeignKeyConstraint constraint;
    constraint.columns = {std::string{field.name}};
    constraint.on_delete = target.on_delete;
    constraint.on_update = target.on_update;
    const ModelDescription& referred = target.fake == fake ? model : target.model();
    if (!referred.is_table) {
        throw ArgumentError{
            where(model, field) + " refers to '" + std::string{referred.name} + "', which has no table: it has no primary_key field"};
    }
    const FieldDescription* column = referred.field_at(target.offset());
    if (column == nullptr) {
        throw ArgumentError{where(model, field) + " refers to a member of '" + std::string{referred.name} + "' that is no column"};
    }
    constraint.referred_schema = referred.table.schema;
    constraint.referred_table = referred.table.name;
    constraint.referred_columns = {std::string{column->name}};
    return constraint;
}

std::string default_index_name(const Table& table, const std::string& column) {
    return "ix_" + (table.schema.empty() ? "" : replace_all(table.schema, ".", "_") + "_") + table.name + "_" + column;
}

Column column_of(const FieldDescription& field) {
    ColumnOptions options;
    options.nullable = field.nullable;
    options.primary_key = field.options.primary_key;
    options.unique = field.options.unique;
    options.index = field.options.indexed;
    if (!field.options.server_default.empty()) {
        options.server_default = std::string{field.options.server_default};
    }
    if (!field.options.onupdate.empty()) {
        options.onupdate = std::string{field.options.onupdate};
    }
    options.comment = field.options.comment;
    return Column{std::string{field.name}, field.sql_type, std::move(options)};
}

void add_constraints_of_field(ModelDescription& model, const FieldDescription& field, const void* fake) {
    Table& table = model.table;
    const std::string name{field.name};
    if (field.options.primary_key) {
        table.primary_key.columns.push_back(name);
    }
    if (field.options.indexed) {
        table.indexes.push_back({default_index_name(table, name), {name}, field.options.unique, true});
    } else if (field.options.unique) {
        table.unique_constraints.push_back({{}, {name}});
    }
    if (field.options.has_foreign_key) {
        table.foreign_keys.push_back(
            field.options.foreign_key.model != nullptr ? foreign_key_to_model(model, field, fake) : foreign_key_of(model, field));
    }
}

// A single integer key that refers to nothing and has no default is made by the database: the rowid, SERIAL, AUTO_INCREMENT.
void settle_generated_key(ModelDescription& model) {
    if (model.primary_key.size() != 1) {
        return;
    }
    const FieldDescription& key = model.fields[static_cast<std::size_t>(model.primary_key.front())];
    if (!key.sql_type.is_integer() || key.options.has_foreign_key || !key.options.server_default.empty()) {
        return;
    }
    model.table.columns[static_cast<std::size_t>(key.index)].options.autoincrement = true;
    if (key.ops->nullable) {
        model.generated_key = key.index;
    }
}

void check_columns(const ModelDescription& model, const std::vector<std::string>& columns, std::string_view what) {
    if (columns.empty()) {
        throw ArgumentError{"table_args of '" + std::string{model.name} + "': " + std::string{what} + " without a column"};
    }
    for (const std::string& column : columns) {
        if (model.table.find_column(column) == nullptr) {
            throw ArgumentError{
                "table_args of '" + std::string{model.name} + "': there is no column '" + column + "' for " + std::string{what}};
        }
    }
}

void check_table_args(const ModelDescription& model) {
    for (const UniqueConstraint& unique : model.table.unique_constraints) {
        check_columns(model, unique.columns, "a unique_constraint");
    }
    for (const Index& one : model.table.indexes) {
        // An index over expressions alone has no column that could be checked.
        if (one.columns.empty() || !one.column_names().empty()) check_columns(model, one.column_names(), "the index '" + one.name + "'");
    }
    for (const ForeignKeyConstraint& key : model.table.foreign_keys) {
        check_columns(model, key.columns, "a foreign_key_constraint");
        if (key.columns.size() != key.referred_columns.size()) {
            throw ArgumentError{"table_args of '" + std::string{model.name} + "': the foreign_key_constraint to '" + key.referred_table +
                                "' joins " + std::to_string(key.columns.size()) + " columns to " +
                                std::to_string(key.referred_columns.size())};
        }
    }
}

void build_table(ModelDescription& model, const ModelSeed& seed) {
    Table& table = model.table;
    table.name = seed.table_name.empty() ? to_lower_ascii(model.name) : std::string{seed.table_name};
    table.schema = seed.table_schema;
    for (const FieldDescription& field : model.fields) {
        table.columns.push_back(column_of(field));
    }
    for (const FieldDescription& field : model.fields) {
        add_constraints_of_field(model, field, seed.fake);
    }
    settle_generated_key(model);
    if (model.config != nullptr && model.config->check_constraints) {
        add_value_checks(model);
    }
    if (seed.table_args != nullptr) {
        seed.table_args().apply_to(table);
    }
    check_table_args(model);
}

void settle_version_field(ModelDescription& model) {
    for (const FieldDescription& field : model.fields) {
        if (!field.options.version_id) {
            continue;
        }
        if (!field.sql_type.is_integer() || field.nullable) {
            throw ArgumentError{where(model, field) + " is the version_id, which must be an integer and not optional"};
        }
        if (model.version_field >= 0) {
            throw ArgumentError{where(model, field) + " is a second version_id; a model has one"};
        }
        model.version_field = field.index;
    }
}

}  // namespace

const ModelDescription& new_description(const ModelSeed& seed) {
    auto owned = std::make_unique<ModelDescription>();
    ModelDescription& model = *owned;
    model.name = seed.name;
    model.size = seed.size;
    model.alignment = seed.alignment;
    model.config = seed.config;
    model.computed = seed.computed;
    model.default_construct = seed.default_construct;
    model.default_initialize = seed.default_initialize;
    model.copy_construct = seed.copy_construct;
    model.move_construct = seed.move_construct;
    model.destroy = seed.destroy;
    const std::vector<std::string_view> names = reflection::detail::member_names(seed.member_names, seed.member_count);
    if (names.size() != seed.member_count) {
        throw ArgumentError{"the names of the fields of '" + std::string{model.name} +
                            "' cannot be told from what this compiler writes: " + std::string{seed.member_names}};
    }
    for (std::size_t i = 0; i < seed.member_count; ++i) {
        add_member(model, names[i], seed.members[i], seed.fake);
    }
    if (seed.validate != nullptr) {
        model.validators.push_back({seed.validate, 0, seed.validate_changes});
    }
    for (const FieldDescription& field : model.fields) {
        if (field.options.primary_key) {
            model.primary_key.push_back(field.index);
        }
    }
    settle_version_field(model);
    model.is_table = !model.primary_key.empty();
    if (model.is_table) {
        for (const FieldDescription& field : model.fields) {
            if (field.ops->shape->kind == ShapeKind::patch) {
                throw ArgumentError{where(model, field) + " is a Patch, which only a data model can hold: '" + std::string{model.name} +
                                    "' is a table, since it has a primary_key field"};
            }
        }
        if (model.extra_offset >= 0) {
            throw ArgumentError{"the table model '" + std::string{model.name} + "' has a member of ExtraFields, which is no column"};
        }
        build_table(model, seed);
    } else if (!model.relationships.empty()) {
        throw ArgumentError{"the model '" + std::string{model.name} + "' has the relationship '" +
                            std::string{model.relationships.front().name} + "' but no primary_key field, so no table"};
    }
    return *owned.release();
}

MetaData metadata_of(std::initializer_list<const ModelDescription*> models) {
    MetaData metadata;
    for (const ModelDescription* model : models) {
        metadata.add(model->require_table());
    }
    for (const ModelDescription* model : models) {
        check_relationships(*model);
    }
    return metadata;
}

}  // namespace detail
}  // namespace retort
