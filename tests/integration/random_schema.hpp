/// \file
/// Random pairs of schemas, what a database is and what the models ask for: what is alike on SQLite and on the servers. Each has a RandomSchema of its own
/// that says which types and expressions its database has.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include <retort/migrate/environment.hpp>
#include <retort/schema/metadata.hpp>

namespace round_trip {

struct SchemaPair {
    std::vector<retort::Table> before{};
    std::vector<retort::Table> after{};
    std::vector<std::string> renames{};  ///< as --rename takes them
    bool render_as_batch = false;
    retort::NamingConvention naming_convention{};
};

bool is_listed(const std::vector<std::string>& names, const std::string& name);

/// Makes one schema and changes it.
class RandomSchema {
public:
    /// \param quotes   the sign around quoted names
    /// \param strange  names that want to be quoted
    /// \param percent  how many names are strange
    RandomSchema(std::uint32_t number, char quotes, std::vector<std::string> strange, int percent)
        : random_{number * 2654435761U + 17U},
          quotes_{quotes},
          strange_{std::move(strange)},
          strange_percent_{percent} {}
    virtual ~RandomSchema() = default;
    RandomSchema(const RandomSchema&) = delete;
    RandomSchema& operator=(const RandomSchema&) = delete;

    SchemaPair pair();

protected:
    using Names = std::vector<std::string>;

    int below(int limit) { return static_cast<int>(random_() % static_cast<std::uint32_t>(limit)); }
    bool chance(int percent) { return below(100) < percent; }
    template <class T>
    T one_of(const std::vector<T>& choices) {
        return choices[static_cast<std::size_t>(below(static_cast<int>(choices.size())))];
    }
    int next_number() { return ++count_; }
    std::string word(const std::string& stem);
    std::string quoted(const std::string& name) const;

    // What a database says of itself.

    virtual retort::Table table() = 0;
    /// One change of the pair's second half.
    virtual void mutate(SchemaPair& pair) = 0;
    virtual void add_index(retort::Table& table) = 0;
    virtual bool is_indexable(const retort::SqlType& type) const = 0;
    /// False where the rows of a table that is changed are alike in the column.
    virtual bool can_be_unique(const retort::Table& /*table*/, const std::string& /*name*/) const { return true; }
    virtual bool can_be_checked(const retort::Table& /*table*/, const retort::Column& /*column*/) const { return true; }
    virtual bool can_be_source(const retort::Table& /*table*/, const retort::Column& /*column*/) const { return true; }
    /// Conditions that every row meets.
    virtual std::vector<std::string> conditions(const retort::Column& column) const = 0;
    virtual std::vector<retort::ReferentialAction> actions() const = 0;
    virtual retort::SqlType reference_type(const retort::Table& table, const retort::Table& referred) = 0;
    virtual std::string unique_deferral() { return {}; }
    virtual std::string key_deferral() = 0;
    virtual bool is_persisted() = 0;

    // Making.

    virtual std::vector<retort::Table> schema();
    void add_unique(retort::Table& table);
    void add_check(retort::Table& table);
    void add_foreign_key(std::vector<retort::Table>& tables, retort::Table& table);
    void add_generated(retort::Table& table);

    // Looking.

    /// Columns with the given property, the key and generated ones not among them.
    static Names columns_of(const retort::Table& table, const std::function<bool(const retort::Column&)>& property);
    Names indexable(const retort::Table& table) const;
    static bool is_reference(const retort::Table& table, const std::string& name);
    /// True where no two rows may have the same value in the column.
    bool is_unique(const retort::Table& table, const std::string& name) const;
    /// The column as it was in the first half; a table of the second half that is renamed counts as new.
    const retort::Column* old_column(const retort::Table& table, const std::string& name) const;
    const std::vector<retort::Table>& before() const noexcept { return before_; }

    // Changing.

    /// Everything in the table that speaks of a column.
    void forget_column(retort::Table& table, const std::string& name) const;
    /// The column and what is generated from it.
    void drop_column(retort::Table& table, const std::string& name);
    void change_generated(retort::Table& table);
    void drop_constraint(retort::Table& table);
    void drop_table(std::vector<retort::Table>& tables);
    void rename_column(SchemaPair& pair, retort::Table& table);
    void rename_table(SchemaPair& pair, retort::Table& table);

private:
    void rename_in(retort::Table& table, const std::string& old_name, const std::string& new_name) const;

    std::mt19937 random_;
    char quotes_;
    std::vector<std::string> strange_;
    int strange_percent_;
    std::vector<retort::Table> before_{};
    int count_ = 0;
};

}  // namespace round_trip
