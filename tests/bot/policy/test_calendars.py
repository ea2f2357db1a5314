"""What a policy file says of an office has to make a calendar: one that opens, and each year."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from bot.business_hours.written import places
from bot.policy.file import read_policy

HOURS = 'hours = { mon = ["09:00-12:00", "13:00-17:00"], tue = ["22:00-06:00"] }'
CLOSED = 'closed = ["2026-12-24"]'
REST = """
[queues.executive]
channel = "C0EXEC"
office = "copenhagen"
kinds = ["executive", "other"]

[workspace]
managers = ["U0MANATEE"]
timezone = "Europe/Copenhagen"

[sla.executive]
P1 = { first_response = "30m", resolution = "8h", clock = "24x7" }
P2 = { first_response = "2h", resolution = "2d", clock = "24x7" }
P3 = { first_response = "4h", resolution = "5d", clock = "24x7" }
"""
NEVER_OPENS = (
    "offices.copenhagen: the week has no opening hours: on at least one day there must be some"
)


def policy_with(hours: str = HOURS, closed: str = CLOSED, rest: str = "") -> str:
    office = ["[offices.copenhagen]", 'timezone = "Europe/Copenhagen"', hours, closed]
    return "\n".join([*office, rest, REST])


def problems_of(text: str) -> list[str]:
    return [str(problem) for problem in read_policy(text).problems]


def test_an_office_that_opens_on_a_day_is_a_calendar() -> None:
    assert problems_of(policy_with()) == []
    assert problems_of(policy_with('hours = { sun = ["23:59-24:00"] }')) == []


@pytest.mark.parametrize("hours", ["", "hours = {}", "hours = { mon = [], sun = [] }"])
def test_an_office_opens_on_some_day(hours: str) -> None:
    assert problems_of(policy_with(hours)) == [f"line 1: {NEVER_OPENS}"]


def test_each_office_that_never_opens_is_told_beside_everything_else() -> None:
    london = '[offices.london]\ntimezone = "Europe/Londn"'
    told = problems_of(policy_with("", 'closed = ["24.12.26"]', london))

    assert [problem.partition(": a ")[0] for problem in told] == [
        f"line 1: {NEVER_OPENS}",
        "line 4: offices.copenhagen.closed[1]",
        f"line 5: {NEVER_OPENS}".replace("copenhagen", "london"),
        "line 6: offices.london.timezone",
    ]


def test_closed_dates_leave_no_year_without_an_open_moment() -> None:
    days = [date(2027, 3, 1) + timedelta(days=n) for n in range(366)]
    whole = "closed = [" + ", ".join(f'"{day}"' for day in days) + "]"
    almost = whole.replace('"2027-09-06", ', "")

    assert problems_of(policy_with(closed=almost)) == []
    assert problems_of(policy_with(closed=whole)) == [
        (
            "line 1: offices.copenhagen: the closed dates leave no open moment in the year that "
            "begins on 2027-02-24"
        )
    ]


@pytest.mark.parametrize(
    "hours",
    [
        'hours = { mon = "09:00-17:00" }',
        'hours = { mon = ["9-17"] }',
        'hours = { mo = ["09:00-17:00"] }',
        "hours = 8",
        'ours = { mon = ["09:00-17:00"] }',
        'hours = { mon = ["09:00-17:00", "16:00-18:00"] }',
        'hours = { sun = ["22:00-06:00"], mon = ["05:00-08:00"] }',
    ],
)
def test_hours_that_were_told_of_are_not_told_again(hours: str) -> None:
    assert len(problems_of(policy_with(hours))) == 1


def test_a_stored_policy_is_read_though_its_office_never_opens() -> None:
    reading = read_policy(policy_with(""), stored=True)

    assert reading.problems == ()
    assert reading.policy is not None
    assert reading.policy.offices["copenhagen"].hours == {}


@pytest.mark.parametrize("zone", ["EST", "Factory", "localtime", "Etc/GMT+5", "US/Eastern", "GMT"])
def test_an_office_is_in_a_place_whose_clocks_are_known(zone: str) -> None:
    told = problems_of(policy_with().replace("Europe/Copenhagen", zone, 1))

    assert len(told) == 1
    assert "offices.copenhagen.timezone: a " in told[0]
    assert "time zone like Europe/Copenhagen is needed" in told[0]


@pytest.mark.parametrize("zone", ["Etc/GMT+55", "ESTT", "Factry", "localtme"])
def test_only_places_are_suggested(zone: str) -> None:
    (told,) = problems_of(policy_with().replace("Europe/Copenhagen", zone, 1))
    suggested = told.partition("did you mean ")[2].rstrip("?")

    assert not suggested or suggested in places()
