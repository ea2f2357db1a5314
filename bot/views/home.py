"""What App Home shows: what somebody raised, what is theirs to do, and to managers the board."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.case.escalation import Escalation
from bot.case.identifiers import UserId
from bot.case.states import UNFINISHED
from bot.casework.approach import admitted
from bot.casework.attention import HIDDEN, Place, place
from bot.casework.case_view import CaseView, Seen
from bot.casework.viewer import Viewer
from bot.ports import CaseFilter, Work
from bot.rotation.choice import Absence
from bot.views.board import BoardView, board_view, managed_queues
from bot.views.feedback import NO_FEEDBACK, FeedbackList, feedback_of
from bot.views.lately import Lately, lately_of
from bot.views.lists import NO_QUESTIONS, CaseList, Questions, consults_put_to, to_approve
from bot.views.second_look import LookAsked, look_asked

NOTHING = CaseList((), 0)


ASKED_SHOWN = 5
FEEDBACK_SHOWN = 5


OFFERED_SHOWN = 5


HELD_SHOWN = 10


WAITING_SHOWN = 5


RAISED_SHOWN = 10


CLOSED_SHOWN = 5


LATELY = timedelta(days=14)


MANY = 1000
"""More than one person ever holds; those are put in order before the first are shown."""


@dataclass(frozen=True, slots=True)
class HomeView:
    """A person's App Home. `board` is a manager's."""

    user: UserId
    offered: CaseList
    held: CaseList
    waiting: CaseList
    raised: CaseList
    closed: CaseList
    """What they raised that was closed lately, the last first."""
    is_specialist: bool
    absence: Absence | None
    board: BoardView | None
    approvals: CaseList = NOTHING
    """Whose decision waits for their approval."""
    lately: Lately = ()
    """Of a manager's queues, over the last days."""
    second_look: LookAsked | None = None
    asked: Questions = NO_QUESTIONS
    """The questions put to them that nobody has answered, each with its case."""
    feedback: FeedbackList = NO_FEEDBACK
    """The items that they are to do, or to verify."""


def home_of(work: Work, user: UserId, now: datetime) -> HomeView:
    """What a person's App Home shows. Raises Refused for people who can't act."""
    admitted(work, user)
    viewer = Viewer(work, user)
    offered, held, waiting = _theirs(work, viewer, now)
    wanted = CaseFilter(states=UNFINISHED, takes_part=user)
    raised = work.escalations.find(wanted, limit=RAISED_SHOWN, oldest_first=False)
    total = len(raised) if len(raised) < RAISED_SHOWN else work.escalations.count(wanted)
    managed = managed_queues(work, viewer.policy, user)
    return HomeView(
        user,
        offered,
        held,
        waiting,
        CaseList(viewer.views(raised), total),
        _closed(work, viewer, now),
        any(q.member(user) for q in viewer.policy.queues.values()),
        work.absences.current(now, [user]).get(user),
        board_view(work, viewer, managed, now) if managed else None,
        to_approve(work, viewer),
        lately_of(work, viewer.policy, [q.name for q in managed], now) if managed else (),
        look_asked(work, user),
        consults_put_to(work, user, ASKED_SHOWN),
        feedback_of(work, user, FEEDBACK_SHOWN),
    )


def shown_on(view: HomeView) -> tuple[Seen, ...]:
    """The cases that a Home shows."""
    lists = [view.approvals, view.offered, view.held, view.waiting, view.raised, view.closed]
    on_board = view.board.cases.cases if view.board is not None else ()
    asked_about = (case for _, case in view.asked.first)
    return (*asked_about, *(case for one in lists for case in one.cases), *on_board)


def _closed(work: Work, viewer: Viewer, now: datetime) -> CaseList:
    # By the time alone: of those closed in all the years only these are read.
    wanted = CaseFilter(takes_part=viewer.user, closed_since=now - LATELY)
    lately = work.escalations.find(wanted, limit=MANY, oldest_first=False)
    return CaseList(viewer.views(lately[:CLOSED_SHOWN]), len(lately))


def _theirs(work: Work, viewer: Viewer, now: datetime) -> tuple[CaseList, CaseList, CaseList]:
    """What is offered to somebody, what they are to act on, and what of theirs waits: the
    worst of each first."""
    user = viewer.user
    cases = {
        c.id: c
        for c in work.escalations.find(CaseFilter(states=UNFINISHED, asked=user), limit=MANY)
    }
    holds = CaseFilter(states=UNFINISHED, holder=user)
    cases |= {c.id: c for c in work.escalations.find(holds, limit=MANY)}
    views = viewer.views(tuple(cases.values()))

    def those(is_one: Callable[[Escalation], bool], shown: int) -> CaseList:
        found = [v for v in views if is_one(cases[v.id])]
        found.sort(key=lambda v: (_place(v, now), v.id))
        return CaseList(tuple(found[:shown]), len(found))

    return (
        those(lambda e: e.owner != user, OFFERED_SHOWN),
        those(lambda e: e.owner == user and not e.is_waiting, HELD_SHOWN),
        those(lambda e: e.owner == user and e.is_waiting, WAITING_SHOWN),
    )


def _place(view: Seen, now: datetime) -> Place:
    """What may not be seen is last, so that its place tells nothing."""
    return place(view.escalation, view.clocks, now) if isinstance(view, CaseView) else HIDDEN
