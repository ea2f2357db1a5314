"""Cases offered at the moment at which the policy or a user group changes, in two processes."""

from __future__ import annotations

from collections.abc import Callable
from threading import Thread

import pytest

from bot.case.errors import LostRace, Refused
from bot.case.identifiers import UserId
from bot.case.people import Actor, Via
from bot.casework.transaction import carry_out
from bot.due.timers import run_due
from bot.policy import Member
from bot.policy.editing import MemberRemoval
from bot.ports import Receipt, Work
from bot.verbs.intake.raise_escalation import open_escalation
from bot.verbs.people.departures import heard_of_group
from bot.verbs.settings.change_settings import SettingsRequest, change_settings, review
from storage.work import DatabaseStorage
from tests.conftest import Connect
from tests.support.factories import (
    CRANE,
    EGRET,
    HERON,
    NOON,
    STORK,
    after,
    case,
    key,
    policy,
    request,
)
from tests.support.factories import settle as settle_in

GROUP = "S0BIRDS"
Processes = tuple[DatabaseStorage, DatabaseStorage]


@pytest.fixture
def processes(postgres_url: str, process: Connect) -> Processes:
    first, second = (
        DatabaseStorage(process(postgres_url, name), lambda: NOON) for name in ("first", "second")
    )
    settle_in(first)
    return first, second


class Meanwhile:
    """Somebody else begins to do something, and has time enough unless they are kept waiting."""

    def __init__(self, act: Callable[[], object]) -> None:
        self._act, self._found = act, list[object]()
        self._thread = Thread(target=self._run)
        self._thread.start()
        self._thread.join(1)

    def _run(self) -> None:
        try:
            self._found.append(self._act())
        except (Refused, LostRace) as failure:
            self._found.append(failure)

    def found(self) -> object:
        """What became of it."""
        self._thread.join()
        return self._found[0]


def raises(storage: DatabaseStorage) -> Receipt:
    return carry_out(storage, key(), lambda work: open_escalation(work, request(), NOON), NOON)


def takes_off(work: Work, user: UserId) -> Receipt:
    """Stork saves a rotation without somebody."""
    stork, change = Actor(STORK, Via.FORM), MemberRemoval("executive", user)
    current = work.policies.current()
    assert current is not None
    shown = review(work, stork, change, current.version, NOON)
    asked = SettingsRequest(stork, change, current.version, shown.mark, "So.")
    return change_settings(work, asked, NOON)


def test_a_case_raised_while_somebody_is_taken_off_the_rotation_is_not_offered_to_them(
    processes: Processes,
) -> None:
    managing, raising = processes
    with managing.begin() as work:
        takes_off(work, HERON)
        other = Meanwhile(lambda: raises(raising))
    found = other.found()
    assert isinstance(found, Receipt)
    assert found.escalation_id is not None
    run_due(managing, after(minutes=1))
    assert case(managing, found.escalation_id).holder == CRANE


def test_a_rotation_is_not_emptied_while_its_offer_is_being_made(processes: Processes) -> None:
    managing, raising = processes
    settle_in(managing, policy((HERON,)))
    with raising.begin() as work:
        open_escalation(work, request(), NOON)
        removal = Meanwhile(lambda: carry_out(managing, key(), lambda w: takes_off(w, HERON), NOON))
    found = removal.found()
    assert isinstance(found, Refused)
    assert "can't be emptied while ESC-1 is offered" in found.words


def test_a_case_raised_while_somebody_is_taken_off_a_group_is_not_offered_to_them(
    processes: Processes,
) -> None:
    hearing, raising = processes
    with hearing.begin() as work:
        work.people.put_group(GROUP, [CRANE, EGRET])
    settle_in(hearing, policy([Member(UserId(GROUP), "copenhagen")]))
    with hearing.begin() as work:
        heard_of_group(work, GROUP, NOON, removed=[CRANE])
        other = Meanwhile(lambda: raises(raising))
    found = other.found()
    assert isinstance(found, Receipt)
    assert found.escalation_id is not None
    assert case(hearing, found.escalation_id).holder == EGRET
