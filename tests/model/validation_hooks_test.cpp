#include <gtest/gtest.h>

#include <cmath>
#include <thread>

#include <retort/retort.hpp>
#include <tests/model/validation_models.hpp>

// Validators of the user's own, secrets, objects without documents, and options that contradict their types.

namespace {

using namespace validation_models;

template <class T>
std::string check_errors(const T& object) {
    try {
        retort::validate(object);
    } catch (const ValidationError& error) {
        return error.what();
    }
    return {};
}

void is_title(std::string_view value, Problems& problems) {
    if (value.empty() || value[0] < 'A' || value[0] > 'Z') problems.add("must be a title");
}
void is_short(const std::string& value, Problems& problems) {
    if (value.size() > 5) problems.add("must be short");
}
void are_even(const std::vector<int>& values, Problems& problems) {
    for (std::size_t i = 0; i < values.size(); ++i) {
        if (values[i] % 2 != 0) problems.add({i}, "must be even");
    }
}
std::string stripped(std::string text) {
    while (text.ends_with(' '))
        text.pop_back();
    return text;
}

struct Titled {
    Field<std::string, validated_by<&is_title, &is_short>, transformed_by<&stripped>, min_length<1>> title;
    Field<std::optional<std::string>, validated_by<&is_title>> subtitle;
    Field<std::vector<int>, validated_by<&are_even>, defaulted> numbers;
};

TEST(FieldValidators, SayWhatIsWrongAtTheirField) {
    EXPECT_EQ(errors_of<Titled>({{"title", "lower"}, {"subtitle", nullptr}, {"numbers", {2, 3, 5}}}),
        R"([{"type":"value_error","loc":["title"],"msg":"Value error, must be a title","input":"lower","ctx":{"error":"must be a title"}},)"
        R"({"type":"value_error","loc":["numbers",1],"msg":"Value error, must be even","input":3,"ctx":{"error":"must be even"}},)"
        R"({"type":"value_error","loc":["numbers",2],"msg":"Value error, must be even","input":5,"ctx":{"error":"must be even"}}])");
    EXPECT_NE(errors_of<Titled>({{"title", "lower and long"}}).find("must be short"), std::string::npos);
    EXPECT_NE(errors_of<Titled>({{"title", "Good"}, {"subtitle", "bad"}}).find(R"("loc":["subtitle"])"), std::string::npos);
}

TEST(FieldValidators, ComeAfterTheConstraintsAndOnlyWhereTheyHold) {
    EXPECT_EQ(errors_of<Titled>({{"title", ""}}),
        R"([{"type":"string_too_short","loc":["title"],"msg":"String should have at least 1 character","input":"","ctx":{"min_length":1}}])");
}

TEST(Transformations, ComeBeforeTheConstraints) {
    EXPECT_EQ(model_validate<Titled>({{"title", "Good   "}}).title, "Good");
    EXPECT_EQ(model_validate_json<Titled>(R"({"title": "Good   "})").title, "Good");
    EXPECT_NE(errors_of<Titled>({{"title", "   "}}).find("string_too_short"), std::string::npos);
}

struct Booking {
    Field<Date, alias<"from">> first;
    Date last;
    int nights = 0;

    static void validate(Booking& booking, Problems& problems) {
        const auto nights = std::chrono::sys_days{booking.last} - std::chrono::sys_days{booking.first};
        if (nights.count() <= 0) problems.add("first", "must be before last");
        if (nights.count() > 30) problems.add("no more than 30 nights");
        booking.nights = static_cast<int>(nights.count());
    }
};

TEST(ModelValidators, LookAtTheWholeOnceItsFieldsAreWell) {
    EXPECT_EQ(model_validate<Booking>({{"from", "2026-01-01"}, {"last", "2026-01-03"}}).nights, 2);
    EXPECT_EQ(model_validate_json<Booking>(R"({"from": "2026-01-01", "last": "2026-01-03"})").nights, 2);
    EXPECT_EQ(errors_of<Booking>({{"from", "2026-01-02"}, {"last", "2026-01-01"}}),
        R"([{"type":"value_error","loc":["from"],"msg":"Value error, must be before last","input":"2026-01-02","ctx":{"error":"must be before last"}}])");
    EXPECT_EQ(errors_of<Booking>({{"from", "2026-01-01"}, {"last", "2026-03-01"}}),
        R"([{"type":"value_error","loc":[],"msg":"Value error, no more than 30 nights","input":{"from":"2026-01-01","last":"2026-03-01"},)"
        R"("ctx":{"error":"no more than 30 nights"}}])");
    EXPECT_NE(errors_of<Booking>({{"from", "x"}, {"last", "2026-03-01"}}).find("date_from_datetime_parsing"), std::string::npos);
}

TEST(ModelValidators, OfModelsWithinHaveTheirPlace) {
    struct Trip {
        std::vector<Booking> bookings;
    };
    const std::string errors = errors_of<Trip>({{"bookings", Json::array({Json{{"from", "2026-01-01"}, {"last", "2026-03-01"}}})}});
    EXPECT_NE(errors.find(R"("loc":["bookings",0],"msg":"Value error, no more than 30 nights")"), std::string::npos) << errors;
    Trip trip;
    trip.bookings.push_back({Date{std::chrono::year{2026} / 1 / 2}, std::chrono::year{2026} / 1 / 1});
    EXPECT_NE(check_errors(trip).find("bookings.0.first\n  Value error, must be before last [type=value_error, "
                                      "input_value=datetime.date(2026, 1, 2), input_type=date]"),
        std::string::npos)
        << check_errors(trip);
    EXPECT_EQ(trip.bookings[0].nights, 0) << "a check changes nothing";
}

struct BookingForm {
    Embedded<Booking> booking;
    std::string guest;

