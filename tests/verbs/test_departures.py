"""People who leave the workspace, a group or a rotation: what is before them goes on."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from functools import partial
from threading import Thread

import pytest
from slack_sdk import WebClient
from slack_sdk.web import SlackResponse
from sqlalchemy import Engine

from bot.case.errors import Refused
from bot.case.identifiers import UserId
from bot.due.timers import run_due
from bot.notices import HandOverOff, MemberLeft, NobodyToOffer
from bot.policy import Member
from bot.rotation.choice import Absence
from bot.verbs.people.departures import heard_of, heard_of_all, heard_of_group
from bot.verbs.settings.adopt_policy import adopt_policy
from handlers.web_api.directory import look_up
from storage.work import DatabaseStorage
from tests.conftest import Connect
from tests.support.factories import (
    CRANE,
    EGRET,
    FINCH,
    HERON,
    NOON,
    STORK,
    Hand,
    after,
    case,
    claimed,
    open_one,
    person,
    policy,
    settle,
    timeline,
)
from tests.support.held_up import wait_until_held_up
from tests.support.looking import Ear, at_once, notices

GROUP = "S0BIRDS"


@pytest.fixture
def storage(storage: DatabaseStorage) -> DatabaseStorage:
    settle(storage)
    return storage


def hears(storage: DatabaseStorage, user: UserId, **is_now: bool) -> None:
    with storage.begin() as work:
        heard_of(work, person(user, **is_now), after(minutes=1))


def told(engine: Engine) -> list[MemberLeft]:
    return [n for n in notices(engine) if isinstance(n, MemberLeft)]


@pytest.mark.parametrize("how", ["is_deactivated", "is_guest"])
def test_what_is_offered_to_who_leaves_goes_on_and_the_managers_are_told(
    storage: DatabaseStorage, engine: Engine, how: str
) -> None:
    esc = open_one(storage)
    hears(storage, HERON, **{how: True})
    run_due(storage, after(minutes=1))
    assert case(storage, esc).holder == CRANE
    assert timeline(storage, esc)[-2:] == ["offer_passed_on", "offered"]
    assert told(engine) == [MemberLeft(STORK, HERON, ("executive",))]


def test_the_managers_are_told_once_however_often_slack_says_it(
    storage: DatabaseStorage, engine: Engine
) -> None:
    for _ in range(3):
        hears(storage, HERON, is_deactivated=True)
    assert len(told(engine)) == 1


def test_two_processes_that_hear_it_at_once_tell_once(postgres_url: str, process: Connect) -> None:
    engines = [process(postgres_url, name) for name in ("first", "second")]
    storages = [DatabaseStorage(engine, lambda: NOON) for engine in engines]
    settle(storages[0])
    found = at_once([partial(hears, s, HERON, is_deactivated=True) for s in storages * 3])
    assert [error for error in found if error is not None] == []
    assert len(told(engines[0])) == 1


def test_of_somebody_in_no_queue_who_leaves_nobody_is_told(
    storage: DatabaseStorage, ear: Ear
) -> None:
    hears(storage, FINCH, is_deactivated=True)
    assert ear.new() == []


def test_a_stranger_who_turns_out_to_be_a_guest_loses_what_is_offered_to_them(
    storage: DatabaseStorage, engine: Engine
) -> None:
    unknown = UserId("U0STRANGER")
    settle(storage, policy((unknown, CRANE)))
    esc = open_one(storage)
    assert case(storage, esc).holder == unknown

    class Slack(WebClient):
        def users_info(self, **_asked: object) -> SlackResponse:
            guest = {"user": {"id": unknown, "team_id": "T0BIRDS", "is_restricted": True}}
            return SlackResponse(
                client=self, http_verb="", api_url="", req_args={}, data=guest, headers={},
                status_code=200,
            )  # fmt: skip

    look_up(Slack(), storage, StandingClock(), unknown, "T0BIRDS")
    run_due(storage, after(minutes=1))
    assert case(storage, esc).holder == CRANE
    assert told(engine) == [MemberLeft(STORK, unknown, ("executive",))]


def test_of_a_queue_s_only_manager_who_leaves_the_workspace_s_are_told(
    storage: DatabaseStorage, engine: Engine
) -> None:
    by_finch(storage)
    hears(storage, FINCH, is_deactivated=True)
    assert told(engine) == [MemberLeft(STORK, FINCH, ("executive",))]


def test_where_a_queue_s_only_manager_has_left_the_workspace_s_hear_of_its_cases(
    storage: DatabaseStorage, engine: Engine
) -> None:
    by_finch(storage, rotation=())
    hears(storage, FINCH, is_deactivated=True)
    open_one(storage, now=after(minutes=2))
    assert [n.to for n in notices(engine) if isinstance(n, NobodyToOffer)] == [STORK]


def test_while_a_queue_s_only_manager_is_away_the_workspace_s_hear_of_its_cases(
    storage: DatabaseStorage, engine: Engine
) -> None:
    by_finch(storage, rotation=())
    with storage.begin() as work:
        work.absences.begin(Absence(FINCH, NOON, None, FINCH))
    open_one(storage, now=after(minutes=2))
    assert [n.to for n in notices(engine) if isinstance(n, NobodyToOffer)] == [STORK]


def by_finch(storage: DatabaseStorage, rotation: tuple[UserId, ...] = (HERON,)) -> None:
    """Finch alone manages the queue, Stork the workspace."""
    named = policy(rotation)
    queue = replace(named.queues["executive"], managers=(FINCH,))
    settle(storage, replace(named, queues={"executive": queue}))


class StandingClock:
    def now(self) -> datetime:
        return after(seconds=1)


def test_another_name_is_no_departure(storage: DatabaseStorage, ear: Ear) -> None:
    with storage.begin() as work:
        heard_of(work, replace(person(HERON), name="Grey Heron"), NOON)
    assert ear.new() == []
    with storage.read() as work:
        assert work.people.names([HERON]) == {HERON: "Grey Heron"}


def test_a_manager_who_has_a_case_and_leaves_is_told_to_the_others(
    storage: DatabaseStorage, engine: Engine
) -> None:
    settle(storage, policy(managers=(STORK, FINCH)))
    Hand(storage, STORK).claim(open_one(storage), after(seconds=1))
    hears(storage, STORK, is_deactivated=True)
    assert told(engine) == [MemberLeft(FINCH, STORK, ("executive",))]


def test_a_hand_over_that_names_who_leaves_is_off(storage: DatabaseStorage, engine: Engine) -> None:
    esc = claimed(storage, NOON)
    Hand(storage, HERON).hand_over(esc, CRANE, after(seconds=1))
    hears(storage, CRANE, is_deactivated=True)
    run_due(storage, after(minutes=1))
    assert case(storage, esc).hand_over is None
    off = [n for n in notices(engine) if isinstance(n, HandOverOff)]
    assert [(n.to, n.why) for n in off] == [(HERON, "is no longer a full member of the workspace")]


@pytest.mark.parametrize("user", [CRANE, STORK, EGRET])
def test_nothing_is_handed_to_who_leaves_at_the_same_moment(
    postgres_url: str, process: Connect, user: UserId
) -> None:
    """Crane leaves, who is on the rotation, Stork, who only manages it, or Egret, their group."""
    leaving, asking = (
        DatabaseStorage(process(postgres_url, name), lambda: NOON) for name in ("first", "second")
    )
    settle(leaving, policy([HERON, CRANE, Member(UserId(GROUP), "copenhagen")]))
    with leaving.begin() as work:
        work.people.put_group(GROUP, [EGRET])
    esc = claimed(leaving, NOON)
    pair = [partial(Hand(asking, HERON).hand_over, esc, user, after(seconds=1))]
    found: list[object] = []
    asks = Thread(target=lambda: found.extend(at_once(pair)))
    with leaving.begin() as work:
        if user == EGRET:
            heard_of_group(work, GROUP, NOON, removed=[EGRET])
        else:
            heard_of(work, person(user, is_deactivated=True), NOON)
        asks.start()
        # By who is leaving.
        wait_until_held_up(process(postgres_url, "third"), asks.is_alive)
    asks.join()
    assert isinstance(found[0], Refused)
    assert case(asking, esc).hand_over is None


def test_who_comes_back_to_the_workspace_is_offered_what_waits(storage: DatabaseStorage) -> None:
    settle(storage, policy((HERON,)))
    hears(storage, HERON, is_deactivated=True)
    esc = open_one(storage, now=after(minutes=1))
    assert case(storage, esc).holder is None
    hears(storage, HERON)
    run_due(storage, after(minutes=1, seconds=1))
    assert case(storage, esc).holder == HERON


def test_who_left_while_the_bot_was_down_is_found_in_the_list_of_people(
    storage: DatabaseStorage,
) -> None:
    listed = [person(HERON, is_deactivated=True), person(CRANE), person(UserId("U0NEW"))]
    with storage.begin() as work:
        closer = heard_of_all(work, listed)
        known = work.people.get(UserId("U0NEW"))
    assert [p.user for p in closer] == [HERON]
    assert known is not None


def by_group(storage: DatabaseStorage) -> None:
    """The rotation is Heron and a group, of which Crane is."""
    group = Member(UserId(GROUP), "copenhagen")
    with storage.begin() as work:
        work.people.put_group(GROUP, [CRANE])
    settle(storage, policy([group]))


def test_what_is_offered_to_who_is_taken_off_a_group_goes_on(storage: DatabaseStorage) -> None:
    by_group(storage)
    esc = open_one(storage)
    assert case(storage, esc).holder == CRANE
    with storage.begin() as work:
        heard_of_group(work, GROUP, after(minutes=1), added=[EGRET], removed=[CRANE])
    run_due(storage, after(minutes=1))
    assert case(storage, esc).holder == EGRET


def test_who_joins_a_group_on_the_rotation_is_offered_what_waits(storage: DatabaseStorage) -> None:
    by_group(storage)
    with storage.begin() as work:
        heard_of_group(work, GROUP, NOON, members=[])
    esc = open_one(storage)
    assert case(storage, esc).holder is None
    with storage.begin() as work:
        heard_of_group(work, GROUP, after(minutes=1), members=[EGRET])
    run_due(storage, after(minutes=1, seconds=1))
    assert case(storage, esc).holder == EGRET


def test_a_group_that_is_told_of_again_unchanged_wakes_nothing(
    storage: DatabaseStorage, ear: Ear
) -> None:
    by_group(storage)
    with storage.begin() as work:
        heard_of_group(work, GROUP, NOON, members=[CRANE])
    assert ear.new() == []


@pytest.mark.parametrize("rest", [(CRANE, EGRET), ()])
def test_a_rotation_that_somebody_is_taken_off_passes_on_what_is_offered_to_them(
    storage: DatabaseStorage, rest: tuple[UserId, ...]
) -> None:
    esc = open_one(storage)
    with storage.begin() as work:
        adopt_policy(work, policy(rest), STORK, after(minutes=1))
    run_due(storage, after(minutes=1))
    assert case(storage, esc).holder == (rest[0] if rest else None)


def test_a_manager_taken_off_the_rotation_keeps_only_what_they_are_asked_to_take_over(
    storage: DatabaseStorage,
) -> None:
    settle(storage, policy((STORK, CRANE)))
    esc, handed = open_one(storage), open_one(storage)
    Hand(storage, CRANE).claim(handed, NOON)
    Hand(storage, CRANE).hand_over(handed, STORK, NOON)
    assert case(storage, esc).holder == STORK
    with storage.begin() as work:
        adopt_policy(work, policy((CRANE,)), STORK, after(minutes=1))
    run_due(storage, after(minutes=1))
    assert case(storage, esc).holder == CRANE
    assert case(storage, handed).hand_over is not None
