"""The figures a digest reports."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.case.escalation import Escalation
from bot.case.states import UNFINISHED
from bot.casework.attention import counts_of
from bot.casework.service_clocks import hours_known
from bot.casework.viewer import EVERY_OPEN_CASE
from bot.ports import CaseFilter, Work
from bot.service_levels.clocks import read_clocks

OLDEST = 5


@dataclass(frozen=True, slots=True)
class Figures:
    """What a digest says of its queues: the period's counts, and how things are now."""

    since: datetime
    until: datetime
    opened: int
    decided: int
    open: int
    unclaimed: int
    at_risk: int
    breached: int
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
    stands = counts_of(((c, read_clocks(clocks.get(c.id, ()), hours_of)) for c in cases), now)
    return Figures(
        since=since,
        until=now,
        opened=work.digests.opened(names, since, now),
        decided=work.digests.decided(names, since, now),
        open=stands.open,
        unclaimed=stands.unclaimed,
        at_risk=stands.at_risk,
        breached=stands.breached,
        oldest=tuple(cases[:OLDEST]),
    )
