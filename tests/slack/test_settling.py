"""What waits for a method that fails keeps back no more than it must."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from slack_sdk import WebClient

from bot.case.identifiers import ChannelId, EscalationId
from bot.limits import Limits
from bot.notices import (
    CardChanged,
    Nudge,
    PrivateAnswer,
    Raised,
    Reminders,
    Undelivered,
    about_case,
)
from bot.ports import Parcel, Thread
from handlers.delivery.connection import Connection
from handlers.delivery.find_sent import HISTORY, REPLIES
from handlers.delivery.methods import HELD, POSTING
from handlers.delivery.posting import POSTS
from handlers.delivery.settling import ANSWERED_WITHIN, Settling
from handlers.web_api.sending import Arrived, InDoubt, Never, NotSoFast
from sandbox import Sandbox
from storage.deliveries import DeliveryTable
from storage.work import DatabaseStorage
from tests.slack.test_connection import Machine
from tests.support.factories import HERON, NOON, STORK, WREN, policy, settle

EDIT, ANSWER = "chat.update", "chat.postEphemeral"
REFUSED, UNANSWERED = Never("missing_scope", EDIT), Never("missing_scope", ANSWER)
ROOM = ChannelId("C0EXEC")


@pytest.fixture
def machine() -> Machine:
    return Machine()


@pytest.fixture
def settling(
    storage: DatabaseStorage, deliveries: DeliveryTable, machine: Machine
) -> Iterator[Settling]:
    settle(storage)
    clocks = machine, machine
    with Sandbox() as slack:
        client = WebClient(slack.bot_token, base_url=slack.api_url, timeout=5, retry_handlers=[])
        connection = Connection(client, storage, deliveries, clocks, Limits())
        yield Settling(storage, deliveries, machine, machine, connection, Limits())


def taken(deliveries: DeliveryTable, machine: Machine) -> list[Parcel]:
    return list(deliveries.take(machine.now(), lease=timedelta(seconds=30), limit=10))


def test_another_row_tries_a_method_at_once_where_the_first_is_no_longer_so(
    settling: Settling, storage: DatabaseStorage, deliveries: DeliveryTable, machine: Machine
) -> None:
    one, two = EscalationId(1), EscalationId(2)
    with storage.begin() as work:
        work.outbox.put(CardChanged(one), CardChanged(two))
    first, second = taken(deliveries, machine)
    for parcel in (first, second):
        settling.settle(parcel, REFUSED)
    machine.time = NOON + timedelta(seconds=1)
    (again,) = taken(deliveries, machine)
    assert again.id == first.id
    settling.done(again, note="no longer so")

    (other,) = taken(deliveries, machine)
    assert other.id == second.id
    settling.done(other, note="no longer so")
    assert deliveries.hindrances() == []


def test_another_row_tries_a_method_at_once_where_the_first_got_through_by_another_method(
    settling: Settling, storage: DatabaseStorage, deliveries: DeliveryTable, machine: Machine
) -> None:
    """A card that can't be edited any more is posted anew: that says nothing of edits."""
    one, two = EscalationId(1), EscalationId(2)
    with storage.begin() as work:
        work.outbox.put(CardChanged(one), CardChanged(two))
    first, second = taken(deliveries, machine)
    for parcel in (first, second):
        settling.settle(parcel, REFUSED)
    machine.time = NOON + timedelta(seconds=1)
    (again,) = taken(deliveries, machine)
    settling.settle(again, Arrived({}, POSTING), ROOM, Thread(ROOM, "1.1"))

    assert [p.id for p in taken(deliveries, machine)] == [second.id]
    assert [h.place for h in deliveries.hindrances()] == [EDIT], "not before an edit works"


def test_another_row_posts_at_once_where_the_first_is_said_in_a_message_that_lies_there(
    settling: Settling, storage: DatabaseStorage, deliveries: DeliveryTable, machine: Machine
) -> None:
    one = EscalationId(1)
    half, most = (
        Reminders(HERON, (Nudge(one, f"resolution:{step}", 1, ""),)) for step in ("half", "most")
    )
    with storage.begin() as work:
        work.outbox.put(half)
    (parcel,) = taken(deliveries, machine)
    settling.done(parcel, place=Thread(ChannelId("D0HERON"), "1.1"), is_live=True)
    (lying,) = deliveries.lying(HERON, about_case(one))
    with storage.begin() as work:
        work.outbox.put(most, Raised(WREN, one))
    first, second = taken(deliveries, machine)
    for parcel in (first, second):
        settling.settle(parcel, Never("missing_scope", POSTING))
    machine.time = NOON + timedelta(seconds=1)
    (again,) = taken(deliveries, machine)
    settling.said_in(again, lying, most)

    assert [p.id for p in taken(deliveries, machine)] == [second.id]


