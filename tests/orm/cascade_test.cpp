#include "orm_test.hpp"

using namespace orm_test;

namespace {

class Cascade : public OrmTest {
protected:
    void SetUp() override;
};

// Owns its members; both sides know each other.
struct Track;
struct Album {
    Field<std::optional<std::int64_t>, primary_key> id;
    std::string title;
    Relationship<std::vector<Track>, back_populates<"album">, cascade_delete, ordered_by<"id">> tracks;
};
struct Track {
    Field<std::optional<std::int64_t>, primary_key> id;
    std::string name;
    Field<std::optional<std::int64_t>, foreign_key<&Album::id>> album_id;
    Relationship<Album, back_populates<"tracks">> album;
    Relationship<std::vector<struct Note>, cascade_delete> notes;
};
struct Note {
    Field<std::optional<std::int64_t>, primary_key> id;
    std::string text;
    Field<std::int64_t, foreign_key<&Track::id>> track_id;
};

// A child that must have its parent.
struct Strict;
struct Owner {
    Field<std::optional<std::int64_t>, primary_key> id;
    std::string name;
    Relationship<std::vector<Strict>> children;
};
struct Strict {
    Field<std::optional<std::int64_t>, primary_key> id;
    Field<std::int64_t, foreign_key<&Owner::id>> owner_id;
};

// The database deletes.
struct Leaf;
struct Plant {
    Field<std::optional<std::int64_t>, primary_key> id;
    std::string name;
    Relationship<std::vector<Leaf>, passive_deletes, back_populates<"plant">> leaves;
};
struct Leaf {
    Field<std::optional<std::int64_t>, primary_key> id;
    Field<std::int64_t, foreign_key<&Plant::id, on_delete::cascade>> plant_id;
    Relationship<Plant, back_populates<"leaves">> plant;
};
struct Petal;
struct Flower {
    Field<std::optional<std::int64_t>, primary_key> id;
    std::string name;
    Relationship<std::vector<Petal>, cascade_delete, passive_deletes> petals;
};
struct Petal {
    Field<std::optional<std::int64_t>, primary_key> id;
    Field<std::optional<std::int64_t>, foreign_key<&Flower::id, on_delete::cascade>> flower_id;
};
struct Guarded;
struct Guard {
    Field<std::optional<std::int64_t>, primary_key> id;
    std::string name;
    Relationship<std::vector<Guarded>, passive_deletes> guarded;
};
struct Guarded {
    Field<std::optional<std::int64_t>, primary_key> id;
    Field<std::int64_t, foreign_key<&Guard::id, on_delete::restrict>> guard_id;
};
struct Loose;
struct Holder {
    Field<std::optional<std::int64_t>, primary_key> id;
    std::string name;
    Relationship<std::vector<Loose>, passive_deletes> loose;
};
struct Loose {
    Field<std::optional<std::int64_t>, primary_key> id;
    Field<std::optional<std::int64_t>, foreign_key<&Holder::id, on_delete::set_null>> holder_id;
};

// One-to-one, the partner goes with its owner.
struct Shell;
struct Snail {
    Field<std::optional<std::int64_t>, primary_key> id;
    std::string name;
    Relationship<Shell, back_populates<"snail">, cascade_delete> shell;
};
struct Shell {
    Field<std::optional<std::int64_t>, primary_key> id;
    std::string colour;
    Field<std::int64_t, unique, foreign_key<&Snail::id>> snail_id;
    Relationship<Snail, back_populates<"shell">> snail;
};

// The relationship is forbidden to load by itself; a cascade loads all the same.
struct Bead;
struct Chain {
    Field<std::optional<std::int64_t>, primary_key> id;
    std::string name;
    Relationship<std::vector<Bead>, cascade_delete, lazy<loading::raise>> beads;
};
struct Bead {
    Field<std::optional<std::int64_t>, primary_key> id;
    Field<std::int64_t, foreign_key<&Chain::id>> chain_id;
};

void Cascade::SetUp() {
    metadata<Album, Track, Note, Owner, Strict, Plant, Leaf, Flower, Petal, Guard, Guarded, Holder, Loose, Snail, Shell, Chain, Bead>()
        .create_all(engine);
    tables().create_all(engine);
    log.statements();
}

TEST_F(Cascade, DeletesChildrenAndTheirChildrenFirst) {
    Session session{engine};
    const auto album = session.add(Album{.title = "A"});
    const auto track = session.add(Track{.name = "one", .album = album});
    track->notes.push_back(session.add(Note{.text = "loud"}));
    session.commit();
    session.remove(album);
    log.statements();
    session.commit();
    const auto sent = log.statements();
    std::vector<std::string> deletes;
    for (const auto& one : sent) {
        if (one.starts_with("DELETE")) {
            deletes.push_back(one);
        }
    }
    EXPECT_EQ(deletes, (std::vector<std::string>{"DELETE FROM note WHERE note.id = ?", "DELETE FROM track WHERE track.id = ?",
                           "DELETE FROM album WHERE album.id = ?"}));
    EXPECT_EQ(track.state(), ObjectState::detached);
    EXPECT_EQ(track->name, "one") << "a Ref to a removed child stays readable";
}

TEST_F(Cascade, AChildTakenAwayIsAnOrphanFromEitherSide) {
    Session session{engine};
    const auto album = session.add(Album{.title = "A"});
    const auto one = session.add(Track{.name = "one", .album = album});
    const auto two = session.add(Track{.name = "two", .album = album});
    const auto three = session.add(Track{.name = "three", .album = album});
    session.commit();
    album->tracks.remove(one);
    two->album = nullptr;
    session.commit();
    EXPECT_EQ(one.state(), ObjectState::detached);
    EXPECT_EQ(two.state(), ObjectState::detached);
    EXPECT_EQ(three.state(), ObjectState::persistent);
    EXPECT_EQ(scalar("SELECT count(*) FROM track"), 1);
    album->tracks.clear();
    session.commit();
    EXPECT_EQ(scalar("SELECT count(*) FROM track"), 0);
}

TEST_F(Cascade, AChildThatMovesIsNoOrphan) {
    Session session{engine};
    const auto from = session.add(Album{.title = "from"});
    const auto to = session.add(Album{.title = "to"});
    const auto one = session.add(Track{.name = "one", .album = from});
    const auto two = session.add(Track{.name = "two", .album = from});
    const auto three = session.add(Track{.name = "three", .album = from});
    const auto back = session.add(Track{.name = "back", .album = from});
    session.commit();
    from->tracks.remove(one);
    to->tracks.push_back(one);
    two->album = to;
    to->tracks.push_back(three);
    from->tracks.remove(back);
    from->tracks.push_back(back);
    session.commit();
    EXPECT_EQ(scalar("SELECT count(*) FROM track WHERE album_id = 2"), 3);
    EXPECT_EQ(from->tracks.size(), 1u);
    EXPECT_TRUE(from->tracks.contains(back));
    EXPECT_EQ(to->tracks.size(), 3u);
}

TEST_F(Cascade, AChildMovedOutOfARemovedOwnerStays) {
    Session session{engine};
    const auto from = session.add(Album{.title = "from"});
    const auto to = session.add(Album{.title = "to"});
    const auto moved = session.add(Track{.name = "moved", .album = from});
    session.add(Track{.name = "left", .album = from});
    session.commit();
    to->tracks.push_back(moved);
    session.remove(from);
    session.commit();
    EXPECT_EQ(string("SELECT name FROM track"), "'moved'");
    EXPECT_TRUE(moved->album == to);
}

TEST_F(Cascade, APendingOrphanIsNotInserted) {
    Session session{engine};
    const auto album = session.add(Album{.title = "A"});
    session.commit();
    const auto guard = session.no_autoflush();
    const auto track = session.add(Track{.name = "one"});
    const auto note = session.add(Note{.text = "loud"});
    track->notes.push_back(note);
    album->tracks.push_back(track);
    album->tracks.remove(track);
    // Never an orphan, for it never had an owner.
    const auto stays = session.add(Track{.name = "stays"});
    session.commit();
    EXPECT_EQ(track.state(), ObjectState::transient) << "given to an owner and taken away before it had a row";
    EXPECT_EQ(note.state(), ObjectState::transient);
    EXPECT_EQ(stays.state(), ObjectState::persistent);

    const auto other = session.add(Track{.name = "two", .album = album});
    const auto grandchild = session.add(Note{.text = "soft"});
    other->notes.push_back(grandchild);
    session.remove(album);
    session.commit();
    EXPECT_EQ(other.state(), ObjectState::transient) << "its owner is removed before it ever had a row";
    EXPECT_EQ(grandchild.state(), ObjectState::transient);
    EXPECT_EQ(list("SELECT name FROM track"), "stays");
    EXPECT_EQ(scalar("SELECT count(*) FROM album"), 0);
}

TEST_F(Cascade, WithoutItTheChildrensKeysBecomeNull) {
    Session session{engine};
    const auto team = session.add(Team{.name = "Avengers"});
    const auto loaded = session.add(Hero{.name = "Rusty-Man", .team = team});
    session.commit();
    const auto fresh = session.add(Hero{.name = "Spider-Boy", .team = team});
    session.remove(team);
    session.flush();
    EXPECT_FALSE(loaded->team) << "at once, not at the commit";
    EXPECT_FALSE(fresh->team);
    session.commit();
    EXPECT_EQ(loaded->team_id, std::nullopt);
    EXPECT_EQ(fresh->team_id, std::nullopt) << "a new child is inserted without the owner that goes";
    EXPECT_EQ(scalar("SELECT count(*) FROM hero WHERE team_id IS NULL"), 2);
}

TEST_F(Cascade, AKeyThatCannotBeNullIsNamed) {
    Session session{engine};
    const auto owner = session.add(Owner{.name = "A"});
    owner->children.push_back(session.add(Strict{}));
    session.commit();
    session.remove(owner);
    try {
        session.commit();
        FAIL();
    } catch (const InvalidRequestError& error) {
        EXPECT_STREQ(error.what(),
            "'Strict.owner_id' of Strict(1) cannot be set to NULL, although the object that it refers to is taken away: make the field "
            "optional, or give the relationship cascade_delete");
    }
    session.rollback();
    EXPECT_EQ(owner.state(), ObjectState::persistent);
    EXPECT_EQ(scalar("SELECT count(*) FROM strict WHERE owner_id = 1"), 1);
}

TEST_F(Cascade, PassiveDeletesLeaveTheChildrenToTheDatabase) {
    Session session{engine};
    const auto plant = session.add(Plant{.name = "fern"});
    session.add(Leaf{.plant = plant});
    const auto guard = session.add(Guard{.name = "g"});
    guard->guarded.push_back(session.add(Guarded{}));
    const auto holder = session.add(Holder{.name = "h"});
    holder->loose.push_back(session.add(Loose{}));
    session.commit();
    EXPECT_EQ(plant->leaves.size(), 1u);
    session.remove(plant);
    session.remove(holder);
    log.statements();
    session.commit();
    EXPECT_EQ(log.statements(),
        (std::vector<std::string>{"DELETE FROM holder WHERE holder.id = ?", "DELETE FROM plant WHERE plant.id = ?", "COMMIT"}));
    EXPECT_EQ(scalar("SELECT count(*) FROM leaf"), 0);
    EXPECT_EQ(scalar("SELECT count(*) FROM loose WHERE holder_id IS NULL"), 1);

    session.remove(guard);
    EXPECT_THROW(session.commit(), IntegrityError) << "on_delete::restrict";
    session.rollback();
    EXPECT_EQ(scalar("SELECT count(*) FROM guarded"), 1);
}

TEST_F(Cascade, PassiveDeletesWithCascadeDeleteTheLoadedOnes) {
    Session session{engine};
    const auto flower = session.add(Flower{.name = "rose"});
    const auto petal = session.add(Petal{});
    flower->petals.push_back(petal);
    flower->petals.push_back(session.add(Petal{}));
    session.commit();
    log.statements();
    session.remove(flower);
    session.commit();
    EXPECT_EQ(log.count("DELETE FROM petal"), 0u) << "not loaded: no SELECT, and the database deletes them";
    EXPECT_EQ(scalar("SELECT count(*) FROM petal"), 0);

    const auto other = session.add(Flower{.name = "lily"});
    const auto loaded = session.add(Petal{});
    other->petals.push_back(loaded);
    session.commit();
    EXPECT_EQ(other->petals.size(), 1u);
    session.remove(other);
    session.commit();
    EXPECT_EQ(loaded.state(), ObjectState::detached);
    EXPECT_EQ(scalar("SELECT count(*) FROM petal"), 0);
}

TEST_F(Cascade, ReplacingTheOneDeletesTheOldOne) {
    Session session{engine};
    const auto snail = session.add(Snail{.name = "Gary"});
    const auto red = session.add(Shell{.colour = "red", .snail = snail});
    session.commit();
    // The new one takes the old one's unique key, so the old one must go first.
    snail->shell = session.add(Shell{.colour = "blue"});
    session.commit();
    EXPECT_EQ(string("SELECT colour FROM shell"), "'blue'");
    EXPECT_EQ(red.state(), ObjectState::detached);

    const auto green = session.add(Shell{.colour = "green", .snail = snail});
    session.commit();
    EXPECT_EQ(string("SELECT colour FROM shell"), "'green'") << "from the side of the key too";
    EXPECT_TRUE(snail->shell == green);
    session.remove(snail);
    session.commit();
    EXPECT_EQ(scalar("SELECT count(*) FROM shell"), 0);
}

TEST_F(Cascade, LoadsWhatTheProgramMayNot) {
    Session session{engine};
    const auto chain = session.add(Chain{.name = "c"});
    chain->beads.push_back(session.add(Bead{}));
    session.commit();
    session.remove(chain);
    session.commit();
    EXPECT_EQ(scalar("SELECT count(*) FROM bead"), 0);
}

TEST_F(Cascade, WhatIsReachableComesAlong) {
    Session session{engine};
    const auto team = session.add(Team{.name = "Avengers"});
    const auto hero = session.add(Hero{.name = "Rusty-Man", .team = team});
    const auto power = session.add(Power{.name = "Healing"});
    hero->powers.push_back(power);
    session.rollback();
    EXPECT_EQ(team.state(), ObjectState::transient);
    session.add(hero);
    EXPECT_EQ(team.state(), ObjectState::pending);
    EXPECT_EQ(power.state(), ObjectState::pending);
    session.commit();
    EXPECT_EQ(scalar("SELECT count(*) FROM heropower"), 1);

    const auto kept = session.add(Team{.name = "Kept"});
    session.commit();
    session.expunge(kept);
    EXPECT_EQ(kept.state(), ObjectState::detached);
    hero->team = kept;
    EXPECT_EQ(kept.state(), ObjectState::persistent);
    session.commit();
    EXPECT_EQ(hero->team_id, kept->id);
}

TEST_F(Cascade, LinkingADeletedObjectIsRefused) {
    Session session{engine};
    const auto team = session.add(Team{.name = "Avengers"});
    const auto hero = session.add(Hero{.name = "Rusty-Man"});
    session.commit();
    session.remove(team);
    session.flush();
    EXPECT_THROW(hero->team = team, InvalidRequestError);
    EXPECT_THROW(session.add(Hero{.name = "Spider-Boy", .team = team}), InvalidRequestError);
    EXPECT_TRUE(session.pending<Hero>().empty()) << "the refused one is not half added";
    EXPECT_FALSE(hero->team);
    session.commit();
}

// ---- Link rows

struct Label;
struct Labelling {
    Field<std::int64_t, primary_key, foreign_key<"page.id">> page_id;
    Field<std::int64_t, primary_key, foreign_key<"label.id">> label_id;
};
struct Label {
    Field<std::optional<std::int64_t>, primary_key> id;
    std::string word;
};
struct Page {
    Field<std::optional<std::int64_t>, primary_key> id;
    std::string title;
    Relationship<std::vector<Label>, link_model<Labelling>> labels;
};
struct User;
struct Follow {
    Field<std::int64_t, primary_key, foreign_key<"user.id">> follower_id;
    Field<std::int64_t, primary_key, foreign_key<"user.id">> followed_id;
};
struct User {
    Field<std::optional<std::int64_t>, primary_key> id;
    std::string name;
    Relationship<std::vector<User>, link_model<Follow>, via<&Follow::follower_id>, back_populates<"followers">> following;
    Relationship<std::vector<User>, link_model<Follow>, via<&Follow::followed_id>, back_populates<"following">> followers;
};

TEST_F(Cascade, LinkRowsGoWithTheSideThatKnowsNothingOfThem) {
    metadata<Labelling, Label, Page>().create_all(engine);
    Session session{engine};
    const auto label = session.add(Label{.word = "new"});
    const auto page = session.add(Page{.title = "P", .labels = {label}});
    session.commit();
    session.remove(label);
    session.commit();
    EXPECT_EQ(scalar("SELECT count(*) FROM labelling"), 0);
    EXPECT_EQ(scalar("SELECT count(*) FROM page"), 1);
    EXPECT_TRUE(page->labels.empty());
}

TEST_F(Cascade, LinkRowsToItselfGoOnBothSides) {
    metadata<User, Follow>().create_all(engine);
    Session session{engine};
    const auto anna = session.add(User{.name = "Anna"});
    const auto bert = session.add(User{.name = "Bert"});
    const auto carl = session.add(User{.name = "Carl"});
    anna->following = {bert, carl};
    bert->following.push_back(anna);
    carl->followers.push_back(bert);
    session.commit();
    EXPECT_TRUE(anna->followers.contains(bert));
    EXPECT_EQ(carl->followers.size(), 2u);
    EXPECT_EQ(scalar("SELECT count(*) FROM follow"), 4);
    session.remove(anna);
    session.commit();
    EXPECT_EQ(scalar("SELECT count(*) FROM follow"), 1);
    EXPECT_EQ(carl->followers.size(), 1u);
    anna->name = "gone";  // a Ref stays readable and writable; nobody minds
    session.commit();
}

}  // namespace
