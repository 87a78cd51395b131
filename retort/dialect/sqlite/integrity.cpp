#include <retort/dialect/sqlite/integrity.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include <sqlite3.h>

#include <retort/core/error.hpp>
#include <retort/core/text.hpp>
#include <retort/engine/driver.hpp>

namespace retort::sqlite {

namespace {

std::string cell(ColumnReader& row, int column) {
    std::string_view text;
    return row.text(column, text) ? std::string{text} : std::string{};
}

std::vector<std::string> first_cells(DriverConnection& connection, const std::string& sql) {
    std::vector<std::string> cells;
    const auto statement = connection.prepare(sql);
    statement->bind();
    while (statement->step())
        cells.push_back(cell(statement->row(), 0));
    return cells;
}

class Search {
public:
    Search(DriverConnection& connection, std::string schema) : connection_{connection}, schema_{std::move(schema)} {}

    void all(Violations& found) const {
        Violations here;
        try {
            run("PRAGMA " + quote(schema_, '"') + ".foreign_key_check", here);
        } catch (const DatabaseError& error) {
            if (!is_mismatch(error)) throw;
            // One foreign key that does not fit hides the violations of all others.
            here.clear();
            one_by_one(here);
        }
        found.merge(here);
    }

private:
    static bool is_mismatch(const DatabaseError& error) { return error.message().find("foreign key mismatch") != std::string::npos; }

    void one_by_one(Violations& found) const {
        const std::string master = iequals(schema_, "temp") ? "sqlite_temp_master" : quote(schema_, '"') + ".sqlite_master";
        for (const auto& table : first_cells(connection_, "SELECT name FROM " + master + " WHERE type = 'table' ORDER BY name")) {
            try {
                run("PRAGMA " + quote(schema_, '"') + ".foreign_key_check(" + quote(table, '"') + ")", found);
            } catch (const DatabaseError& error) {
                if (!is_mismatch(error)) throw;
                // "foreign key mismatch - "child" referencing "parent""
                const auto referencing = error.message().find("referencing \"");
                const auto parent =
                    referencing == std::string::npos ? std::string{} : to_lower_ascii(error.message().substr(referencing + 13));
                ++found[{name(table), parent.substr(0, parent.find('"')), "*"}];
            }
        }
    }

    void run(const std::string& pragma, Violations& found) const {
        const auto statement = connection_.prepare(pragma);
        statement->bind();
        while (statement->step()) {
            std::int64_t rowid = 0;
            const bool has_rowid = statement->row().integer(1, rowid);
            ++found[{name(cell(statement->row(), 0)), to_lower_ascii(cell(statement->row(), 2)),
                has_rowid ? std::to_string(rowid) : std::string{}}];
        }
    }

    std::string name(const std::string& table) const { return to_lower_ascii(schema_ == "main" ? table : schema_ + "." + table); }

    DriverConnection& connection_;
    std::string schema_;
};

/// What was known before under the names that the tables have now.
Violations under_new_names(const AlterationState& before) {
    Violations renamed;
    const auto name = [&](std::string table) {
        for (const auto& [from, to] : before.renamed_tables) {
            if (iequals(table, from)) table = to_lower_ascii(to);
        }
        return table;
    };
    for (const auto& [violation, count] : before.violations)
        renamed[{name(violation.table), name(violation.parent), violation.row}] += count;
    return renamed;
}

std::string describe(const std::string& table, const std::string& parent, const std::vector<std::string>& rows, int count) {
    if (!rows.empty() && rows.front() == "*")
        return "the foreign key of '" + table + "' to '" + parent + "' names no primary key or unique columns of it";
    std::string words = std::to_string(count) + (count == 1 ? " row of '" : " rows of '") + table + "' without a row in '" + parent + "'";
    if (rows.empty()) return words;
    constexpr std::size_t shown = 5;
    const std::vector<std::string> first{rows.begin(), rows.begin() + static_cast<std::ptrdiff_t>(std::min(rows.size(), shown))};
    return words + " (rowid " + join(first, ", ") + (rows.size() > shown ? ", …)" : ")");
}

}  // namespace

Violations find_violations(DriverConnection& connection) {
    Violations found;
    for (const auto& schema : first_cells(connection, "SELECT name FROM pragma_database_list"))
        Search{connection, schema}.all(found);
    return found;
}

void require_no_new_violations(const AlterationState& before, const Violations& now) {
    const Violations known = under_new_names(before);
    struct Group {
        std::vector<std::string> rows{};
        int count = 0;
    };
    std::map<std::pair<std::string, std::string>, Group> groups;
    for (const auto& [violation, count] : now) {
        const auto found = known.find(violation);
        const int fresh = count - (found != known.end() ? found->second : 0);
        if (fresh <= 0) continue;
        auto& group = groups[{violation.table, violation.parent}];
        group.count += fresh;
        if (!violation.row.empty()) group.rows.push_back(violation.row);
    }
    if (groups.empty()) return;
    std::vector<std::string> words;
    words.reserve(groups.size());
    for (const auto& [tables, group] : groups)
        words.push_back(describe(tables.first, tables.second, group.rows, group.count));
    throw IntegrityError{{.message = "The alterations leave foreign keys that lead nowhere: " + join(words, "; "),
        .code = SQLITE_CONSTRAINT_FOREIGNKEY,
        .sqlstate = {},
        .statement = {},
        .parameters = {},
        .retryable = false}};
}

}  // namespace retort::sqlite
