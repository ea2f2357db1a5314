"""Whose hours count: an office's, all hours, or a person's own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.business_hours import (
    BadCalendar,
    Calendar,
    add,
    between,
    business_day,
    is_open,
    next_close,
    next_open,
)
from bot.case.escalation import Escalation
from bot.case.identifiers import UserId
from bot.case.people import Person
from bot.policy import ClockKind, Duration, Office, Policy, Queue
from bot.policy.calendars import calendar_of

WORKING_DAYS = ("mon", "tue", "wed", "thu", "fri")
USUAL = ("09:00-17:00",)
NO_OFFICE = "workspace"
"""The name of the hours of who has no office: 09:00 to 17:00 on working days, in the workspace's
zone."""


@dataclass(frozen=True, slots=True)
class Hours:
    """Hours that count, with the office they are of. Without a calendar: all hours."""

    office: str = ""
    calendar: Calendar | None = None

    @property
    def are_all(self) -> bool:
        """Whether every hour counts."""
        return self.calendar is None

    def add(self, at: datetime, span: timedelta) -> datetime:
        """The instant by which so much counted time has passed since `at`."""
        return at + span if self.calendar is None else add(self.calendar, at, span)

    def between(self, start: datetime, end: datetime) -> timedelta:
        """The counted time from one instant to another."""
        return end - start if self.calendar is None else between(self.calendar, start, end)

    def is_open(self, at: datetime) -> bool:
        """Whether this instant counts."""
        return self.calendar is None or is_open(self.calendar, at)

    def next_open(self, at: datetime) -> datetime:
        """This instant if it counts, else the next that does."""
        return at if self.calendar is None else next_open(self.calendar, at)

    def next_close(self, at: datetime) -> datetime | None:
        """The first closing after this instant, None where there is none."""
        return None if self.calendar is None else next_close(self.calendar, at)

    def length(self, duration: Duration) -> timedelta:
        """A target in counted time: a day is 24 hours, or one business day of the office."""
        if self.calendar is None:
            return duration.elapsed()
        return duration.days * business_day(self.calendar) + timedelta(seconds=duration.seconds)


ALL_HOURS = Hours()
HoursOf = Callable[[int, str], Hours]
"""The hours of an office as a version of the policy has them; "" for all hours."""


def office_hours(policy: Policy, name: str) -> Hours:
    """The hours of an office of the policy; for a name it hasn't, the workspace's usual ones. An
    office that is never open keeps the usual ones of its zone: no case may be stuck for that."""
    if not name:
        return ALL_HOURS
    office = policy.offices.get(name)
    if office is None:
        return Hours(NO_OFFICE, calendar_of(_usual(policy.timezone)))
    try:
        return Hours(name, calendar_of(office))
    except BadCalendar:
        # A policy that was put in force before offices had to have hours.
        return Hours(name, calendar_of(_usual(office.timezone)))


def office_of(policy: Policy, user: UserId, queue: Queue | None = None) -> str:
    """The office a person works in: as this queue's rotation says, else as any other's; '' for
    somebody on none."""
    queues = [*([queue] if queue else []), *policy.queues.values()]
    members = (q.member(user) for q in queues)
    return next((m.office for m in members if m is not None), "")


def serving_office(policy: Policy, queue: Queue, escalation: Escalation) -> str:
    """Whose office a case's clocks count by: its holder's, or the queue's if nobody holds it or the
    holder has none. While a hand-over is pending that is the owner (rules: Whose calendar)."""
    holder = escalation.holder
    own = office_of(policy, holder, queue) if holder is not None else ""
    return own or queue.office or NO_OFFICE


def serving_hours(policy: Policy, queue: Queue, escalation: Escalation, clock: ClockKind) -> Hours:
    """The hours a case's clock of this kind counts."""
    if clock is ClockKind.ROUND_THE_CLOCK:
        return ALL_HOURS
    return office_hours(policy, serving_office(policy, queue, escalation))


def working_hours(policy: Policy, user: UserId, person: Person | None) -> Hours:
    """When a person may be reminded: in their office's hours; without one, on working days from
    09:00 to 17:00 in their own zone as Slack knows it."""
    office = office_of(policy, user)
    if office:
        return office_hours(policy, office)
    zone = person.timezone if person is not None else policy.timezone
    try:
        return Hours(NO_OFFICE, calendar_of(_usual(zone)))
    except BadCalendar:
        # Slack may know a zone that isn't known here; that is no reason to tell nobody.
        return Hours(NO_OFFICE, calendar_of(_usual(policy.timezone)))


def _usual(timezone: str) -> Office:
    return Office(NO_OFFICE, timezone, hours=dict.fromkeys(WORKING_DAYS, USUAL))
