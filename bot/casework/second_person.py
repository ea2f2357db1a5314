"""The second person of a decision: whether somebody may be it, and what they have to judge."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bot.case.errors import RefusalCode, Refused
from bot.case.escalation import Escalation
from bot.case.kinds import Outcome
from bot.case.review import Review, ReviewVerdict
from bot.case.transitions import Move
from bot.casework.approach import Case, allowed
from bot.casework.assignment import conflict_of
from bot.casework.decided import checked
from bot.casework.messages import Wordings
from bot.events import ConsultAnswered, InformationAdded, ReviewBegun
from bot.ports import TimelineEntry, Work

_NEWS = InformationAdded | ConsultAnswered
"""What changes the ground a decision stands on without changing the case."""


def reviewed(work: Work, case: Case, move: Move, seen: int | None = None) -> Review:
    """What waits for approval, for somebody who may be its second person. Nobody is who wrote it,
    has to do with the case, or decided what it contests; no manager can override that. `seen` is
    the review that they have read, None for whichever waits. Raises Refused."""
    allowed(work, case, move)
    e, user = case.escalation, case.actor.user
    review = work.reviews.open_of(e.id)
    assert review is not None, "a case in review has a decision that waits"
    if user == review.by:
        raise Refused(
            f"You wrote the decision on {e.reference}: somebody else has to approve it.",
            code=RefusalCode.CONFLICT_OF_INTEREST,
        )
    if conflict := conflict_of(work, case, user):
        raise Refused(
            f"You can't be the second person on {e.reference}, for a conflict of interest: "
            f"{conflict}. Somebody else has to judge its decision.",
            code=RefusalCode.CONFLICT_OF_INTEREST,
        )
    if seen is not None and seen != review.id:
        raise Refused(
            f"The decision on {e.reference} was written anew since you opened this form. Open it "
            "again to read it as it is now.",
            code=RefusalCode.NO_LONGER_SO,
        )
    return review


def has_changed(escalation: Escalation, review: Review, timeline: Sequence[TimelineEntry]) -> bool:
    """Whether the case is another than the one the decision was written on: it was changed itself,
    or who raised it or a team has added to it."""
    return escalation.version != review.case_version or bool(news_since(timeline))


def news_since(timeline: Sequence[TimelineEntry]) -> tuple[TimelineEntry, ...]:
    """What was added to a case since its newest decision was written, in order."""
    begun = [n for n, entry in enumerate(timeline) if isinstance(entry.event, ReviewBegun)]
    since = timeline[begun[-1] + 1 :] if begun else ()
    return tuple(entry for entry in since if isinstance(entry.event, _NEWS))


def undecided(work: Work, escalation: Escalation) -> Review | None:
    """What was written and isn't decided: it was sent back, or it waits. None where nothing was in
    this life of the case, or what was is decided."""
    review = work.reviews.latest(escalation.id)
    if review is None or review.run != escalation.run:
        return None
    is_there = review.is_open or review.verdict is ReviewVerdict.SENT_BACK
    return review if is_there else None


def still_in_order(
    work: Work, case: Case, review: Review, now: datetime, wordings: Wordings | None = None
) -> Outcome:
    """The outcome, where what was written keeps the rules as they are now: the policy may have
    changed meanwhile, and who is there. `wordings`: what its messages are read for, the built-in
    ones where none are given. Raises Refused."""
    try:
        return checked(work, case, review.draft, now, wordings)
    except Refused as refused:
        raise Refused(
            f"What holds for decisions has changed since this one was written. {refused.words} "
            "Send it back, so that its owner can fix it.",
            code=RefusalCode.NO_LONGER_SO,
        ) from refused
