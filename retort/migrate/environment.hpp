/// \file
/// What `migrations/env.cpp` says: the models, and how their database is migrated.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include <retort/schema/metadata.hpp>

namespace retort {
class Engine;
}

namespace retort::migrate {

class RevisionDirectives;

/// One transaction a script, one for all of a run, or none but those that the database makes for each statement.
enum class TransactionMode { step, run, none };

enum class ObjectKind { schema, table, column, index, unique_constraint, check_constraint, foreign_key };

/// What include_name() is asked of: something in the database, which may have no counterpart in the models.
struct ObjectName {
    ObjectKind kind;
    std::string name;
    std::string schema;  ///< empty: the default one
    std::string table;   ///< of a column, index or constraint
};

/// What include_object() is asked of: something that both sides or one of them has.
struct ObjectToCompare {
    ObjectKind kind;
    std::string name;
    bool is_reflected;     ///< it comes from the database
    bool has_counterpart;  ///< the other side has it too
    const Table* table;    ///< the table that it is or belongs to
};

/// The options of the migrations. Those that Alembic has are named and meant as there.
struct Environment {
    /// All tables, `retort::metadata<…>()`. \see MetaData
    MetaData metadata{};
    bool compare_type = true;
    bool compare_server_default = false;
    bool compare_check_constraints = true;
    /// Autogenerate writes changes that need it as `op.batch_alter_table()`. Direct operations work on every database all the same.
    bool render_as_batch = false;
    NamingConvention naming_convention{};

    bool include_schemas = false;  ///< autogenerate looks at all schemas, not at the default one alone
    bool (*include_name)(const ObjectName& name) = nullptr;
    bool (*include_object)(const ObjectToCompare& object) = nullptr;
    /// Looks at what autogenerate found before it is written, and may change it or leave nothing of it. \see <retort/migrate/autogenerate.hpp>
    void (*process_revision_directives)(RevisionDirectives& directives) = nullptr;

    TransactionMode transaction_mode = TransactionMode::step;
    /// How long a statement may wait for a lock of the database, and take in all, before its migration fails; retort.toml's win. Without a value
    /// as the database is configured. On a busy PostgreSQL a few seconds for the lock keep an ALTER TABLE from holding up all others.
    std::optional<std::chrono::milliseconds> lock_timeout{};
    std::optional<std::chrono::milliseconds> statement_timeout{};
    std::string version_table = "alembic_version";
    std::string version_table_schema{};
    bool version_table_pk = true;
    /// Keep in `retort_history` who applied what when, with the checksum of the script.
    bool history_table = true;
    /// Makes the engine for a URL, with the options that this database needs; nullptr: create_engine(url).
    Engine (*create_engine)(const std::string& url) = nullptr;
    /// The database's URL, where neither retort.toml nor the command line gives one.
    std::string url{};
};

/// The whole command line of the migrations: what `main()` of env.cpp calls.
/// \returns the exit status: 0, 1 where something failed (the message is on standard error), 2 where the command line is wrong
int run(int argc, char** argv, Environment environment);

}  // namespace retort::migrate
