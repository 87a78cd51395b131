#!/usr/bin/env python3
"""The program retort as it is installed, in fresh projects: from `retort init` to an executable that runs alone.

end_to_end_test.py PREFIX MODELS COMPILER FLAGS [NAME...]: the installed prefix, the tutorial's models.hpp, what they were compiled with, and the
tests to run. Those of servers take them from RETORT_TEST_POSTGRESQL_URL and RETORT_TEST_MARIADB_URL, and are skipped where these are not set.
"""

import json
import os
import pty
import re
import shutil
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

import sqlalchemy

PREFIX, MODELS, COMPILER, FLAGS = (Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3], sys.argv[4]) if len(sys.argv) > 4 else (None,) * 4
HEROES = "heroes::Team,heroes::HeroPowerLink,heroes::Power,heroes::Hero"


class Project(unittest.TestCase):
    url = "sqlite:///database.db"
    url_of_sqlalchemy = None  # where it has another name for it

    def setUp(self):
        self.folder = Path(tempfile.mkdtemp(prefix="retort-end-to-end-")).resolve()
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)
        self.environment = {key: value for key, value in os.environ.items() if key not in ("DATABASE_URL", "RETORT_CONFIG")}
        self.environment["PATH"] = f"{PREFIX / 'bin'}:{self.environment['PATH']}"

    def run_in_folder(self, *command, status=0, folder=None):
        done = subprocess.run(
            command, cwd=folder or self.folder, env=self.environment, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL
        )
        self.assertEqual(done.returncode, status, f"{command}\n{done.stdout}\n{done.stderr}")
        return done

    def retort(self, *arguments, status=0, folder=None):
        return self.run_in_folder("retort", *arguments, status=status, folder=folder)

    def set_build(self, generator="Ninja"):
        """The same compiler and flags as the libraries."""
        with (self.folder / "retort.toml").open("a") as file:
            file.write(f"[build]\ncompiler = {json.dumps(COMPILER)}\ngenerator = {json.dumps(generator)}\n")
            file.write(f"options = [{json.dumps('-DCMAKE_CXX_FLAGS=' + FLAGS)}]\n")

    def columns(self, table):
        engine = sqlalchemy.create_engine(self.url_of_sqlalchemy or f"sqlite:///{self.folder / 'database.db'}")
        try:
            return [column["name"] for column in sqlalchemy.inspect(engine).get_columns(table)]
        finally:
            engine.dispose()

    def script(self, words):
        return next(path for path in (self.folder / "migrations/versions").glob("*.cpp") if words in path.name)

    @property
    def executable(self):
        return self.folder / "build/migrations/migrations"


class TutorialProject(Project):
    """Part 5 of the tutorial, on any database."""

    def setUp(self):
        super().setUp()
        self.models = MODELS.read_text()
        without = "".join(line for line in self.models.splitlines(keepends=True) if " allegiance;" not in line)
        self.assertNotEqual(without, self.models)
        (self.folder / "models.hpp").write_text(without)
        self.retort("init", "migrations", "--include", "models.hpp", "--models", HEROES, "--url", self.url)
        self.set_build()

    def walk_the_tutorial(self):
        first = self.retort("revision", "--autogenerate", "-m", "create heroes")
        self.assertIn("Detected added table 'hero'", first.stderr)
        self.retort("upgrade", "head")
        self.assertNotIn("allegiance", self.columns("hero"))
        self.assertEqual(self.retort("check").stdout, "No new upgrade operations detected.\n")

        (self.folder / "models.hpp").write_text(self.models)
        self.assertIn("add_column", self.retort("check", status=1).stderr)
        second = self.retort("revision", "--autogenerate", "-m", "add allegiance to hero")
        self.assertIn("Detected added column 'hero.allegiance'", second.stderr)
        text = self.script("add_allegiance").read_text()
        self.assertIn('op.add_column("hero", Column{"allegiance", String{}, {.nullable = true}});', text)
        self.assertIn('op.create_index("ix_hero_allegiance", "hero", {"allegiance"});', text)
        self.assertRegex(self.retort("upgrade", "head").stderr, r"Running upgrade \w+ -> \w+, add allegiance to hero")
        self.assertIn("allegiance", self.columns("hero"))
        self.retort("check")

        self.retort("downgrade", "-1")
        self.assertNotIn("allegiance", self.columns("hero"))
        self.retort("upgrade", "head")
        self.assertRegex(self.retort("upgrade", "head", "--sql").stdout, r"ALTER TABLE hero ADD COLUMN allegiance [A-Z]")
        history = self.retort("history").stdout
        self.assertRegex(history, r"^\w{12} -> \w{12} \(head\), add allegiance to hero\n<base> -> \w{12}, create heroes\n$")
        self.assertRegex(self.retort("current").stdout, r"^\w{12} \(head\)\n$")
        below = self.folder / "migrations" / "versions"
        self.assertEqual(self.retort("current", folder=below).stdout, self.retort("current").stdout)
        self.assertFalse((below / "database.db").exists())


