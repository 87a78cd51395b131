"""The programs of sqlmodel_relationships_test.cpp over SQLModel: prints what the one that is named prints."""

import sys
from typing import List, Optional

from sqlalchemy import Column, ForeignKey, Integer, event
from sqlalchemy.exc import IntegrityError
from sqlmodel import Field, Relationship, Session, SQLModel, create_engine, select


def show(value):
    """As repr(), with the columns alone and in order of the alphabet."""
    if isinstance(value, list):
        return "[" + ", ".join(show(one) for one in value) + "]"
    if isinstance(value, SQLModel):
        columns = ", ".join(f"{name}={getattr(value, name)!r}" for name in sorted(value.__fields__))
        return f"{type(value).__name__}({columns})"
    return repr(value)


def say(label, *values):
    print(label, *(show(value) for value in values))


def open_database():
    engine = create_engine("sqlite://")
    event.listen(engine, "connect", lambda connection, record: connection.execute("PRAGMA foreign_keys=ON"))
    SQLModel.metadata.create_all(engine)
    return engine


def team_and_hero(back_populates=True, ondelete=None, **arguments):
    class Team(SQLModel, table=True):
        id: Optional[int] = Field(default=None, primary_key=True)
        name: str = Field(index=True)
        headquarters: str

        heroes: List["Hero"] = Relationship(**({"back_populates": "team"} if back_populates else {}), sa_relationship_kwargs=arguments)

    class Hero(SQLModel, table=True):
        id: Optional[int] = Field(default=None, primary_key=True)
        name: str = Field(index=True)
        secret_name: str
        age: Optional[int] = Field(default=None, index=True)
        team_id: Optional[int] = Field(default=None, sa_column=Column(Integer, ForeignKey("team.id", ondelete=ondelete)))

        team: Optional[Team] = Relationship(**({"back_populates": "heroes"} if back_populates else {}))

    return Team, Hero


def one(session, model, name):
    return session.exec(select(model).where(model.name == name)).one()


def create_heroes(engine, Team, Hero):
    with Session(engine) as session:
        team_preventers = Team(name="Preventers", headquarters="Sharp Tower")
        team_z_force = Team(name="Z-Force", headquarters="Sister Margaret's Bar")
        deadpond = Hero(name="Deadpond", secret_name="Dive Wilson", team=team_z_force)
        rusty_man = Hero(name="Rusty-Man", secret_name="Tommy Sharp", age=48, team=team_preventers)
        spider_boy = Hero(name="Spider-Boy", secret_name="Pedro Parqueador")
        session.add(deadpond)
        session.add(rusty_man)
        session.add(spider_boy)
        session.commit()
        for hero in (deadpond, rusty_man, spider_boy):
            session.refresh(hero)
            say("Created hero:", hero)

        spider_boy.team = team_preventers
        session.add(spider_boy)
        session.commit()
        session.refresh(spider_boy)
        say("Updated hero:", spider_boy)

        black_lion = Hero(name="Black Lion", secret_name="Trevor Challa", age=35)
        sure_e = Hero(name="Princess Sure-E", secret_name="Sure-E")
        team_wakaland = Team(name="Wakaland", headquarters="Wakaland Capital City", heroes=[black_lion, sure_e])
        session.add(team_wakaland)
        session.commit()
        session.refresh(team_wakaland)
        say("Team Wakaland:", team_wakaland)

        tarantula = Hero(name="Tarantula", secret_name="Natalia Roman-on", age=32)
        dr_weird = Hero(name="Dr. Weird", secret_name="Steve Weird", age=36)
        captain = Hero(name="Captain North America", secret_name="Esteban Rogelios", age=93)
        team_preventers.heroes.append(tarantula)
        team_preventers.heroes.append(dr_weird)
        team_preventers.heroes.append(captain)
        session.add(team_preventers)
        session.commit()
        for hero in (tarantula, dr_weird, captain):
            session.refresh(hero)
            say("Preventers new hero:", hero)


def create_and_read():
    Team, Hero = team_and_hero()
    engine = open_database()
    create_heroes(engine, Team, Hero)
    with Session(engine) as session:
        spider_boy = one(session, Hero, "Spider-Boy")
        say("Spider-Boy's team:", session.exec(select(Team).where(Team.id == spider_boy.team_id)).first())
        say("Spider-Boy's team again:", spider_boy.team)
        say("Preventers heroes:", one(session, Team, "Preventers").heroes)


def update():
    Team, Hero = team_and_hero()
    engine = open_database()
    create_heroes(engine, Team, Hero)
    with Session(engine) as session:
        spider_boy = one(session, Hero, "Spider-Boy")
        spider_boy.team = one(session, Team, "Z-Force")
        session.add(spider_boy)
        session.commit()
        session.refresh(spider_boy)
        say("Updated hero:", spider_boy, spider_boy.team)
        black_lion = one(session, Hero, "Black Lion")
        black_lion.team_id = spider_boy.team_id
        session.add(black_lion)
        session.commit()
        say("Z-Force heroes:", one(session, Team, "Z-Force").heroes)
        say("Wakaland heroes:", one(session, Team, "Wakaland").heroes)


