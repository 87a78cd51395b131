"""The other side of catalog_interop_test.cpp: what SQLAlchemy's Inspector tells of each table of a database, as JSON.

reflected.py URL
"""
import json
import sys

from sqlalchemy import create_engine, inspect

ENGINE = create_engine(sys.argv[1])


def type_text(type_):
    return ENGINE.dialect.type_compiler.process(type_)


def default(info):
    """What numbers a SERIAL's rows is part of its type."""
    value = info["default"]
    return None if value is not None and value.startswith("nextval(") and info.get("autoincrement") is True else value


def column(info):
    return {
        "name": info["name"],
        "type": type_text(info["type"]),
        "nullable": bool(info["nullable"]),
        "default": default(info),
        "primary_key": bool(info["primary_key"]) if "primary_key" in info else None,  # told by SQLite alone
        "computed": info["computed"]["sqltext"] if "computed" in info else None,
        "persisted": info["computed"]["persisted"] if "computed" in info else False,
        "comment": info.get("comment"),
        "identity": ("ALWAYS" if info["identity"]["always"] else "BY DEFAULT") if "identity" in info else None,
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
    where = info.get("dialect_options", {}).get(ENGINE.dialect.name + "_where")
    return {
        "name": info["name"],
        "columns": info["column_names"],
        "unique": bool(info["unique"]),
        "where": None if where is None else str(where),
    }


def indexes(inspector, name):
    """Each once: MySQL's family and PostgreSQL tell what unique constraints stand on, MySQL's family also the index that it makes for a foreign key."""
    keys = inspector.get_foreign_keys(name)
    made = {(key["name"], *key["constrained_columns"]) for key in keys} | {(key["constrained_columns"][0], *key["constrained_columns"]) for key in keys}
    if ENGINE.dialect.name == "sqlite":
        made = set()
    known = {one["name"] for one in inspector.get_unique_constraints(name)} if ENGINE.dialect.name == "mysql" else set()
    found = [
        index(info) for info in inspector.get_indexes(name)
        if info["name"] not in known and (info["name"], *info["column_names"]) not in made and "duplicates_constraint" not in info
    ]
    # SQLite's stand in the order in which they were made.
    return found if ENGINE.dialect.name == "sqlite" else sorted(found, key=lambda one: one["name"])


def by_columns(constraint):
    return (constraint["columns"], constraint["name"] or "")


def table(inspector, name, columns):
    uniques = [{"name": one["name"], "columns": one["column_names"]} for one in inspector.get_unique_constraints(name)]
    checks = [{"name": one["name"], "sql": one["sqltext"]} for one in inspector.get_check_constraints(name)]
    key = inspector.get_pk_constraint(name)
    for info in columns:
        if info["primary_key"] is None:
            info["primary_key"] = info["name"] in key["constrained_columns"]
    return {
        "name": name,
        "columns": columns,
        "key": {"name": key.get("name"), "columns": key["constrained_columns"]},
        "uniques": sorted(uniques, key=by_columns),
        "checks": sorted(checks, key=lambda check: check["sql"]),
        "foreign_keys": sorted(map(foreign_key, inspector.get_foreign_keys(name)), key=by_columns),
        "indexes": indexes(inspector, name),
        "comment": inspector.get_table_comment(name)["text"] if ENGINE.dialect.supports_comments else None,
    }


def main():
    inspector = inspect(ENGINE)
    names = sorted(name for name in inspector.get_table_names() if not name.startswith("sqlite_"))
    # First of all: get_pk_constraint() leaves the columns, which the inspector keeps, in another order.
    columns = {name: [column(info) for info in inspector.get_columns(name)] for name in names}
    print(json.dumps({"tables": [table(inspector, name, columns[name]) for name in names], "views": sorted(inspector.get_view_names())}))


main()
