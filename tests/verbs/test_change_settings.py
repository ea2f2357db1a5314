"""Settings saved: who may, what is kept, what stands against it, and two managers at once."""

from __future__ import annotations

from dataclasses import replace
from itertools import count

import pytest
from sqlalchemy import Engine

from bot.case.errors import RefusalCode, Refused
from bot.case.identifiers import RequestKey, UserId
from bot.case.people import Actor, Via
from bot.case.text import REASON_LIMIT
from bot.casework.transaction import carry_out
from bot.policy import Policy
from bot.policy.editing import Change, MemberChange, MemberRemoval, PeopleChange
from bot.policy.file import read_policy
from bot.policy.text import based_on, write_policy
from bot.ports import Receipt, Storage, Work
from bot.verbs.settings.adopt_policy import propose
from bot.verbs.settings.change_settings import (
    NotAsShown,
    SettingsRequest,
    SettingsReview,
    change_settings,
    editable_settings,
    review,
)
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
    case,
    open_one,
    person,
    policy,
)
from tests.support.factories import settle as settle_in
from tests.support.looking import Ear, at_once, timers
from tests.support.refusals import refusing

MANAGERS = ("workspace", "managers")
_KEYS = count(1)


@pytest.fixture
def storage(storage: DatabaseStorage) -> DatabaseStorage:
    settle_in(storage)
    return storage


def capacity(number: int, of: UserId = HERON) -> Change:
    return MemberChange("executive", of, "copenhagen", capacity=str(number), was=of)


def in_force(storage: Storage) -> Policy:
    with storage.read() as work:
        found = work.policies.current()
    assert found is not None
    return found


def looked_at(storage: Storage, change: Change, by: UserId = STORK, on: int = 0) -> SettingsReview:
    """What the form shows before it is saved."""
    with storage.read() as work:
        return review(work, Actor(by, Via.FORM), change, on or in_force(storage).version, NOON)


def request(
    shown: SettingsReview, change: Change, by: UserId = STORK, why: str = "So."
) -> SettingsRequest:
    return SettingsRequest(Actor(by, Via.FORM), change, shown.current.version, shown.mark, why)


def save(storage: Storage, asked: SettingsRequest, key: str = "") -> Receipt:
    under = RequestKey(key or f"saving {next(_KEYS)}")
    return carry_out(storage, under, lambda work: change_settings(work, asked, NOON), NOON)


def saved(storage: Storage, change: Change, by: UserId = STORK, why: str = "So.") -> Receipt:
    return save(storage, request(looked_at(storage, change, by), change, by, why))


def test_a_change_is_a_version_with_who_and_why(storage: DatabaseStorage) -> None:
    receipt = saved(storage, capacity(4), why="  Heron teaches. ")

    assert receipt.words.splitlines() == [
        "Version 2 is in force.",
        f"queues.executive.rotation.{HERON}.capacity: any number → 4",
    ]
    with storage.read() as work:
        newest, first = work.policies.history(10)
    assert (newest.version, newest.by, newest.at, newest.why) == (2, STORK, NOON, "Heron teaches.")
    assert first.version == 1


def test_an_export_after_it_changes_nothing_and_an_older_one_would_undo_it(
    storage: DatabaseStorage,
) -> None:
    older = write_policy(in_force(storage))
    saved(storage, capacity(4))
    export = write_policy(in_force(storage))

    for text, changes, undone in ((export, 0, 0), (older, 1, 1)):
        read = read_policy(text).policy
        assert read is not None
        with storage.read() as work:
            proposal = propose(work, read, based_on(text))
        assert (len(proposal.changes), len(proposal.since_base)) == (changes, undone)
    assert read_policy(export).policy == in_force(storage)


def test_saving_twice_under_one_key_makes_one_version(storage: DatabaseStorage) -> None:
    asked = request(looked_at(storage, capacity(4)), capacity(4))

    assert save(storage, asked, "once") == save(storage, asked, "once")
    assert in_force(storage).version == 2


@pytest.mark.parametrize("user", [HERON, WREN, FINCH])
def test_who_manages_nothing_settles_nothing(storage: DatabaseStorage, user: UserId) -> None:
    with refusing(RefusalCode.NOT_ALLOWED):
        looked_at(storage, capacity(4), user)


