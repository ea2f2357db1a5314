"""`python -m tests.benchmarks.long_commands`: what the two commands cost that work longest, on SQLite,
into docs/benchmarks.md: `import decisions` of a large file, `policy simulate` over a year."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from storage.engine import connect
from storage.schema import upgrade
from tests.benchmarks.a_year import FIRST_DAY, LAST_DAY, a_year, policy_text, write_earlier
from tests.benchmarks.databases import SQLITE
from tests.benchmarks.machine import facts
from tests.benchmarks.sections import COMMANDS, PAGE, with_section

ROWS, CASES, SHARE = 100_000, 50_000, 10
"""The smaller one of each has a tenth."""
AIM = 60
"""Seconds, by the clock."""


@dataclass(frozen=True)
class Cost:
    """Of one run as a process of its own: seconds by the clock and of the processor, and the most
    memory it had, in MiB."""

    clock: float
    processor: float
    memory: float


def run(url: str, *arguments: str) -> Cost:
    """Runs a command to its end, which has to be a good one."""
    environment = {**os.environ, "DATABASE_URL": url, "SLACK_BOT_TOKEN": "xoxb-nobody"}
    begun = time.perf_counter()
    program = [sys.executable, "-m", "bot", *arguments]
    child = subprocess.Popen(program, env=environment, stdout=subprocess.DEVNULL)
    _, status, used = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    took = time.perf_counter() - begun
    assert child.returncode == 0, arguments
    return Cost(took, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)


def imports(folder: Path, rows: int, seed: int) -> Cost:
    """A file of so many rows, into an empty database."""
    url = f"sqlite:///{folder / f'import_{rows}.db'}"
    engine = connect(url)
    upgrade(engine)
    engine.dispose()
    file = folder / f"earlier_{rows}.csv"
    write_earlier(file, rows, seed)
    return run(url, "import", "decisions", str(file))


def simulations(folder: Path, cases: int, seed: int) -> tuple[Cost, Cost]:
    """A tenth of the year and all of it, under a policy with other targets and less room."""
    url = f"sqlite:///{folder / 'year.db'}"
    engine = connect(url)
    a_year(engine, cases, seed)
    engine.dispose()
    tried = folder / "tried.toml"
    tried.write_text(policy_text(capacity=6, first="1h"), encoding="utf-8")
    tenth = LAST_DAY - timedelta(days=(LAST_DAY - FIRST_DAY).days // SHARE)
    small, large = (
        run(url, "policy", "simulate", str(tried), "--from", str(first), "--to", str(LAST_DAY))
        for first in (tenth, FIRST_DAY)
    )
    return small, large


HEAD = """
Written by `make bench-commands` (`SEED=`), in one run, on SQLite. Each is a process of its own, its start among
it. The file has a third of appeals of earlier rows; the year's cases are those of forty-five people in nine
offices, replayed under a policy with other targets and less room, and once more under the one in force. The
smaller one is a tenth; the ratio is what one of the larger ones costs beside one of the smaller, by the
processor. The aim: {rows:,} rows, and a year of {cases:,} cases, in under a minute by the clock.
Where the load says that others used the machine, read the processor's column: each works on one core.

| | |
|---|---|
{machine}

| | by the clock | of the processor | most memory | ratio |
|---|--:|--:|--:|--:|
"""


def section(
    machine: Sequence[tuple[str, object]],
    sizes: tuple[int, int],
    imported: tuple[Cost, Cost],
    simulated: tuple[Cost, Cost],
) -> str:
    """The section of the page."""
    rows, cases = sizes
    lines: list[str] = []
    for name, count, (small, large) in (
        ("`import decisions`, {:,} rows", rows, imported),
        ("`policy simulate`, {:,} cases", cases, simulated),
    ):
        ratio = large.processor / small.processor / SHARE
        for of, cost, beside in ((count // SHARE, small, ""), (count, large, f"{ratio:.2f}")):
            lines.append(
                f"| {name.format(of)} | {cost.clock:.1f} s | {cost.processor:.1f} s | "
                f"{cost.memory:.0f} MiB | {beside} |"
            )
    known = "\n".join(f"| {name} | {value} |" for name, value in machine)
    return COMMANDS + HEAD.format(rows=rows, cases=cases, machine=known) + "\n".join(lines) + "\n"


def main() -> None:
    parser = argparse.ArgumentParser(prog="tests.benchmarks.long_commands", description=__doc__)
    parser.add_argument("--print", action="store_true", help="write nothing")
    parser.add_argument("--rows", type=int, default=ROWS)
    parser.add_argument("--cases", type=int, default=CASES)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    machine = [*facts("SQLAlchemy"), ("SQLite", SQLITE), ("Seed", asked.seed)]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        small, large = (imports(folder, n, asked.seed) for n in (asked.rows // SHARE, asked.rows))
        simulated = simulations(folder, asked.cases, asked.seed)
    written = section(machine, (asked.rows, asked.cases), (small, large), simulated)
    print(written)
    if not asked.print:
        page = PAGE.read_text(encoding="utf-8")
        PAGE.write_text(with_section(page, COMMANDS, written), encoding="utf-8")


if __name__ == "__main__":
    main()
