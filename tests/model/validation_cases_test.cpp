#include <gtest/gtest.h>

#include <fstream>
#include <functional>
#include <map>
#include <set>

#include <retort/retort.hpp>
#include <tests/model/validation_models.hpp>
#include <tests/model/values.hpp>

// Runs tests/model/validation_cases.txt, which says what a case is.

namespace {

using namespace validation_models;
using model_test::json_of;

struct Outcome {
    std::string json;               ///< of the value
    std::vector<Problem> problems;  ///< instead of one
};

template <class T>
Outcome run_type(const Json& input, bool strictly) {
    try {
        return {json_of(model_validate<T>(input, {.strict = strictly})), {}};
    } catch (const ValidationError& error) {
        return {{}, error.errors()};
    }
}

/// The same from text, on the way that needs no document.
template <class T>
Outcome run_text(const std::string& input, bool strictly) {
    try {
        return {json_of(model_validate_json<T>(input, {.strict = strictly})), {}};
    } catch (const ValidationError& error) {
        return {{}, error.errors()};
    }
}

/// A model with one constrained field.
template <class F>
struct Of {
    F v;
};

template <class F>
Outcome run_field(const Json& input, bool strictly) {
    try {
        return {json_of(model_validate<Of<F>>({{"v", input}}, {.strict = strictly}).v.value_of()), {}};
    } catch (const ValidationError& error) {
        for (const Problem& problem : error.errors())
            EXPECT_EQ(problem.loc.front().key(), "v");
        return {{}, error.errors()};
    }
}
template <class F>
Outcome run_field_text(const std::string& input, bool strictly) {
    try {
        return {json_of(model_validate_json<Of<F>>("{\"v\":" + input + "}", {.strict = strictly}).v.value_of()), {}};
    } catch (const ValidationError& error) {
        return {{}, error.errors()};
    }
}

struct Runner {
    std::function<Outcome(const Json&, bool)> of_json;
    std::function<Outcome(const std::string&, bool)> of_text;
};
template <class T>
Runner type() {
    return {&run_type<T>, &run_text<T>};
}
template <class T, class... Options>
Runner field() {
    return {&run_field<Field<T, Options...>>, &run_field_text<Field<T, Options...>>};
}

const std::map<std::string, Runner>& runners() {
    static const std::map<std::string, Runner> all{
        {"bool", type<bool>()},
        {"int", type<int>()},
        {"int16", type<short>()},
        {"uint16", type<unsigned short>()},
        {"uint32", type<std::uint32_t>()},
        {"int64", type<std::int64_t>()},
        {"uint64", type<std::uint64_t>()},
        {"float", type<double>()},
        {"str", type<std::string>()},
        {"decimal", type<Decimal>()},
        {"date", type<Date>()},
        {"datetime", type<DateTime>()},
        {"time", type<Time>()},
        {"timedelta", type<Interval>()},
        {"uuid", type<Uuid>()},
        {"bytes", type<Bytes>()},
        {"enum", type<Colour>()},
        {"literal", type<Literal<"cat">>()},
        {"optional_int", type<std::optional<int>>()},
        {"list_int", type<std::vector<int>>()},
        {"dict_int", type<std::map<std::string, int>>()},
        {"json", type<Json>()},
        {"int_ge_0", field<int, ge<0>>()},
        {"int_gt_0", field<std::int64_t, gt<0>>()},
        {"int_le_10", field<short, le<10>>()},
        {"int_lt_10", field<std::uint64_t, lt<10>>()},
        {"int_multiple_of_5", field<int, multiple_of<5>>()},
        {"int_between", field<int, gt<0>, lt<10>, multiple_of<2>>()},
        {"float_ge_half", field<double, ge<0.5>>()},
        {"float_gt_0", field<double, gt<0>>()},
        {"float_lt_big", field<double, lt<1e21>>()},
        {"float_multiple_of_tenth", field<double, multiple_of<0.1>>()},
        {"decimal_ge_half", field<Decimal, ge<0.5>>()},
        {"decimal_multiple_of_half", field<Decimal, multiple_of<0.5>>()},
        {"decimal_4_2", field<Decimal, max_digits<4>, decimal_places<2>>()},
        {"decimal_1_digit", field<Decimal, max_digits<1>>()},
        {"str_1_3", field<std::string, min_length<1>, max_length<3>>()},
        {"str_2_", field<std::string, min_length<2>>()},
        {"str_pattern", field<std::string, pattern<"[0-9]">>()},
        {"str_anchored", field<std::string, pattern<"^a.c$">>()},
        {"bytes_2_3", field<Bytes, min_length<2>, max_length<3>>()},
        {"list_1_2", field<std::vector<int>, min_length<1>, max_length<2>>()},
        {"dict_1_2", field<std::map<std::string, int>, min_length<1>, max_length<2>>()},
        {"optional_ge_0", field<std::optional<int>, ge<0>>()},
    };
    return all;
}

struct Case {
    int line = 0;
    std::string type;
    bool strictly = false;
    std::string input;
    std::string value;  ///< or
    std::string problem;
    std::string message;
};

std::string message_of(const std::map<std::string, std::string>& messages, const std::string& problem, const std::string& words) {
    const auto found = messages.find(problem);
    if (found == messages.end()) return "no message is known of " + problem;
    std::string message = found->second;
    const std::size_t hole = message.find("{}");
    return hole == std::string::npos ? message : message.replace(hole, 2, words);
}

std::vector<Case> read_cases() {
    std::ifstream file{RETORT_VALIDATION_CASES};
    std::vector<Case> cases;
    std::map<std::string, std::string> messages;
    std::string line;
    std::string heading;
    for (int number = 1; std::getline(file, line); ++number) {
        if (const auto end = line.find("  # v1: "); end != std::string::npos) line.resize(line.find_last_not_of(' ', end) + 1);
        if (line.empty() || line.front() == '#') continue;
        if (line.front() == '[' && line.find(" => ") == std::string::npos) {
            heading = line.substr(1, line.size() - 2);
            continue;
        }
        if (heading == "messages") {
            const std::size_t sign = line.find(" = ");
            messages[line.substr(0, sign)] = line.substr(sign + 3);
            continue;
        }
        const std::size_t arrow = line.find(" => ");
        const std::size_t space = heading.find(' ');
        if (arrow == std::string::npos || space == std::string::npos) {
            ADD_FAILURE() << "line " << number << " is no case: " << line;
            continue;
        }
        Case one{
            number, heading.substr(0, space), heading.substr(space + 1) == "strict", line.substr(0, arrow), line.substr(arrow + 4), {}, {}};
        if (one.value.starts_with("! ")) {
            const std::size_t colon = one.value.find(": ");
            one.problem = one.value.substr(2, colon == std::string::npos ? colon : colon - 2);
            one.message = message_of(messages, one.problem, colon == std::string::npos ? "" : one.value.substr(colon + 2));
            one.value.clear();
        }
        cases.push_back(one);
    }
    return cases;
}

void expect(const Case& one, const Outcome& outcome) {
    const std::string where = "line " + std::to_string(one.line) + ": " + one.input + " as " + one.type + (one.strictly ? " strictly" : "");
    if (one.problem.empty()) {
        if (!outcome.problems.empty()) {
            ADD_FAILURE() << where << " should be " << one.value << ", found " << outcome.problems[0].type << ": "
                          << outcome.problems[0].msg;
            return;
        }
        // As text: 1 and 1.0 are two values.
        EXPECT_EQ(outcome.json, Json::parse(one.value).dump()) << where;
        return;
    }
    if (outcome.problems.empty()) {
        ADD_FAILURE() << where << " should be refused as " << one.problem << ", found " << outcome.json;
        return;
    }
    EXPECT_EQ(outcome.problems.size(), 1U) << where;
    EXPECT_EQ(outcome.problems[0].type, one.problem) << where;
    EXPECT_EQ(outcome.problems[0].msg, one.message) << where;
}

TEST(ValidationCases, AreWhatPydanticSays) {
    const auto cases = read_cases();
    EXPECT_GE(cases.size(), 400U);
    std::set<std::string> types;
    for (const Case& one : cases) {
        const auto runner = runners().find(one.type);
        if (runner == runners().end()) {
            ADD_FAILURE() << "no type " << one.type;
            continue;
        }
        types.insert(one.type);
        expect(one, runner->second.of_json(Json::parse(one.input), one.strictly));
    }
    EXPECT_EQ(types.size(), runners().size()) << "each type has cases";
}

TEST(ValidationCases, AreTheSameFromText) {
    for (const Case& one : read_cases()) {
        if (const auto runner = runners().find(one.type); runner != runners().end()) {
            expect(one, runner->second.of_text(one.input, one.strictly));
        }
    }
}

}  // namespace
