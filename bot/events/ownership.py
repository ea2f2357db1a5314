"""Who has a case, as its timeline keeps it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from bot.case.identifiers import UserId


@dataclass(frozen=True, slots=True)
class CaseClaimed:
    """Somebody claimed it; where they were asked to take it over, by whom."""

    handed_over_by: UserId | None = None
    sort: Literal["claimed"] = "claimed"


@dataclass(frozen=True, slots=True)
class CaseAssigned:
    """A manager gave it to somebody while nobody had it; `against` is what stood against that."""

    to: UserId
    against: str = ""
    sort: Literal["assigned"] = "assigned"


@dataclass(frozen=True, slots=True)
class CaseTakenOver:
    """A manager took it from its owner."""

    before: UserId
    sort: Literal["taken_over"] = "taken_over"


@dataclass(frozen=True, slots=True)
class CaseReleased:
    """Its owner put it back in the queue."""

    sort: Literal["released"] = "released"


@dataclass(frozen=True, slots=True)
class PersonStoodBack:
    """Somebody stood back from it for a conflict of interest."""

    sort: Literal["stood_back"] = "stood_back"


@dataclass(frozen=True, slots=True)
class HandOverAsked:
    """Somebody was asked to take it over."""

    to: UserId
    sort: Literal["hand_over_asked"] = "hand_over_asked"


@dataclass(frozen=True, slots=True)
class HandOverTakenBack:
    """Who was asked to take it over can't any more."""

    before: UserId
    sort: Literal["hand_over_taken_back"] = "hand_over_taken_back"


@dataclass(frozen=True, slots=True)
class ConflictOverridden:
    """A manager asked somebody in spite of a conflict of interest."""

    to: UserId
    conflict: str
    sort: Literal["conflict_overridden"] = "conflict_overridden"
