"""Deciding a case: the record is made, and can't be edited after."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.case.decision import Decision, DecisionDraft, check_draft, kind_of
from bot.case.errors import Fault, RefusalCode, Refused
from bot.case.identifiers import EscalationId
from bot.case.people import Actor
from bot.case.transitions import Move
from bot.casework.advice import keep_answer
from bot.casework.appeals import marks_of
from bot.casework.approach import Case, allowed, approach
from bot.casework.assignment import no_longer_held, raised_by
from bot.casework.feedback import Asked, ask, faults_of
from bot.casework.record import case_changed, record
from bot.casework.requesters import channels_of
from bot.casework.service_clocks import meet_resolution
from bot.events import CaseDecided
from bot.notices import Decided, Milestones
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


def decide(work: Work, request: DecideRequest, now: datetime) -> Receipt:
    """Records the decision; decided again, the new record supersedes the earlier one.

    The resolution clock is met. Raises Refused naming the fields at fault, and when somebody has
    decided since the form was opened.
    """
    case = approach(work, request.escalation_id, request.actor)
    allowed(work, case, Move.DECIDE)
    before = case.escalation
    latest = work.decisions.latest(before.id)
    if request.seen is not None and request.seen != (latest.id if latest else 0):
        raise Refused(
            f"{before.reference} has been decided since you opened this form. Open it again to see "
            "that decision; yours would supersede it.",
            code=RefusalCode.NO_LONGER_SO,
        )
    grounds = case.policy.grounds
    channels = channels_of(work, before)
    draft = request.draft
    kind, of_reversal = kind_of(before.kind), _feedback_faults(case, draft, now)
    outcome = check_draft(draft, kind, grounds, channels, of_reversal, marks_of(work, before))
    decision = work.decisions.add(
        Decision(
            id=0,
            escalation_id=before.id,
            outcome=outcome.name,
            ground=draft.ground,
            ground_words=grounds[draft.ground],
            explanation=draft.explanation,
            message=draft.message,
            told_through=draft.told_through,
            root_cause=draft.root_cause if outcome.is_reversal else "",
            what_should_change=draft.what_should_change if outcome.is_reversal else "",
            decided_by=request.actor.user,
            decided_at=now,
            policy_version=case.policy.version,
            # One from before it was reopened stays what it was: this corrects nothing.
            supersedes=latest.id if latest and before.is_decided else None,
        )
    )
    _follow_decision(work, case, decision, now)
    if outcome.is_reversal and case.policy.feedback:
        ask(work, case.policy, before, _asked(draft), request.actor, now)
    return Receipt(f"The decision on {before.reference} is recorded.", before.id)


def _asked(draft: DecisionDraft) -> Asked:
    return Asked(draft.feedback_to, draft.root_cause, draft.what_should_change)


def _feedback_faults(case: Case, draft: DecisionDraft, now: datetime) -> Mapping[str, Fault]:
    """What keeps a reversal from being fed back; nothing where the policy has no target."""
    return faults_of(case.policy, _asked(draft), now) if case.policy.feedback else {}


def _follow_decision(work: Work, case: Case, decision: Decision, now: datetime) -> None:
    before = case.escalation
    meet_resolution(work, before, now)
    work.timers.cancel(before.id, [Communicate, WaitOver])
    work.timers.plan([Communicate(now + COMMUNICATE_EVERY, before.id)])
    after = before.decided(now)
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
    case_changed(work, before.id, case.actor.user, told, *decided)
    no_longer_held(work, case, after, now)
    keep_answer(work, after)
