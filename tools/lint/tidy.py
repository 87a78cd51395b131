#!/usr/bin/env python3
"""clang-tidy over the library's sources, several at a time. A source found clean is not looked at again until it, one of our headers that
it includes, the configuration or the tool changes: clang-tidy needs many seconds a file."""

import argparse
import hashlib
import json
import os
import shlex
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path


def run(*command, cwd=None):
    return subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False)


def fingerprint(entry, common):
    """A hash of everything that decides the outcome; system headers count by the tool's version only. None where it does not compile."""
    command = [word for word in shlex.split(entry["command"])]
    command = command[: command.index("-o")] + ["-MM", entry["file"]]
    listing = run(*command, cwd=entry["directory"])
    if listing.returncode:
        return None
    digest = hashlib.sha256((common + entry["command"]).encode())
    for name in sorted(listing.stdout.replace("\\\n", " ").split()[1:]):
        digest.update(name.encode() + b"\0" + (Path(entry["directory"]) / name).read_bytes())
    return digest.hexdigest()


def check(entry, build, common):
    """What clang-tidy says of one source: (checked now?, complaints or None)."""
    clean = build / "tidy-clean"
    key = fingerprint(entry, common)
    if key and (clean / key).exists():
        return False, None
    result = run("clang-tidy", "--quiet", "-p", str(build), entry["file"])
    if result.returncode == 0:
        if key:
            (clean / key).touch()
        return True, None
    return True, result.stdout + "".join(line for line in result.stderr.splitlines(True) if "error:" in line)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--build", type=Path, required=True, help="the folder of compile_commands.json")
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    parser.add_argument("root", type=Path, nargs="?", default=Path("."))
    arguments = parser.parse_args()
    root, build = arguments.root.resolve(), arguments.build.resolve()

    library = str(root / "retort") + os.sep
    entries = [entry for entry in json.loads((build / "compile_commands.json").read_text()) if entry["file"].startswith(library)]
    (build / "tidy-clean").mkdir(exist_ok=True)
    common = run("clang-tidy", "--version").stdout + (root / ".clang-tidy").read_text()
    with ThreadPoolExecutor(arguments.jobs) as pool:
        outcomes = list(pool.map(lambda entry: check(entry, build, common), entries))
    problems = [complaints for _, complaints in outcomes if complaints]
    now = sum(checked for checked, _ in outcomes)
    print("\n".join(problems + [f"clang-tidy: {len(entries)} files, {now} of them checked now, {len(problems)} with problems"]))
    return 1 if problems or not entries else 0


if __name__ == "__main__":
    sys.exit(main())
