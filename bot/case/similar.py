"""Earlier decisions that are like a case: of the same account, about the same thing, on the same
ground (rules: Decision record)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.case.identifiers import EscalationId
from bot.case.subject import SubjectSort

LAST_ONES = 3
"""How many alike decisions make a line that is departed from."""
_NEAREST = (SubjectSort.ORIGINAL, SubjectSort.LINK, SubjectSort.ACCOUNT)


@dataclass(frozen=True, slots=True)
class Similar:
    """An earlier decision that stands, and in what its case is alike; `by_ground` where it rests on
    the same ground in a case of the same kind. `external_id` is the key of one that another system
    made, which has no case."""

    escalation_id: EscalationId
    decision: int
    outcome: str
    ground_words: str
    decided_at: datetime
    alike: frozenset[SubjectSort] = frozenset()
    by_ground: bool = False
    external_id: str = ""

    @property
    def nearness(self) -> tuple[int, ...]:
        """The higher the nearer: the same thing before the same account before the same ground."""
        return (*(int(sort in self.alike) for sort in _NEAREST), int(self.by_ground))


def nearest(found: Iterable[Similar], limit: int) -> tuple[Similar, ...]:
    """The nearest first, of those the latest."""
    ranked = sorted(found, key=lambda one: (one.nearness, one.decided_at), reverse=True)
    return tuple(ranked[:limit])


def stands(outcomes: Sequence[str]) -> str:
    """How the last ones alike all ended; '' where they didn't end alike, or are too few."""
    last: Collection[str] = set(outcomes[:LAST_ONES])
    return outcomes[0] if len(outcomes) >= LAST_ONES and len(last) == 1 else ""
