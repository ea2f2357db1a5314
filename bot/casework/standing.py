"""A decision that stands: its record is made, and can't be edited after."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from bot.case.decision import Decision, DecisionDraft, to_do_of
from bot.case.escalation import Escalation
from bot.case.identifiers import UserId
from bot.case.kinds import Outcome
from bot.case.people import Actor
from bot.casework.approach import Case
from bot.casework.assignment import raised_by
from bot.casework.decided import after_decision, recorded
from bot.casework.messages import may_be_in_thread
from bot.casework.record import case_changed, record
from bot.casework.service_clocks import meet_resolution
from bot.events import CaseDecided
from bot.notices import Decided, FinalText, Milestones
from bot.ports import Work
from bot.reminders.timers import COMMUNICATE_EVERY, Communicate, WaitOver


def stand(
    work: Work,
    case: Case,
    draft: DecisionDraft,
    outcome: Outcome,
    writer: Actor,
    now: datetime,
    approved_by: UserId | None = None,
) -> Decision:
    """Makes what was written the decision on a case, by who wrote it, at this instant: the
    resolution clock is met, who raised it is told, and what follows for others follows."""
    before, latest = case.escalation, work.decisions.latest(case.escalation.id)
    theirs = replace(case, actor=writer)
    # One from before it was reopened stays what it was: this corrects nothing.
    supersedes = latest.id if latest and before.is_decided else None
    made = recorded(work, theirs, draft, outcome, now)
    decision = work.decisions.add(replace(made, supersedes=supersedes, approved_by=approved_by))
    after = _follow_decision(work, case, decision, writer, now)
    after_decision(work, theirs, after, decision, (draft, outcome), now)
    return decision


def _follow_decision(
    work: Work, case: Case, decision: Decision, writer: Actor, now: datetime
) -> Escalation:
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
        by=writer,
        why=decision.ground_words,
    )
    decided = [Decided(user, before.id, decision.id) for user in raised_by(work, before)]
    told = Milestones(before.id, (now.isoformat(),))
    own = [] if may_be_in_thread(before) else [FinalText(writer.user, before.id, decision.id)]
    case_changed(work, before.id, case.actor.user, told, *own, *decided)
    return after
