"""Lanes of the outbox: who may go now, found by an index, and who stands behind whom.

A row that can't go yet is put behind the one that goes first, and costs nothing until that one
lets it go: looking for what is due costs what is due, however much is pending. Whom a row is behind
is found out when it is looked at, and noted under a lock on the one before: that one has then been
seen to be finished, or sees who is behind it when it is.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from sqlalchemy import (
    ColumnElement,
    Executable,
    Integer,
    ScalarSelect,
    String,
    bindparam,
    func,
    literal_column,
    or_,
    select,
    update,
)
from sqlalchemy.orm import Session

from storage.instants import Instant
from storage.pipeline import piped, planned_once
from storage.questions import ask
from storage.statements import columns
from storage.tables import PENDING, UNFINISHED, OutboxRow

CASES = "case:"
"""How a case's lane begins. There a parked card holds up what comes after it; elsewhere a parked
row does not, and a note goes out without waiting for a card that is parked."""
AHEAD = 50
"""How many more than are wanted are looked at, at once: some may have to be put behind others."""


def among(column: ColumnElement[str], states: Collection[str]) -> ColumnElement[bool]:
    """In one of these states, spelled out: else no database goes by the index of these states."""
    return column.in_([literal_column(f"'{state}'", String) for state in states])


_ROWS = columns(OutboxRow)
_NOW = bindparam("now", type_=Instant)
FREE = (
    among(_ROWS.c.state, PENDING),
    _ROWS.c.behind.is_(None),
    _ROWS.c.next_try_at <= _NOW,
    or_(_ROWS.c.lease_until.is_(None), _ROWS.c.lease_until < _NOW),
)
"""What may go `now`, as far as is known; it may yet have to be put behind another."""


def _in_lane() -> ScalarSelect[int]:
    """The last unfinished row before a row in its own lane, that holds it up."""
    other = _ROWS.alias()
    holds_up = or_(among(other.c.state, PENDING), other.c.lane.startswith(CASES))
    return (
        select(func.max(other.c.id))
        .where(
            other.c.lane == _ROWS.c.lane,
            other.c.id < _ROWS.c.id,
            among(other.c.state, UNFINISHED),
            holds_up,
        )
        .scalar_subquery()
    )


def _followed() -> ScalarSelect[int]:
    """The last pending row before a row in the lane it follows."""
    other = _ROWS.alias()
    return (
        select(func.max(other.c.id))
        .where(
            _ROWS.c.after != "",
            other.c.lane == _ROWS.c.after,
            other.c.id < _ROWS.c.id,
            among(other.c.state, UNFINISHED),
            among(other.c.state, PENDING),
        )
        .scalar_subquery()
    )


# In order too: else PostgreSQL reads the table, which it takes to be full of what is due.
_ANY = select(_ROWS.c.id).where(*FREE).order_by(_ROWS.c.next_try_at, _ROWS.c.id).limit(1)


@cache
def _look_at(most: int) -> Executable:
    """What may go, the longest due first, with the rows that hold it up: so many at most. Their
    number is spelled out: PostgreSQL, which plans this for whatever values, would guess a tenth."""
    return (
        select(_ROWS.c.id, _in_lane().label("in_lane"), _followed().label("followed"))
        .where(*FREE)
        .order_by(_ROWS.c.next_try_at, _ROWS.c.id)
        .limit(literal_column(str(most), Integer))
    )


_HOLD = (
    select(_ROWS.c.id, _ROWS.c.lane, _ROWS.c.state, _ROWS.c.behind)
    .where(
        _ROWS.c.id.in_(bindparam("ids", expanding=True)),
        among(_ROWS.c.state, UNFINISHED),
    )
    .with_for_update(skip_locked=True)
)
_PUT_BEHIND = update(_ROWS).where(_ROWS.c.id == bindparam("row")).values(behind=bindparam("before"))
_DONE = update(_ROWS).where(_ROWS.c.id == bindparam("row"))
_LET_GO = (
    update(_ROWS)
    .where(_ROWS.c.behind.in_(bindparam("ids", expanding=True)))
    .values(behind=bindparam("instead"))
)


@dataclass(frozen=True, slots=True)
class Due:
    """Rows that are due, the longest first: those that may go, and those that are to be put behind
    another."""

    free: Sequence[int]
    behind: Sequence[tuple[int, int]]


def is_any_due(session: Session, now: datetime) -> bool:
    """Whether there is anything to look at."""
    return session.execute(_ANY, {"now": now}).first() is not None


def look(session: Session, now: datetime, limit: int) -> Due:
    """What is due now: so many rows and some more."""
    connection = session.connection()
    asked = (_look_at(limit + AHEAD), {"now": now})
    found = ask(connection, *planned_once(connection), asked)
    held_up = [(row.id, row.in_lane or row.followed) for row in found]
    return Due(
        [row for row, before in held_up if before is None],
        [(row, before) for row, before in held_up if before is not None],
    )


def put_behind(session: Session, pairs: Collection[tuple[int, int]]) -> bool:
    """Puts each first row behind its second, where that is still unfinished and nobody else is at
    either of them at this moment; whether there was any such pair."""
    if not pairs:
        return False
    ids = {number for pair in pairs for number in pair}
    held = {row.id: row for row in session.execute(_HOLD, {"ids": sorted(ids)})}
    put = [
        {"row": row, "before": before}
        for row, before in pairs
        if row in held
        and before in held
        and held[row].behind is None
        and held[row].state in PENDING
        and _holds_up(held[before].state, held[before].lane, held[row].lane)
    ]
    if put:
        session.execute(_PUT_BEHIND, put)
    return bool(put)


def _holds_up(state: str, lane: str, own: str) -> bool:
    return state in PENDING or (lane == own and lane.startswith(CASES))


def let_go(session: Session, ids: Sequence[int], instead: int | None = None) -> None:
    """After these rows were finished, or parked: who was behind them is looked at again, or is
    behind another one instead."""
    session.execute(_LET_GO, {"ids": list(ids), "instead": instead})


def finish(session: Session, row: int, done: Mapping[str, object]) -> None:
    """Notes what became of a row and lets go who was behind it, in one trip to the database."""
    session.flush()
    connection = session.connection()
    with piped(connection):
        connection.execute(_DONE, {"row": row, **done})
        let_go(session, [row])
