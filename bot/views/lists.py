"""What a person may list: their own cases, what is open or at risk in their queues."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.case.consult import Consult
from bot.case.escalation import Escalation
from bot.case.identifiers import EscalationId, UserId
from bot.case.permissions import Sight
from bot.case.states import UNFINISHED
from bot.casework.approach import admitted
from bot.casework.attention import HIDDEN, Place, is_at_risk, is_breached, place
from bot.casework.case_view import Seen
from bot.casework.queues import expand, managers_of, policy_in_force, queues_of
from bot.casework.viewer import EVERY_OPEN_CASE, Viewer
from bot.ports import CaseFilter, Work

LIST_LIMIT = 15
"""How many cases a list shows: what somebody reads through at once. Those past it are counted."""
QUESTIONS_LISTED = 10


@dataclass(frozen=True, slots=True)
class CaseList:
    """Cases as a person may see them; `total` counts also those past the limit."""

    cases: tuple[Seen, ...]
    total: int
    note: str = ""


@dataclass(frozen=True, slots=True)
class Questions:
    """Questions put to somebody, each with its case; `total` counts also those past the limit."""

    first: tuple[tuple[Consult, Seen], ...] = ()
    total: int = 0


NO_QUESTIONS = Questions()


def mine(work: Work, user: UserId, now: datetime) -> tuple[CaseList, CaseList, CaseList]:
    """What the person raised or joined, what they hold (offered to them, or owned), not yet closed,
    and what waits for their approval."""
    admitted(work, user)
    raised = _list(work, user, CaseFilter(states=UNFINISHED, takes_part=user), now)
    held = _list(work, user, CaseFilter(states=UNFINISHED, holder=user), now)
    return raised, held, to_approve(work, Viewer(work, user))


def to_approve(work: Work, viewer: Viewer) -> CaseList:
    """The cases whose decision waits for this person's approval, the longest waiting first."""
    reviews = work.reviews.asked_of(viewer.user)
    found = (work.escalations.peek(review.escalation_id) for review in reviews)
    cases = [case for case in found if case is not None]
    return CaseList(viewer.views(cases[:LIST_LIMIT]), len(cases))


def consults_put_to(work: Work, user: UserId, limit: int = QUESTIONS_LISTED) -> Questions:
    """The consults put to a person that nobody has answered, what is due first at the top, each
    with as much of its case as they may see."""
    admitted(work, user)
    consults = work.consults.put_to(user)
    if not consults:
        return NO_QUESTIONS
    peeked = ((c, work.escalations.peek(c.escalation_id)) for c in consults[:limit])
    found = [(consult, escalation) for consult, escalation in peeked if escalation is not None]
    views = Viewer(work, user).views([escalation for _, escalation in found])
    first = zip((consult for consult, _ in found), views, strict=True)
    return Questions(tuple(first), len(consults))


def open_cases(work: Work, user: UserId, now: datetime) -> CaseList:
    """What is open in the queues the person works in or manages, in any for the workspace's
    managers; for others, what they raised."""
    admitted(work, user)
    wanted, note = _theirs(work, user)
    found = _list(work, user, wanted, now)
    return CaseList(found.cases, found.total, note)


def at_risk(work: Work, user: UserId, now: datetime) -> CaseList:
    """What is late or at risk in the queues the person works in or manages, the worst
    first; for others, of what they raised."""
    admitted(work, user)
    wanted, note = _theirs(work, user)
    viewer = Viewer(work, user)
    cases = work.escalations.find(wanted, limit=EVERY_OPEN_CASE)
    cases = [case for case in cases if viewer.sight(case) is not Sight.REFERENCE]
    clocks = viewer.clocks(cases)
    near = [
        c for c in cases if is_breached(c, clocks[c.id], now) or is_at_risk(c, clocks[c.id], now)
    ]
    near.sort(key=lambda c: (place(c, clocks[c.id], now), c.id))
    return CaseList(viewer.views(near[:LIST_LIMIT]), len(near), note)


def _theirs(work: Work, user: UserId) -> tuple[CaseFilter, str]:
    """The open cases of a person's queues, and to managers those that are at home in no queue; all
    to the workspace's managers. Without a queue, their own, and the note that says so."""
    policy = policy_in_force(work)
    if user in expand(work, policy.managers):
        return CaseFilter(states=UNFINISHED), ""
    queues = queues_of(work, user)
    if queues:
        names = policy.names_of(queue.name for queue in queues)
        manages = any(user in managers_of(work, policy, queue) for queue in queues)
        known = policy.names_of(policy.queues) if manages else None
        return CaseFilter(states=UNFINISHED, queues=names, known=known), ""
    note = "You are in no queue, so these are the ones you raised."
    return CaseFilter(states=UNFINISHED, takes_part=user), note


def _list(work: Work, user: UserId, wanted: CaseFilter, now: datetime) -> CaseList:
    """The worst first; what may not be seen is last, so that its place tells nothing."""
    viewer = Viewer(work, user)
    cases = work.escalations.find(wanted, limit=EVERY_OPEN_CASE)
    clocks = viewer.clocks(cases)

    def order(case: Escalation) -> tuple[bool, Place, EscalationId]:
        is_hidden = viewer.sight(case) is Sight.REFERENCE
        return is_hidden, HIDDEN if is_hidden else place(case, clocks[case.id], now), case.id

    shown = sorted(cases, key=order)[:LIST_LIMIT]
    return CaseList(viewer.views(shown), len(cases))
