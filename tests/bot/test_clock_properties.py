"""Whatever happens to a clock, in whatever order: its time is counted once, and no miss is lost."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from bot.case.identifiers import EscalationId
from bot.service_levels.clocks import (
    ClockEvent,
    ClockEventKind,
    ClockName,
    ClockReading,
    read_clock,
)
from bot.service_levels.hours import ALL_HOURS, Hours, office_hours
from tests.support.offices import OFFICES, office_policy

POLICY = office_policy()
HOURS = {"": ALL_HOURS} | {name: office_hours(POLICY, name) for name in OFFICES}
KIND = ClockEventKind

_OFFICES = st.sampled_from(list(HOURS))
_TARGETS = st.integers(1, 200_000).map(lambda seconds: timedelta(seconds=seconds))
_STARTS = st.datetimes(datetime(2025, 12, 1), datetime(2026, 12, 1), timezones=st.just(UTC))
_LATER = st.integers(0, 400_000).map(lambda seconds: timedelta(seconds=seconds))


@st.composite
def lives(draw: st.DrawFn) -> list[ClockEvent]:
    """A clock's events as the verbs write them: it is paused and resumed in turn."""
    at, is_paused = draw(_STARTS), False
    events = [_event(KIND.STARTED, at, draw(_TARGETS), draw(_OFFICES))]
    for _ in range(draw(st.integers(0, 6))):
        at += draw(_LATER)
        waits = KIND.RESUMED if is_paused else KIND.PAUSED
        match draw(st.sampled_from([waits, KIND.HOURS_CHANGED, KIND.TARGET_CHANGED])):
            case KIND.PAUSED:
                is_paused = True
                events.append(_event(KIND.PAUSED, at))
            case KIND.RESUMED:
                is_paused = False
                events.append(_event(KIND.RESUMED, at, office=draw(_OFFICES)))
            case KIND.HOURS_CHANGED:
                events.append(_event(KIND.HOURS_CHANGED, at, office=draw(_OFFICES)))
            case _:
                events.append(_event(KIND.TARGET_CHANGED, at, draw(_TARGETS), draw(_OFFICES)))
    return events


def _event(
    kind: ClockEventKind,
    at: datetime,
    target: timedelta | None = None,
    office: str | None = None,
) -> ClockEvent:
    party = "customer" if kind is KIND.PAUSED else ""
    return ClockEvent(
        EscalationId(1), ClockName.RESOLUTION, 1, kind, at, target, 1, office, party=party
    )


def read(events: list[ClockEvent]) -> ClockReading:
    def hours_of(_version: int, office: str) -> Hours:
        return HOURS[office]

    found = read_clock(events, ClockName.RESOLUTION, hours_of)
    assert found is not None
    return found


def counted(events: list[ClockEvent]) -> tuple[timedelta, timedelta]:
    """What is used and what is lost until the last event, counted span by span."""
    used, lost, is_paused = timedelta(), timedelta(), False
    hours = HOURS[events[0].office or ""]
    for one, other in pairwise(events):
        is_paused = {KIND.PAUSED: True, KIND.RESUMED: False}.get(one.kind, is_paused)
        hours = HOURS[one.office] if one.office is not None else hours
        span = hours.between(one.at, other.at)
        used, lost = (used, lost + span) if is_paused else (used + span, lost)
    return used, lost


@given(lives())
def test_each_span_is_counted_once_in_the_hours_of_its_time(events: list[ClockEvent]) -> None:
    reading = read(events)
    used, lost = counted(events)
    assert reading.used == used
    assert sum(reading.lost.values(), timedelta()) == lost


@given(lives())
def test_a_running_clock_is_due_when_its_target_is_used_up(events: list[ClockEvent]) -> None:
    reading = read(events)
    last = events[-1].at
    if not reading.is_running:
        return
    if reading.due_at >= last:
        left = max(reading.target - reading.used, timedelta())
        assert reading.hours.between(last, reading.due_at) == left
    else:
        # It was overdue before the last thing happened, and stays so.
        assert reading.is_late(last)


@given(lives())
def test_a_share_comes_before_the_due_instant_and_never_before_the_last_change(
    events: list[ClockEvent],
) -> None:
    reading = read(events)
    if reading.is_running and reading.due_at >= events[-1].at:
        half, most = reading.share(0.5), reading.share(0.8)
        assert events[-1].at <= half <= most <= reading.due_at


@given(lives(), _LATER, lives())
def test_what_is_late_stays_late_and_due_when_it_was(
    events: list[ClockEvent], later: timedelta, more: list[ClockEvent]
) -> None:
    reading, now = read(events), events[-1].at + later
    if not reading.is_late(now):
        return
    shift = now - more[0].at
    is_paused = reading.paused_at is not None
    following = [
        ClockEvent(e.escalation_id, e.clock, 1, e.kind, e.at + shift, e.target, 1, e.office)
        for e in more[1:]
        if e.kind in (KIND.HOURS_CHANGED, KIND.TARGET_CHANGED) or not is_paused
    ]
    after = read([*events, *following])
    assert after.is_late(now + timedelta(days=99))
    assert after.due_at == reading.due_at


@given(lives(), _LATER)
def test_what_is_done_is_met_up_to_the_due_instant_and_missed_after_it(
    events: list[ClockEvent], later: timedelta
) -> None:
    reading, done_at = read(events), events[-1].at + later
    done = read([*events, _event(KIND.MET, done_at)])
    assert (done.verdict == "missed") == reading.is_late(done_at)
    assert done.done_at == done_at
    assert not done.is_open
