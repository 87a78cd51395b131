// Texts that look like SQL, in every place where a program can put a text.
#include "support.hpp"
#include "tests/support/database.hpp"

using namespace integration;
using namespace retort;

namespace hostile {

/// Stands beside the others; whatever happens, it must stay as it is.
struct Victim {
    Field<int, primary_key> id;
    std::string name;
};

struct Note {
    Field<std::optional<std::int64_t>, primary_key> id;
    Field<std::string, sql_type<types::Text{}>> title;
    std::optional<Json> document;
    std::vector<std::string> tags;
};

/// Every name here wants quoting: words of SQL, capitals, letters beyond ASCII, and a table's name with quotes and a statement in it.
struct Reserved {
    static constexpr std::string_view table_name = "ta\"ble'); DROP TABLE victim; -- `[x]%s :y ?";
    Field<std::optional<std::int64_t>, primary_key> order;
    Field<std::string, indexed> select;
    std::string group;
    int Table = 0;
    int größe = 0;
    Field<std::optional<int>, foreign_key<"victim.id">> from;
};

}  // namespace hostile

namespace {

using hostile::Note;
using hostile::Reserved;
using hostile::Victim;

/// What is true of one database alone.
struct Database {
    std::string_view kind;
    /// Makes comparisons exact: what is sought here is the very text.
    std::string_view prepare;
    bool holds_zero;
    std::size_t longest_pattern;
    /// The letters that no name of a member can have in its paths into JSON.
    std::string_view no_path;
    /// The names of the columns of :table, in their order.
    std::string_view columns;
    /// How many there are among the table :table and the index :index.
    std::string_view count_of_table_and_index;
    const char* unknown_function;
    const char* unknown_collation;
};

const Database& database_of(std::string_view kind) {
    using namespace std::string_view_literals;
    static const Database databases[]{
        {.kind = "sqlite",
            .prepare = "",
            .holds_zero = true,
            .longest_pattern = 1000,  // and it ends at a zero
            .no_path = "\0"sv,
            .columns = "SELECT name FROM pragma_table_info(:table)",
            .count_of_table_and_index = "SELECT count(*) FROM sqlite_master WHERE name IN (:table, :index)",
            .unknown_function = "OperationalError",
            .unknown_collation = "OperationalError"},
        {.kind = "postgresql",
            .prepare = "",
            .holds_zero = false,
            .longest_pattern = 100'000,
            .no_path = "",
            .columns = "SELECT column_name FROM information_schema.columns WHERE table_name = :table ORDER BY ordinal_position",
            .count_of_table_and_index = "SELECT count(*) FROM pg_class WHERE relname IN (:table, :index)",
            .unknown_function = "ProgrammingError",
            .unknown_collation = "ProgrammingError"},
        {.kind = "mariadb",
            .prepare = "ALTER DATABASE COLLATE utf8mb4_nopad_bin",
            .holds_zero = true,
            .longest_pattern = 100'000,
            .no_path = "",
            .columns = "SELECT column_name FROM information_schema.columns WHERE table_schema = database() AND table_name = :table "
                       "ORDER BY ordinal_position",
            .count_of_table_and_index =
                "SELECT (SELECT count(*) FROM information_schema.tables WHERE table_schema = database() AND "
                "table_name = :table) + (SELECT count(DISTINCT index_name) FROM information_schema.statistics WHERE "
                "table_schema = database() AND index_name = :index)",
            .unknown_function = "ProgrammingError",
            .unknown_collation = "OperationalError"},
    };
    return *std::find_if(std::begin(databases), std::end(databases), [kind](const Database& one) { return one.kind == kind; });
}

bool has_zero(std::string_view text) {
    return text.find('\0') != std::string_view::npos;
}

std::vector<std::string> texts_for(const Database& database) {
    using namespace std::string_literals;
    std::vector<std::string> texts{
        "",
        "'",
        "''",
        "\"",
        "`",
        "]",
        "\\",
        "\\'",
        "'; DROP TABLE victim; --",
        "x'); DELETE FROM victim; --",
        "\" OR \"1\"=\"1",
        "' OR 1=1 /*",
        "*/ DROP TABLE victim /*",
        "%",
        "_",
        "%_%",
        "a%b_c/d\\e",
        "?",
        "?1",
        ":title",
        ":title::text",
        "@a $b #c",
        "{0} %s %(name)s",
        "NULL",
        "null",
        "0",
        "1e3",
        "x'00'",
        "Robert\n'); DROP TABLE victim;\r\n--",
        "tab\there",
        "zero\0'; DROP TABLE victim; --"s,
        "Ünïcødé ☃ 🦸 夜 \u202E",
        "\uFF07 fullwidth quote \u02BC",
        std::string(5000, '\''),
    };
    if (!database.holds_zero) std::erase_if(texts, has_zero);
    return texts;
}

class HostileText : public testing::Test {
protected:
    HostileText() {
        if (!about.prepare.empty()) execute(engine, about.prepare);
        metadata<Victim, Note, Reserved>().create_all(engine);
        execute(engine, "INSERT INTO victim VALUES (1, 'alive')");
    }
    ~HostileText() override {
        const std::vector<std::vector<std::string>> alive{{"1", "alive"}};
        EXPECT_EQ(text_rows(engine, "SELECT * FROM victim"), alive);
    }

