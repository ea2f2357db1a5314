"""What a person may list, as far as they may see it: their own cases, what waits in their queues,
one by its reference."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from bot.board import comes_next, is_at_risk, is_breached
from bot.case import admitted, circle_of, expand, policy_in_force, queue_of
from bot.decision import Communication, Decision
from bot.errors import Refused
from bot.escalation import UNFINISHED, Escalation, Move, State, moves_from
from bot.identifiers import EscalationId, UserId
from bot.permissions import Circle, Sight, Standing, allowed_moves, sight, standing
from bot.policy import Queue
from bot.ports import Thread, TimelineEntry, Wanted, Work
from bot.service.clocks import clocks_of, hours_known
from bot.service.service_levels import ClockName, ClockReading, read_clocks

LIST_LIMIT = 15
"""How many cases a list shows; Slack takes 50 blocks a message, and a case takes up to three."""
EVERY_OPEN_CASE = 100_000
LAST = datetime.max.replace(tzinfo=UTC)

_REFERENCE = re.compile(r"(?:ESC-)?([0-9]{1,9})", re.IGNORECASE)


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


class Onlooker:
    """Somebody who looks at cases, in one transaction: how much of each they may see and what they
    may do. Many cases cost as many statements as one."""

    def __init__(self, work: Work, user: UserId) -> None:
        self._work = work
        self.user = user
        self.policy = policy_in_force(work)
        self._hours_of = hours_known(work)
        self._circles: dict[tuple[str, str], Circle] = {}

    def standing(self, escalation: Escalation) -> Standing:
        """Who they are to a case."""
        key = escalation.queue, escalation.confidentiality
        if key not in self._circles:
            queue = queue_of(self.policy, escalation)
            self._circles[key] = circle_of(self._work, self.policy, queue, escalation)
        return standing(self.user, escalation, self._circles[key])

    def sight(self, escalation: Escalation) -> Sight:
        """How much of a case they may see."""
        return sight(escalation, self.standing(escalation))

    def clocks(
        self, cases: Iterable[Escalation]
    ) -> dict[EscalationId, dict[ClockName, ClockReading]]:
        """The clocks of each case as they stand."""
        ids = [case.id for case in cases]
        events = self._work.clocks.of_many(ids)
        return {id_: read_clocks(events.get(id_, ()), self._hours_of) for id_ in ids}

    def views(self, cases: Sequence[Escalation]) -> tuple[CaseView, ...]:
        """Cases as they may see them, with the moves they may make; without decisions, of which a
        list says nothing."""
        clocks = self.clocks(cases)
        threads = self._work.escalations.threads_of([case.id for case in cases])
        return tuple(
            self.seen(CaseView(case, clocks[case.id], None, None, threads.get(case.id)))
            for case in cases
        )

    def seen(self, whole: CaseView) -> CaseView:
        """What of a case they may see, with the moves they may make."""
        who = self.standing(whole.escalation)
        moves = allowed_moves(whole.escalation, who)
        return as_seen(replace(whole, moves=moves), sight(whole.escalation, who))


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
    is_decided = escalation.state in (State.DECIDED, State.CLOSED)
    decision = work.decisions.latest(escalation.id) if is_decided else None
    return CaseView(
        escalation,
        clocks_of(work, escalation),
        decision,
        work.decisions.communication(decision.id) if decision else None,
        work.escalations.thread_of(escalation.id),
        _possible(escalation) if moves is None else moves,
    )


def _possible(escalation: Escalation) -> tuple[Move, ...]:
    """What somebody may do to it as it stands."""
    return moves_from(
        escalation.state,
        hand_over_pending=escalation.hand_over is not None,
        is_offered=escalation.offer is not None,
    )


def view_for(work: Work, user: UserId, escalation: Escalation) -> CaseView:
    """A case in full, as far as one person may see it."""
    return Onlooker(work, user).seen(view(work, escalation))


def mine(work: Work, user: UserId) -> tuple[CaseList, CaseList]:
    """What the person raised or joined, and what they hold (offered to them, or owned), not yet
    closed."""
    admitted(work, user)
    raised = _list(work, user, Wanted(states=UNFINISHED, takes_part=user))
    held = _list(work, user, Wanted(states=UNFINISHED, holder=user))
    return raised, held


def open_cases(work: Work, user: UserId) -> CaseList:
    """What is open in the queues the person works in or manages; for others, what they raised."""
    admitted(work, user)
    wanted, note = _theirs(work, user)
    found = _list(work, user, wanted)
    return CaseList(found.cases, found.total, note)


def at_risk(work: Work, user: UserId, now: datetime) -> CaseList:
    """What is late or at risk in the queues the person works in or manages, what is due first at
    the top; for others, of what they raised."""
    admitted(work, user)
    wanted, note = _theirs(work, user)
    looker = Onlooker(work, user)
    cases = work.escalations.find(wanted, limit=EVERY_OPEN_CASE)
    cases = [case for case in cases if looker.sight(case) is not Sight.REFERENCE]
    clocks = looker.clocks(cases)
    near = [c for c in cases if is_breached(clocks[c.id], now) or is_at_risk(clocks[c.id], now)]
    near.sort(key=lambda c: (comes_next(c, clocks[c.id]) or LAST, c.id))
    return CaseList(looker.views(near[:LIST_LIMIT]), len(near), note)


def _theirs(work: Work, user: UserId) -> tuple[Wanted, str]:
    """The open cases of a person's queues; without one, their own, and the note that says so."""
    queues = tuple(q.name for q in queues_of(work, user))
    if queues:
        return Wanted(states=UNFINISHED, queues=queues), ""
    note = "You are in no queue, so these are the ones you raised."
    return Wanted(states=UNFINISHED, takes_part=user), note


def read_reference(words: str) -> EscalationId | None:
    """The case that ESC-1, esc-1 or 1 names; None for anything else."""
    found = _REFERENCE.fullmatch(words.strip())
    return EscalationId(int(found.group(1))) if found else None


def show(work: Work, user: UserId, words: str) -> tuple[CaseView, Sequence[TimelineEntry]]:
    """One case by its reference, with its timeline, as far as the person may see it. Raises Refused
    if there is none such."""
    admitted(work, user)
    escalation_id = read_reference(words)
    if escalation_id is None:
        raise Refused("Say which one, like this: /escalations show ESC-1")
    escalation = work.escalations.peek(escalation_id)
    if escalation is None:
        raise Refused(f"There is no ESC-{escalation_id}.")
    seen = view_for(work, user, escalation)
    return seen, work.timeline.of(escalation_id) if seen.sight is Sight.ALL else ()


def queues_of(work: Work, user: UserId) -> tuple[Queue, ...]:
    """The queues a person is in: on the rotation, or a manager."""
    policy = policy_in_force(work)
    return tuple(
        q
        for q in policy.queues.values()
        if q.member(user) is not None or user in expand(work, policy.managers_of(q))
    )


def _list(work: Work, user: UserId, wanted: Wanted) -> CaseList:
    cases = work.escalations.find(wanted, limit=LIST_LIMIT)
    total = len(cases) if len(cases) < LIST_LIMIT else work.escalations.count(wanted)
    return CaseList(Onlooker(work, user).views(cases), total)
