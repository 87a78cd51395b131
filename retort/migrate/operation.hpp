/// \file
/// What Operations records: one description for execution, offline SQL, source code and reversal.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include <retort/migrate/operations.hpp>
#include <retort/schema/ddl.hpp>

namespace retort::migrate {

/// SQL as it stands.
struct ExecuteSql {
    std::string sql{};
    LiteralParameters parameters{};
};

/// SQL that is executed until it changes no row any more.
struct ExecuteInBatches {
    std::string sql{};
    std::int64_t size = 10'000;
    std::string total{};
};

struct BulkInsert {
    ddl::TableName table{};
    std::vector<std::string> columns{};
    std::vector<std::vector<Literal>> rows{};
};

/// Code of the script's author.
struct RunCode {
    std::variant<void (*)(Connection&), void (*)(Session&), void (*)(Connection&, Progress&), void (*)(Session&, Progress&)> code{};
};

/// One operation of a script. A change of one table is an AlterTable of one change; a batch is one of several.
using Operation =
    std::variant<ddl::CreateTable, ddl::DropTable, ddl::AlterTable, ddl::AlterEnum, ExecuteSql, ExecuteInBatches, BulkInsert, RunCode>;

/// `add_column hero.age`, `execute UPDATE hero SET …`: an operation for messages.
std::string describe(const Operation& operation);
std::string describe(const ddl::Change& change);

namespace detail {

struct OperationList {
    std::vector<Operation> operations{};
    std::string script{};  ///< whose operations they are, for messages: `revision ae1027a6acf1 (versions/ae1027a6acf1_add_allegiance.cpp)`
    std::string dialect{};
    bool is_offline = false;
    std::vector<std::pair<std::string, std::string>> x_arguments{};
};

}  // namespace detail

}  // namespace retort::migrate
