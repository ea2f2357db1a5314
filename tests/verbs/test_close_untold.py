"""A decided case whose party may not be told: closed with why not, or brought up until it may be."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import Engine

from bot.case.errors import RefusalCode, Refused
from bot.case.escalation import Silence
from bot.case.identifiers import EscalationId
from bot.case.states import CloseReason, State, ToDo
from bot.case.transitions import Move
from bot.casework.case_view import view
from bot.due.timers import run_due
from bot.reports.asked import Asked
from storage.register import Register
from storage.work import DatabaseStorage
from tests.support import of_kinds
from tests.support.approvals import approved
from tests.support.factories import (
    CRANE,
    HERON,
    NOON,
    REVERSED,
    WREN,
    Hand,
    after,
    case,
    open_one,
    policy,
    settle,
    timeline,
)
from tests.support.looking import Ear

SOON = after(minutes=5)
WHY = "Art. 5 of the order, until the trial."


@pytest.fixture
def storage(storage: DatabaseStorage) -> DatabaseStorage:
    settle(storage, policy([HERON, CRANE]))
    return storage


@pytest.fixture
def heron(storage: DatabaseStorage) -> Hand:
    return Hand(storage, HERON)


def silenced(storage: DatabaseStorage, heron: Hand, **fields: Any) -> EscalationId:
    """Decided, while an authority forbids to tell its party."""
    esc = open_one(storage)
    heron.claim(esc, after(minutes=1))
    heron.decide(esc, after(minutes=2), told_through="email", **fields)
    with storage.begin() as work:
        found = work.escalations.get(esc)
        assert found is not None
        barred = Silence(after(minutes=3), HERON, "The order says so.")
        work.escalations.save(replace(found, kind="authority", silence=barred))
    return esc


def refused(act: Callable[[], object]) -> Refused:
    with pytest.raises(Refused) as caught:
        act()
    return caught.value


@pytest.mark.both_databases
def test_it_is_closed_untold_and_the_register_says_why(
    storage: DatabaseStorage, engine: Engine, heron: Hand
) -> None:
    esc = silenced(storage, heron)
    receipt = of_kinds.untold(heron, esc, SOON, WHY)
    with Register(engine).read() as books:
        (line,) = books.lines(Asked(NOON, after(days=1)))

    closed = case(storage, esc)
    assert (closed.state, closed.close_reason, closed.close_note) == (
        State.CLOSED,
        CloseReason.UNTOLD,
        WHY,
    )
    assert (line.not_told_by, line.not_told_at, line.not_told_why) == (HERON, SOON, WHY)
    assert (line.communicated_by, line.communicated_at) == (None, None)
    assert timeline(storage, esc)[-1] == "party_not_told"
    assert "closed untold" in receipt.words


def test_who_raised_it_hears_of_the_end(storage: DatabaseStorage, heron: Hand, ear: Ear) -> None:
    esc = silenced(storage, heron)
    ear.new()
    of_kinds.untold(heron, esc, SOON, WHY)

    assert f"closed_untold {WREN}" in ear.new()


def test_the_card_offers_it_in_place_of_marking_it_communicated(
    storage: DatabaseStorage, heron: Hand
) -> None:
    esc = silenced(storage, heron)
    with storage.read() as work:
        moves = view(work, case(storage, esc)).moves

    assert Move.CLOSE_UNTOLD in moves
    assert Move.MARK_COMMUNICATED not in moves


@pytest.mark.parametrize("reason", ["", "x" * 30_000])
def test_why_not_is_asked_for(storage: DatabaseStorage, heron: Hand, reason: str) -> None:
    esc = silenced(storage, heron)

    assert {*refused(lambda: of_kinds.untold(heron, esc, SOON, reason)).fields} == {"reason"}
    assert case(storage, esc).state is State.DECIDED


def test_nobody_closes_untold_what_may_be_told(storage: DatabaseStorage, heron: Hand) -> None:
    esc = silenced(storage, heron)
    of_kinds.silence(heron, esc, SOON, may_be_told=True)

    found = refused(lambda: of_kinds.untold(heron, esc, after(minutes=6), WHY))

    assert found.code is RefusalCode.WRONG_STATE


def test_nor_by_a_form_about_an_earlier_decision(storage: DatabaseStorage, heron: Hand) -> None:
    esc = silenced(storage, heron)
    with storage.read() as work:
        earlier = work.decisions.latest(esc)
    assert earlier is not None
    heron.decide(esc, after(minutes=4), told_through="email")
    approved(Hand(storage, CRANE), esc, after(minutes=4))

    found = refused(lambda: of_kinds.untold(heron, esc, SOON, WHY, earlier.id))

    assert found.code is RefusalCode.NO_LONGER_SO


def test_a_reversal_is_carried_out_before_it_is_closed_untold(
    storage: DatabaseStorage, heron: Hand
) -> None:
    esc = silenced(storage, heron, **REVERSED)
    of_kinds.untold(heron, esc, SOON, WHY)
    again = refused(lambda: of_kinds.untold(heron, esc, after(minutes=6), WHY))
    before = case(storage, esc)
    heron.mark_carried_out(esc, after(minutes=10))

    assert before.still_to_do == (ToDo.CARRY_OUT,)
    assert again.code is RefusalCode.ALREADY_SO
    assert case(storage, esc).close_reason is CloseReason.UNTOLD


@pytest.mark.parametrize("change", ["lifted", "decided again"])
def test_what_may_be_told_after_all_is_to_be_told(
    storage: DatabaseStorage, heron: Hand, change: str
) -> None:
    esc = silenced(storage, heron, **REVERSED)
    of_kinds.untold(heron, esc, SOON, WHY)
    if change == "decided again":
        heron.decide(esc, after(minutes=6), told_through="email")
        approved(Hand(storage, CRANE), esc, after(minutes=6))
    of_kinds.silence(heron, esc, after(minutes=7), may_be_told=True)
    assert case(storage, esc).is_untold
    heron.mark_communicated(esc, after(minutes=8))
    if change == "lifted":
        heron.mark_carried_out(esc, after(minutes=10))

    assert case(storage, esc).close_reason is CloseReason.COMMUNICATED


def test_it_is_brought_up_daily_until_it_is_closed(
    storage: DatabaseStorage, heron: Hand, ear: Ear
) -> None:
    esc = silenced(storage, heron)
    ear.new()
    for day in (1, 2):
        run_due(storage, after(days=day, hours=1))
        assert ear.new() == [f"reminders {HERON}"]
    of_kinds.untold(heron, esc, after(days=2, hours=2), WHY)
    ear.new()
    run_due(storage, after(days=9))

    assert ear.new() == []
