"""What was in time lately, as it stands beside how things are now."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.figures.kpis import Figure, Scope
from bot.policy import Policy
from bot.ports import Work

Lately = tuple[Figure, ...]
LATELY = timedelta(days=7)
_TOLD = ("sla_first_response", "sla_resolution", "time_to_claim")


def lately_of(work: Work, policy: Policy, queues: Sequence[str], now: datetime) -> Lately:
    """The key figures of these queues over the last days."""
    scope = Scope(now, now - LATELY, now, tuple(policy.names_of(queues)))
    return tuple(work.digests.key_figures(scope, _TOLD))
