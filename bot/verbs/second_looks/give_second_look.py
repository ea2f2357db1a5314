"""Judging a case that is decided, without seeing how."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.case.errors import RefusalCode, Refused
from bot.case.escalation import Escalation
from bot.case.kinds import KINDS
from bot.case.people import Actor
from bot.case.second_look import LookId, SecondLook, Verdict, check_verdict
from bot.casework.appeals import marks_of
from bot.casework.approach import acting
from bot.casework.looked_for import looked_for
from bot.casework.news import instead_of
from bot.casework.queues import managers_there, policy_in_force, queue_of
from bot.casework.record import record
from bot.casework.second_looks import look_over
from bot.casework.service_clocks import ServedBy
from bot.events import SecondLookGiven
from bot.notices import SecondLookDiffers
from bot.ports import Receipt, Work


@dataclass(frozen=True, slots=True)
class SecondLookRequest:
    """How somebody would have decided, and a sentence if they say one."""

    actor: Actor
    look: LookId
    outcome: str
    ground: str
    words: str = ""


def give_second_look(work: Work, request: SecondLookRequest, now: datetime) -> Receipt:
    """Keeps the verdict beside the decision. Where they differ, who decided and the managers see
    both.

    Raises Refused, naming the fields at fault.
    """
    user = request.actor.user
    acting(work, user)
    look, escalation = looked_for(work, request.look, user)
    policy = policy_in_force(work)
    verdict = Verdict(request.outcome, request.ground, request.words, user, now)
    kind = KINDS.get(escalation.kind)
    if kind is None:
        raise Refused("There is no kind of this name any more.", code=RefusalCode.INVALID)
    check_verdict(verdict, kind, policy.grounds, marks_of(work, escalation))
    given = work.second_looks.save(look.given(verdict))
    look_over(work, given)
    event = SecondLookGiven(verdict.outcome, policy.grounds[verdict.ground], given.agrees)
    record(work, escalation.id, now, event, by=request.actor, why=verdict.words)
    if given.differs:
        served_by = ServedBy(policy, queue_of(policy, escalation))
        _tell(work, escalation, served_by, given, now)
    return Receipt(f"Thank you. Your view of {escalation.reference} is kept beside the decision.")


def _tell(
    work: Work, escalation: Escalation, served_by: ServedBy, look: SecondLook, now: datetime
) -> None:
    told = {
        manager: SecondLookDiffers(manager, escalation.id, look.id)
        for manager in sorted(managers_there(work, served_by.policy, served_by.queue, now))
    }
    for one in instead_of(work, served_by, escalation, look.decided_by, now):
        told.setdefault(one.to, SecondLookDiffers(one.to, escalation.id, look.id, one.in_place_of))
    work.outbox.put(*told.values())
