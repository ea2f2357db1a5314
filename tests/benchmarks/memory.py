"""What a program of a measurement took: its seconds, and the most memory it had."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path


def in_a_process_of_its_own(module: str, *arguments: str) -> tuple[float, float]:
    """The seconds and the most MiB that a program of ours prints as JSON. What fills a database takes
    more than what reads it: in a process of its own that hides nothing."""
    program = [sys.executable, "-m", module, *arguments]
    printed = subprocess.run(program, stdout=subprocess.PIPE, text=True, check=True).stdout
    seconds, memory = json.loads(printed)
    return float(seconds), float(memory)


def most_memory() -> float:
    """The most that this process had, in MiB. Linux starts the `ru_maxrss` of a program at what its
    parent had; this is counted from the program's own start."""
    status = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    (line,) = (line for line in status if line.startswith("VmHWM"))
    return int(line.split()[1]) / 1024
