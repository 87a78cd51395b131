/// \file
/// Internal: what the unit of work sends in batches.
#pragma once

#include <exception>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <retort/core/error.hpp>
#include <retort/orm/workspace.hpp>

namespace retort::detail {

/// INSERT of new objects, with what the database fills in read back.
class InsertBatch final : public BatchSource {
public:
    InsertBatch(const std::vector<Instance*>& batch, const Mapper& mapper, const FieldSet& omitted)
        : batch_{batch},
          parts_{mapper.insert_without(omitted).parts} {
        if (mapper.driver_tells(omitted)) {
            told_ = &mapper.field(mapper.model.generated_key);
        }
        for (const FieldDescription& field : mapper.model.fields) {
            (omitted.contains(field.index) ? returned_ : written_).push_back(&field);
        }
    }

    std::size_t size() const override { return batch_.size(); }
    void write(std::size_t item, ParameterWriter& writer) const override {
        const void* const object = batch_[item]->object();
        int index = 0;
        for (const FieldDescription* field : written_) {
            field->ops->bind(field->in(object), writer, index++);
        }
    }
    void done(std::size_t, std::int64_t) override {}
    void returned(std::size_t item, ColumnReader& row) override {
        void* const object = batch_[item]->object();
        int column = 0;
        for (const FieldDescription* field : returned_) {
            field->ops->read(field->in(object), row, column++, field->scale);
        }
    }
    const BulkInsert* bulk_insert() const override { return parts_.columns.empty() ? nullptr : &parts_; }
    bool wants_generated_key() const override { return told_ != nullptr; }
    void generated_key(std::size_t item, std::int64_t key) override {
        told_->ops->from_value(told_->in(batch_[item]->object()), Value{key});
    }

private:
    const std::vector<Instance*>& batch_;
    const BulkInsert& parts_;
    std::vector<const FieldDescription*> written_;
    std::vector<const FieldDescription*> returned_;
    const FieldDescription* told_ = nullptr;
};

inline std::int64_t version_of(const Mapper& mapper, Instance* instance) {
    const FieldDescription& field = mapper.field(mapper.model.version_field);
    return field.ops->to_value(field.in(instance->object())).as_integer();
}

[[noreturn]] inline void throw_stale(
    const char* what, const Mapper& mapper, Instance* instance, std::int64_t version, std::int64_t changes) {
    const std::string with_version = mapper.model.version_field >= 0 ? " with version " + std::to_string(version) : "";
    throw StaleDataError{std::string{what} + " of " + instance->pool->workspace.describe_instance(instance) +
                         " was expected to match 1 row of '" + mapper.model.table.name + "'" + with_version + ", but matched " +
                         std::to_string(changes)};
}

/// Thrown where the database tells only how many rows a batch matched together, and there are fewer; UnitOfWork finds out which.
struct StaleBatch final : std::exception {
    StaleBatch(std::size_t first_item, std::size_t item_count, std::int64_t matched)
        : first{first_item},
          count{item_count},
          changes{matched} {}
    const char* what() const noexcept override { return "fewer rows than objects"; }

    std::size_t first;
    std::size_t count;
    std::int64_t changes;
};

/// Where that cannot be found out.
[[noreturn]] inline void throw_stale_batch(const char* what, const Mapper& mapper, std::size_t count, std::int64_t changes) {
    throw StaleDataError{std::string{what} + " of " + std::to_string(count) + " objects was expected to match " + std::to_string(count) +
                         " rows of '" + mapper.model.table.name + "', but matched " + std::to_string(changes) +
                         "; the database does not tell which are gone or have changed"};
}

/// UPDATE by key: the columns in `changed`, then the key.
class UpdateBatch final : public BatchSource {
public:
    UpdateBatch(const std::vector<Instance*>& batch, const Mapper& mapper, const FieldSet& changed) : batch_{batch}, mapper_{mapper} {
        for (const FieldDescription& field : mapper.model.fields) {
            if (changed.contains(field.index)) {
                written_.push_back(&field);
            } else if (!field.options.onupdate.empty()) {
                returned_.push_back(&field);
            }
        }
    }

