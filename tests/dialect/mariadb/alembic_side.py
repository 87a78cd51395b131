"""The other side of interop_test.cpp: SQLAlchemy and Alembic on a database of MariaDB.

alembic_side.py make URL       creates the tables with SQLAlchemy's generic types, as a Python service would
alembic_side.py compare URL    what Alembic's autogenerate says of the tables with the types that Retort gives them, a line each
alembic_side.py generic URL    the same with the generic types
alembic_side.py inspect URL    what SQLAlchemy's Inspector tells, a line each
"""

import sys
import warnings

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import DateTime, Float, LargeBinary, MetaData, Numeric, Time, create_engine, inspect
from sqlalchemy.dialects.mysql import DATETIME, DOUBLE, LONGBLOB, TIME

import regenerate

# Tables whose partners are missing, and one with a backtick in a name, which SQLAlchemy does not read as it was.
LEFT_OUT = {"hero_power_link", "convention", "Quoted"}


def generic(type_):
    for own, general in ((DOUBLE, Float), (DATETIME, DateTime), (LONGBLOB, LargeBinary), (TIME, Time)):
        if isinstance(type_, own):
            return general()
    return Numeric() if isinstance(type_, Numeric) and type_.precision == 65 else type_


def metadata(is_generic):
    result = MetaData()
    for table in regenerate.tables():
        if table.name in LEFT_OUT:
            continue
        copy = table.to_metadata(result)
        for column in copy.columns:
            if is_generic:
                column.type = generic(column.type)
    return result


def words(diff):
    changes = diff if isinstance(diff, list) else [diff]
    for change in changes:
        if change[0] == "modify_default":
            yield f"{change[0]} {change[2]}.{change[3]}"
        elif change[0].startswith("modify_"):
            yield f"{change[0]} {change[2]}.{change[3]}: {change[5]!r} to {change[6]!r}"
        else:
            yield f"{change[0]} {change[1]}"


def compare(engine, is_generic):
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        for diff in compare_metadata(context, metadata(is_generic)):
            for line in words(diff):
                print(line)


def tell(engine):
    inspector = inspect(engine)
    type_text = engine.dialect.type_compiler.process
    for name in sorted(inspector.get_table_names()):
        for column in inspector.get_columns(name):
            computed = column.get("computed")
            print(name, "column", column["name"], type_text(column["type"]).replace(" CHARACTER SET utf8mb4", "").replace(" ", ""), "null" if column["nullable"] else "not_null",
                  column["default"] or "-", column["comment"] or "-", (computed["sqltext"].strip("()") if computed else "-"))
        print(name, "key", ",".join(inspector.get_pk_constraint(name)["constrained_columns"]))
        for unique in sorted(inspector.get_unique_constraints(name), key=lambda one: one["name"]):
            print(name, "unique", unique["name"], ",".join(unique["column_names"]))
        for check in sorted(inspector.get_check_constraints(name), key=lambda one: one["name"]):
            print(name, "check", check["name"], check["sqltext"])
        for key in sorted(inspector.get_foreign_keys(name), key=lambda one: one["name"]):
            options = key["options"]
            print(name, "foreign_key", key["name"], ",".join(key["constrained_columns"]), key["referred_table"], ",".join(key["referred_columns"]),
                  options.get("ondelete", "-"), options.get("onupdate", "-"))


def main():
    engine = create_engine(sys.argv[2])
    if sys.argv[1] == "make":
        metadata(True).create_all(engine)
    elif sys.argv[1] == "inspect":
        tell(engine)
    else:
        compare(engine, sys.argv[1] == "generic")


warnings.simplefilter("ignore")
main()
