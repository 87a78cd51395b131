#include "mariadb_hand_written.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <stdexcept>

#include <mysql.h>

#include <retort/engine/url.hpp>

namespace bench {

namespace {

constexpr std::size_t rows_a_message = 10'000;
constexpr std::size_t rows_a_statement = 1'000;

void check(bool ok, MYSQL_STMT* statement) {
    if (!ok) throw std::runtime_error{mysql_stmt_error(statement)};
}

void bind_text(MYSQL_BIND& bind, const std::string& text, unsigned long& size) {
    bind.buffer_type = MYSQL_TYPE_STRING;
    bind.buffer = const_cast<char*>(text.data());
    size = text.size();
    bind.length = &size;
}

/// One column of many rows, as bulk execution takes it.
struct TextColumn {
    std::vector<char*> texts;
    std::vector<unsigned long> sizes;
    std::vector<char> indicators;

    explicit TextColumn(std::size_t rows) : texts(rows), sizes(rows), indicators(rows) {}
    void set(std::size_t row, const std::string& text) {
        texts[row] = const_cast<char*>(text.data());
        sizes[row] = text.size();
        indicators[row] = STMT_INDICATOR_NONE;
    }
    void set(std::size_t row, const std::optional<std::string>& text) {
        if (text) return set(row, *text);
        indicators[row] = STMT_INDICATOR_NULL;
    }
    void bind(MYSQL_BIND& bind) {
        bind.buffer_type = MYSQL_TYPE_STRING;
        bind.buffer = texts.data();
        bind.length = sizes.data();
        bind.u.indicator = indicators.data();
    }
};

}  // namespace

/// Where a row is fetched to. The texts are shorter than their buffers; who could not know that would fetch them a second time.
struct HandWrittenMariadb::Row {
    std::int64_t id = 0;
    int age = 0;
    std::array<std::array<char, 256>, 4> texts{};
    std::array<unsigned long, 6> sizes{};
    std::array<my_bool, 6> nulls{};
    std::array<MYSQL_BIND, 6> binds{};

