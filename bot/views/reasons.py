"""Why somebody was offered a case, and why not the others: read from what was noted then."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from bot.case.identifiers import UserId
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
    offers = [entry for entry in timeline if entry.what == "offered"]
    theirs = [entry for entry in offers if entry.details.get("to") == user]
    entry = next(reversed(theirs or offers), None)
    if entry is None:
        return None
    others = json.loads(entry.details.get("others", "{}"))
    listed = tuple((UserId(other), str(words)) for other, words in others.items())
    return Reasons(UserId(entry.details["to"]), entry.why, listed)
