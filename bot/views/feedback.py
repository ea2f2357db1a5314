"""Feedback items as somebody sees them: one of them, those with a person, those of a board."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from bot.case.confidentiality import Confidentiality
from bot.case.feedback import (
    FeedbackItem,
    FeedbackMove,
    allowed_item_moves,
    moves_of,
)
from bot.case.identifiers import EscalationId, UserId
from bot.casework.approach import admitted
from bot.casework.feedback_people import owner_of, roles_in
from bot.casework.queues import policy_in_force
from bot.policy import Policy
from bot.ports import Thread, WithPerson, Work

LISTED = 5
"""How many items a list shows; those past it are counted."""
THEIRS_LISTED = 15
"""The same of `mine`, which is where a Home sends for those it has no room for."""


@dataclass(frozen=True, slots=True)
class FeedbackView:
    """An item with whose it is now, what may be done, and where it and its cases stand. Of a case
    above `internal` there is its reference and no more."""

    item: FeedbackItem
    owner: UserId
    moves: tuple[FeedbackMove, ...]
    place: Thread | None = None
    threads: Mapping[EscalationId, Thread] | None = None


@dataclass(frozen=True, slots=True)
class FeedbackList:
    """Items, what is due first at the top; `total` counts also those past the limit."""

    items: tuple[FeedbackView, ...] = ()
    total: int = 0


NO_FEEDBACK = FeedbackList()


def for_its_channel(work: Work, item: FeedbackItem) -> FeedbackView:
    """An item for all who read its target's channel: a button is there for who may press it."""
    policy = policy_in_force(work)
    seen = _as_told(work, item)
    internal = [case.escalation_id for case in seen.cases if not case.is_kept]
    return FeedbackView(
        seen,
        owner_of(policy, item),
        moves_of(item.state),
        work.feedback.place_of(item.id),
        work.escalations.threads_of(internal),
    )


def for_person(work: Work, item: FeedbackItem, user: UserId) -> FeedbackView:
    """An item for one person, with the moves they may make."""
    policy = policy_in_force(work)
    moves = allowed_item_moves(item, user, roles_in(work, policy, item, user))
    return replace(for_its_channel(work, item), moves=moves)


def _as_told(work: Work, item: FeedbackItem) -> FeedbackItem:
    """The item without what it was told of a case that is above `internal` by now."""
    cases = []
    for case in item.cases:
        found = work.escalations.peek(case.escalation_id)
        is_kept = found is None or found.confidentiality != Confidentiality.INTERNAL
        is_kept = is_kept or case.is_kept
        text = "" if is_kept else case.what_should_change
        cases.append(replace(case, is_kept=is_kept, what_should_change=text))
    return replace(item, cases=tuple(cases))


def feedback_of(work: Work, user: UserId, limit: int = THEIRS_LISTED) -> FeedbackList:
    """What of feedback is somebody's to do: as the target's owner, or to verify what they asked
    for."""
    admitted(work, user)
    policy = policy_in_force(work)
    return _listed(work, policy, work.feedback.with_person(_with(policy, user), limit), user)


def _with(policy: Policy, user: UserId) -> WithPerson:
    theirs = {name for name, target in policy.feedback.items() if target.owner == user}
    return WithPerson(user, frozenset(theirs), frozenset(policy.feedback))


def feedback_of_queues(
    work: Work, policy: Policy, user: UserId, queues: Collection[str]
) -> FeedbackList:
    """What isn't verified yet of the items that cases of these queues asked for, but what is the
    reader's own to do."""
    names = policy.names_of(queues)
    return _listed(work, policy, work.feedback.of_queues(names, _with(policy, user), LISTED), user)


def _without_words(item: FeedbackItem) -> FeedbackItem:
    return replace(item, cases=tuple(replace(c, what_should_change="") for c in item.cases))


def _listed(
    work: Work, policy: Policy, found: tuple[Sequence[FeedbackItem], int], user: UserId
) -> FeedbackList:
    """Says nothing of what should change: a list is no place for the words of cases."""
    items, total = found
    shown = tuple(
        FeedbackView(
            _without_words(item),
            owner_of(policy, item),
            allowed_item_moves(item, user, roles_in(work, policy, item, user)),
            work.feedback.place_of(item.id),
        )
        for item in items
    )
    return FeedbackList(shown, total)
