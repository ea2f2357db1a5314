"""What is stored of time comes back as it was: clocks, timers, waits and snoozes."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import get_args

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from bot.case.escalation import Party, Wait
from bot.case.feedback import FeedbackId
from bot.case.identifiers import EscalationId, UserId
from bot.case.second_look import LookId
from bot.case.spoken import Spoken
from bot.case.states import State
from bot.ports import Snooze
from bot.reminders.about import About, RunNumber, Step, Topic, read_run
from bot.reminders.timers import (
    AbsenceOver,
    ApproverLook,
    ChannelLook,
    ClockStep,
    Communicate,
    ConsultStep,
    DayEnd,
    DeadlineStep,
    EmbargoOver,
    FeedbackLook,
    OfferAgain,
    OfferLapse,
    OfferLapsing,
    PlannedDigest,
    PlannedNudge,
    Recheck,
    SecondLookStep,
    Timer,
    WaitOver,
    WordsGathered,
)
from bot.service_levels.clocks import ClockEvent, ClockEventKind, ClockName
from storage.tables import TimerRow
from storage.work import DatabaseStorage
from tests.storage.examples import LONG_AGO, ONE, SPARSE, TEXT
from tests.storage.test_round_trips import add
from tests.support.every_timer import every_timer
from tests.support.factories import CRANE, EGRET, HERON, NOON, after
from tests.support.looking import rows

pytestmark = pytest.mark.both_databases


@pytest.mark.parametrize("party", Party)
def test_on_whom_a_case_waits(storage: DatabaseStorage, party: Party) -> None:
    waits = replace(SPARSE, wait=Wait(party, "x", after(days=1), NOON, HERON), state=State.WAITING)
    add(storage, waits)
    with storage.read() as work:
        assert work.escalations.peek(ONE) == waits


def test_a_clock_event(storage: DatabaseStorage) -> None:
    first, second = ClockName.FIRST_RESPONSE, ClockName.RESOLUTION
    started = ClockEvent(
        ONE, first, 2, ClockEventKind.STARTED, NOON, timedelta(days=400), 3, "new york"
    )
    all_hours = replace(started, office="")
    met = ClockEvent(ONE, second, 1, ClockEventKind.MET, LONG_AGO, due_at=after(days=99))
    paused = ClockEvent(
        ONE, second, 1, ClockEventKind.PAUSED, NOON, party=Party.LEGAL.value, reason=TEXT
    )
    events = [started, all_hours, met, paused]
    with storage.begin() as work:
        work.clocks.add([*events, replace(met, escalation_id=EscalationId(2))])
    with storage.read() as work:
        assert work.clocks.of(ONE) == events
        assert work.clocks.of(EscalationId(3)) == ()
        assert set(work.clocks.of_many(EscalationId(n) for n in range(2000))) == {1, 2}


@pytest.mark.parametrize("kind", ClockEventKind)
@pytest.mark.parametrize("clock", ClockName)
def test_each_sort_of_clock_event(
    storage: DatabaseStorage, kind: ClockEventKind, clock: ClockName
) -> None:
    event = ClockEvent(ONE, clock, 1, kind, NOON)
    with storage.begin() as work:
        work.clocks.add([event])
    with storage.read() as work:
        assert work.clocks.of(ONE) == [event]


@pytest.mark.parametrize("kind", get_args(Timer))
def test_each_kind_of_timer(storage: DatabaseStorage, kind: type[Timer]) -> None:
    every = every_timer(ONE, LONG_AGO)
    with storage.begin() as work:
        work.timers.plan(every)
    with storage.begin() as work:
        (found,) = work.timers.of_kind(kind)
        assert [found] == [timer for timer in every if isinstance(timer, kind)]
        work.timers.drop(found)
        assert work.timers.of_kind(kind) == []
        left = [timer for other in get_args(Timer) for timer in work.timers.of_kind(other)]
    assert len(left) == len(every) - 1


KEPT: list[tuple[dict[str, object], Timer]] = [
    (
        {"kind": "reminder", "escalation_id": 1, "about": "first_response:again:2"},
        ClockStep(NOON, ONE, ClockName.FIRST_RESPONSE, Step.AGAIN, 2),
    ),
    ({"kind": "offer_lapse", "escalation_id": 1}, OfferLapse(NOON, ONE)),
    ({"kind": "offer_again", "escalation_id": 1}, OfferAgain(NOON, ONE)),
    ({"kind": "offer_lapsing", "escalation_id": 1}, OfferLapsing(NOON, ONE)),
    ({"kind": "approver", "escalation_id": 1}, ApproverLook(NOON, ONE)),
    ({"kind": "wait_over", "escalation_id": 1}, WaitOver(NOON, ONE)),
    (
        {"kind": "deadline", "escalation_id": 1, "about": "deadline:72h"},
        DeadlineStep(NOON, ONE, Step.THREE_DAYS),
    ),
    (
        {"kind": "consult", "escalation_id": 1, "about": "7:again:2:C0LEGALDESK"},
        ConsultStep(NOON, ONE, 7, Step.AGAIN, "C0LEGALDESK", 2),
    ),
    ({"kind": "communicate", "escalation_id": 1}, Communicate(NOON, ONE)),
    ({"kind": "embargo_over", "escalation_id": 1}, EmbargoOver(NOON, ONE)),
    ({"kind": "feedback", "about": "3 2"}, FeedbackLook(NOON, FeedbackId(3), 2)),
    ({"kind": "second_look", "about": "5"}, SecondLookStep(NOON, LookId(5))),
    ({"kind": "reckon", "escalation_id": 1}, Recheck(NOON, ONE)),
    (
        {
            "kind": "nudge", "escalation_id": 1, "about": "wait:over", "person": "U0HERON",
            "run": 1772539200, "wanted_at": LONG_AGO, "as_manager": True,
        },
        PlannedNudge(
            NOON, ONE, HERON, About(Topic.WAIT, Step.OVER), NOON, LONG_AGO, as_manager=True
        ),
    ),
    (
        {
            "kind": "nudge", "escalation_id": 1, "about": "update:most", "person": "U0HERON",
            "run": 4, "wanted_at": NOON, "at_any_hour": True,
        },
        PlannedNudge(
            NOON, ONE, HERON, About(Topic.UPDATE, Step.MOST), RunNumber(4), NOON,
            at_any_hour=True,
        ),
    ),
    ({"kind": "absence_over", "about": "U0HERON"}, AbsenceOver(NOON, HERON)),
    (
        {"kind": "digest", "about": "2026-03-03T12:00:00+00:00 U0HERON executive 0 9 * * *"},
        PlannedDigest(NOON, "U0HERON executive 0 9 * * *", NOON),
    ),
    ({"kind": "day_end", "about": "new york"}, DayEnd(NOON, "new york")),
    ({"kind": "channels"}, ChannelLook(NOON)),
    (
        {
            "kind": "words",
            "escalation_id": 1,
            "about": f'["{HERON}", "{CRANE}", [["{CRANE}", "Here: “ünï”."]]]',
        },
        WordsGathered(NOON, ONE, HERON, (Spoken(CRANE, "Here: “ünï”."),), CRANE),
    ),
    (
        {
            "kind": "words",
            "escalation_id": 1,
            "about": f'["{HERON}", null, [["{CRANE}", "Here.", "1700000000.000100"]]]',
        },
        WordsGathered(NOON, ONE, HERON, (Spoken(CRANE, "Here.", "1700000000.000100"),)),
    ),
]  # fmt: skip
NOTHING: dict[str, object] = {
    "due_at": NOON, "escalation_id": None, "about": "", "person": None, "run": 0,
    "wanted_at": None, "as_manager": False, "at_any_hour": False,
}  # fmt: skip
"""What a row holds where its kind has nothing to say."""


@pytest.mark.parametrize(("row", "timer"), KEPT)
def test_timers_are_kept_as_they_always_were(
    storage: DatabaseStorage, engine: Engine, row: dict[str, object], timer: Timer
) -> None:
    with Session(engine) as session:
        session.add(TimerRow(**NOTHING | row))
        session.commit()
    with storage.begin() as work:
        assert work.timers.of_kind(type(timer)) == [timer]
        work.timers.plan([timer])
    kept, planned = (
        {name: getattr(found, name) for name in ("kind", *NOTHING)}
        for found in rows(engine, TimerRow)
    )
    assert kept == planned == NOTHING | row


def test_each_kind_is_among_those_that_are_kept() -> None:
    assert {type(timer) for _, timer in KEPT} == set(get_args(Timer))


def test_what_is_planned_for_a_person_or_an_office_is_dropped_for_it_alone(
    storage: DatabaseStorage,
) -> None:
    with storage.begin() as work:
        work.timers.plan(AbsenceOver(NOON, user) for user in (HERON, CRANE))
        work.timers.plan(DayEnd(NOON, office) for office in ("melbourne", "new york"))
        work.timers.drop_return(HERON)
        work.timers.drop_day_end("new york")
    with storage.read() as work:
        assert work.timers.of_kind(AbsenceOver) == [AbsenceOver(NOON, CRANE)]
        assert work.timers.of_kind(DayEnd) == [DayEnd(NOON, "melbourne")]


def test_all_timers_of_a_case_are_dropped_and_no_others(storage: DatabaseStorage) -> None:
    other = Communicate(NOON, EscalationId(2))
    with storage.begin() as work:
        work.timers.plan([*every_timer(ONE, NOON), other])
        work.timers.cancel_all(ONE)
    with storage.read() as work:
        left = [timer for kind in get_args(Timer) for timer in work.timers.of_kind(kind)]
    assert {type(timer) for timer in left} == {
        Communicate, PlannedDigest, AbsenceOver, DayEnd, WordsGathered, FeedbackLook, EmbargoOver,
        ChannelLook, SecondLookStep,
    }  # fmt: skip
    assert other in left


HALF = About(Topic.RESOLUTION, Step.HALF)


def nudge(to: UserId, at: datetime, about: About = HALF) -> PlannedNudge:
    return PlannedNudge(
        at, ONE, to, about, read_run(about.subject, 2**30), LONG_AGO,
        as_manager=True, at_any_hour=True,
    )  # fmt: skip


@pytest.mark.parametrize("subject", Topic)
def test_a_nudge(storage: DatabaseStorage, subject: Topic) -> None:
    planned = nudge(HERON, NOON, About(subject, Step.AGAIN, 7))
    with storage.begin() as work:
        work.timers.plan([planned])
    with storage.begin() as work:
        assert work.timers.of_kind(PlannedNudge) == [planned]
        work.timers.cancel_nudges(ONE, subject)
        assert work.timers.of_kind(PlannedNudge) == []


def test_a_persons_nudges_are_taken_together_and_once(storage: DatabaseStorage) -> None:
    planned = [
        nudge(HERON, NOON),
        nudge(HERON, LONG_AGO, About(Topic.DEADLINE, Step.FOUR_HOURS)),
        nudge(HERON, after(seconds=1)),
        nudge(CRANE, NOON),
    ]
    with storage.begin() as work:
        work.timers.plan([*planned, Communicate(NOON, ONE)])
    with storage.begin() as work:
        taken = work.timers.take_nudges(HERON, NOON)
        assert taken == planned[:2]
        assert work.timers.take_nudges(HERON, NOON) == []
        assert work.timers.take_nudges(EGRET, after(days=99)) == []
        assert len(work.timers.of_kind(PlannedNudge)) == 2
        assert len(work.timers.of_kind(Communicate)) == 1


def test_what_else_is_due_is_taken_before_the_nudges(storage: DatabaseStorage) -> None:
    later = Communicate(after(minutes=1), ONE)
    with storage.begin() as work:
        work.timers.plan([nudge(HERON, NOON), later])
        assert work.timers.take_due(after(minutes=-1)) is None
        taken = [work.timers.take_due(after(minutes=1)) for _ in range(3)]
    assert taken == [later, nudge(HERON, NOON), None]


def test_a_snooze_is_kept_once(storage: DatabaseStorage) -> None:
    snooze = Snooze(ONE, HERON, HALF, RunNumber(2**40), after(days=1), TEXT, NOON)
    others = [
        replace(snooze, escalation_id=EscalationId(2)),
        replace(snooze, user=CRANE),
        replace(snooze, about=About(Topic.RESOLUTION, Step.MOST)),
        replace(snooze, run=RunNumber(1)),
    ]
    with storage.begin() as work:
        assert work.snoozes.add(snooze)
    with storage.begin() as work:
        assert not work.snoozes.add(replace(snooze, until=after(days=2), reason="again"))
        assert all(work.snoozes.add(other) for other in others)
    with storage.read() as work:
        assert work.snoozes.of(CRANE, [ONE]) == [others[1]]
        assert work.snoozes.of(EGRET, [ONE]) == []
        assert work.snoozes.of(HERON, []) == []
        assert set(work.snoozes.of(HERON, [ONE])) == {snooze, *others[2:]}
