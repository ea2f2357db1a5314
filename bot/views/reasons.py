"""Why somebody was offered a case, and why not the others: read from what was noted then."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.case.identifiers import UserId
from bot.events import OfferMade
from bot.ports import TimelineEntry


@dataclass(frozen=True, slots=True)
class Reasons:
    """Of one offer: to whom, why them, and why not each of the others of the rotation."""

    to: UserId
    why: str
    others: tuple[tuple[UserId, str], ...] = ()


def reasons_of(timeline: Sequence[TimelineEntry], user: UserId) -> Reasons | None:
    """Of the newest offer to this person, else of the newest there was; None where it was never
    offered."""
    offers = [(e.event, e.why) for e in timeline if isinstance(e.event, OfferMade)]
    theirs = [(made, why) for made, why in offers if made.to == user]
    made, why = next(reversed(theirs or offers), (None, ""))
    return Reasons(made.to, why, made.others) if made is not None else None
