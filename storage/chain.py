"""The chain of the register, which grows at the end of a transaction."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from itertools import islice

from sqlalchemy import JSON, Connection, select, update
from sqlalchemy import Table as SqlTable
from sqlalchemy.orm import Session

from bot.case.chain import FORMS, Entry, Head, Part, Sort, entry_after
from storage.pipeline import piped
from storage.statements import adding, columns
from storage.tables import (
    CommunicationRow,
    DecisionRow,
    EffectRow,
    ErasureRow,
    ImportedDecisionRow,
    OtherCommunicationRow,
    RegisterEntryRow,
    RegisterHeadRow,
    WithholdingRow,
)

_ENTRIES = columns(RegisterEntryRow)
_HEADS = columns(RegisterHeadRow)
_HEAD = select(_HEADS.c.entries, _HEADS.c.digest)
_HEAD_HELD = _HEAD.with_for_update()
_ADD = adding(RegisterEntryRow)
_AT_ONCE = 1000
"""How many entries a statement adds: an import is chained row by row."""

RECORDS: Mapping[Sort, SqlTable] = {
    Sort.DECISION: columns(DecisionRow),
    Sort.APPROVAL: columns(DecisionRow),
    Sort.COMMUNICATION: columns(CommunicationRow),
    Sort.OTHER_COMMUNICATION: columns(OtherCommunicationRow),
    Sort.WITHHOLDING: columns(WithholdingRow),
    Sort.EFFECT: columns(EffectRow),
    Sort.ERASURE: columns(ErasureRow),
    Sort.IMPORTED: columns(ImportedDecisionRow),
}
"""Where the record of an entry is stored."""


def salt() -> str:
    """Sixteen bytes that nobody can guess, as hexadecimal digits."""
    return secrets.token_hex(16)


def read_head(connection: Connection, *, held: bool = False) -> Head:
    """The end of the chain; held, nobody else can add to it until the transaction ends."""
    row = connection.execute(_HEAD_HELD if held else _HEAD).one()
    return Head(row.entries, row.digest)


def to_values(entry: Entry) -> dict[str, object]:
    """An entry as the columns of its row."""
    return {
        "position": entry.position,
        "sort": entry.sort.value,
        "record": entry.record,
        "previous": entry.previous,
        "digest": entry.digest,
        "texts": entry.texts.digest,
        "texts_salt": entry.texts.salt,
        "people": entry.people.digest,
        "people_salt": entry.people.salt,
    }


Chained = tuple[Sort, Mapping[str, object]]


class Chain:
    """The chain, as one transaction adds to it.

    It grows when the transaction has done all else: whoever adds holds its end, and nobody should
    have to wait for more than that, nor hold it while they wait for something else.
    """

    def __init__(self, session: Session) -> None:
        self._session = session
        self._kept: list[Chained] = []

    def add(self, sort: Sort, record: Mapping[str, object]) -> None:
        """Has a stored record chained, with its `id`, after those that were kept before."""
        self._kept.append((sort, record))

    @contextmanager
    def apart(self) -> Iterator[None]:
        """What is kept in a block that raises is dropped again."""
        before = len(self._kept)
        try:
            yield
        except BaseException:
            del self._kept[before:]
            raise

    def send(self) -> None:
        """Chains what was kept. Raises KeyError for a record without a field of its form."""
        if not self._kept:
            return
        connection = self._session.connection()
        head = read_head(connection, held=True)
        left = iter(self._kept)
        if len(self._kept) > _AT_ONCE and connection.dialect.driver == "psycopg":
            from storage.patience import wait_for

            # They go in one trip: an import's takes longer than one statement may.
            wait_for(connection, None)
        with piped(connection):
            while some := list(islice(left, _AT_ONCE)):
                rows = []
                for sort, record in some:
                    entry = entry_after(head, sort, record, salt)
                    head = Head(entry.position, entry.digest)
                    rows.append(to_values(entry))
                connection.execute(_ADD, rows)
            connection.execute(update(_HEADS).values(entries=head.entries, digest=head.digest))
        self._kept.clear()

    def erase(self, sort: Sort, record: int, part: Part, at: datetime) -> None:
        """Empties the fields of a part of a record, and takes away the salt with which they could
        be guessed; that it was erased is chained. Once it is, nothing happens."""
        connection, table = self._session.connection(), RECORDS[sort]
        entry = connection.execute(
            select(_ENTRIES).where(_ENTRIES.c.sort == sort.value, _ENTRIES.c.record == record)
        ).one()
        column = _ENTRIES.c[f"{part.value}_salt"]
        if not getattr(entry, column.key):
            return
        empty: dict[str, object] = dict.fromkeys(FORMS[sort].of(part), "")
        empty |= {name: [] for name in empty if isinstance(table.c[name].type, JSON)}
        connection.execute(update(table).where(table.c.id == record).values(empty))
        connection.execute(
            update(_ENTRIES).where(_ENTRIES.c.position == entry.position).values({column: ""})
        )
        row = ErasureRow(position=entry.position, part=part.value, at=at)
        self._session.add(row)
        self._session.flush()
        values = {"id": row.id, "position": row.position, "part": row.part, "at": at}
        self.add(Sort.ERASURE, values)

    def head(self) -> Head:
        """The end of the chain, without what this transaction adds."""
        return read_head(self._session.connection())
