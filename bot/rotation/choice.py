"""Round robin: who is offered a case next, why them, and why not the others. Pure rules."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from bot.case.confidentiality import Confidentiality
from bot.case.identifiers import EscalationId, UserId
from bot.policy import ClockKind, Member
from bot.service_levels.hours import ALL_HOURS, Hours


@dataclass(frozen=True, slots=True)
class Turn:
    """A turn used: being offered a case, or claiming one offered to somebody else. A turn given
    back is struck out and no longer counts."""

    queue: str
    user: UserId
    escalation_id: EscalationId
    at: datetime
    run: int = 1
    struck: bool = False


@dataclass(frozen=True, slots=True)
class Absence:
    """Somebody is away: until an instant, or until they say so. `cover` looks after what they hold;
    `by` put them away, mostly they themselves.

    It begins when it is recorded. Who makes an offer may have read the clock a moment before that,
    while waiting for the queue's lock: what is recorded holds for them too."""

    user: UserId
    since: datetime
    until: datetime | None
    by: UserId
    cover: UserId | None = None

    def holds(self, now: datetime) -> bool:
        """Whether they are away at this instant."""
        return self.until is None or now < self.until


NAMED = "the case names them"
"""Why whoever a case asks for goes first."""
OUT_OF_REACH = "can't be written to in Slack"
"""Of somebody whom no message reaches, whoever asks why."""


@dataclass(frozen=True, slots=True)
class Exclusion:
    """A person, or everybody of a vendor, who must not get a case, and why: a conflict of interest
    (rules: Conflict of interest)."""

    reason: str
    user: UserId | None = None
    vendor: str = ""

    def bars(self, member: Member) -> bool:
        """Whether this member of a rotation is meant."""
        if member.user == self.user:
            return True
        # People type a vendor's name by hand where a decision was made outside.
        theirs, ours = self.vendor.split(), member.vendor.split()
        return bool(theirs) and [w.casefold() for w in theirs] == [w.casefold() for w in ours]


@dataclass(frozen=True, slots=True)
class Requirements:
    """What a case asks of who takes it. `clock` is that of its targets."""

    clock: ClockKind = ClockKind.ROUND_THE_CLOCK
    skills: tuple[str, ...] = ()
    confidentiality: str = Confidentiality.INTERNAL


@dataclass(frozen=True, slots=True)
class Candidate:
    """A member of the rotation as they are now. `last_turn` is the place of their newest turn not
    struck out (a later turn has a higher one), None before any. `is_member`: a full member of the
    workspace, as far as is known."""

    member: Member
    hours: Hours = ALL_HOURS
    away: Absence | None = None
    load: int = 0
    last_turn: int | None = None
    is_cleared: bool = True
    is_member: bool = True
    is_reachable: bool = True

    @property
    def user(self) -> UserId:
        """Whose candidacy it is."""
        return self.member.user


@dataclass(frozen=True, slots=True)
class Obstacle:
    """Why somebody can't take a case now; `ends_at` where time alone removes it."""

    words: str
    ends_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Choice:
    """The person chosen, the one line that says why, and why not each of the others."""

    user: UserId
    why: str
    others: tuple[tuple[UserId, str], ...] = ()


@dataclass(frozen=True, slots=True)
class NobodyEligible:
    """Why each member of the rotation was passed over, in the rotation's order. `again_at` is when
    time alone makes somebody eligible, None if it won't."""

    reasons: tuple[tuple[UserId, str], ...]
    again_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Pool:
    """Who could be asked, in the policy's order, and who must not be."""

    candidates: tuple[Candidate, ...]
    excluded: tuple[Exclusion, ...] = ()
    not_again: Mapping[UserId, str] = field(default_factory=dict)
    """Who isn't asked this time, and why: they have had it this round."""
    could: str = "on the rotation could take it"
    """What the eligible ones of all could do."""
    named: UserId | None = None
    """Whom the case itself names: they go before whose turn it is."""


