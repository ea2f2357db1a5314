"""Leaving a decision as it is, though a second look came to something else."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.case.errors import RefusalCode, Refused
from bot.case.people import Actor
from bot.case.permissions import Sight, sight
from bot.case.second_look import Consequence, LookId
from bot.case.transitions import Role
from bot.casework.approach import approach
from bot.casework.record import record
from bot.casework.second_looks import settle_look
from bot.events import SecondLookLeft
from bot.ports import Receipt, Work


@dataclass(frozen=True, slots=True)
class LeaveRequest:
    """Somebody has read both sides, and nothing is to come of it."""

    actor: Actor
    look: LookId


def leave_decision(work: Work, request: LeaveRequest, now: datetime) -> Receipt:
    """Nothing comes of a difference. Raises Refused."""
    look = work.second_looks.get(request.look)
    if look is None or not look.differs:
        raise Refused("There is no such second look.", code=RefusalCode.NOT_FOUND)
    case = approach(work, look.escalation_id, request.actor, lock=False)
    e, user = case.escalation, request.actor.user
    is_theirs = user == look.decided_by or case.who.roles & {Role.OWNER, Role.MANAGER}
    if not is_theirs or sight(e, case.who) is not Sight.ALL:
        raise Refused(
            f"Only who decided {e.reference}, or a manager, can settle this.",
            code=RefusalCode.NOT_ALLOWED,
        )
    if look.settled is not None:
        raise Refused("Somebody has seen to this already.", code=RefusalCode.ALREADY_SO)
    record(work, e.id, now, SecondLookLeft(), by=request.actor)
    settle_look(work, look, Consequence.LEFT, user, now)
    return Receipt(f"The decision on {e.reference} stays as it is.", e.id)