def test_another_answer_is_tried_at_once_where_the_first_is_given_up(
    settling: Settling, storage: DatabaseStorage, deliveries: DeliveryTable, machine: Machine
) -> None:
    """Who had asked for it has left it by then."""
    with storage.begin() as work:
        work.outbox.put(*(PrivateAnswer(to, "It's yours.", ROOM) for to in (WREN, HERON)))
    first, second = taken(deliveries, machine)
    for parcel in (first, second):
        settling.after_answering(parcel, UNANSWERED)
    machine.time = NOON + timedelta(seconds=1)
    (again,) = taken(deliveries, machine)
    assert again.id == first.id
    long_ago = replace(again, created_at=machine.time - ANSWERED_WITHIN)
    settling.after_answering(long_ago, UNANSWERED)

    assert [p.id for p in taken(deliveries, machine)] == [second.id]


def test_what_is_looked_for_still_waits_for_its_method(
    settling: Settling, storage: DatabaseStorage, deliveries: DeliveryTable, machine: Machine
) -> None:
    """So that a method without answers isn't taken for one that works."""
    with storage.begin() as work:
        work.outbox.put(Raised(WREN, EscalationId(1)), Raised(STORK, EscalationId(2)))
    for parcel in taken(deliveries, machine):
        settling.settle(parcel, InDoubt("TimeoutError", is_late=True, method=POSTING))
    machine.time = NOON + timedelta(seconds=5)
    looked_for = taken(deliveries, machine)
    assert [settling.look_again(parcel) for parcel in looked_for] == [True, True]

    assert deliveries.hasten(f"{POSTING}: ", machine.now()) == 2
    assert [h.place for h in deliveries.hindrances()] == [POSTING]


def test_notes_go_out_without_a_card_that_has_waited_long_to_be_edited(
    settling: Settling, storage: DatabaseStorage, deliveries: DeliveryTable, machine: Machine
) -> None:
    one, two = EscalationId(1), EscalationId(2)
    with storage.begin() as work:
        work.outbox.put(CardChanged(one), CardChanged(two), Raised(WREN, two))
    for parcel in taken(deliveries, machine):
        settling.settle(parcel, REFUSED)
    machine.time = NOON + HELD - timedelta(seconds=1)
    assert Raised(WREN, two) not in [p.notice for p in taken(deliveries, machine)], "it waits"
    machine.time = NOON + HELD + timedelta(seconds=30)
    for parcel in taken(deliveries, machine):
        settling.settle(parcel, REFUSED)

    assert [p.notice for p in taken(deliveries, machine)] == [Raised(WREN, two)]
    settling.connection.works(EDIT)
    assert [p.notice for p in taken(deliveries, machine)] == [CardChanged(one), CardChanged(two)]


@pytest.mark.parametrize(
    ("method", "is_paused"), [(EDIT, False), (POSTING, True), (HISTORY, False), (REPLIES, False)]
)
def test_a_channel_waits_for_the_limit_of_posts_and_not_for_that_of_edits_or_looks(
    settling: Settling,
    storage: DatabaseStorage,
    deliveries: DeliveryTable,
    machine: Machine,
    method: str,
    *,
    is_paused: bool,
) -> None:
    with storage.begin() as work:
        work.outbox.put(CardChanged(EscalationId(1)))
    (parcel,) = taken(deliveries, machine)
    settling.settle(parcel, NotSoFast(20, method), ROOM)

    machine.time = NOON + timedelta(seconds=19)
    assert taken(deliveries, machine) == [], "what was limited waits itself"
    assert (deliveries.reserve(ROOM, machine.now(), POSTS) is not None) is is_paused
    machine.time = NOON + timedelta(seconds=20)
    assert [p.id for p in taken(deliveries, machine)] == [parcel.id]


def test_what_can_t_be_delivered_is_told_to_managers_of_whom_nobody_has_heard_yet(
    settling: Settling, storage: DatabaseStorage, deliveries: DeliveryTable, machine: Machine
) -> None:
    with storage.begin() as work:
        work.policies.add(policy(managers=("S0MANAGERS",)), STORK, NOON)
        work.outbox.put(Raised(WREN, EscalationId(1)))
    (parcel,) = taken(deliveries, machine)
    settling.settle(parcel, Never("is_archived", POSTING), ROOM)

    (note,) = taken(deliveries, machine)
    assert isinstance(note.notice, Undelivered)
    assert note.notice.to == "U0OWL"
