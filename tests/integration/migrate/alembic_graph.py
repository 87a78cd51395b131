#!/usr/bin/env python3
"""What real Alembic makes of random revision graphs, one JSON object a graph.

    alembic_graph.py COUNT [FIRST_SEED]

Each has the revisions, its heads and bases, what the commands print, and random moves: the rows of alembic_version and an
identifier, and for them the steps with the rows after each, or the class of the refusal. "crash" is an exception that is none of Alembic's
own errors.

Alembic leaves some orders to the hashes of its sets (`Branches into:`, several dependencies of one revision, branch labels). Here they are the
order of the scripts.
"""

import io
import json
import random
import sys
import types
import warnings

from alembic import command
from alembic.config import Config
from alembic.runtime import migration
from alembic.script import revision as revision_module
from alembic.script.base import Script, ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import create_engine, text
from sqlalchemy.util import OrderedSet

warnings.simplefilter("ignore")



class AnySet(type):
    def __instancecheck__(cls, value):
        return isinstance(value, (set, frozenset))


class InOrder(OrderedSet, metaclass=AnySet):
    pass


revision_module.set = InOrder
migration.set = InOrder
revision_module.Revision.nextrev = OrderedSet()
revision_module.Revision._all_nextrev = OrderedSet()


# ---- graphs ----------------------------------------------------------------------------------------------------------

WORDS = "add drop hero team index name city rename split merge column table users orders price".split()


def make_id(rng, taken, style):
    while True:
        if style == "short":
            name = rng.choice("abcdefgh") + str(rng.randrange(100))
        elif style == "alike":
            name = rng.choice(["ab12", "ab13", "cd44"]) + "".join(rng.choice("01") for _ in range(rng.randrange(1, 8)))
        else:
            name = "".join(rng.choice("0123456789abcdef") for _ in range(12))
        if name not in taken:
            taken.add(name)
            return name


def ancestors_of(parents, start):
    seen, todo = set(), [start]
    while todo:
        name = todo.pop()
        if name not in seen:
            seen.add(name)
            todo += parents[name]
    return seen


def make_graph(rng):
    """Revisions as dicts; a revision follows and needs only earlier ones."""
    size = rng.choice([1, 2, 3, rng.randrange(4, 12), rng.randrange(4, 12), rng.randrange(10, 30), rng.randrange(20, 61)])
    style = rng.choice(["hex", "hex", "hex", "short", "alike"])
    shape = rng.choice(["line", "branches", "branches", "merges", "merges", "merges", "bases"])
    p_branch = {"line": 0.0, "branches": 0.25, "merges": 0.3, "bases": 0.15}[shape]
    p_merge = {"line": 0.0, "branches": 0.0, "merges": 0.2, "bases": 0.05}[shape]
    p_base = {"line": 0.0, "branches": 0.02, "merges": 0.03, "bases": 0.2}[shape]
    p_depends = rng.choice([0, 0, 0.1, 0.3]) if shape != "line" or rng.random() < 0.2 else 0
    p_label = rng.choice([0, 0.1, 0.25])
    taken, labels, revisions, down_only = set(), {}, [], {}
    tips = []
    for number in range(size):
        name = make_id(rng, taken, style)
        down = []
        if revisions and rng.random() >= p_base:
            if len(tips) > 1 and rng.random() < p_merge:
                down = rng.sample(tips, min(len(tips), rng.choice([2, 2, 2, 3])))
            elif rng.random() < p_branch:
                down = [rng.choice(revisions)["id"]]
            else:
                down = [rng.choice(tips)]
        depends = []
        others = [r["id"] for r in revisions if r["id"] not in down]
        while others and rng.random() < p_depends and len(depends) < 3:
            other = rng.choice(others)
            # Mostly what does not come before it anyway.
            if rng.random() < 0.85 and any(other in ancestors_of(down_only, d) for d in down):
                if rng.random() < 0.5:
                    break
                continue
            own = [label for label, owner in labels.items() if owner == other]
            depends.append(rng.choice(own) if own and rng.random() < 0.5 else other)
            others.remove(other)
        own_labels = []
        if rng.random() < p_label or (not down and rng.random() < 0.4):
            own_labels = [f"{rng.choice(WORDS)}{len(labels) + i}" for i in range(rng.choice([1, 1, 1, 2]))]
            for label in own_labels:
                labels[label] = name
        message = " ".join(rng.choice(WORDS) for _ in range(rng.randrange(1, 5)))
        if rng.random() < 0.1:
            message += rng.choice(["\nsecond line", "\n\na paragraph\n  indented", "  ", "\r\nmore", "\n\n\nlast"])
        revisions.append(
            {
                "id": name,
                "down": down,
                "labels": own_labels,
                "depends": depends,
                "message": message,
                "date": f"2026-11-{rng.randrange(10, 30)} 10:{number:02}:00.123456",
            }
        )
        down_only[name] = down
        tips = [t for t in tips if t not in down] + [name]
    if rng.random() < 0.5:
        rng.shuffle(revisions)  # a folder lists its files in any order
    return revisions, labels