def obstacle(
    candidate: Candidate, asked: Requirements, excluded: Iterable[Exclusion], now: datetime
) -> Obstacle | None:
    """What keeps somebody from it, None if nothing does. What lasts is named before what passes
    with time; for a 24x7 clock nobody's hours stand in their way."""
    member = candidate.member
    if not candidate.is_member:
        return Obstacle("is no longer a full member of the workspace")
    if not candidate.is_reachable:
        return Obstacle(OUT_OF_REACH)
    conflict = next((e.reason for e in excluded if e.bars(member)), None)
    if conflict is not None:
        return Obstacle(conflict)
    lacks = [skill for skill in asked.skills if skill not in member.skills]
    if lacks:
        return Obstacle(f"lacks {', '.join(lacks)}")
    if not candidate.is_cleared:
        return Obstacle(f"is not cleared for {Confidentiality(asked.confidentiality).words} cases")
    if member.capacity is not None and candidate.load >= member.capacity:
        return Obstacle(f"has {candidate.load} of {member.capacity} cases")
    hours = candidate.hours if asked.clock is ClockKind.OFFICE else ALL_HOURS
    if candidate.away is not None and candidate.away.holds(now):
        back = candidate.away.until
        return Obstacle("is away", hours.next_open(back) if back is not None else None)
    if not hours.is_open(now):
        return Obstacle("is outside their hours", hours.next_open(now))
    return None


def choose(asked: Requirements, pool: Pool, now: datetime) -> Choice | NobodyEligible:
    """The eligible person whose last turn is longest ago; before any turn, the policy's order. For
    a 24x7 clock those in their hours go first."""
    found: dict[UserId, Obstacle | None] = {}
    for candidate in pool.candidates:
        again = pool.not_again.get(candidate.user)
        in_the_way = obstacle(candidate, asked, pool.excluded, now)
        if again is not None and (in_the_way is None or in_the_way.ends_at is not None):
            in_the_way = Obstacle(again)
        found[candidate.user] = in_the_way
    eligible = [c for c in pool.candidates if found[c.user] is None]
    if not eligible:
        ends = [o.ends_at for o in found.values() if o is not None and o.ends_at is not None]
        reasons = tuple((user, o.words) for user, o in found.items() if o is not None)
        return NobodyEligible(reasons, min(ends, default=None))
    awake = [c for c in eligible if c.hours.is_open(now)]
    named = next((c for c in eligible if c.user == pool.named), None)
    first = named or in_turn(awake or eligible)[0]
    others = tuple(
        (c.user, o.words if (o := found[c.user]) else _why_not(c, awake, named))
        for c in pool.candidates
        if c.user != first.user
    )
    return Choice(first.user, NAMED if named else _why(first, eligible, awake, pool), others)


def in_turn(candidates: Iterable[Candidate]) -> tuple[Candidate, ...]:
    """In the order of their turns: who never had one, as the policy has them, then whose last one
    is longest ago."""
    return tuple(sorted(candidates, key=lambda c: -1 if c.last_turn is None else c.last_turn))


def _why_not(
    candidate: Candidate, awake: Sequence[Candidate], named: Candidate | None = None
) -> str:
    if named is not None:
        return "comes after whom the case names"
    if awake and candidate not in awake:
        return "is outside their hours, and others are in theirs"
    had_one = candidate.last_turn is not None
    return "has had a turn more recently" if had_one else "comes later in the order"


def _why(
    first: Candidate,
    eligible: Sequence[Candidate],
    awake: Sequence[Candidate],
    pool: Pool,
) -> str:
    if len(eligible) == 1:
        because = "the only one available"
    elif len(awake) == 1:
        because = "the only one in their hours now"
    elif first.last_turn is None:
        because = "first in the rotation's order, no turn yet"
    else:
        because = "longest since their last turn"
    return f"{because} ({len(eligible)} of {len(pool.candidates)} {pool.could})"
