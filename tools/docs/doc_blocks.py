#!/usr/bin/env python3
"""Turns the C++ blocks of the documentation into sources, so that the build proves that they compile and run.

A block's info string says what it is:

    cpp                     declarations at namespace level; with `int main(` a program, which is linked and run too
    cpp fragment            statements: the body of a function, after docs/prelude.hpp (the heroes' models, `engine`, `session`)
    cpp continue            joins the unit of the block before: more declarations of the same namespace, or of the same program
    cpp fragment continue   likewise, statements: they see that unit's declarations and its earlier statements
    cpp file=models.hpp     a header, which the page's later blocks include as "models.hpp"
    cpp norun               a program that is compiled, and neither linked nor run
    cpp skip                not compiled

All units of a page that are not programs share one source, each in its own namespace, their #includes moved to the top.
"""

import argparse
import re
import sys
from dataclasses import dataclass, field
from pathlib import Path

FENCE = re.compile(r"^(?P<indent>\s*)(?P<fence>`{3,}|~{3,})\s*(?P<info>[^`]*)$")
INCLUDE = re.compile(r"^\s*#\s*include\b")
MAIN = re.compile(r"\bint main\(")
# A specialisation of something of ours must stand at namespace level: such a unit cannot be wrapped, it gets its own source.
OUTSIDE = re.compile(r"^\s*(inline\s+)?namespace retort\b|^\s*(struct|class) retort::", re.MULTILINE)
FOREIGN_SPELLINGS = {"c++", "cxx", "cc", "C++", "CPP", "Cpp"}


class DocError(Exception):
    pass


@dataclass
class Block:
    page: Path
    line: int  # of the first line of code
    words: list
    code: list

    def fail(self, message):
        raise DocError(f"{self.page}:{self.line - 1}: {message}")


@dataclass
class Unit:
    declarations: list = field(default_factory=list)
    statements: list = field(default_factory=list)

    def text(self):
        return "\n".join("\n".join(block.code) for block in self.declarations)

    def is_program(self):
        return bool(MAIN.search(self.text()))

    def is_run(self):
        return self.is_program() and not any("norun" in block.words for block in self.declarations)


def read_blocks(page, text):
    """The blocks whose info string begins with `cpp`, in order."""
    blocks = []
    current, closing, indent = None, None, 0
    for number, line in enumerate(text.splitlines(), start=1):
        if closing is None:
            match = FENCE.match(line)
            if not match:
                continue
            words = match["info"].split()
            current = Block(page, number + 1, words, [])
            if words and words[0] in FOREIGN_SPELLINGS:
                current.fail(f"write ```cpp instead of ```{words[0]}")
            closing, indent = match["fence"], len(match["indent"])
        elif line.strip().startswith(closing) and not line.strip().strip(closing[0]):
            if current.words[:1] == ["cpp"]:
                blocks.append(current)
            closing = None
        else:
            current.code.append(line[indent:] if not line[:indent].strip() else line)
    if closing is not None:
        current.fail("the block is not closed")
    return blocks


def group(blocks):
    """Units, and the named headers as a dictionary of blocks."""
    units, headers = [], {}
    for block in blocks:
        options = block.words[1:]
        names = [word[len("file="):] for word in options if word.startswith("file=")]
        unknown = [word for word in options if word not in ("skip", "norun", "fragment", "continue") and not word.startswith("file=")]
        if unknown:
            block.fail(f"unknown word `{unknown[0]}` after cpp")
        if "skip" in options:
            continue
        if names:
            if not re.fullmatch(r"[\w-]+\.hpp", names[0]) or len(options) > 1:
                block.fail("file= names one header, `cpp file=models.hpp`, and stands alone")
            headers[names[0]] = block
            continue
        if "continue" in options:
            if not units:
                block.fail("there is no block to continue")
        else:
            units.append(Unit())
        (units[-1].statements if "fragment" in options else units[-1].declarations).append(block)
    for unit in units:
        if unit.is_program() and unit.statements:
            unit.statements[0].fail("a fragment cannot continue a program")
    return units, headers


def emit(block, hoisted=None):
    """The block's code; its #includes go to `hoisted` where that is given."""
    out = [f'#line {block.line} "{block.page}"']
    for offset, line in enumerate(block.code):
        if hoisted is not None and INCLUDE.match(line):
            hoisted += [f'#line {block.line + offset} "{block.page}"', line.strip()]
            line = ""
        out.append(line)
    return out


def emit_unit(number, unit, hoisted):
    out = [f"namespace doc_block_{number} {{"]
    for block in unit.declarations:
        out += emit(block, hoisted)
    if unit.statements:
        # Double braces: a fragment may declare names that its function has already.
        out.append("[[maybe_unused]] static void statements() {{")
        for block in unit.statements:
            out += emit(block, hoisted)
        out.append("}}")
    out.append("}")
    return out


def sources(units, headers, prelude):
    """File name to text, and the names of those that are programs."""
    files = {name: "\n".join(emit(block)) + "\n" for name, block in headers.items()}
    programs = []
    hoisted = [f'#include "{name}"' for name in headers]
    body = []
    for number, unit in enumerate(units, start=1):
        if unit.is_program() or OUTSIDE.search(unit.text()):
            name = f"block_{number}.cpp"
            if unit.is_run():
                programs.append(name)
            if not unit.is_program() and unit.statements:
                unit.statements[0].fail("a fragment cannot continue a block that opens namespace retort")
            files[name] = "\n".join(line for block in unit.declarations for line in emit(block)) + "\n"
        else:
            body += emit_unit(number, unit, hoisted)
    if body or headers:
        files["page.cpp"] = "\n".join([f'#include "{prelude}"'] + hoisted + body) + "\n"
    return files, programs


def write_page(page, prelude, folder):
    """Writes what changed, so that nothing else is compiled anew. Returns the sources without main, and those with."""
    files, programs = sources(*group(read_blocks(page, page.read_text(encoding="utf-8"))), prelude)
    folder.mkdir(parents=True, exist_ok=True)
    for stale in set(path.name for path in folder.iterdir()) - set(files):
        (folder / stale).unlink()
    for name, text in files.items():
        path = folder / name
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")
    plain = sorted(name for name in files if name.endswith(".cpp") and name not in programs)
    return plain, sorted(programs)


def main():
    parser = argparse.ArgumentParser(description="Extracts the C++ blocks of Markdown pages; prints page|sources|programs for CMake.")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--prelude", required=True)
    parser.add_argument("pages", type=Path, nargs="*")
    arguments = parser.parse_args()
    for page in arguments.pages:
        plain, programs = write_page(page, arguments.prelude, arguments.out / page.stem)
        print(f"{page.stem}|{' '.join(plain)}|{' '.join(programs)}")


if __name__ == "__main__":
    try:
        main()
    except DocError as error:
        sys.exit(f"error: {error}")
