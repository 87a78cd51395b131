"""The other side of every_type_test.cpp: the same table through SQLAlchemy.

every_type.py create URL   makes the table
every_type.py write URL    fills it, and prints what it has put in
every_type.py read URL     prints what it finds
"""
import decimal
import enum
import json
import struct
import sys
from datetime import date, datetime, time, timedelta, timezone
from decimal import Decimal
from uuid import UUID

from sqlalchemy import (
    JSON, BigInteger, Boolean, Column, Date, DateTime, Enum, Integer, Interval, LargeBinary, MetaData, Numeric, String, Table, Text, Time,
    create_engine, select,
)
from sqlalchemy.dialects import mysql, postgresql
from sqlalchemy.types import Float
from sqlmodel.sql.sqltypes import GUID

decimal.getcontext().prec = 60


class Colour(enum.Enum):
    red = 0
    green = 1
    blue = 2


def micro(type_, of_mysql):
    return type_.with_variant(of_mysql(fsp=6), "mysql").with_variant(of_mysql(fsp=6), "mariadb")


table = Table(
    "everything", MetaData(),
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("flag", Boolean),
    Column("number", Integer),
    Column("large", BigInteger),
    Column("real", Float(53).with_variant(mysql.DOUBLE(), "mysql").with_variant(mysql.DOUBLE(), "mariadb")),
    Column("amount", Numeric(38, 10)),
    Column("name", String(255)),
    Column("story", Text(2 ** 24).with_variant(Text(), "postgresql")),
    Column("code", GUID()),
    Column("content", LargeBinary(2 ** 24)),
    Column("day", Date),
    Column("moment", micro(DateTime(), mysql.DATETIME)),
    Column("instant", micro(DateTime(timezone=True), mysql.DATETIME)),
    Column("hour", micro(Time(), mysql.TIME)),
    Column("length", Interval(second_precision=6)),
    Column("colour", Enum(Colour)),
    Column("document", JSON),
    Column("tags", JSON),
)

ROWS = [
    dict(id=1),
    dict(id=2, flag=True, number=1, large=2, real=0.1, amount=Decimal("12.34"), name="Deadpond", story="Once upon a time", code=UUID(int=7),
         content=b"\x00\x01\xff", day=date(2026, 11, 22), moment=datetime(2026, 11, 22, 12, 30, 5, 250), instant=datetime(2026, 1, 2, 3, 4, 5, 6),
         hour=time(1, 2, 3, 4), length=timedelta(days=1, seconds=2, microseconds=3), colour=Colour.green, document={"a": [1, None, "x"], "b": 1.5},
         tags=["x", "y"]),
    dict(id=-(2 ** 63), flag=False, number=-(2 ** 31), large=-(2 ** 63), real=-sys.float_info.max, amount=Decimal("-" + "9" * 28 + "." + "9" * 10),
         name="", story="", code=UUID(int=0), content=b"", day=date(1, 1, 1), moment=datetime(1, 1, 1), instant=datetime(1, 1, 1), hour=time(0),
         length=timedelta(days=-1000, microseconds=1), colour=Colour.red, document=[], tags=[]),
    dict(id=2 ** 63 - 1, flag=True, number=2 ** 31 - 1, large=2 ** 63 - 1, real=5e-324, amount=Decimal("9" * 28 + "." + "9" * 10),
         name="\U0001f9b8 \u00df\u4e2d'\"\\%_\n\t", story="\U0001f9b8" * 2_500_000, code=UUID(int=2 ** 128 - 1), content=bytes(range(256)) * 40_000,
         day=date(9999, 12, 31), moment=datetime(9999, 12, 31, 23, 59, 59, 999999), instant=datetime(9999, 12, 31, 23, 59, 59, 999999),
         hour=time(23, 59, 59, 999999), length=timedelta(days=1000, microseconds=999999), colour=Colour.blue,
         document={"\U0001f9b8": {"deep": [{"er": True}]}}, tags=["\U0001f9b8", ""]),
]


def fnv(data):
    """FNV-1a, for what is too long to be printed: http://www.isthe.com/chongo/tech/comp/fnv/"""
    value = 0xcbf29ce484222325
    for byte in data:
        value = ((value ^ byte) * 0x100000001b3) & (2 ** 64 - 1)
    return f"{len(data)} bytes {value:016x}"


def show(value):
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, enum.Enum):
        return value.name
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        return f"{struct.unpack('>Q', struct.pack('>d', value))[0]:016x}"
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    if isinstance(value, str):
        data = value.encode()
        return fnv(data) if len(data) > 1000 else value
    if isinstance(value, bytes):
        return fnv(value) if len(value) > 1000 else value.hex()
    if isinstance(value, UUID):
        return value.hex
    if isinstance(value, datetime):
        if value.tzinfo is not None:
            value = value.astimezone(timezone.utc).replace(tzinfo=None)
        return value.isoformat(sep=" ", timespec="microseconds")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, time):
        return value.isoformat(timespec="microseconds")
    if isinstance(value, timedelta):
        return str(value // timedelta(microseconds=1))
    return json.dumps(value, sort_keys=True)


def engine_for(url):
    if url.startswith("postgresql:"):
        # The far ends of the calendar leave it in any other zone.
        return create_engine(url.replace("postgresql:", "postgresql+psycopg2:"), connect_args={"options": "-c timezone=UTC"})
    return create_engine(url.replace("mariadb:", "mariadb+pymysql:") + "?charset=utf8mb4")


def main():
    action, url = sys.argv[1:]
    engine = engine_for(url)
    if action == "create":
        table.create(engine)
        return
    if action == "write":
        with engine.begin() as connection:
            for row in ROWS:
                connection.execute(table.insert(), {column.name: row.get(column.name) for column in table.columns})
        rows = [[row.get(column.name) for column in table.columns] for row in ROWS]
        rows.sort(key=lambda row: row[0])
    else:
        with engine.connect() as connection:
            rows = connection.execute(select(table).order_by(table.c.id)).all()
    # A None in a JSON column is stored as JSON's null, which reads as None too.
    print(json.dumps([[show(value) for value in row] for row in rows]))


main()
