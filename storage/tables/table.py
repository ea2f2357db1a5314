"""What all tables share: their base, generated keys."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from sqlalchemy import BigInteger, Integer, Text
from sqlalchemy.orm import DeclarativeBase

from storage.instants import Instant

Id = BigInteger().with_variant(Integer, "sqlite")
"""A generated key. SQLite generates one only for a plain INTEGER primary key."""


class Table(DeclarativeBase):
    """What all tables share."""

    type_annotation_map: ClassVar = {datetime: Instant(), str: Text()}
