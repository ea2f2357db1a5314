"""The figures a digest reports."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from typing import TypeVar

from bot.case.chain import Head
from bot.case.confidentiality import Confidentiality
from bot.case.escalation import Escalation, Party
from bot.case.identifiers import UserId
from bot.case.states import UNFINISHED
from bot.casework.attention import Counts, counts_of, is_at_risk, is_breached, place
from bot.casework.queues import with_groups
from bot.casework.service_clocks import hours_known
from bot.casework.viewer import EVERY_OPEN_CASE
from bot.figures.kpis import Scope
from bot.policy import Policy
from bot.ports import CaseFilter, Work
from bot.service_levels.clocks import read_clocks

T = TypeVar("T")
OLDEST = 5
WORST = 15
"""How many that are late or at risk are named, of those that all may read and of those kept closer;
the figures count all."""


AGES = (timedelta(days=1), timedelta(days=7), timedelta(days=28))


PERIODS = 8
"""How many periods the trend has, the one that is told among them."""


@dataclass(frozen=True, slots=True)
class Period:
    """What one period brought: `due` decisions were due in it, `met` of them came in time."""

    since: datetime
    until: datetime
    opened: int = 0
    decided: int = 0
    met: int = 0
    due: int = 0

    @property
    def is_empty(self) -> bool:
        """Whether nothing happened, and nothing was due."""
        return not (self.opened or self.decided or self.due)


@dataclass(frozen=True, slots=True)
class Figures:
    """What a digest says of its queues: the periods with the newest last, of which it tells, how
    things are now, what is late or at risk with the worst first, and the oldest."""

    periods: tuple[Period, ...]
    responses: tuple[int, int]
    """First responses that came in time, and how many were due in the period."""
    stands: Counts
    worst: tuple[Escalation, ...]
    oldest: tuple[Escalation, ...]
    reversals: tuple[int, int] = (0, 0)
    """Contested decisions of the period that were reversed, in part too, and of how many."""
    waits: tuple[tuple[Party, int], ...] = ()
    """On whom open cases that everybody may read wait, the most first."""
    loads: tuple[tuple[UserId, int], ...] = ()
    """Who has how many of these, the most first."""
    vendors: tuple[tuple[str, int], ...] = ()
    """How many of them each vendor's people have."""
    ages: tuple[int, ...] = (0, 0, 0, 0)
    """How many are open for no longer than each of `AGES`, and how many for longer."""
    register: Head | None = None
    """The head of the register when it was told, of all queues."""

    @property
    def period(self) -> Period:
        """The one that is told."""
        return self.periods[-1]

    @property
    def before(self) -> Period | None:
        """The one before, unless nothing had come in by then."""
        earlier = self.periods[:-1]
        return None if all(period.is_empty for period in earlier) else earlier[-1]

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to say."""
        return self.period.is_empty and not self.stands.open


def figures(
    work: Work,
    queues: Sequence[str],
    since: datetime,
    now: datetime,
    earlier: Sequence[datetime] = (),
) -> Figures:
    """Counts the period from `since` to `now` and those that began `earlier`, and reads how things
    are at `now`. What is at home in no queue any more is open in every digest, so that it is in
    one."""
    current = work.policies.current()
    policy = with_groups(work, current) if current is not None else None
    names = policy.names_of(queues) if policy is not None else tuple(queues)
    known = policy.names_of(policy.queues) if policy is not None else None
    wanted = CaseFilter(states=UNFINISHED, queues=names, known=known)
    cases = work.escalations.find(wanted, limit=EVERY_OPEN_CASE)
    clocks = work.clocks.of_many([c.id for c in cases])
    hours_of = hours_known(work)
    readings = {c.id: read_clocks(clocks.get(c.id, ()), hours_of) for c in cases}
    stands = counts_of(((c, readings[c.id]) for c in cases), now)
    worst = [
        c
        for c in cases
        if is_breached(c, readings[c.id], now) or is_at_risk(c, readings[c.id], now)
    ]
    worst.sort(key=lambda c: (place(c, readings[c.id], now), c.id))
    bounds = (*earlier, since, now)
    vendor_of = _vendors(policy, queues)
    # Of a case that is kept closer, neither who has it nor on whom it waits is for every reader.
    shown = [c for c in cases if c.confidentiality == Confidentiality.INTERNAL]
    owners = Counter(c.owner for c in shown if c.owner is not None and c.is_owned)
    vendors = Counter[str]()
    for owner, count in owners.items():
        if owner in vendor_of:
            vendors[vendor_of[owner]] += count
    return Figures(
        periods=tuple(_period(work, names, *pair, now) for pair in pairwise(bounds)),
        responses=_share(work, "sla_first_response", Scope(now, since, now, tuple(names))),
        stands=stands,
        worst=_worst(worst),
        oldest=tuple(cases[:OLDEST]),
        reversals=_share(work, "reversal_rate", Scope(now, since, now, tuple(names))),
        waits=_most(Counter(c.wait.on for c in shown if c.wait is not None)),
        loads=_most(owners),
        vendors=_most(vendors),
        ages=ages_of(cases, now),
        register=work.decisions.head(),
    )


def _worst(late: Sequence[Escalation]) -> tuple[Escalation, ...]:
    """So many of both sorts, in their order: what a reader isn't shown takes nobody's place."""
    left = {True: WORST, False: WORST}
    found = []
    for case in late:
        is_for_all = case.confidentiality == Confidentiality.INTERNAL
        if left[is_for_all]:
            left[is_for_all] -= 1
            found.append(case)
    return tuple(found)


def ages_of(cases: Iterable[Escalation], now: datetime) -> tuple[int, ...]:
    """How many were raised within each of `AGES`, and before."""
    counts = [0] * (len(AGES) + 1)
    for case in cases:
        counts[sum(now - case.opened_at > age for age in AGES)] += 1
    return tuple(counts)


def _vendors(policy: Policy | None, queues: Sequence[str]) -> Mapping[UserId, str]:
    """Whose people work in these queues for a vendor."""
    if policy is None:
        return {}
    places = (m for name in queues if name in policy.queues for m in policy.queues[name].rotation)
    return {member.user: member.vendor for member in places if member.vendor}


def _most(counts: Counter[T]) -> tuple[tuple[T, int], ...]:
    return tuple(sorted(counts.items(), key=lambda pair: (-pair[1], str(pair[0]))))


def _period(
    work: Work, names: Sequence[str], since: datetime, until: datetime, now: datetime
) -> Period:
    met, due = _share(work, "sla_resolution", Scope(now, since, until, tuple(names)))
    opened = work.digests.opened(names, since, until)
    return Period(since, until, opened, work.digests.decided(names, since, until), met, due)


def _share(work: Work, kpi: str, scope: Scope) -> tuple[int, int]:
    (figure,) = work.digests.key_figures(scope, [kpi])
    return figure.numerator or 0, figure.denominator or 0
