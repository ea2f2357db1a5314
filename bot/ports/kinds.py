"""What is remembered of some kinds alone: what an appeal contests, what was asked and answered."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Protocol

from bot.case.appeal import Appeal, Original
from bot.case.identifiers import EscalationId


class Appeals(Protocol):
    """The appeals."""

    def add(self, appeal: Appeal) -> None: ...
    def of(self, escalation_id: EscalationId) -> Appeal | None: ...
    def first(self, original: Original, complainant: str) -> EscalationId | None:
        """The first appeal of this decision by this side; one that was withdrawn, or closed as
        duplicate or misrouted, is none."""
        ...


class AnsweredQuestions(Protocol):
    """Questions that were answered, by the words in them."""

    def keep(self, escalation_id: EscalationId, words: Collection[str]) -> None:
        """Keeps a question under these words and no others."""
        ...

    def alike(self, words: Collection[str], limit: int) -> Sequence[EscalationId]:
        """The questions that share the most of these words, the newest of equals first."""
        ...
