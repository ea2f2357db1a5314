"""Statements on a table itself, past the ORM's unit of work: what a verb adds is never read back as
an object, and such an insert costs a quarter of one by way of an object."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import Insert, insert
from sqlalchemy import Table as SqlTable
from sqlalchemy.orm import Session

from storage.pipeline import piped
from storage.tables import Table


def columns(row: type[Table]) -> SqlTable:
    """The table of a row class."""
    table = row.__table__
    assert isinstance(table, SqlTable), "each row class has a table of its own"
    return table


def adding(row: type[Table]) -> Insert:
    """Adds rows, given as the values of their columns. Made once, so that it is compiled once."""
    # Inline: no key of a new row is asked for, so that nobody need wait for the answer.
    return insert(columns(row)).inline()


Row = Mapping[str, object]


class Additions:
    """What a transaction adds and seldom reads: sent at its end, all of a table in one statement,
    and on PostgreSQL all of it in one trip.

    Who reads such a table in the same transaction has its rows sent first.
    """

    def __init__(self, session: Session) -> None:
        self._session = session
        self._rows: dict[Insert, list[Row]] = {}

    def add(self, statement: Insert, rows: Sequence[Row]) -> None:
        """Keeps these rows, after those that were kept before."""
        if rows:
            self._rows.setdefault(statement, []).extend(rows)

    def send(self, *only: Insert) -> None:
        """Sends what was kept: all of it, or that of some tables."""
        found = [(s, self._rows.pop(s)) for s in only or tuple(self._rows) if s in self._rows]
        if not found:
            return
        # The connection itself: a Session's execution costs half as much again, for nothing here.
        connection = self._session.connection()
        with piped(connection):
            for statement, rows in found:
                connection.execute(statement, rows)

    def forget(self) -> None:
        """Drops what was kept and not sent."""
        self._rows.clear()
