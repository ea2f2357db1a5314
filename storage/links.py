"""The chain of the register and the records that it covers, read in order."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

from sqlalchemy import Connection, Engine, Row, select

from bot.case.chain import Head, Seal, Sort
from bot.reports.proof import ChainLink, Flaw, FoundFlaw
from storage.chain import RECORDS
from storage.engine import reading
from storage.failures import translated
from storage.statements import columns
from storage.tables import ErasureRow, RegisterEntryRow, RegisterHeadRow

AT_ONCE = 1000
"""How many entries are in memory: SQLite takes a limited number of parameters."""
_BEFORE_ALL = -(2**63)
_ENTRIES, _HEADS = columns(RegisterEntryRow), columns(RegisterHeadRow)
_ERASURES = columns(ErasureRow)
Record = Mapping[str, object]


class Links:
    """The chain in one transaction, which sees one moment."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def head(self) -> Head | None:
        """What the register says is its end."""
        row = self._connection.execute(select(_HEADS)).one_or_none()
        return Head(row.entries, row.digest) if row is not None else None

    def each(self) -> Iterator[ChainLink]:
        """The entries in order, a thousand in memory."""
        last = _BEFORE_ALL
        query = select(_ENTRIES).order_by(_ENTRIES.c.position).limit(AT_ONCE)
        while rows := self._connection.execute(query.where(_ENTRIES.c.position > last)).all():
            last = rows[-1].position
            yield from self._with_records(rows)

    def position_of(self, digest: str) -> int | None:
        """Where the entry of a digest stands."""
        query = select(_ENTRIES.c.position).where(_ENTRIES.c.digest == digest).limit(1)
        position: int | None = self._connection.execute(query).scalar_one_or_none()
        return position

    def unchained(self) -> FoundFlaw | None:
        """The first record that stands in no entry."""
        for sort, table in RECORDS.items():
            query = (
                select(table)
                .outerjoin(
                    _ENTRIES, (_ENTRIES.c.sort == sort.value) & (_ENTRIES.c.record == table.c.id)
                )
                .where(_ENTRIES.c.position.is_(None))
                .order_by(table.c.id)
                .limit(1)
            )
            if sort is Sort.APPROVAL:
                query = query.where(table.c.approved_by.is_not(None))
            row = self._connection.execute(query).mappings().one_or_none()
            if row is not None:
                return FoundFlaw(Flaw.INSERTED, None, sort, row["id"], row.get("escalation_id"))
        return None

    def _with_records(self, rows: Sequence[Row[tuple[object, ...]]]) -> Iterator[ChainLink]:
        records = {sort: self._records(sort, rows) for sort in {row.sort for row in rows}}
        first, last = rows[0].position, rows[-1].position
        query = select(_ERASURES).where(_ERASURES.c.position.between(first, last))
        erased: dict[int, set[str]] = {}
        for one in self._connection.execute(query):
            erased.setdefault(one.position, set()).add(one.part)
        for row in rows:
            yield ChainLink(
                row.position,
                row.sort,
                row.record,
                row.previous,
                row.digest,
                Seal(row.texts, row.texts_salt),
                Seal(row.people, row.people_salt),
                records[row.sort].get(row.record),
                frozenset(erased.get(row.position, ())),
            )

    def _records(self, sort: str, rows: Sequence[Row[tuple[object, ...]]]) -> Mapping[int, Record]:
        if sort not in RECORDS:
            return {}
        table = RECORDS[Sort(sort)]
        wanted = [row.record for row in rows if row.sort == sort]
        found = self._connection.execute(select(table).where(table.c.id.in_(wanted)))
        names = tuple(found.keys())
        # A mapping of each row itself takes twice as long to read.
        records = (dict(zip(names, row, strict=True)) for row in found)
        return {record["id"]: record for record in records}


class ChainReader:
    """Reads the chain of one database."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    @contextmanager
    def read(self) -> Iterator[Links]:
        """A transaction that sees one moment and writes nothing. Raises StorageAway."""
        with translated(), reading(self._engine) as connection:
            yield Links(connection)
