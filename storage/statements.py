"""Statements on a table itself, past the ORM's unit of work: what a verb adds is never read back as
an object, and such an insert costs a quarter of one by way of an object."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import Dialect, Insert, insert
from sqlalchemy import Table as SqlTable
from sqlalchemy.engine.default import DefaultDialect
from sqlalchemy.orm import Session
from sqlalchemy.sql.compiler import SQLCompiler

from storage.pipeline import sent_together
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
AT_ONCE = 25
"""How many rows a statement adds at most. Each number of rows is a statement of its own, which
driver and database prepare once and keep."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """An insert of so many rows as the driver takes it. SQLAlchemy works this out anew for each
    execution, which takes longer than the database does."""

    sql: str
    columns: tuple[Column, ...]

    def values(self, rows: Sequence[Row]) -> list[object]:
        """The rows' values as the driver takes them. Raises KeyError for a row that lacks any."""
        columns = self.columns
        return [row[name] if to is None else to(row[name]) for row in rows for name, to in columns]


def prepared(statement: Insert, dialect: Dialect, names: tuple[str, ...], rows: int) -> Prepared:
    """The insert of these columns of so many rows for a dialect, worked out once."""
    known = _PREPARED.setdefault(dialect, {})
    found = known.get((statement, names, rows))
    if found is None:
        every = statement.values([dict.fromkeys(names) for _ in range(rows)])
        compiled = every.compile(dialect=as_sent(dialect))
        assert isinstance(compiled, SQLCompiler), "an insert is SQL"
        assert not compiled.insert_prefetch, "each column of what is added has a value of its own"
        order = (compiled.positiontup or [])[: len(names)]
        types = [compiled.binds[bind].type.dialect_impl(dialect) for bind in order]
        processors = [type_.bind_processor(dialect) for type_ in types]
        table_names = [bind.removesuffix("_m0") for bind in order]
        found = Prepared(str(compiled), tuple(zip(table_names, processors, strict=True)))
        known[statement, names, rows] = found
    return found


def as_sent(dialect: Dialect) -> Dialect:
    """The dialect that writes values as the server wants them: nothing is left for the driver to
    rewrite."""
    if dialect.driver != "psycopg":
        return dialect
    assert isinstance(dialect, DefaultDialect), "as SQLAlchemy's own are"
    return type(dialect)(paramstyle="numeric_dollar")


_PREPARED: WeakKeyDictionary[Dialect, dict[tuple[Insert, tuple[str, ...], int], Prepared]] = (
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
        connection = self._session.connection()
        asked = []
        for statement, rows in found:
            names = tuple(rows[0])
            for first in range(0, len(rows), AT_ONCE):
                some = rows[first : first + AT_ONCE]
                ready = prepared(statement, connection.dialect, names, len(some))
                asked.append((ready.sql, ready.values(some)))
        sent_together(connection, asked)

    def forget(self) -> None:
        """Drops what was kept and not sent."""
        self._rows.clear()
