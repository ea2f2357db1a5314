"""A date means what it means to the person who says it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.case.identifiers import UserId
from bot.case.people import UnknownPerson
from handlers.slack.context.local_time import LocalTime, local_time
from handlers.slack.context.typed_text import readable
from handlers.slack.contract import payloads
from tests.architecture import conftest
from tests.architecture.stage import Stage
from tests.support.factories import FINCH, HERON, NOON, STORK, person, policy

stage_engine, new_stage = conftest.stage_engine, conftest.new_stage
WEEK = ("mon", "tue", "wed", "thu", "fri")
TOKYO = "Asia/Tokyo"


@pytest.fixture
def stage(new_stage: Callable[..., Stage]) -> Stage:
    """Heron works in Copenhagen's office, 08:30 to 16:00; Finch and Stork work in none."""
    told = policy()
    office = replace(told.offices["copenhagen"], hours=dict.fromkeys(WEEK, ("08:30-16:00",)))
    set_up = new_stage(played_by=told)
    with set_up.storage.begin() as work:
        work.policies.add(replace(told, offices={"copenhagen": office}), STORK, NOON)
        work.people.put([person(HERON, timezone=TOKYO), person(FINCH, timezone=TOKYO)])
    return set_up


def _of(stage: Stage, user: UserId) -> LocalTime:
    with stage.storage.read() as work:
        return local_time(work, user)


def utc(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 3, day, hour, minute, tzinfo=UTC)


def test_a_date_is_read_in_the_speaker_s_zone_and_means_their_office_s_opening(
    stage: Stage,
) -> None:
    heron = _of(stage, HERON)

    assert heron.read("tomorrow", utc(3, 12)).at == utc(4, 7, 30)
    assert heron.read("tomorrow", utc(3, 16)).at == utc(5, 7, 30), "it is the 4th in Tokyo"
    assert heron.read("tomorrow 14:00", utc(3, 12)).at == utc(4, 5), "a time is one in Tokyo"
    assert heron.read("saturday", utc(3, 12)).at == utc(9, 7, 30), "the office is closed"


def test_without_an_office_it_means_nine_in_the_morning_of_that_very_day(stage: Stage) -> None:
    assert _of(stage, FINCH).read("saturday", utc(3, 12)).at == utc(7, 0)
    assert _of(stage, STORK).read("saturday", utc(3, 12)).at == utc(7, 9)


def test_the_next_working_day_is_never_today(stage: Stage) -> None:
    assert _of(stage, HERON).next_working_day(utc(3, 5)) == utc(4, 7, 30)
    assert _of(stage, HERON).next_working_day(utc(6, 12)) == utc(9, 7, 30), "after the weekend"
    assert _of(stage, FINCH).next_working_day(utc(6, 12)) == utc(9, 0)
    assert _of(stage, STORK).next_working_day(utc(6, 12)) == utc(9, 9)


def test_somebody_unknown_is_looked_up_before_a_date_is_read(stage: Stage) -> None:
    with pytest.raises(UnknownPerson):
        _of(stage, UserId("U0NOBODY"))


@pytest.mark.parametrize("zone", ["", None, "Mars/Olympus", "../../etc/passwd", "/etc", "x" * 300])
def test_a_zone_that_is_not_known_here_is_none(zone: object) -> None:
    assert payloads.read_person({"id": "U0WREN", "tz": zone}, "").timezone == ""


def test_who_has_no_zone_is_read_in_their_office_s_or_else_the_workspace_s(stage: Stage) -> None:
    with stage.storage.begin() as work:
        work.people.put([person(HERON, timezone=""), person(FINCH, timezone="")])

    for user in (HERON, FINCH):
        assert _of(stage, user).read("tomorrow 14:00", utc(3, 12)).at == utc(4, 13)


def test_what_was_typed_is_kept_as_it_was_seen(stage: Stage) -> None:
    typed = "<@U0HERON> &amp; <#C0EXEC|exec>: <https://a.example/?b=1&amp;c|here> &lt;3"
    with stage.storage.read() as work:
        seen = readable(work, typed)

    assert seen == "@Heron & #exec: here (https://a.example/?b=1&c) <3"
