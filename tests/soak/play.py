"""The four weeks, from one instant at which something is due to the next."""

from __future__ import annotations

import heapq
import json
import time
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Engine, func, select, text
from sqlalchemy.orm import Session

from bot.case.identifiers import EscalationId
from bot.case.states import State
from bot.casework.case_view import CaseView
from bot.casework.reminding import is_still_so, may_be_said
from bot.casework.service_clocks import clocks_of
from bot.notices import Reminders
from bot.ports import Work
from storage.outbox import NOTICES
from storage.tables import OutboxRow, Table, TimelineRow
from storage.work import DatabaseStorage
from tests.benchmarks.databases import unlimited
from tests.soak.lives import Life, People, at
from tests.soak.log import Act, OfferMade, Reminder
from tests.soak.open_minutes import seconds
from tests.soak.town import DOWN, ENDS, STARTS, settle
from tests.soak.workers import Workers

TIDY_EVERY = 3_000
"""Ticks after which the tables that change most are vacuumed: the tests' server has nobody for it."""


@dataclass
class Played:
    """What happened."""

    acts: list[Act] = field(default_factory=list)
    offers: list[OfferMade] = field(default_factory=list)
    said: list[Reminder] = field(default_factory=list)
    not_said: list[Reminder] = field(default_factory=list)
    """Put in the outbox and no longer so, or not at this hour, when it was to be delivered."""
    messages: Counter[tuple[int, str]] = field(default_factory=Counter)
    """How many one person got at one instant."""
    failures: list[str] = field(default_factory=list)
    shares: Counter[int] = field(default_factory=Counter)
    """How many timers each worker fired."""
    ticks: int = 0
    wall_seconds: float = 0.0
    rows: dict[str, int] = field(default_factory=dict)


class Play:
    """One run."""

    def __init__(self, engine: Engine, workers: Workers, cases: int, seed: int) -> None:
        self.engine, self.workers = engine, workers
        self.storage = DatabaseStorage(engine, lambda: STARTS)
        self.people = People(self.storage, settle(self.storage))
        self.lives = [Life(place, seed) for place in range(cases)]
        self.played = Played()
        self._read_to = 0
        self._now = seconds(STARTS)

    def run(self) -> Played:
        began = time.monotonic()
        ahead = [(life.opens, life.place) for life in self.lives]
        heapq.heapify(ahead)
        while ahead:
            moment, place = heapq.heappop(ahead)
            self._tick_until(moment)
            life = self.lives[place]
            if life.case is None:
                life.case, state = self.people.raised(life), State.OPEN
            else:
                state = self.people.act(life, moment)
            self._now = max(self._now, moment + 1)  # the next tick is a second later
            again = life.next_moment(moment, state)
            if again is not None:
                heapq.heappush(ahead, (again, place))
        self._tick_until(seconds(ENDS) - 1)
        self.played.acts = self.people.log
        self._read_offers()
        self.played.rows = self._rows()
        self.played.wall_seconds = time.monotonic() - began
        return self.played

    def _tick_until(self, moment: int) -> None:
        while (due := self._next_due()) is not None:
            now = max(due, self._now)
            start, end = map(seconds, DOWN)
            if start <= now < end:
                now = end
            if now > moment:
                return
            self._now = now
            ticked = self.workers.tick(at(now))
            for worker, (fired, failures) in enumerate(ticked):
                self.played.shares[worker] += fired
                self.played.failures += failures
            self.played.ticks += 1
            self._deliver(now)
            if self.played.ticks % TIDY_EVERY == 0:
                self._tidy()

    def _next_due(self) -> int | None:
        with self.engine.connect() as connection:
            found = connection.execute(
                text("SELECT due_at FROM timers ORDER BY due_at, id LIMIT 1")
            ).scalar_one_or_none()
        if found is None:
            return None
        return seconds(found) + (1 if found.microsecond else 0)

    def _deliver(self, now: int) -> None:
        """As delivery does: what is no longer so, or not at this hour, isn't said."""
        query = (
            select(OutboxRow.id, OutboxRow.sort, OutboxRow.notice)
            .where(OutboxRow.id > self._read_to)
            .order_by(OutboxRow.id)
        )
        with self.engine.connect() as connection:
            found = connection.execute(query).all()
        if not found:
            return
        self._read_to = found[-1].id
        told = [NOTICES.validate_json(n) for _, sort, n in found if sort == "reminders"]
        if told:
            with self.storage.read() as work:
                for one in told:
                    assert isinstance(one, Reminders)
                    self._say(work, one, now)

    def _say(self, work: Work, told: Reminders, now: int) -> None:
        said, may = False, may_be_said(work, told, at(now))
        for nudge in told.nudges:
            case = work.escalations.peek(nudge.escalation_id)
            assert case is not None
            decision = work.decisions.latest(case.id)
            seen = CaseView(case, clocks_of(work, case), decision, None, None)
            one = Reminder(now, told.to, nudge.escalation_id, nudge.about, nudge.run)
            if may and is_still_so(nudge, told.to, seen, at(now)):
                self.played.said.append(one)
                said = True
            else:
                self.played.not_said.append(one)
        if said:
            self.played.messages[now, told.to] += 1

    def _read_offers(self) -> None:
        query = (
            select(TimelineRow.escalation_id, TimelineRow.at, TimelineRow.details)
            .where(TimelineRow.what == "offered")
            .order_by(TimelineRow.id)
        )
        with self.engine.connect() as connection:
            for case, when, details in connection.execute(query):
                told: Any = details
                to = (told if isinstance(told, dict) else json.loads(told))["to"]
                self.played.offers.append(OfferMade(seconds(when), case, to))

    def _rows(self) -> dict[str, int]:
        with self.engine.connect() as connection:
            unlimited(connection)
            return {
                name: connection.execute(select(func.count()).select_from(table)).scalar_one()
                for name, table in Table.metadata.tables.items()
            }

    def _tidy(self) -> None:
        autocommit = self.engine.execution_options(isolation_level="AUTOCOMMIT")
        with autocommit.connect() as connection:
            unlimited(connection)
            connection.execute(text("VACUUM ANALYZE timers, escalations"))
            connection.execute(text("RESET statement_timeout"))


def history(engine: Engine, case: int) -> list[str]:
    """A case's timeline, to be read when it went wrong."""
    with Session(engine) as session:
        rows = session.scalars(
            select(TimelineRow)
            .where(TimelineRow.escalation_id == EscalationId(case))
            .order_by(TimelineRow.id)
        )
        return [f"{r.at:%a %m-%d %H:%M:%S} {r.who or ''} {r.what} {r.details}" for r in rows]
