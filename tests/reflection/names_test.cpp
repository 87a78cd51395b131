#include <gtest/gtest.h>

#include <map>
#include <string>
#include <vector>

#include <retort/reflection/reflection.hpp>

namespace reflection = retort::reflection;

namespace names_test {

struct Hero {};
struct Outer {
    struct Inner {};
    template <class T>
    struct Template {};
};
template <class T, class U = int>
struct Box {
    struct Inside {};
};
template <int N>
struct Sized {};
enum class Kind { red };

}  // namespace names_test

namespace {

struct Anonymous {};
struct T {};
struct Größe {};

template <class A, class B>
std::string_view name_of_a_local_type() {
    struct Local {};
    return reflection::type_name<Local>();
}

struct Callable {
    std::string_view operator()() const {
        struct InCall {};
        return reflection::type_name<InCall>();
    }
    bool operator<(int) const {
        struct InLess {};
        return reflection::type_name<InLess>() == "InLess";
    }
    template <class A>
    std::string_view operator->*(A) const {
        struct InArrow {};
        return reflection::type_name<InArrow>();
    }
};

TEST(ReflectionTypeName, LeavesOutNamespacesAndTemplateArguments) {
    EXPECT_EQ(reflection::type_name<names_test::Hero>(), "Hero");
    EXPECT_EQ(reflection::type_name<names_test::Outer::Inner>(), "Inner");
    EXPECT_EQ(reflection::type_name<names_test::Kind>(), "Kind");
    EXPECT_EQ((reflection::type_name<names_test::Box<std::map<std::string, names_test::Hero>>>()), "Box");
    EXPECT_EQ((reflection::type_name<names_test::Box<names_test::Hero>::Inside>()), "Inside");
    EXPECT_EQ(reflection::type_name<names_test::Outer::Template<names_test::Outer::Inner>>(), "Template");
    EXPECT_EQ(reflection::type_name<names_test::Sized<3>>(), "Sized");
    EXPECT_EQ(reflection::type_name<int>(), "int");
}

TEST(ReflectionTypeName, ReadsAnonymousNamespacesAndLettersBeyondAscii) {
    EXPECT_EQ(reflection::type_name<Anonymous>(), "Anonymous");
    EXPECT_EQ(reflection::type_name<T>(), "T");
    EXPECT_EQ(reflection::type_name<Größe>(), "Größe");
}

TEST(ReflectionTypeName, ReadsTypesThatAreLocalToAFunction) {
    struct Local {};
    EXPECT_EQ(reflection::type_name<Local>(), "Local");
    EXPECT_EQ(reflection::type_name<names_test::Box<Local>>(), "Box");
    EXPECT_EQ((name_of_a_local_type<int, std::map<std::string, int>>()), "Local");
    EXPECT_EQ(
        [] {
            struct InLambda {};
            return reflection::type_name<InLambda>();
        }(),
        "InLambda");
    EXPECT_EQ(
        [](auto value) {
            struct InGeneric {
                decltype(value) member;
            };
            return reflection::type_name<InGeneric>();
        }(1),
        "InGeneric");
    EXPECT_EQ(Callable{}(), "InCall");
    EXPECT_TRUE(Callable{} < 1);
    EXPECT_EQ(Callable{}->*1, "InArrow");
}

}  // namespace
