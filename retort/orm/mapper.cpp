#include <retort/orm/mapper.hpp>

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
    const bool integer = key.ops == &value_ops<int>() || key.ops == &value_ops<std::optional<int>>() || key.ops == &value_ops<long>() ||
                         key.ops == &value_ops<std::optional<long>>() || key.ops == &value_ops<long long>() ||
                         key.ops == &value_ops<std::optional<long long>>();
    return integer ? KeyKind::integer : KeyKind::general;
}

}  // namespace

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
    refers_to_itself = !foreign_keys_between(model, model).empty();
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
    const std::lock_guard lock{mutex};
    auto& mapper = mappers[{&model, &dialect}];
    if (mapper == nullptr) {
        mapper = std::make_unique<Mapper>(model, dialect);
    }
    return *mapper;
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

bool Mapper::driver_tells(const FieldSet& omitted) const noexcept {
    if (model.generated_key < 0 || key_kind != KeyKind::integer || !dialect.tells_generated_key()) {
        return false;
    }
    FieldSet key;
    key.add(model.generated_key);
    return omitted == key;
}

const std::string& Mapper::insert_without(const FieldSet& omitted) const {
    const std::lock_guard lock{mutex_};
    std::string& sql = inserts_[omitted];
    if (!sql.empty()) {
        return sql;
    }
    const bool told = driver_tells(omitted);
    std::string columns;
    std::string values;
    std::string returning;
    int parameter = 0;
    for (const FieldDescription& one : model.fields) {
        if (omitted.contains(one.index)) {
            if (told) {
                continue;
            }
            returning += (returning.empty() ? " RETURNING " : ", ") + column(model, one.index);
        } else {
            columns += (columns.empty() ? "" : ", ") + column(model, one.index);
            values += (values.empty() ? "" : ", ") + dialect.parameter_mark(parameter++);
        }
    }
    sql = "INSERT INTO " + table_name(model) + (columns.empty() ? " DEFAULT VALUES" : " (" + columns + ") VALUES (" + values + ")") +
          returning;
    return sql;
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
    sql = "UPDATE " + table_name(model) + " SET " + assignments + " WHERE " + key_condition(parameter) + returning;
    return sql;
}

const std::string& Mapper::select_related(const RelationshipDescription& relationship) const {
    const std::lock_guard lock{mutex_};
    std::string& sql = related_[relationship.index];
    if (!sql.empty()) {
        return sql;
    }
    const RelationshipJoin& join = relationship_join(model, relationship);
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
    if (!relationship.ordered_by.empty()) {
        sql += " ORDER BY " + target + "." + dialect.quote_identifier(relationship.ordered_by);
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

std::string Mapper::delete_links_of_owner(const RelationshipJoin& join) const {
    const std::string link = table_name(*join.link);
    std::string where;
    int parameter = 0;
    for (const ColumnPair& pair : join.pairs) {
        where += (where.empty() ? "" : " AND ") + link + "." + column(*join.link, pair.right) + " = " + dialect.parameter_mark(parameter++);
    }
    return "DELETE FROM " + link + " WHERE " + where;
}

std::string Mapper::delete_link(const RelationshipJoin& join) const {
    std::string sql = delete_links_of_owner(join);
    int parameter = static_cast<int>(join.pairs.size());
    for (const ColumnPair& pair : join.target_pairs) {
        sql += " AND " + table_name(*join.link) + "." + column(*join.link, pair.left) + " = " + dialect.parameter_mark(parameter++);
    }
    return sql;
}

}  // namespace retort::detail
