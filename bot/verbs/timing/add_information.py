"""Who raised a case adds something to it: it goes to its thread and its owner, as theirs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.case.errors import at_fault, check_text
from bot.case.escalation import Escalation
from bot.case.identifiers import EscalationId
from bot.case.people import Actor
from bot.case.permissions import Roles, check_raised
from bot.case.spoken import spoken
from bot.casework.approach import approach
from bot.casework.exchange import tell_owner
from bot.casework.record import record
from bot.casework.waiting import is_answer, requester_answered
from bot.events import InformationAdded
from bot.notices import Added
from bot.ports import Receipt, Work

INFORMATION_LIMIT = 3000


@dataclass(frozen=True, slots=True)
class InformationRequest:
    """Somebody adds something to what they raised."""

    actor: Actor
    escalation_id: EscalationId
    text: str


def check_may_add(escalation: Escalation, who: Roles) -> None:
    """Raises Refused for whose case it isn't, and once it is closed."""
    check_raised(escalation, who, "add to it")


def add_information(work: Work, request: InformationRequest, now: datetime) -> Receipt:
    """Puts it on the timeline and into the thread; it answers a wait as a word there does, and
    reaches the owner quoted. Raises Refused."""
    case = approach(work, request.escalation_id, request.actor)
    e, by = case.escalation, request.actor
    check_may_add(e, case.who)
    if faults := check_text("text", request.text, INFORMATION_LIMIT, missing="Write what's new."):
        raise at_fault(faults)
    record(work, e.id, now, InformationAdded(), by=by, why=request.text)
    work.outbox.put(Added(e.id, by.user, request.text))
    words = spoken(by.user, request.text)
    if is_answer(e, by.user):
        requester_answered(work, e, case.served_by, by, now, words.text)
    elif e.holder is not None:
        tell_owner(work, e, case.served_by, words, now)
    return Receipt(f"It's in the thread of {e.reference}.", e.id)
