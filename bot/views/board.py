"""The managers' board: their queues' open cases, narrowed as they chose, and who holds what."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields, replace
from datetime import datetime

from bot.case.escalation import Escalation
from bot.case.identifiers import EscalationId, UserId
from bot.case.permissions import Sight
from bot.case.priority import Priority
from bot.case.states import UNFINISHED
from bot.casework.attention import HIDDEN, Clocks, Counts, Place, What, counts_of, is_so, place
from bot.casework.case_view import Seen
from bot.casework.queues import expand, queue_of
from bot.casework.viewer import EVERY_OPEN_CASE, Viewer
from bot.policy import Policy, Queue
from bot.ports import CaseFilter, Work
from bot.rotation.choice import Absence
from bot.service_levels.hours import serving_office
from bot.views.feedback import NO_FEEDBACK, FeedbackList, feedback_of_queues
from bot.views.lists import CaseList

PAGE = 10
"""How many cases a page of the board shows."""


LAST_PAGE = 10_000


@dataclass(frozen=True, slots=True)
class Board:
    """What somebody has chosen to see. "" is every queue, kind, person, office,
    priority or account."""

    what: What = What.ALL
    queue: str = ""
    kind: str = ""
    person: str = ""
    office: str = ""
    priority: str = ""
    account: str = ""
    page: int = 1
    surface: str = ""
    """What the surface that shows it keeps with it; nothing here reads it."""

    @property
    def is_narrowed(self) -> bool:
        """Whether anything is left out."""
        return replace(self, page=1, surface="") != Board()

    def to_text(self) -> str:
        """As it is kept."""
        return json.dumps(asdict(self))

    def chosen(self, field: str, value: str) -> Board:
        """With another choice in one field, from the first page again; a value that can't be is
        every one."""
        return read_board(json.dumps({**asdict(self), field: value, "page": 1}))

    def turned(self, page: str) -> Board:
        """On another page."""
        number = int(page) if page.isascii() and page.isdigit() and len(page) < 6 else 1
        return replace(self, page=max(1, min(number, LAST_PAGE)))


def read_board(text: str) -> Board:
    """What was kept; what isn't one, or a field that can't be, is everything."""
    try:
        found = json.loads(text or "{}")
    except ValueError:
        found = {}
    known = found if isinstance(found, dict) else {}
    what = known.get("what")
    page = known.get("page")
    words = {
        field.name: value if isinstance(value := known.get(field.name), str) else ""
        for field in fields(Board)
        if field.name not in ("what", "page")
    }
    return Board(
        What(what) if what in {w.value for w in What} else What.ALL,
        **words,
        page=page if type(page) is int and 1 <= page <= LAST_PAGE else 1,
    )


@dataclass(frozen=True, slots=True)
class Choices:
    """What the board can be narrowed to: each value with the name people know it by."""

    queues: tuple[str, ...]
    kinds: tuple[str, ...]
    people: Mapping[UserId, str]
    offices: tuple[str, ...]
    accounts: tuple[str, ...] = ()


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
    feedback: FeedbackList = NO_FEEDBACK

    @property
    def total(self) -> Counts:
        """All queues together."""
        return sum(self.by_queue.values(), start=Counts())


def managed_queues(work: Work, policy: Policy, user: UserId) -> tuple[Queue, ...]:
    """The queues whose board a person sees: those they manage, all for the workspace's managers."""
    queues = tuple(policy.queues.values())
    if user in expand(work, policy.managers):
        return queues
    return tuple(q for q in queues if q.managers and user in expand(work, q.managers))


