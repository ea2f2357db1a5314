"""Having a case wait on a party until a date."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.case.errors import Refused
from bot.case.escalation import Party, Wait
from bot.case.identifiers import EscalationId
from bot.case.people import Actor
from bot.case.transitions import Move
from bot.casework.approach import allowed, approach
from bot.casework.record import changed, note
from bot.casework.service_clocks import pause_clocks
from bot.notices import Waiting
from bot.ports import Receipt, Work
from bot.reminders.about import Subject
from bot.reminders.timers import WaitOver

FOR_WHAT_LIMIT = 1000


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
    work.timers.cancel_nudges(before.id, Subject.WAIT)
    work.timers.plan([WaitOver(until, before.id)])
    work.escalations.save(before.waiting(waits))
    details = {"on": party.value, "until": until.isoformat()}
    note(work, before.id, now, "waits", by=request.actor, why=request.for_what, details=details)
    told = sorted(filter(None, {before.requester, before.owner} - {request.actor.user}))
    notes = (Waiting(to, before.id, now.isoformat()) for to in told)
    changed(work, before.id, request.actor.user, *notes)
    return Receipt(f"{before.reference} waits on {party.words}.", before.id)


def _checked(request: WaitRequest, now: datetime) -> tuple[Party, datetime]:
    faults: dict[str, str] = {}
    party = next((p for p in Party if p.value == request.on), None)
    if party is None:
        faults["on"] = "Say on whom it waits: " + ", ".join(p.value for p in Party) + "."
    if not request.for_what:
        faults["for_what"] = "Say what was asked of them."
    elif len(request.for_what) > FOR_WHAT_LIMIT:
        faults["for_what"] = f"Keep it under {FOR_WHAT_LIMIT:,} characters."
    if request.until is None:
        faults["until"] = "Say until when."
    elif request.until <= now:
        faults["until"] = "That is already past. Say when their answer is expected."
    elif request.until > now + LONGEST_WAIT:
        faults["until"] = "A year is the longest a case can wait."
    if faults or party is None or request.until is None:
        raise Refused(" ".join(faults.values()), fields=faults)
    return party, request.until
