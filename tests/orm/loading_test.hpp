#pragma once

#include "orm_test.hpp"

namespace orm_test {

// One-to-one: the key lies with the passport. A text key on the other side of it.
struct Passport;
struct Person {
    Field<std::string, primary_key> name;

    Relationship<Passport, back_populates<"person">> passport;
};
struct Passport {
    Field<std::optional<std::int64_t>, primary_key> id;
    Field<std::optional<std::string>, foreign_key<&Person::name>> person_name;

    Relationship<Person, back_populates<"passport">> person;
};

// Keys that are no numbers.
struct Bottle;
struct Crate {
    Field<Uuid, primary_key> id = uuid4();
    std::string label;

    Relationship<std::vector<Bottle>, back_populates<"crate">> bottles;
};
struct Bottle {
    Field<Uuid, primary_key> id = uuid4();
    Field<std::optional<Uuid>, foreign_key<&Crate::id>> crate_id;

    Relationship<Crate, back_populates<"bottles">> crate;
};

// A key of two columns.
struct Place;
struct Shelf {
    Field<std::int64_t, primary_key> room;
    Field<std::int64_t, primary_key> number;

    Relationship<std::vector<Place>, back_populates<"shelf">, ordered_by<"id">> places;
};
struct Place {
    Field<std::optional<std::int64_t>, primary_key> id;
    std::optional<std::int64_t> room;
    std::optional<std::int64_t> number;

    Relationship<Shelf, back_populates<"places">> shelf;

    static auto table_args() { return TableArgs{foreign_key_constraint({"room", "number"}, "shelf", {"room", "number"})}; }
};

// Eager by default, in a circle.
struct Book;
struct Author {
    Field<std::optional<std::int64_t>, primary_key> id;
    std::string name;

    Relationship<std::vector<Book>, back_populates<"author">, lazy<loading::selectin>, ordered_by<"title">> books;
};
struct Publisher {
    Field<std::optional<std::int64_t>, primary_key> id;
    std::string name;

    Relationship<std::vector<Book>, back_populates<"publisher">, lazy<loading::raise>> books;
};
struct Book {
    Field<std::optional<std::int64_t>, primary_key> id;
    std::string title;
    Field<std::optional<std::int64_t>, foreign_key<&Author::id>> author_id;
    Field<std::optional<std::int64_t>, foreign_key<&Publisher::id>> publisher_id;

    Relationship<Author, back_populates<"books">, lazy<loading::selectin>> author;
    Relationship<Publisher, back_populates<"books">, lazy<loading::joined>> publisher;
};

// Refers to itself, eager by default.
struct Folder {
    Field<std::optional<std::int64_t>, primary_key> id;
    std::string name;
    Field<std::optional<std::int64_t>, foreign_key<"folder.id">> parent_id;

    Relationship<std::vector<Folder>, lazy<loading::selectin>> folders;
};

// Never loaded.
struct Event;
struct AccountTag {
    Field<std::int64_t, primary_key, foreign_key<"account.id">> account_id;
    Field<std::int64_t, primary_key, foreign_key<"tag.id">> tag_id;
};
struct Tag {
    Field<std::optional<std::int64_t>, primary_key> id;
    std::string name;
};
struct Account {
    Field<std::optional<std::int64_t>, primary_key> id;
    std::string owner;

    Relationship<std::vector<Event>, back_populates<"account">, lazy<loading::write_only>, ordered_by<"what">, cascade_delete> events;
    Relationship<std::vector<Tag>, link_model<AccountTag>, lazy<loading::write_only>> tags;
};
struct Event {
    Field<std::optional<std::int64_t>, primary_key> id;
    std::string what;
    Field<std::optional<std::int64_t>, foreign_key<&Account::id>> account_id;

    Relationship<Account, back_populates<"events">> account;
};

class LoadingTest : public OrmTest {
protected:
    void SetUp() override {
        metadata<Person, Passport, Crate, Bottle, Shelf, Place, Author, Publisher, Book, Folder, AccountTag, Tag, Account, Event>()
            .create_all(engine);
        OrmTest::SetUp();
    }
    /// Teams "A" and "B" with heroes a2, a1 and b1, team "C" without; a loner; a1 flies and heals, b1 heals.
    void add_heroes() {
        Session session{engine};
        const auto a = session.add(Team{.name = "A"});
        const auto b = session.add(Team{.name = "B"});
        session.add(Team{.name = "C"});
        const auto flight = session.add(Power{.name = "flight"});
        const auto healing = session.add(Power{.name = "healing"});
        session.add(Hero{.name = "a2", .team = a});
        session.add(Hero{.name = "a1", .team = a, .powers = {flight, healing}});
        session.add(Hero{.name = "b1", .team = b, .powers = {healing}});
        session.add(Hero{.name = "loner"});
        session.commit();
        log.statements();
    }
    /// The SELECTs since the last look, each on one line.
    std::vector<std::string> selects() {
        std::vector<std::string> out;
        for (std::string& one : log.statements()) {
            if (one.starts_with("SELECT")) {
                std::erase(one, '\n');
                out.push_back(std::move(one));
            }
        }
        return out;
    }
    template <class Collection>
    static std::string names(const Collection& collection) {
        std::string out;
        for (const auto& one : collection) {
            out += (out.empty() ? "" : " ") + std::string{one->name};
        }
        return out;
    }
};

}  // namespace orm_test
