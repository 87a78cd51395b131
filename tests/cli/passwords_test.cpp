#include <gtest/gtest.h>
#include <retort/cli/passwords.hpp>

namespace retort::cli {
namespace {

TEST(CliPasswords, AreHiddenWhereverAUrlStands) {
    EXPECT_EQ(hide_passwords("postgresql://app:s3cret@db:5432/app"), "postgresql://app:***@db:5432/app");
    EXPECT_EQ(
        hide_passwords("cannot open 'mariadb://a:b@c/d' and mysql://e:f@g."), "cannot open 'mariadb://a:***@c/d' and mysql://e:***@g.");
    EXPECT_EQ(hide_passwords("x://:only@h"), "x://:***@h");
    EXPECT_EQ(hide_passwords("x://u:p@ss:w/rd@h/d"), "x://u:***@h/d");
}

TEST(CliPasswords, LeaveAloneWhatIsNone) {
    for (const auto* text : {"sqlite:///a.db", "http://host:80/path", "label@head", "postgresql://app@db/app", "a: b://c", "://", ""}) {
        EXPECT_EQ(hide_passwords(text), text);
    }
}

}  // namespace
}  // namespace retort::cli
