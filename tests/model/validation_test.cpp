#include <gtest/gtest.h>

#include <retort/retort.hpp>
#include <tests/model/validation_models.hpp>

namespace {

using namespace validation_models;

/// What is thrown when `json` is made a T; empty where nothing is.
template <class T>
std::string what_of(const Json& json, const ValidateOptions& options = {}) {
    try {
        static_cast<void>(model_validate<T>(json, options));
    } catch (const ValidationError& error) {
        return error.what();
    }
    return {};
}
template <class T>
std::string what_of_text(std::string_view text, const ValidateOptions& options = {}) {
    try {
        static_cast<void>(model_validate_json<T>(text, options));
    } catch (const ValidationError& error) {
        return error.what();
    }
    return {};
}

TEST(ModelValidate, MakesAnObjectOfADocument) {
    const auto hero = model_validate<Hero>({{"name", "Deadpond"}, {"age", "30"}, {"secret_name", "Dive Wilson"}});

    EXPECT_EQ(repr(hero), "Hero(id=None, name='Deadpond', age=30, secret_name='Dive Wilson')");
}

TEST(ModelValidate, TellsAllProblemsAtOnceAsPydanticPrintsThem) {
    EXPECT_EQ(what_of<Hero>({{"age", -1}}),
        "3 validation errors for Hero\n"
        "name\n"
        "  Field required [type=missing, input_value={'age': -1}, input_type=dict]\n"
        "age\n"
        "  Input should be greater than or equal to 0 [type=greater_than_equal, input_value=-1, input_type=int]\n"
        "secret_name\n"
        "  Field required [type=missing, input_value={'age': -1}, input_type=dict]");
}

TEST(ModelValidate, ShortensLongInputsInTheMiddle) {
    EXPECT_EQ(what_of<Hero>({{"name", std::string(60, 'x')}, {"secret_name", "s"}}),
        "1 validation error for Hero\n"
        "name\n"
        "  String should have at most 10 characters [type=string_too_long, "
        "input_value='xxxxxxxxxxxxxxxxxxxxxxxx...xxxxxxxxxxxxxxxxxxxxxxx', input_type=str]");
    // A cut within a character moves to its beginning in front, and to its end behind.
    std::string umlauts;
    for (int i = 0; i < 40; ++i)
        umlauts += "ü";
    const std::string what = what_of<Hero>({{"name", umlauts}, {"secret_name", "s"}});
    EXPECT_NE(what.find("input_value='üüüüüüüüüüüü...üüüüüüüüüüü', input_type=str]"), std::string::npos) << what;
}

TEST(ModelValidate, GivesTheErrorsAsJson) {
    EXPECT_EQ(errors_of<Hero>({{"name", "a"}, {"age", 1000}, {"secret_name", nullptr}}),
        R"([{"type":"less_than","loc":["age"],"msg":"Input should be less than 1000","input":1000,"ctx":{"lt":1000}},)"
        R"({"type":"string_type","loc":["secret_name"],"msg":"Input should be a valid string","input":null}])");
}

TEST(ModelValidate, ErrorsAreValuesWithPlaces) {
    try {
        static_cast<void>(model_validate<Person>({{"name", "a"}, {"address", {{"street", "b"}, {"zip", "1234"}}},
            {"others", Json::array({Json{{"street", "c"}, {"zip", "x"}}})}}));
        FAIL();
    } catch (const ValidationError& error) {
        EXPECT_EQ(error.title(), "Person");
        EXPECT_STREQ(error.type_name(), "ValidationError");
        ASSERT_EQ(error.error_count(), 1U);
        EXPECT_EQ(error.errors()[0].loc, (Loc{"others", 0, "zip"}));
        EXPECT_EQ(error.errors()[0].msg, "String should match pattern '^[0-9]{4,5}$'");
        EXPECT_EQ(error.errors()[0].input, Json{"x"});
        const ValidationError copy = error;
        EXPECT_STREQ(copy.what(), error.what());
        EXPECT_EQ(copy.errors().size(), 1U);
    }
}

TEST(ModelValidate, SaysWhatIsNoObject) {
    EXPECT_EQ(errors_of<Hero>(Json::array({1})),
        R"([{"type":"model_type","loc":[],"msg":"Input should be an object","input":[1],"ctx":{"class_name":"Hero"}}])");
    EXPECT_EQ(what_of<Hero>(Json{1}),
        "1 validation error for Hero\n  Input should be an object [type=model_type, input_value=1, input_type=int]");
    EXPECT_EQ(what_of<Person>({{"name", "a"}, {"address", "b"}}),
        "1 validation error for Person\naddress\n  Input should be an object [type=model_type, input_value='b', input_type=str]");
}

TEST(ModelValidate, ListsAreLookedAtAfterTheirElements) {
    const Json address{{"street", "b"}, {"zip", "1234"}};
    EXPECT_EQ(errors_of<Person>({{"name", "a"}, {"address", address}, {"scores", {1, "x", 3, 4}}}),
        R"([{"type":"int_parsing","loc":["scores",1],"msg":"Input should be a valid integer, unable to parse string as an integer","input":"x"}])");
    EXPECT_EQ(errors_of<Person>({{"name", "a"}, {"address", address}, {"scores", {1, 2, 3, 4}}}),
        R"([{"type":"too_long","loc":["scores"],"msg":"List should have at most 3 items after validation, not 4","input":[1,2,3,4],)"
        R"("ctx":{"field_type":"List","max_length":3,"actual_length":4}}])");
    EXPECT_EQ(errors_of<Person>({{"name", "a"}, {"address", address}, {"points", {{"x.y", "1.5"}}}}),
        R"([{"type":"int_parsing","loc":["points","x.y"],"msg":"Input should be a valid integer, unable to parse string as an integer","input":"1.5"}])");
    EXPECT_NE(
        what_of<Person>({{"name", "a"}, {"address", address}, {"points", {{"x.y", "1.5"}}}}).find("\npoints.`x.y`\n"), std::string::npos);
}

TEST(ModelValidate, TakesListsAndMapsOfModels) {
    const auto heroes = model_validate<std::vector<Hero>>(Json::array({Json{{"name", "a"}, {"secret_name", "b"}}}));
    ASSERT_EQ(heroes.size(), 1U);
    EXPECT_EQ(heroes[0].name, "a");
    EXPECT_EQ(what_of<std::vector<Hero>>(Json::array({Json{{"name", "a"}}})),
        "1 validation error for list[Hero]\n0.secret_name\n  Field required [type=missing, input_value={'name': 'a'}, input_type=dict]");
    EXPECT_EQ(model_validate<int>(Json{"12"}), 12);
}

// --- what must be given

struct Defaults {
    int plain;
    int zero = 0;
    int seven = 7;
    bool flag;
    double real;
    Colour colour;
    Colour favourite = Colour::red;
    std::string text;
    std::string text_with = "x";
    Field<int> field;
    Field<int> field_with = 5;
    Field<int, defaulted> field_said = 0;
    std::vector<int> list;
    Field<std::vector<int>, defaulted> list_said;
    std::optional<int> optional;
    Patch<int> patch;
    Date date;
    Interval interval;
    Interval second = std::chrono::seconds{1};
    Decimal decimal;
    Json json;
};

TEST(RequiredFields, AreThoseWithoutAnInitialiser) {
    std::string missing;
    try {
        static_cast<void>(model_validate<Defaults>(Json::object()));
    } catch (const ValidationError& error) {
        for (const Problem& problem : error.errors()) {
            EXPECT_EQ(problem.type, "missing");
            missing += problem.loc.front().key() + " ";
        }
    }
    EXPECT_EQ(missing, "plain flag real colour text field list date interval decimal json ");
}

struct Keyed {
    Field<std::string, primary_key> code;
    Field<std::string, server_default<"'x'">> status;
};

TEST(RequiredFields, AreNotThoseThatTheDatabaseFillsIn) {
    EXPECT_EQ(errors_of<Keyed>(Json::object()), R"([{"type":"missing","loc":["code"],"msg":"Field required","input":{}}])");
    EXPECT_EQ(repr(model_validate<Hero>({{"name", "a"}, {"secret_name", "b"}})), "Hero(id=None, name='a', age=None, secret_name='b')");
}

struct Part {
    std::string name;
    int level = 1;
};
struct Whole {
    Field<std::optional<int>, primary_key> id;
    Embedded<Part> part;
    std::string last;
};

TEST(RequiredFields, EmbeddedPartsAreReadAsFieldsOfTheWhole) {
    const auto whole = model_validate<Whole>({{"name", "n"}, {"last", "l"}});
    EXPECT_EQ(whole.part.name, "n");
    EXPECT_EQ(whole.part.level, 1);
    EXPECT_EQ(errors_of<Whole>({{"last", "l"}}), R"([{"type":"missing","loc":["name"],"msg":"Field required","input":{"last":"l"}}])");
}

TEST(PatchFields, TellAbsentFromNull) {
    struct Update {
        Patch<std::string> name;
        Patch<std::optional<int>> age;
        Field<Patch<int>, ge<0>> level;
    };
    const auto update = model_validate<Update>({{"age", nullptr}, {"level", "3"}});
    EXPECT_FALSE(update.name.is_set());
    EXPECT_TRUE(update.age.is_null());
    EXPECT_EQ(update.level.value_of().value(), 3);
    EXPECT_EQ(errors_of<Update>({{"level", -3}}),
        R"([{"type":"greater_than_equal","loc":["level"],"msg":"Input should be greater than or equal to 0","input":-3,"ctx":{"ge":0}}])");
}

// --- names

struct Aliased {
    Field<int, alias<"firstOne">> first;
    Field<int, alias<"secondOne">, defaulted> second = 2;
};
struct AliasedByName {
    static constexpr ModelConfig model_config{.populate_by_name = true};
    Field<int, alias<"firstOne">> first;
};

TEST(Aliases, AreTheNamesInDocuments) {
    EXPECT_EQ(model_validate<Aliased>({{"firstOne", 1}}).first, 1);
    EXPECT_EQ(errors_of<Aliased>({{"first", 1}}), R"([{"type":"missing","loc":["firstOne"],"msg":"Field required","input":{"first":1}}])");
    EXPECT_EQ(model_validate<Aliased>({{"first", 1}}, {.populate_by_name = true}).first, 1);
    EXPECT_EQ(model_validate<AliasedByName>({{"first", 1}}).first, 1);
    EXPECT_EQ(model_validate<AliasedByName>({{"firstOne", 1}}).first, 1);
    EXPECT_EQ(model_validate_json<AliasedByName>(R"({"first": 1})").first, 1);
}

struct Strictly {
    static constexpr ModelConfig model_config{.extra = Extra::forbid, .title = "Strictly speaking"};
    int a;
    Field<std::optional<int>, alias<"B">> b;
};
struct Keeping {
    int a;
    ExtraFields extra;
};

TEST(ExtraMembers, AreIgnoredForbiddenOrKept) {
    EXPECT_EQ(model_validate<Aliased>({{"firstOne", 1}, {"other", 2}}).first, 1);
    EXPECT_EQ(what_of<Strictly>({{"a", 1}, {"b", 2}, {"c", {3}}}),
        "2 validation errors for Strictly speaking\n"
        "b\n  Extra inputs are not permitted [type=extra_forbidden, input_value=2, input_type=int]\n"
        "c\n  Extra inputs are not permitted [type=extra_forbidden, input_value=[3], input_type=list]");
    EXPECT_EQ(model_validate<Strictly>({{"a", 1}, {"b", 2}}, {.extra = Extra::ignore}).a, 1);
    EXPECT_EQ(errors_of<Aliased>({{"firstOne", 1}, {"x", 2}}, {.extra = Extra::forbid}),
        R"([{"type":"extra_forbidden","loc":["x"],"msg":"Extra inputs are not permitted","input":2}])");
    EXPECT_EQ(what_of_text<Strictly>(R"({"a": 1, "z": null})"),
        "1 validation error for Strictly speaking\nz\n  Extra inputs are not permitted [type=extra_forbidden, input_value=None, "
        "input_type=NoneType]");

    const auto keeping = model_validate<Keeping>({{"a", 1}, {"x", {2}}, {"y", nullptr}});
    EXPECT_EQ(keeping.extra, (Json{{"x", Json::array({2})}, {"y", nullptr}}));
    EXPECT_EQ(model_validate_json<Keeping>(R"({"x": [2], "a": 1})").extra, (Json{{"x", Json::array({2})}}));
}

// --- strictness

struct StrictField {
    Field<int, strict> number;
    int other;
    Field<std::vector<int>, strict, defaulted> list;
};
struct StrictModel {
    static constexpr ModelConfig model_config{.strict = true};
    int number;
    Field<std::vector<int>, defaulted> list;
};

TEST(Strictness, IsSaidOfAFieldAModelOrACall) {
    EXPECT_EQ(errors_of<StrictField>({{"number", "1"}, {"other", "2"}}),
        R"([{"type":"int_type","loc":["number"],"msg":"Input should be a valid integer","input":"1"}])");
    // As in pydantic, a field's strictness is not that of its elements, a model's is.
    EXPECT_EQ(model_validate<StrictField>({{"number", 1}, {"other", "2"}, {"list", {"3"}}}).list[0], 3);
    EXPECT_EQ(errors_of<StrictModel>({{"number", 1.0}, {"list", {true}}}),
        R"([{"type":"int_type","loc":["number"],"msg":"Input should be a valid integer","input":1.0},)"
        R"({"type":"int_type","loc":["list",0],"msg":"Input should be a valid integer","input":true}])");
    EXPECT_EQ(model_validate<StrictModel>({{"number", "1"}}, {.strict = false}).number, 1);
    EXPECT_EQ(errors_of<Aliased>({{"firstOne", "1"}}, {.strict = true}),
        R"([{"type":"int_type","loc":["firstOne"],"msg":"Input should be a valid integer","input":"1"}])");
}

// --- unions

TEST(TaggedUnions, AreToldApartByALiteral) {
    const auto owner = model_validate<Owner>({{"pet", {{"kind", "dog"}, {"name", "Rex"}}}});
    EXPECT_EQ(std::get<Dog>(owner.pet.value_of()).name, "Rex");
    EXPECT_EQ(errors_of<Owner>({{"pet", {{"kind", "cat"}, {"lives", "nine"}}}}),
        R"([{"type":"int_parsing","loc":["pet","cat","lives"],"msg":"Input should be a valid integer, unable to parse string as an integer","input":"nine"}])");
    EXPECT_EQ(errors_of<Owner>({{"pet", {{"kind", "bird"}}}}),
        R"([{"type":"union_tag_invalid","loc":["pet"],"msg":"Input tag 'bird' found using 'kind' does not match any of the expected tags: 'cat', 'dog'",)"
        R"("input":{"kind":"bird"},"ctx":{"discriminator":"'kind'","tag":"bird","expected_tags":"'cat', 'dog'"}}])");
    EXPECT_EQ(errors_of<Owner>({{"pet", {{"lives", 9}}}}),
        R"([{"type":"union_tag_not_found","loc":["pet"],"msg":"Unable to extract tag using discriminator 'kind'","input":{"lives":9},)"
        R"("ctx":{"discriminator":"'kind'"}}])");
    EXPECT_EQ(
        errors_of<Owner>({{"pet", 3}}), R"([{"type":"model_attributes_type","loc":["pet"],"msg":"Input should be an object","input":3}])");
    const auto several = model_validate<Owner>({{"pet", {{"kind", "cat"}, {"lives", 9}}},
        {"others", Json::array({Json{{"kind", "cat"}, {"lives", 1}}, Json{{"kind", "dog"}, {"name", "x"}}})}});
    EXPECT_EQ(several.others[1].index(), 1U);
}

struct Wide {
    int a;
    std::optional<int> b;
};
struct Narrow {
    int a;
};
struct Unions {
    Field<std::variant<int, std::string>, defaulted> plain;
    Field<std::variant<bool, int, double, std::string>, defaulted> many;
    Field<std::variant<Narrow, Wide>, defaulted> models;
    Field<std::variant<std::vector<int>, std::vector<std::string>>, defaulted> lists;
    Field<std::optional<std::variant<int, Date>>> maybe;
};

TEST(SmartUnions, TakeTheAlternativeThatFitsBest) {
    EXPECT_EQ(std::get<int>(model_validate<Unions>({{"plain", 1}}).plain.value_of()), 1);
    EXPECT_EQ(std::get<std::string>(model_validate<Unions>({{"plain", "1"}}).plain.value_of()), "1");
    EXPECT_EQ(model_validate<Unions>({{"many", 1}}).many.index(), 1U);
    EXPECT_EQ(model_validate<Unions>({{"many", true}}).many.index(), 0U);
    EXPECT_EQ(model_validate<Unions>({{"many", 1.0}}).many.index(), 2U);
    EXPECT_EQ(model_validate<Unions>({{"many", "true"}}).many.index(), 3U);
    // Most fields given wins, though Narrow would do.
    EXPECT_EQ(model_validate<Unions>({{"models", {{"a", 1}, {"b", 2}}}}).models.index(), 1U);
    EXPECT_EQ(model_validate<Unions>({{"models", {{"a", 1}}}}).models.index(), 0U);
    EXPECT_EQ(model_validate<Unions>({{"lists", {"1", "x"}}}).lists.index(), 1U);
    EXPECT_EQ(model_validate<Unions>({{"lists", {"1", "2"}}}).lists.index(), 1U);
    EXPECT_EQ(model_validate<Unions>({{"maybe", "2020-01-01"}}).maybe->index(), 1U);
    EXPECT_FALSE(model_validate<Unions>({{"maybe", nullptr}}).maybe.has_value());
    EXPECT_EQ(errors_of<Unions>({{"plain", nullptr}}),
        R"([{"type":"int_type","loc":["plain","int"],"msg":"Input should be a valid integer","input":null},)"
        R"({"type":"string_type","loc":["plain","str"],"msg":"Input should be a valid string","input":null}])");
}

struct Tree {
    int value = 0;
    Field<std::vector<Tree>, defaulted> children;
};

TEST(Limits, OfDepthAreClear) {
    std::string text = R"({"children": [)";
    std::string end = "]}";
    std::string deep;
    for (int i = 0; i < 200; ++i)
        deep += text;
    std::string closing;
    for (int i = 0; i < 200; ++i)
        closing += end;
    EXPECT_NE(what_of_text<Tree>(deep + closing).find("Invalid JSON: more than 256 levels (line 1, column "), std::string::npos);

    Json tree{{"value", 1}};
    for (int i = 0; i < 1000; ++i) {
        Json parent = Json::object();
        parent.set("children", Json::array());
        parent["children"].push_back(std::move(tree));
        tree = std::move(parent);
    }
    const std::string what = what_of<Tree>(tree);
    EXPECT_NE(what.find("Recursion error - more than 256 levels [type=recursion_loop"), std::string::npos) << what.substr(0, 200);
}

TEST(Limits, OfSizeAreClear) {
    EXPECT_EQ(what_of_text<Narrow>(R"({"a": 1, "b": "xxxxxxxxxxxxxxx"})", {.max_size = 10}),
        "1 validation error for Narrow\n  Invalid JSON: the text has 32 bytes, more than the limit of 10 "
        "[type=json_invalid, input_value='{\"a\": 1, \"b\": \"xxxxxxxxxxxxxxx\"}', input_type=str]");
    EXPECT_EQ(model_validate_json<Narrow>(R"({"a": 1})", {.max_size = 10}).a, 1);
}

// --- texts

TEST(ModelValidateJson, ReadsTexts) {
    const auto hero =
        model_validate_json<Hero>(R"( {"name": "Dead\u0070ond", "age": null, "other": [1, {"x": "y"}], "secret_name": "Dive"} )");
    EXPECT_EQ(repr(hero), "Hero(id=None, name='Deadpond', age=None, secret_name='Dive')");
    EXPECT_EQ(model_validate_json<std::vector<int>>("[1, 2]"), (std::vector<int>{1, 2}));
    // What has to be converted goes the other way.
    EXPECT_EQ(repr(model_validate_json<Hero>(R"({"age": "7", "name": "a", "secret_name": "b"})")),
        "Hero(id=None, name='a', age=7, secret_name='b')");
    // Of members with one key the last counts.
    EXPECT_EQ(model_validate_json<Narrow>(R"({"a": 1, "a": 2})").a, 2);
}

TEST(ModelValidateJson, FindsTheTagOfAUnionWhereverItStands) {
    const auto owner = model_validate_json<Owner>(
        R"({"pet": {"name": "Rex \"the\" dog", "x": [{}, {"kind": "cat"}], "kind": "dog"}, "others": [{"lives": 9, "kind": "cat"}]})");
    EXPECT_EQ(std::get<Dog>(owner.pet.value_of()).name, "Rex \"the\" dog");
    EXPECT_EQ(std::get<Cat>(owner.others[0]).lives, 9);
    EXPECT_NE(what_of_text<Owner>(R"({"pet": {"kind": "bird"}})").find("union_tag_invalid"), std::string::npos);
    EXPECT_NE(what_of_text<Owner>(R"({"pet": {}})").find("union_tag_not_found"), std::string::npos);
}