def upgrade():
    """What a script's function is called; the log has its name."""


def downgrade():
    """The same the other way."""


def make_scripts(revisions):
    scripts = []
    for r in revisions:
        module = types.ModuleType(r["id"])
        module.__doc__ = (
            f"{r['message']}\n\nRevision ID: {r['id']}\nRevises: {', '.join(r['down'])}\nCreate Date: {r['date']}\n\n"
        )
        module.revision = r["id"]
        module.down_revision = tuple(r["down"]) if len(r["down"]) > 1 else (r["down"][0] if r["down"] else None)
        module.branch_labels = tuple(r["labels"]) or None
        module.depends_on = tuple(r["depends"]) if len(r["depends"]) > 1 else (r["depends"][0] if r["depends"] else None)
        module.upgrade, module.downgrade = upgrade, downgrade
        scripts.append(Script(module, r["id"], f"versions/{r['id']}.py"))
    return scripts


def make_directory(revisions):
    directory = ScriptDirectory.__new__(ScriptDirectory)
    scripts = make_scripts(revisions)
    directory.revision_map = revision_module.RevisionMap(lambda: iter(scripts))
    return directory


# ---- moves -----------------------------------------------------------------------------------------------------------


class Heads(migration.HeadMaintainer):
    """The rows of the version table as a set, with Alembic's own checks."""

    def __init__(self, heads):
        super().__init__(None, heads)

    def _insert_version(self, version):
        assert version not in self.heads
        self.heads.add(version)

    def _delete_version(self, version):
        self.heads.remove(version)

    def _update_version(self, from_, to_):
        assert to_ not in self.heads
        self.heads.remove(from_)
        self.heads.add(to_)


def class_of(error):
    cause = error.__cause__ if isinstance(error, CommandError) and error.__cause__ is not None else error
    if isinstance(cause, (revision_module.RevisionError, CommandError)):
        return type(cause).__name__
    return "crash"


def move(directory, kind, rows, target):
    result = {"kind": kind, "rows": list(rows), "target": target}
    try:
        if kind == "upgrade":
            steps = directory._upgrade_revs(target, tuple(rows))
        elif kind == "downgrade":
            steps = directory._downgrade_revs(target, tuple(rows))
        else:
            steps = directory._stamp_revs(tuple(target), tuple(rows))
        heads = Heads(rows)
        done = []
        for step in steps:
            heads.update_to_step(step)
            done.append([step.revision.revision if kind != "stamp" else "", sorted(heads.heads), step.short_log])
        result["steps"] = done
    except Exception as error:  # noqa: BLE001 - whatever it is, it is the answer
        result["refused"] = class_of(error)
        result["message"] = str(error)
    return result


def random_rows(rng, directory, names, kind=None):
    """A state that a database can be in: the tips of some revisions and all they need. Low for an upgrade, high for a downgrade."""
    map_ = directory.revision_map
    if rng.random() < (0.3 if kind == "upgrade" else 0.03):
        return []
    if rng.random() < {"upgrade": 0.05, "downgrade": 0.5}.get(kind, 0.25):
        chosen = list(map_._real_heads)
    elif kind == "upgrade":
        chosen = [rng.choice(active_of(map_, rng.sample(names, 1))) for _ in range(rng.choice([1, 1, 2]))]
    else:
        chosen = rng.sample(names, min(len(names), rng.choice([1, 1, 2, 3])))
    active = active_of(map_, chosen)
    below = {d for name in active for d in map_._revision_map[name]._normalized_down_revisions}
    rows = [name for name in names if name in active and name not in below]
    rng.shuffle(rows)
    return rows


def active_of(map_, rows):
    return sorted({r.revision for r in map_._get_ancestor_nodes(map_.get_revisions(tuple(rows)))})


def random_target(rng, directory, names, labels, kind, rows):
    active = active_of(directory.revision_map, rows)
    useful = {"upgrade": [n for n in names if n not in active], "downgrade": active}.get(kind, names)
    name = rng.choice(useful if useful and rng.random() < 0.85 else names)
    label = rng.choice(list(labels) or names)
    if rng.random() < 0.5:  # a label that the name's branch has
        label = rng.choice(list(directory.revision_map.get_revision(name).branch_labels) or [label])
    count = rng.choice([1, 1, 1, 2, 2, 3, 5])
    plain = [
        *[name] * 8,
        name[: rng.randrange(1, len(name) + 1)],
        name[:6],
        *{"upgrade": ["head", "heads", "heads", "heads"], "downgrade": ["base"]}.get(kind, ["head", "heads", "base"]),
        *["head", "heads", "base"],
        label,
        f"{label}@head",
        f"{label}@head",
        f"{label}@heads",
        f"{label}@base",
        f"{label}@base",
        f"{label}@{name}",
        f"{name}@head",
        f"{name}@base",
        "nowhere",
        f"nowhere@{rng.choice([name, 'head', 'base'])}",
    ]
    if kind == "stamp":
        chosen = [rng.choice(plain)]
        while rng.random() < 0.25:
            name = rng.choice(names)
            if (other := rng.choice([*plain, *[name] * 30])) not in chosen:
                chosen.append(other)
        return chosen
    sign = "+" if kind == "upgrade" else "-"
    relative = [
        *[f"{sign}{count}"] * 4,
        *[f"{label}@{sign}{count}"] * 4,
        *[f"{name}+{count}", f"{name}-{count}"] * 2,
        f"{label}@{name}+{count}",
        f"{label}@{name}-{count}",
        f"head-{count}",
        f"base+{count}",
        f"{label}@base+{count}",
        f"{label}@head-{count}",
        f"{'-' if sign == '+' else '+'}{count}",
    ]
    return rng.choice(plain if rng.random() < 0.6 else relative)


