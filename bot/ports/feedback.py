"""What is remembered of feedback items."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from bot.case.feedback import FeedbackId, FeedbackItem, FeedbackState
from bot.case.identifiers import EscalationId
from bot.ports.cases import Thread


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

    def in_states(self, states: Sequence[FeedbackState]) -> Sequence[FeedbackItem]:
        """All in these states, what is due first at the top."""
        ...

    def place_of(self, item: FeedbackId) -> Thread | None:
        """Where its message stands, None before it was posted."""
        ...