struct Loosely {
    Json any;
    float single;
};

TEST(ModelValidateJson, TakesFreeFormMembersAndFloats) {
    const auto loosely = model_validate_json<Loosely>(R"({"any": {"a": [1, null, "\u00fc"]}, "single": 1.5})");
    EXPECT_EQ(loosely.any, (Json{{"a", Json::array({1, nullptr, "ü"})}}));
    EXPECT_EQ(loosely.single, 1.5F);
    EXPECT_NE(what_of_text<Loosely>(R"({"any": null, "single": 1e39})").find("less_than_equal"), std::string::npos);
}

TEST(ModelValidateJson, TellsWhereATextIsNoJson) {
    EXPECT_EQ(what_of_text<Narrow>("{\"a\": 1,\n \"b\"}"),
        "1 validation error for Narrow\n  Invalid JSON: a colon was expected (line 2, column 5) "
        "[type=json_invalid, input_value='{\"a\": 1,\\n \"b\"}', input_type=str]");
    EXPECT_NE(what_of_text<Narrow>("").find("Invalid JSON: a value was expected, the text ends (line 1, column 1)"), std::string::npos);
    EXPECT_NE(what_of_text<Narrow>("{\"a\": 1} x").find("Invalid JSON: nothing may follow the value"), std::string::npos);
    EXPECT_NE(what_of_text<Narrow>("{\"a\": \"\xff\"}").find("Invalid JSON: the text is not UTF-8"), std::string::npos);
}

TEST(ModelValidateJson, TellsTheProblemsThatTheDocumentHas) {
    EXPECT_EQ(what_of_text<Hero>(R"({"name": "", "secret_name": "b"})"),
        "1 validation error for Hero\nname\n  String should have at least 1 character [type=string_too_short, input_value='', "
        "input_type=str]");
}

}  // namespace
