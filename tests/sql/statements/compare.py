#!/usr/bin/env python3
"""Compares the statements that tests/sql makes, as a server's SQL, with SQLAlchemy's: compare.py postgresql|mariadb PROGRAM

The program writes what it has made of each; the Python expressions stand in its sources, behind `// py:`. Marks of parameters and their casts are
left out of the comparison, since SQLAlchemy 1.4 knows only psycopg2's marks.
"""
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile

sources = pathlib.Path(__file__).resolve().parents[1]
text = (sources / "regenerate.py").read_text()
names = {"__file__": str(sources / "regenerate.py")}
exec(text[:text.rindex("\nmain()")], names)  # its models and names
from sqlalchemy.dialects import mysql, postgresql  # noqa: E402
from sqlalchemy.exc import CompileError  # noqa: E402

types = ["BOOLEAN", "INTEGER", "BIGINT", "FLOAT", "VARCHAR", "BYTEA", "UUID", "NUMERIC", "DATE", "TIMESTAMP WITHOUT TIME ZONE",
         "TIME WITHOUT TIME ZONE", "INTERVAL", "JSON"]
mark = re.compile(r"\$(\d+)(?:::(?:" + "|".join(types) + r")\b)?")

# Where Retort differs on purpose: what stands here in SQLAlchemy's text is what stands there in ours.
meant = {
    "postgresql": [
        # A cast of a JSON member needs no parentheses within.
        (r"CAST\(\(((?:\([^()]*\)|[^()])*)\) AS", r"CAST(\1 AS"),
        # What SQLAlchemy hands on as it is, the server refuses.
        (r"round\(([\w.]+), \?\)", r"round(CAST(\1 AS NUMERIC), ?)"),
        (r"group_concat\(([\w.]+), \?\)", r"string_agg(CAST(\1 AS VARCHAR), ?)"),
    ],
    "mariadb": [
        (r" INNER JOIN ", " JOIN "),
        (r"IN \(NULL\) AND \(1 != 1\)|(?<=NOT )IN \(NULL\) OR \(1 = 1\)", "IN (SELECT 1 FROM (SELECT 1) as _empty_set WHERE 1!=1)"),
        (r"concat\(\((concat\([^()]*\))\), ", r"concat(\1, "),
        # Clauses that the server does not know, or only as literals.
        (r"count\(([\w.]+)\) FILTER \(WHERE ([^()]*)\)", r"count(CASE WHEN (\2) THEN \1 END)"),
        (r"\? PRECEDING AND \? FOLLOWING", "1 PRECEDING AND 2 FOLLOWING"),
        (r"([\w.]+) ASC NULLS FIRST", r"\1 IS NOT NULL, \1 ASC"),
        (r"([\w.]+)( DESC)? NULLS LAST", r"\1 IS NULL, \1\2"),
        # What the words mean there is another thing than elsewhere: bytes, decimals, single floats, seconds, joining the separator to each text.
        (r"(hero\.age) / ", r"\1 DIV "),
        (r"avg\(([\w.]+)\)", r"avg(CAST(\1 AS DOUBLE))"),
        (r"\blength\(", "char_length("),
        (r"group_concat\(([\w.]+), \?\)", r"group_concat(\1 SEPARATOR x'2C20')"),
        (r" AS FLOAT\)", " AS DOUBLE)"),
        (r" AS DATETIME\)", " AS DATETIME(6))"),
        # It compares true with the text 'true' as a number.
        (r"CASE (JSON_EXTRACT\([\w.]+, \?\)) WHEN 'null' THEN NULL WHEN true THEN true ELSE false END",
         r"CASE JSON_UNQUOTE(\1) WHEN 'true' THEN true WHEN 'false' THEN false END"),
        # func::call() is by name.
        (r"\brand\(\)", "random()"),
    ],
}


def dialect_of(server):
    if server == "postgresql":
        return postgresql.dialect()
    dialect = mysql.dialect(paramstyle="qmark")
    dialect.is_mariadb, dialect.server_version_info = True, (10, 11, 0)
    return dialect


def of_sqlalchemy(server, code, scope):
    """SQLAlchemy's text; None where it has none for this server."""
    statement = eval(code, scope)
    try:
        compiled = statement.compile(dialect=dialect_of(server), compile_kwargs={"render_postcompile": True})
    except (AttributeError, CompileError, TypeError):
        return None  # a clause of another database's
    text = re.sub(r"%\(\w+\)s", "?", str(compiled)).replace("%%", "%")
    # Nobody has asked for the key that it reads back by itself; a Retort session does, a statement does not.
    return text if ".returning(" in code else re.sub(r"^(INSERT .*) RETURNING \w+\.id$", r"\1", text, flags=re.S)


def cases(server, source):
    """The lines of each EXPECT_SQL that has a Python expression, and what SQLAlchemy makes of that."""
    found, scope = [], dict(names)
    for match in re.finditer(r"^ *// py([:>]) (.*(?:\n *//  +.*)*)|^TEST", source, re.M):
        if match[0] == "TEST":
            scope = dict(names)
            continue
        code = re.sub(r"\n *//  +", " ", match[2])
        if match[1] == ">":
            exec(code, scope)
            continue
        start = source.index("EXPECT_SQL(", match.end())
        end = source.index(");\n", start)
        found.append((source.count("\n", 0, start) + 1, source.count("\n", 0, end) + 1, of_sqlalchemy(server, code, scope)))
    return found


def main():
    server, program = sys.argv[1:]
    with tempfile.TemporaryDirectory() as folder:
        recorded = pathlib.Path(folder) / "statements"
        ran = subprocess.run([program], env=os.environ | {"RETORT_RECORDED_STATEMENTS": str(recorded), "RETORT_TEST_DATABASE": server},
                             stdout=subprocess.PIPE, text=True)
        if ran.returncode != 0:
            print(ran.stdout)
            sys.exit(ran.returncode)
        statements = [json.loads(line) for line in recorded.read_text().splitlines()]
    compared = differing = 0
    for file in sorted(sources.glob("*_test.cpp")):
        here = [s for s in statements if pathlib.Path(s["file"]).name == file.name and "sql" in s]
        for first, last, wanted in cases(server, file.read_text()):
            if wanted is None:
                continue
            for pattern, replacement in meant[server]:
                wanted = re.sub(pattern, replacement, wanted)
            for statement in here:
                if not first <= statement["line"] <= last:
                    continue
                compared += 1
                ours = mark.sub("?", statement["sql"])
                if ours != wanted:
                    differing += 1
                    print(f"{file.name}:{first}\n  SQLAlchemy: {wanted!r}\n  Retort:     {ours!r}")
    print(f"{compared} statements compared, {differing} differ")
    sys.exit(1 if differing or compared < 100 else 0)


main()
