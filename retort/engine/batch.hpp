#pragma once

#include <cstddef>
#include <cstdint>

#include <retort/core/cells.hpp>
#include <retort/sql/bulk_insert.hpp>

namespace retort {

/// Writes the parameters of one execution. Asked again, into a recorder, when they are to be shown in the log or in an error; that is
/// why executions take a source and not a statement already bound.
class ParameterSource {
public:
    virtual void write(ParameterWriter& writer) const = 0;

protected:
    ~ParameterSource() = default;
};

/// Many executions of one statement: the unit of work's inserts and updates. A driver may send them together.
class BatchSource {
public:
    virtual std::size_t size() const = 0;
    virtual void write(std::size_t item, ParameterWriter& writer) const = 0;
    /// The rows that item `item` affected.
    virtual void done(std::size_t item, std::int64_t changes) = 0;
    /// The rows that `count` items from `first` on affected, where the database tells only their sum: each one row where the sum says so.
    virtual void done_together(std::size_t first, std::size_t count, std::int64_t changes) {
        for (std::size_t item = first; item < first + count; ++item)
            done(item, changes == static_cast<std::int64_t>(count) ? 1 : (item == first ? changes : 0));
    }
    /// The row that a RETURNING clause gave for `item`.
    virtual void returned(std::size_t item, ColumnReader& row) = 0;
    /// Whether generated_key() is to be called, after done(), with the key that the database made for each row that was inserted.
    virtual bool wants_generated_key() const { return false; }
    virtual void generated_key(std::size_t /*item*/, std::int64_t /*key*/) {}
    /// The statement in its parts where each item is a row to be inserted; nullptr where it is another statement.
    virtual const BulkInsert* bulk_insert() const { return nullptr; }

protected:
    ~BatchSource() = default;
};

}  // namespace retort
