// Random sequences of operations, against a reference that knows nothing of the library.
#include <cstdlib>
#include <iostream>

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include "run.hpp"
#include "tests/support/database.hpp"

using namespace property;

namespace property {

void showValue(const Op& op, std::ostream& out) {
    out << op;
}

}  // namespace property

namespace {

struct Weight {
    Act act;
    std::size_t weight;
};
constexpr Weight weights[] = {{Act::check, 6}, {Act::check_unflushed, 8}, {Act::add, 16}, {Act::set_parent, 14}, {Act::clear_parent, 8},
    {Act::push, 10}, {Act::take, 8}, {Act::assign, 4}, {Act::set_profile, 4}, {Act::clear_profile, 2}, {Act::give_power, 6},
    {Act::take_power, 6}, {Act::set_key, 3}, {Act::change, 8}, {Act::change_inner, 8}, {Act::remove, 12}, {Act::take_back, 2},
    {Act::flush, 8}, {Act::commit, 6}, {Act::rollback, 5}, {Act::begin_savepoint, 5}, {Act::commit_savepoint, 3},
    {Act::rollback_savepoint, 4}, {Act::expire_all, 2}, {Act::refresh, 2}, {Act::query, 2}, {Act::load_eagerly, 6}, {Act::expunge, 3},
    {Act::new_session, 2}, {Act::add_again, 2}, {Act::break_flush, 1}, {Act::other_session, 2}, {Act::bulk_update, 2}, {Act::merge, 3}};

rc::Gen<Act> any_act() {
    std::vector<Act> acts;
    for (const Weight& one : weights) {
        acts.insert(acts.end(), one.weight, one.act);
    }
    return rc::gen::elementOf(acts);
}

rc::Gen<Op> any_op() {
    const auto number = rc::gen::resize(100, rc::gen::inRange(0, 60));
    return rc::gen::build<Op>(rc::gen::set(&Op::act, rc::gen::noShrink(any_act())), rc::gen::set(&Op::a, number),
        rc::gen::set(&Op::b, number), rc::gen::set(&Op::c, number), rc::gen::set(&Op::autoflush, rc::gen::arbitrary<bool>()));
}

rc::Gen<std::vector<Op>> any_sequence() {
    return rc::gen::withSize([](int size) { return rc::gen::resize(10 + size / 2, rc::gen::container<std::vector<Op>>(any_op())); });
}

/// RapidCheck reads its parameters once, from RC_PARAMS; how many sequences is ours to say.
void choose_parameters() {
    const char* const given = std::getenv("RC_PARAMS");
    const char* const sequences = std::getenv("RETORT_PROPERTY_SEQUENCES");
    std::string parameters = given == nullptr ? "" : given;
    if (parameters.find("max_success") == std::string::npos) {
        parameters += std::string{" max_success="} + (sequences != nullptr                            ? sequences
                                                         : testing_support::tested_kind() == "sqlite" ? "500"
                                                                                                      : "60");
    }
    setenv("RC_PARAMS", parameters.c_str(), 1);
}

TEST(SessionProperty, AgreesWithTheReferenceOverRandomSequences) {
    choose_parameters();
    const bool holds = rc::check("SessionProperty", [] {
        const std::vector<Op> operations = *any_sequence();
        replay(operations);
    });
    EXPECT_TRUE(holds) << "the operations stand above; paste them into a test of this folder to run them again";
    std::string idle;
    for (std::size_t i = 0; i < act_names.size(); ++i) {
        const long times = times_performed(static_cast<Act>(i));
        if (times == 0) idle += ' ' + std::string{act_names[i]};
        RecordProperty(std::string{act_names[i]}, std::to_string(times));
    }
    // On servers there are fewer, since each statement is a round trip.
    const bool expects_all = testing_support::tested_kind() == "sqlite";
    EXPECT_EQ(expects_all ? idle : "", "")
        << "these operations never found anything to do: there are too few sequences, or the weights are wrong";
}

}  // namespace