    Row() {
        int text = 0;
        for (const std::size_t column : {1U, 2U, 4U, 5U}) {
            binds[column].buffer_type = MYSQL_TYPE_STRING;
            binds[column].buffer = texts[static_cast<std::size_t>(text)].data();
            binds[column].buffer_length = texts[static_cast<std::size_t>(text++)].size();
        }
        binds[0].buffer_type = MYSQL_TYPE_LONGLONG;
        binds[0].buffer = &id;
        binds[3].buffer_type = MYSQL_TYPE_LONG;
        binds[3].buffer = &age;
        for (std::size_t column = 0; column < binds.size(); ++column) {
            binds[column].length = &sizes[column];
            binds[column].is_null = &nulls[column];
        }
    }
    void take(PlainHero& hero) const {
        hero.id = id;
        hero.name.assign(texts[0].data(), sizes[1]);
        hero.secret_name.assign(texts[1].data(), sizes[2]);
        if (nulls[3] == 0) hero.age = age;
        if (nulls[4] == 0) hero.nicknames.emplace(texts[2].data(), sizes[4]);
        if (nulls[5] == 0) hero.attributes.emplace(texts[3].data(), sizes[5]);
    }
};

HandWrittenMariadb::HandWrittenMariadb(const std::string& url) : connection_{mysql_init(nullptr)} {
    const retort::Url at = retort::Url::parse(url);
    const unsigned protocol = MYSQL_PROTOCOL_TCP;
    mysql_options(connection_, MYSQL_OPT_PROTOCOL, &protocol);
    mysql_options(connection_, MYSQL_SET_CHARSET_NAME, "utf8mb4");
    if (mysql_real_connect(connection_, at.host.c_str(), at.username.c_str(), at.password.value_or("").c_str(), at.database.c_str(),
            at.port < 0 ? 3306U : static_cast<unsigned>(at.port), nullptr, CLIENT_FOUND_ROWS) == nullptr) {
        throw std::runtime_error{mysql_error(connection_)};
    }
    const std::string columns = "id, name, secret_name, age, nicknames, attributes";
    get_ = prepare("SELECT " + columns + " FROM hero WHERE id = ?");
    select_ = prepare("SELECT " + columns + " FROM hero");
    insert_ = prepare("INSERT INTO hero (" + columns + ") VALUES (?, ?, ?, ?, ?, ?)");
    std::string thousand = "INSERT INTO hero (name, secret_name, age, nicknames, attributes) VALUES (?, ?, ?, ?, ?)";
    for (std::size_t row = 1; row < rows_a_statement; ++row)
        thousand += ", (?, ?, ?, ?, ?)";
    insert_thousand_ = prepare(thousand + " RETURNING id");
    update_ = prepare("UPDATE hero SET secret_name = ? WHERE id = ?");
}

HandWrittenMariadb::~HandWrittenMariadb() {
    for (MYSQL_STMT* const statement : {get_, select_, insert_, insert_thousand_, update_})
        mysql_stmt_close(statement);
    mysql_close(connection_);
}

MYSQL_STMT* HandWrittenMariadb::prepare(const std::string& sql) {
    MYSQL_STMT* const statement = mysql_stmt_init(connection_);
    check(mysql_stmt_prepare(statement, sql.data(), sql.size()) == 0, statement);
    return statement;
}

void HandWrittenMariadb::execute(const char* sql) {
    if (mysql_query(connection_, sql) != 0) throw std::runtime_error{mysql_error(connection_)};
    mysql_free_result(mysql_store_result(connection_));
}

std::vector<PlainHero> HandWrittenMariadb::select_all() {
    std::vector<PlainHero> heroes;
    Row row;
    execute("START TRANSACTION");
    check(mysql_stmt_execute(select_) == 0, select_);
    check(mysql_stmt_bind_result(select_, row.binds.data()) == 0, select_);
    while (mysql_stmt_fetch(select_) == 0)
        row.take(heroes.emplace_back());
    mysql_stmt_free_result(select_);
    execute("ROLLBACK");
    return heroes;
}

bool HandWrittenMariadb::get(std::int64_t id, PlainHero& hero) {
    Row row;
    MYSQL_BIND key{};
    key.buffer_type = MYSQL_TYPE_LONGLONG;
    key.buffer = &id;
    check(mysql_stmt_bind_param(get_, &key) == 0, get_);
    check(mysql_stmt_execute(get_) == 0, get_);
    check(mysql_stmt_bind_result(get_, row.binds.data()) == 0, get_);
    const bool is_there = mysql_stmt_fetch(get_) == 0;
    if (is_there) row.take(hero);
    mysql_stmt_free_result(get_);
    return is_there;
}

void HandWrittenMariadb::insert_all(const std::vector<PlainHero>& heroes) {
    execute("START TRANSACTION");
    std::vector<std::int64_t> ids(rows_a_message);
    std::vector<int> ages(rows_a_message);
    std::vector<char> age_indicators(rows_a_message);
    std::array<TextColumn, 4> texts{
        TextColumn{rows_a_message}, TextColumn{rows_a_message}, TextColumn{rows_a_message}, TextColumn{rows_a_message}};
    for (std::size_t first = 0; first < heroes.size(); first += rows_a_message) {
        const auto rows = static_cast<unsigned>(std::min(rows_a_message, heroes.size() - first));
        for (std::size_t row = 0; row < rows; ++row) {
            const PlainHero& hero = heroes[first + row];
            ids[row] = *hero.id;
            texts[0].set(row, hero.name);
            texts[1].set(row, hero.secret_name);
            texts[2].set(row, hero.nicknames);
            texts[3].set(row, hero.attributes);
            ages[row] = hero.age.value_or(0);
            age_indicators[row] = hero.age ? STMT_INDICATOR_NONE : STMT_INDICATOR_NULL;
        }
        std::array<MYSQL_BIND, 6> binds{};
        binds[0].buffer_type = MYSQL_TYPE_LONGLONG;
        binds[0].buffer = ids.data();
        texts[0].bind(binds[1]);
        texts[1].bind(binds[2]);
        binds[3].buffer_type = MYSQL_TYPE_LONG;
        binds[3].buffer = ages.data();
        binds[3].u.indicator = age_indicators.data();
        texts[2].bind(binds[4]);
        texts[3].bind(binds[5]);
        mysql_stmt_attr_set(insert_, STMT_ATTR_ARRAY_SIZE, &rows);
        check(mysql_stmt_bind_param(insert_, binds.data()) == 0, insert_);
        check(mysql_stmt_execute(insert_) == 0, insert_);
    }
    execute("COMMIT");
}

void HandWrittenMariadb::insert_with_keys_of_server(std::vector<PlainHero>& heroes) {
    execute("START TRANSACTION");
    std::vector<MYSQL_BIND> binds(5 * rows_a_statement);
    std::vector<unsigned long> sizes(binds.size());
    const auto bind_optional = [](MYSQL_BIND& bind, const std::optional<std::string>& text, unsigned long& size) {
        if (text) return bind_text(bind, *text, size);
        bind.buffer_type = MYSQL_TYPE_NULL;
    };
    for (std::size_t first = 0; first + rows_a_statement <= heroes.size(); first += rows_a_statement) {
        std::fill(binds.begin(), binds.end(), MYSQL_BIND{});
        for (std::size_t row = 0; row < rows_a_statement; ++row) {
            PlainHero& hero = heroes[first + row];
            MYSQL_BIND* const bind = &binds[5 * row];
            unsigned long* const size = &sizes[5 * row];
            bind_text(bind[0], hero.name, size[0]);
            bind_text(bind[1], hero.secret_name, size[1]);
            bind[2].buffer_type = hero.age ? MYSQL_TYPE_LONG : MYSQL_TYPE_NULL;
            if (hero.age) bind[2].buffer = &*hero.age;
            bind_optional(bind[3], hero.nicknames, size[3]);
            bind_optional(bind[4], hero.attributes, size[4]);
        }
        check(mysql_stmt_bind_param(insert_thousand_, binds.data()) == 0, insert_thousand_);
        check(mysql_stmt_execute(insert_thousand_) == 0, insert_thousand_);
        std::int64_t id = 0;
        MYSQL_BIND result{};
        result.buffer_type = MYSQL_TYPE_LONGLONG;
        result.buffer = &id;
        check(mysql_stmt_bind_result(insert_thousand_, &result) == 0, insert_thousand_);
        for (std::size_t row = first; mysql_stmt_fetch(insert_thousand_) == 0; ++row)
            heroes[row].id = id;
        mysql_stmt_free_result(insert_thousand_);
    }
    execute("COMMIT");
}

void HandWrittenMariadb::update_secret_names(const std::vector<PlainHero>& heroes) {
    execute("START TRANSACTION");
    const auto rows = static_cast<unsigned>(heroes.size());
    TextColumn names{heroes.size()};
    std::vector<std::int64_t> ids(heroes.size());
    for (std::size_t row = 0; row < heroes.size(); ++row) {
        names.set(row, heroes[row].secret_name);
        ids[row] = *heroes[row].id;
    }
    std::array<MYSQL_BIND, 2> binds{};
    names.bind(binds[0]);
    binds[1].buffer_type = MYSQL_TYPE_LONGLONG;
    binds[1].buffer = ids.data();
    mysql_stmt_attr_set(update_, STMT_ATTR_ARRAY_SIZE, &rows);
    check(mysql_stmt_bind_param(update_, binds.data()) == 0, update_);
    check(mysql_stmt_execute(update_) == 0, update_);
    if (mysql_stmt_affected_rows(update_) != rows) throw std::runtime_error{"not every row was there"};
    execute("COMMIT");
}

}  // namespace bench
