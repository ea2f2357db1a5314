"""Legal deadlines: on the record, never paused, and said around the clock."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import Engine

from bot import events
from bot.case.errors import RefusalCode, Refused
from bot.case.identifiers import EscalationId
from bot.case.states import State
from bot.due.timers import run_due
from bot.notices import DeadlineSet
from storage.work import DatabaseStorage
from tests.support.factories import (
    CRANE,
    HERON,
    STORK,
    WREN,
    Hand,
    case,
    claimed,
    open_one,
    settle,
    timeline,
    utc,
)
from tests.support.looking import Ear, notices, timers
from tests.support.offices import office_policy
from tests.support.refusals import refusing

FRIDAY = utc("2026-03-06T12:00")
SUNDAY = utc("2026-03-15T22:30")
"""When the deadline is: at night, on a weekend."""
HOUR, SECOND = timedelta(hours=1), timedelta(seconds=1)
STEPS = [(72 * HOUR, "72h"), (24 * HOUR, "24h"), (4 * HOUR, "4h"), (-SECOND, "passed")]


@pytest.fixture
def storage(storage: DatabaseStorage) -> DatabaseStorage:
    settle(storage, office_policy((HERON, "copenhagen"), (CRANE, "melbourne")))
    return storage


def with_deadline(storage: DatabaseStorage, at: datetime = SUNDAY) -> EscalationId:
    """A claimed case with a deadline, whose clocks have been looked at up to then."""
    esc = claimed(storage, FRIDAY, "P3")
    Hand(storage, HERON).set_deadline(esc, at, FRIDAY)
    return esc


def of_deadlines(lines: list[str]) -> list[str]:
    """Of what people are told, what is about deadlines."""
    apart = [(line.split()[0], line.partition(" ")[2].split(", ")) for line in lines]
    return [f"{who} {item}" for who, items in apart for item in items if "deadline" in item]


def test_a_deadline_says_when_in_whose_zone_who_says_so_and_who_set_it(
    storage: DatabaseStorage,
) -> None:
    esc = claimed(storage, FRIDAY, "P3")
    done = Hand(storage, STORK).set_deadline(esc, SUNDAY, FRIDAY)
    assert done.words == f"ESC-{esc} has a legal deadline."
    deadline = case(storage, esc).deadline
    assert deadline is not None
    assert (deadline.at, deadline.timezone) == (SUNDAY, "Europe/Copenhagen")
    assert (deadline.source, deadline.set_by) == ("The court's letter", STORK)
    assert timeline(storage, esc)[-1] == "deadline_set"


def test_it_is_said_72_24_and_4_hours_before_and_when_it_has_passed_at_any_hour(
    storage: DatabaseStorage, ear: Ear
) -> None:
    esc = with_deadline(storage)
    for before, step in STEPS:
        at = SUNDAY - before
        run_due(storage, at - SECOND)
        assert of_deadlines(ear.said(storage, at)) == []
        run_due(storage, at)
        told = ("U0HERON",) if step == "72h" else ("U0HERON", "U0STORK")
        expected = [f"{user} {esc} deadline:{step}" for user in told]
        assert of_deadlines(ear.said(storage, at)) == expected
    assert timeline(storage, esc)[-1] == "deadline_passed"


def test_at_the_instant_itself_a_deadline_has_not_passed(
    storage: DatabaseStorage, ear: Ear
) -> None:
    esc = with_deadline(storage)
    run_due(storage, SUNDAY)
    assert "deadline_passed" not in timeline(storage, esc)


def test_nothing_pauses_a_deadline(storage: DatabaseStorage, ear: Ear) -> None:
    esc = with_deadline(storage)
    Hand(storage, HERON).wait(esc, FRIDAY, SUNDAY + 9 * HOUR, "legal")
    run_due(storage, SUNDAY - 24 * HOUR)
    assert ear.said(storage, SUNDAY - 24 * HOUR) == [
        f"{user} {esc} deadline:24h" for user in ("U0HERON", "U0STORK")
    ]


def test_a_decided_case_still_has_its_deadline_until_it_is_closed(
    storage: DatabaseStorage, ear: Ear, engine: Engine
) -> None:
    esc = with_deadline(storage)
    Hand(storage, HERON).decide(esc, FRIDAY + HOUR)
    run_due(storage, SUNDAY - 72 * HOUR)
    assert f"U0HERON {esc} deadline:72h" in ear.said(storage, SUNDAY - 72 * HOUR)
    Hand(storage, HERON).mark_communicated(esc, SUNDAY - 30 * HOUR)
    assert timers(engine, esc) == []
    run_due(storage, SUNDAY + HOUR)
    assert ear.reminders() == []


def test_who_holds_the_case_by_then_is_told(storage: DatabaseStorage, ear: Ear) -> None:
    esc = with_deadline(storage)
    Hand(storage, HERON).hand_over(esc, CRANE, FRIDAY)
    Hand(storage, CRANE).claim(esc, FRIDAY)
    run_due(storage, SUNDAY - 72 * HOUR)
    assert of_deadlines(ear.said(storage, SUNDAY - 72 * HOUR)) == [f"U0CRANE {esc} deadline:72h"]


def test_who_no_longer_holds_it_is_not_told(storage: DatabaseStorage, ear: Ear) -> None:
    """It was to be said, and the message was still on its way."""
    settle(storage, office_policy((HERON, "copenhagen")))
    esc = with_deadline(storage)
    at = SUNDAY - 72 * HOUR
    run_due(storage, at)
    Hand(storage, HERON).release(esc, at)
    assert case(storage, esc).holder is None
    assert ear.said(storage, at) == []


def test_of_a_case_nobody_holds_the_managers_are_told(storage: DatabaseStorage, ear: Ear) -> None:
    settle(storage, office_policy((HERON, "copenhagen")))
    esc = open_one(storage, HERON, FRIDAY, priority="P3")
    Hand(storage, STORK).set_deadline(esc, SUNDAY, FRIDAY)
    for before in (72, 24):
        at = SUNDAY - before * HOUR
        run_due(storage, at)
        assert of_deadlines(ear.said(storage, at)) == [f"U0STORK {esc} deadline:{before}h"]


def test_a_moved_deadline_is_said_at_its_new_times_only(
    storage: DatabaseStorage, ear: Ear, engine: Engine
) -> None:
    esc = with_deadline(storage)
    later = SUNDAY + 48 * HOUR
    Hand(storage, HERON).set_deadline(esc, later, FRIDAY, reason="The court agreed.")
    assert [t for t in timers(engine, esc) if t.startswith("deadline")] == [
        f"deadline deadline:{step}" for _, step in STEPS
    ]
    run_due(storage, SUNDAY - 72 * HOUR)
    assert of_deadlines(ear.said(storage, SUNDAY - 72 * HOUR)) == []
    run_due(storage, later - 72 * HOUR)
    assert of_deadlines(ear.said(storage, later - 72 * HOUR)) == [f"U0HERON {esc} deadline:72h"]


def test_a_deadline_that_was_moved_is_not_said_any_more(storage: DatabaseStorage, ear: Ear) -> None:
    esc = with_deadline(storage)
    at = SUNDAY - 72 * HOUR
    run_due(storage, at)
    Hand(storage, HERON).set_deadline(esc, SUNDAY + 99 * HOUR, at, reason="The court agreed.")
    assert of_deadlines(ear.said(storage, at)) == []


@pytest.mark.parametrize(
    ("left", "first"), [(72 * HOUR, "24h"), (20 * HOUR, "4h"), (3 * HOUR, "4h")]
)
def test_of_a_near_deadline_only_what_lies_ahead_is_said(
    storage: DatabaseStorage, engine: Engine, left: timedelta, first: str
) -> None:
    esc = with_deadline(storage, FRIDAY + left)
    planned = [t for t in timers(engine, esc) if t.startswith("deadline")]
    assert planned[0] == f"deadline deadline:{first}"


def test_after_a_time_in_which_nothing_ran_only_the_last_step_is_said(
    storage: DatabaseStorage, ear: Ear
) -> None:
    esc = with_deadline(storage)
    at = SUNDAY - 2 * HOUR
    run_due(storage, at)
    assert of_deadlines(ear.said(storage, at)) == [
        f"{user} {esc} deadline:4h" for user in ("U0HERON", "U0STORK")
    ]
    assert "deadline_passed" not in timeline(storage, esc)


def test_a_reopened_case_has_what_is_left_of_its_deadline(
    storage: DatabaseStorage, engine: Engine
) -> None:
    esc = with_deadline(storage)
    Hand(storage, STORK).withdraw(esc, FRIDAY)
    Hand(storage, WREN).reopen(esc, SUNDAY - 30 * HOUR)
    planned = [t for t in timers(engine, esc) if t.startswith("deadline")]
    assert planned == [f"deadline deadline:{step}" for step in ("24h", "4h", "passed")]


def test_holder_and_requester_are_told_of_what_somebody_else_set(
    storage: DatabaseStorage, engine: Engine
) -> None:
    esc = claimed(storage, FRIDAY, "P3")
    Hand(storage, STORK).set_deadline(esc, SUNDAY, FRIDAY)
    Hand(storage, HERON).set_deadline(esc, SUNDAY + HOUR, FRIDAY, reason="A mistake.")
    told = [n for n in notices(engine) if isinstance(n, DeadlineSet)]
    moved = (SUNDAY + HOUR).isoformat()
    assert told == [
        DeadlineSet(HERON, esc, STORK, SUNDAY.isoformat()),
        DeadlineSet(WREN, esc, STORK, SUNDAY.isoformat()),
        DeadlineSet(WREN, esc, HERON, moved, "A mistake."),
    ]


def test_moving_a_deadline_takes_a_reason_and_both_are_on_the_record(
    storage: DatabaseStorage,
) -> None:
    esc = with_deadline(storage)
    with pytest.raises(Refused) as refused:
        Hand(storage, HERON).set_deadline(esc, SUNDAY + HOUR, FRIDAY)
    assert set(refused.value.fields) == {"reason"}
    Hand(storage, HERON).set_deadline(esc, SUNDAY + HOUR, FRIDAY, reason="The court agreed.")
    with storage.read() as work:
        entry = work.timeline.of(esc)[-1]
    assert isinstance(entry.event, events.DeadlineMade)
    assert (entry.event.was, entry.event.at) == (SUNDAY, SUNDAY + HOUR)
    assert entry.why == "The court agreed."


def test_a_deadline_lies_ahead_and_says_where_it_comes_from(storage: DatabaseStorage) -> None:
    esc, heron = claimed(storage, FRIDAY, "P3"), Hand(storage, HERON)
    for at in (None, FRIDAY, FRIDAY - HOUR, FRIDAY + timedelta(days=4000)):
        with pytest.raises(Refused) as refused:
            heron.set_deadline(esc, at, FRIDAY)
        assert set(refused.value.fields) == {"at"}
    for source in ("", "x" * 301):
        with pytest.raises(Refused) as refused:
            heron.set_deadline(esc, SUNDAY, FRIDAY, source)
        assert set(refused.value.fields) == {"source"}
    assert case(storage, esc).deadline is None


def test_only_owner_and_managers_set_it_and_only_while_the_case_is_open(
    storage: DatabaseStorage,
) -> None:
    esc = claimed(storage, FRIDAY, "P3")
    for user in (CRANE, WREN):
        with refusing(RefusalCode.NOT_ALLOWED):
            Hand(storage, user).set_deadline(esc, SUNDAY, FRIDAY)
    Hand(storage, STORK).withdraw(esc, FRIDAY)
    assert case(storage, esc).state is State.CLOSED
    with refusing(RefusalCode.WRONG_STATE):
        Hand(storage, STORK).set_deadline(esc, SUNDAY, FRIDAY)
