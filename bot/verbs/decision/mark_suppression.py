"""Marking a legal letter as one that threatens over a genuine review."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from bot.case.errors import RefusalCode, Refused
from bot.case.identifiers import EscalationId
from bot.case.people import Actor
from bot.case.permissions import suits
from bot.case.transitions import Move
from bot.casework.approach import allowed, approach
from bot.casework.record import case_changed, record
from bot.events import SuppressionMarked
from bot.ports import Receipt, Work


@dataclass(frozen=True, slots=True)
class SuppressionRequest:
    """Somebody marks a letter as suppression, or takes the mark off again."""

    actor: Actor
    escalation_id: EscalationId


def mark_suppression(work: Work, request: SuppressionRequest, now: datetime) -> Receipt:
    """Marks it, or takes the mark off where it has one. Raises Refused."""
    case = approach(work, request.escalation_id, request.actor)
    allowed(work, case, Move.MARK_SUPPRESSION)
    before = case.escalation
    if not suits(Move.MARK_SUPPRESSION, before):
        words = f"{before.reference} is no legal letter, so it can't be marked as suppression."
        raise Refused(words, code=RefusalCode.INVALID)
    is_one = not before.is_suppression
    work.escalations.save(replace(before, is_suppression=is_one))
    record(work, before.id, now, SuppressionMarked(is_one), by=request.actor)
    case_changed(work, before.id, request.actor.user)
    done = "is marked as suppression" if is_one else "isn't marked as suppression any more"
    return Receipt(f"{before.reference} {done}.", before.id)
