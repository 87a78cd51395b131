#include <gtest/gtest.h>

#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include <retort/core/decimal.hpp>
#include <retort/model.hpp>

namespace {

using namespace retort;

// What pydantic 2 gives for the same models.
template <class T>
Json schema_of(const SchemaOptions& options = {}) {
    return model_json_schema<T>(options);
}

struct HeroCreate {
    std::string name;
    Field<std::string, min_length<2>, max_length<20>, pattern<"^[A-Z]">> secret_name;
    Field<std::optional<int>, ge<0>, lt<200>> age;
    int level = 3;
};

TEST(JsonSchema, FieldsTitlesConstraintsAndDefaults) {
    EXPECT_EQ(schema_of<HeroCreate>(), Json::parse(R"({
        "properties": {
            "name": {"title": "Name", "type": "string"},
            "secret_name": {"maxLength": 20, "minLength": 2, "pattern": "^[A-Z]", "title": "Secret Name", "type": "string"},
            "age": {"anyOf": [{"exclusiveMaximum": 200, "minimum": 0, "type": "integer"}, {"type": "null"}], "default": null, "title": "Age"},
            "level": {"default": 3, "title": "Level", "type": "integer"}
        },
        "required": ["name", "secret_name"],
        "title": "HeroCreate",
        "type": "object"
    })"));
}

TEST(JsonSchema, KeysStandInPydanticsOrder) {
    const Json schema = schema_of<HeroCreate>();
    EXPECT_EQ(schema.keys(), (std::vector<std::string_view>{"properties", "required", "title", "type"}));
    EXPECT_EQ(schema["properties"].keys(), (std::vector<std::string_view>{"name", "secret_name", "age", "level"}));
    EXPECT_EQ(
        schema["properties"]["secret_name"].keys(), (std::vector<std::string_view>{"maxLength", "minLength", "pattern", "title", "type"}));
}

enum class Mood { calm, cross };

struct Part {
    int size = 1;
};

struct EveryType {
    bool flag = true;
    double real = 0.5;
    Decimal price;
    Uuid uuid;
    Date date;
    DateTime when;
    Time at;
    Interval length;
    Bytes bytes;
    Mood mood;
    Json json;
    std::vector<int> numbers;
    std::map<std::string, int> counts;
    std::map<std::string, Json> anything;
    Part part;
    std::optional<Part> other_part;
    std::variant<int, std::string> either;
    std::optional<std::variant<int, std::string>> either_or_none;
};

TEST(JsonSchema, EveryType) {
    EXPECT_EQ(schema_of<EveryType>(), Json::parse(R"({
        "$defs": {
            "Mood": {"enum": ["calm", "cross"], "title": "Mood", "type": "string"},
            "Part": {"properties": {"size": {"default": 1, "title": "Size", "type": "integer"}}, "title": "Part", "type": "object"}
        },
        "properties": {
            "flag": {"default": true, "title": "Flag", "type": "boolean"},
            "real": {"default": 0.5, "title": "Real", "type": "number"},
            "price": {"anyOf": [{"type": "number"}, {"type": "string"}], "title": "Price"},
            "uuid": {"format": "uuid", "title": "Uuid", "type": "string"},
            "date": {"format": "date", "title": "Date", "type": "string"},
            "when": {"format": "date-time", "title": "When", "type": "string"},
            "at": {"format": "time", "title": "At", "type": "string"},
            "length": {"format": "duration", "title": "Length", "type": "string"},
            "bytes": {"format": "binary", "title": "Bytes", "type": "string"},
            "mood": {"$ref": "#/$defs/Mood"},
            "json": {"title": "Json"},
            "numbers": {"items": {"type": "integer"}, "title": "Numbers", "type": "array"},
            "counts": {"additionalProperties": {"type": "integer"}, "title": "Counts", "type": "object"},
            "anything": {"additionalProperties": true, "title": "Anything", "type": "object"},
            "part": {"$ref": "#/$defs/Part"},
            "other_part": {"anyOf": [{"$ref": "#/$defs/Part"}, {"type": "null"}], "default": null},
            "either": {"anyOf": [{"type": "integer"}, {"type": "string"}], "title": "Either"},
            "either_or_none": {"anyOf": [{"type": "integer"}, {"type": "string"}, {"type": "null"}], "default": null, "title": "Either Or None"}
        },
        "required": ["price", "uuid", "date", "when", "at", "length", "bytes", "mood", "json", "numbers", "counts", "anything", "part", "either"],
        "title": "EveryType",
        "type": "object"
    })"));
}

struct Cat {
    Literal<"cat"> kind;
    int lives = 9;
};
struct Dog {
    Literal<"dog"> kind;
    std::string sound;
};
struct Owner {
    Field<std::variant<Cat, Dog>, discriminator<"kind">> pet;
    Field<std::vector<std::variant<Cat, Dog>>, discriminator<"kind">, min_length<1>> others;
};

TEST(JsonSchema, DiscriminatedUnion) {
    EXPECT_EQ(schema_of<Owner>(), Json::parse(R"({
        "$defs": {
            "Cat": {"properties": {"kind": {"const": "cat", "title": "Kind", "type": "string"},
                                   "lives": {"default": 9, "title": "Lives", "type": "integer"}},
                    "required": ["kind"], "title": "Cat", "type": "object"},
            "Dog": {"properties": {"kind": {"const": "dog", "title": "Kind", "type": "string"},
                                   "sound": {"title": "Sound", "type": "string"}},
                    "required": ["kind", "sound"], "title": "Dog", "type": "object"}
        },
        "properties": {
            "pet": {"discriminator": {"mapping": {"cat": "#/$defs/Cat", "dog": "#/$defs/Dog"}, "propertyName": "kind"},
                    "oneOf": [{"$ref": "#/$defs/Cat"}, {"$ref": "#/$defs/Dog"}], "title": "Pet"},
            "others": {"items": {"discriminator": {"mapping": {"cat": "#/$defs/Cat", "dog": "#/$defs/Dog"}, "propertyName": "kind"},
                                 "oneOf": [{"$ref": "#/$defs/Cat"}, {"$ref": "#/$defs/Dog"}]},
                       "minItems": 1, "title": "Others", "type": "array"}
        },
        "required": ["pet", "others"],
        "title": "Owner",
        "type": "object"
    })"));
}

struct Mistagged {
    Field<std::variant<Cat, Part>, discriminator<"kind">> pet;
};

TEST(JsonSchema, DiscriminatorThatAnAlternativeLacks) {
    EXPECT_THROW((void)schema_of<Mistagged>(), ArgumentError);
}

struct Node {
    std::string name;
    std::vector<Node> children;
};

TEST(JsonSchema, AModelWithinItselfIsReferredTo) {
    EXPECT_EQ(schema_of<Node>(), Json::parse(R"({
        "$defs": {"Node": {"properties": {"name": {"title": "Name", "type": "string"},
                                          "children": {"items": {"$ref": "#/$defs/Node"}, "title": "Children", "type": "array"}},
                           "required": ["name", "children"], "title": "Node", "type": "object"}},
        "$ref": "#/$defs/Node"
    })"));
}

struct Account {
    static constexpr ModelConfig model_config{.extra = Extra::forbid, .title = "The account", .description = "Who may come in."};

