"""The other side of stored_formats_test.cpp: the same tables and values through SQLAlchemy.

stored_formats.py write FILE   makes the tables and fills them
stored_formats.py read FILE    prints all values as JSON, in a form that has a text for each value
"""
import enum
import json
import sys
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from uuid import UUID

from sqlalchemy import (
    JSON, BigInteger, Boolean, Column, Date, DateTime, Enum, Float, Integer, Interval, LargeBinary, MetaData, Numeric, String, Table, Text, Time,
    create_engine, select,
)
from sqlmodel.sql.sqltypes import GUID

EPOCH = datetime(1970, 1, 1)


class Colour(enum.Enum):
    red = 0
    green = 1
    blue = 2


TYPES = {
    "flag": Boolean(),
    "number": Integer(),
    "large": BigInteger(),
    "real": Float(),
    "price": Numeric(10, 2),
    "amount": Numeric(),
    "name": String(),
    "short_name": String(30),
    "story": Text(),
    "code": GUID(),
    "content": LargeBinary(),
    "day": Date(),
    "moment": DateTime(),
    "hour": Time(),
    "length": Interval(),
    "colour": Enum(Colour),
    "document": JSON(),
    "tags": JSON(),
    "numbers": JSON(),
    "scores": JSON(),
    "point": JSON(),
}

metadata = MetaData()


def table(name, nullable):
    columns = [Column(column, type_, nullable=nullable) for column, type_ in TYPES.items()]
    return Table(name, metadata, Column("id", Integer(), primary_key=True), *columns)


everything = table("everything", False)
maybe = table("maybe", True)

ROWS = [
    (
        True, 1, 2**40, 0.1, Decimal("12.34"), Decimal("1.5"), "Deadpond", "é", "long",
        UUID("255faecf-1108-49cf-834a-6bf9c662c4a7"), b"\x00\xff'a", date(2026, 11, 22), datetime(2026, 11, 22, 10, 15), time(10, 15),
        timedelta(days=1, hours=2, minutes=3, seconds=4, milliseconds=500), Colour.red,
        {"a": [1, 2.5, None, True, "é"], "b": {}}, ["a", "b"], [1, 2, 3], {"a": 1, "b": 2}, {"x": 1, "y": 2.5, "name": "p", "z": None},
    ),
    (
        False, -2**31, -2**63, -1.7976931348623157e308, Decimal("-99999999.99"), Decimal("-0.001"), "", "", "",
        UUID(int=0), b"", date(1, 1, 1), datetime(1, 1, 1), time(0, 0), datetime(1, 1, 1) - EPOCH, Colour.green,
        [], [], [], {}, {"x": 0, "y": 0.0, "name": "", "z": None},
    ),
    (
        True, 2**31 - 1, 2**63 - 1, 1.7976931348623157e308, Decimal("99999999.99"), Decimal("123456789012345"), "naïve ☃ 🦸 夜", "'\"`\\%_\n\t\r", "x" * 3000,
        UUID(int=2**128 - 1), bytes(range(256)), date(9999, 12, 31), datetime(9999, 12, 31, 23, 59, 59, 999999), time(23, 59, 59, 999999),
        datetime(9999, 12, 31, 23, 59, 59, 999999) - EPOCH, Colour.blue,
        {"π": "naïve ☃ 🦸 \u0001\u007f\"\\/", "deep": [[[[{"k": [1e22, 1e-7, 5e-324, 1e16, 123456789.0, -0.0, 2**63 - 1]}]]]]},
        ["", "\"quoted\"", "back\\slash", "é☃🦸", "\n\t\b\f\r"], [2**31 - 1, -2**31, 0], {"\"": 0, "z": -1, "ü": 5},
        {"x": -1, "y": 1e22, "name": "q\"", "z": 7},
    ),
    (
        True, 0, 0, 5e-324, Decimal("0.10"), Decimal("10"), "it's", "NULL", "null",
        UUID("00000000-0000-0000-0000-000000000001"), b"NULL", date(1970, 1, 1), datetime(1970, 1, 1, 0, 0, 0, 1), time(12, 0, 0, 1),
        timedelta(microseconds=-1), Colour.red,
        "a text alone", ["null"], [0], {"": 0}, {"x": 0, "y": -0.5, "name": "\u2028", "z": 0},
    ),
    (
        False, -1, -1, 1e16, Decimal("-0.01"), Decimal("0.0000001"), "0", "1e3", "x'00'",
        UUID("ABCDEF01-2345-6789-ABCD-EF0123456789"), b"\xff", date(2000, 2, 29), datetime(1969, 12, 31, 23, 59, 59, 999999), time(0, 0, 1),
        timedelta(0), Colour.blue,
        17, ["17"], [17], {"a": 17}, {"x": 17, "y": 17.0, "name": "17", "z": 17},
    ),
    (
        False, 7, 7, float("inf"), Decimal("7.00"), Decimal("-7"), "7", "7", "7",
        UUID(int=7), b"7", date(7, 7, 7), datetime(7, 7, 7, 7, 7, 7, 7), time(7, 7, 7, 7),
        timedelta(days=-7, microseconds=7), Colour.green,
        2.5, ["7", "7"], [-7], {"7": 7}, {"x": 7, "y": 1e-7, "name": "7", "z": -7},
    ),
]


def as_json(column, value):
    if value is None or column in ("flag", "number", "large", "name", "short_name", "story", "document", "tags", "numbers", "scores", "point"):
        return value
    if column == "real":
        return repr(value)
    if column == "price":
        return str(value)
    if column == "amount":  # shown with ten places, whatever it has
        text = format(value, "f")
        return text.rstrip("0").rstrip(".") if "." in text else text
    if column == "code":
        return str(value)
    if column == "content":
        return value.hex()
    if column == "day":
        return value.isoformat()
    if column == "moment":
        return value.isoformat(" ", "microseconds")
    if column == "hour":
        return value.isoformat("microseconds")
    if column == "length":
        return value // timedelta(microseconds=1)
    return value.name


def write(connection):
    metadata.create_all(connection)
    for number, row in enumerate(ROWS, 1):
        connection.execute(everything.insert(), {"id": number, **dict(zip(TYPES, row))})
    connection.execute(maybe.insert(), {"id": 1, **{column: None for column in TYPES}})
    connection.execute(maybe.insert(), {"id": 2, **dict(zip(TYPES, ROWS[2]))})


def read(connection):
    out = {}
    for source in metadata.sorted_tables:
        rows = connection.execute(select(source).order_by(source.c.id)).mappings()
        out[source.name] = [{"id": row["id"], **{column: as_json(column, row[column]) for column in TYPES}} for row in rows]
    return out


def main():
    command, file = sys.argv[1:]
    with create_engine("sqlite:///" + file).begin() as connection:
        if command == "write":
            write(connection)
        else:
            print(json.dumps(read(connection)))


main()
