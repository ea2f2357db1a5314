"""docs/benchmarks.md is written by two runs: each leaves what the other one wrote."""

from __future__ import annotations

from pathlib import Path

PAGE = Path(__file__).resolve().parents[2] / "docs" / "benchmarks.md"
BUSINESS_TIME = "## Business time\n"
"""The heading of the last section, which has everything after it."""


def business_time(page: str) -> str:
    """The last section, if the page has it."""
    _, heading, section = page.partition(BUSINESS_TIME)
    return heading + section


def with_business_time(page: str, section: str) -> str:
    """The page with another last section, or none."""
    before, _, _ = page.partition(BUSINESS_TIME)
    return "\n\n".join(part.strip("\n") for part in (before, section) if part) + "\n"
