"""Whether somebody can be given a case: what rules them out, and what only stands against it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.case.confidentiality import Confidentiality
from bot.case.errors import Fault, RefusalCode, Refused, at_fault
from bot.case.identifiers import UserId
from bot.case.people import UnknownPerson
from bot.casework.absences import away_until, zone_of
from bot.casework.approach import Case, admitted
from bot.casework.assignment import conflict_of
from bot.casework.queues import participants_of, policy_in_force, queue_of
from bot.ports import Work


def check_may_have(work: Work, case: Case, to: UserId, verb: str) -> None:
    """Raises Refused, at the field `to`, for somebody who can't have the case whatever anybody
    says: outside the queue, its class or the workspace, or out of reach. `verb` completes "It can
    only be …"; UnknownPerson for a stranger.

    Who leaves, goes away or is taken off a group at this moment sees what they are asked, or it is
    seen here: all of it is read under the lock.
    """
    work.turns.lock(case.policy.sharing(case.queue.name))
    policy = policy_in_force(work)
    queue = queue_of(policy, case.escalation)
    participants = participants_of(work, policy, queue, case.escalation)
    code, words = RefusalCode.AWAY, ""
    try:
        receiver = admitted(work, to)
        if receiver.unreachable:
            words = f"They can't be written to: Slack says {receiver.unreachable}."
    except UnknownPerson:
        raise UnknownPerson(to, "them") from None
    except Refused:
        code = RefusalCode.NOT_A_MEMBER
        words = f"It can only be {verb} to a full member of this workspace."
    if not words and to not in participants.queue:
        code = RefusalCode.NOT_IN_A_QUEUE
        words = f"It can only be {verb} to somebody of the {case.queue.name} queue."
    if not words and participants.cleared is not None and to not in participants.cleared:
        class_ = Confidentiality(case.escalation.confidentiality).words
        code = RefusalCode.NOT_CLEARED
        words = f"They aren't cleared for {class_} cases. Choose somebody who is."
    if words:
        raise at_fault({"to": Fault(code, words)})


def away_words(work: Work, case: Case, to: UserId, now: datetime) -> str:
    """That somebody is away and until when, '' if they are there; as whoever acts reads times."""
    absence = work.absences.current(now, [to]).get(to)
    if absence is None:
        return ""
    return f"is {away_until(absence.until, zone_of(work, case.actor.user))}"


@dataclass(frozen=True, slots=True)
class Against:
    """What stands against giving somebody a case, which a manager may override."""

    code: RefusalCode
    words: str


def what_stands_against(work: Work, case: Case, to: UserId, now: datetime) -> tuple[Against, ...]:
    """A conflict of interest, being away, a capacity that is used up, a skill they lack: each in
    words that follow a name."""
    found = []
    if conflict := conflict_of(work, case, to):
        words = f"has a conflict of interest ({conflict})"
        found.append(Against(RefusalCode.CONFLICT_OF_INTEREST, words))
    if away := away_words(work, case, to, now):
        found.append(Against(RefusalCode.AWAY, away))
    member = case.queue.member(to)
    if member is None:
        return tuple(found)
    load = work.escalations.load([to]).get(to, 0)
    if member.capacity is not None and load >= member.capacity:
        full = f"has {load} of {member.capacity} cases"
        found.append(Against(RefusalCode.IN_THE_WAY, full))
    lacks = [skill for skill in case.escalation.skills if skill not in member.skills]
    if lacks:
        found.append(Against(RefusalCode.IN_THE_WAY, f"lacks {', '.join(lacks)}"))
    return tuple(found)
