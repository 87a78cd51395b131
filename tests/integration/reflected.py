"""The other side of catalog_interop_test.cpp: what SQLAlchemy's Inspector tells of each table of a database, as JSON.

reflected.py FILE
"""
import json
import sys

from sqlalchemy import create_engine, inspect
from sqlalchemy.dialects import sqlite

DIALECT = sqlite.dialect()


def type_text(type_):
    return DIALECT.type_compiler.process(type_)


def column(info):
    return {
        "name": info["name"],
        "type": type_text(info["type"]),
        "nullable": bool(info["nullable"]),
        "default": info["default"],
        "primary_key": bool(info["primary_key"]),
        "computed": info["computed"]["sqltext"] if "computed" in info else None,
        "persisted": info["computed"]["persisted"] if "computed" in info else False,
    }


def deferral(options):
    words = []
    if "deferrable" in options:
        words.append("DEFERRABLE" if options["deferrable"] else "NOT DEFERRABLE")
    if "initially" in options:
        words.append("INITIALLY " + options["initially"])
    return " ".join(words)


def foreign_key(info):
    options = info["options"]
    return {
        "name": info["name"],
        "columns": info["constrained_columns"],
        "table": info["referred_table"],
        "referred": info["referred_columns"],
        "ondelete": options.get("ondelete"),
        "onupdate": options.get("onupdate"),
        "deferral": deferral(options),
    }


def index(info):
    where = info["dialect_options"].get("sqlite_where")
    return {
        "name": info["name"],
        "columns": info["column_names"],
        "unique": bool(info["unique"]),
        "where": None if where is None else str(where),
    }


def by_columns(constraint):
    return (constraint["columns"], constraint["name"] or "")


def table(inspector, name, columns):
    uniques = [{"name": one["name"], "columns": one["column_names"]} for one in inspector.get_unique_constraints(name)]
    checks = [{"name": one["name"], "sql": one["sqltext"]} for one in inspector.get_check_constraints(name)]
    key = inspector.get_pk_constraint(name)
    return {
        "name": name,
        "columns": columns,
        "key": {"name": key["name"], "columns": key["constrained_columns"]},
        "uniques": sorted(uniques, key=by_columns),
        "checks": sorted(checks, key=lambda check: check["sql"]),
        "foreign_keys": sorted(map(foreign_key, inspector.get_foreign_keys(name)), key=by_columns),
        "indexes": [index(info) for info in inspector.get_indexes(name)],
    }


def main():
    inspector = inspect(create_engine("sqlite:///" + sys.argv[1]))
    names = [name for name in inspector.get_table_names() if not name.startswith("sqlite_")]
    # First of all: get_pk_constraint() leaves the columns, which the inspector keeps, in another order.
    columns = {name: [column(info) for info in inspector.get_columns(name)] for name in names}
    print(json.dumps({"tables": [table(inspector, name, columns[name]) for name in names], "views": inspector.get_view_names()}))


main()
