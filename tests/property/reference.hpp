/// \file
/// What the database and the objects must be, worked out without the library: rows, links and the cascade rules of SQLAlchemy in standard containers.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace property {

enum class Kind { team, country, power, profile, hero, order, item, category, mission, assignment };
inline constexpr std::array<std::string_view, 10> kind_names{
    "team", "country", "power", "profile", "hero", "order", "item", "category", "mission", "assignment"};

/// What becomes of a child whose parent is removed.
enum class OnRemove { set_null, cascade, forbidden };

/// A foreign key: slot `slot` of `child` refers to a `parent`.
struct Rule {
    Kind child;
    std::size_t slot;
    Kind parent;
    OnRemove on_remove;
    std::string_view name;
};
inline constexpr std::array<Rule, 8> rules{{
    {Kind::hero, 0, Kind::team, OnRemove::set_null, "team"},
    {Kind::hero, 1, Kind::country, OnRemove::set_null, "country"},
    {Kind::profile, 0, Kind::hero, OnRemove::cascade, "hero"},
    {Kind::order, 0, Kind::hero, OnRemove::forbidden, "buyer"},
    {Kind::item, 0, Kind::order, OnRemove::cascade, "order"},
    {Kind::category, 0, Kind::category, OnRemove::set_null, "parent"},
    {Kind::assignment, 0, Kind::hero, OnRemove::cascade, "hero"},
    {Kind::assignment, 1, Kind::mission, OnRemove::cascade, "mission"},
}};
const Rule& rule_of(Kind child, std::size_t slot);

/// Objects are numbered from 1 as they are added; 0 is none.
using Uid = int;

struct Row {
    Kind kind{};
    std::string text;     ///< name, title, motto, role
    std::string code;     ///< a country's key
    std::int64_t id = 0;  ///< any other key, as soon as the database has made it
    std::optional<int> number;
    std::vector<std::string> list;
    std::map<std::string, int> map;
    std::optional<std::vector<int>> json;
    std::array<Uid, 2> link{};

    bool persistent = false;
    bool removed = false;  ///< to be deleted at the next flush
    bool orphan = false;   ///< taken away from a parent that owns it
};

/// One state of everything; copied where a transaction or savepoint begins.
struct World {
    std::map<Uid, Row> rows;
    std::set<std::pair<Uid, Uid>> powers;  ///< hero, power

    Row& at(Uid uid) { return rows.at(uid); }
    const Row& at(Uid uid) const { return rows.at(uid); }
    bool has(Uid uid) const { return rows.count(uid) != 0; }
    std::vector<Uid> of(Kind kind) const;
    /// Those whose link in the rule's slot is `parent`.
    std::vector<Uid> children(const Rule& rule, Uid parent) const;

    void link(Uid child, std::size_t slot, Uid parent);
    /// A child of an owning parent is an orphan then; one that never had a row is forgotten at once.
    void unlink(Uid child, std::size_t slot);
    /// `uid` with all that goes where it goes.
    std::set<Uid> with_cascade(Uid uid) const;
    /// What the next flush deletes.
    std::set<Uid> doomed() const;
    /// Deletes what is doomed, makes all else persistent. \returns what was deleted
    std::set<Uid> flush();

    /// The tables as `SELECT * … ORDER BY` the key would print them, one line a row.
    std::vector<std::string> dump() const;
};

}  // namespace property
