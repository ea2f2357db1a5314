"""Whose App Home is looked at, and how they want it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Text, bindparam, select, update
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.orm import Session

from bot.case.identifiers import UserId
from bot.ports import Drawn, Looking
from storage.instants import Instant
from storage.statements import columns
from storage.tables import HomeRow

_HOMES = columns(HomeRow)
_VIEWERS = (
    select(_HOMES.c.user_id)
    .where(_HOMES.c.opened_at >= bindparam("since", type_=Instant))
    .order_by(_HOMES.c.opened_at.desc(), _HOMES.c.user_id)
)
_OTHERS = _HOMES.alias("others")


def opened_by(user: ColumnElement[str]) -> tuple[ColumnElement[datetime], ColumnElement[datetime]]:
    """When somebody opened theirs, and when anybody else did last; each NULL for never. To be read
    with something else."""
    own = select(_HOMES.c.opened_at).where(_HOMES.c.user_id == user).scalar_subquery()
    # By the index on when, and not the highest of all.
    others = (
        select(_OTHERS.c.opened_at)
        .where(_OTHERS.c.user_id != user)
        .order_by(_OTHERS.c.opened_at.desc())
        .limit(1)
        .scalar_subquery()
    )
    return own.label("own_opened_at"), others.label("others_opened_at")


_OPENED = select(*opened_by(bindparam("user", type_=Text)))


class HomesTable:
    """The App Homes of one transaction. `now` is the machine's time: somebody looks for so long,
    whatever the calendar says."""

    def __init__(self, session: Session, now: datetime) -> None:
        self._session = session
        self._now = now
        self._read: tuple[UserId, datetime | None, datetime | None] | None = None

    def read(self, user: UserId, own: datetime | None, others: datetime | None) -> None:
        """Somebody has read along when this person, and anybody else, opened theirs."""
        self._read = (user, own, others)

    def opened(self, user: UserId) -> None:
        self._read = None
        # Both databases spell it alike, and each has its own way to say it.
        is_sqlite = self._session.get_bind().dialect.name == "sqlite"
        insert = sqlite_insert if is_sqlite else postgresql_insert
        row = {"user_id": user, "opened_at": self._now, "board": "", "hash": "", "digest": ""}
        adding = insert(_HOMES).values(row)
        self._session.execute(
            adding.on_conflict_do_update(
                index_elements=[_HOMES.c.user_id], set_={"opened_at": self._now}
            )
        )

    def viewers(self, within: timedelta) -> Sequence[UserId]:
        found = self._session.execute(_VIEWERS, {"since": self._now - within})
        return [UserId(user) for user in found.scalars()]

    def looking(self, user: UserId, within: timedelta) -> Looking:
        if self._read is None or self._read[0] != user:
            row = self._session.connection().execute(_OPENED, {"user": user}).one()
            self.read(user, row.own_opened_at, row.others_opened_at)
        assert self._read is not None, "it was read just now"
        _, own, others = self._read
        since = self._now - within
        return Looking(own is not None and own >= since, others is not None and others >= since)

    def board(self, user: UserId) -> str:
        query = select(_HOMES.c.board).where(_HOMES.c.user_id == user)
        return self._session.execute(query).scalar_one_or_none() or ""

    def put_board(self, user: UserId, board: str) -> None:
        self._put(user, {"board": board})

    def drawn(self, user: UserId) -> Drawn:
        query = select(_HOMES.c.hash, _HOMES.c.digest).where(_HOMES.c.user_id == user)
        found = self._session.execute(query).one_or_none()
        return Drawn(found.hash, found.digest) if found is not None else Drawn()

    def unsettle(self, user: UserId) -> None:
        self._put(user, {"digest": ""})

    def put_drawn(self, user: UserId, drawn: Drawn) -> None:
        self._put(user, {"hash": drawn.hash, "digest": drawn.digest})

    def _put(self, user: UserId, values: dict[str, str]) -> None:
        self._session.execute(update(_HOMES).where(_HOMES.c.user_id == user).values(values))
