"""The other side of interop_test.cpp: SQLAlchemy and Alembic on the same database, with the tables of regenerate.py.

    sqlalchemy_side.py create URL       makes all tables
    sqlalchemy_side.py differences URL  what Alembic's autogenerate finds, one a line
    sqlalchemy_side.py inspect URL      what SQLAlchemy's Inspector tells, as lines
"""
import sys
import warnings

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine, inspect, text
from sqlalchemy.dialects import postgresql

from regenerate import tables

DIALECT = postgresql.dialect()


def all_tables():
    return list(tables())[0].metadata


def create(engine):
    # CREATE INDEX CONCURRENTLY stands in no transaction.
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("CREATE SCHEMA sales"))
        all_tables().create_all(connection)


def differences(engine):
    with engine.connect() as connection:
        # Not the defaults: Alembic 1.8 makes no SQL of one with a quote in it.
        options = {"compare_type": True, "include_schemas": True}
        for difference in compare_metadata(MigrationContext.configure(connection, opts=options), all_tables()):
            # What Alembic also finds in a database of its own making: FLOAT(24) is REAL, and what is inherited is not the model's.
            if "inheriting" not in str(difference) and "Float(precision=24)" not in str(difference):
                print(difference)


def lines_of_table(inspector, name, schema):
    for column in inspector.get_columns(name, schema=schema):
        default = column["default"]
        if default is not None and default.startswith("nextval("):
            default = None
        if "computed" in column:
            default = None
        type_ = DIALECT.type_compiler.process(column["type"]).split(" COLLATE ")[0]
        yield f"column {column['name']} {type_} nullable={column['nullable']} default={default} comment={column['comment'] or ''}"
    key = inspector.get_pk_constraint(name, schema=schema)
    yield f"key {key['name'] or ''} {key['constrained_columns']}"
    for unique in sorted(inspector.get_unique_constraints(name, schema=schema), key=lambda one: one["name"]):
        yield f"unique {unique['name']} {unique['column_names']}"
    for check in sorted(inspector.get_check_constraints(name, schema=schema), key=lambda one: one["name"]):
        yield f"check {check['name']} {check['sqltext']}"
    for foreign in sorted(inspector.get_foreign_keys(name, schema=schema), key=lambda one: one["name"]):
        options = foreign["options"]
        yield (f"foreign {foreign['name']} {foreign['constrained_columns']} {foreign['referred_schema'] or ''} {foreign['referred_table']} "
               f"{foreign['referred_columns']} {options.get('ondelete', '')} {options.get('onupdate', '')}")
    for index in sorted(inspector.get_indexes(name, schema=schema), key=lambda one: one["name"]):
        if "duplicates_constraint" in index or None in index["column_names"]:
            continue
        yield f"index {index['name']} {index['column_names']} unique={index['unique']}"
    yield f"comment {inspector.get_table_comment(name, schema=schema)['text'] or ''}"


def inspect_all(engine):
    with engine.connect() as connection:
        inspector = inspect(connection)
        for schema in (None, "sales"):
            for name in sorted(inspector.get_table_names(schema=schema)):
                if name == "inheriting":
                    continue  # SQLAlchemy tells what it inherits as its own
                print(f"table {schema or ''} {name}")
                for line in lines_of_table(inspector, name, schema):
                    print(line)


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    {"create": create, "differences": differences, "inspect": inspect_all}[sys.argv[1]](create_engine(sys.argv[2]))
