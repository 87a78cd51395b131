// CHECK constraints made from the options of fields: the database refuses what the model's validation would, and autogenerate knows them.
#include <gtest/gtest.h>

#include <string>

#include <retort/migrate.hpp>
#include <retort/migrate/autogenerate.hpp>
#include <retort/retort.hpp>

#include "tests/support/database.hpp"

namespace {

using namespace retort;

struct Product {
    static constexpr std::string_view table_name = "checked_product";
    static constexpr ModelConfig model_config{.check_constraints = true};
    Field<std::optional<std::int64_t>, primary_key> id;
    Field<std::string, min_length<2>, max_length<5>> name;
    Field<int, ge<0>, lt<100>> stock = 0;
    Field<std::optional<int>, multiple_of<6>> pack;
    Field<std::optional<double>, gt<0.5>> weight;
    std::string note = "";
};

struct Unchecked {
    Field<std::optional<std::int64_t>, primary_key> id;
    Field<int, ge<0>> stock = 0;
};

TEST(ValueChecks, AreMadeFromTheOptions) {
    std::vector<std::pair<std::string, std::string>> checks;
    for (const auto& check : describe<Product>().table.check_constraints)
        checks.emplace_back(check.name, check.sql);
    EXPECT_EQ(checks, (std::vector<std::pair<std::string, std::string>>{
                          {"ck_checked_product_name", "char_length(name) >= 2 AND char_length(name) <= 5"},
                          {"ck_checked_product_stock", "stock >= 0 AND stock < 100"},
                          {"ck_checked_product_pack", "pack % 6 = 0"},
                          {"ck_checked_product_weight", "weight > 0.5"},
                      }));
    EXPECT_TRUE(describe<Unchecked>().table.check_constraints.empty());
}

class ValueChecksInTheDatabase : public testing::Test {
protected:
    ValueChecksInTheDatabase() { metadata<Product>().create_all(engine); }

    void expect_refused(const Product& product, const char* constraint) {
        auto connection = engine.connect();
        try {
            connection.exec(insert<Product>().values(product));
            ADD_FAILURE() << "the database took " << repr(product);
        } catch (const IntegrityError& error) {
            EXPECT_EQ(error.constraint(), constraint);
        }
    }

    testing_support::FreshDatabase database;
    Engine engine = create_engine(database.url());
};

TEST_F(ValueChecksInTheDatabase, RefuseWhatIsOutOfBounds) {
    expect_refused({.name = "A", .stock = 1}, "ck_checked_product_name");
    expect_refused({.name = "Axe", .stock = -1}, "ck_checked_product_stock");
    expect_refused({.name = "Axe", .stock = 100}, "ck_checked_product_stock");
    expect_refused({.name = "Axe", .stock = 1, .pack = 7}, "ck_checked_product_pack");
    expect_refused({.name = "Axe", .stock = 1, .weight = 0.5}, "ck_checked_product_weight");
}

TEST_F(ValueChecksInTheDatabase, TakeWhatIsWithinAndNullAndCountCharacters) {
    auto connection = engine.connect();
    connection.exec(insert<Product>().values(Product{.name = "ÄÖÜéß", .stock = 99, .pack = 12, .weight = 0.75}));
    connection.exec(insert<Product>().values(Product{.name = "Ax"}));
    EXPECT_EQ(connection.exec(select<Product>()).all().size(), 2U);
}

TEST_F(ValueChecksInTheDatabase, AreKnownToAutogenerate) {
    const migrate::Environment environment{.metadata = metadata<Product>()};
    auto connection = engine.connect();
    const auto comparison = migrate::compare_metadata(connection, environment);
    for (const auto& difference : comparison.differences) {
        for (const auto& line : difference.summary)
            ADD_FAILURE() << line;
    }
}

}  // namespace
