"""The outbox as delivery sees it: leases, doubts, the pace of channels, in short transactions."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Engine, delete, func, select, update
from sqlalchemy.orm import Session

from bot.case.errors import LostRace
from bot.case.identifiers import ChannelId, UserId
from bot.notices import (
    CardChanged,
    FeedbackChanged,
    HomeChanged,
    HomesChanged,
    Milestones,
    NotesChanged,
    Notice,
    PrivateAnswer,
)
from bot.ports import Hindrance, Lying, OutboxState, Pace, Parcel, Thread
from storage.engine import hurried, reader
from storage.failures import translated
from storage.folding import fold, gather
from storage.hindrances import OF_CONVERSATIONS, is_kept_back, is_news, was_opened
from storage.holders import dead_holders, end_leases
from storage.lanes import FREE, finish, is_any_due, let_go, look, put_behind
from storage.lying import keep_place, lying_notes, rewrite
from storage.outbox import NOTICES, OutboxTable, let_out, released
from storage.tables import (
    PENDING,
    ChannelPaceRow,
    DirectMessageRow,
    HindranceRow,
    OutboxRow,
)
from storage.waits import (
    LONGEST_PACE,
    LONGEST_WAIT,
    any_hindrance_ahead,
    any_of,
    cut_hindrances,
    cut_waits,
    hasten,
    over,
    too_long,
)

FOLDED = CardChanged | FeedbackChanged | HomeChanged | HomesChanged | NotesChanged
"""What says the same as the same before it, as long as that is rendered after it was put."""


def _still_ours(parcel: Parcel) -> tuple[ColumnElement[bool], ...]:
    """That nobody has taken the row since: one whose lease ran out has no say in it any more."""
    return OutboxRow.id == parcel.id, OutboxRow.attempts == parcel.attempts


class DeliveryTable:
    """What delivery may do to the outbox. `process` is whose leases it takes."""

    def __init__(self, engine: Engine, process: str = "") -> None:
        self._engine = engine
        self._process = process
        self._reader = reader(engine)
        self._hurried = hurried(engine)

    @contextmanager
    def _session(self, *, reads_only: bool = False, may_be_lost: bool = False) -> Iterator[Session]:
        """What says what became of a row may be lost when the power goes: the lease, which may
        not, then puts the row in doubt, and it is looked up."""
        engine = self._hurried if may_be_lost else self._engine
        session = Session(self._reader if reads_only else engine, expire_on_commit=False)
        try:
            with translated():
                yield session
                session.commit()
        finally:
            session.close()

    def release_those_of_the_dead(self, now: datetime) -> int:
        with self._session(reads_only=True) as session:
            gone = dead_holders(session, now)
        if not gone:
            return 0
        with self._session() as session:
            return end_leases(session, gone)

    def cut_waits(self, now: datetime, lease: timedelta, *, short_too: bool) -> int:
        found = too_long(now, lease, short_too=short_too)
        with self._session(reads_only=True) as session:
            is_any, is_ahead = any_of(session, found), any_hindrance_ahead(session, now)
        if not is_any and not is_ahead:
            return 0
        with self._session() as session:
            cut_hindrances(session, now)
            return cut_waits(session, found)

    def take(self, now: datetime, *, lease: timedelta, limit: int) -> Sequence[Parcel]:
        is_any = True
        if self._engine.dialect.name == "sqlite":
            # Most often there is nothing, and reading waits for nobody. On PostgreSQL nobody waits
            # for who looks, and a transaction more would be four trips more.
            with self._session(reads_only=True) as session:
                is_any = is_any_due(session, now)
        taken: list[Parcel] = []
        while is_any and not taken:
            with self._session() as session:
                due = look(session, now, limit)
                rows = self._free(session, due.free[:limit], now)
                taken = [self._lease(session, row, now, lease) for row in rows]
                session.flush()
                is_any = put_behind(session, due.behind)
        return taken

    def _free(self, session: Session, ids: Sequence[int], now: datetime) -> Sequence[OutboxRow]:
        """Those of the rows that nobody else has taken or is taking."""
        query = (
            select(OutboxRow)
            .where(OutboxRow.id.in_(ids), *FREE)
            .order_by(OutboxRow.id)
            .with_for_update(skip_locked=True, of=OutboxRow)
        )
        return session.scalars(query, {"now": now}).all() if ids else ()

    def _lease(self, session: Session, row: OutboxRow, now: datetime, lease: timedelta) -> Parcel:
        notice = NOTICES.validate_json(row.notice)
        # A lease that ran out was held by a process that died or hung in the middle: what it was
        # doing may have arrived.
        in_doubt = row.state == "doubt" or row.lease_until is not None
        if row.lease_until is not None:
            row.look_until = None  # it may have been sent after it was looked up
        row.state = "doubt" if in_doubt else "waiting"
        if isinstance(notice, PrivateAnswer):
            row.state, row.finished_at = "done", now
        row.lease_until, row.holder = now + lease, self._process
        row.attempts += 1
        first_tried_at = row.first_tried_at
        row.first_tried_at = first_tried_at or now
        if isinstance(notice, FOLDED) and not in_doubt:
            fold(session, row, now)
        if isinstance(notice, Milestones) and not in_doubt:
            notice = gather(session, row, notice, now)
        return Parcel(
            row.id,
            row.uid,
            notice,
            row.attempts,
            row.failures,
            in_doubt,
            row.look_until,
            row.created_at,
            row.first_tried_at,
            now,
        )

    def done(
        self,
        parcel: Parcel,
        now: datetime,
        *,
        place: Thread | None = None,
        note: str = "",
        is_live: bool = False,
    ) -> None:
        with self._session(may_be_lost=True) as session:
            self._finish(session, parcel, now, place, note, is_live=is_live)

    def lying(self, to: str, subject: str) -> Sequence[Lying]:
        with self._session(reads_only=True) as session:
            return lying_notes(session, to, subject)

    def settled(self, lying: Lying) -> None:
        with self._session(may_be_lost=True) as session:
            session.execute(update(OutboxRow).where(OutboxRow.id == lying.id).values(is_live=False))

    def rewritten(self, lying: Lying, notice: Notice) -> None:
        with self._session(may_be_lost=True) as session:
            rewrite(session, lying.id, notice)

    def said_in(self, parcel: Parcel, now: datetime, lying: Lying, notice: Notice) -> None:
        with self._session(may_be_lost=True) as session:
            place, note = Thread(lying.channel, lying.ts), f"said in the message of {lying.id}"
            self._finish(session, parcel, now, place, note, is_live=True)
            rewrite(session, parcel.id, notice)
            session.execute(update(OutboxRow).where(OutboxRow.id == lying.id).values(is_live=False))

    def opened_thread(self, parcel: Parcel, now: datetime, thread: Thread) -> None:
        """Raises TypeError for what has no message that is edited later."""
        with self._session(may_be_lost=True) as session:
            keep_place(session, parcel.notice, thread)
            self._finish(session, parcel, now, thread, "")

    def _finish(
        self,
        session: Session,
        parcel: Parcel,
        now: datetime,
        place: Thread | None,
        note: str,
        *,
        is_live: bool = False,
    ) -> None:
        done = {
            "state": "done",
            "finished_at": now,
            "lease_until": None,
            "error": note,
            "channel": place.channel if place else "",
            "ts": place.card if place else "",
            "is_live": is_live and place is not None,
        }
        finish(session, parcel.id, done)

    def try_again(self, parcel: Parcel, at: datetime, error: str, *, failed: bool) -> None:
        self._set(parcel, at, error, failed=failed, state="waiting")

    def in_doubt(
        self, parcel: Parcel, at: datetime, error: str, *, look_until: datetime, failed: bool
    ) -> None:
        self._set(parcel, at, error, failed=failed, state="doubt", look_until=look_until)

    def renew(self, parcel: Parcel, now: datetime, lease: timedelta) -> bool:
        with self._session(may_be_lost=True) as session:
            ours = session.execute(
                update(OutboxRow)
                .where(*_still_ours(parcel), OutboxRow.state.in_(PENDING))
                .values(lease_until=now + lease)
                .returning(OutboxRow.id)
            )
            return ours.scalar_one_or_none() is not None

    def park(
        self, parcel: Parcel, now: datetime, error: str, tell: Sequence[Notice], place: str = ""
    ) -> None:
        became: dict[str, object] = {"state": "parked", "lease_until": None, "channel": place}
        with self._session() as session:
            if place and not is_kept_back(session, place, error):
                # It was free again before this was noted: nothing would let it out any more.
                became, tell = released(now), ()
            row = update(OutboxRow).where(*_still_ours(parcel))
            session.execute(row.values(**became, error=error))
            let_go(session, [parcel.id])
            if tell and (not place or is_news(session, place, error)):
                OutboxTable(session, now).put(*tell)

    def _set(
        self, parcel: Parcel, at: datetime, error: str, *, failed: bool, **values: object
    ) -> None:
        values |= {"next_try_at": at, "error": error, "lease_until": None, "finished_at": None}
        values["failures"] = parcel.failures + failed
        with self._session(may_be_lost=True) as session:
            session.execute(update(OutboxRow).where(*_still_ours(parcel)).values(**values))

    # --- what keeps a whole place back

    def hinder(self, place: str, error: str, now: datetime, begun: datetime | None = None) -> bool:
        try:
            with self._session() as session:
                if begun is not None and was_opened(session, place, begun, now):
                    return False
                session.add(HindranceRow(place=place, error=error, since=now, is_told=False))
        except LostRace:  # it is noted already
            return False
        return True

    def told(self, place: str) -> bool:
        with self._session() as session:
            ours = session.execute(
                update(HindranceRow)
                .where(HindranceRow.place == place, HindranceRow.is_told.is_(False))
                .values(is_told=True)
                .returning(HindranceRow.place)
            )
            return ours.scalar_one_or_none() is not None

    def free(self, place: str, now: datetime) -> Hindrance | None:
        with self._session() as session:
            gone = delete(HindranceRow).where(HindranceRow.place == place).returning(HindranceRow)
            row = session.scalars(gone).one_or_none()
            if row is None:
                return None
            let_out(session, now, OutboxRow.channel == place)
            return Hindrance(row.place, row.error, row.since, row.is_told)

    def hindrances(self) -> Sequence[Hindrance]:
        with self._session(reads_only=True) as session:
            rows = session.scalars(select(HindranceRow).order_by(HindranceRow.since)).all()
            return [Hindrance(r.place, r.error, r.since, r.is_told) for r in rows]

    def revive(self, errors: Collection[str], now: datetime) -> None:
        parked = OutboxRow.error.in_(errors) | (OutboxRow.channel != "")
        with self._session() as session:
            session.execute(
                update(OutboxRow)
                .where(OutboxRow.state == "parked", OutboxRow.error.in_(errors))
                .where(OutboxRow.sort == "undelivered")
                .values(state="done", finished_at=now, error="no longer so", is_live=False)
            )
            session.execute(delete(HindranceRow).where(OF_CONVERSATIONS))
            let_out(session, now, parked)

    def hasten(self, why: str, now: datetime, limit: int | None = None) -> int:
        with self._session(may_be_lost=True) as session:
            return hasten(session, why, now, limit)

    def reserve(self, channel: ChannelId, now: datetime, pace: Pace) -> datetime | None:
        try:
            return self._reserve(channel, now, pace)
        except LostRace:  # two were the first in this channel
            return self._reserve(channel, now, pace)

    def _reserve(self, channel: ChannelId, now: datetime, pace: Pace) -> datetime | None:
        """Generic cell rate: `free_at` is when the channel's allowance is whole again."""
        with self._session(may_be_lost=True) as session:
            row = session.get(ChannelPaceRow, channel, with_for_update=True)
            if row is None:
                session.add(
                    ChannelPaceRow(channel=channel, free_at=now + pace.every, paused_until=None)
                )
                return None
            if row.paused_until is not None and not over(row.paused_until, now, LONGEST_WAIT):
                return row.paused_until
            free_at = now if over(row.free_at, now, LONGEST_PACE) else row.free_at
            if free_at - now > pace.burst:
                return free_at - pace.burst
            row.free_at = free_at + pace.every
            return None

    def give_back(self, channel: ChannelId, pace: Pace) -> None:
        with self._session(may_be_lost=True) as session:
            row = session.get(ChannelPaceRow, channel, with_for_update=True)
            if row is not None:
                row.free_at -= pace.every

    def pause(self, channel: ChannelId, until: datetime) -> None:
        with self._session(may_be_lost=True) as session:
            row = session.get(ChannelPaceRow, channel, with_for_update=True)
            if row is None:
                session.add(ChannelPaceRow(channel=channel, free_at=until, paused_until=until))
            else:
                # One that is further off was written by a clock that was ahead.
                kept = row.paused_until
                longer = kept is not None and until < kept <= until + LONGEST_WAIT
                row.paused_until = kept if longer else until

    def direct_message(self, user: UserId) -> ChannelId | None:
        with self._session(reads_only=True) as session:
            row = session.get(DirectMessageRow, user)
            return ChannelId(row.channel) if row else None

    def put_direct_message(self, user: UserId, channel: ChannelId) -> None:
        with self._session(may_be_lost=True) as session:
            session.merge(DirectMessageRow(user_id=user, channel=channel))

    def forget_direct_messages(self, user: UserId | None = None) -> None:
        gone = delete(DirectMessageRow)
        with self._session() as session:
            session.execute(gone.where(DirectMessageRow.user_id == user) if user else gone)

    def state(self, now: datetime) -> OutboxState:
        query = (
            select(
                OutboxRow.state,
                func.count(),
                func.min(OutboxRow.created_at, type_=OutboxRow.created_at.type),
            )
            .where(OutboxRow.state.in_((*PENDING, "parked")))
            .group_by(OutboxRow.state)
        )
        with self._session(reads_only=True) as session:
            rows = session.execute(query).all()
        pending = [(count, oldest) for state, count, oldest in rows if state in PENDING]
        oldest = min((o for _, o in pending), default=None)
        return OutboxState(
            waiting=sum(count for count, _ in pending),
            parked=sum(count for state, count, _ in rows if state == "parked"),
            oldest_age_seconds=max(0.0, (now - oldest).total_seconds()) if oldest else 0.0,
        )
