// The Chinook database: every row and column through the models, and sums that plain SQL confirms.
#include "chinook_models.hpp"
#include "support.hpp"

using namespace chinook;
using namespace integration;
using retort::col, retort::select, retort::Session, retort::Engine, retort::rel;
namespace func = retort::func;

namespace {

std::string in_quotes(std::string_view text) {
    std::string out = "'";
    for (const char c : text)
        out += c == '\'' ? std::string{"''"} : std::string{c};
    return out + "'";
}

/// A cell of an object as SQLite's quote() shows the one that it was read from; what Chinook has no column of is not here.
std::string as_sqlite_shows(const retort::Value& value) {
    using Kind = retort::ValueKind;
    switch (value.kind()) {
    case Kind::null: return "NULL";
    case Kind::integer: return std::to_string(value.as_integer());
    case Kind::text: return in_quotes(value.as_text());
    case Kind::decimal: {
        auto text = value.as_decimal().plain_str();  // NUMERIC has made an integer of 1.00, and 13.86 has no zeros at its end
        while (text.find('.') != std::string::npos && (text.back() == '0' || text.back() == '.'))
            text.pop_back();
        return text;
    }
    case Kind::datetime:
        return in_quotes(retort::format_datetime(value.as_datetime()).substr(0, 19));  // these were stored without a fraction
    default: throw std::logic_error{"no column of Chinook"};
    }
}

/// Cells by column, in the order of the rows.
using Columns = std::map<std::string, std::vector<std::string>>;

template <class M>
void add_cells(Columns& columns, const M& object) {
    for (const auto& field : retort::describe<M>().fields) {
        columns[std::string{field.name}].push_back(as_sqlite_shows(field.ops->to_value(field.in(&object))));
    }
}

template <class M>
Columns columns_by_sql(Engine& engine) {
    const auto& table = retort::describe<M>().table;
    std::string key;
    for (const auto& column : table.primary_key.columns)
        key += (key.empty() ? "\"" : ", \"") + column + "\"";
    Columns columns;
    for (const auto& column : table.columns) {
        auto& cells = columns[column.name];
        for (auto& row : text_rows(engine, "SELECT quote(\"" + column.name + "\") FROM \"" + table.name + "\" ORDER BY " + key)) {
            cells.push_back(std::move(row[0]));
        }
    }
    return columns;
}

/// The key is the first column, or the first two.
template <class M>
auto in_key_order() {
    return select<M>().order_by(retort::text("1"), retort::text("2"));
}

void expect_same(const Columns& ours, const Columns& theirs) {
    ASSERT_EQ(ours.size(), theirs.size());
    for (const auto& [name, cells] : theirs) {
        const auto found = ours.find(name);
        ASSERT_NE(found, ours.end()) << name;
        ASSERT_EQ(found->second.size(), cells.size()) << name;
        for (std::size_t row = 0; row < cells.size(); ++row)
            ASSERT_EQ(found->second[row], cells[row]) << name << ", row " << row;
    }
}

template <class M>
void expect_all_cells(Engine& engine, std::size_t row_count) {
    SCOPED_TRACE(retort::describe<M>().table.name);
    const Columns stored = columns_by_sql<M>(engine);
    ASSERT_EQ(stored.begin()->second.size(), row_count);

    Columns untracked;
    auto connection = engine.connect();
    for (const M& object : connection.exec(in_key_order<M>()))
        add_cells(untracked, object);
    expect_same(untracked, stored);

    Columns tracked;
    Session session{engine};
    for (const auto& object : session.exec(in_key_order<M>()))
        add_cells(tracked, *object);
    expect_same(tracked, stored);
    EXPECT_TRUE(session.dirty<M>().empty());
}

std::string name_of(const Employee& employee) {
    return employee.FirstName + " " + employee.LastName;
}

/// What a query of two columns gives, a text and a number, by the text.
std::map<std::string, std::int64_t> numbers(Engine& engine, std::string_view sql) {
    auto connection = engine.connect();
    std::map<std::string, std::int64_t> out;
    for (const auto& row : connection.exec(retort::text(sql))) {
        out.emplace(row[0].is_null() ? "(none)" : row[0].as_text(), row[1].as_integer());
    }
    return out;
}

/// -1 where there is more than cents.
std::int64_t in_cents(const Decimal& amount) {
    return (amount * Decimal{100}).to_int64().value_or(-1);
}

class Chinook : public testing::Test {
protected:
    void SetUp() override {
        RETORT_NEED_SAMPLE("chinook.sqlite");
        engine.emplace(open(folder.copy_of_sample("chinook.sqlite")));
    }

    TemporaryFolder folder;
    std::optional<Engine> engine;
};

}  // namespace

TEST_F(Chinook, EveryCellOfEveryTableIsRead) {
    expect_all_cells<Artist>(*engine, 275);
    expect_all_cells<Album>(*engine, 347);
    expect_all_cells<Genre>(*engine, 25);
    expect_all_cells<MediaType>(*engine, 5);
    expect_all_cells<Track>(*engine, 3503);
    expect_all_cells<Playlist>(*engine, 18);
    expect_all_cells<PlaylistTrack>(*engine, 8715);
    expect_all_cells<Employee>(*engine, 8);
    expect_all_cells<Customer>(*engine, 59);
    expect_all_cells<Invoice>(*engine, 412);
    expect_all_cells<InvoiceLine>(*engine, 2240);
}