    Field<std::string, alias<"userName">, description<"Unique.">> user_name;
    Field<std::string, secret, min_length<8>> password;
    Field<std::optional<std::string>, secret> token;
    Field<Part, title<"Main part">, description<"One.">> part;
    Field<int, exclude> internal = 5;
    Field<Decimal, ge<0>, max_digits<5>, decimal_places<2>> price;
    Uuid id = uuid4();

    static auto computed() {
        return ComputedFields<Account>{{"display_name", [](const Account& account) { return account.user_name + "!"; }},
            {"main_part", [](const Account& account) { return account.part.value_of(); }}};
    }
};

TEST(JsonSchema, WhatDocumentsForValidationLookLike) {
    EXPECT_EQ(schema_of<Account>(), Json::parse(R"({
        "$defs": {"Part": {"properties": {"size": {"default": 1, "title": "Size", "type": "integer"}}, "title": "Part", "type": "object"}},
        "additionalProperties": false,
        "description": "Who may come in.",
        "properties": {
            "userName": {"description": "Unique.", "title": "Username", "type": "string"},
            "password": {"format": "password", "minLength": 8, "title": "Password", "type": "string", "writeOnly": true},
            "token": {"anyOf": [{"format": "password", "type": "string", "writeOnly": true}, {"type": "null"}], "default": null,
                      "title": "Token"},
            "part": {"$ref": "#/$defs/Part", "description": "One.", "title": "Main part"},
            "internal": {"default": 5, "title": "Internal", "type": "integer"},
            "price": {"anyOf": [{"minimum": 0.0, "type": "number"}, {"type": "string"}], "title": "Price"},
            "id": {"format": "uuid", "title": "Id", "type": "string"}
        },
        "required": ["userName", "password", "part", "price"],
        "title": "The account",
        "type": "object"
    })"));
}

TEST(JsonSchema, WhatDumpsLookLike) {
    const Json schema = schema_of<Account>({.mode = SchemaMode::serialization, .by_alias = false});
    EXPECT_EQ(schema["properties"].keys(),
        (std::vector<std::string_view>{"user_name", "password", "token", "part", "price", "id", "display_name", "main_part"}));
    EXPECT_EQ(schema["properties"]["price"], (Json{{"title", "Price"}, {"type", "string"}}));
    EXPECT_EQ(schema["properties"]["display_name"], (Json{{"readOnly", true}, {"title", "Display Name"}, {"type", "string"}}));
    EXPECT_EQ(schema["properties"]["main_part"], (Json{{"$ref", "#/$defs/Part"}, {"readOnly", true}}));
    EXPECT_EQ(schema["required"], (Json::array({"user_name", "password", "part", "price", "display_name", "main_part"})));
}

struct HeroUpdate {
    Patch<std::string> name;
    Patch<Part> part;
    ExtraFields extra;
};

TEST(JsonSchema, PatchesAreOptionalAndExtraFieldsAllowed) {
    EXPECT_EQ(schema_of<HeroUpdate>(), Json::parse(R"({
        "$defs": {"Part": {"properties": {"size": {"default": 1, "title": "Size", "type": "integer"}}, "title": "Part", "type": "object"}},
        "additionalProperties": true,
        "properties": {
            "name": {"anyOf": [{"type": "string"}, {"type": "null"}], "default": null, "title": "Name"},
            "part": {"anyOf": [{"$ref": "#/$defs/Part"}, {"type": "null"}], "default": null}
        },
        "title": "HeroUpdate",
        "type": "object"
    })"));
}

namespace other {
struct Part {
    std::string text;
};
}  // namespace other

struct TwoParts {
    Part first;
    other::Part second;
};

TEST(JsonSchema, TypesOfOneNameAreToldApart) {
    const Json schema = schema_of<TwoParts>();
    EXPECT_EQ(schema["$defs"].keys(), (std::vector<std::string_view>{"Part", "Part_2"}));
    EXPECT_EQ(schema["properties"]["second"], (Json{{"$ref", "#/$defs/Part_2"}}));
}

struct Table {
    Field<std::optional<int>, primary_key> id;
    Field<DateTime, server_default<"CURRENT_TIMESTAMP">> created_at;
    Field<int, defaulted> count = 0;
    Field<int> needed;
};

TEST(JsonSchema, WhatTheDatabaseMakesIsNotRequired) {
    const Json schema = schema_of<Table>();
    EXPECT_EQ(schema["required"], Json::array({"needed"}));
    EXPECT_EQ(schema["properties"]["count"], (Json{{"default", 0}, {"title", "Count"}, {"type", "integer"}}));
    EXPECT_EQ(schema["properties"]["created_at"], (Json{{"format", "date-time"}, {"title", "Created At"}, {"type", "string"}}));
}

}  // namespace
