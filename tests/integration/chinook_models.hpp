/// \file
/// The Chinook sample database's eleven tables, with the names that they have there.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <retort/model.hpp>

namespace chinook {

using retort::DateTime, retort::Decimal, retort::Field, retort::Relationship, retort::TableArgs, retort::index;
using retort::back_populates, retort::decimal_places, retort::foreign_key, retort::link_model, retort::max_digits, retort::max_length;
using retort::ordered_by, retort::primary_key, retort::remote_side;

struct Album;
struct Customer;
struct Employee;
struct Invoice;
struct InvoiceLine;
struct Playlist;
struct Track;

template <int Length>
using Text = Field<std::optional<std::string>, max_length<Length>>;
template <int Length>
using RequiredText = Field<std::string, max_length<Length>>;
using Money = Field<Decimal, max_digits<10>, decimal_places<2>>;

struct Artist {
    static constexpr std::string_view table_name = "Artist";
    Field<int, primary_key> ArtistId;
    Text<120> Name;

    Relationship<std::vector<Album>, back_populates<"artist">, ordered_by<"AlbumId">> albums;
};

struct Album {
    static constexpr std::string_view table_name = "Album";
    static auto table_args() { return TableArgs{index("IFK_AlbumArtistId", "ArtistId")}; }
    Field<int, primary_key> AlbumId;
    RequiredText<160> Title;
    Field<int, foreign_key<&Artist::ArtistId>> ArtistId;

    Relationship<Artist, back_populates<"albums">> artist;
    Relationship<std::vector<Track>, back_populates<"album">> tracks;
};

struct Genre {
    static constexpr std::string_view table_name = "Genre";
    Field<int, primary_key> GenreId;
    Text<120> Name;

    Relationship<std::vector<Track>, back_populates<"genre">> tracks;
};

struct MediaType {
    static constexpr std::string_view table_name = "MediaType";
    Field<int, primary_key> MediaTypeId;
    Text<120> Name;

    Relationship<std::vector<Track>, back_populates<"media_type">> tracks;
};

struct PlaylistTrack {
    static constexpr std::string_view table_name = "PlaylistTrack";
    static auto table_args() {
        return TableArgs{index("IFK_PlaylistTrackPlaylistId", "PlaylistId"), index("IFK_PlaylistTrackTrackId", "TrackId")};
    }
    Field<int, primary_key, foreign_key<"Playlist.PlaylistId">> PlaylistId;
    Field<int, primary_key, foreign_key<"Track.TrackId">> TrackId;
};

struct Track {
    static constexpr std::string_view table_name = "Track";
    static auto table_args() {
        return TableArgs{
            index("IFK_TrackAlbumId", "AlbumId"), index("IFK_TrackGenreId", "GenreId"), index("IFK_TrackMediaTypeId", "MediaTypeId")};
    }
    Field<int, primary_key> TrackId;
    RequiredText<200> Name;
    Field<std::optional<int>, foreign_key<&Album::AlbumId>> AlbumId;
    Field<int, foreign_key<&MediaType::MediaTypeId>> MediaTypeId;
    Field<std::optional<int>, foreign_key<&Genre::GenreId>> GenreId;
    Text<220> Composer;
    int Milliseconds = 0;
    std::optional<int> Bytes;
    Money UnitPrice;

    Relationship<Album, back_populates<"tracks">> album;
    Relationship<MediaType, back_populates<"tracks">> media_type;
    Relationship<Genre, back_populates<"tracks">> genre;
    Relationship<std::vector<Playlist>, back_populates<"tracks">, link_model<PlaylistTrack>> playlists;
    Relationship<std::vector<InvoiceLine>, back_populates<"track">> invoice_lines;
};

struct Playlist {
    static constexpr std::string_view table_name = "Playlist";
    Field<int, primary_key> PlaylistId;
    Text<120> Name;

    Relationship<std::vector<Track>, back_populates<"playlists">, link_model<PlaylistTrack>> tracks;
};

struct Employee {
    static constexpr std::string_view table_name = "Employee";
    static auto table_args() { return TableArgs{index("IFK_EmployeeReportsTo", "ReportsTo")}; }
    Field<int, primary_key> EmployeeId;
    RequiredText<20> LastName;
    RequiredText<20> FirstName;
    Text<30> Title;
    Field<std::optional<int>, foreign_key<&Employee::EmployeeId>> ReportsTo;
    std::optional<DateTime> BirthDate;
    std::optional<DateTime> HireDate;
    Text<70> Address;
    Text<40> City;
    Text<40> State;
    Text<40> Country;
    Text<10> PostalCode;
    Text<24> Phone;
    Text<24> Fax;
    Text<60> Email;

    Relationship<Employee, back_populates<"reports">, remote_side<"EmployeeId">> manager;
    Relationship<std::vector<Employee>, back_populates<"manager">, ordered_by<"EmployeeId">> reports;
    Relationship<std::vector<Customer>, back_populates<"support_rep">> customers;
};

struct Customer {
    static constexpr std::string_view table_name = "Customer";
    static auto table_args() { return TableArgs{index("IFK_CustomerSupportRepId", "SupportRepId")}; }
    Field<int, primary_key> CustomerId;
    RequiredText<40> FirstName;
    RequiredText<20> LastName;
    Text<80> Company;
    Text<70> Address;
    Text<40> City;
    Text<40> State;
    Text<40> Country;
    Text<10> PostalCode;
    Text<24> Phone;
    Text<24> Fax;
    RequiredText<60> Email;
    Field<std::optional<int>, foreign_key<&Employee::EmployeeId>> SupportRepId;

    Relationship<Employee, back_populates<"customers">> support_rep;
    Relationship<std::vector<Invoice>, back_populates<"customer">> invoices;
};

struct Invoice {
    static constexpr std::string_view table_name = "Invoice";
    static auto table_args() { return TableArgs{index("IFK_InvoiceCustomerId", "CustomerId")}; }
    Field<int, primary_key> InvoiceId;
    Field<int, foreign_key<&Customer::CustomerId>> CustomerId;
    DateTime InvoiceDate;
    Text<70> BillingAddress;
    Text<40> BillingCity;
    Text<40> BillingState;
    Text<40> BillingCountry;
    Text<10> BillingPostalCode;
    Money Total;

    Relationship<Customer, back_populates<"invoices">> customer;
    Relationship<std::vector<InvoiceLine>, back_populates<"invoice">> lines;
};

struct InvoiceLine {
    static constexpr std::string_view table_name = "InvoiceLine";
    static auto table_args() {
        return TableArgs{index("IFK_InvoiceLineInvoiceId", "InvoiceId"), index("IFK_InvoiceLineTrackId", "TrackId")};
    }
    Field<int, primary_key> InvoiceLineId;
    Field<int, foreign_key<&Invoice::InvoiceId>> InvoiceId;
    Field<int, foreign_key<&Track::TrackId>> TrackId;
    Money UnitPrice;
    int Quantity = 0;

    Relationship<Invoice, back_populates<"lines">> invoice;
    Relationship<Track, back_populates<"invoice_lines">> track;
};

}  // namespace chinook
