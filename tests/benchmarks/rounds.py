"""Rounds: the contestants take turns request by request, so that whatever else the machine does
falls on all of them alike."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median

ROUNDS = 5
WARM_UP = 30

Send = Callable[[], float]
"""Sends one request and says how long its answer took."""


@dataclass(frozen=True)
class Figures:
    """One contestant: milliseconds, the median of the rounds."""

    p50: float
    p99: float


@dataclass(frozen=True)
class Comparison:
    """All contestants, and each one's ratio to the first, the median of the rounds' ratios."""

    figures: Mapping[str, Figures]
    ratios: Mapping[str, Figures]
    requests: int


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that this share of all values does not exceed."""
    ranked = sorted(values)
    return ranked[min(len(ranked) - 1, max(0, round(share * len(ranked)) - 1))]


def _round(contestants: Mapping[str, Send], requests: int, pause: float) -> dict[str, Figures]:
    taken: dict[str, list[float]] = {name: [] for name in contestants}
    order = list(contestants)
    for turn in range(requests):
        for place in range(len(order)):
            name = order[(turn + place) % len(order)]
            taken[name].append(contestants[name]() * 1000)
            if pause:
                time.sleep(pause)
    return {n: Figures(percentile(t, 0.5), percentile(t, 0.99)) for n, t in taken.items()}


def compare(contestants: Mapping[str, Send], requests: int, pause: float = 0.0) -> Comparison:
    """Five rounds. The first contestant is the one the others are compared with."""
    _round(contestants, WARM_UP, pause)
    rounds = [_round(contestants, requests, pause) for _ in range(ROUNDS)]
    first = next(iter(contestants))

    def across(read: Callable[[dict[str, Figures], str], Figures], name: str) -> Figures:
        found = [read(one, name) for one in rounds]
        return Figures(median(f.p50 for f in found), median(f.p99 for f in found))

    def ratio(one: dict[str, Figures], name: str) -> Figures:
        mine, base = one[name], one[first]
        return Figures(mine.p50 / base.p50, mine.p99 / base.p99)

    return Comparison(
        {name: across(lambda one, n: one[n], name) for name in contestants},
        {name: across(ratio, name) for name in contestants},
        requests,
    )
