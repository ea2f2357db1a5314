"""Marking a reversal carried out: since when it is so, and where that can be seen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.case.decision import SEEN_AT_LIMIT, Effect
from bot.case.errors import Fault, RefusalCode, Refused, at_fault, check_text
from bot.case.identifiers import EscalationId
from bot.case.people import Actor
from bot.case.states import ToDo
from bot.case.transitions import Move
from bot.casework.approach import allowed, approach
from bot.casework.record import case_changed, record
from bot.casework.requesters import raised_by
from bot.casework.settling import settle
from bot.events import DecisionCarriedOut
from bot.notices import CarriedOut, Milestones
from bot.ports import Receipt, Work


@dataclass(frozen=True, slots=True)
class CarriedOutRequest:
    """What was decided is so: since when (None: not said), and where it can be seen. `decision` is
    the one that the form was about."""

    actor: Actor
    escalation_id: EscalationId
    given_at: datetime | None
    seen_at: str
    decision: int | None = None


def mark_carried_out(work: Work, request: CarriedOutRequest, now: datetime) -> Receipt:
    """Records that a reversal is carried out, and closes the case where its parties were told.

    Raises Refused naming the fields at fault, and where there is nothing to carry out, somebody has
    said so already or the decision was corrected since.
    """
    case = approach(work, request.escalation_id, request.actor)
    allowed(work, case, Move.MARK_CARRIED_OUT)
    before = case.escalation
    decision = work.decisions.latest(before.id)
    assert decision is not None, "a decided case has a decision"
    if request.decision is not None and request.decision != decision.id:
        raise Refused(
            f"The decision on {before.reference} has been corrected since. Look at the new one, "
            "then say again what was carried out.",
            code=RefusalCode.NO_LONGER_SO,
        )
    if not before.is_to_be_carried_out:
        done = work.decisions.effect(decision.id) is not None
        words = "is carried out already" if done else "reverses nothing, so there is nothing to do"
        code = RefusalCode.ALREADY_SO if done else RefusalCode.WRONG_STATE
        raise Refused(f"{before.reference} {words}.", code=code)
    faults = check_text(
        "seen_at", request.seen_at, SEEN_AT_LIMIT, missing="Say where it can be seen."
    )
    given_at = request.given_at
    if given_at is None:
        faults["given_at"] = Fault(RefusalCode.REQUIRED, "Say since when it is so.")
    elif given_at > now:
        faults["given_at"] = Fault(RefusalCode.INVALID, "That is still to come.")
    elif given_at < before.opened_at.replace(second=0, microsecond=0):
        # A form says whole minutes.
        words = "That is before the case was raised."
        faults["given_at"] = Fault(RefusalCode.INVALID, words)
    if faults or given_at is None:
        raise at_fault(faults, "It can't be recorded yet: ")
    work.decisions.give_effect(
        Effect(decision.id, before.id, case.actor.user, now, given_at, request.seen_at)
    )
    after = settle(work, before, case.actor, now, ToDo.CARRY_OUT)
    event = DecisionCarriedOut(given_at)
    record(work, before.id, now, event, by=case.actor, why=request.seen_at)
    people = [user for user in raised_by(work, before) if user != case.actor.user]
    told = [CarriedOut(user, before.id, decision.id) for user in people]
    said = Milestones(before.id, (now.isoformat(),))
    case_changed(work, before.id, case.actor.user, said, *told)
    rest = " and closed" if after.is_closed else ". It's closed once its party is told"
    return Receipt(f"{before.reference} is carried out{rest}.", before.id)
