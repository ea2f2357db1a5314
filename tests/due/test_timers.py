"""Timers: what is due is looked at once, against the state as it is by then."""

from __future__ import annotations

from datetime import datetime
from typing import get_args

import pytest
from sqlalchemy import Engine, update
from sqlalchemy.orm import Session

from bot.case.identifiers import EscalationId
from bot.casework.digests import plan_digests
from bot.due.timers import PUT_OFF, run_due
from bot.policy import Digest
from bot.reminders.about import About, Step, Topic
from bot.reminders.timers import (
    ChannelLook,
    ClockStep,
    Communicate,
    OfferLapse,
    PlannedDigest,
    PlannedNudge,
    Timer,
    WordsGathered,
)
from bot.service_levels.clocks import ClockName
from storage.tables import TimerRow
from storage.work import DatabaseStorage
from tests.support.every_timer import every_timer
from tests.support.factories import (
    HERON,
    NOON,
    Hand,
    after,
    case,
    open_one,
    policy,
    settle,
    timeline,
)
from tests.support.looking import Ear, notices, rows, timers

pytestmark = pytest.mark.both_databases


@pytest.fixture
def storage(storage: DatabaseStorage) -> DatabaseStorage:
    settle(storage, policy([HERON]))
    return storage


def claimed(storage: DatabaseStorage, ear: Ear) -> EscalationId:
    esc = open_one(storage)
    Hand(storage, HERON).claim(esc, after(minutes=5))
    ear.new()
    return esc


def plan(storage: DatabaseStorage, *planned: Timer) -> None:
    with storage.begin() as work:
        work.timers.plan(planned)


def test_a_target_is_brought_up_at_half_and_at_four_fifths(
    storage: DatabaseStorage, ear: Ear
) -> None:
    esc = claimed(storage, ear)
    for hours, heard in ((3.99, []), (4, ["resolution:half"]), (6.4, ["resolution:most"])):
        run_due(storage, after(hours=hours))
        expected = [f"U0HERON {esc} {about}" for about in heard]
        assert ear.said(storage, after(hours=hours)) == expected


def test_a_breach_is_told_to_owner_managers_and_requester(
    storage: DatabaseStorage, ear: Ear
) -> None:
    esc = claimed(storage, ear)
    run_due(storage, after(hours=7))
    ear.new()
    run_due(storage, after(hours=8))
    assert ear.new() == []
    run_due(storage, after(hours=8, seconds=1))
    assert ear.new() == [
        "card_changed", "delayed U0WREN", "reminders U0HERON", "reminders U0STORK",
    ]  # fmt: skip
    assert timeline(storage, esc)[-1] == "target_missed"


def test_a_timer_is_fired_once(storage: DatabaseStorage, ear: Ear) -> None:
    claimed(storage, ear)
    run_due(storage, after(hours=4))
    assert ear.new() == ["reminders U0HERON"]
    assert run_due(storage, after(hours=4)).count == 0
    assert ear.new() == []


def test_nobody_is_reminded_of_a_step_that_a_breach_has_overtaken(
    storage: DatabaseStorage, ear: Ear
) -> None:
    esc = claimed(storage, ear)
    run_due(storage, after(hours=9))
    assert ear.said(storage, after(hours=9)) == [
        f"{who} {esc} resolution:breach" for who in ("U0HERON", "U0STORK")
    ]


def test_a_decided_case_is_not_reminded_of_its_target(storage: DatabaseStorage, ear: Ear) -> None:
    esc = claimed(storage, ear)
    Hand(storage, HERON).decide(esc, after(hours=1))
    ear.new()
    run_due(storage, after(hours=10))
    assert ear.new() == []


def test_a_decided_case_is_brought_up_daily_until_it_is_communicated(
    storage: DatabaseStorage, ear: Ear
) -> None:
    esc = claimed(storage, ear)
    Hand(storage, HERON).decide(esc, after(), told_through="email")
    ear.new()
    for day in (1, 2, 3):
        run_due(storage, after(days=day))
        assert ear.new() == ["reminders U0HERON"]
    Hand(storage, HERON).mark_communicated(esc, after(days=3))
    ear.new()
    run_due(storage, after(days=9))
    assert ear.new() == []


