"""The outbox as the one who delivers sees it: order, leases, doubt, parking, pace."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import pytest
from sqlalchemy import Engine

from bot.case.identifiers import ChannelId, EscalationId, UserId
from bot.notices import (
    CardChanged,
    Claimed,
    DigestDue,
    HomeChanged,
    LookUp,
    Milestones,
    Notice,
    PrivateAnswer,
    Raised,
    Undelivered,
)  # fmt: skip
from bot.ports import OutboxState, Parcel, Thread
from handlers.delivery.posting import POSTS
from storage.deliveries import DeliveryTable
from storage.tables import OutboxRow
from storage.work import DatabaseStorage
from tests.support.factories import CRANE, HERON, NOON, STORK, WREN, after
from tests.support.looking import rows

pytestmark = pytest.mark.both_databases

LEASE = timedelta(minutes=1)
ONE, TWO = EscalationId(1), EscalationId(2)
EXEC = ChannelId("C0EXEC")
PLACE = Thread(EXEC, "1772539200.000100")
ANSWER = PrivateAnswer(HERON, "It is yours.", reply_address="https://hooks.invalid/1")


def put(storage: DatabaseStorage, *notices: Notice) -> None:
    with storage.begin() as work:
        work.outbox.put(*notices)


def take(deliveries: DeliveryTable, minutes: float = 0) -> Sequence[Parcel]:
    return deliveries.take(after(minutes=minutes), lease=LEASE, limit=100)


def said(parcels: Sequence[Parcel]) -> list[Notice]:
    return [parcel.notice for parcel in parcels]


def test_of_each_lane_only_the_oldest_is_taken(
    storage: DatabaseStorage, deliveries: DeliveryTable
) -> None:
    undelivered = Undelivered(WREN, 9, "a card", "is_archived")
    put(storage, Raised(WREN, ONE), undelivered, Raised(HERON, TWO))
    first = take(deliveries)
    assert said(first) == [Raised(WREN, ONE), Raised(HERON, TWO)]
    assert take(deliveries) == []
    deliveries.done(first[0], NOON)
    assert said(take(deliveries)) == [undelivered]


def test_a_note_about_a_case_waits_for_the_cases_card(
    storage: DatabaseStorage, deliveries: DeliveryTable
) -> None:
    put(storage, CardChanged(ONE), Raised(WREN, ONE))
    (card,) = take(deliveries)
    assert card.notice == CardChanged(ONE)
    deliveries.opened_thread(card, NOON, PLACE)
    assert said(take(deliveries)) == [Raised(WREN, ONE)]


def test_a_note_does_not_wait_for_a_card_that_changed_after_it(
    storage: DatabaseStorage, deliveries: DeliveryTable
) -> None:
    put(storage, Raised(WREN, ONE), CardChanged(ONE))
    assert said(take(deliveries)) == [Raised(WREN, ONE), CardChanged(ONE)]


def test_one_case_does_not_wait_for_another(
    storage: DatabaseStorage, deliveries: DeliveryTable
) -> None:
    put(storage, CardChanged(ONE), CardChanged(TWO))
    assert len(take(deliveries)) == 2


def test_a_parked_card_lets_the_notes_through(
    storage: DatabaseStorage, deliveries: DeliveryTable
) -> None:
    put(storage, CardChanged(ONE), Raised(WREN, ONE))
    (card,) = take(deliveries)
    told = Undelivered(STORK, card.id, "the card of ESC-1", "is_archived", ONE)
    deliveries.park(card, NOON, "is_archived", [told])
    assert said(take(deliveries)) == [Raised(WREN, ONE), told]


def test_behind_a_parked_card_the_cases_next_card_waits(
    storage: DatabaseStorage, deliveries: DeliveryTable
) -> None:
    put(storage, CardChanged(ONE))
    (card,) = take(deliveries)
    deliveries.park(card, NOON, "is_archived", [])
    put(storage, CardChanged(ONE))
    assert take(deliveries, minutes=60) == []


def test_a_parked_note_holds_up_nobody(storage: DatabaseStorage, deliveries: DeliveryTable) -> None:
    put(storage, Raised(WREN, ONE), Raised(WREN, TWO))
    (note,) = take(deliveries)
    deliveries.park(note, NOON, "user_not_found", [])
    assert said(take(deliveries)) == [Raised(WREN, TWO)]


def test_what_was_parked_is_tried_again_when_somebody_says_so(
    storage: DatabaseStorage, deliveries: DeliveryTable
) -> None:
    put(storage, CardChanged(ONE))
    (card,) = take(deliveries)
    deliveries.park(card, NOON, "is_archived", [])
    with storage.begin() as work:
        assert work.outbox.retry(card.id)
    with storage.begin() as work:
        assert not work.outbox.retry(card.id)
    assert said(take(deliveries, minutes=5)) == [CardChanged(ONE)]


def test_pending_cards_of_a_case_are_said_with_the_first(
    storage: DatabaseStorage, deliveries: DeliveryTable, engine: Engine
) -> None:
    put(storage, *[CardChanged(ONE)] * 5, CardChanged(TWO))
    parcels = take(deliveries)
    assert said(parcels) == [CardChanged(ONE), CardChanged(TWO)]
    assert [r.state for r in rows(engine, OutboxRow)] == ["waiting", *["done"] * 4, "waiting"]


def test_milestones_that_wait_together_are_told_in_one_reply(
    storage: DatabaseStorage, deliveries: DeliveryTable
) -> None:
    put(storage, *(Milestones(ONE, (at,)) for at in ("a", "b")), Milestones(TWO, ("c",)))
    put(storage, Milestones(ONE, ("d",)))
    first, other = take(deliveries)
    assert said([first, other]) == [Milestones(ONE, ("a", "b", "d")), Milestones(TWO, ("c",))]
    # In doubt, it's the same message that is looked for.
    deliveries.in_doubt(first, NOON, "timeout", look_until=after(minutes=1), failed=True)
    put(storage, Milestones(ONE, ("e",)))
    (again,) = take(deliveries)
    assert again.notice == first.notice
    deliveries.done(again, NOON)
    assert said(take(deliveries)) == [Milestones(ONE, ("e",))]


def test_a_card_that_changes_while_it_is_being_said_is_said_once_more(
    storage: DatabaseStorage, deliveries: DeliveryTable
) -> None:
    put(storage, CardChanged(ONE))
    (card,) = take(deliveries)
    put(storage, CardChanged(ONE))
    deliveries.done(card, NOON)
    assert said(take(deliveries)) == [CardChanged(ONE)]


def test_pending_views_of_home_are_said_with_the_first(
    storage: DatabaseStorage, deliveries: DeliveryTable
) -> None:
    put(storage, HomeChanged(WREN), HomeChanged(WREN), HomeChanged(HERON))
    assert said(take(deliveries)) == [HomeChanged(WREN), HomeChanged(HERON)]


def test_notes_are_never_folded(storage: DatabaseStorage, deliveries: DeliveryTable) -> None:
    put(storage, Claimed(WREN, ONE, HERON), Claimed(WREN, ONE, CRANE))
    (first,) = take(deliveries)
    deliveries.done(first, NOON)
    assert said(take(deliveries)) == [Claimed(WREN, ONE, CRANE)]


def test_what_is_leased_is_taken_by_nobody_else(
    storage: DatabaseStorage, deliveries: DeliveryTable
) -> None:
    put(storage, Raised(WREN, ONE))
    (taken,) = take(deliveries)
    assert (taken.attempts, taken.in_doubt, taken.first_tried_at) == (1, False, NOON)
    assert take(deliveries, minutes=1) == []


def test_a_lease_that_ran_out_leaves_the_row_in_doubt(
    storage: DatabaseStorage, deliveries: DeliveryTable
) -> None:
    put(storage, Raised(WREN, ONE))
    (first,) = take(deliveries)
    (again,) = take(deliveries, minutes=1.01)
    assert (again.uid, again.attempts, again.in_doubt) == (first.uid, 2, True)
    assert again.first_tried_at == NOON


def test_whose_lease_ran_out_has_no_say_any_more(
    storage: DatabaseStorage, deliveries: DeliveryTable
) -> None:
    put(storage, Raised(WREN, ONE))
    (slow,) = take(deliveries)
    take(deliveries, minutes=2)
    deliveries.try_again(slow, after(minutes=2), "timeout", failed=True)
    deliveries.park(slow, after(minutes=2), "is_archived", [])
    assert take(deliveries, minutes=2.5) == []
    (after_all,) = take(deliveries, minutes=4)
    assert after_all.in_doubt


def test_whose_lease_ran_out_may_still_say_that_it_was_delivered(
    storage: DatabaseStorage, deliveries: DeliveryTable
) -> None:
    put(storage, Raised(WREN, ONE))
    (slow,) = take(deliveries)
    take(deliveries, minutes=2)
    deliveries.done(slow, after(minutes=2))
    assert take(deliveries, minutes=60) == []


@pytest.mark.parametrize("failed", [True, False])
def test_what_surely_did_not_arrive_is_tried_again_and_only_its_own_failures_count(
    storage: DatabaseStorage, deliveries: DeliveryTable, failed: bool
) -> None:
    put(storage, Raised(WREN, ONE))
    (first,) = take(deliveries)
    deliveries.try_again(first, after(minutes=5), "rate_limited", failed=failed)
    assert take(deliveries, minutes=4) == []
    (again,) = take(deliveries, minutes=5)
    assert (again.attempts, again.failures, again.in_doubt) == (2, int(failed), False)


def test_what_may_have_arrived_says_until_when_it_is_looked_for(
    storage: DatabaseStorage, deliveries: DeliveryTable
) -> None:
    put(storage, Raised(WREN, ONE))
    (first,) = take(deliveries)
    until = after(minutes=3)
    deliveries.in_doubt(first, after(minutes=1), "timeout", look_until=until, failed=True)
    (second,) = take(deliveries, minutes=1)
    assert (second.in_doubt, second.look_until, second.failures) == (True, until, 1)


def test_a_row_in_doubt_still_holds_up_its_lane(
    storage: DatabaseStorage, deliveries: DeliveryTable
) -> None:
    put(storage, CardChanged(ONE), Raised(WREN, ONE))
    (card,) = take(deliveries)
    deliveries.in_doubt(
        card, after(minutes=30), "timeout", look_until=after(minutes=31), failed=True
    )
    assert take(deliveries, minutes=5) == []


def test_a_private_answer_is_sent_at_most_once(
    storage: DatabaseStorage, deliveries: DeliveryTable
) -> None:
    put(storage, ANSWER)
    assert said(take(deliveries)) == [ANSWER]
    assert take(deliveries, minutes=60) == []


def test_private_answers_wait_for_nobody(
    storage: DatabaseStorage, deliveries: DeliveryTable
) -> None:
    put(storage, Raised(HERON, ONE), ANSWER, ANSWER)
    assert len(take(deliveries)) == 3


def test_a_first_card_opens_the_cases_thread(
    storage: DatabaseStorage, deliveries: DeliveryTable
) -> None:
    put(storage, CardChanged(ONE))
    (card,) = take(deliveries)
    deliveries.opened_thread(card, NOON, PLACE)
    with storage.read() as work:
        assert work.escalations.thread_of(ONE) == PLACE
        assert work.escalations.in_thread(EXEC, PLACE.ts) == ONE
        assert work.escalations.in_thread(ChannelId("C0OTHER"), PLACE.ts) is None


def test_only_a_card_opens_a_thread(storage: DatabaseStorage, deliveries: DeliveryTable) -> None:
    put(storage, Raised(WREN, ONE))
    (note,) = take(deliveries)
    with pytest.raises(TypeError):
        deliveries.opened_thread(note, NOON, PLACE)


def test_a_channel_takes_a_short_burst_and_then_one_a_second(deliveries: DeliveryTable) -> None:
    assert [deliveries.reserve(EXEC, NOON, POSTS) for _ in range(4)] == [None] * 4
    assert deliveries.reserve(EXEC, NOON, POSTS) == after(seconds=1)
    for second in range(1, 6):
        assert deliveries.reserve(EXEC, after(seconds=second), POSTS) is None
        assert deliveries.reserve(EXEC, after(seconds=second), POSTS) == after(seconds=second + 1)


def test_a_channel_left_alone_takes_a_burst_again_and_no_bigger_one(
    deliveries: DeliveryTable,
) -> None:
    for _ in range(4):
        deliveries.reserve(EXEC, NOON, POSTS)
    later = [deliveries.reserve(EXEC, after(hours=1), POSTS) for _ in range(5)]
    assert later == [None] * 4 + [after(hours=1, seconds=1)]


def test_the_pace_belongs_to_the_channel(deliveries: DeliveryTable) -> None:
    for _ in range(4):
        deliveries.reserve(EXEC, NOON, POSTS)
    assert deliveries.reserve(ChannelId("D0WREN"), NOON, POSTS) is None


@pytest.mark.parametrize("known", [True, False])
def test_a_channel_that_slack_wants_left_alone_is_left_alone(
    deliveries: DeliveryTable, known: bool
) -> None:
    if known:
        deliveries.reserve(EXEC, NOON, POSTS)
    deliveries.pause(EXEC, after(seconds=30))
    deliveries.pause(EXEC, after(seconds=20))
    assert deliveries.reserve(EXEC, after(seconds=29), POSTS) == after(seconds=30)
    assert deliveries.reserve(EXEC, after(seconds=30), POSTS) is None


def test_a_persons_conversation_is_remembered(deliveries: DeliveryTable) -> None:
    assert deliveries.direct_message(WREN) is None
    deliveries.put_direct_message(WREN, ChannelId("D0WREN"))
    deliveries.put_direct_message(WREN, ChannelId("D0WREN2"))
    assert deliveries.direct_message(WREN) == "D0WREN2"


def test_the_outbox_tells_how_it_stands(
    storage: DatabaseStorage, deliveries: DeliveryTable
) -> None:
    assert deliveries.state(NOON) == OutboxState(0, 0, 0.0)
    put(storage, CardChanged(ONE), Raised(WREN, ONE), CardChanged(TWO))
    first, _second = take(deliveries)
    deliveries.park(first, NOON, "is_archived", [])
    assert deliveries.state(after(seconds=90)) == OutboxState(2, 1, 90.0)


def test_no_more_is_taken_than_asked_for(
    storage: DatabaseStorage, deliveries: DeliveryTable
) -> None:
    put(storage, *(LookUp(UserId(f"U0BIRD{n}")) for n in range(5)))
    assert len(deliveries.take(NOON, lease=LEASE, limit=2)) == 2


def test_who_delivers_is_woken_after_a_commit_that_put_something_in_the_outbox(
    storage: DatabaseStorage,
) -> None:
    woken: list[str] = []
    storage.on_outbox(lambda: woken.append("woken"))
    with storage.begin() as work:
        work.people.get(WREN)
    assert woken == []
    put(storage, DigestDue("U0STORK", ("executive",), "UTC", "", ""))
    assert woken == ["woken"]


def test_what_is_undone_is_not_said(storage: DatabaseStorage, deliveries: DeliveryTable) -> None:
    woken: list[str] = []
    storage.on_outbox(lambda: woken.append("woken"))
    with pytest.raises(ZeroDivisionError), storage.begin() as work:
        work.outbox.put(Raised(WREN, ONE))
        raise ZeroDivisionError
    assert take(deliveries) == []
    assert woken == []
