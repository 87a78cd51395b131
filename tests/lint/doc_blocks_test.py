"""tools/docs/doc_blocks.py compiles what the pages show, in the way that their marks say."""

import sys
import unittest
from pathlib import Path

sys.dont_write_bytecode = True
sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "tools" / "docs"))
import doc_blocks  # noqa: E402


def page(*blocks):
    return "Text.\n" + "\n".join(f"```{info}\n{code}\n```" for info, code in blocks)


def sources(*blocks):
    read = doc_blocks.read_blocks(Path("page.md"), page(*blocks))
    return doc_blocks.sources(*doc_blocks.group(read), "prelude.hpp")


class DocBlocks(unittest.TestCase):
    def test_other_languages_and_skipped_blocks_are_left_alone(self):
        self.assertEqual(sources(("sh", "ls"), ("", "plain"), ("cpp skip", "nonsense")), ({}, []))

    def test_block_with_main_is_a_program(self):
        files, programs = sources(("cpp", "#include <string>\nint main() {}"))
        self.assertEqual(programs, ["block_1.cpp"])
        self.assertIn("#include <string>\nint main() {}", files["block_1.cpp"])
        self.assertNotIn("page.cpp", files)

    def test_program_that_is_not_to_be_run(self):
        files, programs = sources(("cpp norun", "int main(int argc, char** argv) { return argc; }"))
        self.assertEqual((list(files), programs), (["block_1.cpp"], []))

    def test_continue_joins_the_program(self):
        files, programs = sources(("cpp", "struct A {};"), ("cpp continue", "int main() { A a; }"))
        self.assertEqual(programs, ["block_1.cpp"])
        self.assertLess(files["block_1.cpp"].index("struct A"), files["block_1.cpp"].index("int main"))

    def test_declarations_get_a_namespace_and_their_includes_move_up(self):
        files, programs = sources(("cpp", "#include <map>\nstruct A {};"), ("cpp", "struct A {};"))
        text = files["page.cpp"]
        self.assertEqual(programs, [])
        self.assertLess(text.index("#include <map>"), text.index("namespace doc_block_1 {"))
        self.assertEqual(text.count("struct A"), 2)
        self.assertIn("namespace doc_block_2 {", text)

    def test_fragment_is_a_function_body(self):
        text = sources(("cpp fragment", "session.commit();"))[0]["page.cpp"]
        self.assertRegex(text, r"static void statements\(\) \{\{\n#line 3 \"page.md\"\nsession.commit\(\);\n\}\}")

    def test_fragment_continues_declarations(self):
        text = sources(("cpp", "struct A {};"), ("cpp fragment continue", "A a;"), ("cpp fragment continue", "a = {};"))[0]["page.cpp"]
        self.assertEqual(text.count("namespace doc_block"), 1)
        self.assertEqual(text.count("static void statements"), 1)

    def test_block_that_opens_our_namespace_is_not_wrapped(self):
        files, programs = sources(("cpp", "namespace retort {\ntemplate <>\nstruct Trait<int> {};\n}"))
        self.assertEqual((list(files), programs), (["block_1.cpp"], []))

    def test_named_header(self):
        files, _ = sources(("cpp file=models.hpp", "#pragma once\nstruct A {};"), ("cpp", '#include "models.hpp"\nint main() { A a; }'))
        self.assertIn("struct A {};", files["models.hpp"])
        self.assertIn('#include "models.hpp"', files["page.cpp"])

    def test_indented_block_in_a_list(self):
        blocks = doc_blocks.read_blocks(Path("page.md"), "- item\n\n  ```cpp\n  int a;\n\n    int b;\n  ```\n")
        self.assertEqual(blocks[0].code, ["int a;", "", "  int b;"])

    def test_mistakes_are_refused(self):
        for blocks in (
            [("cpp framgent", "x")],
            [("c++", "int a;")],
            [("cpp continue", "x")],
            [("cpp", "int main() {}"), ("cpp fragment continue", "x")],
            [("cpp file=../x.hpp", "x")],
        ):
            with self.assertRaises(doc_blocks.DocError, msg=str(blocks)):
                sources(*blocks)
        with self.assertRaises(doc_blocks.DocError):
            doc_blocks.read_blocks(Path("page.md"), "```cpp\nint a;\n")


if __name__ == "__main__":
    unittest.main()
