"""What a decision is held to, and what follows for others once it is made."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from bot.case.decision import DecisionDraft, check_draft, kind_of
from bot.case.errors import Fault
from bot.case.escalation import Escalation
from bot.case.kinds import Outcome
from bot.casework.advice import keep_answer
from bot.casework.appeals import marks_of
from bot.casework.approach import Case
from bot.casework.assignment import no_longer_held
from bot.casework.feedback import Asked, ask, faults_of
from bot.casework.requesters import channels_of
from bot.ports import Work


def checked(work: Work, case: Case, draft: DecisionDraft, now: datetime) -> Outcome:
    """The outcome of a draft that keeps the rules. Raises Refused naming every field at fault."""
    e = case.escalation
    channels, of_reversal = channels_of(work, e), _feedback_faults(case, draft, now)
    kind, marks = kind_of(e.kind), marks_of(work, e)
    return check_draft(draft, kind, case.policy.grounds, channels, of_reversal, marks)


def after_decision(
    work: Work,
    case: Case,
    after: Escalation,
    draft: DecisionDraft,
    outcome: Outcome,
    now: datetime,
) -> None:
    """It takes nobody's time any more, those who ask the same find what was answered, and a
    reversal is fed back."""
    no_longer_held(work, case, after, now)
    keep_answer(work, after)
    if outcome.is_reversal and case.policy.feedback:
        ask(work, case.policy, case.escalation, _asked(draft), case.actor, now)


def _asked(draft: DecisionDraft) -> Asked:
    return Asked(draft.feedback_to, draft.root_cause, draft.what_should_change)


def _feedback_faults(case: Case, draft: DecisionDraft, now: datetime) -> Mapping[str, Fault]:
    """What keeps a reversal from being fed back; nothing where the policy has no target."""
    return faults_of(case.policy, _asked(draft), now) if case.policy.feedback else {}
