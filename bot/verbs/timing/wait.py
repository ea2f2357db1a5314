"""Having a case wait on a party until a date."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.case.errors import Fault, RefusalCode, at_fault, check_text
from bot.case.escalation import Party, Wait
from bot.case.identifiers import EscalationId
from bot.case.people import Actor
from bot.case.transitions import Move
from bot.casework.approach import allowed, approach
from bot.casework.news import listeners
from bot.casework.record import case_changed, record
from bot.casework.service_clocks import pause_clocks
from bot.events import WaitBegun
from bot.notices import Waiting
from bot.ports import Receipt, Work
from bot.reminders.about import Topic
from bot.reminders.timers import WaitOver

LONGEST_WAIT = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class WaitRequest:
    """Somebody has a case wait: on whom (a Party's value), for what, until when."""

    actor: Actor
    escalation_id: EscalationId
    on: str
    for_what: str
    until: datetime | None


def wait(work: Work, request: WaitRequest, now: datetime) -> Receipt:
    """Has the case wait: its update and resolution clocks stand still until it comes back.

    Raises Refused naming the fields at fault.
    """
    case = approach(work, request.escalation_id, request.actor)
    allowed(work, case, Move.WAIT)
    before = case.escalation
    party, until = _checked(request, now)
    waits = Wait(party, request.for_what, until, now, request.actor.user)
    pause_clocks(work, before, waits, now)
    # An earlier wait's end may not have been said yet, and is no news any more.
    work.timers.cancel_nudges(before.id, Topic.WAIT)
    work.timers.plan([WaitOver(until, before.id)])
    work.escalations.save(before.waiting(waits))
    begun = WaitBegun(party, until)
    record(work, before.id, now, begun, by=request.actor, why=request.for_what)
    told = listeners(work, case.served_by, before, request.actor.user, now)
    notes = (Waiting(one.to, before.id, now.isoformat(), one.in_place_of) for one in told)
    case_changed(work, before.id, request.actor.user, *notes)
    return Receipt(f"{before.reference} waits on {party.words}.", before.id)


def _checked(request: WaitRequest, now: datetime) -> tuple[Party, datetime]:
    faults: dict[str, Fault] = {}
    party = next((p for p in Party if p.value == request.on), None)
    if party is None:
        words = "Say on whom it waits: " + ", ".join(p.value for p in Party) + "."
        faults["on"] = Fault(RefusalCode.INVALID, words)
    faults |= check_text("for_what", request.for_what, missing="Say what was asked of them.")
    if request.until is None:
        faults["until"] = Fault(RefusalCode.REQUIRED, "Say until when.")
    elif request.until <= now:
        words = "That's already past. Say when their answer is expected."
        faults["until"] = Fault(RefusalCode.IN_THE_PAST, words)
    elif request.until > now + LONGEST_WAIT:
        words = "A year is the longest a case can wait."
        faults["until"] = Fault(RefusalCode.TOO_FAR, words)
    if faults or party is None or request.until is None:
        raise at_fault(faults)
    return party, request.until
