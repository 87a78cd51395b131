// Written by regenerate_alter.py; do not edit.
#pragma once

struct ExpectedAlter {
    const char* change;
    const char* sql;  // one statement a line
};

inline constexpr ExpectedAlter expected_alter[]{
    {"add_column", R"sql(ALTER TABLE hero ADD COLUMN age INTEGER)sql"},
    {"add_column_with_default", R"sql(ALTER TABLE s.hero ADD COLUMN age INTEGER DEFAULT 0 NOT NULL)sql"},
    {"add_foreign_column", R"sql(ALTER TABLE hero ADD COLUMN team_id INTEGER
ALTER TABLE hero ADD CONSTRAINT fk FOREIGN KEY(team_id) REFERENCES team (id) ON DELETE CASCADE)sql"},
    {"add_commented_column", R"sql(ALTER TABLE hero ADD COLUMN "Age" INTEGER
COMMENT ON COLUMN hero."Age" IS 'it''s')sql"},
    {"add_generated_column", R"sql(ALTER TABLE hero ADD COLUMN b INTEGER GENERATED ALWAYS AS (a + 1) STORED)sql"},
    {"add_identity_column", R"sql(ALTER TABLE hero ADD COLUMN b BIGINT GENERATED ALWAYS AS IDENTITY)sql"},
    {"drop_column", R"sql(ALTER TABLE s.hero DROP COLUMN age)sql"},
    {"alter_type", R"sql(ALTER TABLE hero ALTER COLUMN age TYPE BIGINT)sql"},
    {"alter_type_using", R"sql(ALTER TABLE hero ALTER COLUMN age TYPE INTEGER USING age::integer)sql"},
    {"set_not_null", R"sql(ALTER TABLE hero ALTER COLUMN age SET NOT NULL)sql"},
    {"drop_not_null", R"sql(ALTER TABLE hero ALTER COLUMN age DROP NOT NULL)sql"},
    {"set_default", R"sql(ALTER TABLE hero ALTER COLUMN at SET DEFAULT now())sql"},
    {"drop_default", R"sql(ALTER TABLE hero ALTER COLUMN at DROP DEFAULT)sql"},
    {"comment", R"sql(COMMENT ON COLUMN hero.at IS 'when')sql"},
    {"rename_column", R"sql(ALTER TABLE hero RENAME age TO "Age")sql"},
    {"all_of_a_column", R"sql(ALTER TABLE hero ALTER COLUMN age TYPE VARCHAR(5)
ALTER TABLE hero ALTER COLUMN age SET NOT NULL
ALTER TABLE hero ALTER COLUMN age SET DEFAULT 'x'
COMMENT ON COLUMN hero.age IS 'c'
ALTER TABLE hero RENAME age TO years)sql"},
    {"rename_table", R"sql(ALTER TABLE s.hero RENAME TO "Hero")sql"},
    {"create_index", R"sql(CREATE UNIQUE INDEX ix ON s.hero (name, age))sql"},
    {"create_concurrently", R"sql(CREATE INDEX CONCURRENTLY ix ON hero (name))sql"},
    {"create_partial_index", R"sql(CREATE INDEX ix ON hero (lower(name)) WHERE age > 1)sql"},
    {"drop_index", R"sql(DROP INDEX s.ix)sql"},
    {"create_primary_key", R"sql(ALTER TABLE hero ADD CONSTRAINT pk PRIMARY KEY (id))sql"},
    {"create_unique", R"sql(ALTER TABLE hero ADD CONSTRAINT uq UNIQUE (a, b) DEFERRABLE INITIALLY DEFERRED)sql"},
    {"create_check", R"sql(ALTER TABLE s.hero ADD CONSTRAINT ck CHECK (age > 0))sql"},
    {"create_foreign_key",
        R"sql(ALTER TABLE hero ADD CONSTRAINT fk FOREIGN KEY(team_id) REFERENCES other.team (id) ON DELETE SET NULL DEFERRABLE)sql"},
    {"drop_constraint", R"sql(ALTER TABLE hero DROP CONSTRAINT "uq X")sql"},
    {"table_comment", R"sql(COMMENT ON TABLE hero IS 'it''s')sql"},
    {"drop_table_comment", R"sql(COMMENT ON TABLE hero IS NULL)sql"},
};
