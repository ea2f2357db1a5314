"""What App Home shows: what somebody raised, what is theirs to do, and to managers the board."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.board import (
    PAGE,
    Board,
    Clocks,
    Counts,
    What,
    comes_next,
    counts_of,
    read_board,
    stands,
)
from bot.case import admitted, expand, queue_of
from bot.escalation import UNFINISHED, Escalation, State
from bot.identifiers import EscalationId, UserId
from bot.lists import EVERY_OPEN_CASE, LAST, CaseList, CaseView, Onlooker
from bot.permissions import Sight
from bot.policy import Policy, Queue
from bot.ports import Wanted, Work
from bot.rotation.choice import Absence
from bot.service.hours import serving_office

OFFERED_SHOWN = 5
HELD_SHOWN = 10
WAITING_SHOWN = 5
RAISED_SHOWN = 10
MANY = 1000
"""More than one person ever holds; those are put in order before the first are shown."""


@dataclass(frozen=True, slots=True)
class Choices:
    """What the board can be narrowed to: each value with the name people know it by."""

    queues: tuple[str, ...]
    kinds: tuple[str, ...]
    people: Mapping[UserId, str]
    offices: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Workload:
    """What one person on the rotation of a queue holds. `office` is where they work."""

    user: UserId
    name: str
    office: str
    holds: int
    capacity: int | None
    absence: Absence | None


@dataclass(frozen=True, slots=True)
class BoardView:
    """The board as somebody has chosen to see it: the figures of all its queues, and a page of the
    cases that fit."""

    chosen: Board
    choices: Choices
    by_queue: Mapping[str, Counts]
    load: tuple[Workload, ...]
    cases: CaseList
    pages: int

    @property
    def total(self) -> Counts:
        """All queues together."""
        return sum(self.by_queue.values(), start=Counts())


@dataclass(frozen=True, slots=True)
class HomeView:
    """A person's App Home. `board` is a manager's."""

    user: UserId
    offered: CaseList
    held: CaseList
    waiting: CaseList
    raised: CaseList
    is_specialist: bool
    absence: Absence | None
    board: BoardView | None


def home(work: Work, user: UserId, now: datetime) -> HomeView:
    """What a person's App Home shows. Raises Refused for people who can't act."""
    admitted(work, user)
    looker = Onlooker(work, user)
    offered, held, waiting = _theirs(work, looker)
    wanted = Wanted(states=UNFINISHED, takes_part=user)
    raised = work.escalations.find(wanted, limit=RAISED_SHOWN, oldest_first=False)
    total = len(raised) if len(raised) < RAISED_SHOWN else work.escalations.count(wanted)
    managed = managed_queues(work, looker.policy, user)
    return HomeView(
        user,
        offered,
        held,
        waiting,
        CaseList(looker.views(raised), total),
        any(q.member(user) for q in looker.policy.queues.values()),
        work.absences.current(now, [user]).get(user),
        _board(work, looker, managed, now) if managed else None,
    )


def managed_queues(work: Work, policy: Policy, user: UserId) -> tuple[Queue, ...]:
    """The queues whose board a person sees: those they manage, all for the workspace's managers."""
    queues = tuple(policy.queues.values())
    if user in expand(work, policy.managers):
        return queues
    return tuple(q for q in queues if q.managers and user in expand(work, q.managers))


def _theirs(work: Work, looker: Onlooker) -> tuple[CaseList, CaseList, CaseList]:
    """What is put before somebody, what they are to act on, and what of theirs waits: each by what
    comes next."""
    user = looker.user
    cases = {c.id: c for c in work.escalations.find(Wanted(asked=user), limit=MANY)}
    holds = Wanted(states=UNFINISHED, holder=user)
    cases |= {c.id: c for c in work.escalations.find(holds, limit=MANY)}
    views = looker.views(tuple(cases.values()))

    def those(state: State | None, shown: int) -> CaseList:
        """`state` None: put before them."""
        found = [v for v in views if _section(cases[v.escalation.id], user) is state]
        found.sort(key=lambda v: (comes_next(v.escalation, v.clocks) or LAST, v.escalation.id))
        return CaseList(tuple(found[:shown]), len(found))

    return (
        those(None, OFFERED_SHOWN),
        those(State.CLAIMED, HELD_SHOWN),
        those(State.WAITING, WAITING_SHOWN),
    )


def _section(escalation: Escalation, user: UserId) -> State | None:
    """Where a case stands for somebody: put before them, waiting, or theirs to act on."""
    if escalation.owner != user:
        return None
    return State.WAITING if escalation.state is State.WAITING else State.CLAIMED


