"""Feedback as tests ask for it: a policy's targets, a reversal that goes to one, its moves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from bot.case.feedback import FeedbackId, FeedbackItem, FeedbackMove
from bot.case.identifiers import ChannelId, EscalationId, UserId
from bot.case.people import Actor, Via
from bot.casework.feedback import ChangeAsked
from bot.casework.transaction import carry_out
from bot.policy import Duration, FeedbackTarget, Policy
from bot.ports import Receipt, Storage
from bot.verbs.feedback.ask_feedback import AskFeedbackRequest, ask_feedback
from bot.verbs.feedback.move_feedback import MoveFeedbackRequest, move_feedback
from tests.support.factories import FINCH, NOON, key

ACME, TECH = ChannelId("C0ACME"), ChannelId("C0TECH")
TARGETS: Mapping[str, FeedbackTarget] = {
    "Acme BPO": FeedbackTarget("Acme BPO", ACME, FINCH, Duration(days=10)),
    "tech": FeedbackTarget("tech", TECH, FINCH, Duration(days=4)),
}
REVERSED: Mapping[str, Any] = {
    "outcome": "reversed",
    "message": "We looked at it again, and the decision was reversed.",
    "root_cause": "wrong_policy_reading",
    "what_should_change": "Section 4.2 is read as if it were about businesses only.",
    "feedback_to": "Acme BPO",
}


def with_targets(plain: Policy) -> Policy:
    """A policy that names a vendor and a team of one's own, both Finch's."""
    return replace(plain, feedback=TARGETS)


def asks(
    storage: Storage, by: UserId, case: EscalationId, now: datetime = NOON, **fields: Any
) -> Receipt:
    """Somebody asks for a change from a case's menu."""
    whole: dict[str, Any] = {
        "target": "Acme BPO",
        "root_cause": "wrong_policy_reading",
        "what_should_change": "Read it again.",
    }
    request = AskFeedbackRequest(Actor(by, Via.FORM), case, ChangeAsked(**(whole | fields)))
    return carry_out(storage, key(), lambda work: ask_feedback(work, request, now), now)


def moves(
    storage: Storage,
    by: UserId,
    move: FeedbackMove,
    now: datetime = NOON,
    *,
    item: int = 1,
    reason: str = "",
    reads_in: ChannelId | None = None,
) -> Receipt:
    """Somebody moves an item on, as a new request."""
    actor = Actor(by, Via.BUTTON)
    request = MoveFeedbackRequest(actor, FeedbackId(item), move, reason, reads_in)
    return carry_out(storage, key(), lambda work: move_feedback(work, request, now), now)


def item_of(storage: Storage, number: int = 1) -> FeedbackItem:
    """The item as it stands."""
    with storage.read() as work:
        found = work.feedback.peek(FeedbackId(number))
    assert found is not None
    return found
