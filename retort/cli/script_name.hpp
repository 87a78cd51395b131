#pragma once

#include <chrono>
#include <string>
#include <string_view>

namespace retort::cli {

/// A moment on the clock of a place. A plain value.
struct LocalTime {
    int year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0;
    long long epoch = 0;  ///< seconds since 1970 in UTC
    std::string zone{};   ///< "+02:00"; empty where no zone was asked for

    /// "2026-11-22 10:15:00", with the offset where a zone was asked for.
    std::string str() const;
};

/// \param timezone  as "Europe/Berlin" or "UTC"; empty: the local one
/// \throws ArgumentError  where there is no such zone. Not to be called by several threads at once
LocalTime local_time(std::chrono::system_clock::time_point time, const std::string& timezone);

/// The message in letters that a file's name can have: its words in lower case with '_' between, cut after the last word that fits into `length`.
std::string slug_of(std::string_view message, std::size_t length);

/// `file_template` with its %(rev)s, %(slug)s, %(epoch)s, %(year)d, %(month).2d, … replaced, as Python does it; without a suffix.
/// \throws ArgumentError  where it has another name in it, or leads to another folder
std::string script_name(std::string_view file_template, std::string_view id, std::string_view slug, const LocalTime& time);

}  // namespace retort::cli
