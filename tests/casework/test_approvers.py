"""Who is asked to approve a decision: one after the other, and then all; who is away, outside their
hours or has a conflict is passed over."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import Engine

from bot.case.identifiers import EscalationId, UserId
from bot.due.timers import run_due
from bot.notices import ApprovalWanted, NobodyToApprove, Reminders
from bot.policy import ClockKind, Policy
from bot.rotation.choice import Exclusion
from storage.work import DatabaseStorage
from tests.support.approvals import approved, asked_of, review_of, with_approvals
from tests.support.factories import (
    CRANE,
    EGRET,
    FINCH,
    HERON,
    NOON,
    STORK,
    WREN,
    Hand,
    after,
    open_one,
    policy,
    settle,
)
from tests.support.looking import notices

MINUTE = timedelta(minutes=1)


def written(
    storage: DatabaseStorage, rules: Policy | None = None, now: datetime = NOON
) -> EscalationId:
    """A P1 whose decision Heron has written: its first response is due in half an hour."""
    settle(storage, rules or with_approvals(policy()))
    return decided(storage, now)


def decided(storage: DatabaseStorage, now: datetime) -> EscalationId:
    number = open_one(storage, priority="P1", now=now)
    Hand(storage, HERON).claim(number, now)
    Hand(storage, HERON).decide(number, now)
    return number


def told(engine: Engine) -> list[UserId]:
    """Who got a note that they are asked, in order."""
    return [n.to for n in notices(engine) if isinstance(n, ApprovalWanted)]


def pass_time(storage: DatabaseStorage, until: datetime, now: datetime = NOON) -> None:
    while now < until:
        now += MINUTE
        run_due(storage, now)


def test_one_is_asked_at_a_time_and_then_all(storage: DatabaseStorage, engine: Engine) -> None:
    number = written(storage)

    assert asked_of(storage, number) == (CRANE,)
    pass_time(storage, after(minutes=16))
    assert asked_of(storage, number) == (EGRET,)
    pass_time(storage, after(minutes=31), after(minutes=16))
    assert asked_of(storage, number) == (STORK,)
    pass_time(storage, after(minutes=46), after(minutes=31))
    assert set(asked_of(storage, number)) == {CRANE, EGRET, STORK}
    assert told(engine) == [CRANE, EGRET, STORK], "a note each, once"


def test_the_approver_that_a_case_names_is_asked_first(storage: DatabaseStorage) -> None:
    settle(storage, with_approvals(policy()))
    number = open_one(storage, priority="P1")
    with storage.begin() as work:
        e = work.escalations.peek(number)
        assert e is not None
        work.escalations.save(replace(e, answers={"approver": EGRET}))
    Hand(storage, HERON).claim(number, NOON)
    Hand(storage, HERON).decide(number, NOON)

    assert asked_of(storage, number) == (EGRET,), "CRANE comes first in the rotation"


def test_who_was_passed_over_may_approve_all_the_same(storage: DatabaseStorage) -> None:
    number = written(storage)
    pass_time(storage, after(minutes=16))

    approved(Hand(storage, CRANE), number, after(minutes=17))


def test_the_turn_goes_round(storage: DatabaseStorage, engine: Engine) -> None:
    for turn in range(4):
        now = NOON + turn * MINUTE
        number = written(storage, now=now) if turn == 0 else decided(storage, now)
        approved(Hand(storage, asked_of(storage, number)[0]), number, now)

    assert told(engine) == [CRANE, EGRET, STORK, CRANE]


def test_who_is_away_is_not_asked_and_who_goes_away_is_followed(storage: DatabaseStorage) -> None:
    settle(storage, with_approvals(policy()))
    Hand(storage, CRANE).go_away(NOON, after(days=2))
    number = decided(storage, NOON)

    assert asked_of(storage, number) == (EGRET,)
    Hand(storage, EGRET).go_away(after(minutes=2), after(days=2))
    run_due(storage, after(minutes=3))
    assert asked_of(storage, number) == (STORK,)


def test_who_is_outside_their_hours_is_asked_once_they_are_in_them(
    storage: DatabaseStorage,
) -> None:
    plain = policy()
    levels = {
        kind: {p: replace(level, clock=ClockKind.OFFICE) for p, level in of_kind.items()}
        for kind, of_kind in plain.service_levels.items()
    }
    shut = replace(plain.offices["copenhagen"], name="shut", hours={"tue": ("15:00-16:00",)})
    first = plain.queues["executive"]
    rotation = tuple(replace(m, office="shut") if m.user == CRANE else m for m in first.rotation)
    rules = replace(
        plain,
        service_levels=levels,
        offices={**plain.offices, "shut": shut},
        queues={"executive": replace(first, rotation=rotation)},
    )
    number = written(storage, with_approvals(rules, people=[CRANE]))

    assert asked_of(storage, number) == ()
    run_due(storage, after(hours=2, minutes=1))
    assert asked_of(storage, number) == (CRANE,)


def test_who_decided_what_is_contested_is_never_asked(storage: DatabaseStorage) -> None:
    settle(storage, with_approvals(policy()))
    number = open_one(storage, priority="P1")
    with storage.begin() as work:
        work.exclusions.add(number, Exclusion("made the decision under appeal", CRANE), None, NOON)
    Hand(storage, HERON).claim(number, NOON)
    Hand(storage, HERON).decide(number, NOON)

    pass_time(storage, after(minutes=60))
    assert CRANE not in review_of(storage, number).was_asked


def test_where_nobody_can_be_asked_the_managers_are_told_once_and_somebody_is_as_soon_as_one_can(
    storage: DatabaseStorage, engine: Engine
) -> None:
    settle(storage, with_approvals(policy(), people=[FINCH]))
    Hand(storage, STORK).go_away(NOON, after(days=2), user=FINCH)
    number = decided(storage, NOON)
    pass_time(storage, after(minutes=50))

    assert [n.to for n in notices(engine) if isinstance(n, NobodyToApprove)] == [STORK]
    Hand(storage, STORK).come_back(after(minutes=51), user=FINCH)
    run_due(storage, after(minutes=52))
    assert asked_of(storage, number) == (FINCH,)


def test_the_resolution_clock_reminds_who_approves_and_not_who_wrote_it(
    storage: DatabaseStorage, engine: Engine
) -> None:
    number = written(storage, with_approvals(policy(), people=[CRANE]))
    pass_time(storage, after(hours=5))

    reminded = {
        n.to
        for n in notices(engine)
        if isinstance(n, Reminders) and n.nudges[0].about == "resolution:half"
    }
    assert review_of(storage, number).is_open
    assert reminded == {CRANE}
    assert WREN not in told(engine)
