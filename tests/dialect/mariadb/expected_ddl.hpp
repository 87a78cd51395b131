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
	name VARCHAR(255) NOT NULL, 
	headquarters VARCHAR(255) NOT NULL, 
	PRIMARY KEY (id)
))sql",
        R"sql(CREATE UNIQUE INDEX ix_team_name ON team (name))sql"},
    {"every_type", R"sql(CREATE TABLE every_type (
	id INTEGER NOT NULL AUTO_INCREMENT, 
	a BOOL, 
	b SMALLINT, 
	c INTEGER, 
	d BIGINT, 
	e DOUBLE, 
	f NUMERIC(65, 30), 
	g NUMERIC(10, 2), 
	h NUMERIC(10), 
	i VARCHAR(255), 
	j VARCHAR(30), 
	k TEXT, 
	l LONGBLOB, 
	m BLOB(20), 
	n DATE, 
	o DATETIME(6), 
	q TIME(6), 
	r DATETIME(6), 
	s JSON, 
	t ENUM('small','enormous'), 
	u FLOAT(24), 
	v DOUBLE, 
	w TIMESTAMP NULL, 
	x TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP, 
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
	id INTEGER NOT NULL AUTO_INCREMENT, 
	x INTEGER, 
	y INTEGER, 
	z INTEGER, 
	PRIMARY KEY (id), 
	UNIQUE (x, y), 
	CHECK (x > 1), 
	CONSTRAINT ck_y CHECK (y > 2), 
	UNIQUE (x), 
	FOREIGN KEY(x) REFERENCES parent (id), 
	UNIQUE (y), 
	FOREIGN KEY(z) REFERENCES parent (id) ON DELETE SET NULL ON UPDATE NO ACTION
))sql",
        R"sql()sql"},
    {"parent", R"sql(CREATE TABLE parent (
	id INTEGER NOT NULL AUTO_INCREMENT, 
	PRIMARY KEY (id)
))sql",
        R"sql()sql"},
    {"arguments_mixed", R"sql(CREATE TABLE arguments_mixed (
	id INTEGER NOT NULL AUTO_INCREMENT, 
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
    {"pair", R"sql(CREATE TABLE pair (
	x INTEGER NOT NULL, 
	y INTEGER NOT NULL, 
	PRIMARY KEY (x, y)
))sql",
        R"sql()sql"},
    {"defaults", R"sql(CREATE TABLE defaults (
	id INTEGER NOT NULL AUTO_INCREMENT, 
	a INTEGER NOT NULL DEFAULT 0, 
	b VARCHAR(255) DEFAULT 'it''s', 
	c DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP, 
	d DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP, 
	e VARCHAR(36) DEFAULT uuid(), 
	f INTEGER COMMENT 'it''s a \\ comment' DEFAULT -1, 
	PRIMARY KEY (id)
))sql",
        R"sql()sql"},
    {"Quoted", R"sql(CREATE TABLE `Quoted` (
	`Group` INTEGER NOT NULL, 
	`order` INTEGER, 
	`b c` INTEGER, 
	`d``e` INTEGER, 
	`é` INTEGER, 
	a$ INTEGER, 
	`9a` INTEGER, 
	_x INTEGER, 
	`camelCase` INTEGER, 
	PRIMARY KEY (`Group`), 
	CONSTRAINT `uq Quoted` UNIQUE (`order`)
))sql",
        R"sql(CREATE INDEX `ix_Quoted_camelCase` ON `Quoted` (`camelCase`))sql"},
    {"no_key", R"sql(CREATE TABLE no_key (
	a INTEGER
))sql",
        R"sql()sql"},
    {"all_actions", R"sql(CREATE TABLE all_actions (
	id INTEGER NOT NULL AUTO_INCREMENT, 
	a INTEGER, 
	b INTEGER, 
	c INTEGER, 
	PRIMARY KEY (id), 
	FOREIGN KEY(a) REFERENCES parent (id) ON DELETE CASCADE, 
	FOREIGN KEY(b) REFERENCES parent (id) ON DELETE RESTRICT ON UPDATE CASCADE, 
	CONSTRAINT fk_c FOREIGN KEY(c) REFERENCES parent (id) ON UPDATE SET NULL
))sql",
        R"sql()sql"},
    {"convention", R"sql(CREATE TABLE convention (
	id INTEGER NOT NULL AUTO_INCREMENT, 
	a INTEGER, 
	b INTEGER, 
	parent_id INTEGER, 
	CONSTRAINT pk_convention PRIMARY KEY (id), 
	CONSTRAINT uq_convention_a_b UNIQUE (a, b), 
	CONSTRAINT ck_convention_positive CHECK (a > 0), 
	CONSTRAINT by_hand UNIQUE (b, a), 
	CONSTRAINT uq_convention_b UNIQUE (b), 
	CONSTRAINT fk_convention_parent_id_parent_id FOREIGN KEY(parent_id) REFERENCES parent (id)
))sql",
        R"sql(CREATE INDEX ix_convention_a ON convention (a))sql"},
    {"indexes", R"sql(CREATE TABLE indexes (
	id INTEGER NOT NULL AUTO_INCREMENT, 
	a INTEGER, 
	b VARCHAR(255), 
	c INTEGER, 
	PRIMARY KEY (id)
))sql",
        R"sql(CREATE INDEX ix_a_c ON indexes (a, c)
