"""Several submissions at once while the outbox drains: how long they take, and whether any is refused."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from sqlalchemy import func, select

from bot.case.identifiers import UserId
from bot.case.people import Person
from bot.notices import MemberLeft
from storage.engine import connect, reader
from storage.tables import OutboxRow
from storage.work import DatabaseStorage
from tests.benchmarks.apps import bare_app, ours, prepared, stub
from tests.benchmarks.client import CLOSES, Client, Refusal, submission
from tests.benchmarks.counting import Now
from tests.benchmarks.rounds import ROUNDS, Comparison, Figures, percentile

AT_ONCE = 4
PEOPLE = 4_000
"""Each has notes waiting, more than can be delivered meanwhile."""
NOTES = 3
"""Slack's pace lets so many into one conversation at once."""
EXPECTED = {"bare": "saved", "ours": CLOSES}


@dataclass(frozen=True)
class Crowd:
    """What they took, how many were refused of how many, and what was delivered meanwhile, by the
    second. It was not all that waited."""

    compared: Comparison
    refused: Mapping[str, int]
    asked: int
    delivered: float


@dataclass
class _App:
    """One app, several clients, and what became of what they sent."""

    name: str
    clients: Sequence[Client]
    refused: int = 0

    def round(self, requests: int) -> Figures:
        """So many submissions by all clients together, each sending one after the other."""
        with ThreadPoolExecutor(len(self.clients)) as people:
            found = people.map(lambda c: self._send(c, requests // len(self.clients)), self.clients)
            taken = [seconds * 1000 for one in found for seconds in one]
        return Figures(percentile(taken, 0.5), percentile(taken, 0.99))

    def _send(self, client: Client, requests: int) -> list[float]:
        taken = []
        for _ in range(requests):
            try:
                taken.append(client.seconds(submission(), EXPECTED[self.name]))
            except Refusal:
                self.refused += 1
        return taken


def crowds(folder: Path, ours_url: str, bare_url: str, requests: int) -> Crowd:
    """Both apps take turns, a round each; ours delivers all the time, in the same process."""
    _fill(ours_url)
    with ExitStack() as stack:
        port = stack.enter_context(stub(folder)).port
        ports = {
            "bare": stack.enter_context(bare_app("submission", folder, port, bare_url)).port,
            "ours": stack.enter_context(ours(folder, port, ours_url, with_worker=True)).port,
        }
        apps = [_App(name, [Client(p) for _ in range(AT_ONCE)]) for name, p in ports.items()]
        for app in apps:
            app.round(AT_ONCE * 4)
        before, started = _delivered(ours_url), time.monotonic()
        rounds = [{app.name: app.round(requests) for app in apps} for _ in range(ROUNDS)]
        delivered = (_delivered(ours_url) - before) / (time.monotonic() - started)
        assert _delivered(ours_url) < PEOPLE * NOTES, "there is more to deliver all the time"
        for app in apps:
            for client in app.clients:
                client.close()
    return Crowd(
        _compared(rounds, requests),
        {app.name: app.refused for app in apps},
        ROUNDS * requests,
        delivered,
    )


def _compared(rounds: Sequence[Mapping[str, Figures]], requests: int) -> Comparison:
    names = ("bare", "ours")
    figures = {
        name: Figures(
            median(one[name].p50 for one in rounds), median(one[name].p99 for one in rounds)
        )
        for name in names
    }
    ratios = {
        name: Figures(
            median(one[name].p50 / one["bare"].p50 for one in rounds),
            median(one[name].p99 / one["bare"].p99 for one in rounds),
        )
        for name in names
    }
    return Comparison(figures, ratios, requests)


def _fill(url: str) -> None:
    """Puts notes to many people in the outbox of a prepared database."""
    prepared(url)
    engine = connect(url)
    with DatabaseStorage(engine, Now().now).begin() as work:
        people = [UserId(f"U0P{number:04d}") for number in range(PEOPLE)]
        work.people.put(Person(user, user) for user in people)
        for _ in range(NOTES):
            work.outbox.put(*(MemberLeft(to, UserId("U0OWL"), ()) for to in people))
    engine.dispose()


def _delivered(url: str) -> int:
    engine = connect(url)
    with reader(engine).connect() as connection:
        count = select(func.count()).select_from(OutboxRow).where(OutboxRow.state == "done")
        found = connection.execute(count).scalar_one()
    engine.dispose()
    return found
