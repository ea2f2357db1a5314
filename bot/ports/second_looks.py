"""What is remembered of second looks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from bot.case.identifiers import EscalationId, UserId
from bot.case.second_look import Asking, Draw, LookId, SecondLook


class SecondLooks(Protocol):
    """The second looks, the strata they are drawn in, and who was asked for them."""

    def draw(self, queue: str, outcome: str, share: str) -> Draw:
        """Counts one more decision of this stratum, which has a seed of its own from its first one
        on; the stratum is locked until the transaction ends."""
        ...

    def add(self, look: SecondLook) -> SecondLook:
        """Stores a new one under the next number and returns it with that."""
        ...

    def get(self, look: LookId) -> SecondLook | None:
        """The second look, locked until the transaction ends."""
        ...

    def peek(self, look: LookId) -> SecondLook | None:
        """The second look, for reading only."""
        ...

    def save(self, look: SecondLook) -> SecondLook:
        """Stores a changed one. Raises LostRace if somebody saved it since it was read."""
        ...

    def of_case(self, escalation_id: EscalationId) -> Sequence[SecondLook]:
        """Those of a case's decisions, the oldest first."""
        ...

    def ask(self, look: SecondLook, asking: Asking, at: datetime) -> None:
        """Keeps that somebody was asked, and who else could have been."""
        ...

    def was_asked(self, look: LookId) -> frozenset[UserId]:
        """Who was ever asked for this one."""
        ...

    def before(self, users: Sequence[UserId]) -> Mapping[UserId, LookId]:
        """Who of these people has one before them, and which."""
        ...

    def asked_since(self, queue: str, since: datetime) -> Sequence[Asking]:
        """Who was asked for one of a queue's from an instant on, each time."""
        ...

    def last_asked(self, queue: str, users: Sequence[UserId]) -> Mapping[UserId, int]:
        """The place of each one's newest asking in a queue: a later one has a higher place."""
        ...
