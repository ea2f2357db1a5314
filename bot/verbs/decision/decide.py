"""Deciding a case: the record is made, and can't be edited after; where a second person has to
approve it, it waits for them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.case.decision import DecisionDraft
from bot.case.errors import RefusalCode, Refused
from bot.case.identifiers import EscalationId
from bot.case.people import Actor
from bot.case.transitions import Move
from bot.casework.approach import allowed, approach
from bot.casework.assignment import check_decider
from bot.casework.decided import checked
from bot.casework.reviews import begin_review, drop_review, needs_second_person
from bot.casework.standing import stand
from bot.ports import Receipt, Work


@dataclass(frozen=True, slots=True)
class DecideRequest:
    """A decision as written. `seen` is the decision the form showed as standing (0: none); None
    where the person saw none of the record."""

    actor: Actor
    escalation_id: EscalationId
    draft: DecisionDraft
    seen: int | None = None


def decide(work: Work, request: DecideRequest, now: datetime) -> Receipt:
    """Records the decision, or leaves it for a second person; decided again, the new record
    supersedes the earlier one, and what still waits for approval is replaced.

    The resolution clock is met where it stands. Raises Refused naming the fields at fault, and when
    somebody has decided since the form was opened.
    """
    case = approach(work, request.escalation_id, request.actor)
    allowed(work, case, Move.DECIDE)
    check_decider(work, case)
    before = case.escalation
    latest = work.decisions.latest(before.id)
    if request.seen is not None and request.seen != (latest.id if latest else 0):
        raise Refused(
            f"{before.reference} has been decided since you opened this form. Open it again to see "
            "that decision; yours would supersede it.",
            code=RefusalCode.NO_LONGER_SO,
        )
    draft = request.draft
    outcome = checked(work, case, draft, now)
    work.decisions.drop_drafts(before.id)
    if needs_second_person(case, draft, outcome):
        begin_review(work, case, draft, case.policy.grounds[draft.ground], now)
        words = f"Your decision on {before.reference} waits for a second person to approve it."
        return Receipt(words, before.id)
    drop_review(work, before, request.actor.user, now)
    stand(work, case, draft, outcome, request.actor, now)
    return Receipt(f"The decision on {before.reference} is recorded.", before.id)
