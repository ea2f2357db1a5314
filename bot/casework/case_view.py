"""A case with all that is said of it, as far as a reader may see it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from bot.case.appeal import Appeal
from bot.case.confidentiality import Confidentiality
from bot.case.consult import Consult
from bot.case.decision import Communication, Decision, Effect
from bot.case.escalation import Escalation
from bot.case.identifiers import EscalationId, UserId, reference
from bot.case.permissions import Sight, suits
from bot.case.priority import Priority
from bot.case.review import Review, ReviewVerdict
from bot.case.states import CloseReason, State
from bot.case.transitions import Move, moves_from
from bot.casework.reopening import Reopening, closed_by, reopening_of
from bot.casework.service_clocks import clocks_of
from bot.ports import Thread, Work
from bot.service_levels.clocks import ClockName, ClockReading


@dataclass(frozen=True, slots=True)
class CaseView:
    """A case with all that a card, a list or a note says of it, for a reader who may see all."""

    escalation: Escalation
    clocks: Mapping[ClockName, ClockReading]
    decision: Decision | None
    communication: Communication | None
    thread: Thread | None
    moves: tuple[Move, ...] = ()
    reopening: Reopening | None = None
    closed_by: UserId | None = None
    asks_feedback: bool = False
    """Whether the policy names somebody to give feedback to."""
    appeal: Appeal | None = None
    contested: Decision | None = None
    """The decision under appeal, where whoever reads this case may read that one."""
    consults: tuple[Consult, ...] = ()
    """The questions to teams that are open."""
    effect: Effect | None = None
    corrected: Decision | None = None
    """The decision that the one in force supersedes."""
    review: Review | None = None
    """The decision that waits for a second person."""
    sent_back: Review | None = None
    """The decision that a second person has sent back, while no other is written."""

    @property
    def id(self) -> EscalationId:
        """Its number."""
        return self.escalation.id

    @property
    def reference(self) -> str:
        """The name people use, ESC-<n>."""
        return self.escalation.reference

    @property
    def priority(self) -> Priority:
        """How soon it is to be dealt with."""
        return self.escalation.priority

    @property
    def first_response(self) -> ClockReading | None:
        """The clock of the first response."""
        return self.clocks.get(ClockName.FIRST_RESPONSE)

    @property
    def resolution(self) -> ClockReading | None:
        """The clock of the resolution."""
        return self.clocks.get(ClockName.RESOLUTION)

    @property
    def due(self) -> ClockReading | None:
        """The clock that is due next, if one still runs."""
        running = [r for r in self.clocks.values() if r.is_running]
        return min(running, key=lambda r: r.due_at, default=None)

    @property
    def deadline_at(self) -> datetime | None:
        """Its legal deadline, if one still counts."""
        e = self.escalation
        return e.deadline.at if e.deadline is not None and not e.is_closed else None

    @property
    def expected_at(self) -> datetime | None:
        """When it comes back, if it waits."""
        return self.escalation.wait.until if self.escalation.wait is not None else None


@dataclass(frozen=True, slots=True)
class Standing:
    """How a case stands and when it is due: no names in it, and nothing that anybody has written.
    `expected_at`: when it comes back, if it waits."""

    state: State
    priority: Priority
    due: ClockReading | None = None
    deadline_at: datetime | None = None
    expected_at: datetime | None = None
    close_reason: CloseReason | None = None
    closed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Glimpse:
    """What somebody may know of a case they may not read (rules: Sight). It has no title, no text,
    no names and no thread, so that nothing made of it can show any. `standing`, and what they may
    do, is for who raised it."""

    id: EscalationId
    kind: str
    confidentiality: Confidentiality
    opened_at: datetime
    standing: Standing | None = None
    moves: tuple[Move, ...] = ()

    @property
    def reference(self) -> str:
        """The name people use, ESC-<n>."""
        return reference(self.id)


Seen = CaseView | Glimpse
"""A case for one reader: what is shown to anybody is made of this."""


def as_seen(view: CaseView, how: Sight) -> Seen:
    """A case for a reader with this sight."""
    if how is Sight.ALL:
        return view
    return glimpse(view, how)


def glimpse(view: CaseView, how: Sight) -> Glimpse:
    """What is left of a case for a reader who may not see all of it."""
    e = view.escalation
    bare = Glimpse(e.id, e.kind, Confidentiality(e.confidentiality), e.opened_at)
    if how is Sight.REFERENCE:
        return bare
    standing = Standing(
        e.state,
        e.priority,
        view.due,
        view.deadline_at,
        view.expected_at,
        e.close_reason,
        e.closed_at,
    )
    return replace(bare, standing=standing, moves=view.moves)


def view(work: Work, escalation: Escalation, *, moves: tuple[Move, ...] | None = None) -> CaseView:
    """A case whole, with its clocks, decision and thread, for a surface that all of its circle
    read. Without `moves`, those its state allows."""
    decision = work.decisions.latest(escalation.id) if escalation.is_decided else None
    policy, appeal = work.policies.current(), appeal_in(work, escalation)
    return CaseView(
        escalation,
        clocks_of(work, escalation),
        decision,
        work.decisions.communication(decision.id) if decision else None,
        work.escalations.thread_of(escalation.id),
        _possible(escalation) if moves is None else moves,
        reopening=reopening_of(work, escalation),
        closed_by=closed_by(work, escalation) if escalation.is_closed else None,
        asks_feedback=bool(policy is not None and policy.feedback),
        appeal=appeal,
        contested=contested_in(work, escalation, appeal),
        consults=tuple(work.consults.open_of(escalation.id)) if not escalation.is_closed else (),
        effect=_effect(work, decision),
        corrected=_corrected(work, decision),
        review=work.reviews.open_of(escalation.id) if escalation.is_in_review else None,
        sent_back=_sent_back(work, escalation),
    )


def _corrected(work: Work, decision: Decision | None) -> Decision | None:
    before = decision.supersedes if decision is not None else None
    return work.decisions.get(before) if before is not None else None


def _sent_back(work: Work, escalation: Escalation) -> Review | None:
    if not (escalation.is_owned or escalation.is_untold):
        return None
    review = work.reviews.latest(escalation.id)
    is_back = review is not None and review.verdict is ReviewVerdict.SENT_BACK
    return review if review is not None and is_back and review.run == escalation.run else None


def appeal_in(work: Work, escalation: Escalation) -> Appeal | None:
    """The case as an appeal; None where its kind is another."""
    return work.appeals.of(escalation.id) if escalation.is_appeal else None


def contested_in(work: Work, escalation: Escalation, appeal: Appeal | None) -> Decision | None:
    """The decision of ours under appeal, for a surface that all of the appeal's circle read; none
    where some of them may not read its case: it is of a class they needn't be cleared for, or is
    kept in a channel they needn't be in (rules: Sight)."""
    if appeal is None or appeal.original.case is None or appeal.original.decision is None:
        return None
    original = work.escalations.peek(appeal.original.case)
    if original is None:
        return None
    if original.confidentiality != Confidentiality.INTERNAL:
        its, theirs = ((e.confidentiality, e.channel) for e in (original, escalation))
        if its != theirs:
            return None
    return work.decisions.get(appeal.original.decision)


def _effect(work: Work, decision: Decision | None) -> Effect | None:
    if decision is None or not decision.is_reversal:
        return None
    return work.decisions.effect(decision.id)


def _possible(escalation: Escalation) -> tuple[Move, ...]:
    """What somebody may do to it as it is now."""
    found = moves_from(
        escalation.state,
        hand_over_pending=escalation.hand_over is not None,
        is_offered=escalation.offer is not None,
    )
    return tuple(move for move in found if suits(move, escalation))
