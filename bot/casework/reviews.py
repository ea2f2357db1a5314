"""A decision that waits for a second person: when it has to, how it begins, and how it ends."""

from __future__ import annotations

from datetime import datetime

from bot.case.decision import DecisionDraft
from bot.case.escalation import Escalation
from bot.case.identifiers import UserId
from bot.case.kinds import Outcome
from bot.case.review import Review, ReviewVerdict
from bot.casework.approach import Case
from bot.casework.approvers import ask_approver
from bot.casework.assignment import no_longer_held
from bot.casework.record import case_changed, record
from bot.casework.service_clocks import end_clock, resume_clocks, start_clocks
from bot.events import ReviewBegun
from bot.notices import Milestones
from bot.ports import Work
from bot.reminders.timers import ApproverLook, Communicate, WaitOver
from bot.service_levels.clocks import ClockEventKind, ClockName


def needs_second_person(case: Case, draft: DecisionDraft, outcome: Outcome) -> bool:
    """Whether the policy asks for a second person for this decision (rules: Second approval)."""
    e = case.escalation
    approval = case.policy.approval_of(e.kind)
    return approval is not None and approval.asks(
        is_reversal=outcome.is_reversal, restricts=bool(draft.restriction), priority=e.priority
    )


def begin_review(work: Work, case: Case, draft: DecisionDraft, ground: str, now: datetime) -> None:
    """Leaves a decision as written for a second person, in the place of one that waited. The
    resolution clock runs on, also that of a case that waited on somebody; the review has a clock
    of its own. `ground` is the ground's words."""
    before, by = case.escalation, case.actor
    earlier = work.reviews.open_of(before.id)
    drop_review(work, before, by.user, now)
    work.timers.cancel(before.id, [WaitOver, Communicate])
    after = work.escalations.save(before.in_review())
    resume_clocks(work, after, case.served_by, now)
    review = work.reviews.add(
        Review(0, before.id, before.run, draft, ground, by.user, now, after.version)
    )
    start_clocks(work, after, case.served_by, now, (ClockName.REVIEW,))
    begun = ReviewBegun(draft.outcome, again=earlier is not None)
    record(work, before.id, now, begun, by=by, why=ground)
    ask_approver(work, after, case.served_by, review, now)
    case_changed(work, before.id, by.user, Milestones(before.id, (now.isoformat(),)))
    no_longer_held(work, case, after, now)


def settle_review(
    work: Work,
    escalation: Escalation,
    review: Review,
    verdict: ReviewVerdict,
    by: UserId,
    now: datetime,
    reason: str = "",
) -> None:
    """Somebody has given their verdict: the review's clock has its answer, and nobody else is asked
    any more."""
    work.reviews.save(review.judged(verdict, by, now, reason))
    work.timers.cancel(escalation.id, [ApproverLook])
    end_clock(work, escalation, ClockName.REVIEW, ClockEventKind.MET, now)


def drop_review(work: Work, escalation: Escalation, by: UserId, now: datetime) -> None:
    """What waited for a verdict waits no more: another was written, or the case has ended."""
    review = work.reviews.open_of(escalation.id)
    if review is None:
        return
    work.reviews.save(review.judged(ReviewVerdict.DROPPED, by, now))
    work.timers.cancel(escalation.id, [ApproverLook])
    end_clock(work, escalation, ClockName.REVIEW, ClockEventKind.STOPPED, now)
