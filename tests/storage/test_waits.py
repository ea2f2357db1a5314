"""A wait that was kept by a clock that was ahead is no longer than any of its sort."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import Engine, event

from bot.case.identifiers import ChannelId, EscalationId
from bot.notices import Raised
from handlers.clock.every import Every
from handlers.delivery.homes import PACE
from handlers.delivery.posting import POSTS
from storage.deliveries import DeliveryTable
from storage.waits import LONGEST_PACE, LONGEST_WAIT, opened_since
from storage.work import DatabaseStorage
from tests.support.factories import HERON, NOON, WREN, after

pytestmark = pytest.mark.both_databases

LEASE = timedelta(seconds=30)
ONE, TWO = EscalationId(1), EscalationId(2)
EXEC = ChannelId("C0EXEC")
AHEAD = after(hours=1)
"""What the clock told before it was set back to noon."""


def took(deliveries: DeliveryTable, seconds: float = 0) -> int:
    return len(deliveries.take(after(seconds=seconds), lease=LEASE, limit=9))


def test_what_was_put_by_a_clock_that_was_ahead_goes_out_within_seconds(
    engine: Engine, deliveries: DeliveryTable
) -> None:
    with DatabaseStorage(engine, lambda: AHEAD).begin() as work:
        work.outbox.put(Raised(WREN, ONE), Raised(HERON, TWO))

    assert took(deliveries, 5) == 0
    assert deliveries.cut_waits(NOON, LEASE, short_too=True) == 2
    assert deliveries.cut_waits(NOON, LEASE, short_too=True) == 0
    assert took(deliveries, 5) == 2


def test_what_was_tried_by_a_clock_that_was_ahead_is_tried_again_within_seconds(
    storage: DatabaseStorage, deliveries: DeliveryTable
) -> None:
    with storage.begin() as work:
        work.outbox.put(Raised(WREN, ONE))
    (parcel,) = deliveries.take(NOON, lease=LEASE, limit=9)
    deliveries.try_again(parcel, AHEAD + LONGEST_WAIT, "timeout", failed=True)

    assert deliveries.cut_waits(NOON, LEASE, short_too=True) == 1
    assert took(deliveries, 5) == 1


def test_a_lease_lasts_no_longer_than_leases_last(
    storage: DatabaseStorage, deliveries: DeliveryTable
) -> None:
    with storage.begin() as work:
        work.outbox.put(Raised(WREN, ONE))
    deliveries.take(AHEAD, lease=LEASE, limit=9)

    assert deliveries.cut_waits(NOON, LEASE, short_too=True) == 1
    assert took(deliveries, 29) == 0
    (again,) = deliveries.take(after(seconds=31), lease=LEASE, limit=9)
    assert again.in_doubt


def test_a_wait_as_long_as_its_sort_may_be_is_kept(
    storage: DatabaseStorage, deliveries: DeliveryTable
) -> None:
    with storage.begin() as work:
        work.outbox.put(Raised(WREN, ONE))
    (parcel,) = deliveries.take(NOON, lease=LEASE, limit=9)
    assert deliveries.cut_waits(NOON, LEASE, short_too=True) == 0
    deliveries.try_again(parcel, NOON + LONGEST_WAIT, "timeout", failed=True)

    assert deliveries.cut_waits(NOON, LEASE, short_too=True) == 0
    assert took(deliveries, LONGEST_WAIT.total_seconds() - 1) == 0


def test_looking_for_waits_writes_nothing_where_there_are_none(
    engine: Engine, deliveries: DeliveryTable
) -> None:
    asked: list[str] = []
    listen = lambda *told: asked.append(told[2])  # noqa: E731 - it is taken off again
    event.listen(engine, "before_cursor_execute", listen)
    deliveries.cut_waits(NOON, LEASE, short_too=True)
    event.remove(engine, "before_cursor_execute", listen)

    assert asked
    assert not [statement for statement in asked if "UPDATE" in statement]


def test_a_channel_that_was_posted_in_by_a_clock_that_was_ahead_is_free(
    deliveries: DeliveryTable,
) -> None:
    for _ in range(4):
        deliveries.reserve(EXEC, AHEAD, POSTS)

    assert deliveries.reserve(EXEC, NOON, POSTS) is None


def test_a_pause_that_was_noted_by_a_clock_that_was_ahead_is_over(
    deliveries: DeliveryTable,
) -> None:
    deliveries.pause(EXEC, AHEAD + timedelta(seconds=30))
    assert deliveries.reserve(EXEC, NOON, POSTS) is None
    deliveries.pause(EXEC, after(seconds=30))

    assert deliveries.reserve(EXEC, NOON, POSTS) == after(seconds=30)


def test_no_pace_runs_ahead_further_than_is_believed() -> None:
    for pace in (POSTS, PACE):
        assert pace.burst + pace.every < LONGEST_PACE


def test_the_scheduler_does_not_go_through_what_a_clock_left_out() -> None:
    assert Every(1).get_next_fire_time(NOON, after(days=365)) == after(days=365, seconds=1)


@pytest.mark.parametrize(
    ("opened", "is_newer"),
    [
        (None, False),
        (after(seconds=-1), False),
        (NOON, True),
        (after(seconds=2), True),
        (after(seconds=7), True),  # by a machine whose clock is a little ahead
        (AHEAD, False),
    ],
)
def test_what_a_channel_refuses_tells_nothing_of_it_where_it_was_opened_after_the_try_began(
    opened: datetime | None, is_newer: bool
) -> None:
    assert opened_since(NOON, opened, now=after(seconds=3)) is is_newer