class Tutorial(TutorialProject):
    """And what else happens to a project that goes on."""

    def test_from_init_to_an_executable_that_runs_alone(self):
        self.walk_the_tutorial()
        self.nothing_to_do_builds_nothing()
        self.a_person_is_asked_about_renames()
        self.errors_of_the_compiler_are_shown()
        self.completion_knows_the_revisions()
        self.the_executable_runs_alone()
        self.it_builds_from_the_projects_own_cmake()

    def nothing_to_do_builds_nothing(self):
        self.retort("heads")
        log = self.folder / "build/migrations/.ninja_log"
        before = (log.stat().st_mtime_ns, self.executable.stat().st_mtime_ns)
        self.retort("heads")
        self.assertEqual((log.stat().st_mtime_ns, self.executable.stat().st_mtime_ns), before)
        # A script that goes and one that comes are both seen.
        self.retort("revision", "-m", "third")
        self.assertIn("third", self.retort("history").stdout)
        self.script("third").unlink()
        self.assertNotIn("third", self.retort("history").stdout)

    def on_a_terminal(self, *command, answer):
        """Runs a command as a person does: returns all that the terminal has shown."""
        process, terminal = pty.fork()
        if process == 0:
            os.chdir(self.folder)
            os.execvpe(command[0], command, self.environment)
        shown = b""
        answered = False
        while True:
            try:
                piece = os.read(terminal, 4096)
            except OSError:  # what Linux says when the other side is gone
                break
            if not piece:
                break
            shown += piece
            if b"[y/N]" in shown and not answered:
                os.write(terminal, answer.encode() + b"\n")
                answered = True
        os.close(terminal)
        self.assertEqual(os.waitstatus_to_exitcode(os.waitpid(process, 0)[1]), 0, shown)
        return shown.decode()

    def a_person_is_asked_about_renames(self):
        (self.folder / "models.hpp").write_text(self.models.replace(" allegiance;", " loyalty;"))
        shown = self.on_a_terminal("retort", "revision", "--autogenerate", "-m", "renamed", answer="y")
        self.assertIn("Is this a rename: column 'hero.allegiance' to 'hero.loyalty'?", shown)
        self.assertIn("Building the migrations [", shown)
        text = self.script("renamed").read_text()
        self.assertIn('.new_column_name = "loyalty"', text)
        self.assertNotIn("op.drop_column", text)
        self.script("renamed").unlink()
        self.on_a_terminal("retort", "revision", "--autogenerate", "-m", "dropped", answer="n")
        self.assertIn('drop_column("allegiance")', self.script("dropped").read_text().replace('"hero", ', ""))
        self.script("dropped").unlink()
        (self.folder / "models.hpp").write_text(self.models)

    def errors_of_the_compiler_are_shown(self):
        script = self.script("add_allegiance")
        text = script.read_text()
        script.write_text(text.replace("op.add_column(", "op.add_colum("))
        failed = self.retort("heads", status=1)
        self.assertIn("add_colum", failed.stderr)
        self.assertIn(script.name, failed.stderr)
        self.assertIn("FAILED: the migrations in", failed.stderr)
        self.assertNotIn("ninja", failed.stderr)
        script.write_text(text)
        processes = [
            subprocess.Popen(["retort", "heads"], cwd=self.folder, env=self.environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
            for _ in range(3)
        ]
        outputs = [process.communicate() for process in processes]
        self.assertEqual([process.returncode for process in processes], [0, 0, 0], outputs)
        self.assertEqual(len({out for out, _ in outputs}), 1)
        # An applied script whose text has changed since is reported.
        script.write_text(text + "// touched\n")
        self.assertIn("add_allegiance", self.retort("check", status=1).stderr)
        script.write_text(text)
        self.retort("check")

    def completion_knows_the_revisions(self):
        head = self.retort("heads").stdout.split()[0]
        self.assertIn(f"{head}\tadd allegiance to hero", self.retort("__complete", "upgrade", head[:3]).stdout)
        bash = f"""
            source {PREFIX}/share/bash-completion/completions/retort
            COMP_WORDS=(retort upgrade {head[:4]}); COMP_CWORD=2; _retort; printf '%s\\n' "${{COMPREPLY[@]}}"
            COMP_WORDS=(retort down); COMP_CWORD=1; _retort; printf '%s\\n' "${{COMPREPLY[@]}}"
        """
        self.assertEqual(self.run_in_folder("bash", "-c", bash).stdout, f"{head}\ndowngrade\n")
        self.assertIn("#compdef retort", (PREFIX / "share/zsh/site-functions/_retort").read_text())

    def the_executable_runs_alone(self):
        alone = self.folder / "alone"
        alone.mkdir()
        shutil.copy(self.executable, alone / "migrate")
        elsewhere = Path(tempfile.mkdtemp(prefix="retort-alone-")).resolve()
        self.addCleanup(shutil.rmtree, elsewhere, ignore_errors=True)
        program = str(alone / "migrate")
        missing = self.run_in_folder(program, "upgrade", "head", folder=elsewhere, status=1)
        self.assertIn("FAILED: no database is named", missing.stderr)
        self.run_in_folder(program, "--url", "sqlite:///made.db", "upgrade", "head", folder=elsewhere)
        self.assertTrue((elsewhere / "made.db").exists())
        self.environment["DATABASE_URL"] = "sqlite:///made.db"
        self.assertRegex(self.run_in_folder(program, "current", "--check-heads", folder=elsewhere).stdout, r"\(head\)")
        self.run_in_folder(program, "check", folder=elsewhere)
        self.assertEqual(self.run_in_folder(program, "history", folder=elsewhere).stdout, self.retort("history").stdout)
        del self.environment["DATABASE_URL"]

    def it_builds_from_the_projects_own_cmake(self):
        (self.folder / "CMakeLists.txt").write_text(
            "cmake_minimum_required(VERSION 3.25)\nproject(app LANGUAGES CXX)\nadd_subdirectory(migrations)\n"
        )
        self.run_in_folder(
            "cmake", "-S", ".", "-B", "own", "-G", "Ninja", f"-DCMAKE_CXX_COMPILER={COMPILER}", f"-DCMAKE_CXX_FLAGS={FLAGS}", f"-DCMAKE_PREFIX_PATH={PREFIX}"
        )
        self.run_in_folder("cmake", "--build", "own")
        self.assertEqual(self.run_in_folder("own/migrations/migrations", "heads").stdout, self.retort("heads").stdout)


class ServerProject(TutorialProject):
    """The same with a database on a server."""

    server = driver = None

    def setUp(self):
        url = os.environ.get(f"RETORT_TEST_{self.server.upper()}_URL", "")
        if not url:
            self.skipTest(f"no server is named for {self.server!r}; ./dev test starts one")
        url = url.rsplit("/", 1)[0]
        name = f"end_to_end_{os.getpid()}"
        administration = sqlalchemy.create_engine(f"{self.driver}{url[url.index(':') :]}/{self.first_database}", isolation_level="AUTOCOMMIT")
        self.addCleanup(administration.dispose)
        self.addCleanup(administration.execute, f"DROP DATABASE {name}")
        administration.execute(f"CREATE DATABASE {name}")
        self.url = f"{url}/{name}"
        self.url_of_sqlalchemy = f"{self.driver}{url[url.index(':') :]}/{name}"
        super().setUp()

    def walk(self):
        self.walk_the_tutorial()
        # What is said offline is what was done: a second database is made of it.
        sql = self.retort("upgrade", "head", "--sql").stdout
        self.retort("downgrade", "base")
        engine = sqlalchemy.create_engine(self.url_of_sqlalchemy, poolclass=sqlalchemy.pool.NullPool, isolation_level="AUTOCOMMIT")
        self.assertEqual(sorted(sqlalchemy.inspect(engine).get_table_names()), ["alembic_version", "retort_history"])
        for table in ("alembic_version", "retort_history"):
            engine.execute(f"DROP TABLE {table}")
        with engine.connect() as connection:
            for statement in re.sub(r"(?m)^--.*$", "", sql).split(";\n"):
                if statement.strip():
                    connection.exec_driver_sql(statement)
        self.retort("check")


class Postgresql(ServerProject):
    server, driver, first_database = "postgresql", "postgresql+psycopg2", "postgres"

    def test_the_tutorial(self):
        self.walk()


class Mariadb(ServerProject):
    server, driver, first_database = "mariadb", "mysql+pymysql", "mysql"

    def test_the_tutorial(self):
        self.walk()


class Placeholders(Project):
    def test_init_without_options_compiles_at_once_and_touches_nothing_that_exists(self):
        said = self.retort("init", "db/migrations")
        self.assertIn("Please name the models", said.stdout)
        self.set_build(generator="Unix Makefiles")
        self.assertEqual(self.retort("heads").stdout, "")
        self.assertEqual(self.retort("heads").stdout, "")
        before = {path: path.read_bytes() for path in self.folder.glob("*.toml")}
        self.assertIn("already exists and is not empty", self.retort("init", "db/migrations", status=1).stderr)
        self.assertIn("retort.toml already exists", self.retort("init", "other", status=1).stderr)
        self.assertFalse((self.folder / "other").exists())
        self.assertEqual({path: path.read_bytes() for path in self.folder.glob("*.toml")}, before)
        self.retort("-c", "other.toml", "init", "other")
        self.assertIn('script_location = "other"', (self.folder / "other.toml").read_text())
        self.assertIn("is no name of a model", self.retort("-c", "x.toml", "init", "x", "--models", "a;b", status=1).stderr)
        self.assertFalse((self.folder / "x").exists())

    def test_without_a_project_it_says_how_to_begin_one(self):
        self.assertIn("`retort init migrations` writes one", self.retort("heads", status=1).stderr)
        self.assertEqual(self.retort(status=2).stdout, "")
        self.assertIn("revision", self.retort("--help").stdout)


class Groups(Project):
    """Old scripts are compiled together, whatever they call their helpers."""

    SCRIPT = """#include <retort/migrate.hpp>
{extra}
using namespace retort::migrate;

static const char* table() {{ return "t{number}"; }}

namespace {{
struct Helper {{
    int number = {number};
}};
}}  // namespace

static const Script script{{
    Revision{{.id = "r{number:03}", .down_revision = {{{down}}}, .message = "step {number}", .create_date = "2026-01-01 00:00:{number:02}"}},
    [](Operations& op) {{
        if (Helper{{}}.number == {number}) op.create_table(table(), {{Column{{"id", Integer{{}}, {{.nullable = false}}}}, primary_key_constraint({{"id"}})}});
    }},
    [](Operations& op) {{ op.drop_table(table()); }},
}};
"""

    def write_scripts(self, numbers):
        for number in numbers:
            extra = {3: "#define SOME_MACRO 1", 4: "namespace retort_test { inline int four = 4; }", 5: '#include "helper.hpp"'}.get(number, "")
            down = f'"r{number - 1:03}"' if number else ""
            (self.folder / f"migrations/versions/r{number:03}.cpp").write_text(self.SCRIPT.format(number=number, down=down, extra=extra))

    def test_scripts_of_a_group_do_not_know_of_each_other(self):
        self.retort("init", "migrations", "--url", "sqlite:///database.db")
        self.set_build()
        cmake = self.folder / "migrations/CMakeLists.txt"
        cmake.write_text(re.sub(r"retort_add_migrations\(migrations\).*", "retort_add_migrations(migrations GROUP_SIZE 6)", cmake.read_text()))
        (self.folder / "migrations/versions/helper.hpp").write_text("namespace helpers { struct Unguarded; }\n")
        self.write_scripts(range(20))
        self.retort("upgrade", "head")
        self.assertEqual(self.columns("t19"), ["id"])
        generated = sorted(path.name for path in (self.folder / "build/migrations/migrations_scripts").glob("*.cpp"))
        # Two have lines that do not work inside a namespace; of the 18 others, the ten oldest are in groups of six.
        self.assertEqual([name for name in generated if name.startswith("group")], ["group_0.cpp", "group_1.cpp"])
        self.assertEqual([name for name in generated if name.startswith("r0")], ["r003.cpp", "r004.cpp"] + [f"r{n:03}.cpp" for n in range(12, 20)])
        objects = {path: path.stat().st_mtime_ns for path in (self.folder / "build/migrations").rglob("group_*.o")}
        self.assertEqual(len(objects), 2)
        self.write_scripts([20])
        self.assertEqual(self.retort("heads").stdout, "r020 (head)\n")
        self.assertEqual({path: path.stat().st_mtime_ns for path in objects}, objects)
        cmake.write_text(cmake.read_text().replace("GROUP_SIZE 6", "UNITY OFF"))
        self.assertEqual(self.retort("heads").stdout, "r020 (head)\n")
        self.assertEqual(len(self.retort("history").stdout.splitlines()), 21)


if __name__ == "__main__":
    unittest.main(argv=[sys.argv[0], "-v", *sys.argv[5:]])
