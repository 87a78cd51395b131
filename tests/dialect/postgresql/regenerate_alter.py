"""Writes expected_alter.hpp: what Alembic writes for the changes that alter_table_test.cpp makes under the same names.

    python3 regenerate_alter.py        (needs Alembic 1.8)
"""

import io
from pathlib import Path

from alembic.migration import MigrationContext
from alembic.operations import Operations
from sqlalchemy import BigInteger, Boolean, Column, Computed, DateTime, ForeignKey, Identity, Integer, String, Text, text


def changes():
    yield "add_column", lambda op: op.add_column("hero", Column("age", Integer, nullable=True))
    yield "add_column_with_default", lambda op: op.add_column("hero", Column("age", Integer, server_default=text("0"), nullable=False), schema="s")
    yield "add_foreign_column", lambda op: op.add_column("hero", Column("team_id", Integer, ForeignKey("team.id", ondelete="CASCADE", name="fk")))
    yield "add_commented_column", lambda op: op.add_column("hero", Column("Age", Integer, comment="it's"))
    yield "add_generated_column", lambda op: op.add_column("hero", Column("b", Integer, Computed("a + 1")))
    yield "add_identity_column", lambda op: op.add_column("hero", Column("b", BigInteger, Identity(always=True)))
    yield "drop_column", lambda op: op.drop_column("hero", "age", schema="s")
    yield "alter_type", lambda op: op.alter_column("hero", "age", type_=BigInteger())
    yield "alter_type_using", lambda op: op.alter_column("hero", "age", type_=Integer(), postgresql_using="age::integer")
    yield "set_not_null", lambda op: op.alter_column("hero", "age", nullable=False)
    yield "drop_not_null", lambda op: op.alter_column("hero", "age", nullable=True)
    yield "set_default", lambda op: op.alter_column("hero", "at", server_default=text("now()"))
    yield "drop_default", lambda op: op.alter_column("hero", "at", server_default=None)
    yield "comment", lambda op: op.alter_column("hero", "at", comment="when")
    yield "rename_column", lambda op: op.alter_column("hero", "age", new_column_name="Age")
    yield "all_of_a_column", lambda op: op.alter_column("hero", "age", new_column_name="years", type_=String(5), nullable=False,
                                                       server_default=text("'x'"), comment="c")
    yield "rename_table", lambda op: op.rename_table("hero", "Hero", schema="s")
    yield "create_index", lambda op: op.create_index("ix", "hero", ["name", "age"], schema="s", unique=True)
    yield "create_concurrently", lambda op: op.create_index("ix", "hero", ["name"], postgresql_concurrently=True)
    yield "create_partial_index", lambda op: op.create_index("ix", "hero", [text("lower(name)")], postgresql_where=text("age > 1"))
    yield "drop_index", lambda op: op.drop_index("ix", table_name="hero", schema="s")
    yield "create_primary_key", lambda op: op.create_primary_key("pk", "hero", ["id"])
    yield "create_unique", lambda op: op.create_unique_constraint("uq", "hero", ["a", "b"], deferrable=True, initially="DEFERRED")
    yield "create_check", lambda op: op.create_check_constraint("ck", "hero", text("age > 0"), schema="s")
    yield "create_foreign_key", lambda op: op.create_foreign_key("fk", "hero", "team", ["team_id"], ["id"], ondelete="SET NULL",
                                                                referent_schema="other", deferrable=True)
    yield "drop_constraint", lambda op: op.drop_constraint("uq X", "hero", type_="unique")
    yield "table_comment", lambda op: op.create_table_comment("hero", "it's")
    yield "drop_table_comment", lambda op: op.drop_table_comment("hero", existing_comment="x")


def main():
    lines = ["// Written by regenerate_alter.py; do not edit.", "#pragma once", "", "struct ExpectedAlter {", "    const char* change;",
             "    const char* sql;  // one statement a line", "};", "", "inline constexpr ExpectedAlter expected_alter[]{"]
    for name, make in changes():
        out = io.StringIO()
        context = MigrationContext.configure(dialect_name="postgresql", opts={"as_sql": True, "output_buffer": out})
        make(Operations(context))
        statements = "\n".join(line.strip().removesuffix(";").strip() for line in out.getvalue().splitlines() if line.strip())
        lines.append(f'    {{"{name}", R"sql({statements})sql"}},')
    lines += ["};", ""]
    Path(__file__).with_name("expected_alter.hpp").write_text("\n".join(lines), encoding="utf-8")


if __name__ == "__main__":
    main()
