"""Looking into the tables past the ports, and doing several things at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import lru_cache
from itertools import count
from threading import Barrier, Thread
from typing import TypeVar

from sqlalchemy import Engine, func, inspect, select
from sqlalchemy.orm import Session

from bot.case.identifiers import EscalationId, RequestKey
from bot.casework.case_view import view
from bot.casework.reminding import is_still_so, kept_for_later
from bot.casework.service_clocks import clocks_of
from bot.notices import NotesChanged, Notice, Nudge, Reminders
from bot.ports import Storage
from bot.service_levels.clocks import ClockName, ClockReading
from storage.outbox import NOTICES
from storage.tables import OutboxRow, Table, TimerRow, TurnRow

Row = TypeVar("Row", bound=Table)
Result = TypeVar("Result")


def rows(engine: Engine, table: type[Row]) -> list[Row]:
    """All rows of a table, in the order of their keys."""
    with Session(engine, expire_on_commit=False) as session:
        keys = inspect(table).primary_key
        return list(session.scalars(select(table).order_by(*keys)))


def counts(engine: Engine) -> dict[str, int]:
    """How many rows each table holds."""
    with engine.connect() as connection:
        return {
            name: connection.execute(select(func.count()).select_from(table)).scalar_one()
            for name, table in Table.metadata.tables.items()
        }


def timers(engine: Engine, case: EscalationId | None = None) -> list[str]:
    """The timers there are, as words, in the order in which they are due."""
    found = sorted(rows(engine, TimerRow), key=lambda row: (row.due_at, row.id))
    return [f"{row.kind} {row.about}".strip() for row in found if case in (None, row.escalation_id)]


def turns(engine: Engine) -> list[str]:
    """The turns used, in order; one struck out in brackets."""
    return [f"({t.user_id})" if t.struck else t.user_id for t in rows(engine, TurnRow)]


def notices(engine: Engine) -> list[Notice]:
    """Everything put in the outbox, in order."""
    return [_notice(row.notice) for row in rows(engine, OutboxRow)]


@lru_cache(maxsize=10_000)
def _notice(kept: str) -> Notice:
    """Read once: tests look at all that was put there, again and again."""
    return NOTICES.validate_json(kept)


class Ear:
    """Hears what was put in the outbox since it last listened, but for what tells nobody anything:
    that notes which lie in somebody's messages are looked at."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._heard = len(notices(engine))

    def new(self) -> list[str]:
        found = notices(self._engine)[self._heard :]
        self._heard += len(found)
        told = [n for n in found if not isinstance(n, NotesChanged)]
        return [f"{n.sort} {getattr(n, 'to', '')}".strip() for n in told]

    def reminders(self) -> list[str]:
        """What people were to be reminded of, a message a line: to whom, of which cases, what."""
        found = notices(self._engine)[self._heard :]
        self._heard += len(found)
        return [_line(n, n.nudges) for n in found if isinstance(n, Reminders)]

    def said(self, storage: Storage, now: datetime) -> list[str]:
        """Of that, what is really said where it is delivered at this instant."""
        found = notices(self._engine)[self._heard :]
        self._heard += len(found)
        lines = [_said(storage, n, now) for n in found if isinstance(n, Reminders)]
        return [line for line in lines if line]


_KEYS = count(1)


def _line(notice: Reminders, nudges: Sequence[Nudge]) -> str:
    return f"{notice.to} " + ", ".join(f"{n.escalation_id} {n.about}" for n in nudges)


def _said(storage: Storage, notice: Reminders, now: datetime) -> str:
    with storage.begin() as work:
        left = kept_for_later(work, notice, RequestKey(f"put_off:{next(_KEYS)}"), now)
        if left is None:
            return ""
        still = []
        for nudge in left.nudges:
            escalation = work.escalations.peek(nudge.escalation_id)
            assert escalation is not None
            if is_still_so(nudge, notice.to, view(work, escalation), now):
                still.append(nudge)
    return _line(notice, still) if still else ""


def clock(storage: Storage, case: EscalationId, name: ClockName) -> ClockReading:
    """A clock of a case as it stands."""
    with storage.read() as work:
        escalation = work.escalations.peek(case)
        assert escalation is not None
        return clocks_of(work, escalation)[name]


def at_once(calls: Sequence[Callable[[], Result]]) -> list[Result | Exception]:
    """What each call returned or raised, all of them started at the same moment."""
    together = Barrier(len(calls))
    found: dict[int, Result | Exception] = {}

    def run(place: int, call: Callable[[], Result]) -> None:
        together.wait()
        try:
            found[place] = call()
        except Exception as error:
            found[place] = error

    threads = [Thread(target=run, args=pair) for pair in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return [found[place] for place in range(len(calls))]
