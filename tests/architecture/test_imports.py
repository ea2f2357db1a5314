"""Who may know whom, and who may look at the clock."""

from __future__ import annotations

import ast
import subprocess
import sys
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
