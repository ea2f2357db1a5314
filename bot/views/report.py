"""Who may ask for a report, and what of it is theirs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.case.confidentiality import CLEARED_CLASSES, Confidentiality
from bot.case.identifiers import EscalationId, UserId
from bot.case.permissions import Sight, check_manages
from bot.casework.approach import admitted
from bot.casework.queues import expand, managers_of, policy_in_force
from bot.casework.viewer import Viewer
from bot.policy import Policy
from bot.ports import Work
from bot.reports.chosen import Kept


@dataclass(frozen=True, slots=True)
class Managed:
    """The queues of which somebody reads figures, and whether these are all there are: then also
    what is at home in none."""

    policy: Policy
    queues: tuple[str, ...]
    is_all: bool

    def of(self, chosen: Sequence[str]) -> tuple[str, ...] | None:
        """The queues a report is over; none named and all theirs: () for everything. One that has
        another name by now is that one. None where it's over nothing, since none of those named is
        theirs any more."""
        if not chosen:
            return () if self.is_all else self.queues or None
        names = (self.policy.moved.get(queue, queue) for queue in chosen)
        return tuple(dict.fromkeys(name for name in names if name in self.queues)) or None


def managed_by(work: Work, policy: Policy, user: UserId) -> Managed:
    """The queues that somebody manages, none for who manages nothing."""
    if user in expand(work, policy.managers):
        return Managed(policy, tuple(policy.queues), is_all=True)
    own = tuple(
        name for name, queue in policy.queues.items() if user in managers_of(work, policy, queue)
    )
    return Managed(policy, own, is_all=False)


def check_reads_figures(work: Work, user: UserId, what: str) -> Managed:
    """What a manager manages. Raises Refused for who manages nothing."""
    admitted(work, user)
    managed = managed_by(work, policy_in_force(work), user)
    check_manages(user, frozenset([user] if managed.queues else []), what)
    return managed


def kept_from(work: Work, user: UserId, ids: Iterable[EscalationId]) -> Kept:
    """Which of these cases somebody may not see, and how much of them they are told all the
    same."""
    viewer = Viewer(work, user)
    named, counted = set[str](), set[str]()
    for number in ids:
        case = work.escalations.peek(number)
        if case is None or viewer.sight(case) is Sight.ALL:
            continue
        is_named = case.confidentiality == Confidentiality.RESTRICTED
        (named if is_named else counted).add(case.reference)
    cleared = viewer.policy.clearances
    classes = (c for c in CLEARED_CLASSES if user not in expand(work, cleared.get(c, ())))
    return Kept(frozenset(named), frozenset(counted), frozenset(classes))
