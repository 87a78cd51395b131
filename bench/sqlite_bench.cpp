// Retort beside hand-written code on SQLite's C API, over the same file.
#include <filesystem>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include <unistd.h>

#include "hand_written.hpp"
#include "paired.hpp"

namespace bench {

namespace {

using retort::Engine, retort::Ref, retort::Session;
using retort::col, retort::insert, retort::select;

/// A folder that goes away with its contents.
class Folder {
public:
    explicit Folder(const std::string& wanted) {
        const auto parent = wanted.empty() ? std::filesystem::temp_directory_path() : std::filesystem::path{wanted};
        path_ = std::filesystem::absolute(parent) / ("retort_bench_" + std::to_string(getpid()));
        std::filesystem::create_directories(path_);
    }
    ~Folder() { std::filesystem::remove_all(path_); }
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;
    std::string file(const char* name) const { return (path_ / name).string(); }

private:
    std::filesystem::path path_;
};

// Not synchronous, on both sides: waiting for the disk takes the same time whoever asks for it, and would hide what the library costs.
Engine open(const std::string& file) {
    return retort::create_engine("sqlite:///" + file + "?synchronous=off");
}

/// What keeps the compiler from dropping work and shows that both sides did it.
void require(bool done) {
    if (!done) throw std::runtime_error{"the work was not done"};
}

/// One table in one file, reached by both sides.
template <class H, class Plain>
class Table {
public:
    Table(Bench& bench, const Folder& folder, const std::string& label)
        : bench_{bench},
          label_{label},
          reading_{open(folder.file("reading.db"))},
          writing_{open(folder.file("writing.db"))} {
        retort::metadata<H>().create_all(reading_);
        retort::metadata<H>().create_all(writing_);
        hand_reading_ = std::make_unique<HandWritten<Plain>>(folder.file("reading.db"));
        hand_writing_ = std::make_unique<HandWritten<Plain>>(folder.file("writing.db"));
        cleaner_ = std::make_unique<HandWritten<Plain>>(folder.file("writing.db"));
        auto heroes = make_heroes<Plain>(count());
        hand_reading_->insert_all(heroes, false);
    }

    // The selects are measured twice, without and with freeing what they gave.
    void select_untracked(double mark) {
        std::vector<Plain> plain;
        std::vector<H> heroes;
        const auto by_hand = [&] { plain = hand_reading_->select_all(); };
        const auto by_retort = [&] {
            auto connection = reading_.connect();
            heroes = connection.exec(select<H>()).all();
        };
        const auto free_plain = [&] { free_all(plain); };
        const auto free_heroes = [&] { free_all(heroes); };
        bench_.compare(label_ + "untracked select", mark, {by_hand, {}, free_plain}, {by_retort, {}, free_heroes});
        bench_.compare(label_ + "untracked select, and freeing it", 0, both(by_hand, free_plain), both(by_retort, free_heroes));
    }

    void select_tracked(double mark) {
        std::vector<Plain> plain;
        std::optional<Session> session;
        std::vector<Ref<H>> heroes;
        const auto by_hand = [&] { plain = hand_reading_->select_all(); };
        const auto by_retort = [&] {
            session.emplace(reading_);
            heroes = session->exec(select<H>()).all();
        };
        const auto free_plain = [&] { free_all(plain); };
        const auto free_heroes = [&] {
            free_all(heroes);
            session.reset();
        };
        bench_.compare(label_ + "tracked select", mark, {by_hand, {}, free_plain}, {by_retort, {}, free_heroes});
        bench_.compare(label_ + "tracked select, and freeing it", 0, both(by_hand, free_plain), both(by_retort, free_heroes));
    }

    void insert_by_session(double mark) {
        std::vector<Plain> plain;
        std::vector<H> heroes;
        bench_.compare(label_ + "insert: add each, one commit", mark,
            {[&] {
                 hand_writing_->insert_all(plain, true);
                 require(plain.back().id.has_value());
             },
                [&] { prepare_insert(plain); }},
            {[&] {
                 Session session{writing_};
                 Ref<H> last;
                 for (H& hero : heroes)
                     last = session.add(std::move(hero));
                 session.commit();
                 require(last->id.has_value());
             },
                [&] { prepare_insert(heroes); }});
    }

    void insert_values(double mark) {
        std::vector<Plain> plain;
        std::vector<H> heroes;
        bench_.compare(label_ + "insert<Hero>().values(vector)", mark,
            {[&] { hand_writing_->insert_all(plain, false); }, [&] { prepare_insert(plain); }},
            {[&] {
                 auto connection = writing_.connect();
                 require(connection.exec(insert<H>().values(heroes)).rowcount() == count());
                 connection.commit();
             },
                [&] { prepare_insert(heroes); }});
    }

