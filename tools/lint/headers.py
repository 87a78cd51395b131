#!/usr/bin/env python3
"""Public headers are cheap, and every header compiles alone.

Public is what a user's file reads: the umbrella headers in retort/ and all that they include. Of the standard library they may include
only what costs little; of other libraries nothing.
"""

import argparse
import os
import re
import shlex
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

CHEAP = set(
    "array bit chrono climits compare concepts cstddef cstdint cstring exception initializer_list iosfwd iterator limits new optional"
    " source_location span string string_view tuple type_traits typeinfo utility vector version".split()
)
# Where distributions put the headers of drivers that do not lie beside all others.
DRIVER_FOLDERS = ["-isystem", "/usr/include/mariadb", "-isystem", "/usr/include/postgresql"]
INCLUDE = re.compile(r'^\s*#\s*include\s*[<"](?P<name>[^>"]+)[>"]', re.MULTILINE)
FLAGS = "-std=c++20 -fsyntax-only -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Werror".split()


def includes(path):
    return INCLUDE.findall(path.read_text(encoding="utf-8"))


def public_headers(root):
    """The umbrella headers and what they include, directly or not, in retort/."""
    found, waiting = set(), sorted((root / "retort").glob("*.hpp"))
    while waiting:
        path = waiting.pop()
        if path in found or not path.exists():
            continue
        found.add(path)
        waiting += [root / name for name in includes(path) if name.startswith("retort/")]
    return sorted(found)


def costly_includes(root, headers):
    for path in headers:
        for name in includes(path):
            if name.startswith("retort/"):
                if not (root / name).exists():
                    yield f"{path.relative_to(root)}: <{name}> does not exist"
            elif name not in CHEAP:
                yield f"{path.relative_to(root)}: <{name}> may not stand in a public header"


def compile_alone(root, compiler, path):
    """The compiler's complaints about a file that includes this header only."""
    name = path.relative_to(root).as_posix()
    result = subprocess.run(
        [*compiler, *FLAGS, *DRIVER_FOLDERS, f"-I{root}", "-x", "c++", "-"], input=f"#include <{name}>\n", capture_output=True, text=True, check=False
    )
    return f"{name} does not compile alone:\n{result.stderr}" if result.returncode else None


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--compiler", default=os.environ.get("CXX", "g++"))
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    parser.add_argument("root", type=Path, nargs="?", default=Path("."))
    arguments = parser.parse_args()
    root = arguments.root.resolve()

    public = public_headers(root)
    problems = list(costly_includes(root, public))
    every = sorted((root / "retort").rglob("*.hpp"))
    with ThreadPoolExecutor(arguments.jobs) as pool:
        problems += filter(None, pool.map(lambda path: compile_alone(root, shlex.split(arguments.compiler), path), every))
    print("\n".join(problems + [f"headers: {len(every)} compiled alone, {len(public)} of them public, {len(problems)} problems"]))
    if not public:
        print("headers: there is no umbrella header in retort/")
    return 1 if problems or not public else 0


if __name__ == "__main__":
    sys.exit(main())
