"""The other side of compare_interop_test.cpp: what Alembic's autogenerate says of types and of server defaults.

alembic_compares.py URL types {"declared": [...], "wanted": [...]}
    for each declared type the wanted types that it finds no difference to
alembic_compares.py URL defaults {"INTEGER": [...], ...}
    for columns of each type the pairs of an existing and a wanted default that it finds no difference between
"""
import json
import sys

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import (
    CHAR, JSON, BigInteger, Boolean, Column, Date, DateTime, Enum, Float, Integer, Interval, LargeBinary, MetaData, Numeric, SmallInteger, String,
    Table, Text, Time, create_engine, text,
)
from sqlalchemy.dialects.postgresql import UUID
from sqlalchemy.exc import DBAPIError
from sqlalchemy.types import UserDefinedType

ENGINE = create_engine(sys.argv[1])

WANTED = {
    "Boolean": Boolean(), "SmallInteger": SmallInteger(), "Integer": Integer(), "BigInteger": BigInteger(), "Float": Float(), "Numeric": Numeric(),
    "Numeric(10, 2)": Numeric(10, 2), "Numeric(10)": Numeric(10), "String": String().with_variant(String(255), "mysql"), "String(30)": String(30), "Text": Text(),
    "LargeBinary": LargeBinary(), "Date": Date(), "DateTime": DateTime(), "Time": Time(), "Interval": Interval(), "Uuid": CHAR(32).with_variant(UUID(), "postgresql"), "JSON": JSON(),
    "Enum": Enum("small", "enormous", name="kind"),
}


class Declared(UserDefinedType):
    cache_ok = True

    def __init__(self, declared):
        self.declared = declared

    def get_col_spec(self):
        return self.declared


def compare_server_default(context, inspected, column, existing, _wanted, rendered):
    """As Alembic does, but that a question which PostgreSQL does not understand is no end of all questions."""
    try:
        with context.connection.begin_nested():
            return context.impl.compare_server_default(inspected, column, rendered, existing)
    except DBAPIError:
        return True


def differing(connection, metadata, operation):
    on_postgresql = compare_server_default if ENGINE.dialect.name == "postgresql" else True
    context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": on_postgresql})
    found = set()
    for diff in compare_metadata(context, metadata):
        for change in diff if isinstance(diff, list) else []:
            if change[0] == operation:
                found.add(int(change[3][1:]))
    return found


def types(task):
    answer = {declared: [] for declared in task["declared"]}
    with ENGINE.connect() as connection:
        connection.execute(text("DROP TABLE IF EXISTS t"))
        columns = ", ".join(f"c{i} {declared}" for i, declared in enumerate(task["declared"]))
        connection.execute(text(f"CREATE TABLE t ({columns})"))
        for wanted in task["wanted"]:
            metadata = MetaData()
            Table("t", metadata, *(Column(f"c{i}", WANTED[wanted]) for i in range(len(task["declared"]))))
            differ = differing(connection, metadata, "modify_type")
            for i, declared in enumerate(task["declared"]):
                if i not in differ:
                    answer[declared].append(wanted)
    return answer


def defaults(task):
    answer = {}
    for type_, all_defaults in task.items():
        with ENGINE.connect() as connection:
            connection.execute(text("DROP TABLE IF EXISTS t"))
            columns = ", ".join(f"c{i} {type_}" + ("" if default is None else f" DEFAULT {default}") for i, default in enumerate(all_defaults))
            connection.execute(text(f"CREATE TABLE t ({columns})"))
            for wanted in all_defaults:
                metadata = MetaData()
                given = {} if wanted is None else {"server_default": text(wanted)}
                Table("t", metadata, *(Column(f"c{i}", Declared(type_), **given) for i in range(len(all_defaults))))
                differ = differing(connection, metadata, "modify_default")
                for i, existing in enumerate(all_defaults):
                    if i not in differ:
                        answer.setdefault(type_, []).append([existing, wanted])
    return answer


def main():
    task = json.loads(sys.argv[3])
    print(json.dumps(types(task) if sys.argv[2] == "types" else defaults(task)))


main()