    void gets(double mark) {
        bench_.compare(label_ + "get by key, one after the other", mark, {[this] {
            // Kept, as a session keeps them.
            std::vector<Plain> heroes;
            heroes.reserve(size());
            hand_reading_->begin();
            for (int id = 1; id <= count(); ++id)
                require(hand_reading_->get(id, heroes.emplace_back()));
            hand_reading_->commit();
        }},
            {[this] {
                Session session{reading_};
                for (int id = 1; id <= count(); ++id)
                    require(static_cast<bool>(session.get<H>(id)));
            }});
    }

    void load_change_commit(double mark) {
        const int limit = count() / 10;
        // Another letter each time, the length stays: what is written is never what was there.
        char letter = 'a';
        const auto change = [&](std::string& text) { text[0] = letter; };
        const auto next_letter = [&] { letter = letter == 'z' ? 'a' : static_cast<char>(letter + 1); };
        bench_.compare(label_ + "load a tenth, change one field, commit", mark,
            {[&] {
                 auto heroes = hand_reading_->select_first(limit);
                 require(heroes.size() == static_cast<std::size_t>(limit));
                 for (Plain& hero : heroes)
                     change(hero.secret_name);
                 hand_reading_->update_secret_names(heroes);
             },
                next_letter},
            {[&] {
                 Session session{reading_};
                 const auto heroes = session.exec(select<H>().where(col(&H::id) <= limit)).all();
                 require(heroes.size() == static_cast<std::size_t>(limit));
                 for (const auto& hero : heroes)
                     change(hero->secret_name);
                 session.commit();
             },
                next_letter});
    }

    void memory(double mark, double looked_at_mark) {
        const auto plain = [this] {
            auto heroes = std::make_shared<std::vector<Plain>>(hand_reading_->select_all());
            heroes->shrink_to_fit();
            return [heroes]() mutable { heroes.reset(); };
        };
        const auto tracked = [this](bool look) {
            auto session = std::make_shared<Session>(reading_);
            auto heroes = session->exec(select<H>()).all();
            for (const Ref<H>& hero : heroes) {
                if (look) require(!hero->name.empty());
            }
            return [session, held = std::make_shared<std::vector<Ref<H>>>(std::move(heroes))]() mutable {
                held.reset();
                session.reset();
            };
        };
        bench_.compare_memory(label_ + "memory of a tracked select", mark, plain, [&] { return tracked(false); });
        bench_.compare_memory(
            label_ + "memory of a tracked select, each object used", looked_at_mark, plain, [&] { return tracked(true); });
    }

private:
    int count() const { return bench_.options().heroes; }
    std::size_t size() const { return static_cast<std::size_t>(count()); }

    template <class T>
    void free_all(std::vector<T>& rows) const {
        require(rows.size() == size());
        std::vector<T>{}.swap(rows);
    }
    template <class Work, class Free>
    static Side both(const Work& work, const Free& free) {
        return {[=] {
            work();
            free();
        }};
    }

    // By a third connection, so that both sides find their page caches as stale.
    template <class T>
    void prepare_insert(std::vector<T>& heroes) {
        cleaner_->remove_all();
        heroes = make_heroes<T>(count());
    }

    Bench& bench_;
    std::string label_;
    Engine reading_;
    Engine writing_;
    std::unique_ptr<HandWritten<Plain>> hand_reading_;
    std::unique_ptr<HandWritten<Plain>> hand_writing_;
    std::unique_ptr<HandWritten<Plain>> cleaner_;
};

void run(const Options& options) {
    const Folder folder{options.directory};
    Bench bench{options};
    {
        Table<Hero, PlainHero> heroes{bench, folder, ""};
        heroes.select_untracked(1.05);
        heroes.select_tracked(1.2);
        heroes.insert_by_session(1.25);
        heroes.insert_values(1.08);
        heroes.gets(1.25);
        heroes.load_change_commit(1.2);
        heroes.memory(1.7, 0);
    }
    const std::string label = "typed JSON: ";
    if (options.only.empty() || options.only.starts_with(label)) {
        Table<TypedHero, PlainTypedHero> heroes{bench, folder, label};
        heroes.select_untracked(0);
        heroes.select_tracked(0);
        heroes.insert_by_session(0);
        heroes.insert_values(0);
        heroes.gets(0);
        heroes.load_change_commit(0);
    }
    bench.report();
}

}  // namespace

}  // namespace bench

int main(int argc, char** argv) {
    bench::run(bench::read_options(argc, argv));
}
