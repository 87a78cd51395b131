"""The other side of autogenerate_interop_test.cpp: the same models in SQLModel, and Alembic's autogenerate.

alembic_autogenerate.py create MODELS URL           makes the tables
alembic_autogenerate.py differences MODELS URL      prints what autogenerate finds, one difference a line, sorted
alembic_autogenerate.py stamp REVISION URL          makes alembic_version with this revision, as Alembic does
alembic_autogenerate.py heads URL                   prints the revisions that Alembic finds in the database
MODELS is heroes or wide.
"""
import re
import sys
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import Enum
from pathlib import Path
from typing import Any, Optional
from uuid import UUID

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from pydantic import condecimal
from sqlalchemy import (
    JSON, BigInteger, CheckConstraint, Column, ForeignKey, ForeignKeyConstraint, Index, Integer, SmallInteger, Text, UniqueConstraint, text,
)
from sqlmodel import Field, SQLModel, create_engine

sys.path.append(str(Path(__file__).resolve().parents[1]))

URL = sys.argv[-1]
DATABASE = URL.split(":")[0].split("+")[0]
# What MySQL's family has not: wide_models.hpp leaves it out too.
DEFERRED = {} if DATABASE == "mysql" else {"deferrable": True, "initially": "DEFERRED"}


class Colour(Enum):
    red = 0
    green = 1
    turquoise = 2


class Company(SQLModel, table=True):
    id: Optional[int] = Field(default=None, primary_key=True)
    name: str = Field(index=True, sa_column_kwargs={"unique": True})
    code: Optional[str] = Field(default=None, max_length=8, sa_column_kwargs={"unique": True})
    parent_id: Optional[int] = Field(default=None, foreign_key="company.id")


class Office(SQLModel, table=True):
    __table_args__ = (
        UniqueConstraint("company_id", "desks"),
        CheckConstraint("desks >= 0", name="ck_desks"),
        CheckConstraint("city <> '' AND number > 0"),
    )
    number: int = Field(primary_key=True)
    city: str = Field(primary_key=True)
    company_id: int = Field(sa_column=Column(Integer, ForeignKey("company.id", ondelete="CASCADE"), nullable=False))
    desks: int = Field(sa_column_kwargs={"server_default": "0"})
    state: str = Field(sa_column_kwargs={"server_default": "it's open"})
    since: datetime = Field(sa_column_kwargs={"server_default": text("CURRENT_TIMESTAMP")})
    heated: bool = Field(sa_column_kwargs={"server_default": text("true" if DATABASE == "postgresql" else "1")})


class Everything(SQLModel, table=True):
    __table_args__ = (
        UniqueConstraint("name", "number", name="uq_name_number"),
        ForeignKeyConstraint(["office_number", "office_city"], ["office.number", "office.city"], name="fk_office", ondelete="SET NULL",
                             onupdate="CASCADE", **DEFERRED),
        Index("ix_pair", "flag", "number"),
        Index("ux_large", "large", "small", unique=True),
        Index("ix_positive", "number", sqlite_where=text("number > 0"), postgresql_where=text("number > 0")),
        {"sqlite_with_rowid": False},
    )
    id: UUID = Field(primary_key=True)
    flag: bool
    number: int
    large: int = Field(sa_column=Column(BigInteger, nullable=False))
    real: float
    price: condecimal(max_digits=10, decimal_places=2)
    amount: Decimal
    name: str
    short_name: str = Field(max_length=30, index=True)
    story: str = Field(sa_column=Column(Text, nullable=False))
    content: bytes
    day: date
    moment: datetime = Field(index=True)
    hour: time
    length: timedelta
    colour: Colour
    document: Any = Field(sa_column=Column(JSON, nullable=False))
    small: int = Field(sa_column=Column(SmallInteger, nullable=False))
    maybe_flag: Optional[bool]
    maybe_number: Optional[int]
    maybe_code: Optional[UUID]
    maybe_colour: Optional[Colour]
    maybe_document: Any = Field(default=None, sa_column=Column(JSON))
    office_number: Optional[int]
    office_city: Optional[str]


class Log(SQLModel, table=True):
    __table_args__ = {"sqlite_autoincrement": True}
    id: Optional[int] = Field(default=None, primary_key=True)
    line: str


def tables_of(models):
    if models == "wide":
        names = ("company", "office", "everything", "log")
    else:
        import heroes_sqlmodel  # noqa: F401  its models join the metadata
        names = ("team", "hero", "power", "heropowerlink")
    for table in list(SQLModel.metadata.tables.values()):
        if table.name not in names:
            SQLModel.metadata.remove(table)
    return SQLModel.metadata


def compare_server_default(context, _inspected, _column, existing, wanted, _rendered):
    """Asks PostgreSQL as Alembic does, but for a default with a quote in it, of which Alembic 1.8 makes no SQL."""
    if DATABASE == "postgresql" and existing is not None and wanted is not None and "'" in str(wanted.arg).strip("'"):
        return not context.connection.scalar(text(f"SELECT {existing} = :wanted"), {"wanted": wanted.arg})
    return None


def context_of(connection):
    return MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": compare_server_default})


def main():
    command, *arguments, _ = sys.argv[1:]
    engine = create_engine(URL)
    with engine.begin() as connection:
        if command == "create":
            tables_of(arguments[0]).create_all(connection)
        elif command == "differences":
            found = compare_metadata(context_of(connection), tables_of(arguments[0]))
            print("".join(sorted(re.sub(r" at 0x[0-9a-f]+", "", str(difference)) + "\n" for difference in found)), end="")
        elif command == "stamp":
            context = context_of(connection)
            context._ensure_version_table()
            connection.execute(context._version.insert().values(version_num=arguments[0]))
        else:
            print(*context_of(connection).get_current_heads())


main()