def remove():
    Team, Hero = team_and_hero()
    engine = open_database()
    create_heroes(engine, Team, Hero)
    with Session(engine) as session:
        spider_boy = one(session, Hero, "Spider-Boy")
        spider_boy.team = None
        session.add(spider_boy)
        session.commit()
        session.refresh(spider_boy)
        say("Spider-Boy without team:", spider_boy, spider_boy.team)
        say("Preventers heroes:", one(session, Team, "Preventers").heroes)


def back_populates_of(both):
    Team, Hero = team_and_hero(back_populates=both)
    engine = open_database()
    create_heroes(engine, Team, Hero)
    with Session(engine) as session:
        spider_boy = one(session, Hero, "Spider-Boy")
        preventers = one(session, Team, "Preventers")
        say("Hero Spider-Boy:", spider_boy)
        say("Preventers Team:", preventers)
        say("Preventers Team Heroes:", preventers.heroes)
        spider_boy.team = None
        say("Spider-Boy without team:", spider_boy)
        say("Preventers Team Heroes again:", preventers.heroes)
        session.add(spider_boy)
        session.commit()
        print("After committing")
        session.refresh(spider_boy)
        say("Spider-Boy after commit:", spider_boy)
        say("Preventers Team Heroes after commit:", preventers.heroes)


def with_back_populates():
    back_populates_of(True)


def without_back_populates():
    back_populates_of(False)


def delete_team(Team, Hero):
    engine = open_database()
    create_heroes(engine, Team, Hero)
    with Session(engine) as session:
        team = one(session, Team, "Wakaland")
        session.delete(team)
        try:
            session.commit()
            say("Deleted team:", team.name)
        except IntegrityError as error:
            session.rollback()
            print("Not deleted:", error.orig)
    with Session(engine) as session:
        for name in ("Black Lion", "Princess Sure-E"):
            say(name + ":", session.exec(select(Hero).where(Hero.name == name)).first())
        say("Teams:", session.exec(select(Team)).all())
    return engine


def cascade_delete():
    delete_team(*team_and_hero(ondelete="CASCADE", cascade="all, delete-orphan"))


def cascade_delete_orphan():
    Team, Hero = team_and_hero(ondelete="CASCADE", cascade="all, delete-orphan")
    engine = open_database()
    create_heroes(engine, Team, Hero)
    with Session(engine) as session:
        preventers = one(session, Team, "Preventers")
        z_force = one(session, Team, "Z-Force")
        preventers.heroes.remove(one(session, Hero, "Spider-Boy"))
        z_force.heroes.append(one(session, Hero, "Rusty-Man"))
        session.commit()
        say("Z-Force heroes:", z_force.heroes)
        say("Preventers heroes:", preventers.heroes)
        say("All heroes:", session.exec(select(Hero)).all())


def set_null_by_database():
    delete_team(*team_and_hero(ondelete="SET NULL", passive_deletes="all"))


def restrict_by_database():
    Team, Hero = team_and_hero(ondelete="RESTRICT", passive_deletes="all")
    engine = delete_team(Team, Hero)
    with Session(engine) as session:
        team = one(session, Team, "Wakaland")
        team.heroes.clear()
        session.add(team)
        session.commit()
        session.refresh(team)
        say("Team with removed heroes:", team, team.heroes)
        session.delete(team)
        session.commit()
        say("Black Lion:", one(session, Hero, "Black Lion"))
        say("Teams:", session.exec(select(Team)).all())


def set_null_by_session():
    delete_team(*team_and_hero())


def cascade_by_database():
    delete_team(*team_and_hero(ondelete="CASCADE", passive_deletes="all"))


def many_to_many_models():
    class HeroTeamLink(SQLModel, table=True):
        team_id: Optional[int] = Field(default=None, foreign_key="team.id", primary_key=True)
        hero_id: Optional[int] = Field(default=None, foreign_key="hero.id", primary_key=True)

    class Team(SQLModel, table=True):
        id: Optional[int] = Field(default=None, primary_key=True)
        name: str = Field(index=True)
        headquarters: str

        heroes: List["Hero"] = Relationship(back_populates="teams", link_model=HeroTeamLink)

    class Hero(SQLModel, table=True):
        id: Optional[int] = Field(default=None, primary_key=True)
        name: str = Field(index=True)
        secret_name: str
        age: Optional[int] = Field(default=None, index=True)

        teams: List[Team] = Relationship(back_populates="heroes", link_model=HeroTeamLink)

    return HeroTeamLink, Team, Hero


def say_links(session, Link):
    links = session.exec(select(Link)).all()
    say("Links:", sorted(links, key=lambda link: (link.team_id, link.hero_id)))


