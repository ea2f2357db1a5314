"""A policy tried on what really came in: the books' past, replayed under it and as things are."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from bot.case.confidentiality import CLEARED_CLASSES
from bot.case.errors import RefusalCode, Refused
from bot.casework.queues import expand, policy_in_force, with_groups
from bot.policy import Policy
from bot.reports.books import Library
from bot.simulation.past import Behaviour, Past
from bot.simulation.replay import Replay, replay


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """What really came in, and the same under the policy that is tried and the one in force.
    `policy` is the one that is tried, with the members of its groups."""

    past: Past
    tried: Replay
    in_force: Replay
    policy: Policy


def rehearse(
    storage: Library,
    tried: Policy,
    period: tuple[date | None, date | None],
    queues: tuple[str, ...],
    now: datetime,
    seed: int,
) -> Rehearsal:
    """Replays what was raised on these days of the workspace's time zone, both included. Raises
    Refused where there is nothing to replay, StorageAway."""
    with storage.read() as work:
        in_force, tried = policy_in_force(work), with_groups(work, tried)
        classes = map(str, CLEARED_CLASSES)
        cleared = {name: expand(work, tried.clearances.get(name, ())) for name in classes}
    with storage.books() as books:
        asked = books.asked(*period, queues)
        past = books.past(asked, cleared)
    if not past.cases:
        raise Refused(
            "Nothing was raised in that period: there is nothing to replay.",
            code=RefusalCode.NOT_FOUND,
        )
    behaviour = Behaviour(in_force, past.cases)
    if not behaviour.is_known:
        raise Refused(
            "Nobody claimed and decided anything in that period: how long people take isn't known.",
            code=RefusalCode.NOT_FOUND,
        )
    end = min(filter(None, (asked.until, now)))
    new, old = (replay(p, past, behaviour, end, seed) for p in (tried, in_force))
    return Rehearsal(past, new, old, tried)
