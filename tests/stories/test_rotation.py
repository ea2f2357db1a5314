"""Who is offered a case, as people see it: by hours, skills and language, with the reasons said."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest

from tests.stories.people import Colleague
from tests.stories.workplace import Workplace

OFFICES = """
[workspace]
managers = ["S0MANAGERS"]
timezone = "Europe/Copenhagen"

[offices.copenhagen]
timezone = "Europe/Copenhagen"
hours = { mon = ["09:00-17:00"], tue = ["09:00-17:00"], wed = ["09:00-17:00"], thu = ["09:00-17:00"], fri = ["09:00-17:00"] }

[offices.melbourne]
timezone = "Australia/Melbourne"
hours = { mon = ["09:00-17:00"], tue = ["09:00-17:00"], wed = ["09:00-17:00"], thu = ["09:00-17:00"], fri = ["09:00-17:00"] }

[queues.executive]
channel = "C0EXEC"
office = "copenhagen"
kinds = ["executive", "frontline", "other"]

[[queues.executive.rotation]]
user = "U0KESTREL"
office = "melbourne"
skills = ["board", "language:en"]

[[queues.executive.rotation]]
user = "U0HERON"
office = "copenhagen"
skills = ["board", "language:da"]
capacity = 2

[[queues.executive.rotation]]
user = "U0BADGER"
office = "copenhagen"

[skills]
executive = ["board"]

[sla.executive]
P1 = { first_response = "30m", resolution = "8h", clock = "24x7" }
P2 = { first_response = "2h", resolution = "2d", clock = "office" }
P3 = { first_response = "4h", resolution = "5d", clock = "office" }
"""
P2 = "P2: today"


@pytest.fixture
def policy() -> str:
    return OFFICES


@pytest.fixture
def start() -> datetime:
    """Ten on a Monday in Copenhagen: in Melbourne it is eight in the evening."""
    return datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def test_it_goes_to_who_is_in_their_hours_and_has_the_skills_of_its_kind(
    work: Workplace, otter: Colleague, heron: Colleague
) -> None:
    case = otter.raises(Priority=P2)
    case.reads("offered to @Heron (specialist)")
    note = heron.is_told("This is offered to you", "the only one available")
    heron.clicks(note, "Why me?")
    heron.is_answered(
        "ESC-1 was offered to you: the only one available (1 of 3 on the rotation could take it).",
        "Why not the others:",
        "@Kestrel (specialist) is outside their hours",
        "@Badger (specialist) lacks board",
    )


def test_a_case_of_all_hours_goes_to_those_in_their_hours_first(
    work: Workplace, otter: Colleague, heron: Colleague, kestrel: Colleague
) -> None:
    case = otter.raises()
    case.reads("offered to @Heron (specialist)")
    kestrel.clicks(case, "Why")
    kestrel.is_answered("ESC-1 was offered to @Heron", "the only one in their hours now")
    work.later(minutes=15)
    case.reads("offered to @Kestrel (specialist)")
    kestrel.is_told("This is offered to you")


def test_who_stands_back_is_out_of_it_for_good_and_loses_no_turn(
    work: Workplace, otter: Colleague, heron: Colleague, badger: Colleague, owl: Colleague
) -> None:
    case = otter.raises(Kind="Other", Account="Acme", Priority=P2)
    note = heron.is_told("This is offered to you")
    heron.clicks(note, "Stand back")
    form = heron.form("Stand back")
    assert form.fill({"Reason": "Their CEO is my neighbour"}).submit().closed
    case.reads("offered to @Badger (specialist)")
    words = badger.sees_whole(case, "Stood back for a conflict of interest: @Heron")
    assert "neighbour" not in words + case.words, "the reason is not for everybody"
    badger.is_told("This is offered to you")
    heron.clicks(case, "Claim")
    heron.is_answered("ESC-1 can't be yours, for a conflict of interest: stood back from it.")
    assert "Their CEO is my neighbour" in owl.asks("show ESC-1")
    next_case = otter.raises("Beta: rating dropped", Kind="Other", Priority=P2)
    next_case.reads("offered to @Heron (specialist)")


def test_an_owner_stands_back_and_the_requester_hears_that_it_goes_on(
    work: Workplace, otter: Colleague, heron: Colleague, badger: Colleague
) -> None:
    case = otter.raises(Kind="Other", Priority=P2)
    heron.claims(case)
    heron.chooses(case, "Stand back", "Stand back", Reason="I know the owner.")
    case.reads("Open", "offered to @Badger (specialist)")
    otter.is_told("@Heron (specialist) can't take your escalation after all, and has stood back.")


def test_with_nobody_to_offer_it_to_the_managers_learn_why_and_when_it_will_be(
    work: Workplace, otter: Colleague, heron: Colleague, owl: Colleague, kestrel: Colleague
) -> None:
    for title in ("One", "Two"):
        otter.raises(title, Priority=P2).reads("offered to @Heron (specialist)")
    third = otter.raises("Three", Priority=P2)
    third.reads("nobody on the rotation can take it now")
    owl.is_told(
        "Nobody on the rotation can be offered this now. As things stand it is offered "
        "Mar 2, 2026 at 23:00, or sooner if somebody is free.",
        "@Kestrel (specialist) is outside their hours",
        "@Heron (specialist) has 2 of 2 cases",
        "@Badger (specialist) lacks board",
    )
    work.until(datetime(2026, 3, 2, 22, 0, 1, tzinfo=UTC))
    third.reads("offered to @Kestrel (specialist)", "in Melbourne hours")


def test_a_language_is_asked_for_and_only_who_speaks_it_is_offered_the_case(
    work: Workplace, otter: Colleague, heron: Colleague
) -> None:
    case = otter.raises(Kind="Other", Priority=P2, Language="Danish")
    case.reads("P2 · Other, in Danish", "offered to @Heron (specialist)")
    english = otter.raises("In English", Kind="Other", Priority=P2, Language="English")
    english.reads("in English", "nobody on the rotation can take it now")
    plain = otter.raises("In any", Kind="Other", Priority=P2)
    plain.reads("offered to @Badger (specialist)")


@pytest.mark.parametrize("policy", [re.sub(r', "language:..\"', "", OFFICES)])
def test_where_nobody_has_a_language_none_is_asked_for(otter: Colleague) -> None:
    assert "Language" not in otter.starts_raising().text