    /// One note for each of the texts.
    void add_notes() {
        Session session{engine};
        for (const auto& text : texts)
            session.add(Note{.title = text, .document = Json{{text, Json{text}}}, .tags = {text, "x"}});
        session.commit();
    }

    /// The name of the class of the database's error.
    template <class Action>
    static std::string error_of(Action&& action) {
        try {
            action();
        } catch (const DatabaseError& error) {
            return error.type_name();
        }
        return "none";
    }

    testing_support::FreshDatabase database;
    const Database& about = database_of(database.kind());
    const std::vector<std::string> texts = texts_for(about);
    Engine engine = create_engine(database.url());
};

using Titles = std::vector<std::string>;

}  // namespace

TEST_F(HostileText, AsValues) {
    add_notes();
    Session session{engine};
    const auto notes = session.exec(select<Note>().order_by(col(&Note::id))).all();
    ASSERT_EQ(notes.size(), texts.size());
    for (std::size_t i = 0; i < notes.size(); ++i) {
        const auto& text = texts[i];
        ASSERT_EQ(notes[i]->title, text);
        ASSERT_EQ(notes[i]->tags[0], text);
        ASSERT_EQ((*notes[i]->document)[text], Json{text});
    }
    for (const auto& note : notes)
        note->title += "'; DROP TABLE victim; --";
    session.commit();
    EXPECT_EQ(notes[3]->title, "\"'; DROP TABLE victim; --");
    for (const auto& note : notes)
        session.remove(note);
    session.commit();
    EXPECT_EQ(count_rows(engine, "note"), 0);
}

TEST_F(HostileText, AZeroIsHeldOrRefusedAndNeverTheEndOfAText) {
    using namespace std::string_literals;
    const auto zero = "zero\0'; DROP TABLE victim; --"s;
    const auto write = [&](const Note& note) {
        Session session{engine};
        const auto ref = session.add(note);
        session.commit();
        session.refresh(ref);
        EXPECT_EQ(ref->title, note.title);
        EXPECT_EQ(ref->tags, note.tags);
    };
    const auto expect_held_or_refused = [&](const auto& action) {
        if (about.holds_zero)
            EXPECT_NO_THROW(action());
        else
            EXPECT_EQ(error_of(action), "DataError");
    };
    expect_held_or_refused([&] { write({.title = zero}); });
    EXPECT_NO_THROW(write({.title = "fine", .tags = {zero}})) << "JSON writes it as \\u0000";
    auto connection = engine.connect();
    expect_held_or_refused([&] { connection.exec(select<Note>().where(col(&Note::title) == zero)).all(); });
    expect_held_or_refused([&] { connection.exec(text("SELECT title FROM note WHERE title = :title"), {{"title", zero}}).all(); });
    connection.rollback();
    EXPECT_EQ(count_rows(engine, "note"), about.holds_zero ? 2 : 1);
}

