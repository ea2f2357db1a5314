"""A digest's figures: beside the period before in words, then as a table and charts of the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bot.case.chain import NOTHING_BEFORE, Head
from bot.casework.attention import Counts
from bot.reports.digest import Figures, Period
from handlers.slack.messages.digest import digest, head_alone
from handlers.slack.messages.figures import brought, by_age, in_time, lately, lately_in_words

START = datetime(2026, 3, 2, 8, tzinfo=UTC)
COPENHAGEN = ZoneInfo("Europe/Copenhagen")


def periods(*counts: tuple[int, ...], days: float = 1) -> tuple[Period, ...]:
    """One after another, each with what was opened, decided, met and due."""
    length = timedelta(days=days)
    starts = [START + length * n for n in range(len(counts))]
    return tuple(Period(s, s + length, *c) for s, c in zip(starts, counts, strict=True))


def drawn(went: Sequence[Period]) -> list[Any]:
    return list(lately(went, COPENHAGEN))


def figures(*told: Period) -> Figures:
    return Figures(told, (0, 0), Counts(), (), ())


@pytest.mark.parametrize(
    ("days", "before", "now", "said"),
    [
        (7, (4, 2), (7, 2), ("7 opened, 3 more than the week before; "
         "2 decided, as many as the week before")),
        (1, (4, 1), (0, 0), ("nothing opened, 4 fewer than the day before; "
         "nothing decided, 1 fewer than the day before")),
        (3, (1, 0), (2, 0), "2 opened, 1 more than the period before"),
        (1, (0, 0), (2, 1), "2 opened, 1 decided"),
        (1, (0, 0), (0, 0), "nothing opened, nothing decided"),
    ],
)  # fmt: skip
def test_what_a_period_brought_stands_beside_the_one_before(
    days: int, before: tuple[int, int], now: tuple[int, int], said: str
) -> None:
    assert brought(figures(*periods(before, now, days=days))) == said


@pytest.mark.parametrize(("days", "is_there"), [(7, True), (3, True), (1, False)])
def test_the_first_digest_of_a_week_ends_with_the_registers_head_whole(
    days: float, is_there: bool
) -> None:
    """A week's, that of Monday morning over a weekend, and that of Tuesday."""
    until = START + timedelta(days=7 if days > 1 else 1)
    period = Period(until - timedelta(days=days), until, 1)
    counted = replace(figures(period), register=Head(1234, "ab" * 32))
    said = digest(counted, (), (), ("executive",), "UTC", "")

    last: Any = said.blocks[-1]
    told = f"Decision register: 1,234 entries, head `{'ab' * 32}`"
    assert (told in str(last)) is is_there
    assert (said.text.splitlines()[-1] == told) is is_there, "where blocks aren't shown, too"


def test_without_a_decision_the_digest_has_no_head() -> None:
    counted = replace(figures(*periods((1, 0), days=7)), register=Head(0, NOTHING_BEFORE))
    said = digest(counted, (), (), ("executive",), "UTC", "")

    assert "register" not in f"{said.text}{said.blocks}"
    assert head_alone(counted, ("executive",), "UTC") is None


def test_a_quiet_week_has_the_head_whole_in_two_lines() -> None:
    counted = replace(figures(*periods((0, 0), days=7)), register=Head(1, "ab" * 32))
    said = head_alone(counted, ("executive",), "UTC")

    assert said is not None
    assert said.text.splitlines() == [
        f"Nothing came in since {START:%a %-d %b %H:%M}, and nothing is open (executive).",
        f"Decision register: 1 entry, head `{'ab' * 32}`",
    ]
    assert [str(block).count("ab" * 32) for block in said.blocks] == [0, 1]


def test_a_weekend_is_not_called_a_day() -> None:
    (friday,) = periods((3, 0))
    monday = Period(friday.until, friday.until + timedelta(days=3), 1)

    assert brought(figures(friday, monday)) == "1 opened, 2 fewer than the period before"


def test_only_what_was_due_is_said_to_be_in_time() -> None:
    assert in_time(figures(*periods((1, 1, 3, 4)))) == ["*In time:* 3 of 4 decisions"]
    assert in_time(figures(*periods((1, 1, 0, 0)))) == []


def test_charts_and_words_say_the_same_and_leave_out_what_nothing_is_in() -> None:
    went = periods((0, 0, 0, 0), (4, 0, 0, 0), (2, 0, 1, 2), (3, 0, 2, 2))

    line, bar, words = drawn(went)

    (opened,) = line["chart"]["series"]
    assert line["title"] == opened["name"] == "Opened"
    assert [point["value"] for point in opened["data"]] == [4, 2, 3]
    (shares,) = bar["chart"]["series"]
    assert [(point["label"], point["value"]) for point in shares["data"]] == [
        ("Wed 4 Mar", 50),
        ("Thu 5 Mar", 100),
    ]
    assert words["elements"][0]["text"] == lately_in_words(went, COPENHAGEN)
    assert lately_in_words(went, COPENHAGEN) == (
        "Lately, since: Tue 3 Mar 4 opened; Wed 4 Mar 2 opened, 1 of 2 in time; "
        "Thu 5 Mar 3 opened, 2 of 2 in time"
    )


def test_a_trend_of_decisions_alone_says_nothing_of_what_was_opened() -> None:
    went = periods((0, 2, 2, 2), (0, 0), (0, 1, 1, 1))

    line, *_ = drawn(went)

    assert [series["name"] for series in line["chart"]["series"]] == ["Decided"]
    assert lately_in_words(went, COPENHAGEN) == (
        "Lately, since: Mon 2 Mar 2 decided, 2 of 2 in time; Tue 3 Mar nothing; "
        "Wed 4 Mar 1 decided, 1 of 1 in time"
    )


def test_what_is_only_due_has_no_chart_of_what_came_and_went() -> None:
    first, *_ = drawn(periods((0, 0, 0, 1), (0, 0, 1, 1)))

    assert first["title"] == "Decisions in time, in %"


def test_one_period_is_no_trend_and_hours_tell_short_ones_apart() -> None:
    assert lately(periods((0, 0), (4, 1)), COPENHAGEN) == []
    words = lately_in_words(periods((1, 0), (0, 0), (4, 1), days=0.25), COPENHAGEN)
    assert words == (
        "Lately, since: 2 Mar 09:00 1 opened; 2 Mar 15:00 nothing; 2 Mar 21:00 4 opened, 1 decided"
    )


def test_a_series_of_nothing_is_not_drawn() -> None:
    line, *_ = drawn(periods((1, 0), (4, 0)))

    assert [series["name"] for series in line["chart"]["series"]] == ["Opened"]


def test_how_long_cases_are_open_is_said_by_age() -> None:
    counted = replace(figures(*periods((1, 0))), ages=(2, 0, 1, 3))

    assert by_age(counted) == [
        "*Open for:* 2 up to a day, 1 up to four weeks, 3 longer than four weeks"
    ]
    assert by_age(figures(*periods((1, 0)))) == []
