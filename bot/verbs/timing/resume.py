"""Taking a waiting case up again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.case.identifiers import EscalationId
from bot.case.people import Actor
from bot.case.transitions import Move
from bot.casework.approach import allowed, approach
from bot.casework.waiting import end_wait
from bot.ports import Receipt, Work


@dataclass(frozen=True, slots=True)
class ResumeRequest:
    """Somebody takes a waiting case up again."""

    actor: Actor
    escalation_id: EscalationId


def resume(work: Work, request: ResumeRequest, now: datetime) -> Receipt:
    """Takes a waiting case up again before its date. Raises Refused."""
    case = approach(work, request.escalation_id, request.actor)
    allowed(work, case, Move.RESUME)
    before = case.escalation
    end_wait(work, before, case.served_by, now, by=request.actor, why="resumed")
    return Receipt(f"{before.reference} no longer waits.", before.id)
