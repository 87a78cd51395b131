"""Writes expected_ddl.hpp: what SQLAlchemy makes of the tables that sample_tables.cpp builds under the same names.

    python3 regenerate.py        (needs SQLAlchemy 1.4)
"""

import enum
from pathlib import Path

from sqlalchemy import (
    CHAR, JSON, BigInteger, Boolean, CheckConstraint, Column, Computed, Date, DateTime, Enum, Float, ForeignKey, ForeignKeyConstraint, Identity, Index,
    Integer, Interval, LargeBinary, MetaData, Numeric, SmallInteger, String, Table, Text, Time, UniqueConstraint, text,
)
from sqlalchemy.dialects import postgresql
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, UUID, ExcludeConstraint
from sqlalchemy.schema import CreateIndex, CreateTable, SetColumnComment, SetTableComment

DIALECT = postgresql.dialect()
DIALECT.supports_smallserial = True
DIALECT._supports_create_index_concurrently = True
DIALECT._backslash_escapes = False  # as a server says that has standard_conforming_strings


class Kind(enum.Enum):
    small = 1
    enormous = 2


def key():
    return Column("id", Integer, primary_key=True)


def tables():
    metadata = MetaData()
    yield Table("team", metadata, Column("id", UUID, primary_key=True), Column("name", String, unique=True, index=True, nullable=False),
                Column("headquarters", String, nullable=False))
    yield Table("every_type", metadata, key(), Column("a", Boolean), Column("b", SmallInteger), Column("c", Integer), Column("d", BigInteger),
                Column("e", Float), Column("f", Numeric), Column("g", Numeric(10, 2)), Column("h", Numeric(10)), Column("i", String),
                Column("j", String(30)), Column("k", Text), Column("l", LargeBinary), Column("m", LargeBinary(20)), Column("n", Date),
                Column("o", DateTime), Column("p", DateTime(timezone=True)), Column("q", Time), Column("r", Interval), Column("s", JSON),
                Column("t", Enum(Kind)), Column("u", Float(24)), Column("v", JSONB), Column("w", Time(timezone=True)), Column("x", ARRAY(Integer)),
                Column("y", ARRAY(String(10), dimensions=2)), Column("z", ARRAY(Enum(Kind))), Column("aa", Enum("a", name="My Enum")),
                Column("ab", CHAR(3)))
    Table("hero", metadata, Column("id", UUID, primary_key=True))
    Table("power", metadata, Column("id", UUID, primary_key=True))
    yield Table("hero_power_link", metadata, Column("hero_id", UUID, ForeignKey("hero.id"), primary_key=True),
                Column("power_id", UUID, ForeignKey("power.id"), primary_key=True))
    yield Table("small_key", metadata, Column("id", SmallInteger, primary_key=True))
    yield Table("big_key", metadata, Column("id", BigInteger, primary_key=True))
    yield Table("given_key", metadata, Column("id", BigInteger, primary_key=True, autoincrement=False))
    yield Table("identities", metadata, Column("id", BigInteger, Identity(), primary_key=True), Column("a", Integer, Identity(always=True)))
    yield Table("constraint_order", metadata, key(), Column("x", UUID, ForeignKey("team.id"), unique=True), Column("y", Integer, unique=True),
                Column("z", UUID, ForeignKey("team.id", ondelete="SET NULL", onupdate="NO ACTION")), UniqueConstraint("x", "y"),
                CheckConstraint("y > 1"), CheckConstraint("y > 2", name="ck_y"))
    Table("pair", metadata, Column("x", Integer, primary_key=True), Column("y", Integer, primary_key=True))
    yield Table("arguments_mixed", metadata, key(), Column("a", Integer), Column("b", Integer, unique=True), CheckConstraint("a > 0"),
                UniqueConstraint("a", "b", name="uq_both"), ForeignKeyConstraint(["a", "b"], ["pair.x", "pair.y"], ondelete="CASCADE"),
                CheckConstraint("b > 0"))
    yield Table("defaults", metadata, key(), Column("a", Integer, server_default=text("0"), nullable=False),
                Column("b", String, server_default="it's"), Column("c", DateTime, server_default=text("CURRENT_TIMESTAMP"), nullable=False))
    yield Table("Quoted", metadata, Column("Group", Integer, primary_key=True), Column("user", Integer), Column("b c", Integer),
                Column('d"e', Integer), Column("é", Integer), Column("a$", Integer), Column("9a", Integer), Column("_x", Integer),
                Column("camelCase", Integer, index=True), UniqueConstraint("user", name="uq Quoted"))
    Table("in_schema", metadata, Column("id", Integer, primary_key=True))
    yield Table("in_schema", metadata, key(), Column("name", String, index=True), Column("other", Integer, ForeignKey("sales.in_schema.id")),
                Column("plain", Integer, ForeignKey("in_schema.id")), schema="sales")
    yield Table("deferred", metadata, key(), Column("a", UUID, ForeignKey("team.id", deferrable=True)),
                Column("b", UUID, ForeignKey("team.id", ondelete="CASCADE", deferrable=True, initially="DEFERRED")),
                UniqueConstraint("a", "b", deferrable=True, initially="DEFERRED"))
    yield Table("generated", metadata, key(), Column("a", String(30, collation="C"), server_default="x", nullable=False),
                Column("b", Integer, Computed("id + 1", persisted=True)), Column("c", Text(collation="POSIX"), Computed("lower(a)"), nullable=False))
    yield Table("commented", metadata, key(), Column("a", Integer, comment="it's \\ a"), Column("Big", Integer, comment="ä"), comment="of 'heroes'",
                schema="sales")
    yield Table("partitioned", metadata, Column("id", Integer, primary_key=True, autoincrement=False), Column("region", Text, primary_key=True),
                postgresql_partition_by="LIST (region)")
    yield Table("inheriting", metadata, Column("more", Integer), postgresql_inherits="team", postgresql_tablespace="pg_default")
    yield Table("excluding", metadata, Column("room", Integer), Column("until", Integer), Column("x", Integer),
                ExcludeConstraint((Column("room"), "="), name="ex_room", using="btree", where=text("room > 0")), UniqueConstraint("x"))
    indexes = Table("indexes", metadata, key(), Column("a", Integer, index=True), Column("b", String, unique=True, index=True), Column("c", Integer),
                    Column("d", JSONB), Column("Order", Integer))
    Index("ix_a_c", indexes.c.a, indexes.c.c)
    Index("ux_c", indexes.c.c, unique=True)
    Index("ix_part", indexes.c.a, postgresql_where=text("c > 1"))
    Index("ix_lower", text("lower(b)"), indexes.c.c)
    Index("ix_down", indexes.c.a.desc().nulls_last(), indexes.c.c, postgresql_using="BTREE")
    Index("ix_gin", indexes.c.d, postgresql_using="gin", postgresql_ops={"d": "jsonb_path_ops"})
    Index("ix_include", indexes.c.a, postgresql_include=["b", "Order"], postgresql_with={"fillfactor": 70}, postgresql_where=text("a > 1"))
    Index("ix_concurrent", indexes.c.a, postgresql_concurrently=True, unique=True, postgresql_tablespace="pg_default")
    yield indexes


def main():
    lines = [
        "// Written by regenerate.py; do not edit.",
        "#pragma once",
        "",
        "struct ExpectedDdl {",
        "    const char* table;",
        "    const char* create;",
        "    const char* indexes;   // sorted, one a line",
        "    const char* comments;  // one a line",
        "};",
        "",
        "inline constexpr ExpectedDdl expected_ddl[]{",
    ]
    for table in list(tables()):
        create = str(CreateTable(table).compile(dialect=DIALECT)).strip()
        indexes = "\n".join(sorted(str(CreateIndex(index).compile(dialect=DIALECT)) for index in table.indexes))
        comments = [str(SetTableComment(table).compile(dialect=DIALECT))] if table.comment else []
        comments += [str(SetColumnComment(column).compile(dialect=DIALECT)) for column in table.columns if column.comment]
        text_of_comments = "\n".join(comments)
        lines.append(f'    {{"{table.name}", R"sql({create})sql", R"sql({indexes})sql", R"sql({text_of_comments})sql"}},')
    lines += ["};", ""]
    Path(__file__).with_name("expected_ddl.hpp").write_text("\n".join(lines), encoding="utf-8")


if __name__ == "__main__":
    main()
