"""How a verb approaches a case: the case locked, its queue, and who the person is to it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from bot.case.errors import RefusalCode, Refused
from bot.case.escalation import Escalation
from bot.case.identifiers import EscalationId, UserId
from bot.case.people import Actor, Person, admit
from bot.case.permissions import Roles, check_move, roles_of
from bot.case.transitions import Move
from bot.casework.queues import participants_of, policy_in_force, queue_of
from bot.casework.service_clocks import ServedBy
from bot.policy import Policy, Queue
from bot.ports import Work


@dataclass(frozen=True, slots=True)
class Case:
    """A case as a verb meets it. `cleared` is who may see its class, None for everybody."""

    escalation: Escalation
    policy: Policy
    queue: Queue
    managers: frozenset[UserId]
    who: Roles
    actor: Actor
    cleared: frozenset[UserId] | None = None

    @property
    def served_by(self) -> ServedBy:
        """By what it is served now."""
        return ServedBy(self.policy, self.queue)


def namer(work: Work) -> Callable[[UserId], str]:
    """Finds the display name of a person, the id of one who is unknown."""

    def name_of(user: UserId) -> str:
        names: Mapping[UserId, str] = work.people.names([user])
        return names.get(user, user)

    return name_of


def admitted(work: Work, user: UserId) -> Person:
    """The person. Raises Refused unless this is a full member of the workspace, UnknownPerson for
    strangers."""
    return admit(user, work.people.get(user))


def acting(work: Work, user: UserId) -> None:
    """As `admitted`, for somebody who acts: whoever does can be reached again. Raises the same."""
    person = admitted(work, user)
    if person.unreachable:
        work.people.put([replace(person, unreachable="")])


def approach(work: Work, escalation_id: EscalationId, actor: Actor, *, lock: bool = True) -> Case:
    """The case, locked unless told otherwise, and what the person is to it.

    Raises Refused for people who can't act and cases that don't exist.
    """
    if lock:
        acting(work, actor.user)
    else:
        admitted(work, actor.user)
    read = work.escalations.get if lock else work.escalations.peek
    escalation = read(escalation_id)
    if escalation is None:
        raise Refused(f"There is no ESC-{escalation_id}.", code=RefusalCode.NOT_FOUND)
    policy = policy_in_force(work)
    queue = queue_of(policy, escalation)
    participants = participants_of(work, policy, queue, escalation)
    who = roles_of(actor.user, escalation, participants)
    return Case(escalation, policy, queue, participants.managers, who, actor, participants.cleared)


def allowed(work: Work, case: Case, move: Move) -> None:
    """Raises Refused unless the person may make this move on the case as it is now."""
    check_move(move, case.escalation, case.who, namer(work))
