"""Statements on a table itself, past the ORM's unit of work: what a verb adds is never read back as
an object, and such an insert costs a quarter of one by way of an object."""

from __future__ import annotations

from sqlalchemy import Insert, insert
from sqlalchemy import Table as SqlTable

from storage.tables import Table


def columns(row: type[Table]) -> SqlTable:
    """The table of a row class."""
    table = row.__table__
    assert isinstance(table, SqlTable), "each row class has a table of its own"
    return table


def adding(row: type[Table]) -> Insert:
    """Adds rows, given as the values of their columns. Made once, so that it is compiled once."""
    return insert(columns(row))