TEST_F(HostileText, InComparisonsAndLists) {
    add_notes();
    auto connection = engine.connect();
    const auto titles = select(col(&Note::title));
    for (const auto& text : texts) {
        SCOPED_TRACE(text);
        EXPECT_EQ(connection.exec(titles.where(col(&Note::title) == text)).all(), Titles{text});
        EXPECT_EQ(connection.exec(titles.where(col(&Note::title) != text)).all().size(), texts.size() - 1);
        EXPECT_EQ(connection.exec(titles.where(col(&Note::title).in({text, std::string{"not there"}}))).all(), Titles{text});
        EXPECT_EQ(connection.exec(titles.where(col(&Note::title).between(text, text))).all(), Titles{text});
        EXPECT_EQ(connection.exec(select(literal(text))).one(), text);
        EXPECT_EQ(connection.exec(titles.where(func::coalesce(col(&Note::title), text) == text)).all(), Titles{text});
    }
    EXPECT_EQ(connection.exec(titles.where(col(&Note::title).in(texts))).all().size(), texts.size());
    EXPECT_TRUE(connection.exec(titles.where(col(&Note::title).not_in(texts))).all().empty());
}

TEST_F(HostileText, InPatterns) {
    add_notes();
    auto connection = engine.connect();
    const auto titles = select(col(&Note::title));
    for (const auto& text : texts) {
        if (text.size() > about.longest_pattern || (has_zero(text) && has_zero(about.no_path))) continue;
        SCOPED_TRACE(text);
        for (const auto& predicate : {col(&Note::title).contains(text, {.autoescape = true}),
                 col(&Note::title).startswith(text, {.autoescape = true}), col(&Note::title).endswith(text, {.autoescape = true}),
                 col(&Note::title).contains(text, {.autoescape = true, .escape = "\\"})}) {
            const auto found = connection.exec(titles.where(predicate)).all();
            EXPECT_NE(std::find(found.begin(), found.end(), text), found.end());
            for (const auto& title : found) {
                const auto plain = [](std::string one) {
                    std::transform(one.begin(), one.end(), one.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
                    return one;
                };
                EXPECT_NE(plain(title).find(plain(text)), std::string::npos) << title;
            }
        }
    }
    // A pattern of the user's own is a pattern and nothing else.
    EXPECT_EQ(connection.exec(titles.where(col(&Note::title).like("'; DROP TABLE%"))).all(), Titles{"'; DROP TABLE victim; --"});
    EXPECT_EQ(connection.exec(titles.where(col(&Note::title).like("a!%b!_c/d%", {.escape = "!"}))).all(), Titles{"a%b_c/d\\e"});
    EXPECT_EQ(connection.exec(titles.where(col(&Note::title).ilike("robert%DROP%"))).all().size(), 1U);
    EXPECT_EQ(connection.exec(titles.where(col(&Note::title).like("%"))).all().size(), texts.size());
    EXPECT_THROW(connection.exec(titles.where(col(&Note::title).like("x", {.escape = "' OR 1=1 --"}))).all(), Error);
}

TEST_F(HostileText, AsParametersOfText) {
    add_notes();
    auto connection = engine.connect();
    for (const auto& value : texts) {
        SCOPED_TRACE(value);
        const auto rows =
            connection
                .exec(text("SELECT title, ':title' AS quoted, 'it''s' /* :no */ -- :neither\n FROM note WHERE title = :title"),
                    {{"title", value}})
                .all();
        ASSERT_EQ(rows.size(), 1U);
        EXPECT_EQ(rows[0]["title"].as_text(), value);
        EXPECT_EQ(rows[0]["quoted"].as_text(), ":title");
        const auto bound = connection.exec(select(col(&Note::title)).where(text("title = :t").bind({{"t", value}}))).all();
        EXPECT_EQ(bound, Titles{value});
    }
}

TEST_F(HostileText, AsKeysOfJson) {
    add_notes();
    auto connection = engine.connect();
    for (const auto& text : texts) {
        if (text.find_first_of(about.no_path) != std::string::npos) continue;
        SCOPED_TRACE(text);
        const auto found = connection.exec(select(col(&Note::title)).where(col(&Note::document)[text].as<std::string>() == text)).all();
        EXPECT_EQ(found, Titles{text});
    }
}

TEST_F(HostileText, AQuoteInAKeyOfJsonDoesNotLeaveThePath) {
    add_notes();
    auto connection = engine.connect();
    for (const auto* key : {"\"", "\" OR \"1\"=\"1", "a\".b", "\"]"}) {
        SCOPED_TRACE(key);
        try {
            // Where the database can say it, the member of that name; never another, and never an answer to another question.
            for (const auto& title :
                connection.exec(select(col(&Note::title)).where(col(&Note::document)[key].as<std::string>().is_not_null())).all()) {
                EXPECT_EQ(title, key);
            }
        } catch (const Error& error) {
            EXPECT_STRNE(error.what(), "");
            connection.rollback();
        }
    }
}

TEST_F(HostileText, AMemberWhoseNameIsInQuotesIsNotTheOneWithout) {
    Session session{engine};
    session.add(Note{
        .title = "a", .document = Json{{"a", "plain"}, {"\"a\"", "quoted"}, {"a\"b", "inside"}, {"a\\\"", "escaped"}, {"a.\\", "dot"}}});
    session.add(Note{.title = "b", .document = Json{{"a", "plain"}, {"b", "plain"}}});
    session.commit();
    const auto titles_with = [&](std::string_view key, const std::string& value) {
        return session.exec(select(col(&Note::title)).where(col(&Note::document)[key].as<std::string>() == value)).all();
    };
    EXPECT_EQ(titles_with("a", "plain"), (Titles{"a", "b"}));
    EXPECT_EQ(titles_with("\"a\"", "plain"), Titles{});
    EXPECT_EQ(titles_with("\"a\"", "quoted"), Titles{"a"});
    EXPECT_EQ(titles_with("a\"b", "inside"), Titles{"a"});
    EXPECT_EQ(titles_with("a\\\"", "escaped"), Titles{"a"});
    EXPECT_EQ(titles_with("a.\\", "dot"), Titles{"a"});
}

TEST_F(HostileText, AsLabelsAliasesAndNamesOfSubqueries) {
    add_notes();
    auto connection = engine.connect();
    const auto count = static_cast<std::int64_t>(texts.size());
    for (const std::string name : {"a\"b", "x\"; DROP TABLE victim; --", "select", "it's", "[x]", "ü", "a b", "%s", ":p", "?"}) {
        SCOPED_TRACE(name);
        EXPECT_EQ(connection.exec(select(func::count().label(name)).select_from<Note>()).one(), count);
        EXPECT_EQ(connection.exec(select(col(&Note::id).label(name)).order_by(label(name).desc())).first(), count);
        const auto alias = aliased<Note>(name);
        EXPECT_EQ(connection.exec(select(func::count(alias.col(&Note::id)))).one(), count);
        const auto inner = select(col(&Note::id).label(name)).subquery(name);
        EXPECT_EQ(connection.exec(select(func::count(inner.col<std::int64_t>(name)))).one(), count);
        const auto cte = select(col(&Note::id)).cte(name);
        EXPECT_EQ(connection.exec(select(func::count(cte.col(&Note::id)))).one(), count);
        connection.savepoint(name);
        connection.exec(delete_from<Note>().all_rows());
        connection.rollback_to_savepoint(name);
        connection.release_savepoint(name);
    }
    EXPECT_EQ(connection.exec(select(func::count()).select_from<Note>()).one(), count);
}

TEST_F(HostileText, AsTheNameOfAFunctionOrACollation) {
    auto connection = engine.connect();
    const std::string name = "lower('x'); DROP TABLE victim; --";
    EXPECT_EQ(error_of([&] { connection.exec(select(func::call<std::string>(name, "x"))).one(); }), about.unknown_function);
    connection.rollback();
    const auto collated = select<Victim>().order_by(col(&Victim::name).collate("NOCASE; DROP TABLE victim; --"));
    EXPECT_EQ(error_of([&] { connection.exec(collated).all(); }), about.unknown_collation);
    connection.rollback();
    EXPECT_EQ(connection.exec(select(func::call<std::string>("lower", "'; DROP"))).one(), "'; drop");
}

TEST_F(HostileText, AsTheNamesOfATableAndItsColumns) {
    Session session{engine};
    const auto first = session.add(Reserved{.select = "a", .group = "g", .Table = 1, .größe = 2, .from = 1});
    session.add(Reserved{.select = "b", .group = "g", .Table = 3, .größe = 4});
    session.commit();
    EXPECT_TRUE(first->order);
    first->group = "h";
    session.commit();
    session.refresh(first);
    EXPECT_EQ(first->group, "h");

    const auto sums =
        select(col(&Reserved::group), func::sum(col(&Reserved::größe))).group_by(col(&Reserved::group)).order_by(col(&Reserved::group));
    EXPECT_EQ(session.exec(sums).all(), (std::vector<std::tuple<std::string, std::optional<std::int64_t>>>{{"g", 4}, {"h", 2}}));
    EXPECT_EQ(session.exec(select<Reserved>().where(col(&Reserved::Table) > 1).order_by(col(&Reserved::order).desc())).one()->select, "b");
    session.exec(update<Reserved>().where(col(&Reserved::select) == "b").set(col(&Reserved::Table), col(&Reserved::Table) + 1));
    EXPECT_EQ(session.exec(select<Reserved>().join<Victim>()).one()->select, "a");
    const auto upsert = insert<Reserved>()
                            .values(Reserved{.order = first->order, .select = "c"})
                            .on_conflict(&Reserved::order)
                            .do_update(&Reserved::select);
    session.exec(upsert);
    session.refresh(first);
    EXPECT_EQ(first->select, "c");
    session.remove(first);
    session.commit();
    EXPECT_EQ(session.exec(select<Reserved>()).one()->Table, 4);
    session.commit();

    const std::vector<std::vector<std::string>> names{{"order"}, {"select"}, {"group"}, {"Table"}, {"größe"}, {"from"}};
    auto connection = engine.connect();
    std::vector<std::vector<std::string>> columns;
    for (const auto& row : connection.exec(text(about.columns), {{"table", Reserved::table_name}})) {
        columns.push_back({row[0].as_text()});
    }
    EXPECT_EQ(columns, names);
    connection.rollback();
    metadata<Victim, Reserved>().create_all(engine);  // finds the table again
}

TEST_F(HostileText, AsTheNamesOfATableMadeByHand) {
    const std::string name = "we\"ird', x); DROP TABLE victim; --";
    Table table;
    table.name = name + " table";
    table.columns.push_back(Column{name, types::Integer{}, {.nullable = false, .primary_key = true}});
    table.columns.push_back(Column{name + "2", types::String{20}});
    table.primary_key = {name + " pk", {name}};
    table.unique_constraints.push_back(unique_constraint(name + "2").named(name + " uq"));
    table.indexes.push_back(index(name + " ix", name, name + "2"));
    const MetaData data{{table}};
    data.create_all(engine);
    data.create_all(engine);
    auto connection = engine.connect();
    const Parameters names{{"table", table.name}, {"index", name + " ix"}};
    EXPECT_EQ(connection.exec(text(about.count_of_table_and_index), names).one()[0].as_integer(), 2);
    EXPECT_EQ(connection.exec(text(about.columns), {{"table", table.name}}).all()[0][0].as_text(), name);
    connection.rollback();
    data.drop_all(engine);
    EXPECT_EQ(connection.exec(text(about.count_of_table_and_index), names).one()[0].as_integer(), 0);
}
