"""The page of figures is written by several runs, and none loses what the others wrote."""

from __future__ import annotations

import pytest

from tests.benchmarks.sections import (
    BUSINESS_TIME,
    COMMANDS,
    FIGURES,
    OWN_RUNS,
    PAGE,
    REGISTER,
    STARTS,
    SUBJECTS,
    SWEEP,
    section,
    with_section,
    with_sections_of,
)

REST = "# Benchmarks\n\nFast.\n"
TICKS, TIME = f"{SWEEP}\nCheap.\n", f"{BUSINESS_TIME}\nFaster.\n"
START = f"{STARTS}\nSoon.\n"
ALIKE = f"{SUBJECTS}\nFound.\n"
CHAIN = f"{REGISTER}\nWhole.\n"
READ = f"{FIGURES}\nFlat.\n"
LONG = f"{COMMANDS}\nIn time.\n"


def test_each_run_leaves_the_others_part() -> None:
    whole = REST
    runs = (
        *((REGISTER, CHAIN), (BUSINESS_TIME, TIME), (SUBJECTS, ALIKE)),
        *((FIGURES, READ), (STARTS, START), (COMMANDS, LONG), (SWEEP, TICKS)),
    )
    for own, written in runs:
        whole = with_section(whole, own, written)

    assert whole == f"{REST}\n{TICKS}\n{TIME}\n{START}\n{ALIKE}\n{CHAIN}\n{READ}\n{LONG}"
    parts = [TICKS, TIME, START, ALIKE, CHAIN, READ, LONG]
    assert [section(whole, own) for own in OWN_RUNS] == parts
    anew = f"{SWEEP}\nAnew.\n"
    assert (
        with_section(whole, SWEEP, anew)
        == f"{REST}\n{anew}\n{TIME}\n{START}\n{ALIKE}\n{CHAIN}\n{READ}\n{LONG}"
    )
    assert (
        with_sections_of("# Anew\n", whole)
        == f"# Anew\n\n{TICKS}\n{TIME}\n{START}\n{ALIKE}\n{CHAIN}\n{READ}\n{LONG}"
    )


def test_a_page_without_the_sections_stays_without() -> None:
    assert [section(REST, own) for own in OWN_RUNS] == [""] * len(OWN_RUNS)
    assert with_section(REST, SWEEP, "") == REST
    assert with_sections_of(REST, REST) == REST


@pytest.mark.parametrize("own", OWN_RUNS)
def test_the_page_there_is_has_all_parts(own: str) -> None:
    page = PAGE.read_text(encoding="utf-8")

    assert page.startswith("# Benchmarks")
    assert section(page, own)
    assert with_section(page, own, section(page, own)) == page
