"""tools/lint/headers.py finds costly includes in what a user's file reads, and headers that need another one first."""

import os
import sys
import tempfile
import unittest
from pathlib import Path

sys.dont_write_bytecode = True
sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "tools" / "lint"))
import headers  # noqa: E402


class Headers(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = Path(folder.name)

    def write(self, path, text):
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("#pragma once\n" + text)
        return file

    def test_costly_include_behind_the_umbrella_fails(self):
        self.write("retort/retort.hpp", "#include <retort/orm/session.hpp>\n")
        self.write("retort/orm/session.hpp", "#include <string>\n#include <memory>\n#include <boost/json.hpp>\n")
        problems = list(headers.costly_includes(self.root, headers.public_headers(self.root)))
        self.assertEqual(len(problems), 2)
        self.assertIn("retort/orm/session.hpp: <memory>", problems[0])

    def test_header_that_no_user_reads_may_include_more(self):
        self.write("retort/retort.hpp", "#include <string>\n")
        self.write("retort/dialect/sqlite/driver.hpp", "#include <memory>\n")
        self.assertEqual(list(headers.costly_includes(self.root, headers.public_headers(self.root))), [])

    def test_header_that_does_not_compile_alone_fails(self):
        compiler = [os.environ.get("CXX", "g++")]
        bad = self.write("retort/core/bad.hpp", "inline std::string name();\n")
        good = self.write("retort/core/good.hpp", "#include <string>\nstd::string name();\n")
        self.assertIn("retort/core/bad.hpp", headers.compile_alone(self.root, compiler, bad))
        self.assertIsNone(headers.compile_alone(self.root, compiler, good))


if __name__ == "__main__":
    unittest.main()
