"""The tutorial's models in SQLModel, as the other side of heroes_interop_test.cpp.

heroes_sqlmodel.py create URL   makes the tables
heroes_sqlmodel.py sample URL   makes them and fills them with the rows of the sample database
heroes_sqlmodel.py read URL     prints every row and relationship as JSON
heroes_sqlmodel.py write URL    adds, changes and deletes rows of a database that is there
"""
import json
import sys
from typing import Any, Dict, List, Optional
from uuid import UUID, uuid4

from sqlalchemy import JSON, Column
from sqlmodel import Field, Relationship, Session, SQLModel, create_engine, select


class HeroPowerLink(SQLModel, table=True):
    hero_id: UUID = Field(foreign_key="hero.id", primary_key=True)
    power_id: UUID = Field(foreign_key="power.id", primary_key=True)


class Team(SQLModel, table=True):
    id: UUID = Field(default_factory=uuid4, primary_key=True)
    name: str = Field(unique=True, index=True)
    headquarters: str

    heroes: List["Hero"] = Relationship(back_populates="team")


class Power(SQLModel, table=True):
    id: UUID = Field(default_factory=uuid4, primary_key=True)
    name: str = Field(unique=True, index=True)
    description: Optional[str] = None

    heroes: List["Hero"] = Relationship(back_populates="powers", link_model=HeroPowerLink)


class Hero(SQLModel, table=True):
    id: UUID = Field(default_factory=uuid4, primary_key=True)
    name: str = Field(index=True)
    secret_name: str
    age: Optional[int] = Field(default=None, index=True)
    nicknames: Optional[List[str]] = Field(default=None, sa_column=Column(JSON))
    attributes_data: Optional[Dict[str, Any]] = Field(default=None, sa_column=Column(JSON))
    allegiance: Optional[str] = Field(default=None, index=True)
    team_id: Optional[UUID] = Field(default=None, foreign_key="team.id")

    team: Optional[Team] = Relationship(back_populates="heroes")
    powers: List[Power] = Relationship(back_populates="heroes", link_model=HeroPowerLink)


def as_text(identifier):
    return None if identifier is None else str(identifier)


def team_json(team):
    return {
        "id": str(team.id),
        "name": team.name,
        "headquarters": team.headquarters,
        "heroes": sorted(hero.name for hero in team.heroes),
    }


def power_json(power):
    return {
        "id": str(power.id),
        "name": power.name,
        "description": power.description,
        "heroes": sorted(hero.name for hero in power.heroes),
    }


def hero_json(hero):
    return {
        "id": str(hero.id),
        "name": hero.name,
        "secret_name": hero.secret_name,
        "age": hero.age,
        "nicknames": hero.nicknames,
        "attributes_data": hero.attributes_data,
        "allegiance": hero.allegiance,
        "team_id": as_text(hero.team_id),
        "team": hero.team.name if hero.team else None,
        "powers": sorted(power.name for power in hero.powers),
    }


def read(session):
    links = session.exec(select(HeroPowerLink)).all()
    return {
        "teams": [team_json(team) for team in session.exec(select(Team).order_by(Team.id))],
        "powers": [power_json(power) for power in session.exec(select(Power).order_by(Power.id))],
        "heroes": [hero_json(hero) for hero in session.exec(select(Hero).order_by(Hero.id))],
        "links": sorted([str(link.hero_id), str(link.power_id)] for link in links),
    }


def write(session):
    team = session.exec(select(Team).where(Team.name == "Avengers")).one()
    team.headquarters = "Zürich ☃"
    night = Hero(name="Ночь", secret_name="'; DROP TABLE hero; --", age=-1, nicknames=["ночь", "夜"], attributes_data={"π": [1, 2.5, None, {"k": True}]})
    night.team = team
    night.powers.append(Power(name="Dunkelheit", description="größer"))
    session.add(night)
    spider_boy = session.exec(select(Hero).where(Hero.name == "Spider-Boy")).one()
    spider_boy.allegiance = None
    spider_boy.nicknames = None
    deadpond = session.exec(select(Hero).where(Hero.name == "Deadpond")).one()
    deadpond.powers.clear()
    session.commit()


def sample(session):
    avengers = Team(id=UUID("ef42cc52-42dc-4478-8418-b8f78424c0af"), name="Avengers", headquarters="Avengers Tower")
    deadpond = Hero(id=UUID("255faecf-1108-49cf-834a-6bf9c662c4a7"), name="Deadpond", secret_name="Dive Wilson", nicknames=["healer", "teleporter"],
                    attributes_data={"suit_color": "red", "humor_level": 10})
    deadpond.powers.append(Power(name="Healing"))
    rusty_man = Hero(name="Rusty-Man", secret_name="Tommy Sharp", age=48, nicknames=[], team=avengers,
                     attributes_data={"π": "naïve ☃", "n": None, "f": 1.5, "nested": {"a": [1, 2, {"b": True}]}})
    session.add_all([deadpond, rusty_man, Hero(name="Spider-Boy", secret_name="Pedro Parqueador", age=16, team=avengers)])
    session.commit()


def main():
    command, url = sys.argv[1:]
    engine = create_engine(url)
    if command in ("create", "sample"):
        SQLModel.metadata.create_all(engine)
    if command == "create":
        return
    with Session(engine) as session:
        if command == "sample":
            sample(session)
        elif command == "write":
            write(session)
        else:
            print(json.dumps(read(session)))


if __name__ == "__main__":
    main()
