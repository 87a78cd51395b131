#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <vector>

#include <retort/model.hpp>

#include "fake_cells.hpp"

namespace {

using namespace retort;

template <class T>
const Table& table_of() {
    return describe<T>().require_table();
}

template <class T>
const Column& column_of(std::string_view name) {
    const Column* column = table_of<T>().find_column(name);
    if (column == nullptr) {
        throw std::out_of_range{std::string{name}};
    }
    return *column;
}

// The message of the ArgumentError with which the first description of T fails.
template <class T>
std::string refusal() {
    try {
        (void)describe<T>();
    } catch (const ArgumentError& error) {
        return error.what();
    }
    return "no error";
}

enum class Kind { red, green, yellowish };

struct Team {
    Field<std::optional<int>, primary_key> id;
    Field<std::string, unique> name;
};

struct Everything {
    Field<std::optional<std::int64_t>, primary_key> id;
    std::string text = "";
    bool flag = false;
    short small = 0;
    int number = 0;
    std::int64_t wide = 0;
    unsigned count = 0;
    float narrow = 0;
    double ratio = 0;
    Decimal price = {};
    Uuid token = {};
    Bytes data = {};
    Date day = {};
    DateTime moment = {};
    Time time = {};
    Interval length = {};
    Kind kind = Kind::red;
    Json json = {};
    std::vector<int> list = {};
    std::optional<std::string> maybe = {};
};

TEST(ModelDescription, GivesEachCppTypeItsSqlType) {
    const std::pair<const char*, SqlType> expected[] = {
        {"id", types::BigInteger{}},
        {"text", types::String{}},
        {"flag", types::Boolean{}},
        {"small", types::SmallInteger{}},
        {"number", types::Integer{}},
        {"wide", types::BigInteger{}},
        {"count", types::BigInteger{}},
        {"narrow", types::Float{}},
        {"ratio", types::Float{}},
        {"price", types::Numeric{}},
        {"token", types::Uuid{}},
        {"data", types::LargeBinary{}},
        {"day", types::Date{}},
        {"moment", types::DateTime{}},
        {"time", types::Time{}},
        {"length", types::Interval{}},
        {"kind", SqlType::enumeration("kind", {"red", "green", "yellowish"})},
        {"json", types::JSON{}},
        {"list", types::JSON{}},
        {"maybe", types::String{}},
    };
    const Table& table = table_of<Everything>();
    ASSERT_EQ(table.columns.size(), std::size(expected));
    for (std::size_t i = 0; i < std::size(expected); ++i) {
        EXPECT_EQ(table.columns[i].name, expected[i].first);
        EXPECT_EQ(table.columns[i].type, expected[i].second) << expected[i].first;
        EXPECT_EQ(table.columns[i].options.nullable, table.columns[i].name == "maybe") << expected[i].first;
    }
}

struct HTTPServer2 {
    Field<int, primary_key> id;
};
struct Renamed {
    Field<int, primary_key, indexed> id;
    static constexpr std::string_view table_name = "Other_Name";
    static constexpr std::string_view table_schema = "app.main";
};

TEST(ModelDescription, NamesTheTableAfterTheStructInLowerCase) {
    EXPECT_EQ(table_of<HTTPServer2>().name, "httpserver2");
    EXPECT_EQ(table_of<HTTPServer2>().schema, "");
    EXPECT_EQ(describe<HTTPServer2>().name, "HTTPServer2");
    EXPECT_EQ(table_of<Renamed>().name, "Other_Name");
    EXPECT_EQ(table_of<Renamed>().schema, "app.main");
    EXPECT_EQ(table_of<Renamed>().full_name(), "app.main.Other_Name");
    EXPECT_EQ(table_of<Renamed>().indexes.at(0).name, "ix_app_main_Other_Name_id");
}

TEST(ModelDescription, ReadsATypeThatIsLocalToAFunction) {
    struct Local {
        Field<int, primary_key> id;
        std::string name = "";
    };
    EXPECT_EQ(table_of<Local>().name, "local");
    EXPECT_EQ(describe<Local>().fields.at(1).offset, offsetof(Local, name));
    EXPECT_EQ(field_offset(&Local::name), offsetof(Local, name));
    EXPECT_EQ(&describe<Local>(), &describe<Local>());
}

struct Sized {
    Field<std::string, primary_key, max_length<30>> key;
    Field<std::optional<std::string>, max_length<10>, min_length<2>> text;
    Field<Decimal, max_digits<10>, decimal_places<2>> price;
    Field<Decimal, decimal_places<3>> rate;
    Field<std::string, sql_type<types::Text{}>, max_length<10>> long_text;
    Field<int, sql_type<types::SmallInteger{}>> small;
    Field<DateTime, sql_type<types::DateTime{.timezone = true}>> moment;
    Field<std::vector<int>, sql_type<types::JSONB{}>> list;
    Field<std::vector<int>, max_length<3>> short_list;
};

TEST(ModelDescription, NarrowsTypesByLengthDigitsAndSqlType) {
    EXPECT_EQ(column_of<Sized>("key").type, SqlType{types::String{30}});
    EXPECT_EQ(column_of<Sized>("text").type, SqlType{types::String{10}});
    EXPECT_EQ(column_of<Sized>("price").type, (SqlType{types::Numeric{10, 2}}));
    EXPECT_EQ(column_of<Sized>("rate").type, (SqlType{types::Numeric{-1, 3}}));
    EXPECT_EQ(column_of<Sized>("long_text").type, SqlType{types::Text{}});
    EXPECT_EQ(column_of<Sized>("small").type, SqlType{types::SmallInteger{}});
    EXPECT_TRUE(column_of<Sized>("moment").type.timezone);
    EXPECT_EQ(column_of<Sized>("list").type, SqlType{types::JSONB{}});
    EXPECT_EQ(column_of<Sized>("short_list").type, SqlType{types::JSON{}});
    const ModelDescription& model = describe<Sized>();
    EXPECT_EQ(model.find_field("price")->scale, 2);
    EXPECT_EQ(model.find_field("rate")->scale, 3);
    EXPECT_EQ(model.find_field("key")->scale, -1);
    EXPECT_EQ(model.find_field("text")->options.min_length, 2);
}

struct Options {
    Field<int, primary_key> id;
    Field<std::optional<int>, not_null> required;
    Field<int, nullable> maybe;
    Field<int, server_default<"42">, comment<"the answer">> answer;
    Field<std::string, server_default<"(upper('x'))">, onupdate<"lower(name)">> name;
    Field<std::string, alias<"n">, title<"T">, description<"D">, exclude, pattern<"^a">> described;
    Field<int, ge<0>, lt<10>, multiple_of<2>> bounded;
    Field<std::int64_t, gt<std::int64_t{-9223372036854775807}>, le<9223372036854775807>> wide;
    Field<int, version_id> version;
};

TEST(ModelDescription, KeepsWhatTheOptionsSay) {
    EXPECT_FALSE(column_of<Options>("required").options.nullable);
    EXPECT_TRUE(column_of<Options>("maybe").options.nullable);
    EXPECT_EQ(column_of<Options>("answer").options.server_default, "42");
    EXPECT_EQ(column_of<Options>("answer").options.comment, "the answer");
    EXPECT_EQ(column_of<Options>("name").options.server_default, "(upper('x'))");
    EXPECT_EQ(column_of<Options>("name").options.onupdate, "lower(name)");
    EXPECT_EQ(column_of<Options>("bounded").options.server_default, std::nullopt);
    const ModelDescription& model = describe<Options>();
    const FieldOptions& described = model.find_field("described")->options;
    EXPECT_EQ(described.alias, "n");
    EXPECT_EQ(described.title, "T");
    EXPECT_EQ(described.description, "D");
    EXPECT_EQ(described.pattern, "^a");
    EXPECT_TRUE(described.exclude);
    const FieldOptions& bounded = model.find_field("bounded")->options;
    EXPECT_EQ(bounded.ge.kind, Bound::Kind::integer);
    EXPECT_EQ(bounded.ge.integer, 0);
    EXPECT_EQ(bounded.lt.integer, 10);
    EXPECT_EQ(bounded.multiple_of.integer, 2);
    EXPECT_EQ(bounded.gt.kind, Bound::Kind::none);
    EXPECT_EQ(model.find_field("wide")->options.gt.integer, -9223372036854775807);
    EXPECT_EQ(model.find_field("wide")->options.le.integer, 9223372036854775807);
    EXPECT_EQ(model.version_field, model.find_field("version")->index);
}

struct Composite {
    Field<int, primary_key> a;
    Field<std::string, primary_key> b;
    int c = 0;
};
struct Assigned {
    Field<int, primary_key> id;
};
struct Generated {
    Field<std::optional<int>, primary_key> id;
};
struct Smallest {
    Field<std::optional<short>, primary_key> id;
};
struct Referring {
    Field<std::optional<int>, primary_key, foreign_key<&Generated::id>> id;
};
struct Defaulted {
    Field<std::optional<int>, primary_key, server_default<"7">> id;
};
struct Named {
    Field<std::optional<std::string>, primary_key> name;
};
struct KeyLast {
    int before = 0;
    Field<std::optional<int>, primary_key> id;
};

TEST(ModelDescription, SettlesThePrimaryKeyAsSqlalchemyDoes) {
    EXPECT_EQ(describe<Composite>().primary_key, (std::vector<int>{0, 1}));
    EXPECT_EQ(table_of<Composite>().primary_key.columns, (std::vector<std::string>{"a", "b"}));
    EXPECT_FALSE(column_of<Composite>("a").options.autoincrement);
    EXPECT_TRUE(column_of<Composite>("a").options.primary_key);
    EXPECT_FALSE(column_of<Composite>("c").options.primary_key);
    EXPECT_EQ(describe<Composite>().generated_key, -1);

    EXPECT_TRUE(column_of<Assigned>("id").options.autoincrement);
    EXPECT_EQ(describe<Assigned>().generated_key, -1) << "the C++ value always says a number";
    EXPECT_TRUE(column_of<Generated>("id").options.autoincrement);
    EXPECT_FALSE(column_of<Generated>("id").options.nullable);
    EXPECT_EQ(describe<Generated>().generated_key, 0);
    EXPECT_EQ(describe<Smallest>().generated_key, 0);
    EXPECT_EQ(describe<KeyLast>().generated_key, 1);

    EXPECT_FALSE(column_of<Referring>("id").options.autoincrement) << "the value comes from the referred row";
    EXPECT_EQ(describe<Referring>().generated_key, -1);
    EXPECT_FALSE(column_of<Defaulted>("id").options.autoincrement) << "the value comes from the default";
    EXPECT_EQ(describe<Defaulted>().generated_key, -1);
    EXPECT_FALSE(column_of<Named>("name").options.autoincrement);
    EXPECT_EQ(describe<Named>().generated_key, -1);
}

struct Indexes {
    Field<int, primary_key> id;
    Field<int, unique> only_unique;
    Field<int, indexed> only_indexed;
    Field<int, unique, indexed> both;
};

TEST(ModelDescription, MakesConstraintsAndIndexesOfUniqueAndIndexed) {
    const Table& table = table_of<Indexes>();
    ASSERT_EQ(table.unique_constraints.size(), 1U);
    EXPECT_EQ(table.unique_constraints[0].columns, std::vector<std::string>{"only_unique"});
    EXPECT_EQ(table.unique_constraints[0].name, "");
    ASSERT_EQ(table.indexes.size(), 2U);
    EXPECT_EQ(table.indexes[0].name, "ix_indexes_only_indexed");
    EXPECT_FALSE(table.indexes[0].unique);
    EXPECT_EQ(table.indexes[1].name, "ix_indexes_both");
    EXPECT_TRUE(table.indexes[1].unique);
}

struct ForeignKeys {
    Field<int, primary_key> id;
    Field<int, foreign_key<"team.id">> by_name;
    Field<int, foreign_key<&Team::id>> by_member;
    Field<int, foreign_key<"other.team.id", on_delete::cascade>> in_schema;
    Field<int, foreign_key<&Renamed::id, on_delete::set_null, on_update::restrict>> renamed;
    Field<std::optional<int>, foreign_key<&ForeignKeys::id, on_update::set_default>> parent_id;
    Field<std::optional<int>, foreign_key<"foreignkeys.id", on_delete::no_action>> other_parent_id;
};

TEST(ModelDescription, ReadsForeignKeysByNameAndByMember) {
    const auto& keys = table_of<ForeignKeys>().foreign_keys;
    ASSERT_EQ(keys.size(), 6U);
    const auto text = [](const ForeignKeyConstraint& key) {
        return key.columns.at(0) + " -> " + key.referred_schema + "|" + key.referred_table + "|" + key.referred_columns.at(0);
    };
    EXPECT_EQ(text(keys[0]), "by_name -> |team|id");
    EXPECT_EQ(text(keys[1]), "by_member -> |team|id");
    EXPECT_EQ(text(keys[2]), "in_schema -> other|team|id");
    EXPECT_EQ(text(keys[3]), "renamed -> app.main|Other_Name|id");
    EXPECT_EQ(text(keys[4]), "parent_id -> |foreignkeys|id");
    EXPECT_EQ(text(keys[5]), "other_parent_id -> |foreignkeys|id");
    EXPECT_EQ(keys[0].on_delete, ReferentialAction::none);
    EXPECT_EQ(keys[2].on_delete, ReferentialAction::cascade);
    EXPECT_EQ(keys[3].on_delete, ReferentialAction::set_null);
    EXPECT_EQ(keys[3].on_update, ReferentialAction::restrict_);
    EXPECT_EQ(keys[4].on_update, ReferentialAction::set_default);
    EXPECT_EQ(keys[5].on_delete, ReferentialAction::no_action);
}

struct DataModel {
    int id = 0;
    std::string name = "";
};
struct NoTable {
    Field<int, primary_key> id;
    Field<std::string, foreign_key<"team">> wrong;
};
struct EmptyPart {
    Field<int, primary_key> id;
    Field<std::string, foreign_key<"team.">> wrong;
};
struct ToDataModel {
    Field<int, primary_key> id;
    Field<int, foreign_key<&DataModel::id>> wrong;
};

TEST(ModelDescription, RefusesForeignKeysThatLeadNowhere) {
    EXPECT_EQ(refusal<NoTable>(),
        "the field 'wrong' of 'NoTable' refers to 'team', which is not of the form \"table.column\" or \"schema.table.column\"");
    EXPECT_NE(refusal<EmptyPart>(), "no error");
    EXPECT_EQ(refusal<ToDataModel>(),
        "the field 'wrong' of 'ToDataModel' refers to 'DataModel', which has no table: it has no primary_key field");
}

struct Arguments {
    Field<int, primary_key> id;
    Field<int, unique> a;
    Field<int, indexed> b;
    std::string c = "";
    static auto table_args() {
        return TableArgs{unique_constraint("a", "b"), unique_constraint("b", "c").named("uq_b_c"), check("a >= 0").named("ck_a"),
            check("b > a"), index("ix_a_c", "a", "c"), unique_index("ux_c", "c"),
            foreign_key_constraint({"a", "b"}, "other.composite", {"x", "y"}).named("fk_both"), table_comment("what it is for")};
    }
};
struct OneArgument {
    Field<int, primary_key> id;
    static auto table_args() { return check("id > 0"); }
};
struct WrongUnique {
    Field<int, primary_key> id;
    static auto table_args() { return TableArgs{unique_constraint("id", "nowhere")}; }
};
struct WrongIndex {
    Field<int, primary_key> id;
    static auto table_args() { return TableArgs{index("ix_wrong", "nowhere")}; }
};
struct EmptyIndex {
    Field<int, primary_key> id;
    static auto table_args() { return TableArgs{index("ix_wrong")}; }
};
struct WrongForeignKey {
    Field<int, primary_key> id;
    static auto table_args() { return TableArgs{foreign_key_constraint({"id", "nowhere"}, "t", {"x", "y"})}; }
};
struct UnevenForeignKey {
    Field<int, primary_key> id;
    static auto table_args() { return TableArgs{foreign_key_constraint({"id"}, "t", {"x", "y"})}; }
};

TEST(ModelDescription, TakesTableArgs) {
    const Table& table = table_of<Arguments>();
    ASSERT_EQ(table.unique_constraints.size(), 3U);
    const auto unique_of = [&](std::size_t i) {
        return table.unique_constraints[i].name + ":" + std::to_string(table.unique_constraints[i].columns.size());
    };
    EXPECT_EQ(unique_of(0), ":1");
    EXPECT_EQ(unique_of(1), ":2");
    EXPECT_EQ(unique_of(2), "uq_b_c:2");
    ASSERT_EQ(table.check_constraints.size(), 2U);
    EXPECT_EQ(table.check_constraints[0].name, "ck_a");
    EXPECT_EQ(table.check_constraints[0].sql, "a >= 0");
    EXPECT_EQ(table.check_constraints[1].name, "");
    ASSERT_EQ(table.indexes.size(), 3U);
    EXPECT_EQ(table.indexes[0].name, "ix_arguments_b");
    EXPECT_EQ(table.indexes[1].name, "ix_a_c");
    EXPECT_EQ(table.indexes[1].column_names(), (std::vector<std::string>{"a", "c"}));
    EXPECT_TRUE(table.indexes[2].unique);
    ASSERT_EQ(table.foreign_keys.size(), 1U);
    EXPECT_EQ(table.foreign_keys[0].name, "fk_both");
    EXPECT_EQ(table.foreign_keys[0].referred_schema, "other");
    EXPECT_EQ(table.foreign_keys[0].referred_table, "composite");
    EXPECT_EQ(table.comment, "what it is for");
    EXPECT_EQ(table_of<OneArgument>().check_constraints.size(), 1U);
}

TEST(ModelDescription, RefusesTableArgsThatNameNoColumn) {
    EXPECT_EQ(refusal<WrongUnique>(), "table_args of 'WrongUnique': there is no column 'nowhere' for a unique_constraint");
    EXPECT_EQ(refusal<WrongIndex>(), "table_args of 'WrongIndex': there is no column 'nowhere' for the index 'ix_wrong'");
    EXPECT_EQ(refusal<EmptyIndex>(), "table_args of 'EmptyIndex': the index 'ix_wrong' without a column");
    EXPECT_EQ(refusal<WrongForeignKey>(), "table_args of 'WrongForeignKey': there is no column 'nowhere' for a foreign_key_constraint");
    EXPECT_EQ(refusal<UnevenForeignKey>(), "table_args of 'UnevenForeignKey': the foreign_key_constraint to 't' joins 1 columns to 2");
}

struct OptionalVersion {
    Field<int, primary_key> id;
    Field<std::optional<int>, version_id> version;
};
struct TextVersion {
    Field<int, primary_key> id;
    Field<std::string, version_id> version;
};
struct TwoVersions {
    Field<int, primary_key> id;
    Field<int, version_id> one;
    Field<int, version_id> two;
};

TEST(ModelDescription, RefusesVersionsThatCannotCount) {
    EXPECT_EQ(refusal<OptionalVersion>(),
        "the field 'version' of 'OptionalVersion' is the version_id, which must be an integer and not optional");
    EXPECT_EQ(refusal<TextVersion>(), "the field 'version' of 'TextVersion' is the version_id, which must be an integer and not optional");
    EXPECT_EQ(refusal<TwoVersions>(), "the field 'two' of 'TwoVersions' is a second version_id; a model has one");
}

struct Stamps {
    DateTime created = {};
    Field<std::optional<DateTime>, indexed> updated;
};
struct Owned {
    Field<std::optional<int>, foreign_key<&Team::id, on_delete::cascade>, indexed> team_id;
    Embedded<Stamps> stamps = {};
};
struct Document {
    Field<std::optional<int>, primary_key> id;
    Embedded<Owned> owned = {};
    std::string title = "t";
};
struct Twice {
    Field<int, primary_key> id;
    Embedded<Stamps> stamps = {};
    DateTime created = {};
};
struct KeyPart {
    Field<std::optional<int>, primary_key> id;
};
struct KeyInPart {
    Embedded<KeyPart> key = {};
    std::string name = "";
};
struct LinkedPart {
    Field<int, primary_key> id;
    Relationship<Team> team = {};
};
struct WithRelationshipInPart {
    Embedded<LinkedPart> part = {};
};

TEST(ModelDescription, TakesEmbeddedPartsAsItsOwn) {
    const ModelDescription& model = describe<Document>();
    std::vector<std::string> names;
    for (const FieldDescription& field : model.fields) {
        EXPECT_EQ(field.index, static_cast<int>(names.size()));
        names.emplace_back(field.name);
    }
    EXPECT_EQ(names, (std::vector<std::string>{"id", "team_id", "created", "updated", "title"}));

    Document document;
    document.owned.team_id = 5;
    document.owned.stamps.created = DateTime{std::chrono::seconds{7}};
    model_test::FakeWriter writer;
    bind_fields(model, &document, writer, 0);
    EXPECT_EQ(writer.written[0], Value{});
    EXPECT_EQ(writer.written[1], Value{5});
    EXPECT_EQ(writer.written[2], Value{DateTime{std::chrono::seconds{7}}});
    EXPECT_EQ(writer.written[4], Value{"t"});

    const Table& table = table_of<Document>();
    ASSERT_EQ(table.foreign_keys.size(), 1U);
    EXPECT_EQ(table.foreign_keys[0].referred_table, "team");
    EXPECT_EQ(table.foreign_keys[0].on_delete, ReferentialAction::cascade);
    ASSERT_EQ(table.indexes.size(), 2U);
    EXPECT_EQ(table.indexes[0].name, "ix_document_team_id");
    EXPECT_EQ(table.indexes[1].name, "ix_document_updated");

    EXPECT_EQ(describe<KeyInPart>().generated_key, 0);
    EXPECT_EQ(table_of<KeyInPart>().name, "keyinpart");
    EXPECT_EQ(table_of<KeyInPart>().primary_key.columns, std::vector<std::string>{"id"});
}

TEST(ModelDescription, RefusesEmbeddedPartsThatClash) {
    EXPECT_EQ(refusal<Twice>(), "the field 'created' of 'Twice' stands twice: an Embedded part and the model itself name it");
    EXPECT_EQ(refusal<WithRelationshipInPart>(),
        "the embedded 'LinkedPart' of 'WithRelationshipInPart' holds a relationship; relationships belong to the model itself");
}

struct NoKeyButRelationship {
    int id = 0;
    Relationship<Team> team = {};
};

TEST(ModelDescription, TellsDataModelsFromTables) {
    EXPECT_FALSE(describe<DataModel>().is_table);
    EXPECT_TRUE(describe<Team>().is_table);
    EXPECT_EQ(describe<DataModel>().fields.size(), 2U);
    EXPECT_THROW((metadata<Team, DataModel>()), ArgumentError);
    try {
        metadata<DataModel>();
        FAIL();
    } catch (const ArgumentError& error) {
        EXPECT_STREQ(
            error.what(), "the model 'DataModel' has no table: give one of its fields the option primary_key to make it a table model");
    }
    EXPECT_EQ((metadata<Team, Generated>().tables().size()), 2U);
    EXPECT_EQ(refusal<NoKeyButRelationship>(),
        "the model 'NoKeyButRelationship' has the relationship 'team' but no primary_key field, so no table");
}

TEST(ModelDescription, FindsFieldsByNameAndPlace) {
    const ModelDescription& model = describe<Everything>();
    EXPECT_EQ(model.find_field("ratio")->name, "ratio");
    EXPECT_EQ(model.find_field("Ratio"), nullptr);
    EXPECT_EQ(model.field_at(field_offset(&Everything::ratio)), model.find_field("ratio"));
    EXPECT_EQ(model.field_at(sizeof(Everything)), nullptr);
    EXPECT_EQ(model.size, sizeof(Everything));
    EXPECT_EQ(model.alignment, alignof(Everything));
}

TEST(ModelDescription, ReadsAndWritesWholeRows) {
    const ModelDescription& model = describe<Everything>();
    Everything object;
    object.id = 3;
    object.text = "text";
    object.kind = Kind::green;
    object.list = {1, 2};
    model_test::FakeWriter writer;
    bind_fields(model, &object, writer, 2);
    EXPECT_EQ(writer.written.begin()->first, 2);
    EXPECT_EQ(writer.written.size(), model.fields.size());
    model_test::FakeReader reader{writer.written};
    Everything read;
    read_fields(model, &read, reader, 2);
    EXPECT_EQ(repr(read), repr(object));

    writer.written[3] = Value{};
    model_test::FakeReader null_reader{writer.written};
    try {
        read_fields(model, &read, null_reader, 2);
        FAIL();
    } catch (const DataError& error) {
        EXPECT_EQ(error.message(), "column 'c3': the database holds NULL, but the field 'text' of 'Everything' is not optional");
    }
}

TEST(ModelDescription, HandsTheScaleOfNumericColumnsToTheReader) {
    model_test::FakeReader reader{{{0, Value{"k"}}, {1, Value{}}, {2, Value{Decimal{"1.5"}}}}};
    const ModelDescription& model = describe<Sized>();
    const FieldDescription& price = *model.find_field("price");
    Decimal value;
    price.ops->read(&value, reader, 2, price.scale);
    EXPECT_EQ(reader.last_scale, 2);
}

TEST(ModelDescription, MakesCopiesAndDestroysObjects) {
    const ModelDescription& model = describe<Document>();
    alignas(Document) std::byte first[sizeof(Document)];
    alignas(Document) std::byte second[sizeof(Document)];
    model.default_construct(first);
    auto* made = reinterpret_cast<Document*>(first);
    EXPECT_EQ(made->title, "t");
    made->title = std::string(100, 'x');
    model.copy_construct(second, first);
    EXPECT_EQ(reinterpret_cast<Document*>(second)->title, made->title);
    model.destroy(second);
    const char* text = made->title.data();
    model.move_construct(second, first);
    EXPECT_EQ(reinterpret_cast<Document*>(second)->title.data(), text);
    model.destroy(second);
    model.destroy(first);
}

TEST(Repr, ShowsAnObjectAsPythonDoes) {
    EXPECT_EQ(repr(Team{.id = 1, .name = "it's"}), "Team(id=1, name=\"it's\")");
    EXPECT_EQ(repr(Team{.id = {}, .name = {}}), "Team(id=None, name='')");
}

}  // namespace
