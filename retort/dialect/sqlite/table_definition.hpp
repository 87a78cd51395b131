/// \file
/// SQLite's own text of a table, taken apart so that it can be read and edited: what is not edited keeps every letter of its text.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <retort/schema/table.hpp>

namespace retort::sqlite {

/// One constraint in the words in which it was written, of a column or of a table. A value.
struct DefinedConstraint {
    enum class Kind {
        label,  ///< `CONSTRAINT name` with nothing behind, which SQLite takes
        default_,
        null,
        not_null,
        primary_key,
        unique,
        check,
        foreign_key,
        deferral,  ///< a `DEFERRABLE …` that does not stand right behind its REFERENCES
        collate,
        generated,
    };

    Kind kind = Kind::label;
    std::string before{};  ///< white space and comments in front of it
    std::string text{};    ///< as it stands: `CONSTRAINT adult CHECK (age >= 18)`
    std::string name{};    ///< without its quotes; empty where it has none
    /// check, generated: what stands between the brackets; default_: as it stands, with the brackets; collate: the name of the collation.
    std::string expression{};
    std::vector<std::string> columns{};  ///< primary_key, unique, foreign_key: names without quotes; of a column: the column itself
    std::string referred_table{};        ///< foreign_key
    std::vector<std::string> referred_columns{};  ///< foreign_key; empty: the primary key of the table
    ReferentialAction on_delete = ReferentialAction::none;
    ReferentialAction on_update = ReferentialAction::none;
    std::string deferral{};      ///< foreign_key, deferral: `DEFERRABLE INITIALLY DEFERRED`, as it stands
    std::string on_conflict{};   ///< `IGNORE` and the like, in capitals; empty: none was said
    bool autoincrement = false;  ///< primary_key
    bool stored = false;         ///< generated
    bool descending = false;     ///< primary_key of a column: `PRIMARY KEY DESC`
};

/// One column with the constraints that stand with it. A value.
struct ColumnDefinition {
    std::string before{};       ///< white space and comments in front of it
    std::string name{};         ///< without its quotes
    std::string name_text{};    ///< as it stands
    std::string type_before{};  ///< what stands between the name and the type
    std::string type{};         ///< as it stands: `VARCHAR(30)`; empty: none
    std::vector<DefinedConstraint> constraints{};
    std::string after{};     ///< what stands between it and the comma
    std::string trailing{};  ///< a comment behind the comma, in the same line

    /// The first constraint of this kind, or nullptr.
    const DefinedConstraint* find(DefinedConstraint::Kind kind) const noexcept;
    bool has(DefinedConstraint::Kind kind) const noexcept { return find(kind) != nullptr; }
    /// From the name to the last constraint, as it stands.
    std::string text() const;
};

/// A constraint that stands with the table. A value.
struct TableConstraint : DefinedConstraint {
    std::string after{};
    std::string trailing{};
    bool follows_comma = true;  ///< SQLite takes constraints without commas between them
};

/// A CREATE TABLE statement: `parse(text).sql() == text`. A value; safe to read from several threads.
struct TableDefinition {
    std::string before_name{};  ///< `CREATE TABLE `, a schema's name as well
    std::string name{};         ///< without its quotes
    std::string name_text{};    ///< as it stands
    std::string after_name{};   ///< up to the bracket, and it
    std::vector<ColumnDefinition> columns{};
    std::vector<TableConstraint> constraints{};
    std::string closing{};  ///< what stands in front of the last bracket
    std::string tail{};     ///< the last bracket and what follows it
    bool temporary = false;
    bool strict = false;
    bool without_rowid = false;

    /// Takes apart what sqlite_master.sql holds of a table.
    /// \throws CompileError  naming the table and showing where it cannot be read
    static TableDefinition parse(std::string_view sql);
    /// Puts it together again.
    std::string sql() const;

    /// Names compare as SQLite compares them. nullptr where there is none.
    const ColumnDefinition* find_column(std::string_view column) const noexcept;
    ColumnDefinition* find_column(std::string_view column) noexcept;
    /// The names of the columns of the primary key, wherever it stands; empty where there is none.
    std::vector<std::string> primary_key() const;
    /// The column that is another name of the rowid (INTEGER PRIMARY KEY); nullptr where there is none.
    const ColumnDefinition* rowid_alias() const noexcept;
    bool autoincrement() const noexcept;
};

}  // namespace retort::sqlite
