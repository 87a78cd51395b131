#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <cstdlib>
#include <random>

#include <retort/core/text.hpp>
#include <retort/retort.hpp>
#include <tests/model/validation_models.hpp>
#include <tests/model/values.hpp>

// What is dumped is read back as what it was; and no text, however broken, does more than to be refused.

namespace {

using namespace validation_models;
using model_test::json_of;

struct Inner {
    std::string name;
    std::optional<int> number;
    Field<std::vector<std::string>, defaulted> words;
};

struct Everything {
    bool boolean;
    short small;
    unsigned short unsigned_small;
    int number;
    unsigned int unsigned_number;
    std::int64_t large;
    std::uint64_t unsigned_large;
    float single;
    double real;
    std::string text;
    Bytes bytes;
    Uuid uuid;
    Decimal decimal;
    Date date;
    DateTime datetime;
    Time time;
    Interval interval;
    Json json;
    Colour colour;
    std::optional<double> optional;
    std::vector<Inner> list;
    std::map<std::string, std::vector<int>> map;
    Inner inner;
    Field<std::variant<Cat, Dog>, discriminator<"kind">> pet;
    std::optional<std::variant<int, std::string>> either;
};

template <class T>
T any() {
    return *rc::gen::arbitrary<T>();
}
template <class T>
T within(T low, T high) {
    return *rc::gen::inRange<T>(low, high);
}

std::string any_text() {
    // Any characters: JSON's own, Python's, and those of more than one byte.
    std::string out;
    for (const int c : *rc::gen::container<std::vector<int>>(
             rc::gen::oneOf(rc::gen::inRange(0, 0x80), rc::gen::inRange(0x80, 0xd800), rc::gen::inRange(0xe000, 0x110000)))) {
        append_utf8(out, static_cast<char32_t>(c));
    }
    return out;
}

DateTime any_moment() {
    return DateTime{std::chrono::sys_days{std::chrono::year{1} / 1 / 1}} + std::chrono::hours{within<std::int64_t>(0, 87'600'000)} +
           Interval{within<std::int64_t>(0, 3'600'000'000)};
}

Json any_json(int depth) {
    switch (within(0, depth > 0 ? 7 : 5)) {
    case 0: return nullptr;
    case 1: return any<bool>();
    case 2: return any<std::int64_t>();
    case 3: return any_text();
    case 4: return static_cast<double>(any<int>()) / 8;
    case 5: {
        Json array = Json::array();
        for (int i = within(0, 4); i > 0; --i)
            array.push_back(any_json(depth - 1));
        return array;
    }
    default: {
        Json object = Json::object();
        for (int i = within(0, 4); i > 0; --i)
            object.set(any_text(), any_json(depth - 1));
        return object;
    }
    }
}

Inner any_inner() {
    Inner inner;
    inner.name = any_text();
    if (any<bool>()) inner.number = any<int>();
    for (int i = within(0, 3); i > 0; --i)
        inner.words.push_back(any_text());
    return inner;
}

Everything any_everything() {
    Everything all;
    all.boolean = any<bool>();
    all.small = any<short>();
    all.unsigned_small = any<unsigned short>();
    all.number = any<int>();
    all.unsigned_number = any<unsigned int>();
    all.large = any<std::int64_t>();
    all.unsigned_large = any<std::uint64_t>();
    all.single = static_cast<float>(any<int>()) / 64;
    all.real = any<double>();
    if (!std::isfinite(all.real)) all.real = 0;
    all.text = any_text();
    for (const char byte : any<std::string>())
        all.bytes.push_back(static_cast<std::byte>(byte));
    all.uuid = uuid4();
    all.decimal = Decimal{any<std::int64_t>()} * *Decimal::try_parse("1E-" + std::to_string(within(0, 12)));
    all.datetime = any_moment();
    all.date = Date{std::chrono::floor<std::chrono::days>(any_moment())};
    all.time = Time::since_midnight(Interval{within<std::int64_t>(0, 86'400'000'000)});
    all.interval = Interval{within<std::int64_t>(-1'000'000'000'000'000, 1'000'000'000'000'000)};
    all.json = any_json(3);
    all.colour = static_cast<Colour>(within(0, 3));
    if (any<bool>()) all.optional = static_cast<double>(any<int>()) / 4;
    for (int i = within(0, 3); i > 0; --i)
        all.list.push_back(any_inner());
    for (int i = within(0, 3); i > 0; --i)
        all.map[any_text()] = any<std::vector<int>>();
    all.inner = any_inner();
    if (any<bool>()) {
        all.pet = Dog{{}, any_text()};
    } else {
        all.pet = Cat{{}, any<int>()};
    }
    if (any<bool>()) all.either = any<bool>() ? std::variant<int, std::string>{any<int>()} : std::variant<int, std::string>{any_text()};
    return all;
}

RC_GTEST_PROP(ValidationProperty, WhatIsDumpedIsReadBack, ()) {
    const Everything all = any_everything();
    const std::string text = json_of(all);
    // All members are compared by what they dump, which says all of them, and by the hash, which says them in another way.
    const auto& ops = value_ops<Everything>();
    const auto of_text = model_validate_json<Everything>(text);
    RC_ASSERT(json_of(of_text) == text);
    RC_ASSERT(ops.hash(&of_text) == ops.hash(&all));
    const auto of_json = model_validate<Everything>(Json::parse(text));
    RC_ASSERT(json_of(of_json) == text);
    const auto strictly = model_validate<Everything>(Json::parse(text), {.strict = true});
    RC_ASSERT(ops.hash(&strictly) == ops.hash(&all));
}

RC_GTEST_PROP(ValidationProperty, TextAndDocumentAgree, ()) {
    // A document in which some value is another than its type asks for: both ways to read it must say the same.
    Json document = Json::parse(json_of(any_everything()));
    const std::size_t which = within<std::size_t>(0, document.size());
    document.value_at(which) = any_json(2);
    std::string of_json;
    std::string of_text;
    try {
        of_json = json_of(model_validate<Everything>(document));
    } catch (const ValidationError& error) {
        of_json = error.what();
    }
    try {
        of_text = json_of(model_validate_json<Everything>(document.dump()));
    } catch (const ValidationError& error) {
        of_text = error.what();
    }
    RC_ASSERT(of_json == of_text);
}

// --- broken texts

std::string broken(const std::string& text, std::mt19937_64& random) {
    static const std::string pieces[] = {"{", "}", "[", "]", "\"", "\\", "\\u", "\\ud800", ",", ":", "null", "true", "1e999", "-", "0",
        "1.5", "\xff", "\xc3", "99999999999999999999", "NaN", " ", "\n", "{\"kind\":", "\"cat\"", "[[[[[[[[", "\"\"", "-0", "1E", "\0"};
    std::string out = text;
    const auto up_to = [&random](std::size_t limit) { return static_cast<std::size_t>(random() % (limit + 1)); };
    for (std::size_t n = up_to(3) + 1; n > 0; --n) {
        const std::size_t at = up_to(out.size());
        switch (random() % 6) {
        case 0: out.insert(at, pieces[random() % std::size(pieces)]); break;
        case 1: out.erase(at, up_to(8)); break;
        case 2:
            if (at < out.size()) out[at] = static_cast<char>(random());
            break;
        case 3: out.resize(at); break;
        case 4: out.insert(at, out.substr(up_to(out.size()), up_to(40))); break;
        default: std::swap(out[at == out.size() ? 0 : at], out[up_to(out.size() - 1)]); break;
        }
        if (out.empty()) out = "{";
    }
    return out;
}

TEST(ValidationFuzz, BrokenTextsAreRefusedOrRead) {
    const char* const wanted = std::getenv("RETORT_FUZZ_INPUTS");
    const std::size_t inputs = wanted != nullptr ? std::strtoull(wanted, nullptr, 10) : 100'000;
    std::mt19937_64 random{std::random_device{}()};
    const auto seed = random();
    SCOPED_TRACE("seed " + std::to_string(seed));
    random.seed(seed);
    const std::string texts[] = {
        R"({"boolean":true,"small":-1,"unsigned_small":1,"number":42,"unsigned_number":7,"large":9007199254740993,"unsigned_large":18446744073709551615,)"
        R"("single":1.5,"real":1e-300,"text":"a\u00fc\ud83d\ude00\n","bytes":"AQID","uuid":"12345678-1234-5678-1234-567812345678","decimal":"1.10",)"
        R"("date":"2026-01-31","datetime":"2026-01-31T12:00:00.5Z","time":"12:30","interval":"P1DT2H","json":{"a":[1,2.5,null]},"colour":"red",)"
        R"("optional":null,"list":[{"name":"x","number":1,"words":["y"]}],"map":{"k":[1,2,3]},"inner":{"name":"z"},"pet":{"kind":"cat","lives":9},"either":"e"})",
        R"({"name":"Deadpond","age":30,"secret_name":"Dive Wilson","id":1})",
        R"({"name":"a","address":{"street":"b","zip":"12345"},"others":[{"street":"c","zip":"1234"}],"scores":[1,2,3],"points":{"a":1}})",
        R"({"pet":{"kind":"dog","name":"Rex"},"others":[{"kind":"cat","lives":1},{"kind":"dog","name":"x"}]})",
    };
    std::size_t refused = 0;
    for (std::size_t n = 0; n < inputs; ++n) {
        const std::string& whole = texts[n % std::size(texts)];
        const std::string text = broken(whole, random);
        try {
            switch (n % std::size(texts)) {
            case 0: static_cast<void>(model_validate_json<Everything>(text)); break;
            case 1: static_cast<void>(model_validate_json<Hero>(text, {.extra = n % 3 == 0 ? Extra::forbid : Extra::ignore})); break;
            case 2: static_cast<void>(model_validate_json<Person>(text, {.strict = n % 8 == 2})); break;
            default: static_cast<void>(model_validate_json<Owner>(text)); break;
            }
        } catch (const ValidationError& error) {
            ++refused;
            ASSERT_GT(error.error_count(), 0U) << text;
            ASSERT_TRUE(is_valid_utf8(error.what())) << text;
            if (n % 16 == 0) {
                ASSERT_EQ(Json::parse(error.errors_json()).size(), error.error_count()) << text;
            }
        }
    }
    EXPECT_GT(refused, inputs / 10);
    EXPECT_LT(refused, inputs);
}

}  // namespace
