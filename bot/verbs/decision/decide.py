"""Deciding a case: the record is made, and can't be edited after."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from bot.case.decision import Decision, DecisionDraft, to_do_of
from bot.case.errors import RefusalCode, Refused
from bot.case.escalation import Escalation
from bot.case.identifiers import EscalationId
from bot.case.people import Actor
from bot.case.transitions import Move
from bot.casework.approach import Case, allowed, approach
from bot.casework.assignment import check_decider, raised_by
from bot.casework.decided import after_decision, checked, recorded
from bot.casework.messages import Wordings, may_be_in_thread
from bot.casework.record import case_changed, record
from bot.casework.service_clocks import meet_resolution
from bot.events import CaseDecided
from bot.notices import Decided, FinalText, Milestones
from bot.ports import Receipt, Work
from bot.reminders.timers import COMMUNICATE_EVERY, Communicate, WaitOver


@dataclass(frozen=True, slots=True)
class DecideRequest:
    """A decision as written. `seen` is the decision the form showed as standing (0: none); None
    where the person saw none of the record."""

    actor: Actor
    escalation_id: EscalationId
    draft: DecisionDraft
    seen: int | None = None


def decide(
    work: Work, request: DecideRequest, now: datetime, wordings: Wordings | None = None
) -> Receipt:
    """Records the decision; decided again, the new record supersedes the earlier one.

    The resolution clock is met. Raises Refused naming the fields at fault, and when somebody has
    decided since the form was opened.
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
    outcome = checked(work, case, draft, now, wordings)
    # One from before it was reopened stays what it was: this corrects nothing.
    supersedes = latest.id if latest and before.is_decided else None
    made = recorded(work, case, draft, outcome, now)
    decision = work.decisions.add(replace(made, supersedes=supersedes))
    after = _follow_decision(work, case, decision, now)
    after_decision(work, case, after, draft, outcome, now)
    return Receipt(f"The decision on {before.reference} is recorded.", before.id)


def _follow_decision(work: Work, case: Case, decision: Decision, now: datetime) -> Escalation:
    before = case.escalation
    meet_resolution(work, before, now)
    work.timers.cancel(before.id, [Communicate, WaitOver])
    work.timers.plan([Communicate(now + COMMUNICATE_EVERY, before.id)])
    after = before.decided(now, to_do_of(decision.outcome, decision.other_message))
    work.escalations.save(after)
    record(
        work,
        before.id,
        now,
        CaseDecided(decision.outcome, decision.id, again=decision.supersedes is not None),
        by=case.actor,
        why=decision.ground_words,
    )
    decided = [Decided(user, before.id, decision.id) for user in raised_by(work, before)]
    told = Milestones(before.id, (now.isoformat(),))
    own = [] if may_be_in_thread(before) else [FinalText(case.actor.user, before.id, decision.id)]
    case_changed(work, before.id, case.actor.user, told, *own, *decided)
    return after