def test_a_guest_settles_nothing_even_as_a_manager(storage: DatabaseStorage) -> None:
    with storage.begin() as work:
        work.people.put([person(STORK, is_guest=True)])

    with refusing(RefusalCode.NOT_A_MEMBER):
        looked_at(storage, capacity(4))


def test_a_queue_s_own_manager_settles_its_rotation_alone(storage: DatabaseStorage) -> None:
    saved(storage, PeopleChange(("queues", "executive", "managers"), (FINCH,)))

    with storage.read() as work:
        finch, stork = editable_settings(work, FINCH), editable_settings(work, STORK)
    assert (finch.everything, finch.queues) == (False, ("executive",))
    assert (stork.everything, stork.queues) == (True, ("executive",))
    saved(storage, capacity(4), FINCH)
    assert in_force(storage).version == 3
    with refusing(RefusalCode.NOT_ALLOWED):
        looked_at(storage, PeopleChange(MANAGERS, (FINCH,)), FINCH)


@pytest.mark.parametrize("why", ["", " \n\u202e", "a" * (REASON_LIMIT + 1)])
def test_a_reason_is_needed_and_fits(storage: DatabaseStorage, why: str) -> None:
    with pytest.raises(Refused) as caught:
        saved(storage, capacity(4), why=why)

    assert list(caught.value.fields) == ["why"]
    assert in_force(storage).version == 1


def test_what_was_not_shown_is_not_saved(storage: DatabaseStorage) -> None:
    shown = looked_at(storage, capacity(4))

    with pytest.raises(NotAsShown) as caught:
        save(storage, request(shown, capacity(40)))
    assert caught.value.review.changes[0].endswith("any number → 40")
    assert in_force(storage).version == 1


def test_whoever_is_second_is_shown_what_the_first_has_changed(storage: DatabaseStorage) -> None:
    second = looked_at(storage, capacity(5))
    saved(storage, capacity(4), why="Heron teaches.")

    with pytest.raises(NotAsShown) as caught:
        save(storage, request(second, capacity(5)))
    again = caught.value.review
    assert [line.rpartition(": ")[2] for line in again.since] == ["any number → 4"]
    assert [line.rpartition(": ")[2] for line in again.changes] == ["4 → 5"]
    assert [version.why for version in again.newer] == ["Heron teaches."]
    save(storage, request(again, capacity(5)))
    assert in_force(storage).version == 3


def test_a_change_elsewhere_is_shown_too_and_both_are_kept(storage: DatabaseStorage) -> None:
    mine = looked_at(storage, capacity(5))
    saved(storage, capacity(4, CRANE))

    with pytest.raises(NotAsShown) as caught:
        save(storage, request(mine, capacity(5)))
    save(storage, request(caught.value.review, capacity(5)))

    kept = {m.user: m.capacity for m in in_force(storage).queues["executive"].rotation}
    assert kept == {HERON: 5, CRANE: 4, EGRET: None}


def test_of_two_managers_at_one_moment_one_is_asked_again(
    postgres_url: str, process: Connect
) -> None:
    first, second = (
        DatabaseStorage(process(postgres_url, name), lambda: NOON) for name in ("first", "second")
    )
    settle_in(first)
    one, other = (request(looked_at(s, capacity(n)), capacity(n)) for s, n in
                  ((first, 4), (second, 5)))  # fmt: skip

    found = at_once([lambda: save(first, one), lambda: save(second, other)])

    assert sorted(type(f).__name__ for f in found) == ["NotAsShown", "Receipt"]
    assert in_force(first).version == 2


def test_who_is_overtaken_after_the_settings_were_read_is_asked_again(
    postgres_url: str, process: Connect
) -> None:
    first, second = (
        DatabaseStorage(process(postgres_url, name), lambda: NOON) for name in ("first", "second")
    )
    settle_in(first)
    mine = request(looked_at(first, capacity(5)), capacity(5))
    others = iter([request(looked_at(second, capacity(4, CRANE)), capacity(4, CRANE))])

    def overtaken(work: Work) -> Receipt:
        work.policies.current()
        for other in others:
            save(second, other)
        return change_settings(work, mine, NOON)

    with pytest.raises(NotAsShown):
        carry_out(first, RequestKey("overtaken"), overtaken, NOON)
    kept = {m.user: m.capacity for m in in_force(first).queues["executive"].rotation}
    assert (in_force(first).version, kept[CRANE], kept[HERON]) == (2, 4, None)


