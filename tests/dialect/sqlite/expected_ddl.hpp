// Written by regenerate.py; do not edit.
#pragma once

struct ExpectedDdl {
    const char* table;
    const char* create;
    const char* indexes;  // sorted, one a line
};

inline constexpr ExpectedDdl expected_ddl[]{
    {"team", R"sql(CREATE TABLE team (
	id CHAR(32) NOT NULL, 
	name VARCHAR NOT NULL, 
	headquarters VARCHAR NOT NULL, 
	PRIMARY KEY (id)
))sql",
        R"sql(CREATE UNIQUE INDEX ix_team_name ON team (name))sql"},
    {"every_type", R"sql(CREATE TABLE every_type (
	id INTEGER NOT NULL, 
	a BOOLEAN, 
	b SMALLINT, 
	c INTEGER, 
	d BIGINT, 
	e FLOAT, 
	f NUMERIC, 
	g NUMERIC(10, 2), 
	h NUMERIC(10), 
	i VARCHAR, 
	j VARCHAR(30), 
	k TEXT, 
	l BLOB, 
	m BLOB, 
	n DATE, 
	o DATETIME, 
	p DATETIME, 
	q TIME, 
	r DATETIME, 
	s JSON, 
	t VARCHAR(8), 
	u FLOAT, 
	PRIMARY KEY (id)
))sql",
        R"sql()sql"},
    {"hero_power_link", R"sql(CREATE TABLE hero_power_link (
	hero_id CHAR(32) NOT NULL, 
	power_id CHAR(32) NOT NULL, 
	PRIMARY KEY (hero_id, power_id), 
	FOREIGN KEY(hero_id) REFERENCES hero (id), 
	FOREIGN KEY(power_id) REFERENCES power (id)
))sql",
        R"sql()sql"},
    {"constraint_order", R"sql(CREATE TABLE constraint_order (
	id INTEGER NOT NULL, 
	x INTEGER, 
	y INTEGER, 
	z INTEGER, 
	PRIMARY KEY (id), 
	UNIQUE (x, y), 
	CHECK (x > 1), 
	CONSTRAINT ck_y CHECK (y > 2), 
	UNIQUE (x), 
	FOREIGN KEY(x) REFERENCES team (id), 
	UNIQUE (y), 
	FOREIGN KEY(z) REFERENCES team (id) ON DELETE SET NULL ON UPDATE NO ACTION
))sql",
        R"sql()sql"},
    {"arguments_mixed", R"sql(CREATE TABLE arguments_mixed (
	id INTEGER NOT NULL, 
	a INTEGER, 
	b INTEGER, 
	PRIMARY KEY (id), 
	CHECK (a > 0), 
	CONSTRAINT uq_both UNIQUE (a, b), 
	FOREIGN KEY(a, b) REFERENCES pair (x, y) ON DELETE CASCADE, 
	CHECK (b > 0), 
	UNIQUE (b)
))sql",
        R"sql()sql"},
    {"defaults", R"sql(CREATE TABLE defaults (
	id INTEGER NOT NULL, 
	a INTEGER DEFAULT 0 NOT NULL, 
	b VARCHAR DEFAULT 'it''s', 
	c DATETIME DEFAULT CURRENT_TIMESTAMP NOT NULL, 
	PRIMARY KEY (id)
))sql",
        R"sql()sql"},
    {"Quoted", R"sql(CREATE TABLE "Quoted" (
	"Group" INTEGER NOT NULL, 
	"order" INTEGER, 
	"b c" INTEGER, 
	"d""e" INTEGER, 
	"é" INTEGER, 
	a$ INTEGER, 
	"9a" INTEGER, 
	_x INTEGER, 
	"camelCase" INTEGER, 
	PRIMARY KEY ("Group"), 
	CONSTRAINT "uq Quoted" UNIQUE ("order")
))sql",
        R"sql(CREATE INDEX "ix_Quoted_camelCase" ON "Quoted" ("camelCase"))sql"},
    {"in_schema", R"sql(CREATE TABLE main.in_schema (
	id INTEGER NOT NULL, 
	name VARCHAR, 
	other INTEGER, 
	team INTEGER, 
	PRIMARY KEY (id), 
	FOREIGN KEY(other) REFERENCES in_schema (id)
))sql",
        R"sql(CREATE INDEX main.ix_main_in_schema_name ON in_schema (name))sql"},
    {"no_key", R"sql(CREATE TABLE no_key (
	a INTEGER
))sql",
        R"sql()sql"},
    {"all_actions", R"sql(CREATE TABLE all_actions (
	id INTEGER NOT NULL, 
	a INTEGER, 
	b INTEGER, 
	c INTEGER, 
	PRIMARY KEY (id), 
	FOREIGN KEY(a) REFERENCES team (id) ON DELETE CASCADE, 
	FOREIGN KEY(b) REFERENCES team (id) ON DELETE RESTRICT ON UPDATE CASCADE, 
	CONSTRAINT fk_c FOREIGN KEY(c) REFERENCES team (id) ON UPDATE SET DEFAULT
))sql",
        R"sql()sql"},
    {"convention", R"sql(CREATE TABLE convention (
	id INTEGER NOT NULL, 
	a INTEGER, 
	b INTEGER, 
	team_id INTEGER, 
	CONSTRAINT pk_convention PRIMARY KEY (id), 
	CONSTRAINT uq_convention_a_b UNIQUE (a, b), 
	CONSTRAINT ck_convention_positive CHECK (a > 0), 
	CONSTRAINT by_hand UNIQUE (b, a), 
	CONSTRAINT uq_convention_b UNIQUE (b), 
	CONSTRAINT fk_convention_team_id_team_id FOREIGN KEY(team_id) REFERENCES team (id)
))sql",
        R"sql(CREATE INDEX ix_convention_a ON convention (a))sql"},
    {"indexes", R"sql(CREATE TABLE indexes (
	id INTEGER NOT NULL, 
	a INTEGER, 
	b VARCHAR, 
	c INTEGER, 
	PRIMARY KEY (id)
))sql",
        R"sql(CREATE INDEX ix_a_c ON indexes (a, c)
