"""What all tables share: their base, generated keys, indexes of some of the rows."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from sqlalchemy import BigInteger, Index, Integer, Text, text
from sqlalchemy.orm import DeclarativeBase

from storage.instants import Instant

Id = BigInteger().with_variant(Integer, "sqlite")
"""A generated key. SQLite generates one only for a plain INTEGER primary key."""


class Table(DeclarativeBase):
    """What all tables share."""

    type_annotation_map: ClassVar = {datetime: Instant(), str: Text()}


def index_where(name: str, only: str, *columns: str) -> Index:
    """An index of those rows alone for which `only` holds: the others cost it nothing."""
    return Index(name, *columns, sqlite_where=text(only), postgresql_where=text(only))
