"""How a case ends: deciding it, telling the impacted party, withdrawing it, taking it up again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.case import Case, allowed, approach, changed, namer, note
from bot.decision import (
    Communication,
    Decision,
    DecisionDraft,
    check_draft,
    kind_of,
)
from bot.errors import Refused
from bot.escalation import CloseReason, Escalation, Move
from bot.identifiers import EscalationId, UserId
from bot.notices import Communicated, Decided, Reopened, Withdrawn
from bot.ownership import conflict_of, no_longer_asked
from bot.people import Actor
from bot.permissions import check_withdrawal
from bot.ports import Receipt, Work
from bot.reminding.reminders import COMMUNICATE_EVERY, Timer, TimerKind, plan_deadline
from bot.rotation.offers import offer, wake_unoffered
from bot.service.clocks import end_clock, end_clocks, start_clocks
from bot.service.service_levels import ClockEventKind, ClockName

REASON_LIMIT = 1000


@dataclass(frozen=True, slots=True)
class DecideRequest:
    """A decision as written. `seen` is the decision the form showed as standing (0: none); None
    where the person saw none of the record."""

    actor: Actor
    escalation_id: EscalationId
    draft: DecisionDraft
    seen: int | None = None


@dataclass(frozen=True, slots=True)
class CommunicatedRequest:
    """The impacted party has been told."""

    actor: Actor
    escalation_id: EscalationId


@dataclass(frozen=True, slots=True)
class WithdrawRequest:
    """The case is to end without a decision."""

    actor: Actor
    escalation_id: EscalationId
    reason: str
    note: str = ""
    duplicate_of: str = ""


@dataclass(frozen=True, slots=True)
class ReopenRequest:
    """A closed case is to be taken up again."""

    actor: Actor
    escalation_id: EscalationId
    reason: str


def decide(work: Work, request: DecideRequest, now: datetime) -> Receipt:
    """Records the decision; decided again, the new record supersedes the earlier one.

    The resolution clock is met. Raises Refused naming the fields at fault, and when somebody has
    decided since the form was opened.
    """
    case = approach(work, request.escalation_id, request.actor)
    allowed(work, case, Move.DECIDE)
    before = case.escalation
    standing = work.decisions.latest(before.id)
    if request.seen is not None and request.seen != (standing.id if standing else 0):
        raise Refused(
            f"{before.reference} has been decided since you opened this form. Open it again to see "
            "that decision; yours would supersede it."
        )
    grounds = case.policy.grounds
    outcome = check_draft(request.draft, kind_of(before.kind), grounds)
    draft = request.draft
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
            supersedes=standing.id if standing else None,
        )
    )
    _follow_decision(work, case, decision, now)
    return Receipt(f"The decision on {before.reference} is recorded.", before.id)


def _follow_decision(work: Work, case: Case, decision: Decision, now: datetime) -> None:
    before = case.escalation
    end_clock(work, before, ClockName.RESOLUTION, ClockEventKind.MET, now)
    end_clock(work, before, ClockName.UPDATE, ClockEventKind.STOPPED, now)
    work.timers.cancel(before.id, [TimerKind.COMMUNICATE, TimerKind.WAIT_OVER])
    work.timers.plan([Timer(TimerKind.COMMUNICATE, now + COMMUNICATE_EVERY, before.id)])
    after = before.decided(now)
    work.escalations.save(after)
    note(
        work,
        before.id,
        now,
        "decided" if decision.supersedes is None else "decided again",
        by=case.actor,
        why=decision.ground_words,
        details={"outcome": decision.outcome, "decision": str(decision.id)},
    )
    decided = Decided(before.requester, before.id, decision.id)
    changed(work, before.id, case.actor.user, decided)
    no_longer_asked(work, before, after, case.actor.user)
    wake_unoffered(work, before.queue, now)


def mark_communicated(work: Work, request: CommunicatedRequest, now: datetime) -> Receipt:
    """Records that the impacted party has been told of the decision, and closes the case."""
    case = approach(work, request.escalation_id, request.actor)
    allowed(work, case, Move.MARK_COMMUNICATED)
    before = case.escalation
    decision = work.decisions.latest(before.id)
    assert decision is not None, "a decided case has a decision"
    through = decision.told_through
    work.decisions.communicate(
        Communication(decision.id, before.id, request.actor.user, now, through)
    )
    work.timers.cancel(before.id, list(TimerKind))
    work.escalations.save(before.closed(CloseReason.COMMUNICATED, now))
    note(work, before.id, now, "communicated", by=request.actor, details={"through": through})
    other = before.requester != request.actor.user
    told = [Communicated(before.requester, before.id)] if other else []
    changed(work, before.id, request.actor.user, *told)
    return Receipt(f"{before.reference} is communicated and closed.", before.id)


def withdraw(work: Work, request: WithdrawRequest, now: datetime) -> Receipt:
    """Closes a case without a decision: withdrawn, a duplicate, or misrouted."""
    case = approach(work, request.escalation_id, request.actor)
    allowed(work, case, Move.WITHDRAW)
    before = case.escalation
    reason = _close_reason(request.reason)
    check_withdrawal(reason, before, case.who)
    _check_length(request.note)
    duplicate_of = _original(work, request, before) if reason is CloseReason.DUPLICATE else None
    end_clocks(work, before, ClockEventKind.STOPPED, now)
    work.timers.cancel(before.id, list(TimerKind))
    after = before.closed(reason, now, note=request.note, duplicate_of=duplicate_of)
    work.escalations.save(after)
    note(work, before.id, now, reason.value, by=request.actor, why=request.note)
    told = {before.requester, before.holder} - {request.actor.user, None}
    changed(
        work,
        before.id,
        request.actor.user,
        *(Withdrawn(to, before.id, request.actor.user) for to in sorted(filter(None, told))),
    )
    no_longer_asked(work, before, after, request.actor.user)
    wake_unoffered(work, before.queue, now)
    return Receipt(f"{before.reference} is closed: {reason.value}.", before.id)


def _close_reason(name: str) -> CloseReason:
    reasons = [r for r in CloseReason if r is not CloseReason.COMMUNICATED]
    chosen = next((r for r in reasons if r.value == name), None)
    if chosen is None:
        words = "Choose why it is closed: withdrawn, duplicate or misrouted."
        raise Refused(words, fields={"reason": words})
    return chosen


def _original(work: Work, request: WithdrawRequest, before: Escalation) -> EscalationId:
    """The case this one repeats. Raises Refused unless it names another one that exists."""
    digits = request.duplicate_of.strip().upper().removeprefix("ESC-")
    found = None
    if digits.isascii() and digits.isdigit() and len(digits) < 10:
        found = work.escalations.peek(EscalationId(int(digits)))
    if found is None or found.id == before.id:
        words = "Name the escalation it repeats, like ESC-12."
        raise Refused(words, fields={"duplicate_of": words})
    return found.id


def reopen(work: Work, request: ReopenRequest, now: datetime) -> Receipt:
    """Takes a closed case up again, with a reason: by its previous owner if they are there and may
    have it, else from the queue. Its clocks start anew; what they came to before is kept."""
    case = approach(work, request.escalation_id, request.actor)
    allowed(work, case, Move.REOPEN)
    if not request.reason:
        words = "Say why it is taken up again."
        raise Refused(words, fields={"reason": words})
    _check_length(request.reason, field="reason")
    before = case.escalation
    # Who goes away at this moment is seen here, or sees the case as theirs.
    work.turns.lock(case.policy.sharing(case.queue.name))
    owner = before.owner if _is_there(work, case, before.owner, now) else None
    after = before.reopened(owner, now)
    note(work, before.id, now, "reopened", by=request.actor, why=request.reason)
    if owner is None:
        after = offer(work, after, case.policy, case.queue, now)
        start_clocks(work, after, case.service, now)
    else:
        clocks = (ClockName.UPDATE, ClockName.RESOLUTION)
        start_clocks(work, after, case.service, now, clocks)
    if after.deadline is not None:
        work.timers.plan(plan_deadline(after.id, after.deadline, now))
    work.escalations.save(after)
    told = {before.requester, owner} - {request.actor.user, None}
    changed(
        work,
        before.id,
        request.actor.user,
        *(
            Reopened(to, before.id, request.actor.user, request.reason)
            for to in sorted(filter(None, told))
        ),
    )
    taken = f"{namer(work)(owner)} has it again" if owner else "it is offered anew"
    return Receipt(f"{before.reference} is open again: {taken}.", before.id)


def _is_there(work: Work, case: Case, owner: UserId | None, now: datetime) -> bool:
    """Whether the previous owner can have it again. A conflict that a manager overrode was
    overridden for that once."""
    if owner is None or conflict_of(work, case, owner):
        return False
    if case.cleared is not None and owner not in case.cleared:
        return False
    person = work.people.get(owner)
    in_queue = case.queue.member(owner) is not None or owner in case.managers
    is_member = person is not None and person.is_full_member
    return in_queue and is_member and owner not in work.absences.current(now, [owner])


def _check_length(text: str, field: str = "note") -> None:
    if len(text) > REASON_LIMIT:
        words = f"Keep it under {REASON_LIMIT:,} characters."
        raise Refused(words, fields={field: words})
