"""The other side of compare_interop_test.cpp: what Alembic's autogenerate says of types and of server defaults.

alembic_compares.py types {"declared": [...], "wanted": [...]}
    for each declared type the wanted types that it finds no difference to
alembic_compares.py defaults {"types": [...], "defaults": [...]}
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
from sqlalchemy.types import UserDefinedType

WANTED = {
    "Boolean": Boolean(), "SmallInteger": SmallInteger(), "Integer": Integer(), "BigInteger": BigInteger(), "Float": Float(), "Numeric": Numeric(),
    "Numeric(10, 2)": Numeric(10, 2), "Numeric(10)": Numeric(10), "String": String(), "String(30)": String(30), "Text": Text(),
    "LargeBinary": LargeBinary(), "Date": Date(), "DateTime": DateTime(), "Time": Time(), "Interval": Interval(), "Uuid": CHAR(32), "JSON": JSON(),
    "Enum": Enum("small", "enormous", name="kind"),
}


class Declared(UserDefinedType):
    cache_ok = True

    def __init__(self, declared):
        self.declared = declared

    def get_col_spec(self):
        return self.declared


def differing(connection, metadata, operation):
    context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
    found = set()
    for diff in compare_metadata(context, metadata):
        for change in diff:
            if change[0] == operation:
                found.add(int(change[3][1:]))
    return found


def types(task):
    answer = {declared: [] for declared in task["declared"]}
    with create_engine("sqlite://").connect() as connection:
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
    for type_ in task["types"]:
        with create_engine("sqlite://").connect() as connection:
            columns = ", ".join(f"c{i} {type_}" + ("" if default is None else f" DEFAULT {default}") for i, default in enumerate(task["defaults"]))
            connection.execute(text(f"CREATE TABLE t ({columns})"))
            for wanted in task["defaults"]:
                metadata = MetaData()
                given = {} if wanted is None else {"server_default": text(wanted)}
                Table("t", metadata, *(Column(f"c{i}", Declared(type_), **given) for i in range(len(task["defaults"]))))
                differ = differing(connection, metadata, "modify_default")
                for i, existing in enumerate(task["defaults"]):
                    if i not in differ:
                        answer.setdefault(type_, []).append([existing, wanted])
    return answer


def main():
    task = json.loads(sys.argv[2])
    print(json.dumps(types(task) if sys.argv[1] == "types" else defaults(task)))


main()
