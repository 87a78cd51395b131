#!/usr/bin/env python3
"""Writes what SQLAlchemy makes of the statements of these tests into them.

In the *_test.cpp files `// py: <expression>` stands before an EXPECT_SQL; its two texts become the SQL and the parameters that SQLAlchemy 1.4
gives for the expression. `// py> <statement>` is executed before, for aliases and the like.
Usage: regenerate.py [--check] [--mariadb] [files]; --mariadb asks SQLAlchemy's dialect of MariaDB instead of SQLite's.
"""
import datetime
import enum
import json
import pathlib
import re
import sys
import uuid
import warnings
from decimal import Decimal
from typing import Optional

warnings.simplefilter("ignore")

try:
    import sqlalchemy as sa
    from sqlalchemy import (JSON, Column, DateTime, Float, ForeignKey, Numeric, String, Integer, and_, case, cast, collate, delete, desc, except_, exists,
                            func, insert, intersect, literal, literal_column, not_, or_, select, text, union, union_all, update)
    from sqlalchemy.dialects import mysql, sqlite
    from sqlalchemy.orm import aliased
    from sqlmodel import Field, Relationship, SQLModel
except ImportError as error:
    print(error)
    sys.exit(77)  # skipped

class Kind(enum.Enum):
    human = 1
    robot = 2


class Team(SQLModel, table=True):
    id: Optional[int] = Field(default=None, primary_key=True)
    name: str
    heroes: list["Hero"] = Relationship(back_populates="team")


class Link(SQLModel, table=True):
    hero_id: int = Field(foreign_key="hero.id", primary_key=True)
    power_id: int = Field(foreign_key="power.id", primary_key=True)


class Power(SQLModel, table=True):
    id: Optional[int] = Field(default=None, primary_key=True)
    name: str
    heroes: list["Hero"] = Relationship(back_populates="powers", link_model=Link)


class Hero(SQLModel, table=True):
    id: Optional[int] = Field(sa_column=Column(Integer, primary_key=True), default=None)
    name: str = Field(sa_column=Column(String))
    age: Optional[int] = Field(sa_column=Column(Integer))
    active: bool = Field(sa_column=Column(sa.Boolean))
    price: Decimal = Field(sa_column=Column(Numeric))
    score: float = Field(sa_column=Column(Float))
    kind: Kind = Field(sa_column=Column(sa.Enum(Kind)))
    data: Optional[dict] = Field(sa_column=Column(JSON))
    born: Optional[datetime.datetime] = Field(sa_column=Column(DateTime))
    token: Optional[uuid.UUID] = Field(sa_column=Column(sa.CHAR(32)))
    team_id: Optional[int] = Field(sa_column=Column(Integer, ForeignKey("team.id")))
    team: Optional[Team] = Relationship(back_populates="heroes")
    powers: list[Power] = Relationship(back_populates="heroes", link_model=Link)


class Flight(SQLModel, table=True):
    id: Optional[int] = Field(default=None, primary_key=True)
    origin_id: int = Field(foreign_key="team.id")
    destination_id: int = Field(foreign_key="team.id")


class Node(SQLModel, table=True):
    __tablename__ = "order"
    id: Optional[int] = Field(default=None, primary_key=True)
    Label: str
    parent_id: Optional[int] = Field(default=None, foreign_key="order.id")
    children: list["Node"] = Relationship(back_populates="parent")
    parent: Optional["Node"] = Relationship(back_populates="children", sa_relationship_kwargs={"remote_side": "Node.id"})


class Stamped(SQLModel, table=True):
    id: Optional[int] = Field(default=None, primary_key=True)
    name: str
    note: Optional[str] = Field(sa_column_kwargs={"server_default": "x"})
    changed: Optional[datetime.datetime] = Field(sa_column_kwargs={"onupdate": text("CURRENT_TIMESTAMP")})


def shown(value):
    if isinstance(value, enum.Enum):
        return repr(value.name)
    if isinstance(value, (dict, list)):
        return repr(json.dumps(value))
    return repr(value)


def is_json_step(key):
    return re.match(r"data_\d+$|param_\d+$", key)


def asked_dialect():
    if "--mariadb" not in sys.argv:
        return sqlite.dialect()
    dialect = mysql.dialect(paramstyle="qmark")
    dialect.is_mariadb, dialect.server_version_info = True, (10, 11, 0)
    return dialect


def expected(expression, names):
    statement = eval(expression, names)
    compiled = statement.compile(dialect=asked_dialect(), compile_kwargs={"render_postcompile": True})
    values = []
    for key in compiled.positiontup or []:
        value, bind = compiled.params[key], compiled.binds.get(key)
        if bind is not None and isinstance(bind.type, JSON.JSONIndexType):
            value = f"$[{value}]" if isinstance(value, int) else f'$."{value}"'
        values.append(shown(value))
    return str(compiled), "[" + ", ".join(values) + "]"


def literal_of(text, indent):
    lines = [json.dumps(line, ensure_ascii=False) for line in re.findall(r"[^\n]*\n|[^\n]+$", text)] or ['""']
    return ("\n" + " " * indent).join(lines)


string = r'(?:"(?:[^"\\]|\\.)*"\s*)+'
call = re.compile(r"EXPECT_SQL\(\s*(" + string + r"),\s*(" + string + r"),")


def regenerated(source):
    out, position = [], 0
    names = {}
    for match in re.finditer(r"^ *// py([:>]) (.*(?:\n *//  +.*)*)|^TEST", source, re.M):
        if match[0] == "TEST":
            names = dict(globals())
            continue
        code = re.sub(r"\n *//  +", " ", match[2])
        if match[1] == ">":
            exec(code, names)
            continue
        target = call.search(source, match.end())
        try:
            sql, parameters = expected(code, names)
        except Exception as error:
            sys.exit(f"{code}: {type(error).__name__}: {error}")
        indent = target.start() - source.rindex("\n", 0, target.start()) - 1 + len("EXPECT_SQL(")
        out += [source[position:target.start()], "EXPECT_SQL(", literal_of(sql, indent), ",\n", " " * indent, literal_of(parameters, indent), ",\n", " " * indent]
        position = re.compile(r"\s*").match(source, target.end()).end()
    return "".join(out) + source[position:]


def bare(source):
    """The source without its layout, which clang-format decides: white space between tokens, and where a literal is broken in two."""
    return re.sub(r'\s+', "", re.sub(r'"\s+"', "", source))


def main():
    arguments = sys.argv[1:]
    check = "--check" in arguments
    files = [pathlib.Path(a) for a in arguments if not a.startswith("--")] or sorted(pathlib.Path(__file__).parent.glob("*_test.cpp"))
    stale = False
    for file in files:
        old = file.read_text()
        new = regenerated(old)
        if bare(new) != bare(old):
            stale = True
            print(f"{file.name}: " + ("differs" if check else "written"))
            if not check:
                file.write_text(new)
    sys.exit(1 if check and stale else 0)


main()
