"""What is remembered of decisions that other systems made."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from bot.case.imported import Imported
from bot.case.subject import Subject


class ImportedDecisions(Protocol):
    """The decisions of other systems."""

    def add(
        self,
        decisions: Sequence[Imported],
        now: datetime,
        told: Callable[[int], None] = lambda _: None,
    ) -> None:
        """Stores new ones; `told` hears, each time, how many more are stored. Raises LostRace for
        one that is there already."""
        ...

    def digests(self, external_ids: Sequence[str]) -> Mapping[str, str]:
        """Of those of these that are there, what tells whether they say the same."""
        ...

    def decided_at(self, external_ids: Sequence[str]) -> Mapping[str, datetime]:
        """When those of these were decided that are there."""
        ...

    def get(self, external_id: str) -> Imported | None: ...
    def with_link(self, link: str) -> Imported | None:
        """The newest one that has this link."""
        ...

    def similar(
        self, subjects: Iterable[Subject], *, ground: str = "", kinds: Sequence[str], limit: int
    ) -> Sequence[Imported]:
        """Those that are about one of these or rest on this ground, of these kinds, the newest
        first."""
        ...