    std::size_t size() const override { return batch_.size(); }
    void write(std::size_t item, ParameterWriter& writer) const override {
        int index = 0;
        for (const FieldDescription* field : written_) {
            field->ops->bind(field->in(batch_[item]->object()), writer, index++);
        }
        index = write_key(mapper_.key_kind, batch_[item]->key, writer, index);
        if (mapper_.model.version_field >= 0) {
            // The object has the new version already.
            writer.integer(index, version_of(mapper_, batch_[item]) - 1);
        }
    }
    void done(std::size_t item, std::int64_t changes) override {
        if (changes != 1) {
            throw_stale(
                "UPDATE", mapper_, batch_[item], mapper_.model.version_field >= 0 ? version_of(mapper_, batch_[item]) - 1 : 0, changes);
        }
    }
    void done_together(std::size_t first, std::size_t count, std::int64_t changes) override {
        if (count == 1) {
            done(first, changes);
        } else if (changes != static_cast<std::int64_t>(count)) {
            throw StaleBatch{first, count, changes};
        }
    }
    void returned(std::size_t item, ColumnReader& row) override {
        int column = 0;
        for (const FieldDescription* field : returned_) {
            field->ops->read(field->in(batch_[item]->object()), row, column++, field->scale);
        }
    }

private:
    const std::vector<Instance*>& batch_;
    const Mapper& mapper_;
    std::vector<const FieldDescription*> written_;
    std::vector<const FieldDescription*> returned_;
};

/// SELECT by key of what the database has filled in, for databases whose INSERT or UPDATE does not return it.
class FilledBatch final : public BatchSource {
public:
    FilledBatch(const std::vector<Instance*>& batch, const Mapper& mapper, const FieldSet& fields) : batch_{batch}, mapper_{mapper} {
        for (const FieldDescription& field : mapper.model.fields) {
            if (fields.contains(field.index)) {
                fields_.push_back(&field);
            }
        }
    }

    std::size_t size() const override { return batch_.size(); }
    void write(std::size_t item, ParameterWriter& writer) const override {
        int index = 0;
        // As the object has it: the row's key may be new, or just have been changed.
        for (const int key : mapper_.model.primary_key) {
            const FieldDescription& field = mapper_.field(key);
            field.ops->bind(field.in(batch_[item]->object()), writer, index++);
        }
    }
    void done(std::size_t, std::int64_t) override {}
    void returned(std::size_t item, ColumnReader& row) override {
        int column = 0;
        for (const FieldDescription* field : fields_) {
            field->ops->read(field->in(batch_[item]->object()), row, column++, field->scale);
        }
    }

private:
    const std::vector<Instance*>& batch_;
    const Mapper& mapper_;
    std::vector<const FieldDescription*> fields_;
};

/// SELECT by key of what some objects' rows are now: of their version, or of the key alone where none is counted.
class StoredBatch final : public BatchSource {
public:
    StoredBatch(const std::vector<Instance*>& batch, std::size_t first, std::size_t count, const Mapper& mapper)
        : batch_{batch},
          first_{first},
          mapper_{mapper},
          versions_(count) {}

    static FieldSet fields_of(const ModelDescription& model) {
        FieldSet fields;
        fields.add(model.version_field >= 0 ? model.version_field : model.primary_key.front());
        return fields;
    }

    std::size_t size() const override { return versions_.size(); }
    void write(std::size_t item, ParameterWriter& writer) const override {
        int index = 0;
        for (const int key : mapper_.model.primary_key) {
            const FieldDescription& field = mapper_.field(key);
            field.ops->bind(field.in(batch_[first_ + item]->object()), writer, index++);
        }
    }
    void done(std::size_t, std::int64_t) override {}
    void returned(std::size_t item, ColumnReader& row) override {
        versions_[item] = 0;
        if (mapper_.model.version_field >= 0) {
            row.integer(0, *versions_[item]);
        }
    }
    /// Of each object's row; 0 where none is counted, nothing where there is no row.
    const std::vector<std::optional<std::int64_t>>& versions() const noexcept { return versions_; }

private:
    const std::vector<Instance*>& batch_;
    std::size_t first_;
    const Mapper& mapper_;
    std::vector<std::optional<std::int64_t>> versions_;
};

/// INSERT or DELETE of single link rows: the owner's columns and the item's.
class LinkBatch final : public BatchSource {
public:
    struct Row {
        Instance* owner;
        Instance* item;
    };
    LinkBatch(std::vector<Row> rows, const RelationshipJoin& join) : rows_{std::move(rows)}, join_{join} {}

