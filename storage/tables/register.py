"""The tables of the register's chain: its entries, its head, and what was erased."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, Index
from sqlalchemy.orm import Mapped, mapped_column

from storage.tables.table import Id, Table


class RegisterEntryRow(Table):
    """An entry of the chain; rows are added, and of one only a salt is ever taken away."""

    __tablename__ = "register_entries"
    __table_args__ = (Index("register_entries_by_record", "sort", "record", unique=True),)
    position: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=False)
    sort: Mapped[str]
    record: Mapped[int] = mapped_column(BigInteger)
    previous: Mapped[str]
    digest: Mapped[str]
    texts: Mapped[str]
    texts_salt: Mapped[str]
    people: Mapped[str]
    people_salt: Mapped[str]


class RegisterHeadRow(Table):
    """The end of the chain: one row, which who adds to it holds until the end."""

    __tablename__ = "register_head"
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    entries: Mapped[int] = mapped_column(BigInteger)
    digest: Mapped[str]


class ErasureRow(Table):
    """That a part of a record was erased: `part` is `texts` or `people` of an entry."""

    __tablename__ = "erasures"
    __table_args__ = (Index("erasures_by_entry", "position", "part", unique=True),)
    id: Mapped[int] = mapped_column(Id, primary_key=True)
    position: Mapped[int] = mapped_column(BigInteger)
    part: Mapped[str]
    at: Mapped[datetime]
