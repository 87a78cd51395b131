#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <retort/model/value_ops.hpp>
#include <retort/schema/table.hpp>

namespace retort {

struct ModelConfig;
struct ModelDescription;
class Problems;
namespace detail {
struct ComputedMember;
struct ValidationPlan;
}  // namespace detail
using DescribeFunction = const ModelDescription& (*)();

namespace detail {
/// What is shown in place of a secret, as pydantic shows one.
inline constexpr std::string_view secret_mask = "**********";
}  // namespace detail

/// Where a foreign key points: by name ("team.id") or by another model's field.
struct ForeignKeyTarget {
    std::string_view name{};  ///< `table.column` or `schema.table.column`; empty where `model` is set
    DescribeFunction model = nullptr;
    const void* fake = nullptr;         ///< tells the model that refers to itself, which cannot be described while it is being described
    std::size_t (*offset)() = nullptr;  ///< of the referred field within its model
    ReferentialAction on_delete = ReferentialAction::none;
    ReferentialAction on_update = ReferentialAction::none;
};

/// A bound of `ge<0>` and its kin, exact for integers.
struct Bound {
    enum class Kind : std::uint8_t { none, integer, real } kind = Kind::none;
    std::int64_t integer = 0;
    double real = 0;
};

/// What the options of a `Field<T, options...>` say; defaults for a plain member.
struct FieldOptions {
    bool primary_key = false;
    bool unique = false;
    bool indexed = false;
    bool exclude = false;
    bool version_id = false;
    bool secret = false;
    bool defaulted = false;
    bool strict = false;
    int nullability = -1;  ///< 1: `nullable`, 0: `not_null`, -1: as the type says
    std::int64_t max_length = -1;
    std::int64_t min_length = -1;
    std::int64_t max_digits = -1;
    std::int64_t decimal_places = -1;
    Bound ge{}, gt{}, le{}, lt{}, multiple_of{};
    std::string_view pattern{};
    std::string_view alias{};
    std::string_view discriminator{};
    std::string_view title{};
    std::string_view description{};
    std::string_view server_default{};
    std::string_view onupdate{};
    std::string_view comment{};
    void (*check)(const void* value, Problems& problems) = nullptr;  ///< of validated_by
    const ValueOps& (*check_type)() = nullptr;                       ///< of the value that `check` takes
    void (*transform)(void* value) = nullptr;                        ///< of transformed_by
    const ValueOps& (*transform_type)() = nullptr;
    SqlType (*sql_type)() = nullptr;
    bool has_foreign_key = false;
    ForeignKeyTarget foreign_key{};
};

/// One column of a model: where it lies in the struct and how to carry it.
struct FieldDescription {
    std::string_view name;
    std::size_t offset = 0;
    const ValueOps* ops = nullptr;
    int scale = -1;  ///< of NUMERIC, given to ColumnReader::decimal
    int index = 0;   ///< position among the model's fields, and of the column in the table
    // Behind what every row asks for, which so lies in one cache line.
    FieldOptions options{};
    SqlType sql_type{};
    bool nullable = false;
    bool plain = false;  ///< a member without Field<>: what initialises it, if anything, can be told

    void* in(void* object) const noexcept { return static_cast<char*>(object) + offset; }
    const void* in(const void* object) const noexcept { return static_cast<const char*>(object) + offset; }
};

/// How a relationship loads by default.
enum class Loading : std::uint8_t { select, selectin, joined, raise, write_only };

/// One `Relationship` member as its options say it; which columns join it is settled by the mapper.
struct RelationshipDescription {
    std::string_view name;
    std::size_t offset = 0;
    int index = 0;  ///< position among the model's relationships
    bool collection = false;
    DescribeFunction target = nullptr;
    DescribeFunction link_model = nullptr;
    std::string_view back_populates{};
    std::string_view ordered_by{};
    std::string_view remote_side{};
    DescribeFunction via_model = nullptr;
    std::size_t (*via_offset)() = nullptr;
    bool cascade_delete = false;
    bool passive_deletes = false;
    bool post_update = false;
    Loading loading = Loading::select;
    void (*mark_detached)(void* member) = nullptr;
    /// Calls `each` for the object on the other side, or for each of them, in order, and loads them where that is needed.
    /// \throws DetachedInstanceError  where they are not loaded and cannot be
    void (*visit)(const void* member, void* context, void (*each)(void* context, const void* object)) = nullptr;
};

/// An `Embedded` member: its fields are among the model's own.
struct PartDescription {
    std::size_t offset = 0;
    const ModelDescription* model = nullptr;
};

/// A `static void validate` of a model or of a part embedded in it.
struct ModelValidator {
    void (*validate)(void* object, Problems& problems);
    std::size_t offset;  ///< of the part
    bool changes;        ///< it takes the object as one that it may change
};

/// A struct as the library knows it: its fields in order of declaration, its relationships, its table, and how objects of it are made.
///
/// One per type, made at its first use and never changed; safe to read from several threads.
struct ModelDescription {
    std::string_view name;  ///< the struct's name without its namespace
    std::size_t size = 0;
    std::size_t alignment = 0;
    std::vector<FieldDescription> fields{};
    std::vector<RelationshipDescription> relationships{};
    std::vector<int> primary_key{};  ///< indexes into `fields`
    int generated_key = -1;          ///< index of the field that the database fills at INSERT, or -1
    int version_field = -1;
    bool is_table = false;
    Table table{};  ///< empty for a data model

    const ModelConfig* config = nullptr;                                   ///< nullptr where the struct has no model_config
    int extra_offset = -1;                                                 ///< of the ExtraFields member, or -1
    std::vector<ModelValidator> validators{};                              ///< those of its embedded parts, then its own
    void (*computed)(std::vector<detail::ComputedMember>& out) = nullptr;  ///< the struct's own computed()
    std::vector<PartDescription> parts{};

    void (*default_construct)(void* where) = nullptr;
    void (*default_initialize)(void* where) = nullptr;  ///< as `T object;`: a plain number without initialiser keeps what memory held
    void (*copy_construct)(void* where, const void* from) = nullptr;
    void (*move_construct)(void* where, void* from) = nullptr;
    void (*destroy)(void* object) noexcept = nullptr;

    /// The field at this offset; nullptr where none is.
    const FieldDescription* field_at(std::size_t offset) const noexcept;
    const FieldDescription* find_field(std::string_view field_name) const noexcept;
    /// The table. \throws ArgumentError  where the model has none, because no field is a primary key
    const Table& require_table() const;
    /// What validation has made of the description, once it was asked; see retort/model/validation_plan.hpp.
    mutable const detail::ValidationPlan* validation_plan = nullptr;

    const RelationshipDescription* relationship_at(std::size_t offset) const noexcept;
    const RelationshipDescription* find_relationship(std::string_view relationship_name) const noexcept;
};

/// Reads the columns `first_column`, `first_column + 1`, … of the current row into the fields of `object`, in order.
/// \throws DataError  where a cell does not fit its field, NULL in a field that is no optional included
void read_fields(const ModelDescription& model, void* object, ColumnReader& row, int first_column);

/// Tells the relationships of a plain object that was read from the database that they are not loaded, which is not the same as empty.
void mark_detached(const ModelDescription& model, void* object);

/// Writes every field of `object` as parameters `first_index`, `first_index + 1`, …, in order.
void bind_fields(const ModelDescription& model, const void* object, ParameterWriter& writer, int first_index);

}  // namespace retort
