"""What of a case its holder is being reminded of most urgently: what they'd snooze by that word."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from bot.casework.case_view import CaseView
from bot.reminders.about import About, Run, RunNumber, Step, Topic, to_the_second
from bot.reminders.plan import FRACTIONS
from bot.service_levels.clocks import ClockName, ClockReading

_NEAR = {
    Step.FOUR_HOURS: timedelta(hours=4),
    Step.ONE_DAY: timedelta(hours=24),
    Step.THREE_DAYS: timedelta(hours=72),
}


def pressing(view: CaseView, now: datetime) -> tuple[About, Run] | None:
    """The worst reminder that has come by now and is still so, None where none has."""
    return next(_by_urgency(view, now), None)


def _by_urgency(view: CaseView, now: datetime) -> Iterator[tuple[About, Run]]:
    e = view.escalation
    running = {name: r for name, r in view.clocks.items() if r.is_running}
    deadline = e.deadline if not e.is_closed else None
    if deadline is not None and deadline.at <= now:
        yield About(Topic.DEADLINE, Step.PASSED), to_the_second(deadline.at)
    for name, reading in running.items():
        if reading.is_late(now):
            yield _of(name, reading, Step.BREACH)
    if deadline is not None:
        for step, span in _NEAR.items():
            if now < deadline.at <= now + span:
                yield About(Topic.DEADLINE, step), to_the_second(deadline.at)
    for name, reading in running.items():
        if now >= reading.share(FRACTIONS[Step.MOST]):
            yield _of(name, reading, Step.MOST)
    if e.is_settling:
        yield About(Topic.COMMUNICATION, Step.DAILY), RunNumber(e.run)
    for name, reading in running.items():
        if now >= reading.share(FRACTIONS[Step.HALF]):
            yield _of(name, reading, Step.HALF)


def _of(name: ClockName, reading: ClockReading, step: Step) -> tuple[About, Run]:
    return About(Topic(name.value), step), RunNumber(reading.run)
