"""What keeps a whole place back: noted once, told once, and over for all that waits for it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.notices import Raised, Undelivered
from bot.ports import Hindrance
from storage.deliveries import DeliveryTable
from storage.work import DatabaseStorage
from tests.storage.test_deliveries import ONE, put, take
from tests.support.factories import CRANE, HERON, NOON, STORK, WREN, after

pytestmark = pytest.mark.both_databases


def test_what_keeps_a_place_back_is_noted_once(deliveries: DeliveryTable) -> None:
    assert deliveries.hinder("C0EXEC", "is_archived", NOON)
    assert not deliveries.hinder("C0EXEC", "not_in_channel", after(minutes=1))
    assert deliveries.hindrances() == [Hindrance("C0EXEC", "is_archived", NOON)]


def test_of_what_keeps_a_place_back_one_process_tells(deliveries: DeliveryTable) -> None:
    deliveries.hinder("C0EXEC", "is_archived", NOON)
    assert [deliveries.told("C0EXEC"), deliveries.told("C0EXEC")] == [True, False]
    assert not deliveries.told("C0OTHER")


def test_a_place_that_is_free_again_lets_out_what_was_parked_for_it_alone(
    storage: DatabaseStorage, deliveries: DeliveryTable
) -> None:
    put(storage, Raised(WREN, ONE), Raised(HERON, ONE))
    for parcel, place in zip(take(deliveries), ("C0EXEC", "C0OTHER"), strict=True):
        deliveries.hinder(place, "is_archived", NOON)
        deliveries.park(parcel, NOON, "is_archived", [], place)
    over = deliveries.free("C0EXEC", after(minutes=1))
    assert over == Hindrance("C0EXEC", "is_archived", NOON)
    (out,) = take(deliveries, minutes=1)
    assert getattr(out.notice, "to", "") == WREN
    assert deliveries.free("C0EXEC", after(minutes=1)) is None
    assert [h.place for h in deliveries.hindrances()] == ["C0OTHER"]


def test_trying_one_again_lets_out_all_that_is_parked_for_its_place(
    storage: DatabaseStorage, deliveries: DeliveryTable
) -> None:
    put(storage, Raised(WREN, ONE), Raised(HERON, ONE), Raised(CRANE, ONE))
    first, second, other = take(deliveries)
    deliveries.hinder("C0EXEC", "is_archived", NOON)
    for parcel in (first, second):
        deliveries.park(parcel, NOON, "is_archived", [], "C0EXEC")
    deliveries.park(other, NOON, "msg_too_long", [])
    with storage.begin() as work:
        assert work.outbox.retry(first.id)
    assert [p.id for p in take(deliveries, minutes=1)] == [first.id, second.id]
    assert deliveries.hindrances() == []


def test_of_a_place_that_is_closed_it_is_told_once_also_where_it_was_limited_before(
    storage: DatabaseStorage, deliveries: DeliveryTable
) -> None:
    put(storage, Raised(WREN, ONE), Raised(HERON, ONE))
    deliveries.hinder("C0EXEC", "ratelimited", NOON)
    assert deliveries.told("C0EXEC")
    for parcel in take(deliveries):
        note = Undelivered(STORK, parcel.id, "a card", "is_archived", ONE, "C0EXEC")
        deliveries.hinder("C0EXEC", "is_archived", NOON)
        deliveries.park(parcel, NOON, "is_archived", [note], "C0EXEC")
    (told,) = take(deliveries, minutes=1)
    assert told.notice.sort == "undelivered"
    assert deliveries.hindrances() == [Hindrance("C0EXEC", "is_archived", NOON, is_told=True)]


def test_what_a_clock_that_was_ahead_has_noted_is_from_now_on(deliveries: DeliveryTable) -> None:
    deliveries.hinder("C0EXEC", "ratelimited", after(hours=1))
    deliveries.hinder("C0OTHER", "ratelimited", after(minutes=-2))
    deliveries.cut_waits(NOON, timedelta(seconds=30), short_too=False)

    since = {hindrance.place: hindrance.since for hindrance in deliveries.hindrances()}
    assert since == {"C0EXEC": NOON, "C0OTHER": after(minutes=-2)}
