"""Who waits for an answer goes before what is to be delivered."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest

from bot.case.identifiers import EscalationId, UserId
from bot.limits import Limits
from bot.notices import Raised
from bot.ports import Parcel
from handlers.delivery.precedence import Precedence
from handlers.delivery.pump import Pump
from storage.deliveries import DeliveryTable
from storage.work import DatabaseStorage
from tests.support.factories import NOON

LIMITS = Limits()
MANY = LIMITS.delivery_threads * 2


class Now:
    """Stands still unless it is moved."""

    def __init__(self) -> None:
        self.at = NOON

    def now(self) -> datetime:
        return self.at


class Slow:
    """Delivers nothing until it is let."""

    def __init__(self) -> None:
        self.may_end = threading.Event()
        self.connection = self

    def on_back(self, _wake: object) -> None:
        pass

    def stop(self) -> None:
        pass

    def deliver(self, _parcel: Parcel) -> None:
        self.may_end.wait()


@pytest.fixture
def precedence() -> Precedence:
    return Precedence()


@pytest.fixture
def machine() -> Now:
    return Now()


@pytest.fixture
def pump(
    storage: DatabaseStorage, deliveries: DeliveryTable, machine: Now, precedence: Precedence
) -> Iterator[Pump]:
    with storage.begin() as work:
        people = [UserId(f"U0P{number}") for number in range(MANY)]
        work.outbox.put(*(Raised(user, EscalationId(1)) for user in people))
    slow: Any = Slow()
    made = Pump(slow, deliveries, machine, LIMITS, precedence)
    yield made
    slow.may_end.set()
    made.stop()


def test_as_many_are_delivered_at_once_as_there_are_threads(pump: Pump) -> None:
    assert pump._take() == LIMITS.delivery_threads


def test_while_somebody_waits_for_an_answer_few_are_delivered_and_some_always(
    pump: Pump, precedence: Precedence
) -> None:
    few = LIMITS.delivery_threads_beside
    assert 0 < few < LIMITS.delivery_threads
    with precedence.answering():
        with precedence.answering():
            assert pump._take() == few
        assert pump._take() == 0, "one of the two still waits"
    assert pump._take() == LIMITS.delivery_threads - few, "all threads again"


def test_what_takes_long_keeps_nothing_back_while_people_go_on_asking(
    pump: Pump, machine: Now, precedence: Precedence
) -> None:
    few = LIMITS.delivery_threads_beside
    with precedence.answering():
        assert pump._take() == few
        assert pump._take() == 0, "these may end soon"
        machine.at += timedelta(seconds=LIMITS.delivery_slow_seconds)
        assert pump._take() == few
        assert pump._take() == 0, "these may, too"


def test_nobody_waits_any_more_for_an_answer_that_failed(precedence: Precedence) -> None:
    with pytest.raises(ZeroDivisionError), precedence.answering():
        raise ZeroDivisionError

    assert not precedence.is_wanted()
