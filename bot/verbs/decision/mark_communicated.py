"""Marking a decision communicated, by its owner or by who raised it. It closes the case, unless a
reversal is still to be carried out or another party to be told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.case.errors import RefusalCode, Refused
from bot.case.escalation import Escalation
from bot.case.identifiers import EscalationId
from bot.case.people import Actor
from bot.case.permissions import Sight, check_may_be_told, check_tells, sight
from bot.case.states import ToDo
from bot.case.transitions import Move
from bot.casework.approach import allowed, approach, namer
from bot.casework.messages import Wordings, built_in_wordings, check_sendable
from bot.casework.news import listeners
from bot.casework.requesters import has_left
from bot.casework.telling import mark_told
from bot.notices import CustomerTold
from bot.ports import Receipt, Work


@dataclass(frozen=True, slots=True)
class CommunicatedRequest:
    """The impacted party has been told."""

    actor: Actor
    escalation_id: EscalationId


@dataclass(frozen=True, slots=True)
class CustomerToldRequest:
    """Somebody who raised it has told the customer of this decision."""

    actor: Actor
    escalation_id: EscalationId
    decision_id: int


def mark_communicated(
    work: Work,
    request: CommunicatedRequest,
    now: datetime,
    wordings: Wordings | None = None,
) -> Receipt:
    """Records that every party that wasn't told yet has been told of the decision, and closes the
    case where nothing else is left to do. `wordings`: what messages are read for, the built-in ones
    where none are given.

    Raises Refused, also where it was to be told through a requester who has left, and where what is
    on record can't go out as it is.
    """
    case = approach(work, request.escalation_id, request.actor)
    allowed(work, case, Move.MARK_COMMUNICATED)
    before = case.escalation
    decision = work.decisions.latest(before.id)
    assert decision is not None, "a decided case has a decision"
    if decision.is_told_by_requester and has_left(work, before):
        raise Refused(
            f"The requester of {before.reference}, through whom the impacted party was to be told, "
            "has left the workspace. Decide again to say how they are told instead.",
            code=RefusalCode.NO_LONGER_SO,
        )
    if not before.is_untold:
        words = f"The party of {before.reference} has been told. It's still to be carried out."
        raise Refused(words, code=RefusalCode.ALREADY_SO)
    check_may_be_told(before)
    check_sendable(work, case, decision, wordings or built_in_wordings(), now)
    after = mark_told(work, case, decision, now, every_party=True)
    return Receipt(f"{before.reference} is communicated{_how_it_stands(after)}.", before.id)


def customer_told(
    work: Work, request: CustomerToldRequest, now: datetime, wordings: Wordings | None = None
) -> Receipt:
    """Records that who raised the case has told the customer, as the decision left it to them, and
    closes it. Its owner is told.

    Raises Refused, also where another of them was first, or the decision was corrected since.
    """
    case = approach(work, request.escalation_id, request.actor)
    before, by = case.escalation, request.actor.user
    decision = work.decisions.latest(before.id)
    before_told = work.decisions.communication(decision.id) if decision is not None else None
    if before_told is not None and (before.is_closed or ToDo.TELL not in before.still_to_do):
        reads_it = sight(before, case.who) is Sight.ALL
        who = f"{namer(work)(before_told.by) if reads_it else 'Somebody'} has"
        who = "You have" if before_told.by == by else who
        closed = f", and {before.reference} is closed" if before.is_closed else ""
        raise Refused(
            f"{who} told the customer already{closed}.",
            code=RefusalCode.ALREADY_SO,
        )
    check_tells(before, case.who, decision.told_through if decision is not None else "")
    assert decision is not None, "a decided case has a decision"
    if decision.id != request.decision_id:
        raise Refused(
            f"The decision on {before.reference} has been corrected since. The newer note has the "
            "words to tell them.",
            code=RefusalCode.NO_LONGER_SO,
        )
    owners = listeners(work, case.served_by, before, by, now, requester=False)
    notes = (CustomerTold(one.to, before.id, by, one.in_place_of) for one in owners)
    check_may_be_told(before)
    check_sendable(work, case, decision, wordings or built_in_wordings(), now)
    after = mark_told(work, case, decision, now, *notes)
    stands = f"{before.reference} is closed" if after.is_closed else "Its owner does the rest"
    return Receipt(f"Thank you. {stands}.", before.id)


def _how_it_stands(after: Escalation) -> str:
    return " and closed" if after.is_closed else ". It's closed once it's carried out"
