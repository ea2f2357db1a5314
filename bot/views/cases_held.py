"""What somebody has claimed, as another person may see it and act on it."""

from __future__ import annotations

from dataclasses import dataclass

from bot.case.identifiers import UserId
from bot.case.states import HELD
from bot.casework.case_view import Seen
from bot.casework.offers import MANY
from bot.casework.viewer import Viewer
from bot.ports import CaseFilter, Work

SHOWN = 15
"""How many cases are shown, each to be acted on by itself. Those past it are counted."""


@dataclass(frozen=True, slots=True)
class CasesHeld:
    """What somebody has; `total` counts also what is past the limit."""

    cases: tuple[Seen, ...] = ()
    total: int = 0


def cases_held(
    work: Work, user: UserId, reader: UserId, queues: tuple[str, ...] | None = None
) -> CasesHeld:
    """The cases a person owns that aren't closed, oldest first, for a reader: of these queues, or
    of all."""
    wanted = CaseFilter(states=HELD, holder=user, queues=queues)
    owned = [case for case in work.escalations.find(wanted, limit=MANY) if case.owner == user]
    return CasesHeld(Viewer(work, reader).views(owned[:SHOWN]), len(owned))
