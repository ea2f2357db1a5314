"""What the second person of a decision does, each time as a new request."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from bot.case.identifiers import EscalationId, UserId
from bot.case.review import Review
from bot.casework.messages import Wordings
from bot.casework.transaction import carry_out
from bot.policy import Approval, ApprovalWhen, Policy
from bot.ports import Receipt, Storage
from bot.verbs.decision.approve import ApproveRequest, approve
from bot.verbs.decision.send_back import SendBackRequest, send_back
from tests.support.factories import Hand, key


def with_approvals(
    plain: Policy,
    *when: ApprovalWhen,
    people: Iterable[str] = (),
    kinds: Iterable[str] = ("executive", "frontline", "other"),
) -> Policy:
    """This policy where decisions of these kinds need a second person: each, if nothing is said."""
    asks = when or (ApprovalWhen.ALWAYS,)
    named = {kind: Approval(kind, tuple(people), asks) for kind in kinds}
    return replace(plain, approvals=named)


def approved(
    hand: Hand,
    case: EscalationId,
    now: datetime,
    reason: str = "",
    *,
    seen: int | None = None,
    wordings: Wordings | None = None,
) -> Receipt:
    asked = ApproveRequest(hand.actor, case, reason, seen)
    return carry_out(hand.storage, key(), lambda work: approve(work, asked, now, wordings), now)


def sent_back(
    hand: Hand,
    case: EscalationId,
    now: datetime,
    reason: str = "Name the section.",
    *,
    seen: int | None = None,
) -> Receipt:
    asked = SendBackRequest(hand.actor, case, reason, seen)
    return carry_out(hand.storage, key(), lambda work: send_back(work, asked, now), now)


def review_of(storage: Storage, case: EscalationId) -> Review:
    """The newest decision that was left for a second person."""
    with storage.read() as work:
        found = work.reviews.latest(case)
    assert found is not None
    return found


def asked_of(storage: Storage, case: EscalationId) -> tuple[UserId, ...]:
    """Who is asked to approve its decision now."""
    return review_of(storage, case).asked
