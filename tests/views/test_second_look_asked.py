"""A second look stands among what is its reviewer's, as long as it is before them, without its
decision."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import Engine

from bot.case.identifiers import EscalationId, UserId
from bot.due.timers import run_due
from bot.notices import HomeChanged, HomesChanged
from bot.views.home import home_of
from bot.views.second_look import LookAsked, look_asked
from storage.work import DatabaseStorage
from tests.support.factories import (
    CRANE,
    EGRET,
    HERON,
    NOON,
    STORK,
    WREN,
    Hand,
    after,
    claimed,
    policy,
    settle,
)
from tests.support.looking import notices
from tests.support.second_looks import judges, look_of, passes_on, puts_off, with_second_looks

pytestmark = pytest.mark.both_databases
SOON = after(minutes=2)


@pytest.fixture
def case(storage: DatabaseStorage) -> EscalationId:
    """Heron's, which Crane is asked to judge."""
    settle(storage, with_second_looks(policy()))
    found = claimed(storage, NOON)
    Hand(storage, HERON).decide(found, NOON)
    run_due(storage, NOON)
    return found


def asked(storage: DatabaseStorage, user: UserId) -> LookAsked | None:
    with storage.read() as work:
        found = look_asked(work, user)
        assert home_of(work, user, SOON).second_look == found, "Home has the same"
    return found


def test_it_is_before_who_is_asked_and_nobody_else(
    storage: DatabaseStorage, case: EscalationId
) -> None:
    found = asked(storage, CRANE)

    assert found is not None
    assert (found.id, found.can_snooze) == (case, True)
    assert found.lapses_at == look_of(storage, case).lapses_at
    assert [asked(storage, user) for user in (HERON, EGRET, STORK, WREN)] == [None] * 4


def test_put_off_it_stays_there_and_says_until_when(
    storage: DatabaseStorage, case: EscalationId
) -> None:
    puts_off(Hand(storage, CRANE), look_of(storage, case), SOON)
    found = asked(storage, CRANE)

    assert found is not None
    assert found.comes_at == look_of(storage, case).comes_at
    assert not found.can_snooze


def test_judged_passed_on_or_no_longer_the_decision_it_is_gone(
    storage: DatabaseStorage, case: EscalationId
) -> None:
    passes_on(Hand(storage, CRANE), look_of(storage, case), SOON)
    run_due(storage, SOON)
    assert asked(storage, CRANE) is None
    assert asked(storage, EGRET) is not None
    Hand(storage, HERON).decide(case, SOON, ground="law")
    assert asked(storage, EGRET) is None
    run_due(storage, SOON)
    judges(Hand(storage, CRANE), look_of(storage, case), SOON)

    assert asked(storage, CRANE) is None


def test_of_a_kept_case_the_list_says_no_title(
    storage: DatabaseStorage, case: EscalationId
) -> None:
    open_title = asked(storage, CRANE)
    assert open_title is not None
    assert open_title.title
    cleared = replace(with_second_looks(policy()), clearances={"restricted": (CRANE,)})
    settle(storage, cleared)
    with storage.begin() as work:
        escalation = work.escalations.get(case)
        assert escalation is not None
        work.escalations.save(replace(escalation, confidentiality="restricted"))
    kept = asked(storage, CRANE)

    assert kept is not None
    assert kept.title == ""


def test_homes_that_somebody_looks_at_are_drawn_again(
    storage: DatabaseStorage, engine: Engine, case: EscalationId
) -> None:
    assert not {HomeChanged(CRANE), HomesChanged()} & {*notices(engine)}
    with storage.begin() as work:
        work.homes.opened(CRANE)
    puts_off(Hand(storage, CRANE), look_of(storage, case), SOON)
    assert HomeChanged(CRANE) in notices(engine)
    assert HomesChanged() not in notices(engine)
    run_due(storage, after(days=1))

    assert HomesChanged() in notices(engine), "it has come back"
