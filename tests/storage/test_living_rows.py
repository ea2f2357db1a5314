"""What the outbox remembers of notes with buttons: about what, in whose messages, and where."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.case.identifiers import ChannelId, EscalationId
from bot.notices import Decided, NotesChanged, Notice, Nudge, Offered, Reminders, about_case
from bot.ports import Parcel, Thread
from storage.deliveries import DeliveryTable
from storage.work import DatabaseStorage
from tests.support.factories import CRANE, HERON, NOON

pytestmark = pytest.mark.both_databases

ONE = EscalationId(1)
CASE = about_case(ONE)
OFFERED = Offered(HERON, ONE, NOON.isoformat())
PLACE = Thread(ChannelId("D0HERON"), "1772539200.000100")


def put(storage: DatabaseStorage, *notices: Notice) -> None:
    with storage.begin() as work:
        work.outbox.put(*notices)


def noted(storage: DatabaseStorage, subject: str = CASE) -> list[str]:
    with storage.read() as work:
        return [str(to) for to, _subject in work.outbox.noted(subject)]


def next_of(deliveries: DeliveryTable) -> Parcel:
    (parcel,) = deliveries.take(NOON, lease=timedelta(minutes=1), limit=1)
    return parcel


def test_a_note_lives_from_its_writing_until_it_is_settled(
    storage: DatabaseStorage, deliveries: DeliveryTable
) -> None:
    put(storage, OFFERED)
    assert noted(storage) == [HERON]
    assert deliveries.lying(HERON, CASE) == [], "it isn't posted yet"

    deliveries.done(next_of(deliveries), NOON, place=PLACE, is_live=True)
    (lying,) = deliveries.lying(HERON, CASE)
    assert (lying.notice, lying.channel, lying.ts) == (OFFERED, PLACE.channel, PLACE.ts)
    assert deliveries.lying(CRANE, CASE) == []

    deliveries.settled(lying)
    assert noted(storage) == []
    assert deliveries.lying(HERON, CASE) == []


def test_a_note_without_buttons_has_no_life(
    storage: DatabaseStorage, deliveries: DeliveryTable
) -> None:
    put(storage, Decided(HERON, ONE, 1))
    deliveries.done(next_of(deliveries), NOON, place=PLACE)

    assert noted(storage) == []


def test_notes_are_looked_at_behind_what_was_put_before(
    storage: DatabaseStorage, deliveries: DeliveryTable
) -> None:
    look = NotesChanged(HERON, CASE)
    put(storage, OFFERED, look, look)
    first = next_of(deliveries)
    assert deliveries.take(NOON, lease=timedelta(minutes=1), limit=9) == []
    deliveries.done(first, NOON, place=PLACE, is_live=True)

    second = next_of(deliveries)
    deliveries.done(second, NOON)
    assert (first.notice, second.notice) == (OFFERED, look)
    assert deliveries.state(NOON).waiting == 0, "two looks are one"


def test_a_reminder_said_in_another_s_message_lies_there_in_its_stead(
    storage: DatabaseStorage, deliveries: DeliveryTable
) -> None:
    half, most = (
        Reminders(HERON, (Nudge(ONE, f"resolution:{step}", 1, ""),)) for step in ("half", "most")
    )
    put(storage, half, most)
    deliveries.done(next_of(deliveries), NOON, place=PLACE, is_live=True)
    (lying,) = deliveries.lying(HERON, CASE)
    deliveries.said_in(next_of(deliveries), NOON, lying, most)

    assert [(n.notice, n.ts) for n in deliveries.lying(HERON, CASE)] == [(most, PLACE.ts)]