CREATE INDEX ix_indexes_a ON indexes (a)
CREATE UNIQUE INDEX ix_indexes_b ON indexes (b)
CREATE UNIQUE INDEX ux_c ON indexes (c))sql"},
    {"generated", R"sql(CREATE TABLE generated (
	id INTEGER NOT NULL, 
	a VARCHAR(30) COLLATE "NOCASE" DEFAULT 'x' NOT NULL, 
	b INTEGER GENERATED ALWAYS AS (a + 1) STORED, 
	c INTEGER GENERATED ALWAYS AS (a+1), 
	d TEXT COLLATE "RTRIM" NOT NULL GENERATED ALWAYS AS (lower(a)), 
	PRIMARY KEY (id)
))sql",
        R"sql()sql"},
    {"deferred", R"sql(CREATE TABLE "deferred" (
	id INTEGER NOT NULL, 
	a INTEGER, 
	b INTEGER, 
	c INTEGER, 
	PRIMARY KEY (id), 
	FOREIGN KEY(a) REFERENCES team (id) DEFERRABLE, 
	FOREIGN KEY(b) REFERENCES team (id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED, 
	FOREIGN KEY(c) REFERENCES team (id) NOT DEFERRABLE INITIALLY IMMEDIATE
))sql",
        R"sql()sql"},
    {"autoincrement", R"sql(CREATE TABLE "autoincrement" (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	a INTEGER
))sql",
        R"sql()sql"},
    {"autoincrement_refers", R"sql(CREATE TABLE autoincrement_refers (
	id INTEGER NOT NULL, 
	CONSTRAINT pk_refers PRIMARY KEY (id), 
	FOREIGN KEY(id) REFERENCES team (id)
))sql",
        R"sql()sql"},
    {"without_rowid", R"sql(CREATE TABLE without_rowid (
	a INTEGER NOT NULL, 
	b TEXT NOT NULL, 
	c INTEGER, 
	PRIMARY KEY (b, a)
)
 WITHOUT ROWID)sql",
        R"sql()sql"},
    {"partial_indexes", R"sql(CREATE TABLE partial_indexes (
	id INTEGER NOT NULL, 
	a VARCHAR, 
	b INTEGER, 
	PRIMARY KEY (id)
))sql",
        R"sql(CREATE INDEX ix_lower ON partial_indexes (lower(a), b)
CREATE INDEX ix_part ON partial_indexes (a) WHERE b > 1
CREATE UNIQUE INDEX ux_down ON partial_indexes (a DESC, b) WHERE a IS NOT NULL)sql"},
};
