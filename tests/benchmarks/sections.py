"""docs/benchmarks.md is written by several runs: each leaves what the others wrote."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

PAGE = Path(__file__).resolve().parents[2] / "docs" / "benchmarks.md"
SWEEP = "## What a tick costs\n"
BUSINESS_TIME = "## Business time\n"
STARTS = "## How long a command takes to start\n"
SUBJECTS = "## The same subject\n"
REGISTER = "## The register's chain\n"
FIGURES = "## What managers read\n"
COMMANDS = "## The two longest commands\n"
OWN_RUNS = (SWEEP, BUSINESS_TIME, STARTS, SUBJECTS, REGISTER, FIGURES, COMMANDS)
"""The headings of the last sections, in this order: each has a run of its own, and everything up to
the next of them."""


def section(page: str, heading: str) -> str:
    """A section that has a run of its own, if the page has it."""
    _, found, rest = page.partition(heading)
    for other in OWN_RUNS:
        if other != heading:
            rest = rest.partition(other)[0]
    return found + rest.rstrip("\n") + "\n" if found else ""


def with_section(page: str, heading: str, written: str) -> str:
    """The page with another such section, or without it."""
    kept = {own: section(page, own) for own in OWN_RUNS} | {heading: written}
    return whole(_before(page), kept.values())


def with_sections_of(page: str, earlier: str) -> str:
    """The page as the main run writes it, with what an earlier page has from the others."""
    return whole(_before(page), (section(earlier, own) for own in OWN_RUNS))


def whole(before: str, sections: Iterable[str]) -> str:
    """One page of its parts."""
    return "\n\n".join(part.strip("\n") for part in (before, *sections) if part) + "\n"


def _before(page: str) -> str:
    for own in OWN_RUNS:
        page = page.partition(own)[0]
    return page
