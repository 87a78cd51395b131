// Databases that cannot be opened, read or written: each gives its own error, and nothing is lost but the attempt.
#include <fstream>

#include <unistd.h>

#include "support.hpp"

using namespace integration;
using namespace retort;

namespace bad_files {

struct Note {
    Field<std::optional<std::int64_t>, primary_key> id;
    Field<std::string, unique> title;
    std::optional<std::string> body;
};

struct Unknown {
    Field<int, primary_key> id;
    std::string name;
};

}  // namespace bad_files

namespace {

namespace fs = std::filesystem;
using bad_files::Note;
using bad_files::Unknown;

void write_file(const fs::path& file, std::string_view contents) {
    std::ofstream stream{file, std::ios::binary};
    stream.write(contents.data(), static_cast<std::streamsize>(contents.size()));
}

/// A database of many pages.
void fill(const fs::path& file) {
    auto engine = open(file);
    metadata<Note>().create_all(engine);
    Session session{engine};
    for (int i = 0; i < 500; ++i)
        session.add(Note{.title = "note " + std::to_string(i), .body = std::string(200, 'x')});
    session.commit();
    session.close();
    engine.dispose();
}

void expect_cannot_open(const fs::path& file, EngineOptions options = {}) {
    auto engine = open(file, std::move(options));  // opens nothing yet
    const auto from_connection = thrown_by<OperationalError>([&] { engine.connect(); });
    EXPECT_NE(from_connection.message().find("unable to open database file"), std::string::npos) << from_connection.what();
    EXPECT_NE(from_connection.message().find(file.string()), std::string::npos) << "the message names the file: " << from_connection.what();
    EXPECT_EQ(from_connection.code() & 0xFF, 14);  // SQLITE_CANTOPEN
    EXPECT_TRUE(from_connection.statement().empty());
    EXPECT_FALSE(from_connection.is_retryable());

    Session session{engine};
    thrown_by<OperationalError>([&] { session.exec(select<Note>()).all(); });
    session.add(Note{.title = "never"});
    thrown_by<OperationalError>([&] { session.flush(); });
    session.rollback();
    EXPECT_EQ(engine.pool_status().checked_out, 0);
}

}  // namespace

TEST(BadFiles, AFolderIsNoDatabase) {
    const TemporaryFolder folder;
    expect_cannot_open(folder.path());
}

TEST(BadFiles, AFolderThatDoesNotExist) {
    const TemporaryFolder folder;
    expect_cannot_open(folder / "missing" / "notes.db");
    EXPECT_FALSE(fs::exists(folder / "missing"));
}

TEST(BadFiles, AFileThatMayNotBeRead) {
    if (::geteuid() == 0) GTEST_SKIP() << "root may read everything";
    const TemporaryFolder folder;
    fill(folder / "notes.db");
    fs::permissions(folder / "notes.db", fs::perms::none);
    expect_cannot_open(folder / "notes.db");
}

TEST(BadFiles, AMissingFileIsNotMadeWhereTheModeForbidsIt) {
    const TemporaryFolder folder;
    expect_cannot_open(folder / "missing.db", {.connect_args = {{"mode", "rw"}}});
    EXPECT_FALSE(fs::exists(folder / "missing.db"));
}

TEST(BadFiles, WritingWhatIsOpenForReadingOnly) {
    const TemporaryFolder folder;
    fill(folder / "notes.db");
    auto engine = open(folder / "notes.db", {.connect_args = {{"mode", "ro"}}});
    Session session{engine};
    EXPECT_EQ(session.exec(select<Note>()).all().size(), 500U);
    session.add(Note{.title = "one more"});
    const auto error = thrown_by<OperationalError>([&] { session.flush(); });
    EXPECT_EQ(error.code() & 0xFF, 8);  // SQLITE_READONLY
    EXPECT_NE(error.message().find("readonly"), std::string::npos);
    EXPECT_NE(error.statement().find("INSERT INTO note"), std::string::npos);
    EXPECT_NE(error.parameters().find("'one more'"), std::string::npos);
    session.rollback();
    EXPECT_EQ(session.exec(select<Note>()).all().size(), 500U);
}

TEST(BadFiles, ATextFileIsNoDatabase) {
    const TemporaryFolder folder;
    const std::string text = "This is a letter and not a database.\n" + std::string(5000, '.');
    write_file(folder / "letter.txt", text);
    auto engine = open(folder / "letter.txt");
    Session session{engine};
    const auto error = thrown_by<DatabaseError>([&] { session.exec(select<Note>().where(col(&Note::title) == "x")).all(); });
    EXPECT_EQ(error.code(), 26);  // SQLITE_NOTADB
    EXPECT_EQ(error.message(), "file is not a database");
    EXPECT_NE(error.statement().find("FROM note"), std::string::npos);
    EXPECT_EQ(error.parameters(), "('x',)");

    thrown_by<DatabaseError>([&] { metadata<Note>().create_all(engine); });
    session.rollback();
    session.close();
    engine.dispose();
    std::ifstream stream{folder / "letter.txt", std::ios::binary};
    const std::string after{std::istreambuf_iterator<char>{stream}, {}};
    EXPECT_EQ(after, text) << "what is no database is left as it is";
}

