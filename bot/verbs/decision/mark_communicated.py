"""Marking a decision communicated, which closes the case: by its owner, or by who raised it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.case.decision import THROUGH_REQUESTER, Communication, Decision
from bot.case.errors import RefusalCode, Refused
from bot.case.identifiers import EscalationId
from bot.case.people import Actor
from bot.case.permissions import Sight, check_may_be_told, check_tells, sight
from bot.case.states import CloseReason
from bot.case.transitions import Move
from bot.casework.approach import Case, allowed, approach, namer
from bot.casework.consults import cancel_consults
from bot.casework.news import listeners
from bot.casework.record import case_changed, record
from bot.casework.requesters import channels_of, raised_by
from bot.events import DecisionCommunicated
from bot.notices import Communicated, CustomerTold, Notice
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


def mark_communicated(work: Work, request: CommunicatedRequest, now: datetime) -> Receipt:
    """Records that the impacted party has been told of the decision, and closes the case.

    Raises Refused, also where it was to be told through a requester who has left.
    """
    case = approach(work, request.escalation_id, request.actor)
    allowed(work, case, Move.MARK_COMMUNICATED)
    before = case.escalation
    decision = work.decisions.latest(before.id)
    assert decision is not None, "a decided case has a decision"
    through = decision.told_through
    if through not in channels_of(work, before):
        raise Refused(
            f"The requester of {before.reference}, through whom the impacted party was to be told, "
            "has left the workspace. Decide again to say how they are told instead.",
            code=RefusalCode.NO_LONGER_SO,
        )
    _close(work, case, decision, now)
    return Receipt(f"{before.reference} is communicated and closed.", before.id)


def customer_told(work: Work, request: CustomerToldRequest, now: datetime) -> Receipt:
    """Records that who raised the case has told the customer, as the decision left it to them, and
    closes it. Its owner is told.

    Raises Refused, also where another of them was first, or the decision was corrected since.
    """
    case = approach(work, request.escalation_id, request.actor)
    before, by = case.escalation, request.actor.user
    decision = work.decisions.latest(before.id)
    told = work.decisions.communication(decision.id) if decision is not None else None
    if told is not None and before.is_closed:
        reads_it = sight(before, case.who) is Sight.ALL
        who = f"{namer(work)(told.by) if reads_it else 'Somebody'} has"
        who = "You have" if told.by == by else who
        raise Refused(
            f"{who} told the customer already, and {before.reference} is closed.",
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
    _close(work, case, decision, now, *notes)
    return Receipt(f"Thank you. {before.reference} is closed.", before.id)


def _close(work: Work, case: Case, decision: Decision, now: datetime, *notes: Notice) -> None:
    """Closes the case as communicated, and tells those who raised it and who gets a note of what
    happened. Where the customer hears it from who raised it, their note of the decision is edited
    to say so: another message would tell them what they have done or asked for."""
    before, by, through = case.escalation, case.actor, decision.told_through
    check_may_be_told(before)
    work.decisions.communicate(Communication(decision.id, before.id, by.user, now, through))
    cancel_consults(work, before, now, by)
    work.timers.cancel_all(before.id)
    work.escalations.save(before.closed(CloseReason.COMMUNICATED, now))
    record(work, before.id, now, DecisionCommunicated(through), by=by)
    tell_themselves = through == THROUGH_REQUESTER
    to = () if tell_themselves else (u for u in raised_by(work, before) if u != by.user)
    told = [Communicated(user, before.id) for user in to]
    case_changed(work, before.id, by.user, *told, *notes)
