"""A feedback item: what should change so that a reversal isn't needed again, and who sees to it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import NewType

from bot.case.errors import RefusalCode, Refused, at_fault, check_text
from bot.case.identifiers import ChannelId, EscalationId, UserId

FeedbackId = NewType("FeedbackId", int)
"""The n of FB-n."""


class FeedbackState(StrEnum):
    """How an item stands."""

    OPEN = "open"
    ACCEPTED = "accepted"
    DONE = "done"
    VERIFIED = "verified"
    REJECTED = "rejected"


class FeedbackMove(StrEnum):
    """What people do to an item; the values are the ids of its buttons."""

    ACCEPT = "feedback_accept"
    DONE = "feedback_done"
    VERIFY = "feedback_verify"
    REJECT = "feedback_reject"


class FeedbackRole(StrEnum):
    """Who somebody is to an item. READER: reads the channel of a vendor. ASKER: asked for it with
    one of its cases."""

    OWNER = "owner"
    READER = "reader"
    ASKER = "asker"
    MANAGER = "manager"


_OF_THE_TARGET = frozenset({FeedbackRole.OWNER, FeedbackRole.READER})
_OF_WHO_ASKED = frozenset({FeedbackRole.ASKER, FeedbackRole.MANAGER})
_S, _M = FeedbackState, FeedbackMove
MOVES: Mapping[tuple[FeedbackState, FeedbackMove], FeedbackState] = {
    (_S.OPEN, _M.ACCEPT): _S.ACCEPTED,
    (_S.OPEN, _M.REJECT): _S.REJECTED,
    (_S.ACCEPTED, _M.DONE): _S.DONE,
    (_S.ACCEPTED, _M.REJECT): _S.REJECTED,
    (_S.DONE, _M.VERIFY): _S.VERIFIED,
}
"""Which moves there are, and where each leads."""
UNFINISHED = (FeedbackState.OPEN, FeedbackState.ACCEPTED, FeedbackState.DONE)
WITH_THE_TARGET = (FeedbackState.OPEN, FeedbackState.ACCEPTED)
"""While it is still to be done: a further case of the same cause joins it."""
_WORDS = {
    _M.ACCEPT: "accept",
    _M.REJECT: "reject",
    _M.DONE: "mark as done",
    _M.VERIFY: "verify",
}


@dataclass(frozen=True, slots=True)
class DoneBy:
    """Who did something, and when."""

    by: UserId
    at: datetime


@dataclass(frozen=True, slots=True)
class FeedbackCase:
    """A case of the cause. `what_should_change` is '' for one above `internal`, which gives its
    reference and no more; `queue` is whose managers may verify."""

    escalation_id: EscalationId
    queue: str
    by: UserId
    at: datetime
    what_should_change: str = ""
    is_kept: bool = False
    """Whether its class is above `internal`."""


@dataclass(frozen=True, slots=True)
class FeedbackItem:
    """One thing to change, with every case of the same cause. `channel` and `owner` are the
    target's as the policy had them when it was asked for; `marks` is who brought it to a state."""

    id: FeedbackId
    target: str
    root_cause: str
    channel: ChannelId
    owner: UserId
    asked_by: UserId
    asked_at: datetime
    due_at: datetime
    cases: tuple[FeedbackCase, ...] = ()
    state: FeedbackState = FeedbackState.OPEN
    marks: Mapping[FeedbackState, DoneBy] | None = None
    reason: str = ""
    version: int = 1

    @property
    def reference(self) -> str:
        """The name people use for it, FB-<n>."""
        return f"FB-{self.id}"

    @property
    def texts(self) -> tuple[str, ...]:
        """What should change, in the words of each case that says something of its own."""
        said = (case.what_should_change for case in self.cases)
        return tuple(dict.fromkeys(text for text in said if text))

    @property
    def askers(self) -> frozenset[UserId]:
        """Who asked for it, with any of its cases."""
        return frozenset(case.by for case in self.cases) | {self.asked_by}

    def mark(self, state: FeedbackState) -> DoneBy | None:
        """Who brought it to this state, and when; None where it never was in it."""
        return (self.marks or {}).get(state)

    def is_late(self, now: datetime) -> bool:
        """Its target has it still, and the date has passed: done at the due instant is in time."""
        return self.state in WITH_THE_TARGET and now > self.due_at

    def with_case(self, case: FeedbackCase) -> FeedbackItem:
        """With one more case; one that is there already says what it says now."""
        others = tuple(c for c in self.cases if c.escalation_id != case.escalation_id)
        return replace(self, cases=(*others, case))


def moves_of(state: FeedbackState) -> tuple[FeedbackMove, ...]:
    """The moves a state allows to somebody."""
    return tuple(move for move in FeedbackMove if (state, move) in MOVES)


def allowed_item_moves(
    item: FeedbackItem, user: UserId, roles: frozenset[FeedbackRole]
) -> tuple[FeedbackMove, ...]:
    """The moves this person may make now."""
    return tuple(move for move in moves_of(item.state) if not _why_not(item, move, user, roles))


def moved(
    item: FeedbackItem,
    move: FeedbackMove,
    by: UserId,
    roles: frozenset[FeedbackRole],
    now: datetime,
    name_of: Callable[[UserId], str],
    reason: str = "",
) -> FeedbackItem:
    """The item after a move. The target accepts, rejects with a reason and does; who asked for it,
    or a manager, verifies (rules: Feedback). Raises Refused."""
    after = MOVES.get((item.state, move))
    if after is None:
        raise Refused(_moved_on(item, move, name_of), code=RefusalCode.WRONG_STATE)
    why_not = _why_not(item, move, by, roles)
    if why_not:
        raise Refused(why_not, code=RefusalCode.NOT_ALLOWED)
    if move is FeedbackMove.REJECT:
        faults = check_text("reason", reason, missing="Say why: who asked for it is told.")
        if faults:
            raise at_fault(faults)
    marks = dict(item.marks or {}) | {after: DoneBy(by, now)}
    kept = reason if move is FeedbackMove.REJECT else ""
    return replace(item, state=after, marks=marks, reason=kept)


def _why_not(
    item: FeedbackItem, move: FeedbackMove, user: UserId, roles: frozenset[FeedbackRole]
) -> str:
    if move is not FeedbackMove.VERIFY:
        if roles & _OF_THE_TARGET:
            return ""
        return f"Only the owner for {item.target} can {_WORDS[move]} {item.reference}."
    done = item.mark(FeedbackState.DONE)
    if FeedbackRole.OWNER in roles or (done is not None and done.by == user):
        return f"{item.reference} is verified by who asked for it, not by who has done it."
    if roles & _OF_WHO_ASKED:
        return ""
    return f"Only who asked for {item.reference}, or a manager, can verify it."


def _moved_on(item: FeedbackItem, move: FeedbackMove, name_of: Callable[[UserId], str]) -> str:
    mark = item.mark(item.state)
    by = f" by {name_of(mark.by)}" if mark is not None else ""
    stands = {
        FeedbackState.OPEN: "has not been accepted yet",
        FeedbackState.ACCEPTED: f"has been accepted{by}",
        FeedbackState.DONE: f"has been marked as done{by}",
        FeedbackState.VERIFIED: f"has been verified{by}",
        FeedbackState.REJECTED: f"has been rejected{by}",
    }[item.state]
    return f"{item.reference} {stands}, so you can't {_WORDS[move]} it now."