TEST(BadFiles, AHeaderWithGarbageBehindIt) {
    const TemporaryFolder folder;
    const auto file = folder / "notes.db";
    fill(file);
    const auto size = fs::file_size(file);
    ASSERT_GT(size, 20U * 4096);
    {
        // The header and the schema, page 1, stay.
        std::fstream stream{file, std::ios::binary | std::ios::in | std::ios::out};
        stream.seekp(4096);
        const std::string garbage(static_cast<std::size_t>(size) - 4096, '\xAB');
        stream.write(garbage.data(), static_cast<std::streamsize>(garbage.size()));
    }
    auto engine = open(file);
    Session session{engine};
    const auto error = thrown_by<DatabaseError>([&] { session.exec(select<Note>()).all(); });
    EXPECT_EQ(error.code() & 0xFF, 11);  // SQLITE_CORRUPT
    EXPECT_EQ(error.message(), "database disk image is malformed");
    EXPECT_NE(error.statement().find("SELECT note.id"), std::string::npos);
    EXPECT_NE(std::string{error.what()}.find("[SQL: SELECT note.id"), std::string::npos) << error.what();

    thrown_by<DatabaseError>([&] { engine.connect().exec(select<Note>()).first(); });
    session.rollback();
    session.add(Note{.title = "never"});
    thrown_by<DatabaseError>([&] { session.commit(); });
    EXPECT_THROW(session.commit(), PendingRollbackError);
    session.rollback();
}

TEST(BadFiles, APageThatIsReachedInTheMiddleOfAResult) {
    const TemporaryFolder folder;
    const auto file = folder / "notes.db";
    fill(file);
    {
        // Behind the pages that the first rows need.
        std::fstream stream{file, std::ios::binary | std::ios::in | std::ios::out};
        stream.seekp(static_cast<std::streamoff>(fs::file_size(file) / 4096 / 2 * 4096));
        const std::string garbage(4096 * 4, '\xAB');
        stream.write(garbage.data(), static_cast<std::streamsize>(garbage.size()));
    }
    auto engine = open(file);
    auto connection = engine.connect();
    int rows = 0;
    const auto error = thrown_by<DatabaseError>([&] {
        for (const auto& note : connection.exec(select<Note>().where(col(&Note::title) != "nothing")))
            rows += note.title.empty() ? 0 : 1;
    });
    EXPECT_GT(rows, 0);
    EXPECT_LT(rows, 500);
    EXPECT_EQ(error.code() & 0xFF, 11);
    EXPECT_EQ(error.parameters(), "('nothing',)");
}

TEST(BadFiles, AnEmptyFileIsAnEmptyDatabase) {
    const TemporaryFolder folder;
    write_file(folder / "empty.db", "");
    fill(folder / "empty.db");
    auto engine = open(folder / "empty.db");
    EXPECT_EQ(count_rows(engine, "note"), 500);
}

TEST(BadFiles, AMissingTable) {
    const TemporaryFolder folder;
    fill(folder / "notes.db");
    auto engine = open(folder / "notes.db");
    Session session{engine};
    const auto error = thrown_by<OperationalError>([&] { session.exec(select<Unknown>().where(col(&Unknown::name) == "it's")).first(); });
    EXPECT_EQ(error.message(), "no such table: unknown");
    EXPECT_EQ(error.statement(), "SELECT unknown.id, unknown.name \nFROM unknown \nWHERE unknown.name = ?");
    EXPECT_EQ(error.parameters(), "(\"it's\",)");
    EXPECT_EQ(std::string{error.what()}.find("OperationalError: no such table: unknown"), 0U) << error.what();

    // A failed query is not a failed flush: the session goes on.
    EXPECT_EQ(session.exec(select<Note>()).all().size(), 500U);
    thrown_by<OperationalError>([&] { session.get<Unknown>(1); });
    session.add(Unknown{.id = 1, .name = "x"});
    const auto insert_error = thrown_by<OperationalError>([&] { session.flush(); });
    EXPECT_NE(insert_error.statement().find("INSERT INTO unknown"), std::string::npos);
    EXPECT_EQ(insert_error.parameters(), "(1, 'x')");
}

TEST(BadFiles, AMissingColumn) {
    const TemporaryFolder folder;
    auto engine = open(folder / "notes.db");
    execute(engine, "CREATE TABLE note (id INTEGER NOT NULL PRIMARY KEY, title VARCHAR)");
    Session session{engine};
    const auto error = thrown_by<OperationalError>([&] { session.exec(select<Note>()).all(); });
    EXPECT_EQ(error.message(), "no such column: note.body");
}

TEST(BadFiles, AnUrlThatCannotBeRead) {
    for (const auto* url : {"", "notes.db", "sqlite", "sqlite:/notes.db", "nosuchdb:///x", "sqlite://user@host/notes.db",
             "sqlite:///notes.db?nosuch=1", "sqlite:///notes.db?timeout=soon"}) {
        const auto error = thrown_by<ArgumentError>([&] { create_engine(url).connect(); });
        EXPECT_GT(std::string{error.what()}.size(), 20U) << url;
    }
}
