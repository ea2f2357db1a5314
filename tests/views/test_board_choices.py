"""The board: how a case stands by its clocks, and what somebody has chosen to see."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.case.escalation import Deadline, Escalation, Offer, Party, Wait
from bot.case.identifiers import ChannelId, EscalationId
from bot.case.priority import Priority
from bot.case.states import State
from bot.casework.attention import (
    Counts,
    Late,
    What,
    comes_next,
    counts_of,
    is_at_risk,
    is_breached,
    lateness,
    place,
)
from bot.service_levels.clocks import ClockEvent, ClockEventKind, ClockName, read_clocks
from bot.service_levels.hours import ALL_HOURS
from bot.views.board import LAST_PAGE, Board, read_board
from tests.support.factories import HERON, NOON, WREN, after

TARGET = timedelta(hours=10)
CLOCK = ClockName.RESOLUTION


def a_case(**fields: object) -> Escalation:
    whole = {
        "id": EscalationId(1),
        "queue": "executive",
        "channel": ChannelId("C0EXEC"),
        "kind": "other",
        "priority": Priority.P1,
        "title": "A review was removed",
        "what_happened": "It was theirs.",
        "requester": WREN,
        "opened_at": NOON,
        "policy_version": 1,
    }
    return Escalation(**(whole | fields))  # type: ignore[arg-type]


def clocks(*events: tuple[ClockEventKind, float]) -> dict:
    """A resolution of ten hours that started at noon, and what happened so many hours later."""
    start = ClockEvent(EscalationId(1), CLOCK, 1, ClockEventKind.STARTED, NOON, TARGET, 1, "")
    more = [ClockEvent(EscalationId(1), CLOCK, 1, kind, after(hours=h)) for kind, h in events]
    return read_clocks([start, *more], lambda _version, _office: ALL_HOURS)


def test_four_fifths_of_a_target_are_the_beginning_of_risk() -> None:
    running = clocks()

    assert not is_at_risk(a_case(), running, after(hours=8) - timedelta(seconds=1))
    assert is_at_risk(a_case(), running, after(hours=8))
    assert is_at_risk(a_case(), running, after(hours=10))


def test_a_second_past_the_due_instant_it_is_breached_and_no_longer_at_risk() -> None:
    running = clocks()

    assert not is_breached(a_case(), running, after(hours=10))
    assert is_breached(a_case(), running, after(hours=10, seconds=1))
    assert not is_at_risk(a_case(), running, after(hours=10, seconds=1))


@pytest.mark.parametrize("end", [ClockEventKind.MET, ClockEventKind.STOPPED])
def test_a_clock_that_has_ended_is_neither(end: ClockEventKind) -> None:
    ended = clocks((end, 9))

    assert not is_at_risk(a_case(), ended, after(hours=30))
    assert not is_breached(a_case(), ended, after(hours=30))


def test_a_clock_that_stands_still_is_neither() -> None:
    waiting = clocks((ClockEventKind.PAUSED, 9))

    assert not is_at_risk(a_case(), waiting, after(hours=30))
    assert not is_breached(a_case(), waiting, after(hours=30))


def test_a_missed_target_stays_a_breach_while_its_case_goes_on() -> None:
    assert is_breached(a_case(), clocks((ClockEventKind.MISSED, 10)), after(hours=40))


def test_a_case_counts_in_every_way_it_stands() -> None:
    wait = Wait(Party.CUSTOMER, "", after(hours=9), NOON, HERON)
    cases = [
        (a_case(offer=Offer(HERON, "", NOON, NOON)), clocks()),
        (a_case(state=State.CLAIMED, owner=HERON), {}),
        (a_case(state=State.WAITING, owner=HERON, wait=wait), {}),
    ]

    assert counts_of(cases, after(hours=9)) == Counts(
        open=3, unclaimed=1, at_risk=1, breached=0, waiting=1
    )
    assert counts_of([], NOON) == Counts()


def with_deadline(**fields: object) -> Escalation:
    """A case whose legal deadline is an hour after noon."""
    set_for = Deadline(after(hours=1), "Europe/Copenhagen", "A court", HERON, NOON)
    return a_case(deadline=set_for, **fields)


def test_a_legal_deadline_is_at_risk_in_its_last_day_and_late_once_it_has_passed() -> None:
    assert is_at_risk(with_deadline(), {}, after(hours=1))
    assert not is_at_risk(with_deadline(), {}, after(days=-1))
    assert lateness(with_deadline(), {}, after(hours=1)) is None
    assert lateness(with_deadline(), clocks(), after(hours=20)) == Late(None, after(hours=1))
    closed = with_deadline(state=State.CLOSED)
    assert not is_breached(closed, {}, after(hours=2))
    counted = counts_of([(with_deadline(), {})], after(hours=2))
    assert (counted.breached, counted.at_risk) == (1, 0)


def test_a_legal_deadline_that_has_passed_comes_before_all_that_is_late_for_longer() -> None:
    now = after(hours=50)
    late_for_an_hour = Deadline(after(hours=49), "UTC", "", HERON, NOON)
    passed = place(a_case(deadline=late_for_an_hour), {}, now)
    missed = place(a_case(), clocks(), now)
    untold = place(a_case(state=State.DECIDED, decided_at=NOON), {}, now)

    assert passed < missed < untold


def test_what_comes_next_is_the_first_of_what_is_due_and_expected() -> None:
    wait = Wait(Party.CUSTOMER, "", after(hours=3), NOON, HERON)

    assert comes_next(a_case(), {}) is None
    assert comes_next(a_case(), clocks()) == after(hours=10)
    assert comes_next(a_case(wait=wait), clocks()) == after(hours=3)
    assert comes_next(a_case(state=State.DECIDED, decided_at=NOON), clocks()) == NOON


@given(
    st.builds(
        Board,
        st.sampled_from(What),
        st.text(max_size=20),
        st.text(max_size=20),
        st.text(max_size=20),
        st.text(max_size=20),
        st.text(max_size=20),
        st.text(max_size=20),
        st.integers(1, LAST_PAGE),
    )
)
def test_a_choice_is_read_back_as_it_was_kept(board: Board) -> None:
    assert read_board(board.to_text()) == board


@given(st.text() | st.just('{"what": 3, "page": true}') | st.just('{"page": -1}') | st.just("[1]"))
def test_what_is_no_choice_is_everything(text: str) -> None:
    found = read_board(text)

    assert found.what in What
    assert found.page >= 1


@pytest.mark.parametrize("text", ["", "{", "[]", "3", '{"what": "secret"}', '{"page": "2"}'])
def test_a_forged_choice_is_everything(text: str) -> None:
    assert read_board(text) == Board()


def test_another_choice_begins_at_the_first_page() -> None:
    board = Board(page=4).chosen("queue", "executive")

    assert board == Board(queue="executive")
    assert board.is_narrowed
    assert not board.turned("7").chosen("queue", "").is_narrowed


@pytest.mark.parametrize(
    ("page", "number"), [("3", 3), ("0", 1), ("-1", 1), ("x", 1), ("9" * 9, 1)]
)
def test_a_page_that_can_not_be_is_the_first(page: str, number: int) -> None:
    assert Board().turned(page).page == number
