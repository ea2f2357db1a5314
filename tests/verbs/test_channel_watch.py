"""A channel in which confidential cases are kept turns out to be read by who may not."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Engine

from bot.case.errors import Refused
from bot.case.identifiers import ChannelId, UserId
from bot.case.people import Person
from bot.casework.exposure import channel_seen, plan_look_at_all
from bot.due.timers import run_due
from bot.notices import ChannelExposed, ChannelMended, LookAt, LookUp, Notice
from bot.verbs.people.departures import heard_of
from bot.verbs.settings.adopt_policy import adopt_policy
from bot.verbs.settings.channel_changed import ChannelChangeSort, ChannelNews, channel_changed
from storage.work import DatabaseStorage
from tests.support.factories import CRANE, EGRET, HERON, NOON, STORK, after
from tests.support.looking import notices
from tests.verbs.test_kinds import COUNSEL, ORDER, raised, whole
from tests.verbs.test_kinds import settled as in_force

GUEST = Person(UserId("U0GECKO"), "Gecko", is_guest=True)


def settled(storage: DatabaseStorage, **channel: Any) -> None:
    """The policy is in force, and counsel's channel was found as it has to be."""
    in_force(storage, **channel)
    seen(storage)


def seen(storage: DatabaseStorage, **changed: Any) -> None:
    """Slack was asked, and told this of counsel's channel."""
    with storage.begin() as work:
        channel = work.channels.several([COUNSEL])[COUNSEL]
        channel_seen(work, replace(channel, **changed), after(minutes=1))


def hears(storage: DatabaseStorage, sort: ChannelChangeSort, user: str = "") -> None:
    with storage.begin() as work:
        channel_changed(work, ChannelNews(COUNSEL, sort, UserId(user)), after(minutes=2))


def told(engine: Engine, kind: type[Notice] = ChannelExposed) -> list[str]:
    return sorted(getattr(n, "to", "") for n in notices(engine) if isinstance(n, kind))


def is_closed(storage: DatabaseStorage) -> bool:
    """Whether nothing is posted in counsel's channel, and nothing can be raised for it."""
    with storage.read() as work:
        exposed = work.channels.exposure(COUNSEL) is not None
    if exposed:
        with pytest.raises(Refused, match="can't keep restricted cases"):
            raised(storage, "authority", ORDER)
    else:
        raised(storage, "authority", ORDER)
    return exposed


@pytest.mark.parametrize(
    "changed",
    [
        {"is_private": False},
        {"is_shared": True},
        {"members": frozenset({HERON, GUEST.user})},
        {"members": frozenset({HERON, EGRET})},
    ],
)
def test_managers_are_told_once_of_a_channel_that_keeps_nothing_any_more(
    storage: DatabaseStorage, engine: Engine, changed: dict[str, Any]
) -> None:
    settled(storage)
    with storage.begin() as work:
        work.people.put([GUEST])
    seen(storage, **changed)
    seen(storage, **changed)
    assert told(engine) == [STORK]
    assert is_closed(storage)
    seen(storage, is_private=True, is_shared=False, members=frozenset({HERON, CRANE}))
    assert told(engine, ChannelMended) == [STORK]
    assert not is_closed(storage)


def test_who_joins_closes_it_before_slack_is_asked_and_who_leaves_opens_it(
    storage: DatabaseStorage, engine: Engine
) -> None:
    settled(storage, members=frozenset({HERON}))
    hears(storage, ChannelChangeSort.JOINED, CRANE)
    assert not is_closed(storage)
    hears(storage, ChannelChangeSort.JOINED, EGRET)
    assert is_closed(storage)
    hears(storage, ChannelChangeSort.LEFT, EGRET)
    assert not is_closed(storage)
    assert told(engine) == told(engine, ChannelMended) == [STORK]


@pytest.mark.parametrize("sort", [ChannelChangeSort.SHARED, ChannelChangeSort.PUBLIC])
def test_what_an_event_says_closes_it_at_once_and_slack_is_asked(
    storage: DatabaseStorage, engine: Engine, sort: ChannelChangeSort
) -> None:
    settled(storage)
    hears(storage, sort)
    assert is_closed(storage)
    assert LookAt(COUNSEL) in notices(engine)


def test_a_second_thing_that_is_wrong_is_told_too(storage: DatabaseStorage, engine: Engine) -> None:
    settled(storage)
    seen(storage, is_private=False)
    seen(storage, is_private=False, is_shared=True)
    seen(storage, is_private=True, is_shared=True)
    assert told(engine) == [STORK, STORK]
    assert is_closed(storage)


def test_a_member_who_becomes_a_guest_closes_it(storage: DatabaseStorage) -> None:
    settled(storage, members=frozenset({HERON, CRANE}))
    with storage.begin() as work:
        person = work.people.get(CRANE)
        assert person is not None
        heard_of(work, replace(person, is_guest=True), after(minutes=2))
        exposure = work.channels.exposure(COUNSEL)
    assert exposure is not None
    assert exposure.ways == {f"stranger:{CRANE}"}


