"""Closing a decided case whose party may not be told, with the reason on record. A reversal has to
be carried out first."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from bot.case.decision import Withholding
from bot.case.errors import RefusalCode, Refused, at_fault, check_text
from bot.case.identifiers import EscalationId
from bot.case.people import Actor
from bot.case.states import ToDo
from bot.case.transitions import Move
from bot.casework.approach import allowed, approach
from bot.casework.news import listeners
from bot.casework.record import case_changed, record
from bot.casework.settling import settle
from bot.events import PartyNotTold
from bot.notices import ClosedUntold
from bot.ports import Receipt, Work


@dataclass(frozen=True, slots=True)
class UntoldRequest:
    """Nobody is to be told of a decision, for this reason. `decision` is the one that the form was
    about; None: whichever stands."""

    actor: Actor
    escalation_id: EscalationId
    reason: str
    decision: int | None = None


def close_untold(work: Work, request: UntoldRequest, now: datetime) -> Receipt:
    """Records why the party is not told of the decision, and closes the case where nothing is left
    to be carried out. Who raised it is told, as they are of every end.

    Raises Refused naming the field at fault, where the party may be told or was, and where the
    decision was corrected since.
    """
    case = approach(work, request.escalation_id, request.actor)
    allowed(work, case, Move.CLOSE_UNTOLD)
    before, by = case.escalation, request.actor.user
    decision = work.decisions.latest(before.id)
    assert decision is not None, "a decided case has a decision"
    if request.decision is not None and request.decision != decision.id:
        raise Refused(
            f"The decision on {before.reference} has been corrected since. Look at the new one, "
            "then close it.",
            code=RefusalCode.NO_LONGER_SO,
        )
    if before.silence is None:
        raise Refused(
            f"The party of {before.reference} may be told: tell them, then mark it communicated.",
            code=RefusalCode.WRONG_STATE,
        )
    if not before.is_untold:
        done = "It's on record why" if before.close_note else "Its party has been told"
        words = f"{done}. {before.reference} is still to be carried out."
        raise Refused(words, code=RefusalCode.ALREADY_SO)
    if faults := check_text("reason", request.reason, missing="Say why they may not be told."):
        raise at_fault(faults)
    work.decisions.withhold(Withholding(decision.id, before.id, by, now, request.reason))
    noted = replace(before, close_note=request.reason)
    after = settle(work, noted, case.actor, now, ToDo.TELL, ToDo.TELL_OTHER)
    record(work, before.id, now, PartyNotTold(), by=case.actor, why=request.reason)
    told = listeners(work, case.served_by, before, by, now) if after.is_closed else ()
    notes = (ClosedUntold(one.to, before.id, by, one.in_place_of) for one in told)
    case_changed(work, before.id, by, *notes)
    how = "is closed untold" if after.is_closed else "is closed once it's carried out"
    return Receipt(f"{before.reference} {how}.", before.id)
