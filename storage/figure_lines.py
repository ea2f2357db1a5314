"""The key figures and what is told of groups, as a report reads them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from bot.figures.kpis import Figure, Scope
from bot.reports.arrivals import ArrivalLine, by_weekday_and_hour
from bot.reports.fairness import FairnessLine
from bot.reports.vendors import VendorLine
from storage import figures_of_groups
from storage.figures import Figures
from storage.reading import Reading


class FigureLines(Reading):
    """The figures."""

    @property
    def figures(self) -> Figures:
        """The key figures."""
        return Figures(self._connection)

    def key_figures(self, scope: Scope) -> Sequence[Figure]:
        """The key figures, each over everything or for each group of the scope."""
        return self.figures.of(scope)

    def vendors(self, scope: Scope) -> Sequence[VendorLine]:
        """How each vendor did."""
        return figures_of_groups.vendors(self._connection, scope)

    def arrivals(self, scope: Scope) -> Sequence[ArrivalLine]:
        """When cases came in, by weekday and hour of the workspace's time zone."""
        raised = figures_of_groups.arrivals(self._connection, scope)
        return by_weekday_and_hour(raised, scope.since, scope.end, self.timezone)

    def fairness(self, scope: Scope) -> Iterable[FairnessLine]:
        """Whether work and reversals are spread evenly."""
        return figures_of_groups.fairness(self._connection, scope, self.policy)
