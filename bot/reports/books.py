"""What a report reads of the records, in one transaction that sees one moment."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import date
from typing import Protocol

from bot.case.identifiers import EscalationId, UserId
from bot.figures.kpis import Figure, Scope
from bot.ports import Storage
from bot.reports.arrivals import ArrivalLine
from bot.reports.asked import Asked
from bot.reports.fairness import FairnessLine
from bot.reports.feedback import FeedbackLine
from bot.reports.register import Line
from bot.reports.vendors import VendorLine
from bot.simulation.past import Past


class Books(Protocol):
    """The figures and registers; each also a file of `escalations report`."""

    @property
    def timezone(self) -> str:
        """The workspace's, of whose days a period is made."""
        ...

    def asked(self, first: date | None, last: date | None, queues: Sequence[str] = ()) -> Asked:
        """What is asked for with these days, both included, and these queues; without any, of
        all. Raises Refused for a queue that there never was."""
        ...

    def key_figures(self, scope: Scope) -> Sequence[Figure]: ...
    def vendors(self, scope: Scope) -> Sequence[VendorLine]: ...
    def arrivals(self, scope: Scope) -> Sequence[ArrivalLine]: ...
    def fairness(self, scope: Scope) -> Iterable[FairnessLine]: ...
    def lines(self, asked: Asked) -> Iterator[Line]:
        """The decisions of a period, oldest first."""
        ...

    def feedback(self, asked: Asked) -> Iterator[FeedbackLine]: ...
    def above_internal(self, asked: Asked) -> Sequence[EscalationId]:
        """The cases among those decisions that are of a class people must be cleared for."""
        ...

    def past(self, asked: Asked, cleared: Mapping[str, frozenset[UserId]]) -> Past:
        """What really came in in a period, for a replay."""
        ...


class Library(Storage, Protocol):
    """Where everything is remembered, with the books that reports read."""

    def books(self) -> AbstractContextManager[Books]:
        """A transaction that writes nothing, and may take longer than people's requests may.
        Raises StorageAway."""
        ...
