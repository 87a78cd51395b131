#include <gtest/gtest.h>

#include <retort/migrate/errors.hpp>

namespace retort::migrate {
namespace {

template <typename Thrown, typename Base>
std::string caught_as() {
    try {
        throw Thrown{"no revision 'x'"};
    } catch (const Base& error) {
        return std::string{error.type_name()} + ": " + error.what();
    }
}

template <typename Thrown, typename Base = RevisionError>
void expect_caught_as(const std::string& name) {
    EXPECT_EQ((caught_as<Thrown, Error>()), name + ": no revision 'x'");
    EXPECT_EQ((caught_as<Thrown, RevisionError>()), name + ": no revision 'x'");
    EXPECT_EQ((caught_as<Thrown, Base>()), name + ": no revision 'x'");
}

TEST(MigrateErrors, HaveTheRootOfAllOthersAndTheirOwnName) {
    expect_caught_as<RevisionError>("RevisionError");
    expect_caught_as<MultipleHeads>("MultipleHeads");
    expect_caught_as<ResolutionError>("ResolutionError");
    expect_caught_as<RangeNotAncestorError>("RangeNotAncestorError");
    expect_caught_as<WalkedTooFar>("WalkedTooFar");
    expect_caught_as<AmbiguousWalk>("AmbiguousWalk");
    expect_caught_as<MissingParent>("MissingParent");
    expect_caught_as<DuplicateRevision>("DuplicateRevision");
    expect_caught_as<DuplicateBranchLabel>("DuplicateBranchLabel");
    expect_caught_as<CycleDetected>("CycleDetected");
    expect_caught_as<LoopDetected, CycleDetected>("LoopDetected");
    expect_caught_as<DependencyCycleDetected, CycleDetected>("DependencyCycleDetected");
    expect_caught_as<DependencyLoopDetected, DependencyCycleDetected>("DependencyLoopDetected");
}

}  // namespace
}  // namespace retort::migrate
