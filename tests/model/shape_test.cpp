// Patches, literals, variants and what a model says of itself to validation: as values, in JSON, and where they cannot be.
#include <gtest/gtest.h>

#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include <retort/core/error.hpp>
#include <retort/model.hpp>
#include <tests/model/values.hpp>

namespace {

using namespace retort;
using namespace model_test;

struct Cat {
    Literal<"cat"> kind;
    int lives = 9;
};
struct Dog {
    Literal<"dog"> kind;
    std::string name = "";
};
using Pet = std::variant<Cat, Dog, std::string>;

TEST(PatchTest, TellsAbsentFromNullFromAValue) {
    const Patch<int> absent;
    const Patch<int> null = nullptr;
    const Patch<int> seven = 7;
    EXPECT_FALSE(absent.is_set());
    EXPECT_FALSE(absent.is_null());
    EXPECT_TRUE(null.is_set());
    EXPECT_TRUE(null.is_null());
    EXPECT_EQ(seven.value(), 7);
    EXPECT_NE(absent, null);
    EXPECT_NE(value_ops<Patch<int>>().hash(&absent), value_ops<Patch<int>>().hash(&null));
    EXPECT_THROW(static_cast<void>(null.value()), std::bad_optional_access);
    EXPECT_EQ(repr_of(seven), "7");
    EXPECT_EQ(repr_of(null), "None");
}

TEST(PatchTest, OfAnOptionalIsTheSame) {
    Patch<std::optional<std::string>> name = std::nullopt;
    EXPECT_TRUE(name.is_null());
    name = "Rusty-Man";
    EXPECT_EQ(name.value(), "Rusty-Man");
    name.unset();
    EXPECT_FALSE(name.is_set());
}

TEST(PatchTest, IsSetByADocument) {
    EXPECT_EQ(from_json<Patch<int>>("5").value(), 5);
    EXPECT_TRUE(from_json<Patch<int>>("null").is_null());
    EXPECT_EQ(json_of(Patch<int>{5}), "5");
}

struct PatchedTable {
    Field<std::optional<std::int64_t>, primary_key> id;
    Patch<int> age;
};

TEST(PatchTest, IsNoColumn) {
    try {
        describe<PatchedTable>();
        FAIL() << "a table took it";
    } catch (const ArgumentError& error) {
        EXPECT_NE(std::string{error.what()}.find("the field 'age' of 'PatchedTable' is a Patch"), std::string::npos) << error.what();
    }
}

TEST(VariantTest, IsWrittenAsTheAlternativeThatItHolds) {
    EXPECT_EQ(json_of(Pet{Dog{.name = "Rex"}}), R"({"kind": "dog", "name": "Rex"})");
    EXPECT_EQ(json_of(Pet{std::string{"none"}}), R"("none")");
    EXPECT_EQ(repr_of(Pet{Cat{}}), "Cat(kind='cat', lives=9)");
}

TEST(VariantTest, IsReadIntoTheAlternativeThatFits) {
    const auto cat = from_json<Pet>(R"({"kind": "cat", "lives": 3})");
    ASSERT_EQ(cat.index(), 0U);
    EXPECT_EQ(std::get<Cat>(cat).lives, 3);
    EXPECT_EQ(from_json<Pet>(R"({"kind": "dog", "name": "Rex"})").index(), 1U);
    EXPECT_EQ(std::get<std::string>(from_json<Pet>("\"none\"")), "none");
    EXPECT_THROW(from_json<Pet>("[1]"), Error);
}

TEST(VariantTest, HashesByAlternativeAndValue) {
    using Number = std::variant<int, std::int64_t>;
    const Number small = 1;
    const Number large = std::int64_t{1};
    const Number two = 2;
    const ValueOps& ops = value_ops<Number>();
    EXPECT_NE(ops.hash(&small), ops.hash(&large));
    EXPECT_NE(ops.hash(&small), ops.hash(&two));
}

struct Kennel {
    Field<std::optional<std::int64_t>, primary_key> id;
    Pet guest = {};
    std::map<std::string, Pet> others = {};
};

TEST(VariantTest, IsAJsonColumn) {
    EXPECT_EQ(describe<Kennel>().find_field("guest")->sql_type.kind, SqlType::Kind::json);
    const Kennel kennel{.guest = Dog{.name = "Rex"}, .others = {{"a", Cat{}}}};
    EXPECT_EQ(repr(kennel), "Kennel(id=None, guest=Dog(kind='dog', name='Rex'), others={'a': Cat(kind='cat', lives=9)})");
}

struct Loose {
    std::string name = "";
    ExtraFields extra = {};
};
struct ExtraTable {
    Field<std::optional<std::int64_t>, primary_key> id;
    ExtraFields extra = {};
};
struct TwoExtras {
    ExtraFields one = {};
    ExtraFields two = {};
};
struct Configured {
    static constexpr ModelConfig model_config{.extra = Extra::forbid, .strict = true};
    int number = 0;
    static void validate(Configured&, Problems&) {}
};

struct Account {
    std::string name = "";
    Field<std::optional<std::string>, secret> password;
};

TEST(SecretTest, IsNotShown) {
    EXPECT_EQ(repr(Account{.name = "Ada", .password = "swordfish"}), "Account(name='Ada', password='**********')");
}

TEST(ModelHooksTest, AreFoundInTheStruct) {
    const ModelDescription& loose = describe<Loose>();
    EXPECT_EQ(loose.fields.size(), 1U);
    EXPECT_EQ(static_cast<std::size_t>(loose.extra_offset), offsetof(Loose, extra));
    EXPECT_EQ(loose.config, nullptr);
    EXPECT_TRUE(loose.validators.empty());
    const ModelDescription& configured = describe<Configured>();
    ASSERT_NE(configured.config, nullptr);
    EXPECT_EQ(configured.config->extra, Extra::forbid);
    EXPECT_TRUE(configured.config->strict);
    EXPECT_EQ(configured.validators.size(), 1U);
    EXPECT_TRUE(configured.fields.front().plain);
}

TEST(ModelHooksTest, ExtraFieldsBelongToDataModelsOnce) {
    EXPECT_THROW(describe<ExtraTable>(), ArgumentError);
    EXPECT_THROW(describe<TwoExtras>(), ArgumentError);
}

}  // namespace
