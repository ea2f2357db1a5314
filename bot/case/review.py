"""A decision that waits for a second person: as it was written, and what became of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from bot.case.decision import DecisionDraft
from bot.case.errors import at_fault, check_text
from bot.case.identifiers import EscalationId, UserId
from bot.case.text import REASON_LIMIT


class ReviewVerdict(StrEnum):
    """What became of a decision that was written. DROPPED: its owner has written another in its
    place, or the case ended without one."""

    APPROVED = "approved"
    SENT_BACK = "sent_back"
    DROPPED = "dropped"


@dataclass(frozen=True, slots=True)
class Review:
    """A decision as it was written, which stands only once another person approves it.

    `case_version` is the case's as it was left for review: the case hasn't changed while it has
    that one. `asked` are those who are asked to approve it now, `was_asked` all who ever were;
    `asks_all`: one after the other didn't answer, so that all are asked. `lapses_at` is when the
    one who is asked is followed by the next.
    """

    id: int
    escalation_id: EscalationId
    run: int
    draft: DecisionDraft
    ground_words: str
    by: UserId
    at: datetime
    case_version: int
    asked: tuple[UserId, ...] = ()
    was_asked: tuple[UserId, ...] = ()
    asks_all: bool = False
    lapses_at: datetime | None = None
    verdict: ReviewVerdict | None = None
    judged_by: UserId | None = None
    judged_at: datetime | None = None
    reason: str = ""

    @property
    def is_open(self) -> bool:
        """Whether it still waits for somebody's verdict."""
        return self.verdict is None

    def judged(
        self, verdict: ReviewVerdict, by: UserId | None, now: datetime, reason: str = ""
    ) -> Review:
        """Settled, by this person."""
        return replace(self, verdict=verdict, judged_by=by, judged_at=now, reason=reason, asked=())


def check_reason(reason: str, *, sends_back: bool) -> None:
    """Who sends a decision back says why; who approves may. Raises Refused naming the field."""
    missing = "Say what is to be changed: its owner reads it." if sends_back else ""
    if faults := check_text("reason", reason, REASON_LIMIT, missing=missing):
        raise at_fault(faults)
