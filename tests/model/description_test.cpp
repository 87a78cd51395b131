#include <gtest/gtest.h>

#include <retort/model.hpp>

namespace {

struct Hero {
    retort::Field<int, retort::primary_key> id;
    std::string name;
};

TEST(ModelDescription, NamesTheTableAfterTheStructInLowerCase) {
    EXPECT_EQ(retort::describe<Hero>().require_table().name, "hero");
}

}  // namespace
