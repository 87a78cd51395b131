#include "catalog_support.hpp"
#include "sample_tables.hpp"

namespace {

using namespace dialect_sqlite;

class CatalogOf : public testing::TestWithParam<std::string> {};

TEST_P(CatalogOf, ReadsWhatAsStoredPromises) {
    const Table wanted = sample_tables().at(GetParam())();
    Memory memory;
    memory.create(wanted);

    const Table read = memory.table(wanted.name, wanted.schema);

    EXPECT_EQ(printed(read), printed(memory.catalog().as_stored(wanted)));
}

TEST_P(CatalogOf, CreatesTheSameTableFromWhatItRead) {
    const Table wanted = sample_tables().at(GetParam())();
    Memory memory;
    memory.create(wanted);
    const Table read = memory.table(wanted.name, wanted.schema);
    Memory other;

    other.create(read);

    EXPECT_EQ(printed(other.table(wanted.name, wanted.schema)), printed(read));
}

TEST_P(CatalogOf, StoresWhatItReadUnchanged) {
    const Table wanted = sample_tables().at(GetParam())();
    Memory memory;
    memory.create(wanted);
    const Table read = memory.table(wanted.name, wanted.schema);

    EXPECT_EQ(printed(memory.catalog().as_stored(read)), printed(read));
}

std::vector<std::string> names() {
    std::vector<std::string> names;
    for (const auto& [name, build] : sample_tables())
        names.push_back(name);
    return names;
}

INSTANTIATE_TEST_SUITE_P(Sqlite, CatalogOf, testing::ValuesIn(names()), [](const auto& case_of) { return case_of.param; });

TEST(SqliteCatalog, ReadsAllTablesAsItReadsEach) {
    Memory memory;
    for (const auto& [name, build] : sample_tables())
        memory.create(build());

    const auto tables = memory.catalog().tables(memory.connection, {});

    ASSERT_EQ(tables.size(), sample_tables().size());
    for (const Table& table : tables)
        EXPECT_EQ(printed(table), printed(memory.table(table.name)));
}

}  // namespace
