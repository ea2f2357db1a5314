"""What a person may list: their own cases, what waits in their queues, one by its reference."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.case import admitted, circle_of, expand, policy_in_force, queue_of
from bot.decision import Communication, Decision
from bot.errors import Refused
from bot.escalation import UNFINISHED, Escalation, Move, State, moves_from
from bot.identifiers import EscalationId, UserId
from bot.permissions import allowed_moves, standing
from bot.policy import Queue
from bot.ports import Thread, TimelineEntry, Wanted, Work
from bot.service.clocks import clocks_of
from bot.service.service_levels import ClockName, ClockReading

LIST_LIMIT = 15
"""How many cases a list shows; Slack takes 50 blocks a message, and a case takes up to three."""

_REFERENCE = re.compile(r"(?:ESC-)?([0-9]{1,9})", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class CaseView:
    """A case with all that a card, a list or a note says of it."""

    escalation: Escalation
    clocks: Mapping[ClockName, ClockReading]
    decision: Decision | None
    communication: Communication | None
    thread: Thread | None
    moves: tuple[Move, ...] = ()

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


@dataclass(frozen=True, slots=True)
class CaseList:
    """Cases as a person may see them; `total` counts also those past the limit."""

    cases: tuple[CaseView, ...]
    total: int
    note: str = ""


@dataclass(frozen=True, slots=True)
class HomeView:
    """A person's App Home: what they raised, what is theirs."""

    user: UserId
    raised: CaseList
    held: CaseList
    is_specialist: bool


def view(work: Work, escalation: Escalation, *, moves: tuple[Move, ...] | None = None) -> CaseView:
    """A case with its clocks, decision and thread. Without `moves`, those its state allows."""
    is_decided = escalation.state in (State.DECIDED, State.CLOSED)
    decision = work.decisions.latest(escalation.id) if is_decided else None
    pending = escalation.hand_over is not None
    return CaseView(
        escalation,
        clocks_of(work, escalation),
        decision,
        work.decisions.communication(decision.id) if decision else None,
        work.escalations.thread_of(escalation.id),
        moves_from(escalation.state, hand_over_pending=pending) if moves is None else moves,
    )


def mine(work: Work, user: UserId) -> tuple[CaseList, CaseList]:
    """What the person raised, and what they hold (offered to them, or owned), not yet closed."""
    admitted(work, user)
    raised = _list(work, user, Wanted(states=UNFINISHED, requester=user))
    held = _list(work, user, Wanted(states=UNFINISHED, holder=user))
    return raised, held


def open_cases(work: Work, user: UserId) -> CaseList:
    """What is open in the queues the person works in or manages; for others, what they raised."""
    admitted(work, user)
    queues = tuple(q.name for q in queues_of(work, user))
    if queues:
        return _list(work, user, Wanted(states=UNFINISHED, queues=queues))
    own = _list(work, user, Wanted(states=UNFINISHED, requester=user))
    note = "You are in no queue, so these are the ones you raised."
    return CaseList(own.cases, own.total, note)


def read_reference(words: str) -> EscalationId | None:
    """The case that ESC-1, esc-1 or 1 names; None for anything else."""
    found = _REFERENCE.fullmatch(words.strip())
    return EscalationId(int(found.group(1))) if found else None


def show(work: Work, user: UserId, words: str) -> tuple[CaseView, Sequence[TimelineEntry]]:
    """One case by its reference, with its timeline. Raises Refused if there is none such."""
    admitted(work, user)
    escalation_id = read_reference(words)
    if escalation_id is None:
        raise Refused("Say which one, like this: /escalations show ESC-1")
    escalation = work.escalations.peek(escalation_id)
    if escalation is None:
        raise Refused(f"There is no ESC-{escalation_id}.")
    moves = moves_for(work, user, escalation)
    return view(work, escalation, moves=moves), work.timeline.of(escalation_id)


def home(work: Work, user: UserId) -> HomeView:
    """What a person's App Home shows. Raises Refused for people who can't act."""
    raised, held = mine(work, user)
    return HomeView(user, raised, held, bool(queues_of(work, user)))


def queues_of(work: Work, user: UserId) -> tuple[Queue, ...]:
    """The queues a person is in: on the rotation, or a manager."""
    policy = policy_in_force(work)
    return tuple(
        q
        for q in policy.queues.values()
        if q.member(user) is not None or user in expand(work, policy.managers_of(q))
    )


def moves_for(work: Work, user: UserId, escalation: Escalation) -> tuple[Move, ...]:
    """The moves this person may make on the case now."""
    policy = policy_in_force(work)
    queue = queue_of(policy, escalation)
    who = standing(user, escalation, circle_of(work, policy, queue, escalation))
    return allowed_moves(escalation, who)


def _list(work: Work, user: UserId, wanted: Wanted) -> CaseList:
    cases = work.escalations.find(wanted, limit=LIST_LIMIT)
    views = tuple(view(work, c, moves=moves_for(work, user, c)) for c in cases)
    total = len(cases) if len(cases) < LIST_LIMIT else work.escalations.count(wanted)
    return CaseList(views, total)
