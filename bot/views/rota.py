"""Whose turn it is in a queue, who comes after them, and what keeps each of them from it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.case.errors import RefusalCode, Refused
from bot.case.identifiers import UserId
from bot.case.states import UNCLAIMED
from bot.case.text import cut
from bot.casework.approach import admitted
from bot.casework.offers import candidates_of
from bot.casework.queues import expand, policy_in_force, queues_of
from bot.policy import ClockKind, Policy, Queue
from bot.ports import CaseFilter, Work
from bot.rotation.choice import (
    Candidate,
    Choice,
    NobodyEligible,
    Pool,
    Requirements,
    choose,
    in_turn,
)


@dataclass(frozen=True, slots=True)
class Rota:
    """A queue's rotation as it is now. `in_hours` is who would be offered a case that counts office
    hours and asks for nothing special, `at_any_hour` the same of one that counts all hours.
    `candidates` stand in the order of their turns; `unoffered` cases wait for somebody."""

    queue: str
    in_hours: Choice | NobodyEligible
    at_any_hour: Choice | NobodyEligible
    candidates: tuple[Candidate, ...]
    unoffered: int


def rotas(work: Work, user: UserId, name: str, now: datetime) -> tuple[Rota, ...]:
    """The rotas of the queues a person is in, of all for the workspace's managers; with a `name`,
    of that one. Raises Refused for somebody in none, and for a queue that isn't theirs."""
    admitted(work, user)
    policy = policy_in_force(work)
    manages_all = user in expand(work, policy.managers)
    queues = tuple(policy.queues.values()) if manages_all else queues_of(work, user)
    if not queues:
        raise Refused(
            "You are in no queue. Its people and managers see who is next there.",
            code=RefusalCode.NOT_IN_A_QUEUE,
        )
    if name:
        asked = [queue for queue in queues if queue.name.lower() == name.lower()]
        if not asked:
            listed = ", ".join(queue.name for queue in queues)
            raise Refused(
                f"You are in no queue called {cut(name, 40)}. Yours: {listed}.",
                code=RefusalCode.NOT_IN_A_QUEUE,
            )
        queues = tuple(asked)
    return tuple(_rota(work, policy, queue, now) for queue in queues)


def _rota(work: Work, policy: Policy, queue: Queue, now: datetime) -> Rota:
    candidates = candidates_of(work, policy, queue, now, None)
    names = policy.names_of([queue.name])
    waiting = CaseFilter(states=UNCLAIMED, queues=names, unoffered=True)
    return Rota(
        queue.name,
        choose(Requirements(ClockKind.OFFICE), Pool(candidates), now),
        choose(Requirements(ClockKind.ROUND_THE_CLOCK), Pool(candidates), now),
        in_turn(candidates),
        work.escalations.count(waiting),
    )
