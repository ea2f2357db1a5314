"""Statements on a table itself, past the ORM's unit of work: what a verb adds is never read back as
an object, and such an insert costs a quarter of one by way of an object."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import Dialect, Insert, insert
from sqlalchemy import Table as SqlTable
from sqlalchemy.orm import Session
from sqlalchemy.sql.compiler import SQLCompiler

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
Column = tuple[str, Callable[[Any], object] | None]
"""Its name, and what makes of a value what the driver takes."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """An insert as the driver takes it. SQLAlchemy works this out anew for each execution, which
    takes longer than the database does."""

    sql: str
    names: tuple[str, ...]
    columns: tuple[Column, ...]
    is_positional: bool

    def values(self, row: Row) -> tuple[object, ...] | dict[str, object]:
        """A row's values as the driver takes them. Raises KeyError for one that lacks any."""
        made = [row[name] if to is None else to(row[name]) for name, to in self.columns]
        return tuple(made) if self.is_positional else dict(zip(self.names, made, strict=True))


def prepared(statement: Insert, dialect: Dialect, names: tuple[str, ...]) -> Prepared:
    """The insert of these columns for a dialect, worked out once."""
    known = _PREPARED.setdefault(dialect, {})
    found = known.get((statement, names))
    if found is None:
        compiled = statement.compile(dialect=dialect, column_keys=list(names))
        assert isinstance(compiled, SQLCompiler), "an insert is SQL"
        assert not compiled.insert_prefetch, "each column of what is added has a value of its own"
        order = compiled.positiontup or tuple(compiled.binds)
        types = ((name, compiled.binds[name].type.dialect_impl(dialect)) for name in order)
        columns = tuple((name, type_.bind_processor(dialect)) for name, type_ in types)
        found = Prepared(str(compiled), tuple(order), columns, compiled.positional)
        known[statement, names] = found
    return found


_PREPARED: WeakKeyDictionary[Dialect, dict[tuple[Insert, tuple[str, ...]], Prepared]] = (
    WeakKeyDictionary()
)


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
                ready = prepared(statement, connection.dialect, tuple(rows[0]))
                connection.exec_driver_sql(ready.sql, [ready.values(row) for row in rows])

    def forget(self) -> None:
        """Drops what was kept and not sent."""
        self._rows.clear()
