"""How far two who judged the same cases apart agree: the share of them, Cohen's kappa, and between
what the true ones lie."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from bot.reports.chance import interval


@dataclass(frozen=True, slots=True)
class Cell:
    """So many cases that the first judged so and the second so."""

    first: str
    second: str
    count: int


@dataclass(frozen=True, slots=True)
class Agreement:
    """Of so many cases judged twice, on how many both came to the same; `by_chance` is on what
    share they would have if neither had looked, each as often to each end as they really came to
    it."""

    count: int = 0
    agreed: int = 0
    by_chance: Fraction = Fraction(0)

    @property
    def kappa(self) -> Fraction | None:
        """Cohen's kappa: 1 where both always agree, 0 where no more than by chance. None of
        nothing, and where both came to the same single end each time: nothing can be told then."""
        if not self.count or self.by_chance == 1:
            return None
        return (Fraction(self.agreed, self.count) - self.by_chance) / (1 - self.by_chance)

    @property
    def interval(self) -> tuple[float, float] | None:
        """The 95 % interval of the share, by Wilson."""
        return interval(self.agreed, self.count)

    @property
    def kappa_interval(self) -> tuple[float, float] | None:
        """That of kappa: the share's, as kappa. With few cases it holds where the usual formula for
        many doesn't (docs/decisions/0045-second-looks.md)."""
        between, chance = self.interval, float(self.by_chance)
        if between is None or self.kappa is None:
            return None
        low, high = ((share - chance) / (1 - chance) for share in between)
        return max(-1.0, low), min(1.0, high)


def agreement(cells: Iterable[Cell]) -> Agreement:
    """What a table of both verdicts comes to."""
    listed = tuple(cells)
    count = sum(cell.count for cell in listed)
    if not count:
        return Agreement()
    first, second = Counter[str](), Counter[str]()
    for cell in listed:
        first[cell.first] += cell.count
        second[cell.second] += cell.count
    agreed = sum(cell.count for cell in listed if cell.first == cell.second)
    alike = sum(first[end] * second[end] for end in first)
    return Agreement(count, agreed, Fraction(alike, count * count))
