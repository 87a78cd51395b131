#!/usr/bin/env python3
"""Compares the statements that tests/sql makes, as PostgreSQL's SQL, with SQLAlchemy's: compare.py PROGRAM

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

sources = pathlib.Path(__file__).resolve().parents[3] / "sql"
text = (sources / "regenerate.py").read_text()
names = {"__file__": str(sources / "regenerate.py")}
exec(text[:text.rindex("\nmain()")], names)  # its models and names
from sqlalchemy.dialects import postgresql  # noqa: E402

types = ["BOOLEAN", "INTEGER", "BIGINT", "FLOAT", "VARCHAR", "BYTEA", "UUID", "NUMERIC", "DATE", "TIMESTAMP WITHOUT TIME ZONE",
         "TIME WITHOUT TIME ZONE", "INTERVAL", "JSON"]
mark = re.compile(r"\$(\d+)(?:::(?:" + "|".join(types) + r")\b)?")

# Where Retort differs on purpose: what stands here in SQLAlchemy's text is what stands there in ours.
meant = [
    # A cast of a JSON member needs no parentheses within.
    (re.compile(r"CAST\(\(((?:\([^()]*\)|[^()])*)\) AS"), r"CAST(\1 AS"),
]


def of_sqlalchemy(code, scope):
    statement = eval(code, scope)
    compiled = statement.compile(dialect=postgresql.dialect(), compile_kwargs={"render_postcompile": True})
    text = re.sub(r"%\(\w+\)s", "?", str(compiled)).replace("%%", "%")
    # Nobody has asked for the key that it reads back by itself; a Retort session does, a statement does not.
    return text if ".returning(" in code else re.sub(r"^(INSERT .*) RETURNING \w+\.id$", r"\1", text, flags=re.S)


def cases(source):
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
        found.append((source.count("\n", 0, start) + 1, source.count("\n", 0, end) + 1, of_sqlalchemy(code, scope)))
    return found


def main():
    with tempfile.TemporaryDirectory() as folder:
        recorded = pathlib.Path(folder) / "statements"
        program = subprocess.run([sys.argv[1]], env=os.environ | {"RETORT_RECORDED_STATEMENTS": str(recorded)}, stdout=subprocess.PIPE, text=True)
        if program.returncode != 0:
            print(program.stdout)
            sys.exit(program.returncode)
        statements = [json.loads(line) for line in recorded.read_text().splitlines()]
    compared = differing = 0
    for file in sorted(sources.glob("*_test.cpp")):
        here = [s for s in statements if pathlib.Path(s["file"]).name == file.name]
        for first, last, wanted in cases(file.read_text()):
            for pattern, replacement in meant:
                wanted = pattern.sub(replacement, wanted)
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
