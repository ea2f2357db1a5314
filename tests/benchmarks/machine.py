"""The machine a figure was taken on. No names, no paths."""

from __future__ import annotations

import os
import platform
from importlib.metadata import version
from pathlib import Path


def _field(file: str, name: str) -> str:
    path = Path(file)
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    found = next((line for line in lines if line.startswith(name)), "")
    return found.partition(":" if ":" in found else "=")[2].strip().strip('"')


def facts(*parts: str) -> list[tuple[str, str]]:
    """What is to be known of the machine and of the installed parts that matter."""
    kilobytes = _field("/proc/meminfo", "MemTotal").partition(" ")[0]
    memory = f"{int(kilobytes) / 1024**2:.0f} GiB" if kilobytes else "unknown"
    return [
        ("CPU", _field("/proc/cpuinfo", "model name") or platform.machine()),
        ("Cores", str(os.cpu_count())),
        ("Memory", memory),
        ("OS", f"{_field('/etc/os-release', 'PRETTY_NAME')}, kernel {platform.release()}"),
        ("Python", f"{platform.python_implementation()} {platform.python_version()}"),
        ("Parts", ", ".join(f"{part} {version(part)}" for part in parts)),
        ("Load when it began", f"{os.getloadavg()[0]:.1f} (1 minute)"),
    ]