def board_view(work: Work, viewer: Viewer, managed: Sequence[Queue], now: datetime) -> BoardView:
    names = tuple(q.name for q in managed)
    cases = _open_cases(work, viewer, names)
    clocks: Mapping[EscalationId, Clocks] = viewer.clocks(cases)
    by_queue = {
        queue: _counts([c for c in cases if _home(viewer, c) == queue], viewer, clocks, now)
        for queue in dict.fromkeys([*names, *(_home(viewer, c) for c in cases)])
    }
    accounts = {c.account for c in cases if viewer.sight(c) is Sight.ALL} - {""}
    choices = _choices(work, managed, tuple(by_queue), sorted(accounts, key=str.casefold))
    chosen = limited_to(read_board(work.homes.board(viewer.user)), choices)
    fitting = [c for c in cases if _fits(chosen, viewer, c, clocks[c.id], now)]
    fitting.sort(key=lambda c: (_place(viewer, c, clocks[c.id], now), c.id))
    pages = max(1, -(-len(fitting) // PAGE))
    chosen = replace(chosen, page=min(chosen.page, pages))
    start = (chosen.page - 1) * PAGE
    page: tuple[Seen, ...] = viewer.views(fitting[start : start + PAGE])
    return BoardView(
        chosen,
        choices,
        by_queue,
        _load(work, managed, choices, chosen, now),
        CaseList(page, len(fitting)),
        pages,
        feedback_of_queues(work, viewer.policy, viewer.user, names),
    )


def _open_cases(work: Work, viewer: Viewer, names: tuple[str, ...]) -> list[Escalation]:
    """The open cases of these queues, and those that are at home in none; all there are for a
    manager of the workspace."""
    policy = viewer.policy
    if viewer.user in expand(work, policy.managers):
        return [*work.escalations.find(CaseFilter(states=UNFINISHED), limit=EVERY_OPEN_CASE)]
    wanted = CaseFilter(
        states=UNFINISHED,
        queues=policy.names_of(names),
        known=policy.names_of(policy.queues),
    )
    found = work.escalations.find(wanted, limit=EVERY_OPEN_CASE)
    return [c for c in found if _home(viewer, c) in names or _home(viewer, c) not in policy.queues]


def _home(viewer: Viewer, escalation: Escalation) -> str:
    return queue_of(viewer.policy, escalation).name


def _counts(
    cases: Sequence[Escalation],
    viewer: Viewer,
    clocks: Mapping[EscalationId, Clocks],
    now: datetime,
) -> Counts:
    """How cases stand, as far as that may be seen; the others are open and no more."""
    seen = [c for c in cases if viewer.sight(c) is not Sight.REFERENCE]
    counted = counts_of(((c, clocks[c.id]) for c in seen), now)
    return replace(counted, open=len(cases))


def _fits(
    chosen: Board, viewer: Viewer, escalation: Escalation, clocks: Clocks, now: datetime
) -> bool:
    """Whether a case is among those chosen. What may not be seen of it can't be asked for."""
    if chosen.queue not in ("", _home(viewer, escalation)):
        return False
    if chosen.kind not in ("", escalation.kind):
        return False
    sight = viewer.sight(escalation)
    if sight is Sight.REFERENCE and (chosen.what is not What.ALL or chosen.priority):
        return False
    if sight is not Sight.ALL and (chosen.person or chosen.office or chosen.account):
        return False
    if chosen.priority not in ("", escalation.priority):
        return False
    if chosen.account not in ("", escalation.account):
        return False
    if chosen.person not in ("", escalation.holder):
        return False
    if chosen.office:
        queue = queue_of(viewer.policy, escalation)
        if serving_office(viewer.policy, queue, escalation) != chosen.office:
            return False
    return is_so(chosen.what, escalation, clocks, now)


def _place(viewer: Viewer, escalation: Escalation, clocks: Clocks, now: datetime) -> Place:
    """The worst is first; what may not be seen is last, so that its place tells nothing."""
    if viewer.sight(escalation) is Sight.REFERENCE:
        return HIDDEN
    return place(escalation, clocks, now)


def _choices(
    work: Work, managed: Sequence[Queue], queues: tuple[str, ...], accounts: Sequence[str]
) -> Choices:
    users = dict.fromkeys(m.user for q in managed for m in q.rotation)
    names = work.people.names(users)
    offices = {m.office for q in managed for m in q.rotation} | {q.office for q in managed}
    return Choices(
        queues,
        tuple(dict.fromkeys(kind for q in managed for kind in q.kinds)),
        {u: names.get(u, u) for u in sorted(users, key=lambda u: names.get(u, u).casefold())},
        tuple(sorted(offices - {""})),
        tuple(accounts),
    )


def limited_to(chosen: Board, choices: Choices) -> Board:
    """What somebody chose, as far as it can still be chosen; else every one."""
    return replace(
        chosen,
        queue=chosen.queue if chosen.queue in choices.queues else "",
        kind=chosen.kind if chosen.kind in choices.kinds else "",
        person=chosen.person if chosen.person in choices.people else "",
        office=chosen.office if chosen.office in choices.offices else "",
        priority=chosen.priority if chosen.priority in list(Priority) else "",
        account=chosen.account if chosen.account in choices.accounts else "",
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