CREATE INDEX ix_indexes_a ON indexes (a)
CREATE UNIQUE INDEX ix_indexes_b ON indexes (b)
CREATE UNIQUE INDEX ux_c ON indexes (c))sql"},
    {"generated", R"sql(CREATE TABLE generated (
	id INTEGER NOT NULL AUTO_INCREMENT, 
	a VARCHAR(30) COLLATE utf8mb4_bin NOT NULL DEFAULT 'x', 
	b INTEGER GENERATED ALWAYS AS (id_of + 1) STORED COMMENT 'stored', 
	id_of INTEGER, 
	c INTEGER GENERATED ALWAYS AS (id_of+1), 
	PRIMARY KEY (id)
))sql",
        R"sql()sql"},
    {"big_key", R"sql(CREATE TABLE big_key (
	id BIGINT NOT NULL AUTO_INCREMENT, 
	a INTEGER, 
	CONSTRAINT pk_big_key PRIMARY KEY (id)
))sql",
        R"sql()sql"},
    {"options", R"sql(CREATE TABLE options (
	id INTEGER NOT NULL AUTO_INCREMENT, 
	PRIMARY KEY (id)
)ENGINE=InnoDB COMMENT='it''s a table')sql",
        R"sql()sql"},
    {"charset", R"sql(CREATE TABLE charset (
	id INTEGER NOT NULL AUTO_INCREMENT, 
	PRIMARY KEY (id)
)DEFAULT CHARSET=utf8mb4 COLLATE utf8mb4_bin)sql",
        R"sql()sql"},
    {"row_format", R"sql(CREATE TABLE row_format (
	id INTEGER NOT NULL AUTO_INCREMENT, 
	PRIMARY KEY (id)
)ROW_FORMAT=DYNAMIC)sql",
        R"sql()sql"},
    {"index_options", R"sql(CREATE TABLE index_options (
	id INTEGER NOT NULL AUTO_INCREMENT, 
	a TEXT, 
	b VARCHAR(255), 
	c INTEGER, 
	PRIMARY KEY (id)
))sql",
        R"sql(CREATE FULLTEXT INDEX ix_text ON index_options (b)
CREATE INDEX ix_down ON index_options (b DESC, c)
CREATE INDEX ix_length ON index_options (a(10))
CREATE INDEX ix_lengths ON index_options (a(10), b(20), c)
CREATE INDEX ix_using ON index_options (c) USING btree)sql"},
};