    static void validate(const BookingForm& form, Problems& problems) {
        if (form.guest == "nobody") problems.add("guest", "must be somebody");
    }
};

TEST(ModelValidators, OfEmbeddedPartsAreTheWholes) {
    EXPECT_EQ(model_validate<BookingForm>({{"from", "2026-01-01"}, {"last", "2026-01-03"}, {"guest", "a"}}).booking.nights, 2);
    const std::string errors = errors_of<BookingForm>({{"from", "2026-01-02"}, {"last", "2026-01-01"}, {"guest", "nobody"}});
    EXPECT_NE(errors.find("must be before last"), std::string::npos) << errors;
    EXPECT_NE(errors.find("must be somebody"), std::string::npos) << errors;
    EXPECT_NE(check_errors(BookingForm{}).find("must be before last"), std::string::npos);
}

// --- objects

TEST(CheckObject, TellsAllThatConstraintsForbid) {
    Hero hero{.name = "", .age = -1, .secret_name = "x"};
    EXPECT_EQ(check_errors(hero),
        "2 validation errors for Hero\n"
        "name\n  String should have at least 1 character [type=string_too_short, input_value='', input_type=str]\n"
        "age\n  Input should be greater than or equal to 0 [type=greater_than_equal, input_value=-1, input_type=int]");
    hero.name = "a";
    hero.age = std::nullopt;
    EXPECT_EQ(check_errors(hero), "");

    Problems problems;
    EXPECT_TRUE(detail::check_object(describe<Hero>(), &hero, problems));
    hero.age = 1000;
    EXPECT_FALSE(detail::check_object(describe<Hero>(), &hero, problems));
    ASSERT_EQ(problems.size(), 1U);
    EXPECT_EQ(problems[0].loc, Loc{"age"});
}

TEST(CheckObject, LooksIntoModelsWithin) {
    Person person{.name = "a", .address = {"street", "12345"}};
    EXPECT_EQ(check_errors(person), "");
    person.address.zip = "x";
    person.others = {{"s", "12345"}, {"s", "1"}};
    person.scores = {1, 2, 3, 4};
    EXPECT_EQ(check_errors(person),
        "3 validation errors for Person\n"
        "address.zip\n  String should match pattern '^[0-9]{4,5}$' [type=string_pattern_mismatch, input_value='x', input_type=str]\n"
        "others.1.zip\n  String should match pattern '^[0-9]{4,5}$' [type=string_pattern_mismatch, input_value='1', input_type=str]\n"
        "scores\n  List should have at most 3 items after validation, not 4 [type=too_long, input_value=[1, 2, 3, 4], input_type=list]");
}

TEST(CheckObject, ShowsValuesAsPythonDoes) {
    struct Priced {
        Field<Decimal, gt<0>> price = Decimal{1};
        Field<double, ge<0>> weight;
    };
    Priced priced{Decimal{"-1.50"}, std::nan("")};
    EXPECT_EQ(check_errors(priced),
        "2 validation errors for Priced\n"
        "price\n  Input should be greater than 0 [type=greater_than, input_value=Decimal('-1.50'), input_type=Decimal]\n"
        "weight\n  Input should be greater than or equal to 0 [type=greater_than_equal, input_value=nan, input_type=float]");
}

// --- secrets

struct Account {
    std::string name;
    Field<std::string, secret, min_length<8>, alias<"passWord">> password;
};
struct Vault {
    std::vector<Account> accounts;
    int level;
};

TEST(Secrets, AreNeverShown) {
    const std::string own = errors_of<Account>({{"name", "a"}, {"passWord", "hunter2"}});
    EXPECT_EQ(own,
        R"([{"type":"string_too_short","loc":["passWord"],"msg":"String should have at least 8 characters","input":"**********","ctx":{"min_length":8}}])");
    EXPECT_EQ(errors_of<Account>({{"passWord", "hunter2hunter2"}}),
        R"([{"type":"missing","loc":["name"],"msg":"Field required","input":{"passWord":"**********"}}])");
    const std::string vault = errors_of<Vault>({{"accounts", Json::array({Json{{"name", "a"}, {"passWord", "hunter2hunter2"}}})}});
    EXPECT_EQ(vault.find("hunter2"), std::string::npos) << vault;
    EXPECT_NE(vault.find(R"("passWord":"**********")"), std::string::npos) << vault;
    try {
        static_cast<void>(model_validate_json<Vault>(R"({"accounts": [{"passWord": "hunter2")"));
        FAIL();
    } catch (const ValidationError& error) {
        EXPECT_EQ(std::string{error.what()}.find("hunter2"), std::string::npos) << error.what();
        EXPECT_EQ(error.errors_json().find("hunter2"), std::string::npos);
    }
    EXPECT_EQ(check_errors(Account{"a", "hunter2"}),
        "1 validation error for Account\npassword\n  String should have at least 8 characters [type=string_too_short, "
        "input_value='**********', input_type=str]");
    Vault object{{{"a", "hunter2"}}, 1};
    EXPECT_EQ(check_errors(object).find("hunter2"), std::string::npos);
}

// --- documents of columns

TEST(StoredDocuments, AreReadWhateverTheConstraintsSayByNow) {
    Person person{.name = "kept"};
    detail::value_from_json(value_ops<Person>(), &person, {{"address", {{"zip", "no zip"}}}, {"scores", {1, 2, 3, 4, 5}}, {"unknown", 1}});
    EXPECT_EQ(person.name, "kept") << "an older document does not have it";
    EXPECT_EQ(person.address.zip, "no zip");
    EXPECT_EQ(person.scores.size(), 5U);
    try {
        detail::value_from_json(value_ops<Person>(), &person, {{"others", Json::array({Json{{"street", 1}}})}});
        FAIL();
    } catch (const ArgumentError& error) {
        EXPECT_STREQ(error.what(), "others.0.street: Input should be a valid string");
    }
}

// --- options that contradict their types

struct OddBound {
    Field<std::string, ge<1>> name;
};
struct OddPattern {
    Field<std::string, pattern<"(">> name;
};
struct OddLength {
    Field<int, max_length<3>> number;
};
struct OddFunction {
    Field<int, validated_by<&is_short>> number;
};
struct OddTag {
    Field<std::variant<Cat, Hero>, discriminator<"kind">> pet;
};

struct OddExtra {
    static constexpr ModelConfig model_config{.extra = Extra::allow};
    int number;
};

template <class T>
std::string argument_error() {
    try {
        static_cast<void>(model_validate<T>(Json::object()));
    } catch (const ArgumentError& error) {
        return error.what();
    }
    return {};
}

TEST(OddOptions, AreNamed) {
    EXPECT_EQ(argument_error<OddBound>(), "the option ge of 'OddBound.name' does not suit its type, str; it is for numbers");
    EXPECT_EQ(argument_error<OddPattern>(), "the pattern of 'OddPattern.name' is no regular expression: missing ): (");
    EXPECT_EQ(argument_error<OddLength>(),
        "the option max_length of 'OddLength.number' does not suit its type, int; it is for texts, bytes, lists and maps");
    EXPECT_EQ(argument_error<OddFunction>(),
        "the function of the option validated_by of 'OddFunction.number' takes a value of another type, str");
    EXPECT_EQ(argument_error<OddTag>(),
        "the discriminator 'kind' needs a Literal of that name in each alternative; the alternative number 1 has none");
}

TEST(OddOptions, KeepExtraMembersSomewhere) {
    EXPECT_EQ(argument_error<OddExtra>(),
        "the model_config of 'OddExtra' allows extra members, and it has no member of ExtraFields to keep them in");
}

TEST(ModelValidate, IsThreadSafeFromItsFirstUse) {
    struct Fresh {
        Field<int, ge<0>> a;
        Field<std::string, pattern<"x">> b;
    };
    std::vector<std::thread> threads;
    threads.reserve(4);
    for (int i = 0; i < 4; ++i) {
        threads.emplace_back([] {
            for (int n = 0; n < 100; ++n)
                EXPECT_EQ(model_validate<Fresh>({{"a", n}, {"b", "axb"}}).a, n);
        });
    }
    for (std::thread& thread : threads)
        thread.join();
}

}  // namespace
