"""The figures a digest reports."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.case.escalation import Escalation
from bot.case.states import UNFINISHED
from bot.casework.attention import Counts, counts_of, is_at_risk, is_breached, place
from bot.casework.service_clocks import hours_known
from bot.casework.viewer import EVERY_OPEN_CASE
from bot.ports import CaseFilter, Work
from bot.service_levels.clocks import read_clocks

OLDEST = 5
WORST = 15
"""How many that are late or at risk are named; the figures count all."""


@dataclass(frozen=True, slots=True)
class Figures:
    """What a digest says of its queues: the period's counts, how things are now, what is late or at
    risk with the worst first, and the oldest."""

    since: datetime
    until: datetime
    opened: int
    decided: int
    stands: Counts
    worst: tuple[Escalation, ...]
    oldest: tuple[Escalation, ...]


def figures(work: Work, queues: Sequence[str], since: datetime, now: datetime) -> Figures:
    """Counts the period from `since` to `now`, and reads how things are at `now`. What is at home
    in no queue any more is open in every digest, so that it is in one."""
    policy = work.policies.current()
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
    return Figures(
        since=since,
        until=now,
        opened=work.digests.opened(names, since, now),
        decided=work.digests.decided(names, since, now),
        stands=stands,
        worst=tuple(worst[:WORST]),
        oldest=tuple(cases[:OLDEST]),
    )
