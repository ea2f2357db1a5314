"""Cases in the hours of offices across the world: weekends, hand-overs, Christmas, changed clocks."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from tests.stories.people import Colleague
from tests.stories.workplace import Workplace

OFFICES = """
[workspace]
managers = ["S0MANAGERS"]
timezone = "Europe/Copenhagen"

[offices.copenhagen]
timezone = "Europe/Copenhagen"
holidays = "DK"
hours = { mon = ["09:00-17:00"], tue = ["09:00-17:00"], wed = ["09:00-17:00"], thu = ["09:00-17:00"], fri = ["09:00-16:00"] }
closed = ["2026-12-24", "2026-12-31"]

[offices.hamburg]
timezone = "Europe/Berlin"
holidays = "DE-HH"
hours = { mon = ["09:00-17:30"], tue = ["09:00-17:30"], wed = ["09:00-17:30"], thu = ["09:00-17:30"], fri = ["09:00-16:30"] }

[offices.melbourne]
timezone = "Australia/Melbourne"
holidays = "AU-VIC"
hours = { mon = ["09:00-17:00"], tue = ["09:00-17:00"], wed = ["09:00-17:00"], thu = ["09:00-17:00"], fri = ["09:00-17:00"] }

[offices.london]
timezone = "Europe/London"
holidays = "GB-ENG"
hours = { mon = ["09:00-17:30"], tue = ["09:00-17:30"], wed = ["09:00-17:30"], thu = ["09:00-17:30"], fri = ["09:00-17:30"] }

[offices.denver]
timezone = "America/Denver"
holidays = "US-CO"
hours = { mon = ["08:00-17:00"], tue = ["08:00-17:00"], wed = ["08:00-17:00"], thu = ["08:00-17:00"], fri = ["08:00-17:00"] }

[offices.night]
timezone = "Europe/Copenhagen"
hours = { sat = ["22:00-06:00"], sun = ["22:00-06:00"] }

[queues.executive]
channel = "C0EXEC"
office = "copenhagen"
kinds = ["executive", "appeal", "dispute", "frontline", "comms", "advice", "other"]

