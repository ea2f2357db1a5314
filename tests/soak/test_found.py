"""What the four weeks found wrong, each as small as it can be shown. A mark goes with its fault."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial

from sqlalchemy import Engine

from bot.case.identifiers import EscalationId
from bot.case.people import Actor, Via
from bot.case.priority import Priority
from bot.casework.transaction import carry_out
from bot.due.timers import run_due
from bot.notices import Reminders
from bot.policy import ClockKind, Duration, Office, Policy, ServiceLevel
from bot.reminders.about import About, RunNumber, Step, Topic
from bot.reminders.timers import PlannedNudge
from bot.verbs.timing.change_priority import PriorityRequest, change_priority
from storage.engine import connect
from storage.work import DatabaseStorage
from tests.support.factories import (
    CRANE,
    EGRET,
    HERON,
    NOON,
    STORK,
    Hand,
    key,
    open_one,
    person,
    policy,
    settle,
)
from tests.support.looking import at_once, notices

HOUR = Duration(seconds=3600)
FRIDAY = datetime(2026, 3, 6, 12, tzinfo=UTC)
WORKING = dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), ("09:00-17:00",))


def in_office_hours() -> Policy:
    """P1 counts all hours, P2 those of Copenhagen, where everybody works."""
    levels = {
        Priority.P1: ServiceLevel(Duration(seconds=1800), HOUR * 8, ClockKind.ROUND_THE_CLOCK),
        Priority.P2: ServiceLevel(HOUR * 2, Duration(days=2), ClockKind.OFFICE),
        Priority.P3: ServiceLevel(HOUR * 4, Duration(days=5), ClockKind.OFFICE),
    }
    return replace(
        policy([HERON, CRANE, EGRET]),
        offices={"copenhagen": Office("copenhagen", "Europe/Copenhagen", hours=WORKING)},
        service_levels={"executive": levels},
    )


def change(storage: DatabaseStorage, case: EscalationId, priority: str, now: datetime) -> None:
    asked = PriorityRequest(Actor(STORK, Via.FORM), case, priority, "It is.")
    carry_out(storage, key(), lambda work: change_priority(work, asked, now), now)


def tick_through(storage: DatabaseStorage, since: datetime, until: datetime) -> None:
    """Every minute and a second, so that each step comes by itself."""
    now = since
    while now <= until:
        run_due(storage, now + timedelta(seconds=1))
        now += timedelta(minutes=1)


def told(engine: Engine, to: str) -> list[str]:
    """What a person was reminded of."""
    messages = [n for n in notices(engine) if isinstance(n, Reminders) and n.to == to]
    return [nudge.about for message in messages for nudge in message.nudges]


def test_two_workers_say_several_reminders_of_one_person_in_one_message(postgres_url: str) -> None:
    """Of two steps of the same subject that wait for the same opening, the later one counts."""
    engines = [connect(postgres_url) for _ in range(2)]
    stores = [DatabaseStorage(engine, lambda: NOON) for engine in engines]
    settle(stores[0], people=[person(u) for u in (HERON, CRANE, STORK)])
    days = 12
    for day in range(days):
        now = NOON + timedelta(minutes=day)
        with stores[0].begin() as work:
            work.timers.plan(
                PlannedNudge(
                    now,
                    EscalationId(1),
                    HERON,
                    About(Topic.RESOLUTION, step),
                    RunNumber(1),
                    wanted_at=now,
                    at_any_hour=True,
                )
                for step in (Step.HALF, Step.MOST, Step.BREACH)
            )
        at_once([partial(run_due, storage, now) for storage in stores])
    while any(run_due(storage, NOON + timedelta(days=1)).count for storage in stores):
        pass
    said = told(engines[0], HERON)
    for engine in engines:
        engine.dispose()

    assert said == ["resolution:breach"] * days


def test_a_step_of_a_breach_does_not_come_again_in_other_hours(
    storage: DatabaseStorage, engine: Engine
) -> None:
    settle(storage, in_office_hours())
    case = open_one(storage, now=FRIDAY)
    Hand(storage, HERON).claim(case, FRIDAY + timedelta(minutes=5))
    saturday = FRIDAY + timedelta(days=1, hours=9)
    tick_through(storage, FRIDAY, saturday)
    change(storage, case, "P2", saturday)
    tick_through(storage, saturday, FRIDAY + timedelta(days=3, hours=8))
    steps = [about for about in told(engine, HERON) if about.startswith("resolution:again")]

    # What was counted stays counted: the third step's two days of the office had gone by then.
    assert steps == ["resolution:again:1", "resolution:again:2", "resolution:again:4"]


def test_an_offer_of_all_hours_is_reminded_of_at_any_hour(
    storage: DatabaseStorage, engine: Engine
) -> None:
    """The case was claimed as P2 and released, so that its first response is behind it. As a P1 it
    can be offered to people who are out."""
    settle(storage, in_office_hours())
    case = open_one(storage, now=FRIDAY, priority="P2")
    Hand(storage, HERON).claim(case, FRIDAY + timedelta(minutes=5))
    saturday = FRIDAY + timedelta(days=1)
    Hand(storage, HERON).release(case, saturday)
    change(storage, case, "P1", saturday + timedelta(minutes=5))
    tick_through(storage, saturday + timedelta(minutes=5), saturday + timedelta(minutes=19))

    assert told(engine, CRANE) == ["offer:lapsing"]


def test_what_fell_due_while_nothing_ran_is_one_message_a_case(
    storage: DatabaseStorage, engine: Engine
) -> None:
    settle(storage, policy([HERON]))
    for minutes in (0, 10):
        case = open_one(storage, now=NOON + timedelta(minutes=minutes))
        Hand(storage, HERON).claim(case, NOON + timedelta(minutes=minutes + 1))
    run_due(storage, NOON + timedelta(hours=7))
    messages = [n for n in notices(engine) if isinstance(n, Reminders)]

    assert [len(message.nudges) for message in messages] == [1, 1]


def test_of_the_steps_of_a_first_response_that_fell_due_while_nothing_ran_the_last_is_said(
    storage: DatabaseStorage, engine: Engine
) -> None:
    settle(storage, policy([HERON]))
    open_one(storage)
    run_due(storage, NOON + timedelta(minutes=27))
    said = [about for about in told(engine, HERON) if about.startswith("first_response")]

    assert said == ["first_response:most"]
