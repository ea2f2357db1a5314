"""What reports read of the database, in a transaction that sees one moment."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING

from sqlalchemy import Engine, text

from bot.case.identifiers import UserId
from bot.limits import Limits
from bot.reports.asked import Asked
from storage.decision_lines import DecisionLines
from storage.engine import reading
from storage.failures import translated
from storage.feedback_lines import FeedbackLines
from storage.figure_lines import FigureLines

if TYPE_CHECKING:
    from bot.reports.dsa import Complaint
    from bot.simulation.past import Past


class Books(DecisionLines, FeedbackLines, FigureLines):
    """What the register holds, in one transaction."""

    def complaints(self, asked: Asked) -> Iterator[Complaint]:
        """The appeals that the transparency report of a period may count."""
        from storage.complaints import complaints

        assert asked.since is not None, "a report is of one year"
        assert asked.until is not None, "a report is of one year"
        return complaints(self._connection, asked.since, asked.until, asked)

    def past(self, asked: Asked, cleared: Mapping[str, frozenset[UserId]]) -> Past:
        """What really came in in a period, for a replay."""
        from bot.simulation.past import Past
        from storage.history import absences, history

        return Past(history(self._connection, asked), absences(self._connection), cleared)


class Register:
    """Reads the register of one database."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    @contextmanager
    def read(self) -> Iterator[Books]:
        """A transaction that sees one moment and writes nothing. A report may take longer than
        people's requests may. Raises StorageAway."""
        with translated(), reading(self._engine) as connection:
            if connection.dialect.name == "postgresql":
                from storage.patience import wait_for

                wait_for(connection, 2 * Limits().report_seconds)
                for name in ("statement_timeout", "idle_in_transaction_session_timeout"):
                    connection.execute(text(f"SET LOCAL {name} = '{Limits().report_seconds:g}s'"))
            yield Books(connection)