{rotation}
[sla.executive]
P1 = { first_response = "30m", resolution = "8h", clock = "24x7" }
P2 = { first_response = "2h", update_every = "1d", resolution = "2d", clock = "office" }
P3 = { first_response = "4h", resolution = "5d", clock = "office" }
"""
P2 = "P2: today"
NEW_YORK = ZoneInfo("America/New_York")


def rotation(*members: tuple[str, str]) -> str:
    """A policy whose rotation is these people in these offices."""
    blocks = (
        f'[[queues.executive.rotation]]\nuser = "{user}"\noffice = "{office}"\n'
        for user, office in members
    )
    return OFFICES.replace("{rotation}", "\n".join(blocks))


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[arg-type,misc]


def reminded(person: Colleague) -> list[str]:
    """What time brought to a person."""
    words = ("used", "is late", "claim this by", "wait is over", "deadline", "An update is due")
    return [line for line in person.was_told() if any(w in line for w in words)]


@pytest.mark.parametrize("policy", [rotation(("U0HERON", "hamburg"), ("U0BADGER", "london"))])
@pytest.mark.parametrize("start", [datetime(2026, 3, 6, 16, 50, tzinfo=NEW_YORK)])
def test_raised_on_a_friday_evening_in_new_york_it_is_due_on_monday_in_hamburg(
    work: Workplace, otter: Colleague, heron: Colleague, owl: Colleague
) -> None:
    case = otter.raises(Priority=P2)
    case.reads(
        "Open, and nobody on the rotation can take it now",
        "First response due Mar 9, 2026 at 11:00 (in Copenhagen hours)",
    )
    work.until(utc(2026, 3, 9, 7, 59))
    assert reminded(heron) == [], "it is Saturday, Sunday, and before nine on Monday"
    work.until(utc(2026, 3, 9, 8, 0, 1))
    case.reads("First response due Mar 9, 2026 at 11:00 (in Hamburg hours)")
    work.until(utc(2026, 3, 9, 8, 49))
    assert reminded(heron) == [
        "Please claim this by Mar 9, 2026 at 10:00: after that it's offered to somebody else."
    ]
    work.until(utc(2026, 3, 9, 8, 52))
    heron.claims(case)
    heron.sees_whole(case, "First response met Mar 9, 2026 at 09:52")
    # Two days were promised while nobody held it: 16 hours of Copenhagen's. They are counted in
    # Hamburg's, where Monday has eight and a half.
    heron.sees_whole(case, "Resolution due Mar 10, 2026 at 16:30")
    assert reminded(owl) == []


@pytest.mark.parametrize(
    "policy",
    [rotation(("U0KESTREL", "melbourne"), ("U0BADGER", "london"), ("U0HERON", "denver"))],
)
@pytest.mark.parametrize("start", [utc(2026, 3, 1, 23, 0)])
def test_what_is_used_stays_used_from_melbourne_to_london_to_denver(
    work: Workplace, otter: Colleague, kestrel: Colleague, badger: Colleague, heron: Colleague
) -> None:
    case = otter.raises(Priority=P2)  # on Monday at ten, in Melbourne
    kestrel.claims(case)
    kestrel.sees_whole(case, "Resolution due Mar 4, 2026 at 00:00, in Melbourne hours")
    work.until(utc(2026, 3, 2, 5, 30))
    kestrel.hands_over(case, badger, "Asleep soon.")
    work.until(utc(2026, 3, 2, 8, 30))
    case.reads("in Melbourne hours")  # theirs until somebody else claims it
    work.until(utc(2026, 3, 2, 9, 0))
    badger.claims(case)
    # Seven of sixteen hours were used in Melbourne; London has nine to go, half an hour of them
    # tomorrow.
    kestrel.sees_whole(case, "Resolution due Mar 3, 2026 at 10:30, in London hours")
    work.until(utc(2026, 3, 2, 16, 0))
    badger.hands_over(case, heron)
    heron.claims(case)
    # Two hours are left, and in Denver it is nine in the morning.
    kestrel.sees_whole(case, "Resolution due Mar 2, 2026 at 19:00, in Denver hours")


@pytest.mark.parametrize("policy", [rotation(("U0HERON", "copenhagen"))])
@pytest.mark.parametrize("start", [utc(2026, 12, 23, 12, 0)])
def test_a_wait_over_christmas_costs_the_owner_nothing(
    work: Workplace, otter: Colleague, heron: Colleague, owl: Colleague
) -> None:
    case = otter.raises(Priority=P2)
    heron.claims(case)
    # Half a minute early: on a slow machine what is said comes later than what was raised, and the
    # due time is read in whole minutes.
    work.until(utc(2026, 12, 23, 13, 59, 30))
    heron.says("wait customer until 2027-01-04 for the invoice", case)
    case.reads("Waiting", "Until Jan 4, 2027 at 09:00: the invoice")
    otter.is_told("Your escalation waits on the customer until Jan 4, 2027 at 09:00.")
    work.until(utc(2027, 1, 4, 7, 59))
    assert reminded(heron) == reminded(owl) == []
    work.until(utc(2027, 1, 4, 8, 0, 1))
    heron.is_told("The wait is over")
    assert len(reminded(heron)) == 1
    # Two of sixteen hours were used; eight of the rest are Monday's.
    case.reads("Claimed")
    heron.sees_whole(case, "Resolution due Jan 5, 2027 at 15:00")


@pytest.mark.parametrize("policy", [rotation(("U0HERON", "night"))])
@pytest.mark.parametrize(
    ("start", "due"),
    [
        # Clocks go forward in the first night: it has seven hours, the second eight, and the one
        # that is left of sixteen is next Saturday's.
        (utc(2026, 3, 28, 20, 0), "Apr 4, 2026 at 23:00"),
        # Clocks go back: the first night has nine hours, and the second needs only seven.
        (utc(2026, 10, 24, 19, 0), "Oct 26, 2026 at 05:00"),
    ],
    ids=["forward", "back"],
)
def test_a_night_in_which_clocks_change_counts_its_real_hours(
    work: Workplace, otter: Colleague, heron: Colleague, due: str
) -> None:
    case = otter.raises(Priority=P2)
    heron.claims(case)
    heron.sees_whole(case, f"Resolution due {due}, in Night hours")


@pytest.mark.parametrize("policy", [rotation(("U0HERON", "copenhagen"))])
@pytest.mark.parametrize("start", [utc(2026, 3, 6, 9, 0)])
def test_a_bot_that_was_down_over_the_weekend_says_on_monday_what_is_still_true_once(
    work: Workplace, otter: Colleague, heron: Colleague, owl: Colleague
) -> None:
    first = otter.raises(Priority=P2)
    second = otter.raises("Beta: rating dropped", Priority=P2)
    heron.claims(first)
    heron.claims(second)
    work.settle()
    work.stop()
    work.clock.forward(timedelta(days=10))
    work.start()
    work.settle()
    work.later(hours=0)
    told = [note for note in heron.notes() if "is late" in note]
    assert len(told) == 2, "one message a case"
    assert all(note.count("The resolution is late: it was due") == 1 for note in told)


@pytest.mark.parametrize("policy", [rotation(("U0HERON", "copenhagen"))])
@pytest.mark.parametrize("start", [utc(2026, 3, 7, 10, 0)])
def test_a_courts_deadline_set_on_a_saturday_is_reminded_of_at_any_hour(
    work: Workplace, otter: Colleague, heron: Colleague, owl: Colleague
) -> None:
    case = otter.raises(Priority="P3: this week")
    heron.claims(case)
    heron.says("deadline 2026-03-09 11:00 order of the court, 12 C 345", case)
    case.reads("Legal deadline Mar 9, 2026 at 11:00")
    heron.sees_whole(case, "Europe/Copenhagen", "12 C 345")
    case.reads("Legal deadline Mar 9, 2026 at 11:00")
    work.until(utc(2026, 3, 8, 9, 59))
    assert reminded(heron) == reminded(owl) == [], "72 hours before, nobody knew of it"
    work.until(utc(2026, 3, 8, 10, 0, 1))
    near = "Mar 9, 2026 at 11:00 (order of the court, 12 C 345)."
    assert reminded(heron) == [f"The legal deadline is in less than 24 hours: {near}"]
    assert reminded(owl) == [
        f"The legal deadline is in less than 24 hours: {near} It's with @Heron (specialist)."
    ]
    work.until(utc(2026, 3, 9, 6, 0, 1))
    assert reminded(heron)[1:] == [f"The legal deadline is in less than 4 hours: {near}"]
    heron.says("deadline 2026-03-09 18:00 order of the court, 12 C 345", case)
    heron.is_answered("It has a deadline already: say why it is moved.")
    heron.says("deadline 2026-03-09 18:00 order of the court because they agreed", case)
    case.reads("Legal deadline Mar 9, 2026 at 18:00")
    work.until(utc(2026, 3, 9, 13, 0, 1))
    assert len(reminded(heron)) == 3
    work.until(utc(2026, 3, 9, 17, 0, 2))
    assert reminded(heron)[3].startswith("The legal deadline has passed: it was Mar 9, 2026")
    case.reads("Legal deadline passed Mar 9, 2026 at 18:00")


@pytest.mark.parametrize("policy", [rotation(("U0HERON", "copenhagen"))])
@pytest.mark.parametrize("start", [utc(2026, 3, 3, 9, 0)])
def test_a_case_comes_back_when_its_requester_answers_in_the_thread(
    work: Workplace, otter: Colleague, vole: Colleague, heron: Colleague
) -> None:
    case = otter.raises(Priority=P2)
    heron.claims(case)
    heron.says("wait customer until friday for the invoice", case)
    case.reads("Waiting")
    heron.sees_whole(case, "Update paused while it waits")
    work.until(utc(2026, 3, 3, 11, 0))
    vole.person.say(case.root.channel, "Interesting.", case.root)
    work.settle()
    assert "Waiting" in case.words, "somebody else wrote"
    otter.person.say(case.root.channel, "Here is the invoice.", case.root)
    heron.is_told("@Otter (CSM) has answered, so the wait is over")
    case.reads("Claimed")
    heron.sees_whole(case, "Waited so far: the customer 2 h")


@pytest.mark.parametrize("policy", [rotation(("U0HERON", "copenhagen"))])
@pytest.mark.parametrize("start", [utc(2026, 3, 3, 8, 0)])
def test_what_its_owner_writes_in_the_thread_is_an_update(
    work: Workplace, otter: Colleague, heron: Colleague
) -> None:
    case = otter.raises(Priority=P2)
    heron.claims(case)
    case.reads("Update due Mar 4, 2026 at 09:00")
    work.until(utc(2026, 3, 3, 14, 30))
    note = heron.is_told("An update is due Mar 4, 2026 at 09:00")
    assert "Write in the thread" in work.read(note)
    heron.person.say(case.root.channel, "The rebrand is confirmed.", case.root)
    case.reads("Update due Mar 4, 2026 at 15:30")
    heron.says("status", case)
    work.settle()
    assert "Update due Mar 4, 2026 at 15:30" in case.words, "asking the bot is no update"