def create_many_to_many(engine, Team, Hero):
    with Session(engine) as session:
        preventers = Team(name="Preventers", headquarters="Sharp Tower")
        z_force = Team(name="Z-Force", headquarters="Sister Margaret's Bar")
        session.add_all([preventers, z_force])
        deadpond = Hero(name="Deadpond", secret_name="Dive Wilson", teams=[z_force, preventers])
        rusty_man = Hero(name="Rusty-Man", secret_name="Tommy Sharp", age=48, teams=[preventers])
        spider_boy = Hero(name="Spider-Boy", secret_name="Pedro Parqueador", teams=[preventers])
        session.add(deadpond)
        session.add(rusty_man)
        session.add(spider_boy)
        session.commit()
        for hero in (deadpond, rusty_man, spider_boy):
            session.refresh(hero)
            say(hero.name + ":", hero)
            say(hero.name + " teams:", sorted(hero.teams, key=lambda team: team.id))


def many_to_many_create():
    Link, Team, Hero = many_to_many_models()
    engine = open_database()
    create_many_to_many(engine, Team, Hero)
    with Session(engine) as session:
        say_links(session, Link)


def many_to_many_update():
    Link, Team, Hero = many_to_many_models()
    engine = open_database()
    create_many_to_many(engine, Team, Hero)
    with Session(engine) as session:
        spider_boy = one(session, Hero, "Spider-Boy")
        z_force = one(session, Team, "Z-Force")
        z_force.heroes.append(spider_boy)
        session.add(z_force)
        session.commit()
        say("Updated Spider-Boy's Teams:", sorted(spider_boy.teams, key=lambda team: team.id))
        say("Z-Force heroes:", sorted(z_force.heroes, key=lambda hero: hero.id))
        say_links(session, Link)

        spider_boy.teams.remove(z_force)
        session.add(z_force)
        session.commit()
        say("Reverted Z-Force's heroes:", z_force.heroes)
        say("Reverted Spider-Boy's teams:", spider_boy.teams)
        say_links(session, Link)

        session.delete(one(session, Team, "Preventers"))
        session.commit()
        say("Heroes without Preventers:", session.exec(select(Hero)).all())
        say_links(session, Link)


def extra_field_models():
    class HeroTeamLink(SQLModel, table=True):
        team_id: Optional[int] = Field(default=None, foreign_key="team.id", primary_key=True)
        hero_id: Optional[int] = Field(default=None, foreign_key="hero.id", primary_key=True)
        is_training: bool = False

        team: "Team" = Relationship(back_populates="hero_links")
        hero: "Hero" = Relationship(back_populates="team_links")

    class Team(SQLModel, table=True):
        id: Optional[int] = Field(default=None, primary_key=True)
        name: str = Field(index=True)
        headquarters: str

        hero_links: List[HeroTeamLink] = Relationship(back_populates="team")

    class Hero(SQLModel, table=True):
        id: Optional[int] = Field(default=None, primary_key=True)
        name: str = Field(index=True)
        secret_name: str
        age: Optional[int] = Field(default=None, index=True)

        team_links: List[HeroTeamLink] = Relationship(back_populates="hero")

    return HeroTeamLink, Team, Hero


def say_members(label, team):
    for link in sorted(team.hero_links, key=lambda link: link.hero_id):
        say(label + " hero:", link.hero, link.is_training)


def many_to_many_extra_fields():
    Link, Team, Hero = extra_field_models()
    engine = open_database()
    with Session(engine) as session:
        preventers = Team(name="Preventers", headquarters="Sharp Tower")
        z_force = Team(name="Z-Force", headquarters="Sister Margaret's Bar")
        deadpond = Hero(name="Deadpond", secret_name="Dive Wilson")
        rusty_man = Hero(name="Rusty-Man", secret_name="Tommy Sharp", age=48)
        spider_boy = Hero(name="Spider-Boy", secret_name="Pedro Parqueador")
        session.add_all([preventers, z_force, deadpond, rusty_man, spider_boy])
        session.add(Link(team=z_force, hero=deadpond))
        session.add(Link(team=preventers, hero=deadpond, is_training=True))
        session.add(Link(team=preventers, hero=spider_boy, is_training=True))
        session.add(Link(team=preventers, hero=rusty_man))
        session.commit()
        say_members("Z-Force", z_force)
        say_members("Preventers", preventers)
    with Session(engine) as session:
        spider_boy = one(session, Hero, "Spider-Boy")
        z_force = one(session, Team, "Z-Force")
        session.add(Link(team=z_force, hero=spider_boy, is_training=True))
        session.commit()
        for link in sorted(spider_boy.team_links, key=lambda link: link.team_id):
            say("Spider-Boy team:", link.team, link.is_training)
        for link in spider_boy.team_links:
            if link.team.name == "Preventers":
                link.is_training = False
        session.add(spider_boy)
        session.commit()
        say_members("Z-Force", z_force)
        say_links(session, Link)


programs = {
    name: globals()[name]
    for name in (
        "create_and_read update remove with_back_populates without_back_populates cascade_delete cascade_delete_orphan set_null_by_database "
        "restrict_by_database set_null_by_session cascade_by_database many_to_many_create many_to_many_update many_to_many_extra_fields"
    ).split()
}

if __name__ == "__main__":
    programs[sys.argv[1]]()
