#!/usr/bin/env python3
"""Fails where a layer of the library knows of one above it.

- a file includes only its own floor and those below; nothing includes an umbrella header but other umbrella headers;
- a dialect is included by nobody but itself, and nobody else compares anything with a dialect's name;
- includes of the library are written <retort/folder/name.hpp>.
"""

import re
import sys
from pathlib import Path

FLOORS = {
    "core": 0,
    "reflection": 1,
    "schema": 2,
    "model": 3,
    "sql": 4,
    "engine": 5,
    "dialect": 6,
    "orm": 7,
    "migrate": 8,
    "cli": 9,
}
UMBRELLA = 10  # retort/retort.hpp and its like

INCLUDE = re.compile(r'^\s*#\s*include\s*(?P<path>[<"][^>"]+[>"])')
DIALECT = r"(?:sqlite|postgres(?:ql)?|mysql|mariadb)"
LITERAL = rf'"{DIALECT}[^"]*"'
ASKS_FOR_DIALECT = re.compile(
    rf"(?:[=!]=\s*{LITERAL})|(?:{LITERAL}(?:sv|s)?\s*[=!]=)"
    rf"|(?:\b(?:starts_with|contains|find|compare|strcmp)\s*\([^;]*?{LITERAL})"
    rf"|(?:\bis_{DIALECT}\b)|(?:\b\w*[dD]ialect\w*::{DIALECT}\b)"
)


def files(root):
    return sorted(path for path in (root / "retort").rglob("*") if path.suffix in (".hpp", ".cpp", ".inc"))


def without_comments(text):
    """Comments and raw strings (text of other files) blanked, lines and other strings kept."""
    token = re.compile(r'//[^\n]*|/\*.*?\*/|R"(?P<mark>[^(\s]*)\(.*?\)(?P=mark)"|"(?:\\.|[^"\\\n])*"', re.DOTALL)
    return token.sub(lambda m: m[0] if m[0][0] == '"' else re.sub(r"[^\n]", " ", m[0]), text)


def layer(parts):
    """("retort", "sql", "select.hpp") -> "sql"; an umbrella header -> ""."""
    return parts[1] if len(parts) > 2 else ""


def floor_of(parts):
    return FLOORS.get(parts[1]) if len(parts) > 2 else UMBRELLA


def check_include(own, included):
    """What is wrong with `own` including `included` (both as path parts), or None."""
    own_floor, floor = floor_of(own), floor_of(included)
    if floor is None:
        return f"the folder {included[1]} has no floor"
    if layer(included) == "dialect" and layer(own) != "dialect":
        return "only a dialect may include a dialect"
    if layer(own) == layer(included) == "dialect" and len(included) > 3 and included[2] not in (own[2], "common"):
        return "a dialect may not include another one"
    if floor > own_floor:
        return f"{layer(own)} (floor {own_floor}) may not include {layer(included) or 'an umbrella header'} (floor {floor})"
    return None


def check_file(root, path):
    own = path.relative_to(root).parts
    if floor_of(own) is None:
        yield f"{path.relative_to(root)}: the folder {own[1]} has no floor"
        return
    for number, line in enumerate(without_comments(path.read_text(encoding="utf-8")).splitlines(), start=1):
        where = f"{path.relative_to(root)}:{number}"
        include = INCLUDE.match(line)
        if include:
            name = include["path"][1:-1]
            if include["path"][0] == '"':
                yield f'{where}: #include "{name}": write <retort/folder/name.hpp>'
            elif name.startswith("retort/"):
                problem = check_include(own, tuple(name.split("/")))
                if problem:
                    yield f"{where}: #include <{name}>: {problem}"
        elif layer(own) != "dialect" and ASKS_FOR_DIALECT.search(line):
            yield f"{where}: asks for a dialect by name; let the dialect answer instead: {line.strip()}"


def main(root):
    checked = files(root)
    problems = [problem for path in checked for problem in check_file(root, path)]
    print("\n".join(problems + [f"floors: {len(checked)} files, {len(problems)} problems"]))
    return 1 if problems or not checked else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1] if len(sys.argv) > 1 else ".").resolve()))
