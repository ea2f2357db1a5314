"""Who may read a case: its class of confidentiality, and when an embargo ends."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.case.confidentiality import Confidentiality, is_wider
from bot.case.errors import Fault, RefusalCode, Refused, at_fault, check_text
from bot.case.escalation import Escalation
from bot.case.identifiers import EscalationId
from bot.case.people import Actor
from bot.case.permissions import check_wider
from bot.case.transitions import Move
from bot.casework.approach import Case, allowed, approach
from bot.casework.changed_class import follow_class
from bot.casework.keeping import gaps, why_not_kept
from bot.ports import Receipt, Work

FURTHEST = timedelta(days=10 * 366)


@dataclass(frozen=True, slots=True)
class ClassRequest:
    """Somebody gives a case another class, or its embargo another end, for a reason."""

    actor: Actor
    escalation_id: EscalationId
    confidentiality: str
    until: datetime | None
    reason: str


def change_class(work: Work, request: ClassRequest, now: datetime) -> Receipt:
    """Changes who may read the case: narrower by its owner or a manager, wider, or sooner, by a
    manager alone (rules: Sight). Its queue's channel, and that of its thread, have to keep the new
    class; whom it is offered to, or has it, and may not read it any more, loses it.

    Raises Refused naming the fields at fault, and where it is so already.
    """
    case = approach(work, request.escalation_id, request.actor)
    allowed(work, case, Move.CHANGE_CLASS)
    before = case.escalation
    class_, until = _wanted(request, now)
    if (class_, until) == (before.confidentiality, before.embargo_until):
        words = f"{before.reference} is {class_.words} already."
        raise Refused(words, code=RefusalCode.ALREADY_SO)
    if _is_wider(before, class_, until):
        check_wider(before, case.who)
    _check_kept(work, case, class_)
    after = replace(before, confidentiality=class_.value, embargo_until=until)
    follow_class(work, case, work.escalations.save(after), request.reason, now)
    return Receipt(f"{before.reference} is {class_.words} now.", before.id)


def _wanted(request: ClassRequest, now: datetime) -> tuple[Confidentiality, datetime | None]:
    """The class, and the end of its embargo if it has one. Raises Refused."""
    faults: dict[str, Fault] = {}
    class_ = next((c for c in Confidentiality if c == request.confidentiality), None)
    until = request.until if class_ is Confidentiality.EMBARGOED else None
    if class_ is None:
        faults["confidentiality"] = Fault(RefusalCode.REQUIRED, "Choose who may read it.")
    elif class_ is Confidentiality.EMBARGOED and until is None:
        faults["until"] = Fault(RefusalCode.REQUIRED, "Say when its embargo ends.")
    elif until is not None and until <= now:
        words = "That's already past. To end it now, choose who may read it instead."
        faults["until"] = Fault(RefusalCode.IN_THE_PAST, words)
    elif until is not None and until > now + FURTHEST:
        faults["until"] = Fault(RefusalCode.TOO_FAR, "That is more than ten years ahead.")
    faults |= check_text("reason", request.reason, missing="Say why: it is kept.")
    if faults or class_ is None:
        raise at_fault(faults)
    return class_, until


def _is_wider(before: Escalation, class_: Confidentiality, until: datetime | None) -> bool:
    """Whether more people may read it than before, or sooner."""
    was, until_then = Confidentiality(before.confidentiality), before.embargo_until
    if class_ is not was:
        return is_wider(class_, was)
    return until is not None and until_then is not None and until < until_then


def _check_kept(work: Work, case: Case, class_: Confidentiality) -> None:
    """Raises Refused where its queue, or the channel its thread stands in, can't keep the class."""
    thread = work.escalations.thread_of(case.escalation.id)
    places = {case.queue.channel, thread.channel if thread is not None else case.queue.channel}
    for channel in sorted(places):
        there = replace(case.queue, channel=channel)
        found = gaps(work, case.policy, there, class_)
        if found:
            words = why_not_kept(work, case.policy, there, class_, found)
            raise at_fault({"confidentiality": Fault(RefusalCode.NOT_SET_UP, words)})
