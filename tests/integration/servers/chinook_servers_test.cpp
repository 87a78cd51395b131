// The Chinook database as its authors publish it for the servers: loaded, read through models, and nothing for autogenerate to do.
#include <retort/migrate/compare.hpp>

#include "chinook_postgresql_models.hpp"
#include "tests/integration/chinook_models.hpp"
#include "tests/integration/support.hpp"

namespace {

using namespace retort;

template <class... Models>
struct ModelsOf {
    static MetaData metadata() { return retort::metadata<Models...>(); }
    /// The rows of each table by its name, untracked; the same number of objects must come from a session.
    static std::map<std::string, std::size_t> row_counts(Engine& engine) {
        std::map<std::string, std::size_t> counts;
        const auto count = [&]<class Model>(const Model*) {
            auto connection = engine.connect();
            const std::size_t rows = connection.exec(select<Model>()).all().size();
            counts[describe<Model>().table.name] = rows;
            Session session{engine};
            EXPECT_EQ(session.exec(select<Model>()).all().size(), rows);
            EXPECT_TRUE(session.dirty<Model>().empty());
        };
        (count(static_cast<const Models*>(nullptr)), ...);
        return counts;
    }
};

class ChinookOnServers : public testing::Test {
protected:
    void SetUp() override {
        RETORT_NEED_SAMPLE(database.chinook());
        database.load_chinook();
    }
    bool is_postgresql() const { return database.kind() == "postgresql"; }
    Decimal decimal(const std::string& sql) {
        auto connection = engine.connect();
        return connection.exec(text(sql)).one()[0].as_decimal();
    }

    integration::SharedDatabase database;
    Engine engine = create_engine(database.url());
};

template <class Invoice, class Total, class Country>
void expect_sums(Engine& engine, Total total, Country country, const Decimal& expected) {
    auto connection = engine.connect();
    Decimal sum;
    std::map<std::string, Decimal> by_country;
    for (const Invoice& invoice : connection.exec(select<Invoice>())) {
        sum += invoice.*total;
        by_country[*(invoice.*country)] += invoice.*total;
    }
    EXPECT_EQ(sum, expected);
    const auto grouped = select(col(country), func::sum(col(total))).group_by(col(country));
    std::map<std::string, Decimal> by_sql;
    for (const auto& [name, amount] : connection.exec(grouped))
        by_sql[*name] = *amount;
    EXPECT_EQ(by_sql, by_country);
    EXPECT_EQ(by_sql.size(), 24U);
}

const std::vector<std::size_t> rows_of_chinook{347, 275, 59, 8, 25, 412, 2240, 5, 18, 8715, 3503};  // in order of the tables' names

using Postgresql = ModelsOf<chinook_postgresql::Artist, chinook_postgresql::Album, chinook_postgresql::Genre, chinook_postgresql::MediaType,
    chinook_postgresql::PlaylistTrack, chinook_postgresql::Track, chinook_postgresql::Playlist, chinook_postgresql::Employee,
    chinook_postgresql::Customer, chinook_postgresql::Invoice, chinook_postgresql::InvoiceLine>;
using Mysql = ModelsOf<chinook::Artist, chinook::Album, chinook::Genre, chinook::MediaType, chinook::PlaylistTrack, chinook::Track,
    chinook::Playlist, chinook::Employee, chinook::Customer, chinook::Invoice, chinook::InvoiceLine>;

TEST_F(ChinookOnServers, EveryRowIsReadAndTheSumsAgree) {
    const auto counts = is_postgresql() ? Postgresql::row_counts(engine) : Mysql::row_counts(engine);
    std::vector<std::size_t> rows;
    for (const auto& [table, count] : counts)
        rows.push_back(count);
    EXPECT_EQ(rows, rows_of_chinook);
    if (is_postgresql()) {
        using chinook_postgresql::Invoice;
        expect_sums<Invoice>(engine, &Invoice::total, &Invoice::billing_country, decimal("SELECT sum(total) FROM invoice"));
    } else {
        using chinook::Invoice;
        expect_sums<Invoice>(engine, &Invoice::Total, &Invoice::BillingCountry, decimal("SELECT sum(Total) FROM Invoice"));
    }
}

std::string summary(const migrate::Comparison& comparison) {
    std::string lines;
    for (const auto& difference : comparison.differences) {
        for (const auto& line : difference.summary)
            lines += line + "\n";
    }
    return lines;
}

TEST_F(ChinookOnServers, AutogenerateFindsNothing) {
    const migrate::Environment environment{.metadata = is_postgresql() ? Postgresql::metadata() : Mysql::metadata()};
    auto connection = engine.connect();
    const auto comparison = migrate::compare_metadata(connection, environment);
    EXPECT_TRUE(comparison.differences.empty()) << summary(comparison);
}

TEST_F(ChinookOnServers, AutogenerateFindsWhatIsDifferent) {
    MetaData wanted = is_postgresql() ? Postgresql::metadata() : Mysql::metadata();
    std::vector<Table> tables{wanted.tables().begin(), wanted.tables().end()};
    tables.front().columns.back().type = types::Text{};
    tables.back().indexes.pop_back();
    const migrate::Environment environment{.metadata = MetaData{std::move(tables)}};
    auto connection = engine.connect();
    EXPECT_EQ(migrate::compare_metadata(connection, environment).differences.size(), 2U);
}

}  // namespace
