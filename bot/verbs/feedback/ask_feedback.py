"""Asking for a change from a case's menu, without a reversal."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.case.errors import RefusalCode, Refused, at_fault
from bot.case.identifiers import EscalationId
from bot.case.people import Actor
from bot.case.permissions import Sight, sight
from bot.case.transitions import Role
from bot.casework.approach import Case, approach
from bot.casework.feedback import ChangeAsked, ask, faults_of
from bot.ports import Receipt, Work

_MAY_ASK = {Role.OWNER, Role.QUEUE, Role.MANAGER}


@dataclass(frozen=True, slots=True)
class AskFeedbackRequest:
    """Somebody asks a target for a change, for a case."""

    actor: Actor
    escalation_id: EscalationId
    asked: ChangeAsked


def check_may_ask_feedback(case: Case) -> None:
    """Raises Refused unless somebody works on the case and may read it, and there is a target."""
    e = case.escalation
    if sight(e, case.who) is not Sight.ALL or not case.who.roles & _MAY_ASK:
        raise Refused(
            f"Only its owner, a specialist of its queue or a manager can give feedback on "
            f"{e.reference}.",
            code=RefusalCode.NOT_ALLOWED,
        )
    if not case.policy.feedback:
        raise Refused(
            "The policy names nobody to give feedback to. A manager can add one, like "
            '[feedback."Acme BPO"].',
            code=RefusalCode.NOT_SET_UP,
        )


def ask_feedback(work: Work, request: AskFeedbackRequest, now: datetime) -> Receipt:
    """Opens a feedback item for a case, or adds the case to the one of the same cause.

    Raises Refused naming the fields at fault.
    """
    case = approach(work, request.escalation_id, request.actor)
    check_may_ask_feedback(case)
    faults = faults_of(case.policy, request.asked, now)
    if faults:
        raise at_fault(faults)
    item, joined = ask(work, case.policy, case.escalation, request.asked, request.actor, now)
    e = case.escalation
    words = f"{item.reference} for {item.target} is asked for."
    if joined:
        words = f"{e.reference} is added to {item.reference}, which {item.target} has already."
    return Receipt(words, e.id)
