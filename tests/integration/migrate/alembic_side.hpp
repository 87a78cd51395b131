/// \file
/// alembic_autogenerate.py: SQLModel's tables and Alembic's autogenerate, on the database that is tested.
#pragma once

#include "../support.hpp"

namespace alembic_side {

/// What the script imports.
inline std::string modules() {
    return integration::with_driver("alembic, sqlmodel");
}

/// \param command   `create`, `differences`, `stamp` or `heads`
/// \param argument  of the command: models or a revision
inline std::string run(const std::string& command, const integration::SharedDatabase& database, const std::string& argument = {}) {
    std::vector<std::string> arguments{command};
    if (!argument.empty()) arguments.push_back(argument);
    arguments.push_back(database.sqlalchemy_url());
    return integration::run_python("migrate/alembic_autogenerate.py", arguments);
}

/// The tutorial's database as SQLModel leaves it: on SQLite the tutorial's own.
inline void make_tutorial(integration::SharedDatabase& database) {
    if (database.kind() == "sqlite") return database.copy_sample("heroes_sqlmodel.db");
    run("create", database, "heroes");
}

}  // namespace alembic_side
