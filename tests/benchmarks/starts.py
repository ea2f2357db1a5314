"""`python -m tests.benchmarks.starts`: how long a command takes to start beside importing Bolt and
SQLAlchemy, written into docs/benchmarks.md."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from tests.benchmarks.machine import facts
from tests.benchmarks.sections import PAGE, STARTS, with_section

ROOT = PAGE.parents[1]
POLICY = str(ROOT / "sandbox/bot/escalations.toml")
TURNS = 15
BESIDE = "import slack_bolt, sqlalchemy"
BOT = ("-m", "bot")
PROGRAMS: Mapping[str, Sequence[str]] = {
    f"`{BESIDE}`": ("-c", BESIDE),
    "`escalations --help`": (*BOT, "--help"),
    "`escalations policy check`": (*BOT, "policy", "check", POLICY),
    "`escalations report decisions`": (*BOT, "report", "decisions"),
    "`escalations db current`": (*BOT, "db", "current"),
    "`escalations policy history`": (*BOT, "policy", "history"),
    "`escalations worker`, until it misses its policy": (*BOT, "worker"),
}
HEAD = """
Written by `make bench-starts`, in one run. Each is a process of its own, its bytecode there and its
database on SQLite with the newest schema; they take turns, {turns} of each. A ratio is the median of the
turns' ratios to the first row. Read the ratios: the milliseconds are this machine's. The aim: at
most 1.5 for `--help`, `policy check` and `report`.

| | |
|---|---|
{machine}

| | time | memory | ratio |
|---|--:|--:|--:|
"""
TAIL = "`tests/architecture/test_starts.py` keeps what each command imports.\n"


@dataclass(frozen=True)
class Start:
    """One start: seconds, and the most memory it had, in MiB."""

    seconds: float
    memory: float


def started(program: Sequence[str], folder: Path) -> Start:
    """Runs a program to its end."""
    inherited = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    environment = {
        **inherited,
        "PYTHONPATH": str(ROOT),
        "PYTHONPYCACHEPREFIX": str(folder / "bytecode"),
        "DATABASE_URL": f"sqlite:///{folder / 'escalations.db'}",
        "ESCALATIONS_POLICY": "nowhere.toml",
        "SLACK_BOT_TOKEN": "xoxb-nobody",
    }
    begun = time.perf_counter()
    child = subprocess.Popen(
        [sys.executable, *program],
        env=environment,
        cwd=folder,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    _, status, used = os.wait4(child.pid, 0)
    took = time.perf_counter() - begun
    child.returncode = os.waitstatus_to_exitcode(status)
    return Start(took, used.ru_maxrss / 1024)


def measured(folder: Path) -> Mapping[str, Sequence[Start]]:
    """All programs in turn, after one round that isn't timed and compiles what they import."""
    started((*BOT, "db", "upgrade"), folder)
    for program in PROGRAMS.values():
        started(program, folder)
    found: dict[str, list[Start]] = {name: [] for name in PROGRAMS}
    for _ in range(TURNS):
        for name, program in PROGRAMS.items():
            found[name].append(started(program, folder))
    return found


def section(machine: Sequence[tuple[str, str]], found: Mapping[str, Sequence[Start]]) -> str:
    """The section of the page."""
    head = HEAD.format(turns=TURNS, machine="\n".join(f"| {n} | {value} |" for n, value in machine))
    first = next(iter(found.values()))
    rows = []
    for name, starts in found.items():
        ratio = median(s.seconds / f.seconds for s, f in zip(starts, first, strict=True))
        taken = median(s.seconds for s in starts) * 1000
        memory = median(s.memory for s in starts)
        rows.append(f"| {name} | {taken:.0f} ms | {memory:.0f} MiB | {ratio:.2f} |")
    return STARTS + head + "\n".join([*rows, "", TAIL])


def main() -> None:
    parser = argparse.ArgumentParser(prog="tests.benchmarks.starts", description=__doc__)
    parser.add_argument("--out", type=Path, default=PAGE)
    options = parser.parse_args()
    machine = facts("slack-bolt", "SQLAlchemy", "typer")
    with tempfile.TemporaryDirectory(prefix="escalations-bench-") as name:
        written = section(machine, measured(Path(name)))
    print(written)
    page = options.out.read_text(encoding="utf-8")
    options.out.write_text(with_section(page, STARTS, written), encoding="utf-8")
    print(f"Written: docs/{options.out.name}")


if __name__ == "__main__":
    main()
