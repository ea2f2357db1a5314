"""What somebody has claimed, as another person may see it and act on it."""

from __future__ import annotations

from dataclasses import dataclass

from bot.case import circle_of, policy_in_force, queue_of
from bot.escalation import OWNED, State
from bot.identifiers import UserId
from bot.lists import CaseView, view
from bot.permissions import Sight, allowed_moves, sight, standing
from bot.ports import Wanted, Work
from bot.rotation.offers import MANY

SHOWN = 15
"""How many cases a message shows, each with its buttons; Slack takes 50 blocks."""


@dataclass(frozen=True, slots=True)
class Held:
    """A case somebody has, with what its reader may do; `sight` is how much of it they may see."""

    view: CaseView
    sight: Sight


@dataclass(frozen=True, slots=True)
class Holdings:
    """What somebody has; `total` counts also what is past the limit."""

    cases: tuple[Held, ...] = ()
    total: int = 0


def holdings(
    work: Work, user: UserId, reader: UserId, queues: tuple[str, ...] | None = None
) -> Holdings:
    """The cases a person owns that aren't closed, oldest first, for a reader: of these queues, or
    of all."""
    policy = policy_in_force(work)
    wanted = Wanted(states=(*OWNED, State.DECIDED), holder=user, queues=queues)
    owned = [case for case in work.escalations.find(wanted, limit=MANY) if case.owner == user]
    found = []
    for case in owned[:SHOWN]:
        who = standing(reader, case, circle_of(work, policy, queue_of(policy, case), case))
        seen = view(work, case, moves=allowed_moves(case, who))
        found.append(Held(seen, sight(case, who)))
    return Holdings(tuple(found), len(owned))