def test_clearing_who_is_in_it_mends_it(storage: DatabaseStorage, engine: Engine) -> None:
    settled(storage)
    seen(storage, members=frozenset({HERON, EGRET}))
    assert is_closed(storage)
    cleared = dict.fromkeys(whole().clearances, (HERON, CRANE, EGRET))
    with storage.begin() as work:
        adopt_policy(work, whole(clearances=cleared), STORK, after(minutes=3))
    assert told(engine, ChannelMended) == [STORK]
    assert not is_closed(storage)


def test_a_channel_that_never_kept_a_class_isnt_closed_for_it(
    storage: DatabaseStorage, engine: Engine
) -> None:
    settled(storage, is_private=False)
    with storage.read() as work:
        assert work.channels.exposure(COUNSEL) is None
    assert told(engine) == []


def test_a_channel_of_internal_cases_may_be_as_it_likes(
    storage: DatabaseStorage, engine: Engine
) -> None:
    settled(storage)
    with storage.begin() as work:
        channel = work.channels.several([COUNSEL])[COUNSEL]
        plain = ChannelId("C0EXEC")
        changed = replace(channel, id=plain, is_private=False, is_shared=True)
        channel_seen(work, changed, after(minutes=1))
    assert told(engine) == []


def test_each_channel_is_looked_at_once_a_day(storage: DatabaseStorage, engine: Engine) -> None:
    settled(storage)
    with storage.begin() as work:
        plan_look_at_all(work, whole(), NOON)
    asked = notices(engine).count(LookAt(COUNSEL))
    for day in (1, 2):
        run_due(storage, NOON + timedelta(days=day, minutes=1))
        assert notices(engine).count(LookAt(COUNSEL)) == asked + day


OSPREY = Person(UserId("U0OSPREY"), "Osprey", is_outsider=True)


def test_who_joins_by_a_sharing_that_managers_know_of_is_no_second_note(
    storage: DatabaseStorage, engine: Engine
) -> None:
    settled(storage, members=frozenset({HERON}))
    hears(storage, ChannelChangeSort.SHARED)
    hears(storage, ChannelChangeSort.JOINED, OSPREY.user)
    with storage.begin() as work:
        heard_of(work, OSPREY, after(minutes=3))
        exposure = work.channels.exposure(COUNSEL)

    assert told(engine) == [STORK]
    assert exposure is not None
    assert exposure.ways == {"shared", f"stranger:{OSPREY.user}"}


def test_a_sharing_that_slack_tells_of_after_who_joins_by_it_is_no_second_note(
    storage: DatabaseStorage, engine: Engine
) -> None:
    settled(storage, members=frozenset({HERON}))
    with storage.begin() as work:
        work.people.put([OSPREY])
    hears(storage, ChannelChangeSort.JOINED, OSPREY.user)
    hears(storage, ChannelChangeSort.SHARED)

    assert told(engine) == [STORK]


def test_somebody_unknown_who_joins_before_slack_tells_of_the_sharing_is_no_second_note(
    storage: DatabaseStorage, engine: Engine
) -> None:
    settled(storage, members=frozenset({HERON}))
    hears(storage, ChannelChangeSort.JOINED, OSPREY.user)
    assert LookUp(OSPREY.user) in notices(engine)
    assert told(engine) == [], "it isn't known yet what to tell"
    assert is_closed(storage)
    hears(storage, ChannelChangeSort.SHARED)
    with storage.begin() as work:
        heard_of(work, OSPREY, after(minutes=3))

    assert told(engine) == [STORK]
    assert is_closed(storage)


def test_somebody_unknown_is_told_of_once_it_is_known_who_they_are(
    storage: DatabaseStorage, engine: Engine
) -> None:
    settled(storage, members=frozenset({HERON}))
    hears(storage, ChannelChangeSort.JOINED, GUEST.user)
    with storage.begin() as work:
        heard_of(work, GUEST, after(minutes=3))

    assert told(engine) == [STORK]


def test_somebody_unknown_who_leaves_before_it_is_known_who_they_are_was_no_news(
    storage: DatabaseStorage, engine: Engine
) -> None:
    settled(storage, members=frozenset({HERON}))
    hears(storage, ChannelChangeSort.JOINED, GUEST.user)
    hears(storage, ChannelChangeSort.LEFT, GUEST.user)

    assert told(engine) == told(engine, ChannelMended) == []
    assert not is_closed(storage)


@pytest.mark.parametrize("joins", [GUEST, Person(UserId("U0BADGER"), "Badger")])
def test_who_turns_out_to_be_of_this_workspace_is_told_of_beside_a_sharing(
    storage: DatabaseStorage, engine: Engine, joins: Person
) -> None:
    settled(storage, members=frozenset({HERON}))
    hears(storage, ChannelChangeSort.SHARED)
    hears(storage, ChannelChangeSort.JOINED, joins.user)
    with storage.begin() as work:
        heard_of(work, joins, after(minutes=3))

    assert told(engine) == [STORK, STORK]
