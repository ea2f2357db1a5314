"""A case with all that is said of it, as far as a reader may see it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from bot.case.appeal import Appeal
from bot.case.consult import Consult
from bot.case.decision import Communication, Decision, Effect
from bot.case.escalation import Escalation
from bot.case.identifiers import UserId
from bot.case.kinds import OUTCOMES
from bot.case.permissions import Sight, suits
from bot.case.transitions import Move, moves_from
from bot.casework.reopening import Reopening, reopening_of
from bot.casework.service_clocks import clocks_of
from bot.events import CaseWithdrawn, DecisionCarriedOut, DecisionCommunicated
from bot.ports import Thread, Work
from bot.service_levels.clocks import ClockName, ClockReading


@dataclass(frozen=True, slots=True)
class CaseView:
    """A case with all that a card, a list or a note says of it. `sight` is how much of it whoever
    it is shown to may see; what they may not isn't in it."""

    escalation: Escalation
    clocks: Mapping[ClockName, ClockReading]
    decision: Decision | None
    communication: Communication | None
    thread: Thread | None
    moves: tuple[Move, ...] = ()
    sight: Sight = Sight.ALL
    reopening: Reopening | None = None
    closed_by: UserId | None = None
    asks_feedback: bool = False
    """Whether the policy names somebody to give feedback to."""
    appeal: Appeal | None = None
    consults: tuple[Consult, ...] = ()
    """The questions to teams that are open."""
    effect: Effect | None = None

    @property
    def is_whole(self) -> bool:
        """Whether whoever it is shown to may see all of it."""
        return self.sight is Sight.ALL

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


def as_seen(view: CaseView, how: Sight) -> CaseView:
    """A case without what somebody with this sight may not see: what isn't in it can't be shown."""
    if how is Sight.ALL:
        return replace(view, sight=how)
    e = view.escalation
    bare = Escalation(
        e.id,
        e.queue,
        e.channel,
        e.kind,
        e.priority,
        title="",
        what_happened="",
        requester=UserId(""),
        opened_at=e.opened_at,
        policy_version=e.policy_version,
        confidentiality=e.confidentiality,
    )
    if how is Sight.REFERENCE:
        return CaseView(bare, {}, None, None, None, (), how)
    known = replace(
        bare,
        state=e.state,
        wait=replace(e.wait, for_what="", by=UserId("")) if e.wait else None,
        deadline=replace(e.deadline, source="", set_by=UserId("")) if e.deadline else None,
        closed_at=e.closed_at,
        close_reason=e.close_reason,
    )
    return CaseView(known, view.clocks, None, None, None, view.moves, how)


def view(work: Work, escalation: Escalation, *, moves: tuple[Move, ...] | None = None) -> CaseView:
    """A case whole, with its clocks, decision and thread, for a surface that all of its circle
    read. Without `moves`, those its state allows."""
    decision = work.decisions.latest(escalation.id) if escalation.is_decided else None
    policy = work.policies.current()
    return CaseView(
        escalation,
        clocks_of(work, escalation),
        decision,
        work.decisions.communication(decision.id) if decision else None,
        work.escalations.thread_of(escalation.id),
        _possible(escalation) if moves is None else moves,
        reopening=reopening_of(work, escalation),
        closed_by=_closed_by(work, escalation) if escalation.is_closed else None,
        asks_feedback=bool(policy is not None and policy.feedback),
        appeal=appeal_in(work, escalation),
        consults=tuple(work.consults.open_of(escalation.id)) if not escalation.is_closed else (),
        effect=_effect(work, decision),
    )


def appeal_in(work: Work, escalation: Escalation) -> Appeal | None:
    """The case as an appeal; None where its kind is another."""
    return work.appeals.of(escalation.id) if escalation.is_appeal else None


def _closed_by(work: Work, escalation: Escalation) -> UserId | None:
    ends = (DecisionCommunicated, DecisionCarriedOut, CaseWithdrawn)
    entries = reversed(work.timeline.of(escalation.id))
    return next((e.who for e in entries if isinstance(e.event, ends)), None)


def _effect(work: Work, decision: Decision | None) -> Effect | None:
    known = OUTCOMES.get(decision.outcome) if decision is not None else None
    if decision is None or known is None or not known.is_reversal:
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