# ---- what the commands print -----------------------------------------------------------------------------------------


def printed(directory, rows, name, **options):
    out = io.StringIO()
    config = Config(stdout=out)
    engine = create_engine("sqlite://")
    with engine.connect() as connection:
        connection.execute(text("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)"))
        for row in rows:
            connection.execute(text("INSERT INTO alembic_version VALUES (:row)"), {"row": row})

        def run_env():
            from alembic import context

            context.configure(connection=connection)
            context.run_migrations()

        directory.run_env = run_env
        for script in directory.revision_map._revision_map.values():
            if script is not None:
                script._db_current_indicator = None
        original = ScriptDirectory.from_config
        ScriptDirectory.from_config = classmethod(lambda cls, config: directory)
        try:
            getattr(command, name)(config, **options)
        except Exception as error:  # noqa: BLE001
            return {"refused": class_of(error), "message": str(error)}
        finally:
            ScriptDirectory.from_config = original
    return {"text": out.getvalue()}


def texts(rng, directory, names, labels):
    rows = random_rows(rng, directory, names)
    some, other = rng.choice(names), rng.choice(names)
    label = rng.choice(list(labels) or names)
    result = []

    def add(name, options, **arguments):
        result.append({"command": name, "rows": rows, **options, **printed(directory, rows, name, **arguments)})

    for verbose in (False, True):
        add("heads", {"verbose": verbose, "resolve": False}, verbose=verbose)
        add("heads", {"verbose": verbose, "resolve": True}, verbose=verbose, resolve_dependencies=True)
        add("branches", {"verbose": verbose}, verbose=verbose)
        add("history", {"verbose": verbose, "range": "", "mark": False}, verbose=verbose)
        add("current", {"verbose": verbose}, verbose=verbose)
    ranges = [
        f"{some}:",
        f":{some}",
        f"{some}:{other}",
        f"base:{some}",
        f"{some}:heads",
        f"{label}@base:",
        f":{label}@head",
        f"{label}@base:{label}@heads",
        f"{some}:head",
        f"{some}:+2",
        "current:",
        ":current",
        f"-{rng.randrange(1, 4)}:",
        "nowhere:",
        f"{some}",
        f"{some}:{other}:{some}",
    ]
    for range_ in rng.sample(ranges, 5):
        mark = rng.random() < 0.5
        add("history", {"verbose": False, "range": range_, "mark": mark}, rev_range=range_, indicate_current=mark)
    add("history", {"verbose": True, "range": "", "mark": True}, verbose=True, indicate_current=True)
    for identifier in rng.sample([some, other, "head", "heads", "base", label, f"{label}@head", some[:4], "nowhere", "current"], 4):
        add("show", {"identifier": identifier}, rev=identifier)
    return result


# ----------------------------------------------------------------------------------------------------------------------


def describe(seed):
    rng = random.Random(seed)
    revisions, labels = make_graph(rng)
    names = [r["id"] for r in revisions]
    result = {"seed": seed, "revisions": revisions}
    directory = make_directory(revisions)
    try:
        map_ = directory.revision_map
        map_._revision_map
    except Exception as error:  # noqa: BLE001
        return {**result, "refused": class_of(error), "message": str(error)}
    order = [label for r in revisions for label in r["labels"]]
    for name in names:
        script = map_._revision_map[name]
        script.branch_labels = InOrder(sorted(script.branch_labels, key=order.index))
    result["heads"] = list(map_.heads)
    result["real_heads"] = list(map_._real_heads)
    result["bases"] = list(map_.bases)
    result["real_bases"] = list(map_._real_bases)
    result["labels"] = {name: list(map_._revision_map[name].branch_labels) for name in names}
    result["parents"] = {name: list(map_._revision_map[name]._normalized_down_revisions) for name in names}
    result["moves"] = []
    for kind in ("upgrade", "downgrade", "stamp"):
        for _ in range(10):
            rows = random_rows(rng, directory, names, kind)
            target = random_target(rng, directory, names, labels, kind, rows)
            result["moves"].append(move(directory, kind, rows, target))
    result["texts"] = texts(rng, directory, names, labels)
    return result


if __name__ == "__main__":
    first = int(sys.argv[2]) if len(sys.argv) > 2 else 1
    for seed in range(first, first + int(sys.argv[1])):
        print(json.dumps(describe(seed)))
