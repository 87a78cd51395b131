#include <retort/orm/mapper.hpp>

#include <algorithm>
#include <iterator>
#include <memory>
#include <unordered_map>

#include <retort/model/value_ops_of.hpp>

namespace retort::detail {

namespace {

KeyKind key_kind_of(const ModelDescription& model) {
    if (model.primary_key.size() != 1) {
        return KeyKind::general;
    }
    const FieldDescription& key = model.fields[static_cast<std::size_t>(model.primary_key.front())];
    if (key.ops == &value_ops<Uuid>() || key.ops == &value_ops<std::optional<Uuid>>()) {
        return KeyKind::uuid;
    }
    return is_integer(key) ? KeyKind::integer : KeyKind::general;
}

}  // namespace

bool is_integer(const FieldDescription& field) {
    const ValueOps* const known[] = {&value_ops<int>(), &value_ops<std::optional<int>>(), &value_ops<long>(),
        &value_ops<std::optional<long>>(), &value_ops<long long>(), &value_ops<std::optional<long long>>()};
    return std::find(std::begin(known), std::end(known), field.ops) != std::end(known);
}

Mapper::Mapper(const ModelDescription& its_model, const Dialect& its_dialect)
    : model{its_model},
      dialect{its_dialect},
      key_kind{key_kind_of(its_model)} {
    const std::string table = table_name(model);
    select_by_key = "SELECT " + columns_of(model) + " \nFROM " + table + " \nWHERE " + key_condition(0);
    delete_by_key = "DELETE FROM " + table + " WHERE " + key_condition(0);
    for (const FieldDescription& one : model.fields) {
        has_onupdate = has_onupdate || !one.options.onupdate.empty();
    }
    if (model.version_field >= 0) {
        delete_by_key += version_condition(static_cast<int>(model.primary_key.size()));
    }
    find_joins();
    find_unique_sets();
}

void Mapper::find_joins() {
    check_relationships(model);
    for (const RelationshipDescription& relationship : model.relationships) {
        const RelationshipJoin& join = relationship_join(model, relationship);
        joins.push_back(&join);
        if (!relationship.collection && join.foreign_key_on_owner) {
            own_keys.push_back({&relationship, &join});
        }
    }
}

void Mapper::find_unique_sets() {
    unique_sets.push_back(model.primary_key);
    const auto add = [this](const std::vector<std::string>& columns) {
        std::vector<int> fields;
        fields.reserve(columns.size());
        for (const std::string& name : columns) {
            fields.push_back(model.find_field(name)->index);
        }
        unique_sets.push_back(std::move(fields));
    };
    for (const UniqueConstraint& constraint : model.table.unique_constraints) {
        add(constraint.columns);
    }
    for (const Index& index : model.table.indexes) {
        if (index.unique) {
            add(index.column_names());
        }
    }
    for (const auto& set : unique_sets) {
        for (const int index : set) {
            unique_fields.add(index);
        }
    }
}

const Mapper& Mapper::of(const ModelDescription& model, const Dialect& dialect) {
    struct Hash {
        std::size_t operator()(const std::pair<const void*, const void*>& pair) const noexcept {
            return hash_combine(reinterpret_cast<std::uintptr_t>(pair.first), reinterpret_cast<std::uintptr_t>(pair.second));
        }
    };
    static std::mutex mutex;
    static std::unordered_map<std::pair<const void*, const void*>, std::unique_ptr<Mapper>, Hash> mappers;
    model.require_table();
    {
        const std::lock_guard lock{mutex};
        if (const auto found = mappers.find({&model, &dialect}); found != mappers.end()) {
            return *found->second;
        }
    }
    // Outside the lock: it may describe models for the first time, which runs code of the user's.
    auto made = std::make_unique<Mapper>(model, dialect);
    const std::lock_guard lock{mutex};
    return *mappers.try_emplace({&model, &dialect}, std::move(made)).first->second;
}

std::string Mapper::table_name(const ModelDescription& of) const {
    const std::string name = dialect.quote_identifier(of.table.name);
    return of.table.schema.empty() ? name : dialect.quote_identifier(of.table.schema) + "." + name;
}

std::string Mapper::column(const ModelDescription& of, int index) const {
    return dialect.quote_identifier(of.fields[static_cast<std::size_t>(index)].name);
}

std::string Mapper::columns_of(const ModelDescription& of) const {
    const std::string table = table_name(of);
    std::string out;
    for (const FieldDescription& one : of.fields) {
        out += (one.index == 0 ? "" : ", ") + table + "." + column(of, one.index);
    }
    return out;
}

std::string Mapper::key_condition(int first_parameter) const {
    const std::string table = table_name(model);
    std::string out;
    for (const int index : model.primary_key) {
        out += (out.empty() ? "" : " AND ") + table + "." + column(model, index) + " = " + dialect.parameter_mark(first_parameter++);
    }
    return out;
}

std::string Mapper::version_condition(int parameter) const {
    return " AND " + table_name(model) + "." + column(model, model.version_field) + " = " + dialect.parameter_mark(parameter);
}

bool Mapper::driver_tells(const FieldSet& omitted) const noexcept {
    if (model.generated_key < 0 || key_kind != KeyKind::integer || !dialect.tells_generated_key()) {
        return false;
    }
    FieldSet key;
    key.add(model.generated_key);
    return dialect.insert_returns() ? omitted == key : omitted.contains(model.generated_key);
}

FieldSet Mapper::unread_by_insert(const FieldSet& omitted) const noexcept {
    FieldSet unread;
    if (dialect.insert_returns()) {
        return unread;
    }
    for (const FieldDescription& one : model.fields) {
        if (omitted.contains(one.index) && one.index != model.generated_key) {
            unread.add(one.index);
        }
    }
    return unread;
}

FieldSet Mapper::unread_by_update(const FieldSet& changed) const noexcept {
    FieldSet unread;
    if (!has_onupdate || dialect.update_returns()) {
        return unread;
    }
    for (const FieldDescription& one : model.fields) {
        if (!changed.contains(one.index) && !one.options.onupdate.empty()) {
            unread.add(one.index);
        }
    }
    return unread;
}

const Mapper::Insert& Mapper::insert_without(const FieldSet& omitted) const {
    const std::lock_guard lock{mutex_};
    Insert& insert = inserts_[omitted];
    if (!insert.sql.empty()) {
        return insert;
    }
    const bool driver_tells_key = driver_tells(omitted);
    const bool returns = dialect.insert_returns() && !driver_tells_key;
    BulkInsert& parts = insert.parts;
    if (driver_tells_key) {
        parts.generated_key = column(model, model.generated_key);
    }
    parts.table = table_name(model);
    std::string columns;
    std::string values;
    int parameter = 0;
    for (const FieldDescription& one : model.fields) {
        if (!omitted.contains(one.index)) {
            parts.columns.push_back(column(model, one.index));
            columns += (columns.empty() ? "" : ", ") + parts.columns.back();
            values += (values.empty() ? "" : ", ") + dialect.parameter_mark(parameter++);
        } else if (returns) {
            parts.tail += (parts.tail.empty() ? " RETURNING " : ", ") + column(model, one.index);
            ++parts.returned_columns;
        }
    }
    insert.sql = "INSERT INTO " + parts.table +
                 (columns.empty() ? std::string{dialect.default_values_sql()} : " (" + columns + ") VALUES (" + values + ")") + parts.tail;
    return insert;
}

const std::string& Mapper::update_of(const FieldSet& changed) const {
    const std::lock_guard lock{mutex_};
    std::string& sql = updates_[changed];
    if (!sql.empty()) {
        return sql;
    }
    std::string assignments;
    std::string returning;
    int parameter = 0;
    for (const FieldDescription& one : model.fields) {
        const std::string name = column(model, one.index);
        if (changed.contains(one.index)) {
            assignments += (assignments.empty() ? "" : ", ") + name + "=" + dialect.parameter_mark(parameter++);
        } else if (!one.options.onupdate.empty()) {
            assignments += (assignments.empty() ? "" : ", ") + name + "=" + std::string{one.options.onupdate};
            returning += (returning.empty() ? " RETURNING " : ", ") + name;
        }
    }
    std::string where = key_condition(parameter);
    if (model.version_field >= 0) {
        where += version_condition(parameter + static_cast<int>(model.primary_key.size()));
    }
    sql = "UPDATE " + table_name(model) + " SET " + assignments + " WHERE " + where;
    if (dialect.update_returns()) {
        sql += returning;
    }
    return sql;
}

const std::string& Mapper::select_filled(const FieldSet& fields) const {
    const std::lock_guard lock{mutex_};
    std::string& sql = filled_[fields];
    if (!sql.empty()) {
        return sql;
    }
    const std::string table = table_name(model);
    std::string columns;
    for (const FieldDescription& one : model.fields) {
        if (fields.contains(one.index)) {
            columns += (columns.empty() ? "" : ", ") + table + "." + column(model, one.index);
        }
    }
    sql = "SELECT " + columns + " \nFROM " + table + " \nWHERE " + key_condition(0);
    return sql;
}

const std::string& Mapper::select_related(const RelationshipDescription& relationship) const {
    const std::lock_guard lock{mutex_};
    std::string& sql = related_[relationship.index];
    if (!sql.empty()) {
        return sql;
    }
    const RelationshipJoin& join = this->join(relationship);
    const std::string target = table_name(*join.target);
    const ModelDescription& keyed = join.link != nullptr ? *join.link : *join.target;
    std::string from = target;
    std::string where;
    int parameter = 0;
    for (const ColumnPair& pair : join.pairs) {
        where += (where.empty() ? "" : " AND ") + dialect.parameter_mark(parameter++) + " = " + table_name(keyed) + "." +
                 column(keyed, pair.right);
    }
    if (join.link != nullptr) {
        from += ", " + table_name(*join.link);
        for (const ColumnPair& pair : join.target_pairs) {
            where += " AND " + target + "." + column(*join.target, pair.right) + " = " + table_name(*join.link) + "." +
                     column(*join.link, pair.left);
        }
    }
    sql = "SELECT " + columns_of(*join.target) + " \nFROM " + from + " \nWHERE " + where;
    for (const OrderColumn& one : join.order) {
        sql += (&one == &join.order.front() ? " ORDER BY " : ", ") + target + "." + column(*join.target, one.field) +
               (one.descending ? " DESC" : "");
    }
    return sql;
}

std::string Mapper::insert_link(const RelationshipJoin& join) const {
    std::string columns;
    std::string values;
    int parameter = 0;
    for (const ColumnPair& pair : join.pairs) {
        columns += (columns.empty() ? "" : ", ") + column(*join.link, pair.right);
        values += (values.empty() ? "" : ", ") + dialect.parameter_mark(parameter++);
    }
    for (const ColumnPair& pair : join.target_pairs) {
        columns += ", " + column(*join.link, pair.left);
        values += ", " + dialect.parameter_mark(parameter++);
    }
    return "INSERT INTO " + table_name(*join.link) + " (" + columns + ") VALUES (" + values + ")";
}

std::string Mapper::clear_columns(const FieldSet& columns) const {
    std::string assignments;
    for (const FieldDescription& one : model.fields) {
        if (columns.contains(one.index)) {
            assignments += (assignments.empty() ? "" : ", ") + column(model, one.index) + "=NULL";
        }
    }
    return "UPDATE " + table_name(model) + " SET " + assignments + " WHERE " + key_condition(0);
}

std::string Mapper::move_references(const std::vector<ColumnPair>& pairs) const {
    const std::string table = table_name(model);
    std::string assignments;
    std::string where;
    int parameter = 0;
    for (const ColumnPair& pair : pairs) {
        assignments += (assignments.empty() ? "" : ", ") + column(model, pair.left) + "=" + dialect.parameter_mark(parameter++);
    }
    for (const ColumnPair& pair : pairs) {
        where += (where.empty() ? "" : " AND ") + table + "." + column(model, pair.left) + " = " + dialect.parameter_mark(parameter++);
    }
    return "UPDATE " + table + " SET " + assignments + " WHERE " + where;
}

std::string Mapper::delete_links(const ModelDescription& link, const std::vector<ColumnPair>& pairs) const {
    const std::string table = table_name(link);
    std::string where;
    int parameter = 0;
    for (const ColumnPair& pair : pairs) {
        where += (where.empty() ? "" : " AND ") + table + "." + column(link, pair.right) + " = " + dialect.parameter_mark(parameter++);
    }
    return "DELETE FROM " + table + " WHERE " + where;
}

std::string Mapper::delete_link(const RelationshipJoin& join) const {
    std::string sql = delete_links(*join.link, join.pairs);
    int parameter = static_cast<int>(join.pairs.size());
    for (const ColumnPair& pair : join.target_pairs) {
        sql += " AND " + table_name(*join.link) + "." + column(*join.link, pair.left) + " = " + dialect.parameter_mark(parameter++);
    }
    return sql;
}

}  // namespace retort::detail
