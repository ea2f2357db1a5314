"""What keeps a whole place back: noted once, told once, and over for all that waits for it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import partial

import pytest
from sqlalchemy import Engine

from bot.case.identifiers import ChannelId, UserId
from bot.notices import Raised, Undelivered
from bot.ports import EXPOSED, SLACK, Hindrance, Pace
from bot.ports.channels import Exposure
from storage.deliveries import DeliveryTable
from storage.tables import OutboxRow
from storage.work import DatabaseStorage
from tests.storage.test_deliveries import EXEC, ONE, put, take
from tests.support.factories import CRANE, HERON, NOON, STORK, WREN, after
from tests.support.looking import at_once, rows

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


def test_what_is_parked_as_its_place_gets_free_goes_again(
    storage: DatabaseStorage, deliveries: DeliveryTable
) -> None:
    put(storage, Raised(WREN, ONE), Raised(HERON, ONE))
    first, second = take(deliveries)
    note = Undelivered(STORK, first.id, "a card", "is_archived", ONE, "C0EXEC")
    deliveries.hinder("C0EXEC", "is_archived", NOON)
    with storage.begin() as work:
        work.outbox.retry_places(EXEC)  # as where Slack tells that it's back
    deliveries.park(first, NOON, "is_archived", [note], "C0EXEC")
    deliveries.park(second, NOON, EXPOSED, (), "C0EXEC")

    again = take(deliveries)
    assert [(p.id, p.in_doubt) for p in again] == [(first.id, True), (second.id, True)]


@pytest.mark.parametrize("places", [(EXEC,), ()], ids=["by news of it", "by a policy"])
def test_a_refusal_of_a_try_from_before_its_place_was_opened_keeps_nothing_back(
    storage: DatabaseStorage, deliveries: DeliveryTable, places: tuple[ChannelId, ...]
) -> None:
    put(storage, Raised(WREN, ONE))
    deliveries.reserve(EXEC, NOON, Pace(timedelta(seconds=1), timedelta(seconds=3)))
    (parcel,) = take(deliveries)
    note = Undelivered(STORK, parcel.id, "a card", "is_archived", ONE, "C0EXEC")
    with storage.begin() as work:
        work.outbox.retry_places(*places)

    assert not deliveries.hinder(EXEC, "is_archived", NOON, parcel.taken_at)
    deliveries.park(parcel, NOON, "is_archived", [note], EXEC)
    (again,) = take(deliveries)
    assert again.id == parcel.id
    assert deliveries.hindrances() == []


def test_a_refusal_of_a_try_from_after_its_place_was_opened_is_one(
    storage: DatabaseStorage, deliveries: DeliveryTable
) -> None:
    with storage.begin() as work:
        work.outbox.retry_places(EXEC)

    assert deliveries.hinder(EXEC, "is_archived", after(seconds=2), after(seconds=1))


def test_nothing_stays_parked_for_a_place_that_is_freed_at_the_same_moment(
    storage: DatabaseStorage,
    deliveries: DeliveryTable,
    engine: Engine,
    second_engine: Engine,
) -> None:
    """By an event of Slack's or a press, in another process."""
    elsewhere = DatabaseStorage(second_engine, lambda: NOON)
    put(storage, *(Raised(UserId(f"U0P{n}"), ONE) for n in range(30)))

    def free(place: ChannelId) -> None:
        with elsewhere.begin() as work:
            work.outbox.retry_places(place)

    for number, parcel in enumerate(take(deliveries)):
        place = ChannelId(f"C0P{number}")
        deliveries.hinder(place, "is_archived", NOON)
        park = partial(deliveries.park, parcel, NOON, "is_archived", [], place)
        both: list[Callable[[], None]] = [park, partial(free, place)]
        assert at_once(both) == [None, None]
    assert deliveries.hindrances() == []
    assert {row.state for row in rows(engine, OutboxRow)} == {"doubt"}


def test_a_channel_that_is_exposed_keeps_back_what_is_parked_for_it(
    storage: DatabaseStorage, deliveries: DeliveryTable
) -> None:
    put(storage, Raised(WREN, ONE))
    with storage.begin() as work:
        work.channels.put_exposure(Exposure(EXEC, frozenset({"public"}), NOON))
    (parcel,) = take(deliveries)
    deliveries.park(parcel, NOON, EXPOSED, (), EXEC)
    assert not take(deliveries, minutes=1)


def test_a_policy_mends_places_and_no_method(
    storage: DatabaseStorage, deliveries: DeliveryTable
) -> None:
    for place in ("C0EXEC", "U0WREN", "chat.update", SLACK):
        deliveries.hinder(place, "is_archived", NOON)
    with storage.begin() as work:
        work.outbox.retry_places()
    left = {h.place: h.is_of_method for h in deliveries.hindrances()}
    assert left == {"chat.update": True, SLACK: False}


def test_what_waits_for_a_method_is_tried_at_once_when_it_works(
    storage: DatabaseStorage, deliveries: DeliveryTable
) -> None:
    put(storage, Raised(WREN, ONE), Raised(HERON, ONE), Raised(CRANE, ONE), Raised(STORK, ONE))
    late = after(minutes=1)
    first, second, third, other = take(deliveries)
    deliveries.try_again(first, late, "chat.update: internal_error", failed=False)
    deliveries.in_doubt(second, late, "chat.update: http_503", look_until=NOON, failed=False)
    deliveries.try_again(third, late, "chat_update: no method", failed=True)
    deliveries.try_again(other, late, "chat.postMessage: internal_error", failed=False)
    assert deliveries.hasten("chat.update: ", NOON) == 2
    assert [p.id for p in take(deliveries)] == [first.id, second.id]
    assert deliveries.hasten("views.publish: ", NOON) == 0


def test_one_is_enough_to_try_a_method(storage: DatabaseStorage, deliveries: DeliveryTable) -> None:
    put(storage, Raised(WREN, ONE), Raised(HERON, ONE))
    for parcel in take(deliveries):
        deliveries.try_again(parcel, after(minutes=1), "chat.update: http_503", failed=False)
    assert deliveries.hasten("chat.update: ", NOON, limit=1) == 1
    assert len(take(deliveries)) == 1


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
