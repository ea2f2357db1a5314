"""Judging a case that is decided, without seeing how."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.case.errors import RefusalCode, Refused
from bot.case.kinds import KINDS
from bot.case.people import Actor
from bot.case.second_look import LookId, SecondOpinion, check_verdict
from bot.casework.appeals import marks_of
from bot.casework.approach import acting
from bot.casework.both_sides import tell_both_sides
from bot.casework.looked_for import looked_for
from bot.casework.queues import policy_in_force
from bot.casework.record import record
from bot.casework.second_looks import look_over
from bot.events import SecondLookGiven
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
    verdict = SecondOpinion(request.outcome, request.ground, request.words, user, now)
    kind = KINDS.get(escalation.kind)
    if kind is None:
        raise Refused("There is no kind of this name any more.", code=RefusalCode.INVALID)
    check_verdict(verdict, kind, policy.grounds, marks_of(work, escalation))
    given = work.second_looks.save(look.given(verdict))
    look_over(work, given)
    event = SecondLookGiven(verdict.outcome, policy.grounds[verdict.ground], given.agrees)
    record(work, escalation.id, now, event, by=request.actor, why=verdict.words)
    if given.differs:
        tell_both_sides(work, policy, escalation, given, now)
    return Receipt(f"Thank you. Your view of {escalation.reference} is kept beside the decision.")
