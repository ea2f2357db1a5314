"""What is remembered of feedback items."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Protocol

from bot.case.feedback import FeedbackId, FeedbackItem
from bot.case.identifiers import EscalationId, UserId
from bot.ports.cases import Thread


@dataclass(frozen=True, slots=True)
class WithPerson:
    """Which items are with somebody: of those to be done, what goes to one of their `targets`, and
    what was theirs when it was asked for and goes to a target that isn't `known` any more; of those
    that are done, what they asked for."""

    user: UserId
    targets: frozenset[str]
    known: frozenset[str]


class Feedback(Protocol):
    """The feedback items, each with its cases."""

    def add(self, item: FeedbackItem) -> FeedbackItem:
        """Stores a new one under the next number and returns it with that. Raises LostRace where
        another of the same cause is with the target already."""
        ...

    def get(self, item: FeedbackId) -> FeedbackItem | None:
        """The item, locked until the transaction ends."""
        ...

    def peek(self, item: FeedbackId) -> FeedbackItem | None:
        """The item, for reading only."""
        ...

    def save(self, item: FeedbackItem) -> FeedbackItem:
        """Stores a changed item. Raises LostRace if somebody saved it since it was read."""
        ...

    def of_cause(self, target: str, root_cause: str) -> FeedbackItem | None:
        """The one that is with this target for this cause now, locked."""
        ...

    def of_case(self, escalation_id: EscalationId) -> Sequence[FeedbackItem]:
        """Those that a case asked for, the oldest first."""
        ...

    def with_person(self, whose: WithPerson, limit: int) -> tuple[Sequence[FeedbackItem], int]:
        """The first of those that are with somebody, what is due first at the top, and how many
        there are."""
        ...

    def of_queues(
        self, queues: Collection[str], without: WithPerson, limit: int
    ) -> tuple[Sequence[FeedbackItem], int]:
        """The first of those that aren't verified or rejected and that a case of these queues asked
        for, `without` those that are with somebody; what is due first at the top, and how many
        there are."""
        ...

    def place_of(self, item: FeedbackId) -> Thread | None:
        """Where its message stands, None before it was posted."""
        ...