def test_a_rotation_with_offers_is_not_emptied(storage: DatabaseStorage) -> None:
    cases = [open_one(storage, now=NOON) for _ in range(7)]
    for user in (HERON, CRANE):
        saved(storage, MemberRemoval("executive", user))

    with pytest.raises(Refused) as caught:
        looked_at(storage, MemberRemoval("executive", EGRET))
    assert caught.value.words.startswith("The rotation of executive can't be emptied while ESC-1, ")
    assert "ESC-5 and 2 more are offered: put somebody else on it first." in caught.value.words
    saved(storage, MemberChange("executive", FINCH, "copenhagen"))
    saved(storage, MemberRemoval("executive", EGRET))
    assert case(storage, cases[0]).offer is not None


def test_a_rotation_without_offers_may_be_emptied(storage: DatabaseStorage) -> None:
    claimed = open_one(storage, now=NOON)
    Hand(storage, HERON).claim(claimed, NOON)
    for user in (HERON, CRANE):
        saved(storage, MemberRemoval("executive", user))

    shown = looked_at(storage, MemberRemoval("executive", EGRET))
    assert shown.notes == ("queues.executive.rotation is empty: nobody can be offered anything",)


def test_somebody_is_left_to_manage(storage: DatabaseStorage) -> None:
    with storage.begin() as work:
        work.people.put_group("S0MANAGERS", [FINCH])
        work.people.put([person(WREN, is_deactivated=True)])

    for ids in ((WREN,), ("U0NOBODY",), ("S0NOBODY",)):
        with refusing(RefusalCode.IN_THE_WAY):
            looked_at(storage, PeopleChange(MANAGERS, ids))
    saved(storage, PeopleChange(MANAGERS, (), "S0MANAGERS"))
    with refusing(RefusalCode.NOT_ALLOWED):
        looked_at(storage, capacity(4))
    saved(storage, capacity(4), FINCH)


def test_a_file_from_the_shell_meets_the_same_hindrances(storage: DatabaseStorage) -> None:
    open_one(storage, now=NOON)
    now = in_force(storage)
    queue = replace(now.queues["executive"], rotation=())
    file = replace(now, managers=("U0NOBODY",), queues={"executive": queue})

    with storage.read() as work:
        proposal = propose(work, file, 1)
    assert [words.partition(":")[0] for words in proposal.hindrances] == [
        "Nobody would be left to manage the workspace",
        "The rotation of executive can't be emptied while ESC-1 is offered",
    ]


def test_where_nobody_is_known_yet_a_file_may_name_anybody(storage: DatabaseStorage) -> None:
    unknown = replace(policy(), managers=("U0STRANGER",))
    with storage.begin() as work:
        work.policies.add(unknown, "shell", NOON)

    with storage.read() as work:
        assert propose(work, replace(unknown, managers=("U0OTHER",)), 2).hindrances == ()


def test_cases_are_looked_at_again_after_a_change(storage: DatabaseStorage, engine: Engine) -> None:
    opened = open_one(storage, now=NOON)

    saved(storage, capacity(4))

    assert "reckon" in timers(engine, opened)


def test_who_is_no_full_member_is_noted_before_they_take_a_place(storage: DatabaseStorage) -> None:
    with storage.begin() as work:
        work.people.put([person(WREN, is_guest=True)])

    shown = looked_at(storage, MemberChange("executive", WREN, "copenhagen"))

    assert shown.notes == (
        f"{WREN} can't be offered anything: only full members of the workspace can",
    )


def test_app_homes_are_drawn_anew(storage: DatabaseStorage, ear: Ear) -> None:
    with storage.begin() as work:
        work.homes.opened(STORK)
        work.homes.opened(HERON)

    saved(storage, capacity(4))

    assert {"home_changed", "homes_changed"} <= {told.split()[0] for told in ear.new()}
