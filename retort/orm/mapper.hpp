/// \file
/// Internal: the SQL of a model's rows on one dialect.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <vector>

#include <retort/engine/dialect.hpp>
#include <retort/model/description.hpp>
#include <retort/model/relationship_join.hpp>
#include <retort/orm/identity_map.hpp>

namespace retort::detail {

/// A set of a model's fields (a model has at most 128).
struct FieldSet {
    std::array<std::uint64_t, 2> words{};

    void add(int index) noexcept { words[static_cast<std::size_t>(index) / 64] |= std::uint64_t{1} << (index % 64); }
    bool contains(int index) const noexcept { return (words[static_cast<std::size_t>(index) / 64] >> (index % 64) & 1) != 0; }
    bool empty() const noexcept { return (words[0] | words[1]) == 0; }
    friend auto operator<=>(const FieldSet&, const FieldSet&) = default;
};

/// A many-to-one or one-to-one relationship whose foreign key the model itself holds.
struct OwnKey {
    const RelationshipDescription* relationship;
    const RelationshipJoin* join;
};

/// Whether the field is an `int`, `long` or `long long`, or a std::optional of one; those are read and compared as std::int64_t.
bool is_integer(const FieldDescription& field);

/// The statements that read and write single rows of a model, made once per model and dialect. Thread-safe.
class Mapper {
public:
    Mapper(const ModelDescription& its_model, const Dialect& its_dialect);

    /// The one mapper of this model for this dialect.
    static const Mapper& of(const ModelDescription& model, const Dialect& dialect);

    const ModelDescription& model;
    const Dialect& dialect;
    KeyKind key_kind = KeyKind::general;
    std::string select_by_key;
    std::string delete_by_key;
    bool has_onupdate = false;
    std::vector<const RelationshipJoin*> joins;  ///< by a relationship's index
    std::vector<OwnKey> own_keys;
    std::vector<std::vector<int>> unique_sets;  ///< the fields that no two rows have alike: the key, unique constraints and indexes
    FieldSet unique_fields;                     ///< all of those

    struct Insert {
        std::string sql{};
        BulkInsert parts{};
    };
    /// INSERT of all columns but those in `omitted`, which RETURNING gives back in order of the fields, unless the driver tells the key or the database
    /// has no RETURNING.
    const Insert& insert_without(const FieldSet& omitted) const;
    /// Whether the driver tells the generated key without RETURNING: where that is all that the database fills in, or the database has no RETURNING.
    bool driver_tells(const FieldSet& omitted) const noexcept;
    /// UPDATE of the columns in `changed` by key, and by version where the model counts one. RETURNING gives back the onupdate columns that are not in
    /// `changed`, unless the database has no RETURNING.
    const std::string& update_of(const FieldSet& changed) const;
    /// What must be read behind the INSERT or UPDATE since the database has filled it in and neither RETURNING nor the driver told it.
    FieldSet unread_by_insert(const FieldSet& omitted) const noexcept;
    FieldSet unread_by_update(const FieldSet& changed) const noexcept;
    /// SELECT by key of the columns in `fields`, in order of the fields.
    const std::string& select_filled(const FieldSet& fields) const;
    /// SELECT of the targets of a relationship, by the owner's columns.
    const std::string& select_related(const RelationshipDescription& relationship) const;

    /// UPDATE by key that sets `columns` to NULL.
    std::string clear_columns(const FieldSet& columns) const;
    /// UPDATE of this table's rows that refer to `pairs`' right columns by their left ones: new values, then old ones.
    std::string move_references(const std::vector<ColumnPair>& pairs) const;

    // Link rows of a many-to-many relationship.
    std::string insert_link(const RelationshipJoin& join) const;
    std::string delete_link(const RelationshipJoin& join) const;
    /// DELETE of all link rows whose columns on the right of `pairs` have the values given.
    std::string delete_links(const ModelDescription& link, const std::vector<ColumnPair>& pairs) const;

    const FieldDescription& field(int index) const { return model.fields[static_cast<std::size_t>(index)]; }
    /// How a relationship of the model joins.
    const RelationshipJoin& join(const RelationshipDescription& relationship) const {
        return *joins[static_cast<std::size_t>(relationship.index)];
    }

private:
    std::string table_name(const ModelDescription& of) const;
    std::string column(const ModelDescription& of, int index) const;
    std::string columns_of(const ModelDescription& of) const;
    std::string key_condition(int first_parameter) const;
    std::string version_condition(int parameter) const;
    void find_joins();
    void find_unique_sets();

    mutable std::mutex mutex_;
    mutable std::map<FieldSet, Insert> inserts_;
    mutable std::map<FieldSet, std::string> updates_;
    mutable std::map<FieldSet, std::string> filled_;
    mutable std::map<int, std::string> related_;
};

}  // namespace retort::detail
