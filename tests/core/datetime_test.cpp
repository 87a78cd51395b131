#include <retort/core/datetime.hpp>

#include <gtest/gtest.h>

#include <sstream>

#include <retort/core/error.hpp>

namespace {

using namespace retort;
using namespace std::chrono_literals;

constexpr Date date(int year, unsigned month, unsigned day) {
    return std::chrono::year{year} / static_cast<int>(month) / static_cast<int>(day);
}

DateTime moment(Date day, int hour, int minute, int second = 0, int microsecond = 0) {
    return DateTime{std::chrono::sys_days{day}} + Time{hour, minute, second, microsecond}.since_midnight();
}

TEST(DateTime, IsStoredAsSqlalchemyStoresIt) {
    EXPECT_EQ(format_datetime(moment(date(2026, 11, 22), 10, 15)), "2026-11-22 10:15:00.000000");
    EXPECT_EQ(format_datetime(moment(date(2026, 1, 2), 3, 4, 5, 6), 'T'), "2026-01-02T03:04:05.000006");
    EXPECT_EQ(format_datetime(moment(date(1969, 12, 31), 23, 59, 59, 999'999)), "1969-12-31 23:59:59.999999");
    EXPECT_EQ(format_datetime(moment(date(1, 1, 1), 0, 0)), "0001-01-01 00:00:00.000000");
    EXPECT_EQ(format_datetime(moment(date(9999, 12, 31), 23, 59, 59, 999'999)), "9999-12-31 23:59:59.999999");
    EXPECT_EQ(format_date(date(2024, 2, 29)), "2024-02-29");
    EXPECT_EQ(format_time(Time{10, 15}), "10:15:00.000000");
}

TEST(DateTime, KnowsTheYears1To9999Only) {
    const auto end = moment(date(9999, 12, 31), 23, 59, 59, 999'999);

    EXPECT_THROW(static_cast<void>(format_datetime(end + 1us)), ArgumentError);
    EXPECT_THROW(static_cast<void>(format_datetime(moment(date(1, 1, 1), 0, 0) - 1us)), ArgumentError);
    EXPECT_THROW(static_cast<void>(format_datetime(DateTime::max())), ArgumentError);
    EXPECT_THROW(static_cast<void>(format_date(date(2023, 2, 29))), ArgumentError);
    EXPECT_THROW(static_cast<void>(format_date(date(0, 1, 1))), ArgumentError);
    EXPECT_EQ(parse_datetime("9999-12-31T23:59:59.999999-00:01"), std::nullopt);
    EXPECT_EQ(parse_datetime("0001-01-01T00:00:00+00:01"), std::nullopt);
    EXPECT_EQ(parse_date("0000-01-01"), std::nullopt);
}

TEST(DateTime, IsoformatHasAFractionOnlyWhereThereIsOne) {
    EXPECT_EQ(isoformat(moment(date(2026, 11, 22), 10, 15)), "2026-11-22T10:15:00");
    EXPECT_EQ(isoformat(moment(date(2026, 11, 22), 10, 15, 0, 500'000)), "2026-11-22T10:15:00.500000");
    EXPECT_EQ(isoformat(moment(date(1969, 12, 31), 23, 59, 59)), "1969-12-31T23:59:59");
    EXPECT_EQ(isoformat(Time{1, 2, 3}), "01:02:03");
    EXPECT_EQ(isoformat(Time{1, 2, 3, 4}), "01:02:03.000004");
    EXPECT_EQ(isoformat(date(2026, 11, 22)), "2026-11-22");
}

TEST(DateTime, ReadsStorageIsoAndOffsets) {
    const auto at = moment(date(2026, 11, 22), 10, 15);

    for (const auto* text : {"2026-11-22 10:15:00.000000", "2026-11-22T10:15:00", "2026-11-22t10:15", "2026-11-22 10:15:00.0",
             "2026-11-22T10:15:00Z", "2026-11-22T10:15:00+00:00", "2026-11-22 10:15:00+00", "2026-11-22T12:15:00+02:00",
             "2026-11-22T05:45:00-0430", "2026-11-22 10:15:01+00:00:01"}) {
        EXPECT_EQ(parse_datetime(text), at) << text;
    }
    EXPECT_EQ(parse_datetime("2026-11-22"), moment(date(2026, 11, 22), 0, 0));
    EXPECT_EQ(parse_datetime("2026-11-22 10:15:00.1"), at + 100'000us);
    EXPECT_EQ(parse_datetime("2026-11-22 10:15:00.123456789"), at + 123'456us);
    EXPECT_EQ(parse_datetime("2026-01-01T00:30:00+01:00"), moment(date(2025, 12, 31), 23, 30));
}

TEST(DateTime, RefusesWhatIsNoMoment) {
    for (const auto* text : {"", "2026-11-22T", "2026-11-22 10", "2026-11-22 10:15:", "2026-11-22 10:15:00.", "2026-11-22 24:00:00",
             "2026-11-22 10:60:00", "2026-11-22 10:15:60", "2026-13-01 00:00:00", "2026-02-30 00:00:00", "26-11-22 10:15:00",
             "2026-11-22 10:15:00 ", "2026-11-22 10:15:00Zx", "2026-11-22 10:15:00+", "2026-11-22 10:15:00+25:00", "2026-11-22_10:15:00",
             "2026/11/22 10:15:00", "2026-1-2 10:15:00"}) {
        EXPECT_EQ(parse_datetime(text), std::nullopt) << text;
    }
    EXPECT_EQ(parse_date("2026-11-22 "), std::nullopt);
    EXPECT_EQ(parse_time("10:15:00+00"), std::nullopt);
    EXPECT_EQ(parse_time("1:15"), std::nullopt);
}

TEST(DateTime, EveryDayComesBackFromItsText) {
    char buffer[datetime_size];
    for (auto day = std::chrono::sys_days{date(1, 1, 1)}; day < std::chrono::sys_days{date(9999, 12, 25)}; day += std::chrono::days{7}) {
        const auto at = DateTime{day} + 86'399'999'999us;
        const auto size = write_datetime(at, buffer);
        ASSERT_EQ(parse_datetime({buffer, size}), at) << std::string_view(buffer, size);
    }
}

TEST(Time, ChecksItsPartsAndGivesThemBack) {
    const Time time{23, 59, 58, 123'456};

    EXPECT_EQ(time.hour(), 23);
    EXPECT_EQ(time.minute(), 59);
    EXPECT_EQ(time.second(), 58);
    EXPECT_EQ(time.microsecond(), 123'456);
    EXPECT_EQ(parse_time("23:59:58.123456"), time);
    EXPECT_EQ(Time::since_midnight(time.since_midnight()), time);
    EXPECT_LT(Time{}, time);
    EXPECT_THROW((Time{24, 0}), ArgumentError);
    EXPECT_THROW((Time{0, -1}), ArgumentError);
    EXPECT_THROW((Time{0, 0, 60}), ArgumentError);
    EXPECT_THROW((Time{0, 0, 0, 1'000'000}), ArgumentError);
    EXPECT_THROW(static_cast<void>(Time::since_midnight(24h)), ArgumentError);
    std::ostringstream out;
    out << time;
    EXPECT_EQ(out.str(), "23:59:58.123456");
}

TEST(Interval, IsWrittenAndReadAsIso8601) {
    const std::pair<Interval, std::string_view> cases[] = {
        {24h + 2h + 3min + 4s + 500ms, "P1DT2H3M4.5S"},
        {0us, "PT0S"},
        {-1s, "-PT1S"},
        {1us, "PT0.000001S"},
        {48h, "P2D"},
        {90min, "PT1H30M"},
        {-(24h + 1us), "-P1DT0.000001S"},
        {240h + 10s, "P10DT10S"},
    };
    for (const auto& [value, text] : cases) {
        EXPECT_EQ(isoformat(value), text);
        EXPECT_EQ(parse_duration(text), value) << text;
    }
    EXPECT_EQ(isoformat(Interval::min()), "-P106751991DT4H54.775808S");
    EXPECT_EQ(parse_duration("P2W"), Interval{336h});
    EXPECT_EQ(parse_duration("P0DT0H0M1.500000S"), Interval{1500ms});
}

TEST(Interval, ReadsPythonsOwnText) {
    EXPECT_EQ(parse_duration("1 day, 2:03:04.500000"), Interval{26h + 3min + 4s + 500ms});
    EXPECT_EQ(parse_duration("-1 day, 23:59:59"), Interval{-1s});
    EXPECT_EQ(parse_duration("2 days, 0:00:00"), Interval{48h});
    EXPECT_EQ(parse_duration("2 days"), Interval{48h});
    EXPECT_EQ(parse_duration("10:15:00"), Interval{10h + 15min});
    EXPECT_EQ(parse_duration("-00:01:00"), Interval{-1min});
    EXPECT_EQ(parse_duration("30:15"), Interval{30min + 15s});
}

TEST(Interval, RefusesWhatIsNone) {
    for (const auto* text : {"", "P", "PT", "P1DT", "P1M", "P1Y", "PT1.5H", "PT1S1M", "P1D1D", "1D", "P1H", "PT1D", "12", "1:60", "1:00:60",
             "1 day 2", "PT99999999999999999999S", "P999999999D", "--PT1S", "P-1D"}) {
        EXPECT_EQ(parse_duration(text), std::nullopt) << text;
    }
}

TEST(PythonReprOfTimes, IsWhatPythonPrints) {
    EXPECT_EQ(repr_datetime(moment(date(2026, 11, 22), 10, 15)), "datetime.datetime(2026, 11, 22, 10, 15)");
    EXPECT_EQ(repr_datetime(moment(date(2026, 1, 2), 0, 0)), "datetime.datetime(2026, 1, 2, 0, 0)");
    EXPECT_EQ(repr_datetime(moment(date(2026, 1, 2), 3, 4, 0, 5)), "datetime.datetime(2026, 1, 2, 3, 4, 0, 5)");
    EXPECT_EQ(repr_date(date(2026, 11, 2)), "datetime.date(2026, 11, 2)");
    EXPECT_EQ(repr_time(Time{}), "datetime.time(0, 0)");
    EXPECT_EQ(repr_time(Time{1, 2, 3}), "datetime.time(1, 2, 3)");
    EXPECT_EQ(repr_timedelta(24h + 3s), "datetime.timedelta(days=1, seconds=3)");
    EXPECT_EQ(repr_timedelta(-1s), "datetime.timedelta(days=-1, seconds=86399)");
    EXPECT_EQ(repr_timedelta(-1us), "datetime.timedelta(days=-1, seconds=86399, microseconds=999999)");
    EXPECT_EQ(repr_timedelta(0us), "datetime.timedelta(0)");
    EXPECT_EQ(repr_timedelta(Interval::min()), "datetime.timedelta(days=-106751992, seconds=71945, microseconds=224192)");
    EXPECT_EQ(repr_timedelta(Interval::max()), "datetime.timedelta(days=106751991, seconds=14454, microseconds=775807)");
}

}  // namespace
