"""Writes expected_ddl.hpp: what SQLAlchemy makes of the tables that ddl_test.cpp builds under the same names.

    python3 regenerate.py        (needs SQLAlchemy 1.4)
"""

import enum
from pathlib import Path

from sqlalchemy import (
    CHAR, JSON, BigInteger, Boolean, CheckConstraint, Column, Computed, Date, DateTime, Enum, Float, ForeignKey, ForeignKeyConstraint, Index, Integer,
    Interval, LargeBinary, MetaData, Numeric, PrimaryKeyConstraint, SmallInteger, String, Table, Text, Time, UniqueConstraint, text,
)
from sqlalchemy.dialects import sqlite
from sqlalchemy.schema import CreateIndex, CreateTable

DIALECT = sqlite.dialect()


class Kind(enum.Enum):
    small = 1
    enormous = 2


def key():
    return Column("id", Integer, primary_key=True)


def tables():
    metadata = MetaData()
    yield Table("team", metadata, Column("id", CHAR(32), primary_key=True), Column("name", String, unique=True, index=True, nullable=False),
                Column("headquarters", String, nullable=False))
    yield Table("every_type", metadata, key(), Column("a", Boolean), Column("b", SmallInteger), Column("c", Integer), Column("d", BigInteger),
                Column("e", Float), Column("f", Numeric), Column("g", Numeric(10, 2)), Column("h", Numeric(10)), Column("i", String),
                Column("j", String(30)), Column("k", Text), Column("l", LargeBinary), Column("m", LargeBinary(20)), Column("n", Date),
                Column("o", DateTime), Column("p", DateTime(timezone=True)), Column("q", Time), Column("r", Interval), Column("s", JSON),
                Column("t", Enum(Kind)), Column("u", Float(24)))
    yield Table("hero_power_link", metadata, Column("hero_id", CHAR(32), ForeignKey("hero.id"), primary_key=True),
                Column("power_id", CHAR(32), ForeignKey("power.id"), primary_key=True))
    Table("hero", metadata, Column("id", CHAR(32), primary_key=True))
    Table("power", metadata, Column("id", CHAR(32), primary_key=True))
    yield Table("constraint_order", metadata, key(), Column("x", Integer, ForeignKey("team.id"), unique=True), Column("y", Integer, unique=True),
                Column("z", Integer, ForeignKey("team.id", ondelete="SET NULL", onupdate="NO ACTION")), UniqueConstraint("x", "y"),
                CheckConstraint("x > 1"), CheckConstraint("y > 2", name="ck_y"))
    yield Table("arguments_mixed", metadata, key(), Column("a", Integer), Column("b", Integer, unique=True), CheckConstraint("a > 0"),
                UniqueConstraint("a", "b", name="uq_both"), ForeignKeyConstraint(["a", "b"], ["pair.x", "pair.y"], ondelete="CASCADE"),
                CheckConstraint("b > 0"))
    Table("pair", metadata, Column("x", Integer, primary_key=True), Column("y", Integer, primary_key=True))
    yield Table("defaults", metadata, key(), Column("a", Integer, server_default=text("0"), nullable=False),
                Column("b", String, server_default="it's"), Column("c", DateTime, server_default=text("CURRENT_TIMESTAMP"), nullable=False))
    yield Table("Quoted", metadata, Column("Group", Integer, primary_key=True), Column("order", Integer), Column("b c", Integer),
                Column('d"e', Integer), Column("é", Integer), Column("a$", Integer), Column("9a", Integer), Column("_x", Integer),
                Column("camelCase", Integer, index=True), UniqueConstraint("order", name="uq Quoted"))
    yield Table("in_schema", metadata, key(), Column("name", String, index=True), Column("other", Integer, ForeignKey("main.in_schema.id")),
                Column("team", Integer, ForeignKey("team.id")), schema="main")
    yield Table("no_key", metadata, Column("a", Integer))
    yield Table("all_actions", metadata, key(), Column("a", Integer, ForeignKey("team.id", ondelete="CASCADE")),
                Column("b", Integer, ForeignKey("team.id", ondelete="RESTRICT", onupdate="CASCADE")),
                Column("c", Integer, ForeignKey("team.id", onupdate="SET DEFAULT", name="fk_c")))
    named = MetaData(naming_convention={
        "ix": "ix_%(column_0_N_label)s", "uq": "uq_%(table_name)s_%(column_0_N_name)s", "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s_%(referred_column_0_name)s", "pk": "pk_%(table_name)s"})
    Table("team", named, key())
    yield Table("convention", named, key(), Column("a", Integer, index=True), Column("b", Integer, unique=True),
                Column("team_id", Integer, ForeignKey("team.id")), UniqueConstraint("a", "b"), CheckConstraint("a > 0", name="positive"),
                UniqueConstraint("b", "a", name="by_hand"))
    yield Table("indexes", metadata, key(), Column("a", Integer, index=True), Column("b", String, unique=True, index=True), Column("c", Integer),
                Index("ix_a_c", "a", "c"), Index("ux_c", "c", unique=True))
    yield Table("generated", metadata, key(), Column("a", String(30, collation="NOCASE"), server_default="x", nullable=False),
                Column("b", Integer, Computed("a + 1", persisted=True)), Column("c", Integer, Computed("a+1")),
                Column("d", Text(collation="RTRIM"), Computed("lower(a)"), nullable=False))
    yield Table("deferred", metadata, key(), Column("a", Integer, ForeignKey("team.id", deferrable=True)),
                Column("b", Integer, ForeignKey("team.id", ondelete="CASCADE", deferrable=True, initially="DEFERRED")),
                Column("c", Integer, ForeignKey("team.id", deferrable=False, initially="IMMEDIATE")))
    yield Table("autoincrement", metadata, Column("id", Integer), Column("a", Integer), PrimaryKeyConstraint("id", name="pk_autoincrement"),
                sqlite_autoincrement=True)
    yield Table("autoincrement_refers", metadata, Column("id", Integer, ForeignKey("team.id")), PrimaryKeyConstraint("id", name="pk_refers"),
                sqlite_autoincrement=True)
    yield Table("without_rowid", metadata, Column("a", Integer), Column("b", Text), Column("c", Integer), PrimaryKeyConstraint("b", "a"),
                sqlite_with_rowid=False)
    partial = Table("partial_indexes", metadata, key(), Column("a", String), Column("b", Integer))
    Index("ix_part", partial.c.a, sqlite_where=text("b > 1"))
    Index("ix_lower", text("lower(a)"), partial.c.b)
    Index("ux_down", partial.c.a.desc(), partial.c.b, unique=True, sqlite_where=text("a IS NOT NULL"))
    yield partial


def main():
    lines = [
        "// Written by regenerate.py; do not edit.",
        "#pragma once",
        "",
        "struct ExpectedDdl {",
        "    const char* table;",
        "    const char* create;",
        "    const char* indexes;  // sorted, one a line",
        "};",
        "",
        "inline constexpr ExpectedDdl expected_ddl[]{",
    ]
    for table in list(tables()):
        create = str(CreateTable(table).compile(dialect=DIALECT)).strip()
        indexes = "\n".join(sorted(str(CreateIndex(index).compile(dialect=DIALECT)) for index in table.indexes))
        lines.append(f'    {{"{table.name}", R"sql({create})sql", R"sql({indexes})sql"}},')
    lines += ["};", ""]
    Path(__file__).with_name("expected_ddl.hpp").write_text("\n".join(lines), encoding="utf-8")


if __name__ == "__main__":
    main()
