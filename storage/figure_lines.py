"""The key figures and what is told of groups, as a report reads them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from bot.figures.kpis import By, Figure, Scope, check_only
from storage.figures import Figures
from storage.reading import Reading

if TYPE_CHECKING:
    from bot.reports.arrivals import ArrivalLine
    from bot.reports.causes import CauseLine
    from bot.reports.fairness import FairnessLine
    from bot.reports.vendors import VendorLine


class FigureLines(Reading):
    """The figures. What one report alone needs is imported when it is asked for."""

    @property
    def figures(self) -> Figures:
        """The key figures."""
        return Figures(self._connection)

    def check_only(self, only: Mapping[By, str]) -> None:
        """Raises Refused where figures are to be narrowed to what isn't there: they'd look like
        those of nothing."""
        from storage.figure_names import names

        check_only(only, lambda of: names(self._connection, self.policy, of))

    def key_figures(self, scope: Scope) -> Sequence[Figure]:
        """The key figures, each over everything or for each group of the scope."""
        return self.figures.of(scope)

    def vendors(self, scope: Scope) -> Sequence[VendorLine]:
        """How each vendor did."""
        from storage.figures_of_groups import vendors

        return vendors(self._connection, scope)

    def arrivals(self, scope: Scope) -> Sequence[ArrivalLine]:
        """When cases came in, by weekday and hour of the workspace's time zone."""
        from bot.reports.arrivals import by_weekday_and_hour
        from storage.figures_of_groups import arrivals

        raised = arrivals(self._connection, scope)
        return by_weekday_and_hour(raised, scope.since, scope.end, self.timezone)

    def fairness(self, scope: Scope) -> Iterable[FairnessLine]:
        """Whether work and reversals are spread evenly."""
        from storage.figures_of_groups import fairness

        return fairness(self._connection, scope, self.policy)

    def causes(self, scope: Scope) -> Iterator[CauseLine]:
        """Root causes of reversals by month, before and after feedback about them was done."""
        from storage.figures_of_causes import causes

        return causes(self._connection, scope, self.timezone)
