"""The last manager goes: the queue's channel and its rotation hear of it, since nobody else can."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import Engine

from bot.case.identifiers import UserId
from bot.casework.digests import plan_digests
from bot.casework.queues import unmanaged
from bot.due.timers import run_due
from bot.notices import MemberLeft, NobodyManages, NobodyToOffer
from bot.policy import Digest
from bot.verbs.people.departures import heard_of, heard_of_group
from storage.work import DatabaseStorage
from tests.support.factories import (
    CRANE,
    FINCH,
    HERON,
    NOON,
    STORK,
    Hand,
    after,
    open_one,
    person,
    policy,
    settle,
)
from tests.support.looking import notices

GROUP = "S0MANAGERS"


def told(engine: Engine) -> list[str]:
    return [n.to for n in notices(engine) if isinstance(n, NobodyManages)]


def leaves(storage: DatabaseStorage, user: UserId, minutes: float = 1) -> None:
    with storage.begin() as work:
        heard_of(work, person(user, is_deactivated=True), after(minutes=minutes))


def test_the_last_manager_who_leaves_is_told_to_the_channel_and_the_rotation(
    storage: DatabaseStorage, engine: Engine
) -> None:
    settle(storage, policy((HERON, CRANE), managers=(STORK, FINCH)))
    leaves(storage, CRANE)
    leaves(storage, STORK)
    assert told(engine) == [], "Finch is left"

    leaves(storage, FINCH)
    leaves(storage, FINCH)

    assert told(engine) == ["C0EXEC", HERON], "once, and not to who has left"


@pytest.mark.parametrize("is_there", [True, False])
def test_a_group_that_is_emptied_leaves_nobody_unless_others_manage(
    storage: DatabaseStorage, engine: Engine, is_there: bool
) -> None:
    managers = (GROUP, FINCH) if is_there else (GROUP,)
    with storage.begin() as work:
        work.people.put_group(GROUP, [STORK])
    settle(storage, policy((HERON,), managers=managers))
    for _ in range(2):
        with storage.begin() as work:
            heard_of_group(work, GROUP, NOON, members=[])

    assert told(engine) == ([] if is_there else ["C0EXEC", HERON])


def test_while_the_workspace_has_managers_a_queue_has(storage: DatabaseStorage) -> None:
    plain = policy()
    queue = replace(plain.queues["executive"], managers=(FINCH,))
    stored = settle(storage, replace(plain, queues={"executive": queue}))
    leaves(storage, FINCH)

    with storage.read() as work:
        assert unmanaged(work, stored) == ()


def test_that_nobody_can_be_offered_a_case_is_told_somebody_though_nobody_manages(
    storage: DatabaseStorage, engine: Engine
) -> None:
    settle(storage, policy((HERON,)))
    leaves(storage, STORK)
    Hand(storage, HERON).go_away(after(minutes=2))
    open_one(storage, now=after(minutes=3))

    assert [n.to for n in notices(engine) if isinstance(n, NobodyToOffer)] == ["C0EXEC", HERON]


@pytest.mark.parametrize("before", [True, False])
def test_of_a_digest_whose_reader_has_left_the_managers_are_told_once(
    storage: DatabaseStorage, engine: Engine, before: bool
) -> None:
    """Before the digest was asked for, or after it."""
    digest = Digest(FINCH, ("executive",), "0 9 * * *", "Europe/Copenhagen")
    if before:
        settle(storage)
        leaves(storage, FINCH)
    stored = settle(storage, policy(digests=(digest,)), people=[] if before else None)
    with storage.begin() as work:
        plan_digests(work, stored, NOON)
    if not before:
        leaves(storage, FINCH)
    for days in (1, 2):
        run_due(storage, after(days=days))

    assert [n for n in notices(engine) if isinstance(n, MemberLeft)] == [
        MemberLeft(STORK, FINCH, ())
    ]
