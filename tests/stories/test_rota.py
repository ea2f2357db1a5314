"""Whose turn it is, as the people of a queue see it."""

from __future__ import annotations

import pytest

from tests.stories.people import Colleague
from tests.stories.workplace import Workplace

AROUND_THE_WORLD = """
[workspace]
managers = ["S0MANAGERS"]
timezone = "Europe/Copenhagen"

[offices.copenhagen]
timezone = "Europe/Copenhagen"
hours = { mon = ["09:00-17:00"], tue = ["09:00-17:00"] }

[offices.melbourne]
timezone = "Australia/Melbourne"
hours = { mon = ["09:00-17:00"], tue = ["09:00-17:00"] }

[queues.executive]
channel = "C0EXEC"
kinds = ["executive", "other"]

[[queues.executive.rotation]]
user = "U0HERON"
office = "melbourne"
skills = ["language:da", "*bold*"]

[[queues.executive.rotation]]
user = "U0BADGER"
office = "copenhagen"
capacity = 2
vendor = "Acme & sons"

[sla.executive]
P1 = { first_response = "30m", resolution = "8h", clock = "24x7" }
P2 = { first_response = "2h", resolution = "2d", clock = "office" }
P3 = { first_response = "4h", resolution = "5d", clock = "office" }
"""


def test_it_says_who_is_next_and_why_and_how_everybody_stands(
    work: Workplace, otter: Colleague, heron: Colleague, owl: Colleague, badger: Colleague
) -> None:
    assert heron.asks("rota").splitlines() == [
        "executive",
        (
            "Next: @Heron (specialist), first in the rotation's order, no turn yet (3 of 3 on the "
            "rotation could take it)."
        ),
        "1. @Heron (specialist) · in Copenhagen hours · 0 cases",
        "2. @Badger (specialist) · in Copenhagen hours · 0 cases",
        "3. @Kestrel (specialist) · in Copenhagen hours · 0 cases",
        "[I'm away …]",
    ]
    otter.raises()
    badger.asks("away until Friday cover @kestrel")

    said = owl.asks("rota executive").splitlines()

    assert said[1].startswith("Next: @Kestrel (specialist), first in the rotation's order")
    assert said[2].startswith("1. @Badger (specialist) · away until")
    assert "@Kestrel (specialist) covers · 0 cases" in said[2]
    assert said[3:] == [
        "2. @Kestrel (specialist) · in Copenhagen hours · 0 cases",
        "3. @Heron (specialist) · in Copenhagen hours · 1 case",
    ]


@pytest.mark.parametrize("policy", [AROUND_THE_WORLD])
def test_it_says_who_is_outside_of_their_hours_and_what_each_can_do(heron: Colleague) -> None:
    said = heron.asks("rota")

    assert "Next: @Badger (specialist), the only one available (1 of 2 on the rotation" in said
    assert "1. @Heron (specialist) · outside of their hours until" in said
    assert "· 0 cases · language:da, *bold*" in said
    assert "2. @Badger (specialist) · in Copenhagen hours · 0 of 2 cases · Acme & sons" in said


@pytest.mark.parametrize("policy", [AROUND_THE_WORLD])
def test_it_says_whom_a_case_goes_to_that_counts_all_hours_where_that_is_another(
    work: Workplace, heron: Colleague, badger: Colleague
) -> None:
    badger.asks("away until Friday")
    said = heron.asks("rota")
    assert "Next: nobody can be offered a case now. Somebody can from" in said
    assert "Of what counts all hours: Next: @Heron (specialist), the only one available" in said


def test_who_is_in_no_queue_is_told_so(otter: Colleague, heron: Colleague) -> None:
    assert otter.asks("rota") == (
        "You are in no queue. Its people and managers see who is next there."
    )
    assert heron.asks("rota <legal>") == "You are in no queue called <legal>. Yours: executive."
    long = heron.asks("rota " + "x" * 3000)
    assert long == f"You are in no queue called {'x' * 32} … [cut]. Yours: executive."
