#include <retort/migrate/offline.hpp>

#include <algorithm>
#include <set>
#include <type_traits>

#include <retort/core/text.hpp>
#include <retort/engine/alterations.hpp>
#include <retort/engine/dialect.hpp>
#include <retort/migrate/compare_enums.hpp>
#include <retort/migrate/graph_text.hpp>
#include <retort/migrate/literals.hpp>
#include <retort/migrate/plan.hpp>

namespace retort::migrate {

namespace {

/// One operation as statements and comments.
class OperationText {
public:
    OperationText(const Dialect& dialect, std::set<std::string>& types)
        : dialect_{dialect},
          alterations_{dialect.alterations()},
          types_{types} {}

    // Each type of enumerators is made by the first that needs it.
    std::vector<std::string> operator()(const ddl::CreateTable& change) const {
        auto statements = alterations_.create_table(nullptr, change);
        for (const SqlType& type : detail::enumerations_in(change.table)) {
            if (types_.insert(type.name).second) continue;
            const auto made = alterations_.alter_enum(nullptr, {detail::enum_type_name(type.name), ddl::CreateEnum{type.enumerators}});
            std::erase_if(
                statements, [&](const std::string& statement) { return std::find(made.begin(), made.end(), statement) != made.end(); });
        }
        return ended(std::move(statements));
    }
    std::vector<std::string> operator()(const ddl::DropTable& change) const { return ended(alterations_.drop_table(change)); }
    std::vector<std::string> operator()(const ddl::AlterTable& change) const {
        if (change.changes.empty() && change.recreate != Recreate::always) return {};
        return ended(alterations_.alter_table(nullptr, change));
    }
    std::vector<std::string> operator()(const ddl::AlterEnum& change) const {
        const std::string name = change.type.full_name();
        if (std::holds_alternative<ddl::CreateEnum>(change.action)) types_.insert(name);
        const auto* const renamed = std::get_if<ddl::RenameEnum>(&change.action);
        if ((renamed != nullptr || std::holds_alternative<ddl::DropEnum>(change.action)) && types_.erase(name) > 0 && renamed != nullptr)
            types_.insert(ddl::TableName{change.type.schema, renamed->new_name}.full_name());
        return ended(alterations_.alter_enum(nullptr, change));
    }
    std::vector<std::string> operator()(const ExecuteSql& operation) const {
        return ended({detail::with_literals(dialect_, operation.sql, operation.parameters)});
    }
    std::vector<std::string> operator()(const ExecuteInBatches& operation) const {
        auto statements = ended({detail::with_literals(dialect_, operation.sql, {{"batch_size", static_cast<long long>(operation.size)}})});
        statements.insert(statements.begin(), "-- in batches: execute the next statement until it changes no row any more");
        return statements;
    }
    std::vector<std::string> operator()(const BulkInsert& operation) const {
        std::vector<std::string> statements;
        statements.reserve(operation.rows.size());
        for (const auto& row : operation.rows) {
            std::vector<std::string> values;
            values.reserve(row.size());
            for (const Literal& literal : row)
                values.push_back(detail::sql_of(literal, dialect_));
            statements.push_back(detail::insert_sql(dialect_, operation, values));
        }
        return ended(std::move(statements));
    }
    std::vector<std::string> operator()(const RunCode&) const {
        return {"-- op.run: code of the script, which is no SQL; run the migration on the database itself, or write here what it does"};
    }

private:
    static std::vector<std::string> ended(std::vector<std::string> statements) {
        for (auto& statement : statements)
            statement += ";";
        return statements;
    }

    const Dialect& dialect_;
    const Alterations& alterations_;
    std::set<std::string>& types_;  ///< that have been made
};

class OfflineSql {
public:
    OfflineSql(const Dialect& dialect, const Environment& environment, const ScriptDirectory& scripts, const RunOptions& options)
        : dialect_{dialect},
          alterations_{dialect.alterations()},
          environment_{environment},
          scripts_{scripts},
          options_{options},
          version_table_{dialect, environment},
          mode_{options.transaction_mode.value_or(environment.transaction_mode)},
          begin_{alterations_.begin_sql()},
          commit_{alterations_.commit_sql()} {
        if (mode_ == TransactionMode::none) {
            begin_.clear();
        } else if (options.transaction_mode && begin_.empty()) {
            begin_ = "BEGIN";
            commit_ = "COMMIT";
        }
        log("Context impl " + std::string{dialect.name()} + ".");
        log("Generating static SQL");
        log(std::string{"Will assume "} + (begin_.empty() ? "non-transactional" : "transactional") + " DDL.");
    }

