"""Whether chance alone would bring a difference between two small groups."""

from __future__ import annotations

from dataclasses import dataclass
from math import exp, lgamma, sqrt

SIGNIFICANT = 0.05
"""A difference that chance brings less often than this isn't taken for chance."""
_ROUNDING = 1e-7
_Z = 1.959963984540054
"""Of a 95 % interval."""


@dataclass(frozen=True, slots=True)
class Fourfold:
    """So many `hits` of `count` in a group, and so many of so many in the other."""

    hits: int
    count: int
    other_hits: int
    other_count: int

    def p(self) -> float | None:
        """How often chance alone would bring a difference at least as unlikely as this one, by
        Fisher's exact test (two-sided), None where one of the groups is empty."""
        if not self.count or not self.other_count:
            return None
        every, hits = self.count + self.other_count, self.hits + self.other_hits
        least, most = max(0, hits - self.other_count), min(hits, self.count)
        logs = [
            _ways(self.count, n) + _ways(self.other_count, hits - n) - _ways(every, hits)
            for n in range(least, most + 1)
        ]
        limit = logs[self.hits - least] + _ROUNDING
        return min(1.0, sum(exp(log) for log in logs if log <= limit))

    def is_chance(self) -> bool:
        """Whether chance explains it well enough; so it does where there is nothing to compare."""
        p = self.p()
        return p is None or p >= SIGNIFICANT


def _ways(of: int, taken: int) -> float:
    """The logarithm of how many ways there are to take so many of so many."""
    return lgamma(of + 1) - lgamma(taken + 1) - lgamma(of - taken + 1)


def interval(hits: int, count: int) -> tuple[float, float] | None:
    """The 95 % interval of a share, by Wilson: it holds for small numbers too. None of nothing."""
    if not count:
        return None
    share, z2 = hits / count, _Z * _Z
    middle = share + z2 / (2 * count)
    half = _Z * sqrt(share * (1 - share) / count + z2 / (4 * count * count))
    whole = 1 + z2 / count
    return max(0.0, (middle - half) / whole), min(1.0, (middle + half) / whole)