def test_a_closed_case_is_not_reminded_though_a_timer_is_left(
    storage: DatabaseStorage, ear: Ear
) -> None:
    esc = open_one(storage)
    Hand(storage, HERON).claim(esc, after(minutes=1))
    Hand(storage, HERON).decide(esc, after(minutes=2))
    Hand(storage, HERON).mark_communicated(esc, after(minutes=3))
    ear.new()
    of_others = PlannedNudge | WordsGathered | ChannelLook
    left = [t for t in every_timer(esc, NOON) if not isinstance(t, of_others)]
    plan(storage, *left)
    assert run_due(storage, after(hours=1)).count == len(get_args(Timer)) - 3
    assert ear.new() == []


@pytest.mark.parametrize("kind", get_args(Timer))
def test_every_kind_of_timer_is_known_to_its_firing(
    storage: DatabaseStorage, engine: Engine, kind: type[Timer]
) -> None:
    esc = claimed(storage, Ear(engine))
    (planned,) = (t for t in every_timer(esc, after(minutes=6)) if isinstance(t, kind))
    plan(storage, planned)

    fired = run_due(storage, after(minutes=6))

    assert (fired.failures, fired.count >= 1) == ((), True)


def test_a_timer_about_no_case_that_exists_does_nothing(storage: DatabaseStorage, ear: Ear) -> None:
    plan(storage, OfferLapse(after(), EscalationId(99)))
    assert run_due(storage, after()).failures == ()
    assert ear.new() == []


@pytest.mark.parametrize(
    "broken", [{"kind": "of a later version"}, {"about": "no such clock"}, {"about": "offer:never"}]
)
def test_timers_that_can_not_be_read_are_put_off_and_hold_up_no_other(
    storage: DatabaseStorage, engine: Engine, ear: Ear, broken: dict[str, str]
) -> None:
    esc = claimed(storage, ear)
    nudge = PlannedNudge(after(hours=1), esc, HERON, About(Topic.WAIT, Step.OVER), after(), NOON)
    plan(storage, ClockStep(after(hours=1), esc, ClockName.RESOLUTION, Step.HALF), nudge)
    with Session(engine) as session:
        session.execute(update(TimerRow).where(TimerRow.due_at == after(hours=1)).values(**broken))
        session.commit()
    now = after(hours=4)
    fired = run_due(storage, now)
    assert [type(f) for f in fired.failures] == [ValueError] * 2
    assert ear.new() == ["reminders U0HERON"]
    assert [r.due_at for r in rows(engine, TimerRow)].count(now + PUT_OFF) == 2
    assert not run_due(storage, now).failures


def test_the_longest_due_is_fired_first(storage: DatabaseStorage) -> None:
    late, later = after(minutes=-5), after(minutes=-9)
    plan(storage, *(Communicate(t, EscalationId(1)) for t in (late, later)))
    with storage.begin() as work:
        found = [work.timers.take_due(after()) for _ in range(3)]
    assert [t.due_at if t else None for t in found] == [later, late, None]


def test_no_more_timers_are_fired_than_asked_for(storage: DatabaseStorage) -> None:
    plan(storage, *(Communicate(after(), EscalationId(1)) for _ in range(5)))
    assert run_due(storage, after(), limit=2).count == 2


def test_timers_that_are_planned_and_dropped_in_one_transaction_are_gone(
    storage: DatabaseStorage, engine: Engine
) -> None:
    with storage.begin() as work:
        work.timers.plan([OfferLapse(after(), EscalationId(1))])
        work.timers.cancel(EscalationId(1), [OfferLapse])
    assert timers(engine) == []


def test_cancelling_one_clock_leaves_the_other(storage: DatabaseStorage, engine: Engine) -> None:
    esc = open_one(storage)
    with storage.begin() as work:
        work.timers.cancel_clock(esc, ClockName.FIRST_RESPONSE)
    assert [t for t in timers(engine) if "first_response" in t] == []
    assert len([t for t in timers(engine) if "resolution" in t]) == 3


