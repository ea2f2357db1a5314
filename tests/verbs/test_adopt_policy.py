"""A policy that changes under open work: what it may not do, and where cases go."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from threading import Thread

import pytest
from sqlalchemy import Engine

from bot.case.identifiers import ChannelId, EscalationId, UserId
from bot.casework.queues import hold_queues
from bot.due.timers import run_due
from bot.notices import TakenOff
from bot.policy import Member, Policy, Queue
from bot.ports import Storage
from bot.reports.digest import figures
from bot.verbs.people.departures import heard_of_group
from bot.verbs.settings.adopt_policy import adopt_policy, propose
from bot.views.lists import at_risk, open_cases
from storage.work import DatabaseStorage
from tests.conftest import Connect
from tests.support.factories import (
    CRANE,
    EGRET,
    FINCH,
    HERON,
    NOON,
    STORK,
    WREN,
    Hand,
    after,
    case,
    claimed,
    levels,
    member,
    open_one,
    policy,
    settle,
    timeline,
)
from tests.support.held_up import wait_until_held_up
from tests.support.looking import at_once, notices, turns

pytestmark = pytest.mark.both_databases
GROUP = "S0BIRDS"


@pytest.fixture
def storage(storage: DatabaseStorage) -> DatabaseStorage:
    settle(storage)
    return storage


def renamed(*, moved: bool = True, rotation: tuple[UserId, ...] = (HERON, CRANE, EGRET)) -> Policy:
    """The queue is called execs now."""
    plain = policy(rotation)
    queue = replace(plain.queues["executive"], name="execs")
    return replace(plain, queues={"execs": queue}, moved={"executive": "execs"} if moved else {})


def split(*kinds: str, rotation: tuple[UserId, ...] = (CRANE,)) -> Policy:
    """The queue executive with the kind executive alone, and another that takes these kinds."""
    plain = policy()
    queue = replace(plain.queues["executive"], kinds=("executive",))
    other = Queue(
        "front", ChannelId("C0FRONT"), "copenhagen", kinds, tuple(member(u) for u in rotation)
    )
    levels_of = {"executive": levels(), **{kind: levels() for kind in kinds}}
    return replace(plain, queues={"executive": queue, "front": other}, service_levels=levels_of)


def against(storage: Storage, wanted: Policy) -> tuple[str, ...]:
    with storage.read() as work:
        return propose(work, wanted, None).hindrances


def adopt(storage: Storage, wanted: Policy, minutes: float = 10) -> None:
    with storage.begin() as work:
        current = work.policies.current()
        assert current is not None
        hold_queues(work, current, wanted)
        assert propose(work, wanted, None).hindrances == ()
        adopt_policy(work, wanted, STORK, after(minutes=minutes))
    run_due(storage, after(minutes=minutes))


def taken_off(engine: Engine) -> list[TakenOff]:
    return [n for n in notices(engine) if isinstance(n, TakenOff)]


def listed(storage: Storage, user: UserId) -> list[EscalationId]:
    with storage.read() as work:
        return [v.id for v in open_cases(work, user, NOON).cases]


def test_a_queue_can_not_leave_while_cases_are_unfinished_in_it_and_they_are_named(
    storage: DatabaseStorage,
) -> None:
    assert against(storage, renamed(moved=False)) == ()
    claimed(storage, NOON)
    open_one(storage)
    withdrawn = open_one(storage)
    Hand(storage, WREN).withdraw(withdrawn, NOON)

    assert " ".join(against(storage, renamed(moved=False))) == (
        "The queue executive can't leave while ESC-1 and ESC-2 are unfinished in it: say where "
        'they go, like this: [moved] executive = "execs". Or finish them first.'
    )
    assert against(storage, renamed()) == ()


def test_a_queue_that_is_renamed_twice_leaves_no_case_on_the_way(
    storage: DatabaseStorage,
) -> None:
    """Where nothing has looked at the cases in between: the worker is down, say."""
    owned, offered = claimed(storage, NOON), open_one(storage)
    with storage.begin() as work:
        adopt_policy(work, renamed(), STORK, after(minutes=1))
    again = replace(renamed(), queues={"chief": replace(renamed().queues["execs"], name="chief")})
    short = replace(again, moved={"execs": "chief"})

    assert " ".join(against(storage, short)) == (
        "ESC-1 and ESC-2 are still on the way from the queue executive to execs: say where they "
        'go, like this: [moved] executive = "chief". Or try again in a minute.'
    )
    whole = replace(short, moved={**short.moved, "executive": "chief"})
    assert against(storage, whole) == ()
    with storage.begin() as work:
        adopt_policy(work, whole, STORK, after(minutes=2))
    assert set(listed(storage, HERON)) == {owned, offered}
    run_due(storage, after(minutes=2))
    assert {case(storage, esc).queue for esc in (owned, offered)} == {"chief"}
    assert against(storage, short) == ()


def test_a_kind_that_no_queue_would_take_can_not_leave_while_cases_of_it_are_unfinished(
    storage: DatabaseStorage,
) -> None:
    open_one(storage)
    without = split("frontline")

    assert " ".join(against(storage, without)) == (
        "No queue would take other any more while ESC-1 is unfinished: let a queue have it, and "
        "they go there. Or finish them first."
    )
    Hand(storage, WREN).withdraw(EscalationId(1), NOON)
    assert against(storage, without) == ()


def test_a_renamed_queue_keeps_its_cases_with_owner_offer_and_turns(
    storage: DatabaseStorage, engine: Engine
) -> None:
    owned, offered = claimed(storage, NOON), open_one(storage)
    held, before = case(storage, offered).holder, turns(engine)

    adopt(storage, renamed())

    assert case(storage, owned).queue == case(storage, offered).queue == "execs"
    assert (case(storage, owned).owner, case(storage, offered).holder) == (HERON, held)
    assert timeline(storage, owned)[-1] == "queue_changed"
    assert turns(engine) == before
    with storage.read() as work:
        assert set(work.turns.last("execs", [HERON, CRANE])) == {HERON, CRANE}
        assert work.turns.last("executive", [HERON, CRANE]) == {}
    assert taken_off(engine) == [], "they are on the rotation, whatever its name"


def test_what_was_moved_is_listed_before_anything_has_looked_at_it(
    storage: DatabaseStorage,
) -> None:
    esc = claimed(storage, NOON)
    with storage.begin() as work:
        adopt_policy(work, renamed(), STORK, after(minutes=1))

    assert case(storage, esc).queue == "executive"
    assert listed(storage, CRANE) == listed(storage, STORK) == [esc]
    with storage.read() as work:
        assert figures(work, ["execs"], NOON, after(hours=9)).stands.breached == 1
        assert figures(work, ["execs"], NOON, after(hours=9)).period.opened == 1
        assert at_risk(work, STORK, after(hours=9)).total == 1


def test_a_release_after_the_queue_was_renamed_is_offered_to_its_rotation(
    storage: DatabaseStorage,
) -> None:
    esc = claimed(storage, NOON)
    with storage.begin() as work:
        adopt_policy(work, renamed(), STORK, after(minutes=1))

    Hand(storage, HERON).release(esc, after(minutes=2))

    assert case(storage, esc).holder == CRANE


def test_a_kind_that_another_queue_takes_now_has_its_cases_there(
    storage: DatabaseStorage,
) -> None:
    owned, offered = claimed(storage, NOON), open_one(storage)
    other_kind = open_one(storage, kind="executive", account="Acme")
    assert case(storage, offered).holder == CRANE

    adopt(storage, split("frontline", "other", rotation=(EGRET,)))

    assert case(storage, other_kind).queue == "executive"
    assert case(storage, owned).queue == case(storage, offered).queue == "front"
    assert case(storage, owned).owner == HERON, "who has it keeps it"
    assert case(storage, offered).holder == EGRET, "an offer goes to the queue's own people"


@pytest.mark.parametrize("is_known", [True, False])
def test_a_reopened_case_goes_to_the_queue_that_has_its_kind_now(
    storage: DatabaseStorage, is_known: bool
) -> None:
    esc = claimed(storage, NOON)
    Hand(storage, HERON).decide(esc, after(minutes=1))
    Hand(storage, HERON).mark_communicated(esc, after(minutes=2))
    new = split("frontline", "other", rotation=(EGRET,)) if is_known else renamed(moved=False)
    adopt(storage, new)

    Hand(storage, WREN).reopen(esc, after(minutes=20))

    found = case(storage, esc)
    assert (found.queue, found.holder) == (("front", EGRET) if is_known else ("execs", HERON))
    assert "queue_changed" in timeline(storage, esc)


def test_what_no_queue_has_any_more_is_in_every_managers_lists_and_digests(
    storage: DatabaseStorage,
) -> None:
    with_front = split("frontline", "other")
    named = replace(with_front.queues["front"], managers=(FINCH,))
    settle(storage, replace(with_front, queues={**with_front.queues, "front": named}))
    esc = open_one(storage)
    with storage.begin() as work:
        found = work.escalations.get(esc)
        assert found is not None
        work.escalations.save(replace(found, queue="gone", kind="dispute"))

    assert listed(storage, STORK) == listed(storage, FINCH) == [esc]
    assert listed(storage, CRANE) == []
    with storage.read() as work:
        for queue in ("executive", "front"):
            assert figures(work, [queue], NOON, after(hours=9)).stands.breached == 1
        assert at_risk(work, FINCH, after(hours=9)).total == 1


def test_who_is_taken_off_a_rotation_and_the_managers_are_told_what_they_still_have(
    storage: DatabaseStorage, engine: Engine
) -> None:
    claimed(storage, NOON)
    adopt(storage, policy((CRANE, EGRET)))

    assert taken_off(engine) == [
        TakenOff(HERON, HERON, ("executive",)),
        TakenOff(STORK, HERON, ("executive",)),
    ]


def test_who_has_nothing_or_has_left_is_taken_off_without_a_word(
    storage: DatabaseStorage, engine: Engine
) -> None:
    open_one(storage)
    adopt(storage, policy((CRANE, EGRET)))

    assert taken_off(engine) == [], "an offer goes on, and nothing stays"


def test_who_is_taken_off_a_group_on_a_rotation_is_told_what_they_still_have(
    storage: DatabaseStorage, engine: Engine
) -> None:
    with storage.begin() as work:
        work.people.put_group(GROUP, [HERON])
    settle(storage, policy([Member(UserId(GROUP), "copenhagen"), member(CRANE)]))
    claimed(storage, NOON)
    for _ in range(2):
        with storage.begin() as work:
            heard_of_group(work, GROUP, after(minutes=1), removed=[HERON])

    assert taken_off(engine) == [
        TakenOff(HERON, HERON, ("executive",)),
        TakenOff(STORK, HERON, ("executive",)),
    ]


def test_a_group_that_takes_somebodys_place_takes_them_off_nothing(
    storage: DatabaseStorage, engine: Engine
) -> None:
    with storage.begin() as work:
        work.people.put_group(GROUP, [HERON])
    claimed(storage, NOON)
    adopt(storage, policy([Member(UserId(GROUP), "copenhagen"), member(CRANE)]))

    assert taken_off(engine) == []


def test_a_case_that_is_raised_or_released_while_its_queue_is_renamed_is_in_the_new_one(
    postgres_url: str, process: Connect
) -> None:
    adopting, raising = (
        DatabaseStorage(process(postgres_url, name), lambda: NOON) for name in ("first", "second")
    )
    settle(adopting)
    owned = claimed(adopting, NOON)
    found: list[object] = []
    acts: list[Callable[[], object]] = [
        partial(open_one, raising, now=after(minutes=1)),
        partial(Hand(raising, HERON).release, owned, after(minutes=1)),
    ]
    others = Thread(target=lambda: found.extend(at_once(acts)))
    with adopting.begin() as work:
        current = work.policies.current()
        assert current is not None
        hold_queues(work, current, renamed())
        adopt_policy(work, renamed(), STORK, after(minutes=1))
        others.start()
        # For the policy.
        wait_until_held_up(process(postgres_url, "third"), others.is_alive, count=2)
    others.join()
    run_due(adopting, after(minutes=1))

    assert not any(isinstance(one, Exception) for one in found), found
    cases = [case(adopting, EscalationId(number)) for number in (1, 2)]
    assert [(c.queue, c.holder is not None) for c in cases] == [("execs", True)] * 2
