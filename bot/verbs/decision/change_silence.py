"""Whether the impacted party may be told: an authority can forbid it, and lift that again."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from bot.case.errors import RefusalCode, Refused, at_fault, check_text
from bot.case.escalation import Silence
from bot.case.identifiers import EscalationId
from bot.case.people import Actor
from bot.case.permissions import suits
from bot.case.states import ToDo
from bot.case.transitions import Move
from bot.casework.approach import allowed, approach
from bot.casework.news import listeners
from bot.casework.record import case_changed, record
from bot.casework.requesters import raised_by
from bot.events import SilenceBegun, SilenceEnded
from bot.notices import Decided, Notice, SilenceChanged
from bot.ports import Receipt, Work


@dataclass(frozen=True, slots=True)
class SilenceRequest:
    """Somebody says that the party may be told from now on, or may not, and why."""

    actor: Actor
    escalation_id: EscalationId
    may_be_told: bool
    reason: str


def change_silence(work: Work, request: SilenceRequest, now: datetime) -> Receipt:
    """Bars every message to the party, or no longer does, with the date and the reason on record.

    Raises Refused naming the field at fault, and where it is so already.
    """
    case = approach(work, request.escalation_id, request.actor)
    allowed(work, case, Move.CHANGE_SILENCE)
    before, by = case.escalation, request.actor.user
    if not suits(Move.CHANGE_SILENCE, before):
        words = f"{before.reference} is no request of an authority: its party may be told."
        raise Refused(words, code=RefusalCode.INVALID)
    if faults := check_text("reason", request.reason, missing="Say who has said so, and where."):
        raise at_fault(faults)
    if request.may_be_told is (before.silence is None):
        how = "may be told" if request.may_be_told else "may not be told"
        raise Refused(
            f"The party of {before.reference} {how} already.", code=RefusalCode.ALREADY_SO
        )
    silence = None if request.may_be_told else Silence(now, by, request.reason)
    decision = work.decisions.latest(before.id)
    after = replace(before, silence=silence)
    if silence is None and before.close_note:
        # It was on record why nobody is told, and what is reversed is still to be carried out.
        after = replace(after, still_to_do=(ToDo.TELL, *before.still_to_do), close_note="")
    work.escalations.save(after)
    event = SilenceEnded() if silence is None else SilenceBegun()
    record(work, before.id, now, event, by=request.actor, why=request.reason)
    told = listeners(work, case.served_by, before, by, now)
    at = now.isoformat()
    notes: list[Notice] = [
        SilenceChanged(one.to, before.id, by, request.may_be_told, at, one.in_place_of)
        for one in told
    ]
    if silence is None and after.is_untold and decision is not None:
        # What they were not to tell the customer they may now.
        notes += [Decided(user, before.id, decision.id) for user in raised_by(work, before)]
    case_changed(work, before.id, by, *notes)
    how = "may be told now" if request.may_be_told else "may not be told"
    return Receipt(f"The party of {before.reference} {how}.", before.id)
