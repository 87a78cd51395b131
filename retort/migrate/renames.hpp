/// \file
/// Who tells a rename from a table or column that is dropped and another one that is added.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <retort/migrate/environment.hpp>

namespace retort::migrate {

/// A table or column that the models have no more, and a new one.
struct RenameCandidate {
    ObjectKind kind = ObjectKind::table;  ///< table or column
    std::string schema{};                 ///< empty: the default one
    std::string table{};                  ///< of a column: the name of its table in the models
    std::string old_table{};              ///< of a column: the name of its table in the database
    std::string old_name{};
    std::string new_name{};
    bool matches = true;  ///< columns: equal but for the name; tables: equal columns

    /// "table 'hero' to 'heroes'", "column 'hero.name' to 'hero.title'"
    std::string describe() const;
};

/// Decides whether a candidate is a rename. Only those that match are worth asking a person about.
class RenameQuestion {
public:
    virtual ~RenameQuestion() = default;
    virtual bool is_renamed(const RenameCandidate& candidate) = 0;
};

/// The answers of `--rename hero=heroes` and `--rename hero.name=hero.title` (a table's schema stands in front of it), whether they match or not.
class GivenRenames : public RenameQuestion {
public:
    /// \throws ArgumentError  naming the one that is not `old=new`
    explicit GivenRenames(const std::vector<std::string>& renames);

    bool is_renamed(const RenameCandidate& candidate) override;
    /// Those that no candidate was like, as they were given: most likely a slip of the pen.
    std::vector<std::string> unused() const;

private:
    struct Rename {
        std::string text;
        std::string old_name;
        std::string new_name;
        bool is_used = false;
    };

    std::vector<Rename> renames_;
};

namespace detail {

/// Rewrites a column's name where SQL speaks of it as an identifier, quoted or not. Quotes stay those that were there: to MariaDB what stands in
/// others is a text.
/// \param unquoted  how the new name is written where the old one needed no quotes; empty: as every database but MariaDB reads it
std::string rename_identifier(std::string_view sql, std::string_view old_name, std::string_view new_name, std::string_view unquoted = {});
/// True where SQL speaks of the column.
bool mentions_identifier(std::string_view sql, std::string_view name);
/// Tells a table of a column that is called otherwise.
/// \param unquoted  as rename_identifier()'s
void rename_column(Table& table, std::string_view old_name, std::string_view new_name, std::string_view unquoted = {});
/// Tells the foreign keys of `table` that a column of another table, or itself, is called otherwise.
void rename_referred_column(Table& table, const Table& referred, std::string_view old_name, std::string_view new_name);

}  // namespace detail

}  // namespace retort::migrate
