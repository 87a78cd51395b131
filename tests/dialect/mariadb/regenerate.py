"""Writes expected_ddl.hpp: what SQLAlchemy makes of the tables that sample_tables.cpp builds under the same names.

    python3 regenerate.py        (needs SQLAlchemy 1.4)

Where Retort asks MariaDB for more than SQLAlchemy's generic type would (DOUBLE, microseconds, bytes without a bound), the type here is MySQL's own.
"""

import enum
from pathlib import Path

from sqlalchemy import (
    CHAR, JSON, TIMESTAMP, BigInteger, Boolean, CheckConstraint, Column, Computed, Date, Enum, Float, ForeignKey, ForeignKeyConstraint, Index, Integer,
    LargeBinary, MetaData, Numeric, PrimaryKeyConstraint, SmallInteger, String, Table, Text, UniqueConstraint, text,
)
from sqlalchemy.dialects.mysql import DATETIME, DOUBLE, LONGBLOB, TIME, mariadb
from sqlalchemy.schema import CreateIndex, CreateTable

DIALECT = mariadb.MariaDBDialect()


class Kind(enum.Enum):
    small = 1
    enormous = 2


def key():
    return Column("id", Integer, primary_key=True)


def tables():
    metadata = MetaData()
    yield Table("team", metadata, Column("id", CHAR(32), primary_key=True), Column("name", String(255), unique=True, index=True, nullable=False),
                Column("headquarters", String(255), nullable=False))
    yield Table("every_type", metadata, key(), Column("a", Boolean), Column("b", SmallInteger), Column("c", Integer), Column("d", BigInteger),
                Column("e", DOUBLE), Column("f", Numeric(65, 30)), Column("g", Numeric(10, 2)), Column("h", Numeric(10)), Column("i", String(255)),
                Column("j", String(30)), Column("k", Text), Column("l", LONGBLOB), Column("m", LargeBinary(20)), Column("n", Date),
                Column("o", DATETIME(fsp=6)), Column("q", TIME(fsp=6)), Column("r", DATETIME(fsp=6)), Column("s", JSON),
                Column("t", Enum(Kind)), Column("u", Float(24)), Column("v", DOUBLE), Column("w", TIMESTAMP),
                Column("x", TIMESTAMP, nullable=False, server_default=text("CURRENT_TIMESTAMP")))
    yield Table("hero_power_link", metadata, Column("hero_id", CHAR(32), ForeignKey("hero.id"), primary_key=True),
                Column("power_id", CHAR(32), ForeignKey("power.id"), primary_key=True))
    Table("hero", metadata, Column("id", CHAR(32), primary_key=True))
    Table("power", metadata, Column("id", CHAR(32), primary_key=True))
    yield Table("constraint_order", metadata, key(), Column("x", Integer, ForeignKey("parent.id"), unique=True), Column("y", Integer, unique=True),
                Column("z", Integer, ForeignKey("parent.id", ondelete="SET NULL", onupdate="NO ACTION")), UniqueConstraint("x", "y"),
                CheckConstraint("x > 1"), CheckConstraint("y > 2", name="ck_y"))
    yield Table("parent", metadata, key())
    yield Table("arguments_mixed", metadata, key(), Column("a", Integer), Column("b", Integer, unique=True), CheckConstraint("a > 0"),
                UniqueConstraint("a", "b", name="uq_both"), ForeignKeyConstraint(["a", "b"], ["pair.x", "pair.y"], ondelete="CASCADE"),
                CheckConstraint("b > 0"))
    yield Table("pair", metadata, Column("x", Integer, primary_key=True, autoincrement=False),
                Column("y", Integer, primary_key=True, autoincrement=False))
    yield Table("defaults", metadata, key(), Column("a", Integer, server_default=text("0"), nullable=False),
                Column("b", String(255), server_default="it's"),
                Column("c", DATETIME(fsp=6), server_default=text("CURRENT_TIMESTAMP"), nullable=False),
                Column("d", DATETIME(fsp=6), server_default=text("CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP"), nullable=False),
                Column("e", String(36), server_default=text("uuid()")), Column("f", Integer, server_default=text("-1"), comment="it's a \\ comment"))
    yield Table("Quoted", metadata, Column("Group", Integer, primary_key=True, autoincrement=False), Column("order", Integer), Column("b c", Integer),
                Column("d`e", Integer), Column("é", Integer), Column("a$", Integer), Column("9a", Integer), Column("_x", Integer),
                Column("camelCase", Integer, index=True), UniqueConstraint("order", name="uq Quoted"))
    yield Table("no_key", metadata, Column("a", Integer))
    yield Table("all_actions", metadata, key(), Column("a", Integer, ForeignKey("parent.id", ondelete="CASCADE")),
                Column("b", Integer, ForeignKey("parent.id", ondelete="RESTRICT", onupdate="CASCADE")),
                Column("c", Integer, ForeignKey("parent.id", onupdate="SET NULL", name="fk_c")))
    named = MetaData(naming_convention={
        "ix": "ix_%(column_0_N_label)s", "uq": "uq_%(table_name)s_%(column_0_N_name)s", "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s_%(referred_column_0_name)s", "pk": "pk_%(table_name)s"})
    Table("parent", named, key())
    yield Table("convention", named, key(), Column("a", Integer, index=True), Column("b", Integer, unique=True),
                Column("parent_id", Integer, ForeignKey("parent.id")), UniqueConstraint("a", "b"), CheckConstraint("a > 0", name="positive"),
                UniqueConstraint("b", "a", name="by_hand"))
    yield Table("indexes", metadata, key(), Column("a", Integer, index=True), Column("b", String(255), unique=True, index=True), Column("c", Integer),
                Index("ix_a_c", "a", "c"), Index("ux_c", "c", unique=True))
    yield Table("generated", metadata, key(), Column("a", String(30, collation="utf8mb4_bin"), server_default="x", nullable=False),
                Column("b", Integer, Computed("id_of + 1", persisted=True), comment="stored"), Column("id_of", Integer),
                Column("c", Integer, Computed("id_of+1")))
    yield Table("big_key", metadata, Column("id", BigInteger, primary_key=True), Column("a", Integer), PrimaryKeyConstraint("id", name="pk_big_key"))
    yield Table("options", metadata, key(), mariadb_engine="InnoDB", comment="it's a table")
    yield Table("charset", metadata, key(), mariadb_default_charset="utf8mb4", mariadb_collate="utf8mb4_bin")
    yield Table("row_format", metadata, key(), mariadb_row_format="DYNAMIC")
    lengths = Table("index_options", metadata, key(), Column("a", Text), Column("b", String(255)), Column("c", Integer))
    Index("ix_length", lengths.c.a, mariadb_length=10)
    Index("ix_lengths", lengths.c.a, lengths.c.b, lengths.c.c, mariadb_length={"a": 10, "b": 20})
    Index("ix_text", lengths.c.b, mariadb_prefix="FULLTEXT")
    Index("ix_using", lengths.c.c, mysql_using="btree")
    Index("ix_down", lengths.c.b.desc(), lengths.c.c)
    yield lengths


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
