// Retort beside hand-written code on Connector/C, at the server that RETORT_BENCH_MARIADB_URL names.
#include <sched.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "mariadb_hand_written.hpp"
#include "paired.hpp"

namespace bench {

namespace {

using retort::Engine, retort::Ref, retort::Session;
using retort::col, retort::insert, retort::select;

void require(bool done) {
    if (!done) throw std::runtime_error{"the work was not done"};
}

/// Client and server take turns, so one processor is enough for both; on two, what is measured is how long it takes to wake the other one.
void pin_to_first_processor() {
    cpu_set_t first;
    CPU_ZERO(&first);
    CPU_SET(0, &first);
    if (sched_setaffinity(0, sizeof first, &first) != 0) std::fputs("the program cannot be held to processor 0\n", stderr);
    std::fputs("held to processor 0; the server must be too (taskset --cpu-list 0), as `./dev bench` starts it\n", stderr);
}

template <class H>
std::vector<H> heroes_with_keys(int count) {
    auto heroes = make_heroes<H>(count);
    std::int64_t id = 0;
    for (H& hero : heroes)
        hero.id = ++id;
    return heroes;
}

class Mariadb {
public:
    Mariadb(Bench& bench, const std::string& url)
        : bench_{bench},
          engine_{retort::create_engine(url)},
          hand_{(retort::metadata<Hero>().drop_all(engine_), retort::metadata<Hero>().create_all(engine_), url)} {}
    ~Mariadb() { retort::metadata<Hero>().drop_all(engine_); }
    Mariadb(const Mariadb&) = delete;
    Mariadb& operator=(const Mariadb&) = delete;

    void inserts(double mark) {
        std::vector<PlainHero> plain;
        std::vector<Hero> heroes;
        const Side by_hand{[&] { hand_.insert_all(plain); }, [&] { prepare(plain); }};
        bench_.compare("insert<Hero>().values(vector), beside bulk execution", mark, by_hand,
            {[&] {
                 auto connection = engine_.connect();
                 require(connection.exec(insert<Hero>().values(heroes)).rowcount() == count());
                 connection.commit();
             },
                [&] { prepare(heroes); }});
        bench_.compare("insert: add each with its key, beside bulk execution", mark, by_hand,
            {[&] {
                 Session session{engine_};
                 for (Hero& hero : heroes)
                     session.add(std::move(hero));
                 session.commit();
             },
                [&] { prepare(heroes); }});
        bench_.compare("insert: add each, keys from the server", mark,
            {[&] { hand_.insert_with_keys_of_server(plain); }, [&] { prepare(plain); }},
            {[&] {
                 Session session{engine_};
                 Ref<Hero> last;
                 for (Hero& hero : heroes)
                     last = session.add(std::move(hero));
                 session.commit();
                 require(last->id.has_value());
             },
                [&] {
                    prepare(heroes);
                    for (Hero& hero : heroes)
                        hero.id = std::nullopt;
                }});
    }

    void fill() {
        std::vector<PlainHero> plain;
        prepare(plain);
        hand_.insert_all(plain);
        hand_.execute("ANALYZE TABLE hero");
    }

    void selects(double mark) {
        std::vector<PlainHero> plain;
        std::vector<Hero> heroes;
        std::optional<Session> session;
        std::vector<Ref<Hero>> tracked;
        const Side by_hand{[&] {
                               plain = hand_.select_all();
                               require(plain.size() == static_cast<std::size_t>(count()));
                           },
            {}, [&] { std::vector<PlainHero>{}.swap(plain); }};
        bench_.compare("untracked select", mark, by_hand,
            {[&] {
                 auto connection = engine_.connect();
                 heroes = connection.exec(select<Hero>()).all();
             },
                {}, [&] { std::vector<Hero>{}.swap(heroes); }});
        bench_.compare("tracked select", 0, by_hand,
            {[&] {
                 session.emplace(engine_);
                 tracked = session->exec(select<Hero>()).all();
             },
                {},
                [&] {
                    std::vector<Ref<Hero>>{}.swap(tracked);
                    session.reset();
                }});
    }

    void gets(double mark) {
        const int number = count() / 5;
        bench_.compare("get by key, one after the other", mark, {[this, number] {
            std::vector<PlainHero> heroes;
            heroes.reserve(static_cast<std::size_t>(number));
            hand_.execute("START TRANSACTION");
            for (int id = 1; id <= number; ++id)
                require(hand_.get(id, heroes.emplace_back()));
            hand_.execute("ROLLBACK");
        }},
            {[this, number] {
                Session session{engine_};
                for (int id = 1; id <= number; ++id)
                    require(static_cast<bool>(session.get<Hero>(id)));
            }});
    }

    void flush(double mark) {
        const int number = count() / 10;
        char letter = 'a';
        const auto next_letter = [&letter] { letter = letter == 'z' ? 'a' : static_cast<char>(letter + 1); };
        std::vector<PlainHero> plain;
        std::optional<Session> session;
        std::vector<Ref<Hero>> tracked;
        bench_.compare("flush a tenth of the objects, changed, beside bulk execution", mark,
            {[&] { hand_.update_secret_names(plain); },
                [&] {
                    next_letter();
                    plain = hand_.select_all();
                    std::sort(plain.begin(), plain.end(), [](const PlainHero& a, const PlainHero& b) { return a.id < b.id; });
                    plain.resize(static_cast<std::size_t>(number));
                    for (PlainHero& hero : plain)
                        hero.secret_name[0] = letter;
                }},
            {[&] { session->commit(); },
                [&] {
                    next_letter();
                    session.emplace(engine_);
                    tracked = session->exec(select<Hero>().where(col(&Hero::id) <= number).order_by(col(&Hero::id))).all();
                    require(tracked.size() == static_cast<std::size_t>(number));
                    for (const Ref<Hero>& hero : tracked)
                        hero->secret_name[0] = letter;
                },
                [&] {
                    std::vector<Ref<Hero>>{}.swap(tracked);
                    session.reset();
                }});
    }

private:
    int count() const { return bench_.options().heroes; }

    template <class H>
    void prepare(std::vector<H>& heroes) {
        hand_.execute("TRUNCATE hero");
        heroes = heroes_with_keys<H>(count());
    }

    Bench& bench_;
    Engine engine_;
    HandWrittenMariadb hand_;
};

/// The URL with a database of ours, where it names a server alone.
std::string with_database(const char* text) {
    retort::Url url = retort::Url::parse(text);
    if (!url.database.empty()) return text;
    Engine engine = retort::create_engine(text);
    auto connection = engine.connect();
    connection.set_autocommit(true);
    connection.execute_once("CREATE DATABASE IF NOT EXISTS retort_bench");
    return std::string{text} + "retort_bench";
}

int run(Options options) {
    const char* const url = std::getenv("RETORT_BENCH_MARIADB_URL");
    if (url == nullptr) {
        std::puts("RETORT_BENCH_MARIADB_URL names no server; ./dev bench starts one");
        return 0;
    }
    pin_to_first_processor();
    options.by_wall = true;
    Bench bench{options};
    {
        Mariadb heroes{bench, with_database(url)};
        heroes.inserts(1.2);
        heroes.fill();
        heroes.selects(1.15);
        heroes.gets(1.1);
        heroes.flush(1.3);
    }
    bench.report();
    return 0;
}

}  // namespace

}  // namespace bench

int main(int argc, char** argv) {
    return bench::run(bench::read_options(argc, argv));
}