DAILY = Digest("U0STORK", ("executive",), "0 9 * * *", "UTC")
WEEKLY = Digest("C0EXEC", ("executive",), "0 9 * * 0", "UTC")
NINE = after(hours=-3)


def digests_of(storage: DatabaseStorage, *digests: Digest, now: datetime = NOON) -> None:
    new = settle(storage, policy([HERON], digests=digests))
    with storage.begin() as work:
        plan_digests(work, new, now)


def test_a_digest_goes_out_once_a_period(storage: DatabaseStorage, ear: Ear) -> None:
    digests_of(storage, DAILY)
    for hour in range(49):
        run_due(storage, after(hours=hour))
    assert ear.new() == ["digest_due U0STORK"] * 2


def test_a_digests_period_starts_where_the_last_one_ended(
    storage: DatabaseStorage, engine: Engine
) -> None:
    digests_of(storage, DAILY)
    run_due(storage, after(days=1))
    run_due(storage, after(days=2))
    first, second = [n for n in notices(engine) if n.sort == "digest_due"]
    # Both come late, and say how it is by then.
    assert (first.since, first.until) == (NINE.isoformat(), after(days=1).isoformat())
    assert second.since == first.until


def test_after_days_without_a_process_there_is_one_digest(
    storage: DatabaseStorage, ear: Ear
) -> None:
    digests_of(storage, DAILY)
    run_due(storage, after(days=9))
    assert ear.new() == ["digest_due U0STORK"]
    run_due(storage, after(days=9, hours=20))
    assert ear.new() == []
    run_due(storage, after(days=9, hours=21))
    assert ear.new() == ["digest_due U0STORK"]


def test_an_unchanged_digest_keeps_its_period_when_the_policy_changes(
    storage: DatabaseStorage, engine: Engine
) -> None:
    digests_of(storage, DAILY)
    before = timers(engine)
    digests_of(storage, DAILY, WEEKLY, now=after(hours=30))
    assert before[0] in timers(engine)
    assert len(timers(engine)) == 2


def test_a_digest_that_left_the_policy_goes_out_no_more(
    storage: DatabaseStorage, engine: Engine, ear: Ear
) -> None:
    digests_of(storage, DAILY)
    digests_of(storage)
    run_due(storage, after(days=3))
    assert ear.new() == []
    assert timers(engine) == []


def test_what_is_unclaimed_after_its_breach_is_still_there_to_claim(
    storage: DatabaseStorage,
) -> None:
    esc = open_one(storage)
    run_due(storage, after(days=3))
    Hand(storage, HERON).claim(esc, after(days=3))
    assert case(storage, esc).owner == HERON


def test_the_next_timer_is_the_one_that_is_due_first_of_all_and_of_a_case(
    storage: DatabaseStorage,
) -> None:
    first, second = EscalationId(1), EscalationId(2)
    soon, late = after(minutes=5), after(days=2)
    plan(
        storage,
        Communicate(late, second),
        OfferLapse(after(hours=1), second),
        PlannedDigest(soon, "U0STORK", NOON),
        Communicate(late, first),
    )
    with storage.read() as work:
        of_all, *of_each = (work.timers.next(esc) for esc in (None, first, second))
        of_none = work.timers.next(EscalationId(3))

    assert of_all == PlannedDigest(soon, "U0STORK", NOON)
    assert of_each == [Communicate(late, first), OfferLapse(after(hours=1), second)]
    assert of_none is None


def test_looking_at_the_next_timer_leaves_it_to_be_fired(storage: DatabaseStorage) -> None:
    plan(storage, Communicate(after(), EscalationId(1)))
    with storage.read() as work:
        seen = [work.timers.next() for _ in range(2)]

    assert seen[0] == seen[1] is not None
    assert run_due(storage, after()).count == 1
    with storage.read() as work:
        assert work.timers.next() is None
