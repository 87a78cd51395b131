"""tools/lint/floors.py fails on what it forbids, and only on that."""

import sys
import tempfile
import unittest
from pathlib import Path

sys.dont_write_bytecode = True
sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "tools" / "lint"))
import floors  # noqa: E402


class Floors(unittest.TestCase):
    def problems(self, path, text):
        with tempfile.TemporaryDirectory() as folder:
            root = Path(folder)
            file = root / path
            file.parent.mkdir(parents=True)
            file.write_text(text)
            return list(floors.check_file(root, file))

    def assert_fails(self, path, text, *words):
        problems = self.problems(path, text)
        self.assertEqual(len(problems), 1, problems)
        for word in (path, *words):
            self.assertIn(word, problems[0])

    def test_upward_include_fails_and_names_both(self):
        self.assert_fails("retort/core/uuid.cpp", "\n#include <retort/sql/select.hpp>\n", ":2:", "retort/sql/select.hpp")

    def test_own_floor_and_below_pass(self):
        text = "#include <string>\n#include <retort/core/uuid.hpp>\n#include <retort/sql/expression.hpp>\n"
        self.assertEqual(self.problems("retort/sql/select.hpp", text), [])

    def test_umbrella_is_above_all(self):
        self.assert_fails("retort/orm/session.hpp", "#include <retort/model.hpp>\n", "umbrella")
        self.assertEqual(self.problems("retort/retort.hpp", "#include <retort/model.hpp>\n#include <retort/orm/session.hpp>\n"), [])

    def test_dialect_is_nobodys_business(self):
        for path in ("retort/engine/engine.cpp", "retort/orm/session.cpp", "retort/retort.hpp", "retort/dialect/mariadb/ddl.cpp"):
            self.assert_fails(path, "#include <retort/dialect/sqlite/driver.hpp>\n", "dialect")
        self.assertEqual(self.problems("retort/dialect/sqlite/ddl.cpp", "#include <retort/dialect/sqlite/driver.hpp>\n"), [])

    def test_asking_for_a_dialect_by_name_fails(self):
        for line in (
            'if (dialect.name() == "sqlite") {',
            'return "postgresql" != dialect.name();',
            'if (url.scheme().starts_with("mysql+")) {',
            "if (is_mariadb) {",
            "case DialectKind::sqlite:",
        ):
            self.assert_fails("retort/engine/engine.cpp", line + "\n", "by name")
            self.assertEqual(self.problems("retort/dialect/sqlite/driver.cpp", line + "\n"), [])

    def test_comments_and_plain_strings_pass(self):
        text = '// dialect.name() == "sqlite"\n/* #include <retort/cli/main.hpp>\n*/ auto url = "sqlite:///a.db"; // == "sqlite"\n'
        self.assertEqual(self.problems("retort/engine/url.cpp", text), [])

    def test_text_of_other_files_passes(self):
        text = 'constexpr auto file = R"(\n#include <retort/migrate.hpp>\n#include "models.hpp"\n)";\n'
        self.assertEqual(self.problems("retort/cli/init.cpp", text), [])
        self.assert_fails("retort/core/a.cpp", text + "#include <retort/sql/select.hpp>\n", ":5:")

    def test_quoted_include_fails(self):
        self.assert_fails("retort/core/uuid.cpp", '#include "uuid.hpp"\n', "uuid.hpp")

    def test_unknown_folder_fails(self):
        self.assert_fails("retort/misc/things.hpp", "\n", "no floor")
        self.assert_fails("retort/core/uuid.hpp", "#include <retort/misc/things.hpp>\n", "no floor")


if __name__ == "__main__":
    unittest.main()