TEST_F(Chinook, InvoicesByCountry) {
    const auto expected =
        numbers(*engine, "SELECT BillingCountry, sum(CAST(round(Total * 100) AS INTEGER)) FROM Invoice GROUP BY BillingCountry");
    ASSERT_EQ(expected.size(), 24U);
    Session session{*engine};

    std::map<std::string, Decimal> by_object;
    for (const auto& invoice : session.exec(select<Invoice>()))
        by_object[*invoice->BillingCountry] += invoice->Total;
    std::map<std::string, std::int64_t> cents;
    for (const auto& [country, total] : by_object)
        cents[country] = in_cents(total);
    EXPECT_EQ(cents, expected);

    // In Chinook everybody pays from home, so that the customers' invoices add up to the same.
    std::map<std::string, Decimal> by_customer;
    for (const auto& customer : session.exec(select<Customer>()).all()) {
        for (const auto& invoice : customer->invoices)
            by_customer[*customer->Country] += invoice->Total;
    }
    EXPECT_EQ(by_customer, by_object);

    const auto grouped = select(col(&Invoice::BillingCountry), func::sum(col(&Invoice::Total)), func::count())
                             .group_by(col(&Invoice::BillingCountry))
                             .order_by(col(&Invoice::BillingCountry));
    std::map<std::string, std::int64_t> by_select;
    std::int64_t invoices = 0;
    for (const auto& [country, total, count] : session.exec(grouped)) {
        by_select[*country] = in_cents(*total);
        invoices += count;
    }
    EXPECT_EQ(by_select, expected);
    EXPECT_EQ(invoices, 412);
}

TEST_F(Chinook, ASumOfMoneyKeepsItsTwoPlaces) {
    auto connection = engine->connect();
    const auto total = connection.exec(select(func::sum(col(&Invoice::Total)))).one();
    ASSERT_TRUE(total);
    EXPECT_EQ(total->str(), "2328.60");
}

TEST_F(Chinook, InvoicesAddUpToTheirLines) {
    Session session{*engine};
    const auto invoices = session.exec(select<Invoice>()).all();
    ASSERT_EQ(invoices.size(), 412U);
    for (const auto& invoice : invoices) {
        Decimal sum;
        for (const auto& line : invoice->lines) {
            sum += line->UnitPrice * Decimal{line->Quantity};
            EXPECT_EQ(line->invoice, invoice);
        }
        EXPECT_EQ(sum, invoice->Total) << invoice->InvoiceId;
    }
}

TEST_F(Chinook, TracksByGenre) {
    const auto expected = numbers(*engine, "SELECT g.Name, count(*) FROM Track t JOIN Genre g ON g.GenreId = t.GenreId GROUP BY g.Name");
    ASSERT_EQ(expected.size(), 25U);
    Session session{*engine};

    std::map<std::string, std::int64_t> by_object;
    for (const auto& track : session.exec(select<Track>()).all())
        ++by_object[*track->genre->Name];
    EXPECT_EQ(by_object, expected);

    std::map<std::string, std::int64_t> by_collection;
    for (const auto& genre : session.exec(select<Genre>()).all())
        by_collection[*genre->Name] = static_cast<std::int64_t>(genre->tracks.size());
    EXPECT_EQ(by_collection, expected);

    std::map<std::string, std::int64_t> by_select;
    for (const auto& [name, count] :
        session.exec(select(col(&Genre::Name), func::count(col(&Track::TrackId))).join(&Genre::tracks).group_by(col(&Genre::Name)))) {
        by_select[*name] = count;
    }
    EXPECT_EQ(by_select, expected);
}

TEST_F(Chinook, EmployeesByManager) {
    const auto expected = numbers(*engine,
        "SELECT m.FirstName || ' ' || m.LastName, count(*) FROM Employee e LEFT JOIN Employee m ON m.EmployeeId = e.ReportsTo GROUP BY "
        "e.ReportsTo");
    ASSERT_EQ(expected.size(), 4U);
    Session session{*engine};
    const auto employees = session.exec(select<Employee>()).all();

    std::map<std::string, std::int64_t> by_manager;
    for (const auto& employee : employees)
        ++by_manager[employee->manager ? name_of(*employee->manager) : "(none)"];
    EXPECT_EQ(by_manager, expected);

    std::map<std::string, std::int64_t> by_reports{{"(none)", 1}};
    for (const auto& employee : employees) {
        if (!employee->reports.empty()) by_reports[name_of(*employee)] = static_cast<std::int64_t>(employee->reports.size());
    }
    EXPECT_EQ(by_reports, expected);

    const auto manager = retort::aliased<Employee>("manager");
    const auto grouped =
        select(manager.col(&Employee::FirstName), manager.col(&Employee::LastName), func::count(col(&Employee::EmployeeId)))
            .select_from<Employee>()
            .join(manager, &Employee::manager)
            .group_by(manager.col(&Employee::EmployeeId));
    std::map<std::string, std::int64_t> by_select{{"(none)", 1}};
    for (const auto& [first, last, count] : session.exec(grouped))
        by_select[first + " " + last] = count;
    EXPECT_EQ(by_select, expected);
}

