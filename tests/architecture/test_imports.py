"""Who may know whom, and who may look at the clock."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from tests.architecture.source import CODE, PROGRAM, ROOT, calls, imports, modules

WALL_CLOCK = "bot/app/wall_clock.py"
READS_THE_CLOCK = {
    "datetime.now",
    "datetime.utcnow",
    "datetime.today",
    "date.today",
    "datetime.datetime.now",
    "datetime.datetime.utcnow",
    "datetime.datetime.today",
    "datetime.date.today",
    "time.time",
    "time.time_ns",
    "time.localtime",
    "time.gmtime",
}
SQL_CLOCK = {"func.now", "func.current_timestamp", "sa.func.now"}
KNOW_MANY = {"bot/app/wiring.py", "handlers/slack/app/registry.py", "storage/work.py"}
"""What is there to know many: the wiring, the list of listeners, a transaction with every table."""
MOST_IMPORTS = 15
EMPTY_NAMES = {"utils", "util", "helpers", "helper", "manager", "common", "misc", "base"}
ONLY_WIRING_KNOWS_ALL = {"bot/app/wiring.py"}
STARTS_THE_SANDBOX = "bot/app/cli/running.py"


def test_the_import_contracts_hold() -> None:
    lint_imports = Path(sys.executable).with_name("lint-imports")

    done = subprocess.run(
        [lint_imports, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False
    )

    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("folder", PROGRAM)
def test_the_wall_clock_is_read_in_one_file_only(folder: str) -> None:
    readers = {
        f"{module.name}:{call.lineno} {name}"
        for module in modules(folder)
        for name, call in calls(module)
        if name in READS_THE_CLOCK and module.name != WALL_CLOCK
    }

    assert readers == set()


def test_sql_never_asks_the_time() -> None:
    askers = {
        f"{module.name}:{call.lineno}"
        for module in modules("storage")
        for name, call in calls(module)
        if name in SQL_CLOCK
    }

    assert askers == set()


def test_only_wiring_knows_all_three_folders() -> None:
    def folders(names: set[str]) -> set[str]:
        return {name.partition(".")[0] for name in names} & set(PROGRAM)

    knowing = {
        module.name
        for module in modules(*PROGRAM)
        if folders(imports(module)) | {module.name.partition("/")[0]} == set(PROGRAM)
    }

    assert knowing == ONLY_WIRING_KNOWS_ALL


def test_nothing_of_the_bot_reads_the_sandbox() -> None:
    importers = {
        module.name
        for module in modules(*PROGRAM)
        if any(name.partition(".")[0] == "sandbox" for name in imports(module))
    }
    naming = {
        module.name
        for module in modules(*PROGRAM)
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Constant) and node.value == "sandbox"
    }

    assert importers == set()
    assert naming <= {STARTS_THE_SANDBOX}, "only the command line may start it, as another program"


def test_no_module_is_named_after_nothing() -> None:
    nameless = {m.name for m in modules(*CODE) if Path(m.name).stem in EMPTY_NAMES}

    assert nameless == set()


def _ours() -> dict[str, set[str]]:
    """Which of our modules each of them imports, by their dotted names."""
    names = {
        m.name.removesuffix(".py").removesuffix("/__init__").replace("/", "."): m
        for m in modules(*CODE)
    }
    known: dict[str, set[str]] = {}
    for name, module in names.items():
        found: set[str] = set()
        for node in ast.walk(module.tree):
            if isinstance(node, ast.ImportFrom) and node.module and not node.level:
                inner = {f"{node.module}.{alias.name}" for alias in node.names}
                found |= (inner & names.keys()) or ({node.module} & names.keys())
            elif isinstance(node, ast.Import):
                found |= {alias.name for alias in node.names} & names.keys()
        known[name] = found
    return known


def _circles(arrows: dict[str, set[str]]) -> list[list[str]]:
    """What can be reached from itself."""

    def reached(start: str) -> set[str]:
        seen, left = set[str](), [start]
        while left:
            new = arrows.get(left.pop(), set()) - seen
            seen |= new
            left += new
        return seen

    return [sorted(reached(one)) for one in arrows if one in reached(one)]


def test_no_module_is_in_a_circle() -> None:
    assert _circles(_ours()) == []


def test_no_folder_is_in_a_circle() -> None:
    """A file in a root is a floor of its own."""
    folders = {m.name.rpartition("/")[0].replace("/", ".") for m in modules(*CODE)} - set(CODE)

    def folder(name: str) -> str:
        inside = name if name in folders else name.rpartition(".")[0]
        return inside if inside in folders else name

    arrows: dict[str, set[str]] = {}
    for name, imported in _ours().items():
        others = {folder(other) for other in imported} - {folder(name)}
        arrows.setdefault(folder(name), set()).update(others)

    assert _circles(arrows) == []


def test_no_file_imports_more_than_15_of_ours() -> None:
    many = {
        name: len(imported)
        for name, imported in _ours().items()
        if len(imported) > MOST_IMPORTS and f"{name.replace('.', '/')}.py" not in KNOW_MANY
    }

    assert many == {}


OF_EACH = {"add_to"}
"""What several files have by one name, since one list calls all of them: groups of commands."""


@pytest.mark.parametrize("top", ["handlers", "storage", "sandbox"])
def test_no_two_classes_of_a_part_have_one_name(top: str) -> None:
    named = Counter(
        node.name
        for module in modules(top)
        for node in module.tree.body
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_")
    )

    assert {name for name, times in named.items() if times > 1} == set()


def test_a_name_means_one_thing_in_the_rules() -> None:
    places: dict[str, list[str]] = {}
    for module in modules("bot"):
        for node in module.tree.body:
            if not isinstance(node, ast.FunctionDef | ast.ClassDef):
                continue
            if not node.name.startswith("_"):
                places.setdefault(node.name, []).append(module.name)

    assert {name for name, found in places.items() if len(found) > 1} == OF_EACH
