/// \file
/// What the tests of faults write, and how they look whether it is there.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include <retort/retort.hpp>

namespace faults {

using namespace retort;

struct Account {
    Field<std::int64_t, primary_key> id;
    std::string owner;
    std::int64_t balance = 0;
};

/// A transfer writes one, so that whether it was committed can be seen from outside.
struct Transfer {
    Field<std::optional<std::int64_t>, primary_key> id;
    Field<std::int64_t, unique> number;
    std::int64_t amount = 0;
};

inline MetaData tables() {
    return metadata<Account, Transfer>();
}

/// Two accounts with 1000 each.
void open_accounts(Engine& engine);
/// Takes from one account, gives to the other, notes the transfer. Without commit.
void transfer(Session& session, std::int64_t number, std::int64_t amount);

/// How the accounts stand, seen over a connection of its own.
struct Books {
    std::int64_t total = 0;
    std::int64_t moved = 0;     ///< what the second account has more than at first
    std::int64_t recorded = 0;  ///< the sum of all transfers
    std::int64_t transfers = 0;
};
Books read_books(Engine& engine);
/// No money lost or made, and each transfer whole or not at all.
void expect_consistent(Engine& engine);
bool has_transfer(Engine& engine, std::int64_t number);

}  // namespace faults