TEST_F(Chinook, TheChainOfManagersEndsAtTheTop) {
    Session session{*engine};
    auto employee = session.get<Employee>(8);
    std::vector<std::string> chain{name_of(*employee)};
    while (employee->manager) {
        employee = employee->manager;
        chain.push_back(name_of(*employee));
    }
    EXPECT_EQ(chain, (std::vector<std::string>{"Laura Callahan", "Michael Mitchell", "Andrew Adams"}));
    EXPECT_EQ(employee->reports[0]->manager, employee);
}

TEST_F(Chinook, PlaylistsAndTheirTracks) {
    const auto expected = numbers(*engine, "SELECT CAST(PlaylistId AS TEXT), count(*) FROM PlaylistTrack GROUP BY PlaylistId");
    std::map<std::string, std::int64_t> lazy;
    std::map<std::string, std::int64_t> eager;
    {
        Session session{*engine};
        for (const auto& playlist : session.exec(select<Playlist>()).all()) {
            if (!playlist->tracks.empty()) lazy[std::to_string(playlist->PlaylistId)] = static_cast<std::int64_t>(playlist->tracks.size());
        }
        const auto track = session.get<Track>(1);
        ASSERT_EQ(track->playlists.size(), 3U);
        for (const auto& playlist : track->playlists)
            EXPECT_TRUE(playlist->tracks.contains(track));
    }
    Session session{*engine};
    for (const auto& playlist : session.exec(select<Playlist>()).all()) {
        if (!playlist->tracks.empty()) eager[std::to_string(playlist->PlaylistId)] = static_cast<std::int64_t>(playlist->tracks.size());
    }
    EXPECT_EQ(lazy, expected);
    EXPECT_EQ(eager, expected);
}

TEST_F(Chinook, RevenueByArtistOverFourRelationships) {
    const auto expected = numbers(*engine,
        "SELECT ar.Name, sum(CAST(round(l.UnitPrice * 100) AS INTEGER) * l.Quantity) FROM InvoiceLine l JOIN Track t ON t.TrackId = "
        "l.TrackId "
        "JOIN Album al ON al.AlbumId = t.AlbumId JOIN Artist ar ON ar.ArtistId = al.ArtistId GROUP BY ar.ArtistId");
    Session session{*engine};
    std::map<std::string, std::int64_t> by_object;
    const auto statement = select<InvoiceLine>();
    for (const auto& line : session.exec(statement).all()) {
        by_object[*line->track->album->artist->Name] += in_cents(line->UnitPrice) * line->Quantity;
    }
    EXPECT_EQ(by_object, expected);
}

TEST_F(Chinook, ConditionsOnRelationships) {
    auto connection = engine->connect();
    const auto silent = select(func::count()).select_from<Artist>().where(!rel(&Artist::albums).any());
    EXPECT_EQ(connection.exec(silent).one(), 71);
    const auto jazz = select(func::count()).select_from<Track>().where(rel(&Track::genre).has(col(&Genre::Name) == "Jazz"));
    EXPECT_EQ(connection.exec(jazz).one(), 130);
    const auto on_playlist = select<Track>().where(rel(&Track::playlists).any(col(&Playlist::Name) == "Grunge"));
    EXPECT_EQ(connection.exec(on_playlist).all().size(), 15U);
}

TEST_F(Chinook, WritesIntoTheForeignSchemaAndTakesItBack) {
    Session session{*engine};
    const auto artist = session.add(Artist{.ArtistId = 1000, .Name = "Sigur Rós"});
    const auto album = session.add(Album{.AlbumId = 1000, .Title = "Ágætis byrjun"});
    album->artist = artist;
    const auto track = session.add(
        Track{.TrackId = 10000, .Name = "Svefn-g-englar", .MediaTypeId = 1, .Milliseconds = 600000, .UnitPrice = Decimal{"0.99"}});
    track->album = album;
    track->playlists.push_back(session.get<Playlist>(1));
    session.commit();
    EXPECT_EQ(text_rows(*engine,
                  "SELECT t.Name, ar.Name, quote(t.UnitPrice), p.PlaylistId FROM Track t JOIN Album al USING (AlbumId) "
                  "JOIN Artist ar USING (ArtistId) JOIN PlaylistTrack p USING (TrackId) WHERE t.TrackId = 10000"),
        (std::vector<std::vector<std::string>>{{"Svefn-g-englar", "Sigur Rós", "0.99", "1"}}));

    track->playlists.clear();
    session.remove(track);
    session.remove(album);
    session.remove(artist);
    session.commit();
    expect_all_cells<Artist>(*engine, 275);
    EXPECT_EQ(count_rows(*engine, "PlaylistTrack"), 8715);
}