    std::string write(const MigrationPath& path, std::vector<std::string> rows) {
        for (const auto& warning : path.warnings)
            log("Warning: " + warning);
        begin(TransactionMode::run);
        for (const PathStep& step : path.steps) {
            begin(TransactionMode::step);
            if (rows.empty()) statement(version_table_.create_sql());
            log("Running " + step_text(scripts_.graph(), step));
            block("-- Running " + short_step_text(step));
            operations(step);
            for (const VersionChange& change : step.changes) {
                statement(version_table_.change_sql(change));
                follow(rows, change);
            }
            commit(TransactionMode::step);
        }
        if (rows.empty()) statement(version_table_.drop_sql());
        commit(TransactionMode::run);
        return std::move(sql_);
    }

private:
    void log(const std::string& line) const {
        if (options_.log) options_.log(line);
    }
    void begin(TransactionMode mode) {
        if (mode_ == mode && !begin_.empty()) statement(begin_);
    }
    void commit(TransactionMode mode) {
        if (mode_ == mode && !begin_.empty()) statement(commit_);
    }

    void operations(const PathStep& step) {
        if (step.kind == PathStep::Kind::stamp) return;
        const detail::Reading reading{dialect_, environment_.naming_convention, true, options_.x_arguments};
        const Script& script = scripts_.script(step.node.value());
        for (const auto& planned : detail::read_script(script, step.kind, reading)) {
            try {
                for (const auto& text : std::visit(OperationText{dialect_, types_}, planned.operation))
                    block(text);
            } catch (const Error& error) {
                throw MigrationError{detail::script_words(script) + " cannot be written as SQL at " + planned.words() + ": " +
                                     error.type_name() + ": " + error.what()};
            }
        }
    }

    void statement(const std::string& text) { block(text + ";"); }
    // Alembic's spaces around what it prints: none at its ends, four for a tab, an empty line behind it.
    void block(std::string_view text) { sql_ += replace_all(stripped(text), "\t", "    ") + "\n\n"; }
    /// Blanks before the semicolon that ends a statement go as well.
    static std::string stripped(std::string_view text) {
        if (!text.ends_with(';') || text.starts_with("--")) return std::string{text};
        return std::string{strip(text.substr(0, text.size() - 1))} + ";";
    }

    static void follow(std::vector<std::string>& rows, const VersionChange& change) {
        if (change.kind != VersionChange::Kind::insert) std::erase(rows, change.from);
        if (change.kind != VersionChange::Kind::remove) rows.push_back(change.to);
    }

    const Dialect& dialect_;
    const Alterations& alterations_;
    const Environment& environment_;
    const ScriptDirectory& scripts_;
    const RunOptions& options_;
    VersionTable version_table_;
    TransactionMode mode_;
    std::string begin_;
    std::string commit_;
    std::string sql_{};
    std::set<std::string> types_{};
};

}  // namespace

std::string upgrade_sql(const Dialect& dialect, const Environment& environment, const ScriptDirectory& scripts, const RunOptions& options,
    std::string_view range) {
    const auto [start, end, has_start] = split_range(range);
    const auto rows = rows_at(scripts.graph(), start);
    const auto path = upgrade_path(scripts.graph(), rows, end);
    return OfflineSql{dialect, environment, scripts, options}.write(path, rows);
}

std::string downgrade_sql(const Dialect& dialect, const Environment& environment, const ScriptDirectory& scripts, const RunOptions& options,
    std::string_view range) {
    const auto [start, end, has_start] = split_range(range);
    if (!has_start) throw RevisionError{"downgrade with --sql requires <fromrev>:<torev>"};
    const auto rows = rows_at(scripts.graph(), start);
    const auto path = downgrade_path(scripts.graph(), rows, end);
    return OfflineSql{dialect, environment, scripts, options}.write(path, rows);
}

std::string stamp_sql(const Dialect& dialect, const Environment& environment, const ScriptDirectory& scripts, const RunOptions& options,
    const std::vector<std::string>& targets) {
    std::string_view common_start;
    std::vector<std::string> ends;
    for (const auto& target : targets) {
        const auto [start, end, has_start] = split_range(target);
        if (has_start && !common_start.empty() && start != common_start) {
            throw RevisionError{"Stamp operation with --sql only supports a single starting revision at a time"};
        }
        if (has_start) common_start = start;
        ends.emplace_back(end);
    }
    const auto rows = rows_at(scripts.graph(), common_start);
    const auto path = stamp_path(scripts.graph(), rows, ends);
    return OfflineSql{dialect, environment, scripts, options}.write(path, rows);
}

}  // namespace retort::migrate
