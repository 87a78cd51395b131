#include <gtest/gtest.h>

#include <array>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include <retort/model.hpp>

namespace reflection = retort::reflection;

namespace {

struct Seen {
    std::string name;
    std::size_t offset;
};

// What visit_fields() hands over of each field, in order.
template <class T>
struct Collector {
    std::vector<Seen> seen{};

    template <auto... Members>
    void fields() {
        const auto names = reflection::detail::member_names(reflection::detail::members_signature<Members...>(), sizeof...(Members));
        std::size_t index = 0;
        (add(names.at(index++), reflection::address_of(Members)), ...);
    }
    void add(std::string_view name, const void* address) {
        const auto* start = reinterpret_cast<const char*>(&reflection::fake<T>.value);
        seen.push_back({std::string{name}, static_cast<std::size_t>(static_cast<const char*>(address) - start)});
    }
};

template <class T>
std::vector<Seen> fields_of() {
    Collector<T> collector;
    reflection::visit_fields<T>(collector);
    return collector.seen;
}

template <class T>
std::vector<std::string> names_of() {
    std::vector<std::string> names;
    for (const Seen& field : fields_of<T>()) {
        names.push_back(field.name);
    }
    return names;
}

using Names = std::vector<std::string>;

#define RETORT_TEST_FIELDS_4(n) int n##0, n##1, n##2, n##3;
#define RETORT_TEST_FIELDS_16(n) RETORT_TEST_FIELDS_4(n##0) RETORT_TEST_FIELDS_4(n##1) RETORT_TEST_FIELDS_4(n##2) RETORT_TEST_FIELDS_4(n##3)
#define RETORT_TEST_FIELDS_64(n) \
    RETORT_TEST_FIELDS_16(n##0) RETORT_TEST_FIELDS_16(n##1) RETORT_TEST_FIELDS_16(n##2) RETORT_TEST_FIELDS_16(n##3)

struct None {};
struct One {
    int only;
};
struct Sixteen {
    RETORT_TEST_FIELDS_16(f)
};
struct Seventeen {
    RETORT_TEST_FIELDS_16(f)
    std::string last;
};
struct MostButOne {
    RETORT_TEST_FIELDS_64(a)
    RETORT_TEST_FIELDS_16(b)
    RETORT_TEST_FIELDS_16(c)
    RETORT_TEST_FIELDS_16(d)
    RETORT_TEST_FIELDS_4(e) RETORT_TEST_FIELDS_4(g) RETORT_TEST_FIELDS_4(h) std::string x, y, z;
};
struct Most {
    RETORT_TEST_FIELDS_64(a)
    RETORT_TEST_FIELDS_64(b)
};
struct TooMany {
    RETORT_TEST_FIELDS_64(a)
    RETORT_TEST_FIELDS_64(b)
    int one_more;
};

TEST(ReflectionFieldCount, CountsFromNoneToTheLimit) {
    EXPECT_EQ(reflection::field_count<None>, 0U);
    EXPECT_EQ(reflection::field_count<One>, 1U);
    EXPECT_EQ(reflection::field_count<Sixteen>, 16U);
    EXPECT_EQ(reflection::field_count<Seventeen>, 17U);
    EXPECT_EQ(reflection::field_count<MostButOne>, 127U);
    EXPECT_EQ(reflection::field_count<Most>, 128U);
    EXPECT_GT(reflection::field_count<TooMany>, reflection::field_limit);
}

TEST(ReflectionFields, NamesAndPlacesAllOf128Fields) {
    const auto seen = fields_of<Most>();
    ASSERT_EQ(seen.size(), 128U);
    EXPECT_EQ(seen.front().name, "a000");
    EXPECT_EQ(seen[63].name, "a333");
    EXPECT_EQ(seen[64].name, "b000");
    EXPECT_EQ(seen.back().name, "b333");
    for (std::size_t i = 0; i < seen.size(); ++i) {
        EXPECT_EQ(seen[i].offset, i * sizeof(int));
    }
}

TEST(ReflectionFields, VisitsAStructWithoutFields) {
    EXPECT_TRUE(fields_of<None>().empty());
}

enum class Kind { red, green };
struct Inner {
    int x = 1;
    std::string y = "y";
};
struct AllKinds {
    bool flag = true;
    float ratio = 1.5F;
    Kind kind = Kind::green;
    std::optional<int> maybe = {};
    std::optional<std::string> text = "text";
    std::vector<std::string> list = {"a", "b"};
    std::map<std::string, int> map = {};
    std::array<int, 3> three = {1, 2, 3};
    Inner inner = {};
    std::optional<Inner> maybe_inner = {};
    retort::Field<std::optional<int>, retort::indexed, retort::ge<0>> age = 3;
    retort::Embedded<Inner> embedded = {};
    char last = 'l';
};

TEST(ReflectionFields, KnowsEveryKindOfMember) {
    EXPECT_EQ(names_of<AllKinds>(),
        (Names{"flag", "ratio", "kind", "maybe", "text", "list", "map", "three", "inner", "maybe_inner", "age", "embedded", "last"}));
    const auto seen = fields_of<AllKinds>();
    const AllKinds object{};
    const auto offset = [&](const auto& member) {
        return static_cast<std::size_t>(reinterpret_cast<const char*>(&member) - reinterpret_cast<const char*>(&object));
    };
    EXPECT_EQ(seen[1].offset, offset(object.ratio));
    EXPECT_EQ(seen[3].offset, offset(object.maybe));
    EXPECT_EQ(seen[7].offset, offset(object.three));
    EXPECT_EQ(seen[10].offset, offset(object.age));
    EXPECT_EQ(seen[12].offset, offset(object.last));
    EXPECT_EQ(reflection::offset_of(&AllKinds::ratio), offset(object.ratio));
    EXPECT_EQ(reflection::offset_of(&AllKinds::last), offset(object.last));
}

struct OddNames {
    int _leading = 0;
    int trailing_ = 0;
    int with2digits3 = 0;
    int UPPER = 0;
    int value = 0;  // as the member of the union that reflection itself uses
    int fake = 0;
    int T = 0;
    int größe = 0;
    int 名前 = 0;
};

TEST(ReflectionFields, ReadsNamesWithDigitsUnderscoresAndLettersBeyondAscii) {
    EXPECT_EQ(names_of<OddNames>(), (Names{"_leading", "trailing_", "with2digits3", "UPPER", "value", "fake", "T", "größe", "名前"}));
}

struct Outer {
    struct Nested {
        int depth;
        struct Deeper {
            int deepest;
        };
    };
};

template <class T, int N>
struct Box {
    T content;
    int size = N;
};

TEST(ReflectionFields, ReadsNestedClassesAndTemplates) {
    EXPECT_EQ(names_of<Outer::Nested>(), (Names{"depth"}));
    EXPECT_EQ(names_of<Outer::Nested::Deeper>(), (Names{"deepest"}));
    EXPECT_EQ((names_of<Box<std::map<std::string, int>, 3>>()), (Names{"content", "size"}));
}

template <class T>
Names names_of_a_local_type() {
    struct Local {
        T content;
        std::string other;
    };
    return names_of<Local>();
}

TEST(ReflectionFields, ReadsTypesThatAreLocalToAFunction) {
    struct Local {
        int id = 7;
        std::optional<std::string> name;
    };
    EXPECT_EQ(names_of<Local>(), (Names{"id", "name"}));
    EXPECT_EQ(names_of_a_local_type<std::vector<int>>(), (Names{"content", "other"}));
    const auto in_lambda = [] {
        struct InLambda {
            int inside;
        };
        return names_of<InLambda>();
    };
    EXPECT_EQ(in_lambda(), (Names{"inside"}));
}

struct Unknown;
struct KnowsUnknown {
    int id = 0;
    retort::Relationship<Unknown> one;
    retort::Relationship<std::vector<Unknown>> many;
    std::string name;
};

TEST(ReflectionFields, NeedsNoCompleteTypeBehindARelationship) {
    EXPECT_EQ(names_of<KnowsUnknown>(), (Names{"id", "one", "many", "name"}));
}

struct NoCopy {
    int id = 0;
    NoCopy* next = nullptr;
    NoCopy& operator=(const NoCopy&) = delete;
};

TEST(ReflectionFields, ReadsPointersAndTypesWithoutAssignment) {
    EXPECT_EQ(names_of<NoCopy>(), (Names{"id", "next"}));
}

TEST(ReflectionFields, DesignatedInitialisersStillWork) {
    const AllKinds object{.flag = false, .maybe = 3, .age = std::nullopt, .last = 'x'};
    EXPECT_FALSE(object.flag);
    EXPECT_EQ(object.maybe, 3);
    EXPECT_EQ(object.age, std::nullopt);
    EXPECT_EQ(object.list.size(), 2U);
    EXPECT_EQ(object.inner.y, "y");
}

struct Derived : Inner {
    int z = 0;
};
struct DerivedOnly : Inner {};

TEST(ReflectionBase, SeesABaseClass) {
    EXPECT_TRUE(reflection::has_base<Derived>);
    EXPECT_TRUE(reflection::has_base<DerivedOnly>);
    EXPECT_FALSE(reflection::has_base<Inner>);
    EXPECT_FALSE(reflection::has_base<AllKinds>);
    EXPECT_FALSE(reflection::has_base<None>);
}

}  // namespace
