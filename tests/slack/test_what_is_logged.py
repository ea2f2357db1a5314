"""What somebody who runs the bot is to see to has an event of its own in the log, by a name that
docs/operating.md explains."""

from __future__ import annotations

import re
from collections.abc import MutableMapping
from datetime import timedelta
from pathlib import Path
from typing import Any

from structlog.testing import capture_logs

from bot.case.identifiers import EscalationId
from bot.limits import Limits
from bot.notices import DigestDue, NobodyManages, Raised
from bot.verbs.people.departures import heard_of
from handlers.clock.ticks import Ticks
from handlers.delivery.rendering import render
from handlers.delivery.undelivered import closed_for_departed, closed_for_unreachable
from storage.deliveries import DeliveryTable
from storage.work import DatabaseStorage
from tests.support.factories import (
    HERON,
    NOON,
    STORK,
    WREN,
    after,
    open_one,
    person,
    policy,
    settle,
)

OPERATING = Path(__file__).parents[2] / "docs" / "operating.md"
Logged = list[MutableMapping[str, Any]]
EVENTS = ("queue_without_managers", "digest_without_reader", "waits_cut", "person_unreachable")


class Now:
    def now(self) -> Any:
        return NOON


def only(logged: Logged) -> dict[str, Any]:
    """The one event there is, and nothing that anybody wrote."""
    (found,) = logged
    return {name: value for name, value in found.items() if name != "log_level"}


def test_a_queue_that_nobody_manages(storage: DatabaseStorage) -> None:
    settle(storage, policy((HERON,), managers=(STORK,)))
    with storage.begin() as work:
        heard_of(work, person(STORK, is_deactivated=True), NOON)
    with capture_logs() as logged:
        message = render(storage, NobodyManages("C0EXEC", "executive"), NOON)

    assert message is not None
    assert only(logged) == {
        "event": "queue_without_managers",
        "queue": "executive",
        "told": "C0EXEC",
    }


def test_a_digest_whose_reader_has_left(storage: DatabaseStorage) -> None:
    settle(storage)
    digest = DigestDue(STORK, ("executive",), "UTC", NOON.isoformat(), after(days=1).isoformat())
    with storage.begin() as work:
        work.people.put([person(STORK, is_deactivated=True)])
    with capture_logs() as logged:
        assert closed_for_departed(storage, digest, NOON)

    expected = {"event": "digest_without_reader", "to": STORK, "queues": ("executive",)}
    assert only(logged) == expected


def test_waits_that_were_cut(storage: DatabaseStorage, deliveries: DeliveryTable) -> None:
    with DatabaseStorage(storage._engine, lambda: NOON + timedelta(hours=1)).begin() as work:
        work.outbox.put(Raised(WREN, EscalationId(1)), Raised(HERON, EscalationId(1)))
    ticks = Ticks(storage, deliveries, Now(), Now(), Limits())
    with capture_logs() as logged:
        ticks.mend()
        ticks.mend()

    assert only(logged) == {"event": "waits_cut", "rows": 2}, "once"


def test_a_person_whom_nothing_reaches(storage: DatabaseStorage) -> None:
    settle(storage)
    case = open_one(storage)
    with capture_logs() as logged:
        assert closed_for_unreachable(storage, Raised(WREN, case), "user_not_found", NOON)

    assert only(logged) == {
        "event": "person_unreachable",
        "user": WREN,
        "sort": "raised",
        "error": "user_not_found",
    }


def test_each_is_explained_with_what_to_do() -> None:
    page = OPERATING.read_text(encoding="utf-8")
    for event in EVENTS:
        (means,) = re.findall(rf"(?m)^\| `{event}` \| (.+) \|$", page)
        assert ". To do: " in means, f"{event}: what it means, and what to do"
