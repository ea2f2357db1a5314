"""What cases are about, so that those of the same subject are found by an index. Written with
the case, by the table of cases: nobody else can forget it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any

from sqlalchemy import (
    BigInteger,
    CompoundSelect,
    Integer,
    Select,
    bindparam,
    delete,
    false,
    func,
    select,
    true,
    union_all,
    update,
)
from sqlalchemy.orm import Session

from bot.case.escalation import Escalation
from bot.case.identifiers import EscalationId
from bot.case.subject import Subject, subjects_of
from storage.questions import ask
from storage.statements import Additions, adding, columns
from storage.tables import SubjectRow

_SUBJECTS = columns(SubjectRow)
_ADD = adding(SubjectRow)
_ENDS_OR_GOES_ON = (
    update(_SUBJECTS)
    .where(_SUBJECTS.c.escalation_id == bindparam("of"))
    .values(is_open=bindparam("so"))
)
_DROP = delete(_SUBJECTS).where(_SUBJECTS.c.escalation_id == bindparam("of"))


class SubjectsTable:
    """The subjects of one transaction's cases."""

    def __init__(self, session: Session, added: Additions) -> None:
        self._session = session
        self._added = added
        self._known: dict[EscalationId, Escalation] = {}

    def read(self, escalation: Escalation) -> None:
        """Takes note of a case as it is stored, so that saving it costs nothing where what it is
        about stays the same."""
        self._known[escalation.id] = escalation

    def add(self, escalation: Escalation) -> None:
        """Keeps what a new case is about."""
        self._known[escalation.id] = escalation
        self._added.add(
            _ADD,
            [
                {
                    "escalation_id": escalation.id,
                    "digest": subject.digest,
                    "sort": subject.sort.value,
                    "is_open": not escalation.is_closed,
                }
                for subject in subjects_of(escalation)
            ],
        )

    def save(self, escalation: Escalation) -> None:
        """Keeps what a changed case is about, and whether it is open."""
        before = self._known.get(escalation.id)
        of, self._known[escalation.id] = escalation.id, escalation
        if before is None or _about(before) != _about(escalation):
            self._added.send(_ADD)
            self._session.connection().execute(_DROP, {"of": of})
            self.add(escalation)
        elif before.is_closed != escalation.is_closed:
            self._added.send(_ADD)
            given = {"of": of, "so": not escalation.is_closed}
            self._session.connection().execute(_ENDS_OR_GOES_ON, given)

    def cases(
        self, subjects: Iterable[Subject], *, limit: int, closed_too: bool, holding: bool
    ) -> Sequence[EscalationId]:
        """The ids of open cases that are about one of these, of closed ones too if asked for, the
        newest first. `holding` waits for those who raise a case about one of these, and has others
        wait."""
        digests = sorted({subject.digest for subject in subjects})
        if not digests:
            return []
        self._added.send(_ADD)
        connection = self._session.connection()
        given = {f"digest_{number}": digest for number, digest in enumerate(digests)}
        asked = (_cases_of(len(digests), closed_too), given | {"most": limit})
        # SQLite has one writer at a time: its transaction is the lock.
        if holding and connection.dialect.name != "sqlite":
            # One after the other, in the order all take them in.
            locks = sorted({_number(digest) for digest in digests})
            numbered = {f"lock_{place}": number for place, number in enumerate(locks)}
            found = ask(connection, (_locks_of(len(locks)), numbered), asked)
        else:
            found = ask(connection, asked)
        ids = {row.escalation_id for row in found}
        return [EscalationId(id_) for id_ in sorted(ids, reverse=True)[:limit]]


@cache
def _cases_of(subjects: int, closed_too: bool) -> CompoundSelect[tuple[int]]:
    """The statement for so many subjects: the newest of each, by its index."""
    found = [
        select(_SUBJECTS.c.escalation_id)
        # Not IS TRUE, for which PostgreSQL would sort what its index has in order.
        .where(_SUBJECTS.c.digest == bindparam(f"digest_{number}"), _SUBJECTS.c.is_open == state)
        .order_by(_SUBJECTS.c.escalation_id.desc())
        .limit(bindparam("most", type_=Integer))
        .subquery()
        for number in range(subjects)
        for state in ((true(), false()) if closed_too else (true(),))
    ]
    return union_all(*(select(one.c.escalation_id) for one in found))


@cache
def _locks_of(subjects: int) -> Select[Any]:
    """The statement that holds so many of PostgreSQL's advisory locks, one after the other."""
    numbers = (bindparam(f"lock_{place}", type_=BigInteger) for place in range(subjects))
    return select(*map(func.pg_advisory_xact_lock, numbers))


def _number(digest: str) -> int:
    """What stands for a subject, by its digest, among PostgreSQL's advisory locks: 64 bits with a
    sign. Two that share one wait for each other, which does no harm."""
    return int.from_bytes(bytes.fromhex(digest[:16]), signed=True)


def _about(escalation: Escalation) -> tuple[object, ...]:
    return escalation.account, escalation.links, dict(escalation.answers)
