"""A second look: another specialist judges a case that is decided, without seeing the decision."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from fractions import Fraction
from hashlib import sha256
from math import ceil, floor
from typing import NewType

from bot.case.errors import Fault, RefusalCode, at_fault, check_text
from bot.case.identifiers import EscalationId, UserId
from bot.case.kinds import Kind, Mark

LookId = NewType("LookId", int)

SNOOZES = 2
"""How often one person can put a second look off: after that it goes to somebody else."""
WORDS_LIMIT = 300
"""Of what a reviewer says beside outcome and ground: it's a sentence."""


class LookState(StrEnum):
    """How a second look stands. WAITING: nobody could be asked yet. DROPPED: what it was about is
    no longer the decision. LAPSED: nobody could judge it in time."""

    WAITING = "waiting"
    ASKED = "asked"
    GIVEN = "given"
    DROPPED = "dropped"
    LAPSED = "lapsed"


OPEN = (LookState.WAITING, LookState.ASKED)


@dataclass(frozen=True, slots=True)
class Draw:
    """How a decision came to be drawn: the n-th (`place`) of its stratum, which is a queue's
    decisions with one outcome under one share, with the stratum's seed. Whoever has it can draw
    again."""

    queue: str
    outcome: str
    share: str
    seed: str
    place: int

    @property
    def is_drawn(self) -> bool:
        """Whether it gets a second look."""
        return is_drawn(Fraction(self.share), self.seed, self.place)


@dataclass(frozen=True, slots=True)
class SecondOpinion:
    """How a reviewer would have decided, and a sentence if they say one."""

    outcome: str
    ground: str
    words: str
    by: UserId
    at: datetime


class Consequence(StrEnum):
    """What came of a difference. CORRECTED: another decision superseded the one that was judged."""

    LEFT = "left"
    FEEDBACK = "feedback"
    CORRECTED = "corrected"


@dataclass(frozen=True, slots=True)
class Settled:
    """Who made what of a difference."""

    how: Consequence
    by: UserId
    at: datetime


@dataclass(frozen=True, slots=True)
class SecondLook:
    """One decision to be judged again. `ground` and `decided_by` are the decision's, `vendor` is of
    whom who decided works for. `number` tells one asking from the next; `comes_at` is until when
    its reviewer has put it off, `lapses_at` when it goes to somebody else."""

    id: LookId
    escalation_id: EscalationId
    decision_id: int
    draw: Draw
    ground: str
    decided_by: UserId
    vendor: str
    drawn_at: datetime
    state: LookState = LookState.WAITING
    reviewer: UserId | None = None
    number: int = 0
    snoozes: int = 0
    comes_at: datetime | None = None
    lapses_at: datetime | None = None
    verdict: SecondOpinion | None = None
    settled: Settled | None = None
    version: int = 1

    @property
    def outcome(self) -> str:
        """How it was decided."""
        return self.draw.outcome

    @property
    def is_open(self) -> bool:
        """Whether it's still to be judged."""
        return self.state in OPEN

    @property
    def agrees(self) -> bool:
        """Whether the second came to the same outcome on the same ground; False while nobody has
        judged it."""
        said = self.verdict
        return said is not None and (said.outcome, said.ground) == (self.outcome, self.ground)

    @property
    def differs(self) -> bool:
        """Whether it was judged, and otherwise."""
        return self.verdict is not None and not self.agrees

    @property
    def is_unsettled(self) -> bool:
        """Whether it differs, and nobody has made anything of that yet."""
        return self.differs and self.settled is None

    def is_with(self, user: UserId) -> bool:
        """Whether this person is asked for it."""
        return self.state is LookState.ASKED and self.reviewer == user

    def asked(self, user: UserId, lapses_at: datetime) -> SecondLook:
        """With this person, until it lapses."""
        return replace(
            self,
            state=LookState.ASKED,
            reviewer=user,
            number=self.number + 1,
            snoozes=0,
            comes_at=None,
            lapses_at=lapses_at,
        )

    def waiting(self) -> SecondLook:
        """With nobody."""
        return replace(self, state=LookState.WAITING, reviewer=None, comes_at=None, lapses_at=None)

    def snoozed(self, until: datetime, lapses_at: datetime) -> SecondLook:
        """Put off by its reviewer."""
        return replace(self, snoozes=self.snoozes + 1, comes_at=until, lapses_at=lapses_at)

    def back(self) -> SecondLook:
        """Before its reviewer again."""
        return replace(self, comes_at=None, number=self.number + 1)

    def ended(self, state: LookState) -> SecondLook:
        """Without anybody's verdict."""
        return replace(self.waiting(), state=state)

    def given(self, verdict: SecondOpinion) -> SecondLook:
        """Judged."""
        return replace(self, state=LookState.GIVEN, verdict=verdict, comes_at=None, lapses_at=None)


def is_drawn(share: Fraction, seed: str, place: int) -> bool:
    """Whether the n-th decision of a stratum, from 1, gets a second look: of each 1/share decisions
    that follow one another exactly one does, the seed says which (rules: Second looks)."""
    if not share:
        return False
    block = ceil(place * share) - 1
    first, last = floor(block / share) + 1, floor((block + 1) / share)
    digest = sha256(f"{seed}:{block}".encode()).digest()
    return place == first + int.from_bytes(digest) % (last - first + 1)


@dataclass(frozen=True, slots=True)
class Asking:
    """That somebody was asked for a second look, and all who could have been: they are there, may
    read the case and have nothing to do with it."""

    user: UserId
    could: frozenset[UserId]


def has_share_left(user: UserId, before: Iterable[Asking], could: Collection[UserId]) -> bool:
    """Whether one more, which these people could be asked for, leaves somebody with no more second
    looks than their share: an equal part of each that they could have been asked for, all together
    rounded up (rules: Second looks)."""
    theirs, share = 1, Fraction(1, len(could)) if user in could else Fraction(0)
    for asking in before:
        theirs += asking.user == user
        if user in asking.could:
            share += Fraction(1, len(asking.could))
    return theirs <= ceil(share)


def check_verdict(
    verdict: SecondOpinion, kind: Kind, grounds: Mapping[str, str], marks: Collection[Mark] = ()
) -> None:
    """Raises Refused naming each field at fault."""
    faults: dict[str, Fault] = {}
    if verdict.outcome not in {o.name for o in kind.outcomes_for(marks)}:
        words = f"Choose one of the outcomes of a {kind.label.lower()} escalation."
        faults["outcome"] = Fault(RefusalCode.INVALID, words)
    if verdict.ground not in grounds:
        words = "Choose the guideline section or the law you'd rest it on."
        faults["ground"] = Fault(RefusalCode.INVALID, words)
    faults |= check_text("words", verdict.words, WORDS_LIMIT)
    if faults:
        raise at_fault(faults)
