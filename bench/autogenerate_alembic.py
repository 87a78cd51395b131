#!/usr/bin/env python3
"""Prints how many seconds Alembic's autogenerate takes for the tables of autogenerate_bench.cpp, the best of some rounds, and what it found.

    /usr/bin/python3 bench/autogenerate_alembic.py DATABASE TABLES ROUNDS
"""
import logging
import sys
import time

import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext


def models(tables):
    metadata = sa.MetaData()
    for number in range(tables):
        sa.Table(
            f"table_{number}",
            metadata,
            sa.Column("id", sa.Integer, primary_key=True),
            sa.Column("name", sa.String(50), nullable=False, index=True),
            sa.Column("code", sa.String(20), nullable=False, unique=True),
            sa.Column("amount", sa.Numeric(10, 2), nullable=False, server_default="0"),
            sa.Column("created", sa.DateTime),
            sa.Column("notes", sa.Text),
            sa.Column("active", sa.Boolean, nullable=False),
            sa.Column("parent_id", sa.Integer, sa.ForeignKey(f"table_{number - 1}.id") if number else None),
        )
    return metadata


def main():
    logging.disable(logging.CRITICAL)
    database, tables, rounds = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    metadata = models(tables)
    engine = sa.create_engine("sqlite:///" + database)
    best, found = None, 0
    for _ in range(rounds):
        with engine.connect() as connection:
            begun = time.perf_counter()
            context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
            found = len(compare_metadata(context, metadata))
            spent = time.perf_counter() - begun
        best = spent if best is None else min(best, spent)
    print(f"{best:.4f} {found}")


if __name__ == "__main__":
    main()
