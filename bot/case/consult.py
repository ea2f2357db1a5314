"""A question that is put before a team about a case: open until it's answered, or the case ends."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from bot.case.identifiers import EscalationId, UserId, is_person

QUESTION_LIMIT = 2000
ANSWER_LIMIT = 3000


@dataclass(frozen=True, slots=True)
class Consult:
    """A question to a team. `id` is 0 before it is stored.

    `recipients` are where it was put: the team's channel, or its people; `people` are those who may
    answer beside who reads that channel. `waited_since` is when the wait began that is on this
    team, None where the case doesn't wait on it.
    """

    id: int
    escalation_id: EscalationId
    team: str
    recipients: tuple[str, ...]
    people: tuple[UserId, ...]
    question: str
    asked_by: UserId
    asked_at: datetime
    due_at: datetime
    waited_since: datetime | None = None
    answer: str = ""
    answered_by: UserId | None = None
    answered_at: datetime | None = None
    cancelled_at: datetime | None = None

    @property
    def is_open(self) -> bool:
        """Whether an answer is still wanted."""
        return self.answered_at is None and self.cancelled_at is None

    @property
    def is_answered(self) -> bool:
        """Whether there is an answer."""
        return self.answered_at is not None

    @property
    def has_thread(self) -> bool:
        """Whether it can be answered by a reply: in a channel. What people write to the bot in
        their own messages isn't heard."""
        return any(not is_person(to) for to in self.recipients)

    def may_answer(self, user: UserId, *, reads_it: bool) -> bool:
        """Whether somebody may answer: one of its people, or who reads the channel it was put in;
        never who asked (rules: Consults)."""
        return user != self.asked_by and (user in self.people or reads_it)

    def answered(self, by: UserId, answer: str, now: datetime) -> Consult:
        """With its answer."""
        return replace(self, answer=answer, answered_by=by, answered_at=now)

    def cancelled(self, now: datetime) -> Consult:
        """No answer is wanted any more."""
        return replace(self, cancelled_at=now)
