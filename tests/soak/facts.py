"""A case of the slow model at one moment: its clocks, and what comes of itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Protocol

from bot.policy import Duration, Policy, ServiceLevel
from tests.soak.log import OfferMade
from tests.soak.open_minutes import AllHours, Hours, OpenMinutes

FIRST, UPDATE, RESOLUTION = "first_response", "update", "resolution"
DAY, HOUR = 86_400, 3_600
BEFORE_DEADLINE = (("72h", 72 * HOUR), ("24h", 24 * HOUR), ("4h", 4 * HOUR), ("passed", -1))
HOLDERS_ALONE = ("half", "most", "72h")
"""Managers are told of these only while nobody holds the case."""
ALL = AllHours()

Key = tuple[int, int]
"""An instant, and whether it is before (0) or after (1) what people do at it: a tick comes first."""


class World(Protocol):
    """What is the same for all cases."""

    policy: Policy
    ends: int
    offices: Mapping[str, OpenMinutes]

    @property
    def office_of(self) -> Mapping[str, str]: ...

    def tick(self, at: int) -> int: ...
    def hours_of(self, person: str) -> OpenMinutes: ...


@dataclass(frozen=True)
class Clock:
    """A service clock as it stands from `since` on, with what was used until then."""

    run: int
    target: int
    hours: Hours
    since: int
    used: int = 0
    paused: bool = False
    missed: int | None = None
    """The due instant it was missed at."""
    told: int = 0
    """The last step of the breach that people were told."""
    over: int = 0
    """What was counted after the due instant, in whichever hours counted then."""

    def at(self, now: int) -> Clock:
        """The same, counted to an instant."""
        if self.paused:
            return replace(self, since=now)
        over = self.over
        if self.missed is not None:
            over += self.hours.between(max(self.since, self.missed), now)
        used = self.used + self.hours.between(self.since, now)
        return replace(self, since=now, used=used, over=over)

    def reached(self, share: float) -> int:
        """When this share is used up; where it was before, from when on."""
        return self.hours.add(self.since, max(round(self.target * share) - self.used, 0))

    def overdue(self, missed: int, by: int) -> int:
        """When so much was counted after the miss; where it was before, from when on."""
        return self.hours.add(max(missed, self.since), max(by - self.over, 0))


@dataclass(frozen=True)
class Facts:
    """A case between two events."""

    state: str
    priority: str
    owner: str | None = None
    offer: OfferMade | None = None
    offer_since: int = 0
    """When the offer's end was reckoned: when it was made, or when the priority changed."""
    wait_until: int = 0
    wait_since: int = 0
    deadline: int = 0
    deadline_set: int = 0
    clocks: Mapping[str, Clock] = field(default_factory=dict)
    requester: str = ""
    through: str = ""
    """How the customer is to be told of the decision."""

    @property
    def holder(self) -> str | None:
        return self.owner or (self.offer.to if self.offer else None)

    @property
    def teller(self) -> str | None:
        """Who is to see to it that the customer hears of the decision."""
        return self.requester if self.through == "requester" else self.owner

    def runs(self, name: str) -> bool:
        clock = self.clocks.get(name)
        return clock is not None and not clock.paused

    def is_for(self, person: str, subject: str) -> bool:
        """Whether it is still this person's, other than as a manager."""
        return person == self.holder or (subject == "communication" and person == self.teller)


@dataclass(frozen=True)
class Due:
    """A step that has come: it is looked at by the first tick from `since` on."""

    subject: str
    step: str
    run: int
    since: int
    tick: int
    any_hour: bool
    tell: tuple[tuple[str, bool], ...]
    """Who, and whether they needn't hold the case."""
    ends_offer: bool = False

    @property
    def key(self) -> Key:
        """When it comes. What is due in the second in which an offer lapses comes after that."""
        return self.since, -2 if self.ends_offer else 0

    @property
    def about(self) -> str:
        return f"{self.subject}:{self.step}"


@dataclass(frozen=True)
class CaseFilter:
    """A person is to be reminded at an instant, if it is still so by then."""

    at: int
    person: str
    case: int
    due: Due
    as_manager: bool
    place: int


def target_of(level: ServiceLevel, name: str) -> Duration | None:
    return {
        FIRST: level.first_response,
        UPDATE: level.update_every,
        RESOLUTION: level.resolution,
    }[name]
