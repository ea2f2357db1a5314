"""Marking a decision communicated, which closes the case."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.case.decision import Communication
from bot.case.errors import RefusalCode, Refused
from bot.case.identifiers import EscalationId
from bot.case.people import Actor
from bot.case.states import CloseReason
from bot.case.transitions import Move
from bot.casework.approach import allowed, approach
from bot.casework.consults import cancel_consults
from bot.casework.record import case_changed, record
from bot.casework.requesters import channels_of
from bot.events import DecisionCommunicated
from bot.notices import Communicated
from bot.ports import Receipt, Work


@dataclass(frozen=True, slots=True)
class CommunicatedRequest:
    """The impacted party has been told."""

    actor: Actor
    escalation_id: EscalationId


def mark_communicated(work: Work, request: CommunicatedRequest, now: datetime) -> Receipt:
    """Records that the impacted party has been told of the decision, and closes the case.

    Raises Refused, also where it was to be told through a requester who has left.
    """
    case = approach(work, request.escalation_id, request.actor)
    allowed(work, case, Move.MARK_COMMUNICATED)
    before = case.escalation
    decision = work.decisions.latest(before.id)
    assert decision is not None, "a decided case has a decision"
    through = decision.told_through
    if through not in channels_of(work, before):
        raise Refused(
            f"The requester of {before.reference}, through whom the impacted party was to be told, "
            "has left the workspace. Decide again to say how they are told instead.",
            code=RefusalCode.NO_LONGER_SO,
        )
    work.decisions.communicate(
        Communication(decision.id, before.id, request.actor.user, now, through)
    )
    cancel_consults(work, before, now, request.actor)
    work.timers.cancel_all(before.id)
    work.escalations.save(before.closed(CloseReason.COMMUNICATED, now))
    record(work, before.id, now, DecisionCommunicated(through), by=request.actor)
    other = before.requester != request.actor.user
    told = [Communicated(before.requester, before.id)] if other else []
    case_changed(work, before.id, request.actor.user, *told)
    return Receipt(f"{before.reference} is communicated and closed.", before.id)
