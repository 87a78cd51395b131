#include <gtest/gtest.h>
#include <retort/migrate/errors.hpp>
#include <retort/migrate/revision.hpp>

namespace retort::migrate {
namespace {

TEST(MigrateErrors, HaveTheRootOfAllOthersAndTheirOwnName) {
    try {
        throw RevisionError{"no revision 'x'"};
    } catch (const Error& error) {
        EXPECT_STREQ(error.type_name(), "RevisionError");
        EXPECT_STREQ(error.what(), "no revision 'x'");
    }
}

}  // namespace
}  // namespace retort::migrate
