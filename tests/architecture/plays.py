"""What can happen to a case, as scenes of notices and of forms play it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

from bot.case.identifiers import EscalationId, UserId
from bot.case.priority import Priority
from bot.due.timers import run_due
from bot.policy import Policy, ServiceLevel, Team
from bot.reminders.timers import EmbargoOver
from bot.verbs.settings.adopt_policy import adopt_policy
from tests.architecture.stage import Stage
from tests.support import of_kinds
from tests.support.factories import (
    CRANE,
    FINCH,
    HERON,
    REVERSED,
    ROTATION,
    STORK,
    WREN,
    case,
    duration,
    policy,
)
from tests.support.offices import office_policy

Play = Callable[[Stage, EscalationId], None]
_OTHERWISE = {"why_otherwise": "What they sent since shows it."}
"""Asked of who decides otherwise than was decided lately."""


def _nothing(_stage: Stage, _case: EscalationId) -> None:
    pass


def claim(stage: Stage, case: EscalationId) -> None:
    stage.hand(HERON).claim(case, stage.now)


def claim_by_another(stage: Stage, case: EscalationId) -> None:
    stage.hand(CRANE).claim(case, stage.now)


def claim_by_manager(stage: Stage, case: EscalationId) -> None:
    stage.hand(STORK).claim(case, stage.now)


def assign(stage: Stage, case: EscalationId) -> None:
    stage.assign(STORK, case, CRANE)


def take_over(stage: Stage, case: EscalationId) -> None:
    claim(stage, case)
    stage.take_over(STORK, case)


def release(stage: Stage, case: EscalationId) -> None:
    stage.hand(STORK).release(case, stage.now)


def hand_over(stage: Stage, case: EscalationId) -> None:
    claim(stage, case)
    stage.hand_over(HERON, case, CRANE)


def hand_over_to_crane(stage: Stage, case: EscalationId) -> None:
    stage.hand_over(HERON, case, CRANE)


def stand_back(stage: Stage, case: EscalationId) -> None:
    stage.stand_back(HERON, case)


def decide(stage: Stage, case: EscalationId) -> None:
    stage.decide(HERON, case)


def decide_by_email(stage: Stage, case: EscalationId) -> None:
    stage.decide(HERON, case, told_through="email")


def what_is_due(stage: Stage, _case: EscalationId) -> None:
    run_due(stage.storage, stage.now)


def joined_by(user: UserId) -> Play:
    """As nobody can join a case yet."""

    def play(stage: Stage, number: EscalationId) -> None:
        with stage.storage.begin() as work:
            found = work.escalations.get(number)
            assert found is not None
            work.escalations.save(replace(found, co_requesters=(user,)))

    return play


def claim_and_decide(stage: Stage, case: EscalationId) -> None:
    claim(stage, case)
    decide(stage, case)


def communicate(stage: Stage, case: EscalationId) -> None:
    stage.hand(HERON).mark_communicated(case, stage.now)


def reverse(stage: Stage, case: EscalationId) -> None:
    stage.decide(HERON, case, **REVERSED, **_OTHERWISE)


def reverse_by_email(stage: Stage, case: EscalationId) -> None:
    stage.decide(HERON, case, **REVERSED, **_OTHERWISE, told_through="email")


def restricted(stage: Stage, case: EscalationId) -> None:
    """The circle is closed around it."""
    with stage.storage.begin() as work:
        found = work.escalations.get(case)
        assert found is not None
        work.escalations.save(replace(found, confidentiality="restricted"))


def carry_out(stage: Stage, case: EscalationId) -> None:
    stage.hand(HERON).mark_carried_out(case, stage.now)


def requester_tells(stage: Stage, case: EscalationId) -> None:
    with stage.storage.read() as work:
        decision = work.decisions.latest(case)
    assert decision is not None
    stage.hand(WREN).customer_told(case, decision.id, stage.now)


def requester_adds(stage: Stage, case: EscalationId) -> None:
    stage.adds(WREN, case)


def asks_for(priority: str, answer: bool | None = None) -> Play:
    """The requester asks for a priority; the owner says yes or no to it, or nothing."""

    def play(stage: Stage, case: EscalationId) -> None:
        stage.asks_for(WREN, case, priority, answer)

    return play


def close(stage: Stage, case: EscalationId) -> None:
    claim_and_decide(stage, case)
    communicate(stage, case)
    carry_out_if_needed(stage, case)


def carry_out_if_needed(stage: Stage, case: EscalationId) -> None:
    with stage.storage.read() as work:
        found = work.escalations.peek(case)
    if found is not None and found.is_to_be_carried_out:
        carry_out(stage, case)


def withdraw(stage: Stage, case: EscalationId) -> None:
    stage.withdraw(WREN, case)


def reopen(stage: Stage, case: EscalationId) -> None:
    stage.reopen(WREN, case)


def reopen_for_them(stage: Stage, case: EscalationId) -> None:
    stage.reopen(HERON, case)


def wait(stage: Stage, case: EscalationId) -> None:
    stage.wait(HERON, case)


def resume(stage: Stage, case: EscalationId) -> None:
    stage.resume(STORK, case)


def consult(stage: Stage, case: EscalationId) -> None:
    stage.consult(HERON, case)


def consult_person(stage: Stage, case: EscalationId) -> None:
    stage.consult(HERON, case, "Trust & Safety")


def team_answers(stage: Stage, case: EscalationId) -> None:
    stage.answer(FINCH, case)


def with_teams() -> Policy:
    """A team with a channel, another of one person."""
    desk, person = Team("legal", "C0LEGALDESK"), Team("Trust & Safety", people=(FINCH,))
    return replace(policy(), teams={"legal": desk, "Trust & Safety": person})


def requester_answers(stage: Stage, case: EscalationId) -> None:
    stage.writes(WREN, case)


def owner_writes(stage: Stage, case: EscalationId) -> None:
    stage.writes(HERON, case)


def priority(value: str) -> Play:
    return lambda stage, case: stage.change_priority(STORK, case, value)


def deadline(ahead: timedelta) -> Play:
    """A manager sets or moves the legal deadline."""
    return lambda stage, case: stage.set_deadline(STORK, case, ahead)


def off_the_rotation(user: UserId) -> Play:
    """The policy takes somebody off."""

    def play(stage: Stage, _case: EscalationId) -> None:
        rest = [member for member in ROTATION if member != user]
        with stage.storage.begin() as work:
            adopt_policy(work, policy(rest), STORK, stage.now)

    return play


def on_the_rotation(stage: Stage, _case: EscalationId) -> None:
    with stage.storage.begin() as work:
        adopt_policy(work, policy(), STORK, stage.now)


def after(wait: timedelta) -> Play:
    """So long after the case was raised."""
    return lambda stage, number: stage.wait_until(case(stage.storage, number).opened_at + wait)


def then(*plays: Play) -> Play:
    def play(stage: Stage, case: EscalationId) -> None:
        for each in plays:
            each(stage, case)

    return play


def away(
    user: UserId, *, by: UserId | None = None, cover: UserId | None = None, days: int | None = 7
) -> Play:
    """Somebody goes away, or a manager puts them away."""
    ahead = timedelta(days=days) if days is not None else None
    return lambda stage, _case: stage.go_away(by or user, user, ahead, cover)


def back(user: UserId, *, by: UserId | None = None) -> Play:
    return lambda stage, _case: stage.come_back(by or user, user)


def leaves(user: UserId, **is_now: bool | str) -> Play:
    return lambda stage, _case: stage.leaves(user, **is_now)


def is_reached(user: UserId) -> Play:
    return lambda stage, _case: stage.is_reached(user)


def with_updates() -> Policy:
    """One in which an update is promised every two hours."""
    told = policy()
    every = duration(timedelta(hours=2))
    levels = {p: replace(level, update_every=every) for p, level in levels_of(told).items()}
    return replace(told, service_levels={"executive": levels})


def across_the_sea(*rotation: tuple[UserId, str]) -> Policy:
    """Offices that close, and targets that count all hours."""
    return office_policy(*rotation, levels=levels_of(policy()))


def levels_of(told: Policy) -> Mapping[Priority, ServiceLevel]:
    return told.service_levels["executive"]


def of_an_authority(stage: Stage, case: EscalationId) -> None:
    """It is an authority's request."""
    _is(stage, case, kind="authority")


def silence(stage: Stage, case: EscalationId) -> None:
    of_kinds.silence(stage.hand(STORK), case, stage.now)


def untold(stage: Stage, case: EscalationId) -> None:
    of_kinds.untold(stage.hand(HERON), case, stage.now)


def lifted(stage: Stage, case: EscalationId) -> None:
    of_kinds.silence(stage.hand(STORK), case, stage.now, may_be_told=True)


def embargo(stage: Stage, case: EscalationId) -> None:
    """It is hidden until now."""
    _is(stage, case, embargo_until=stage.now, confidentiality="embargoed")
    with stage.storage.begin() as work:
        work.timers.plan([EmbargoOver(stage.now, case)])


def _is(stage: Stage, case: EscalationId, **fields: Any) -> None:
    with stage.storage.begin() as work:
        found = work.escalations.get(case)
        assert found is not None
        work.escalations.save(replace(found, **fields))
