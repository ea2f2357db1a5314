"""Handing a case over: the person asked accepts by claiming it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.case.errors import Fault, RefusalCode, at_fault, check_text
from bot.case.escalation import HandOver
from bot.case.identifiers import EscalationId, UserId
from bot.case.people import Actor
from bot.case.transitions import Move, Role
from bot.casework.absences import zone_of
from bot.casework.approach import Case, allowed, approach, namer
from bot.casework.assignment import conflict_of, no_longer_asked
from bot.casework.queues import policy_in_force
from bot.casework.receiving import away_words, check_may_have
from bot.casework.record import case_changed, record
from bot.events import ConflictOverridden, HandOverAsked
from bot.notices import HandedOver
from bot.ports import Receipt, Work
from bot.service_levels.hours import working_hours


@dataclass(frozen=True, slots=True)
class HandOverRequest:
    """Somebody asks another person to take a case over, with a note. `overrides`: in spite of a
    conflict of interest, of which the note is the reason."""

    actor: Actor
    escalation_id: EscalationId
    to: UserId
    note: str = ""
    overrides: bool = False


def hand_over(work: Work, request: HandOverRequest, now: datetime) -> Receipt:
    """Asks another person to take the case; the owner stays responsible until they claim it.

    Raises Refused for a hand-over to the owner, to somebody outside the queue, its class or the
    workspace, or away, and to somebody with a conflict of interest, unless a manager overrides it.
    """
    case = approach(work, request.escalation_id, request.actor)
    allowed(work, case, Move.HAND_OVER)
    before, to = case.escalation, request.to
    _check_receiver(work, case, to, now)
    conflict = _overridden(work, case, request)
    if faults := check_text("note", request.note):
        raise at_fault(faults)
    asked = HandOver(to, request.actor.user, request.note, now, overrides=bool(conflict))
    after = before.asked_over(asked)
    work.escalations.save(after)
    why = request.note
    record(work, before.id, now, HandOverAsked(to), by=request.actor, why=why)
    if conflict:
        overridden = ConflictOverridden(to, conflict)
        record(work, before.id, now, overridden, by=request.actor, why=why)
    case_changed(work, before.id, request.actor.user, HandedOver(to, before.id, request.actor.user))
    no_longer_asked(work, before, after, request.actor.user)
    name = namer(work)(to)
    return Receipt(
        f"{name} has been asked to take over {before.reference}.{_out_of_hours(work, to, now)} It "
        "stays with its owner until they claim it.",
        before.id,
    )


def _out_of_hours(work: Work, to: UserId, now: datetime) -> str:
    """That it's no hour of theirs, and what time it is there."""
    if working_hours(policy_in_force(work), to, work.people.get(to)).is_open(now):
        return ""
    return f" It's {now.astimezone(zone_of(work, to)):%H:%M} where they are."


def _check_receiver(work: Work, case: Case, to: UserId, now: datetime) -> None:
    code, words = RefusalCode.ALREADY_SO, ""
    if to == case.escalation.owner:
        words = "It's already theirs: hand it over to somebody else."
        if to == case.actor.user:
            words = "It's already yours: hand it over to somebody else."
    else:
        check_may_have(work, case, to, "handed")
        if away := away_words(work, case, to, now):
            code, words = RefusalCode.AWAY, f"{namer(work)(to)} {away}: choose somebody else."
    if words:
        raise at_fault({"to": Fault(code, words)})


def _overridden(work: Work, case: Case, request: HandOverRequest) -> str:
    """The conflict that a manager overrides, '' where there is none. Raises Refused unless they
    may, and say why."""
    conflict = conflict_of(work, case, request.to)
    if not conflict:
        return ""
    may = Role.MANAGER in case.who.roles and request.to != case.actor.user
    if not request.overrides or not may:
        words = f"They have a conflict of interest: {conflict}. Choose somebody else"
        hint = ", or tick below that it is handed over in spite of that." if may else "."
        raise at_fault({"to": Fault(RefusalCode.CONFLICT_OF_INTEREST, words + hint)})
    if not request.note:
        words = "Say why it goes to somebody with a conflict of interest."
        raise at_fault({"note": Fault(RefusalCode.REQUIRED, words)})
    return conflict