    std::size_t size() const override { return rows_.size(); }
    void write(std::size_t item, ParameterWriter& writer) const override {
        int index = 0;
        for (const ColumnPair& pair : join_.pairs) {
            const FieldDescription& field = join_.owner->fields[static_cast<std::size_t>(pair.left)];
            field.ops->bind(field.in(rows_[item].owner->object()), writer, index++);
        }
        for (const ColumnPair& pair : join_.target_pairs) {
            const FieldDescription& field = join_.target->fields[static_cast<std::size_t>(pair.right)];
            field.ops->bind(field.in(rows_[item].item->object()), writer, index++);
        }
    }
    void done(std::size_t, std::int64_t) override {}
    void returned(std::size_t, ColumnReader&) override {}

private:
    std::vector<Row> rows_;
    const RelationshipJoin& join_;
};

/// DELETE of all link rows of objects: of each object the columns on the left of `pairs`.
class LinksOfBatch final : public BatchSource {
public:
    LinksOfBatch(const std::vector<Instance*>& batch, const std::vector<ColumnPair>& pairs) : batch_{batch}, pairs_{pairs} {}

    std::size_t size() const override { return batch_.size(); }
    void write(std::size_t item, ParameterWriter& writer) const override {
        int index = 0;
        for (const ColumnPair& pair : pairs_) {
            const FieldDescription& field = batch_[item]->pool->mapper.field(pair.left);
            field.ops->bind(field.in(batch_[item]->object()), writer, index++);
        }
    }
    void done(std::size_t, std::int64_t) override {}
    void returned(std::size_t, ColumnReader&) override {}

private:
    const std::vector<Instance*>& batch_;
    const std::vector<ColumnPair>& pairs_;
};

/// A statement for which the keys of objects are all that it needs.
class KeyBatch final : public BatchSource {
public:
    KeyBatch(const std::vector<Instance*>& batch, KeyKind kind) : batch_{batch}, kind_{kind} {}

    std::size_t size() const override { return batch_.size(); }
    void write(std::size_t item, ParameterWriter& writer) const override { write_key(kind_, batch_[item]->key, writer, 0); }
    void done(std::size_t, std::int64_t) override {}
    void returned(std::size_t, ColumnReader&) override {}

private:
    const std::vector<Instance*>& batch_;
    KeyKind kind_;
};

/// DELETE by key. A row that is gone already is what was wanted, and unlike for an UPDATE nothing is lost; but where versions are counted, the row that is
/// to go is the one that was read.
class DeleteBatch final : public BatchSource {
public:
    DeleteBatch(const std::vector<Instance*>& batch, const Mapper& mapper) : batch_{batch}, mapper_{mapper} {}

    std::size_t size() const override { return batch_.size(); }
    void write(std::size_t item, ParameterWriter& writer) const override {
        const int index = write_key(mapper_.key_kind, batch_[item]->key, writer, 0);
        if (mapper_.model.version_field >= 0) {
            writer.integer(index, version_of(mapper_, batch_[item]));
        }
    }
    void done(std::size_t item, std::int64_t changes) override {
        if (mapper_.model.version_field >= 0 && changes != 1) {
            throw_stale("DELETE", mapper_, batch_[item], version_of(mapper_, batch_[item]), changes);
        }
    }
    void done_together(std::size_t first, std::size_t count, std::int64_t changes) override {
        if (count == 1) {
            done(first, changes);
        } else if (mapper_.model.version_field >= 0 && changes != static_cast<std::int64_t>(count)) {
            throw StaleBatch{first, count, changes};
        }
    }
    void returned(std::size_t, ColumnReader&) override {}

private:
    const std::vector<Instance*>& batch_;
    const Mapper& mapper_;
};

/// One statement with one row of values.
class ValuesBatch final : public BatchSource {
public:
    explicit ValuesBatch(GeneralKey values) : values_{std::move(values)} {}

    std::size_t size() const override { return 1; }
    void write(std::size_t, ParameterWriter& writer) const override {
        int index = 0;
        for (const Value& value : values_) {
            writer.value(index++, value);
        }
    }
    void done(std::size_t, std::int64_t) override {}
    void returned(std::size_t, ColumnReader&) override {}

private:
    GeneralKey values_;
};

}  // namespace retort::detail
