"""When a digest tells the register's head also where it tells nothing else: if it has grown."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import Engine

from bot.casework.digests import digest_timer
from bot.due.digest import fire_digest
from bot.notices import DigestDue
from bot.policy import Digest
from storage.work import DatabaseStorage
from tests.support.factories import CRANE, HERON, STORK, Hand, after, open_one, policy, settle, utc
from tests.support.looking import notices

DAILY = Digest(STORK, ("executive",), "0 9 * * *", "Europe/Copenhagen")
LATER_ONE = replace(DAILY, cron="30 9 * * *")
HERONS = replace(DAILY, to=HERON)
MONDAY, WEEK, DAY = utc("2026-03-09T08:00"), timedelta(days=7), timedelta(days=1)


@pytest.fixture
def crane(storage: DatabaseStorage) -> Hand:
    settle(storage, policy(digests=(DAILY, LATER_ONE, HERONS)))
    return Hand(storage, CRANE)


def grows(crane: Hand) -> None:
    """Somebody decides a case."""
    number = open_one(crane.storage)
    crane.claim(number, after(hours=1))
    crane.decide(number, after(hours=2))


def tells_head(
    storage: DatabaseStorage, engine: Engine, due_at: datetime, digest: Digest = DAILY
) -> bool:
    """Whether the digest that is due then tells it in any case."""
    with storage.begin() as work:
        in_force = work.policies.current()
        assert in_force is not None
        fire_digest(work, in_force, digest_timer(digest, due_at - DAY, due_at), due_at)
    return [notice for notice in notices(engine) if isinstance(notice, DigestDue)][-1].tells_head


def test_the_first_digest_of_a_week_tells_it_and_the_others_do_not(
    storage: DatabaseStorage, engine: Engine, crane: Hand
) -> None:
    grows(crane)

    assert not tells_head(storage, engine, MONDAY - DAY)
    assert tells_head(storage, engine, MONDAY)
    assert not tells_head(storage, engine, MONDAY + DAY)


def test_a_week_in_which_it_did_not_grow_has_nothing_to_tell(
    storage: DatabaseStorage, engine: Engine, crane: Hand
) -> None:
    assert not tells_head(storage, engine, MONDAY), "it has no entry"
    grows(crane)
    assert tells_head(storage, engine, MONDAY)

    assert not tells_head(storage, engine, MONDAY + WEEK)
    grows(crane)
    assert tells_head(storage, engine, MONDAY + 2 * WEEK)


def test_of_several_digests_one_tells_it_to_each_reader(
    storage: DatabaseStorage, engine: Engine, crane: Hand
) -> None:
    grows(crane)

    said = [tells_head(storage, engine, MONDAY, each) for each in (DAILY, LATER_ONE, HERONS)]
    assert said == [True, False, True]