def _board(work: Work, looker: Onlooker, managed: Sequence[Queue], now: datetime) -> BoardView:
    names = tuple(q.name for q in managed)
    # A case may be in a queue that the policy doesn't name any more: it is the workspace's.
    is_all = looker.user in expand(work, looker.policy.managers)
    wanted = Wanted(states=UNFINISHED, queues=None if is_all else names)
    cases = work.escalations.find(wanted, limit=EVERY_OPEN_CASE)
    clocks: Mapping[EscalationId, Clocks] = looker.clocks(cases)
    by_queue = {
        queue: _counts([c for c in cases if c.queue == queue], looker, clocks, now)
        for queue in dict.fromkeys([*names, *(c.queue for c in cases)])
    }
    choices = _choices(work, managed, tuple(by_queue))
    chosen = within(read_board(work.homes.board(looker.user)), choices)
    fitting = [c for c in cases if _fits(chosen, looker, c, clocks[c.id], now)]
    fitting.sort(key=lambda c: (_place(looker, c, clocks[c.id]), c.id))
    pages = max(1, -(-len(fitting) // PAGE))
    chosen = replace(chosen, page=min(chosen.page, pages))
    start = (chosen.page - 1) * PAGE
    page: tuple[CaseView, ...] = looker.views(fitting[start : start + PAGE])
    return BoardView(
        chosen,
        choices,
        by_queue,
        _load(work, managed, choices, chosen, now),
        CaseList(page, len(fitting)),
        pages,
    )


def _counts(
    cases: Sequence[Escalation],
    looker: Onlooker,
    clocks: Mapping[EscalationId, Clocks],
    now: datetime,
) -> Counts:
    """How cases stand, as far as that may be seen; the others are open and no more."""
    seen = [c for c in cases if looker.sight(c) is not Sight.REFERENCE]
    counted = counts_of(((c, clocks[c.id]) for c in seen), now)
    return replace(counted, open=len(cases))


def _fits(
    chosen: Board, looker: Onlooker, escalation: Escalation, clocks: Clocks, now: datetime
) -> bool:
    """Whether a case is among those chosen. What may not be seen of it can't be asked for."""
    if chosen.queue not in ("", escalation.queue) or chosen.kind not in ("", escalation.kind):
        return False
    sight = looker.sight(escalation)
    if sight is Sight.REFERENCE and chosen.what is not What.ALL:
        return False
    if sight is not Sight.ALL and (chosen.person or chosen.office):
        return False
    if chosen.person not in ("", escalation.holder):
        return False
    if chosen.office:
        queue = queue_of(looker.policy, escalation)
        if serving_office(looker.policy, queue, escalation) != chosen.office:
            return False
    return stands(chosen.what, escalation, clocks, now)


def _place(looker: Onlooker, escalation: Escalation, clocks: Clocks) -> datetime:
    """What comes next is first; what stands unseen is last, so that its place tells nothing."""
    if looker.sight(escalation) is Sight.REFERENCE:
        return LAST
    return comes_next(escalation, clocks) or LAST


def _choices(work: Work, managed: Sequence[Queue], queues: tuple[str, ...]) -> Choices:
    users = dict.fromkeys(m.user for q in managed for m in q.rotation)
    names = work.people.names(users)
    offices = {m.office for q in managed for m in q.rotation} | {q.office for q in managed}
    return Choices(
        queues,
        tuple(dict.fromkeys(kind for q in managed for kind in q.kinds)),
        {u: names.get(u, u) for u in sorted(users, key=lambda u: names.get(u, u).casefold())},
        tuple(sorted(offices - {""})),
    )


def within(chosen: Board, choices: Choices) -> Board:
    """What somebody chose, as far as it can still be chosen; else every one."""
    return replace(
        chosen,
        queue=chosen.queue if chosen.queue in choices.queues else "",
        kind=chosen.kind if chosen.kind in choices.kinds else "",
        person=chosen.person if chosen.person in choices.people else "",
        office=chosen.office if chosen.office in choices.offices else "",
    )


def _load(
    work: Work, managed: Sequence[Queue], choices: Choices, chosen: Board, now: datetime
) -> tuple[Workload, ...]:
    """What each person on these rotations holds, in all queues; a person once. With an office or a
    person chosen, only theirs."""
    members = {
        m.user: m
        for q in reversed(managed)
        for m in reversed(q.rotation)
        if chosen.office in ("", m.office) and chosen.person in ("", m.user)
    }
    holds = work.escalations.load(members)
    away = work.absences.current(now, members)
    return tuple(
        Workload(
            user,
            name,
            members[user].office,
            holds.get(user, 0),
            members[user].capacity,
            away.get(user),
        )
        for user, name in choices.people.items()
        if user in members
    )
