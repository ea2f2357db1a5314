"""Why somebody was offered a case, or asked to approve its decision, and why not the others: read
from what was noted then."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.case.identifiers import UserId
from bot.events import ApprovalAsked, OfferMade
from bot.ports import TimelineEntry


@dataclass(frozen=True, slots=True)
class Reasons:
    """Of one offer, or of one who was asked to approve: who, why them, and why not each of the
    others who could have been."""

    to: UserId
    why: str
    others: tuple[tuple[UserId, str], ...] = ()


def reasons_of(
    timeline: Sequence[TimelineEntry],
    user: UserId,
    what: type[OfferMade | ApprovalAsked] = OfferMade,
) -> Reasons | None:
    """Of the newest offer to this person, else of the newest there was; None where it was never
    offered. With ApprovalAsked, of those who were asked to approve its decision."""
    offers = [(e.event, e.why) for e in timeline if isinstance(e.event, what)]
    theirs = [(made, why) for made, why in offers if made.to == user]
    made, why = next(reversed(theirs or offers), (None, ""))
    return Reasons(made.to, why, made.others) if made is not None else None
