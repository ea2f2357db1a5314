"""What really came in, and how people took it: what a replay starts from."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random

from bot.case.identifiers import EscalationId, UserId
from bot.case.priority import Priority
from bot.policy import Policy
from bot.rotation.choice import Absence, Exclusion
from bot.service_levels.hours import Hours, office_hours, office_of

_NOTHING = timedelta()


@dataclass(frozen=True, slots=True)
class PastOffer:
    """That somebody was offered a case."""

    user: UserId
    at: datetime


@dataclass(frozen=True, slots=True)
class PastCase:
    """A case as it was raised, and what became of it. `waits` are those on others, from when
    until when; `met` of each clock's name whether it was in time, where that is known."""

    id: EscalationId
    kind: str
    priority: Priority
    requester: UserId
    opened_at: datetime
    confidentiality: str = "internal"
    skills: tuple[str, ...] = ()
    excluded: tuple[Exclusion, ...] = ()
    offers: tuple[PastOffer, ...] = ()
    claimed_at: datetime | None = None
    owner: UserId | None = None
    decided_at: datetime | None = None
    waits: tuple[tuple[datetime, datetime], ...] = ()
    met: Mapping[str, bool] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Past:
    """All that came in, who was away, and who is cleared for which class."""

    cases: Sequence[PastCase]
    absences: Mapping[UserId, Sequence[Absence]] = field(default_factory=dict)
    cleared: Mapping[str, frozenset[UserId]] = field(default_factory=dict)

    def away(self, user: UserId, now: datetime) -> Absence | None:
        """Their absence at this instant."""
        theirs = self.absences.get(user)
        if not theirs:
            return None
        return next((a for a in theirs if a.since <= now and a.holds(now)), None)


class Behaviour:
    """How long people took, each in their own hours: from an offer to their claim (None: they let
    it lapse), and from a claim to the decision, waits left out. Who has too little of their own is
    taken for one of the others."""

    ENOUGH = 5

    def __init__(self, policy: Policy, cases: Iterable[PastCase]) -> None:
        self._answers: dict[UserId, list[timedelta | None]] = {}
        self._handling: dict[UserId, list[timedelta]] = {}
        hours: dict[UserId, Hours] = {}

        def of(user: UserId) -> Hours:
            if user not in hours:
                hours[user] = office_hours(policy, office_of(policy, user) or "workspace")
            return hours[user]

        for case in cases:
            self._learn(case, of)
        self._all_answers = [a for found in self._answers.values() for a in found]
        self._all_handling = [h for found in self._handling.values() for h in found]

    def _learn(self, case: PastCase, hours_of: Callable[[UserId], Hours]) -> None:
        for offer in case.offers:
            is_taken = case.owner == offer.user and case.claimed_at is not None
            answer = None
            if is_taken and case.claimed_at is not None and case.claimed_at >= offer.at:
                answer = hours_of(offer.user).between(offer.at, case.claimed_at)
            elif case.claimed_at is None:
                continue
            self._answers.setdefault(offer.user, []).append(answer)
        if case.owner is None or case.claimed_at is None or case.decided_at is None:
            return
        own = hours_of(case.owner)
        worked = own.between(case.claimed_at, case.decided_at)
        for since, until in case.waits:
            worked -= own.between(max(since, case.claimed_at), max(until, case.claimed_at))
        self._handling.setdefault(case.owner, []).append(max(worked, _NOTHING))

    @property
    def is_known(self) -> bool:
        """Whether anybody ever took a case and decided one."""
        return bool(self._all_handling) and any(a is not None for a in self._all_answers)

    def answer(self, user: UserId, draw: Random) -> timedelta | None:
        """How long they take from an offer to the claim; None if they let it lapse."""
        own = self._answers.get(user, [])
        return draw.choice(own if len(own) >= self.ENOUGH else self._all_answers)

    def answer_at_last(self, user: UserId, draw: Random) -> timedelta:
        """The same of somebody who keeps the offer, since nobody else is left."""
        own = [a for a in self._answers.get(user, []) if a is not None]
        if len(own) < self.ENOUGH:
            own = [a for a in self._all_answers if a is not None]
        return draw.choice(own)

    def handling(self, user: UserId, draw: Random) -> timedelta:
        """How long they take from a claim to the decision."""
        own = self._handling.get(user, [])
        return draw.choice(own if len(own) >= self.ENOUGH else self._all_handling)
