/// \file
/// The Chinook sample database's eleven tables, with the names that its PostgreSQL version gives them; without relationships.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <retort/model.hpp>

namespace chinook_postgresql {

using retort::DateTime, retort::Decimal, retort::Field, retort::TableArgs, retort::index;
using retort::decimal_places, retort::foreign_key, retort::max_digits, retort::max_length, retort::primary_key;

template <int Length>
using Text = Field<std::optional<std::string>, max_length<Length>>;
template <int Length>
using RequiredText = Field<std::string, max_length<Length>>;
using Money = Field<Decimal, max_digits<10>, decimal_places<2>>;

struct Artist {
    static constexpr std::string_view table_name = "artist";
    Field<int, primary_key> artist_id;
    Text<120> name;
};

struct Album {
    static constexpr std::string_view table_name = "album";
    static auto table_args() { return TableArgs{index("album_artist_id_idx", "artist_id")}; }
    Field<int, primary_key> album_id;
    RequiredText<160> title;
    Field<int, foreign_key<&Artist::artist_id>> artist_id;
};

struct Genre {
    static constexpr std::string_view table_name = "genre";
    Field<int, primary_key> genre_id;
    Text<120> name;
};

struct MediaType {
    static constexpr std::string_view table_name = "media_type";
    Field<int, primary_key> media_type_id;
    Text<120> name;
};

struct PlaylistTrack {
    static constexpr std::string_view table_name = "playlist_track";
    static auto table_args() {
        return TableArgs{index("playlist_track_playlist_id_idx", "playlist_id"), index("playlist_track_track_id_idx", "track_id")};
    }
    Field<int, primary_key, foreign_key<"playlist.playlist_id">> playlist_id;
    Field<int, primary_key, foreign_key<"track.track_id">> track_id;
};

struct Track {
    static constexpr std::string_view table_name = "track";
    static auto table_args() {
        return TableArgs{index("track_album_id_idx", "album_id"), index("track_genre_id_idx", "genre_id"),
            index("track_media_type_id_idx", "media_type_id")};
    }
    Field<int, primary_key> track_id;
    RequiredText<200> name;
    Field<std::optional<int>, foreign_key<&Album::album_id>> album_id;
    Field<int, foreign_key<&MediaType::media_type_id>> media_type_id;
    Field<std::optional<int>, foreign_key<&Genre::genre_id>> genre_id;
    Text<220> composer;
    int milliseconds = 0;
    std::optional<int> bytes;
    Money unit_price;
};

struct Playlist {
    static constexpr std::string_view table_name = "playlist";
    Field<int, primary_key> playlist_id;
    Text<120> name;
};

struct Employee {
    static constexpr std::string_view table_name = "employee";
    static auto table_args() { return TableArgs{index("employee_reports_to_idx", "reports_to")}; }
    Field<int, primary_key> employee_id;
    RequiredText<20> last_name;
    RequiredText<20> first_name;
    Text<30> title;
    Field<std::optional<int>, foreign_key<&Employee::employee_id>> reports_to;
    std::optional<DateTime> birth_date;
    std::optional<DateTime> hire_date;
    Text<70> address;
    Text<40> city;
    Text<40> state;
    Text<40> country;
    Text<10> postal_code;
    Text<24> phone;
    Text<24> fax;
    Text<60> email;
};

struct Customer {
    static constexpr std::string_view table_name = "customer";
    static auto table_args() { return TableArgs{index("customer_support_rep_id_idx", "support_rep_id")}; }
    Field<int, primary_key> customer_id;
    RequiredText<40> first_name;
    RequiredText<20> last_name;
    Text<80> company;
    Text<70> address;
    Text<40> city;
    Text<40> state;
    Text<40> country;
    Text<10> postal_code;
    Text<24> phone;
    Text<24> fax;
    RequiredText<60> email;
    Field<std::optional<int>, foreign_key<&Employee::employee_id>> support_rep_id;
};

struct Invoice {
    static constexpr std::string_view table_name = "invoice";
    static auto table_args() { return TableArgs{index("invoice_customer_id_idx", "customer_id")}; }
    Field<int, primary_key> invoice_id;
    Field<int, foreign_key<&Customer::customer_id>> customer_id;
    DateTime invoice_date;
    Text<70> billing_address;
    Text<40> billing_city;
    Text<40> billing_state;
    Text<40> billing_country;
    Text<10> billing_postal_code;
    Money total;
};

struct InvoiceLine {
    static constexpr std::string_view table_name = "invoice_line";
    static auto table_args() {
        return TableArgs{index("invoice_line_invoice_id_idx", "invoice_id"), index("invoice_line_track_id_idx", "track_id")};
    }
    Field<int, primary_key> invoice_line_id;
    Field<int, foreign_key<&Invoice::invoice_id>> invoice_id;
    Field<int, foreign_key<&Track::track_id>> track_id;
    Money unit_price;
    int quantity = 0;
};

}  // namespace chinook_postgresql
