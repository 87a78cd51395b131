#include "accounts.hpp"

#include <gtest/gtest.h>

namespace faults {

void open_accounts(Engine& engine) {
    tables().create_all(engine);
    Session session{engine};
    session.add(Account{.id = 1, .owner = "Deadpond", .balance = 1000});
    session.add(Account{.id = 2, .owner = "Rusty-Man", .balance = 1000});
    session.commit();
}

void transfer(Session& session, std::int64_t number, std::int64_t amount) {
    // One locking read of both, so that all see what was committed last and nobody meets a deadlock.
    const auto accounts = session.exec(select<Account>().order_by(col(&Account::id)).with_for_update()).all();
    const auto& from = accounts.at(0);
    const auto& to = accounts.at(1);
    from->balance = from->balance - amount;
    to->balance = to->balance + amount;
    session.add(Transfer{.id = {}, .number = number, .amount = amount});
    session.flush();
}

Books read_books(Engine& engine) {
    auto connection = engine.connect();
    Books books;
    for (const Account& account : connection.exec(select<Account>())) {
        books.total += account.balance;
        if (account.id == 2) books.moved = account.balance - 1000;
    }
    for (const Transfer& one : connection.exec(select<Transfer>())) {
        books.recorded += one.amount;
        ++books.transfers;
    }
    return books;
}

void expect_consistent(Engine& engine) {
    const Books books = read_books(engine);
    EXPECT_EQ(books.total, 2000);
    EXPECT_EQ(books.moved, books.recorded) << "a transfer was done in part";
}

bool has_transfer(Engine& engine, std::int64_t number) {
    auto connection = engine.connect();
    return connection.exec(select<Transfer>().where(col(&Transfer::number) == number)).first().has_value();
}

}  // namespace faults
