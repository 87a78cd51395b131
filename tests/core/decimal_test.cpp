#include <retort/core/decimal.hpp>

#include <gtest/gtest.h>

#include <cmath>
#include <sstream>
#include <type_traits>
#include <unordered_set>

#include <retort/core/error.hpp>

namespace {

using retort::ArgumentError, retort::Decimal, retort::divide;

Decimal operator""_d(const char* text, std::size_t size) {
    return Decimal{std::string_view{text, size}};
}

TEST(Decimal, PrintsAsPythonDoes) {
    const std::pair<std::string_view, std::string_view> cases[] = {
        {"1.10", "1.10"},
        {"1E+3", "1E+3"},
        {"0.000001", "0.000001"},
        {"0.0000001", "1E-7"},
        {"123E-10", "1.23E-8"},
        {"0E+2", "0E+2"},
        {"0.00", "0.00"},
        {"1.5e-8", "1.5E-8"},
        {"-12.50", "-12.50"},
        {".5", "0.5"},
        {"5.", "5"},
        {"+7", "7"},
        {" 8 ", "8"},
        {"007", "7"},
        {"12345678901234567890123456789012345678", "12345678901234567890123456789012345678"},
        {"0.12345678901234567890123456789012345678", "0.12345678901234567890123456789012345678"},
    };
    for (const auto& [text, wanted] : cases)
        EXPECT_EQ(Decimal::parse(text).str(), wanted) << text;
    EXPECT_EQ("1E+3"_d.plain_str(), "1000");
    EXPECT_EQ("-1.5E-8"_d.plain_str(), "-0.000000015");
    EXPECT_EQ("0E+2"_d.plain_str(), "0");
}

TEST(Decimal, RefusesWhatIsNoNumber) {
    for (const auto* text : {"", "-", ".", "1.2.3", "1e", "1e+", "e5", "0x10", "1,5", "NaN", "Infinity", "1 2", "--1", "1e+-5"}) {
        EXPECT_EQ(Decimal::try_parse(text), std::nullopt) << text;
        EXPECT_THROW(static_cast<void>(Decimal::parse(text)), ArgumentError) << text;
    }
}

TEST(Decimal, HoldsThirtyEightDigitsAndNotOneMore) {
    const std::string nines(38, '9');

    EXPECT_EQ(Decimal{nines}.digits(), 38);
    EXPECT_THROW(Decimal{nines + "9"}, ArgumentError);
    EXPECT_EQ((Decimal{nines + "0"}), Decimal{nines} * 10);  // the zero becomes an exponent
    EXPECT_THROW(Decimal{nines} + 1 + Decimal{"0.1"}, ArgumentError);
    EXPECT_EQ((Decimal{nines} + 1).str(), "1.0000000000000000000000000000000000000E+38");
    EXPECT_THROW(Decimal{nines} * Decimal{nines}, ArgumentError);
    EXPECT_THROW("1E+30"_d + "1E-30"_d, ArgumentError);
    EXPECT_THROW(static_cast<void>("1E+30"_d.quantize(10)), ArgumentError);
    EXPECT_THROW(Decimal{"1E+30000"}, ArgumentError);
}

TEST(Decimal, EqualsWhateverItsTrailingZeros) {
    EXPECT_EQ("1.1"_d, "1.10"_d);
    EXPECT_EQ("1000"_d, "1E+3"_d);
    EXPECT_EQ("-0.00"_d, 0);
    EXPECT_EQ("1.1"_d.hash(), "1.1000"_d.hash());
    EXPECT_EQ("1000"_d.hash(), "1E+3"_d.hash());
    EXPECT_EQ("0E+9"_d.hash(), Decimal{}.hash());
    EXPECT_NE("1.1"_d.hash(), "-1.1"_d.hash());
    EXPECT_NE("1.1"_d.hash(), "11"_d.hash());
}

TEST(Decimal, OrdersAcrossSignsAndScales) {
    const Decimal rising[] = {
        "-1E+50"_d, "-10.5"_d, "-1"_d, "-1E-50"_d, "0"_d, "1E-50"_d, "0.999"_d, "1"_d, "1.0001"_d, "9.99"_d, "10"_d, "1E+50"_d};
    for (std::size_t left = 0; left < std::size(rising); ++left) {
        for (std::size_t right = 0; right < std::size(rising); ++right) {
            EXPECT_EQ(rising[left] < rising[right], left < right);
            EXPECT_EQ(rising[left] == rising[right], left == right);
        }
    }
}

TEST(Decimal, AddsSubtractsAndMultipliesExactly) {
    EXPECT_EQ(("0.1"_d + "0.2"_d).str(), "0.3");
    EXPECT_EQ(("1.10"_d + "2"_d).str(), "3.10");
    EXPECT_EQ(("1.10"_d - "1.1"_d).str(), "0.00");
    EXPECT_EQ(("1"_d - "2.50"_d).str(), "-1.50");
    EXPECT_EQ(("-3"_d + "1"_d).str(), "-2");
    EXPECT_EQ(("0"_d + "1E+3"_d).str(), "1000");
    EXPECT_EQ(("1.20"_d * "3.0"_d).str(), "3.600");
    EXPECT_EQ(("-12345678901234567890"_d * "987654321098765432"_d).str(), "-12193263113702179521140070120989178480");
    EXPECT_EQ((-"5.0"_d).str(), "-5.0");
    EXPECT_EQ((-"0.0"_d).str(), "0.0");
    auto sum = "10"_d;
    sum += 5;
    sum -= "0.5"_d;
    sum *= 2;
    EXPECT_EQ(sum.str(), "29.0");
}

TEST(Decimal, DividesToThePlacesAskedForHalfToEven) {
    EXPECT_EQ(divide(1, 3, 5).str(), "0.33333");
    EXPECT_EQ(divide(2, 3, 5).str(), "0.66667");
    EXPECT_EQ(divide(1, 8, 2).str(), "0.12");
    EXPECT_EQ(divide(3, 8, 2).str(), "0.38");
    EXPECT_EQ(divide(-1, 8, 2).str(), "-0.12");
    EXPECT_EQ(divide("1E+3"_d, "0.5"_d, 0).str(), "2000");
    EXPECT_EQ(divide(1, 3, 37).str(), "0.3333333333333333333333333333333333333");
    EXPECT_EQ(divide(1, "1E+90"_d, 2).str(), "0.00");
    EXPECT_THROW(static_cast<void>(divide(1, 0, 2)), ArgumentError);
    EXPECT_THROW(static_cast<void>(divide(10, 3, 38)), ArgumentError);
    EXPECT_THROW(static_cast<void>(divide("1E+90"_d, 3, 2)), ArgumentError);
}

TEST(Decimal, QuantizesHalfToEven) {
    EXPECT_EQ("2.345"_d.quantize(2).str(), "2.34");
    EXPECT_EQ("2.355"_d.quantize(2).str(), "2.36");
    EXPECT_EQ("2.3451"_d.quantize(2).str(), "2.35");
    EXPECT_EQ("-2.5"_d.quantize(0).str(), "-2");
    EXPECT_EQ("1"_d.quantize(2).str(), "1.00");
    EXPECT_EQ("-1.25"_d.quantize(2).str(), "-1.25");  // lost its sign where nothing was to be done
    EXPECT_EQ("150"_d.quantize(-2).str(), "2E+2");
    EXPECT_EQ("0.001"_d.quantize(2).str(), "0.00");
    EXPECT_EQ("99999999999999999999999999999999999999"_d.quantize(-1).str(), "1.0000000000000000000000000000000000000E+38");
}

TEST(Decimal, ComesFromAndGoesToOtherNumbers) {
    static_assert(
        !std::is_convertible_v<double, Decimal> && !std::is_constructible_v<Decimal, double> && !std::is_constructible_v<Decimal, bool>);

    EXPECT_EQ(Decimal{INT64_MIN}.str(), "-9223372036854775808");
    EXPECT_EQ(Decimal{UINT64_MAX}.str(), "18446744073709551615");
    EXPECT_EQ(Decimal{INT64_MIN}.to_int64(), INT64_MIN);
    EXPECT_EQ("9223372036854775808"_d.to_int64(), std::nullopt);
    EXPECT_EQ("1E+3"_d.to_int64(), 1000);
    EXPECT_EQ("5.00"_d.to_int64(), 5);
    EXPECT_EQ("5.01"_d.to_int64(), std::nullopt);
    EXPECT_EQ("1E+19"_d.to_int64(), std::nullopt);
    EXPECT_EQ(Decimal::from_double(0.1, 2).str(), "0.10");
    EXPECT_EQ(Decimal::from_double(2.675, 2).str(), "2.67");  // the double lies below the half
    EXPECT_EQ(Decimal::from_double(0.125, 2).str(), "0.12");
    EXPECT_EQ(Decimal::from_double(-1e20, 1).str(), "-100000000000000000000.0");
    EXPECT_THROW(static_cast<void>(Decimal::from_double(1e300, 0)), ArgumentError);
    EXPECT_THROW(static_cast<void>(Decimal::from_double(0.0 / 0.0, 2)), ArgumentError);
    EXPECT_EQ("0.1"_d.to_double(), 0.1);
    EXPECT_EQ("-1E+400"_d.to_double(), -HUGE_VAL);
    EXPECT_EQ("1E-400"_d.to_double(), 0.0);
    EXPECT_EQ("12.340"_d.scale(), 3);
    EXPECT_EQ("12.340"_d.digits(), 5);
    EXPECT_EQ("1E+3"_d.scale(), -3);
    std::ostringstream out;
    out << "1.50"_d;
    EXPECT_EQ(out.str(), "1.50");
}

}  // namespace
