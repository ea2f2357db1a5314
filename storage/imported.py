"""Decisions that other systems made."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import islice
from typing import TypeVar

from sqlalchemy import Row, RowMapping, select
from sqlalchemy.orm import Session

from bot.case.chain import Sort
from bot.case.imported import COLUMNS, Imported
from bot.case.subject import Subject, SubjectSort, link_key, subjects
from storage.chain import Chain
from storage.statements import adding, columns
from storage.tables import ImportedDecisionRow, ImportedSubjectRow

_DECISIONS = columns(ImportedDecisionRow)
_SUBJECTS = columns(ImportedSubjectRow)
_ADD, _ADD_SUBJECTS = adding(ImportedDecisionRow), adding(ImportedSubjectRow)
T = TypeVar("T")
_AT_ONCE = 500
"""How many rows or keys a statement has."""


class ImportedTable:
    """The imported decisions of one transaction. They are in the register, so they are chained."""

    def __init__(self, session: Session, chain: Chain) -> None:
        self._session = session
        self._chain = chain

    def add(
        self,
        decisions: Sequence[Imported],
        now: datetime,
        told: Callable[[int], None] = lambda _: None,
    ) -> None:
        # All is worked out before the first statement: on SQLite nobody else writes from there on.
        rows = [_values(decision, now) for decision in decisions]
        about: list[Mapping[str, object]] = [
            {"digest": subject.digest, "external_id": decision.external_id}
            for decision in decisions
            for subject in subjects(decision.account, decision.links, {})
        ]
        connection = self._session.connection()
        for some in _in_parts(rows):
            connection.execute(_ADD, some)
            self._have_chained(some)
            told(len(some))
        for some in _in_parts(about):
            connection.execute(_ADD_SUBJECTS, some)

    def _have_chained(self, rows: Sequence[Mapping[str, object]]) -> None:
        c = _DECISIONS.c
        named = select(c.external_id, c.id).where(
            c.external_id.in_([row["external_id"] for row in rows])
        )
        numbers = {row.external_id: row.id for row in self._session.execute(named)}
        for row in sorted(rows, key=lambda row: numbers[row["external_id"]]):
            self._chain.add(Sort.IMPORTED, {**row, "id": numbers[row["external_id"]]})

    def digests(self, external_ids: Sequence[str]) -> Mapping[str, str]:
        return {row.external_id: row.digest for row in self._of(external_ids)}

    def decided_at(self, external_ids: Sequence[str]) -> Mapping[str, datetime]:
        return {row.external_id: row.decided_at for row in self._of(external_ids)}

    def _of(self, external_ids: Sequence[str]) -> Iterator[Row[str, str, datetime]]:
        c = _DECISIONS.c
        for some in _in_parts(external_ids):
            query = select(c.external_id, c.digest, c.decided_at)
            yield from self._session.execute(query.where(c.external_id.in_(some))).all()

    def get(self, external_id: str) -> Imported | None:
        query = select(_DECISIONS).where(_DECISIONS.c.external_id == external_id)
        row = self._session.execute(query).mappings().one_or_none()
        return _imported(row) if row is not None else None

    def with_link(self, link: str) -> Imported | None:
        digest = Subject(SubjectSort.LINK, link_key(link)).digest
        about = select(_SUBJECTS.c.external_id).where(_SUBJECTS.c.digest == digest)
        query = (
            select(_DECISIONS)
            .where(_DECISIONS.c.external_id.in_(about))
            .order_by(_DECISIONS.c.decided_at.desc(), _DECISIONS.c.id.desc())
            .limit(1)
        )
        row = self._session.execute(query).mappings().one_or_none()
        return _imported(row) if row is not None else None

    def similar(
        self, subjects: Iterable[Subject], *, ground: str = "", kinds: Sequence[str], limit: int
    ) -> Sequence[Imported]:
        about = [subject.digest for subject in subjects]
        found: list[RowMapping] = []
        newest = (
            select(_DECISIONS)
            .where(_DECISIONS.c.kind.in_(kinds))
            .order_by(_DECISIONS.c.decided_at.desc(), _DECISIONS.c.id.desc())
            .limit(limit)
        )
        if about:
            about_it = select(_SUBJECTS.c.external_id).where(_SUBJECTS.c.digest.in_(about))
            of_them = newest.where(_DECISIONS.c.external_id.in_(about_it))
            found += self._session.execute(of_them).mappings()
        if ground:
            on_it = newest.where(_DECISIONS.c.ground == ground)
            found += self._session.execute(on_it).mappings()
        each = {row["external_id"]: _imported(row) for row in found}
        return sorted(each.values(), key=lambda one: one.decided_at, reverse=True)[:limit]


def _values(decision: Imported, now: datetime) -> Mapping[str, object]:
    said = {name: getattr(decision, name) for name in COLUMNS}
    return {
        **said,
        "links": list(decision.links),
        "digest": decision.digest,
        "imported_at": now,
        "original_case": decision.original_case,
    }


def _imported(row: RowMapping) -> Imported:
    said = {str(name): value for name, value in row.items() if str(name) in COLUMNS}
    links = said["links"]
    assert isinstance(links, list), "that is how they are kept"
    return Imported(**{**said, "links": tuple(links)})


def _in_parts(things: Iterable[T]) -> Iterator[list[T]]:
    left = iter(things)
    while some := list(islice(left, _AT_ONCE)):
        yield some
