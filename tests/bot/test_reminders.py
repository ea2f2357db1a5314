"""Which timers a running target brings."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.identifiers import EscalationId
from bot.reminders import Step, TimerKind, about, plan, read_about
from bot.service_levels import ClockEvent, ClockEventKind, ClockName, ClockReading, read_clock
from tests.factories import after

ESC = EscalationId(1)


def reading(clock: ClockName = ClockName.RESOLUTION) -> ClockReading:
    start = ClockEvent(ESC, clock, 1, ClockEventKind.STARTED, after(), timedelta(hours=10), 1)
    found = read_clock([start], clock)
    assert found is not None
    return found


def test_a_target_is_brought_up_at_half_at_four_fifths_and_on_its_breach() -> None:
    steps = {read_about(t.about)[1]: t.due_at for t in plan(ESC, reading())}
    assert steps == {
        Step.HALF: after(hours=5),
        Step.MOST: after(hours=8),
        Step.BREACH: after(hours=10, seconds=1),
    }


def test_a_breach_is_looked_at_after_the_due_instant_since_done_then_is_met() -> None:
    breach = plan(ESC, reading())[-1]
    assert breach.due_at > reading().due_at


def test_where_an_offer_lapses_half_way_the_lapse_takes_the_place_of_the_reminder() -> None:
    first = reading(ClockName.FIRST_RESPONSE)
    steps = [read_about(t.about)[1] for t in plan(ESC, first, half_by_lapse=True)]
    assert steps == [Step.MOST, Step.BREACH]


def test_a_reminders_timer_says_which_case_and_clock_it_is_about() -> None:
    for timer in plan(ESC, reading()):
        assert (timer.kind, timer.escalation_id) == (TimerKind.REMINDER, ESC)
        assert read_about(timer.about)[0] is ClockName.RESOLUTION


@pytest.mark.parametrize("clock", ClockName)
@pytest.mark.parametrize("step", Step)
def test_what_a_timer_is_about_reads_back(clock: ClockName, step: Step) -> None:
    assert read_about(about(clock, step)) == (clock, step)
