// expect: retort: a write_only relationship is never loaded; execute the select() that it gives
#include <retort/retort.hpp>

struct Event;
struct Account {
    retort::Field<int, retort::primary_key> id;
    retort::Relationship<std::vector<Event>, retort::lazy<retort::loading::write_only>> events;
};
struct Event {
    retort::Field<int, retort::primary_key> id;
    retort::Field<std::optional<int>, retort::foreign_key<&Account::id>> account_id;
};

void use(retort::Session& session, const retort::Ref<Account>& account) {
#ifndef RETORT_EXPECT_FAILURE
    for (const auto& event : session.exec(account->events.select())) {
        static_cast<void>(event);
    }
#else
    static_cast<void>(session);
    for (const auto& event : account->events) {
        static_cast<void>(event);
    }
#endif
}
