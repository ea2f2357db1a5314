"""The owner of a case, or a manager, says yes or no to who asked for another priority."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.case.errors import RefusalCode, Refused
from bot.case.identifiers import EscalationId, RequestKey
from bot.case.people import Actor
from bot.case.priority import Priority
from bot.case.text import REASON_LIMIT, cut
from bot.case.transitions import Move
from bot.casework.approach import allowed, approach, namer
from bot.casework.record import record
from bot.events import PriorityAsked, PriorityKept
from bot.notices import NotAsAsked
from bot.ports import Receipt, TimelineEntry, Work
from bot.verbs.timing.change_priority import PriorityRequest, change_priority


@dataclass(frozen=True, slots=True)
class PriorityAnswer:
    """Yes or no to who asked for this priority at that second."""

    actor: Actor
    escalation_id: EscalationId
    priority: str
    asked_at: int
    is_yes: bool


def answer_priority(work: Work, request: PriorityAnswer, now: datetime) -> Receipt:
    """Gives the case the priority that was asked for, or tells who asked that it stays. Each
    question is answered once. Raises Refused."""
    case = approach(work, request.escalation_id, request.actor)
    allowed(work, case, Move.CHANGE_PRIORITY)
    e = case.escalation
    once = RequestKey(f"priority_asked:{e.id}:{request.asked_at}:{request.priority}")
    done = work.requests.find(once)
    if done is not None:
        raise Refused(done.words, code=RefusalCode.ALREADY_SO)
    asked = _asked(work.timeline.of(e.id), request)
    who = namer(work)(request.actor.user)
    if request.is_yes:
        name = namer(work)(asked.who) if asked.who is not None else "the requester"
        why = cut(f"{name} asked for it: {asked.why}", REASON_LIMIT)
        wanted = PriorityRequest(request.actor, e.id, request.priority, why)
        receipt = change_priority(work, wanted, now)
        said = f"{who} has said yes: {receipt.words}"
    else:
        kept = PriorityKept(Priority(request.priority))
        record(work, e.id, now, kept, by=request.actor)
        receipt = Receipt(f"{e.reference} stays {e.priority}, and they are told.", e.id)
        said = f"{who} has said no: {e.reference} stays {e.priority}."
        if asked.who is not None:
            work.outbox.put(NotAsAsked(asked.who, e.id, request.actor.user, request.priority))
    work.requests.keep(once, Receipt(said, e.id), now)
    return receipt


def _asked(timeline: Sequence[TimelineEntry], request: PriorityAnswer) -> TimelineEntry:
    """Who asked, and why. Raises Refused where nobody did."""
    for entry in timeline:
        is_that = (
            isinstance(entry.event, PriorityAsked) and entry.event.priority == request.priority
        )
        if is_that and int(entry.at.timestamp()) == request.asked_at:
            return entry
    raise Refused("Nobody asked for that.", code=RefusalCode.NOT_FOUND)
