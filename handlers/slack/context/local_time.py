"""How a person means a date: in their own time zone, and as their office's opening."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.business_hours import Calendar, opening_on
from bot.case.identifiers import UserId
from bot.case.people import admit
from bot.casework.queues import policy_in_force
from bot.ports import Work
from bot.service_levels.hours import office_of, working_hours
from bot.when import When, nine_o_clock, read_past_when, read_when


@dataclass(frozen=True, slots=True)
class LocalTime:
    """A person's time: their zone as Slack knows it, else their office's, and the hours they work.
    Without an office a date means nine in the morning of that very day."""

    zone: ZoneInfo
    working: Calendar
    has_office: bool

    def opening(self, day: date) -> datetime:
        """The instant that a date without a time means."""
        return opening_on(self.working, day) if self.has_office else nine_o_clock(self.zone)(day)

    def read(self, text: str, now: datetime) -> When:
        """The date or time at the start of a text. Raises NoTime."""
        return read_when(text, now, self.zone, self.opening)

    def read_past(self, text: str, now: datetime) -> When:
        """The same of what has happened. Raises NoTime."""
        return read_past_when(text, now, self.zone, self.opening)

    def next_working_day(self, now: datetime) -> datetime:
        """The opening of the next day that they work, today left out."""
        today = now.astimezone(ZoneInfo(self.working.timezone)).date()
        return opening_on(self.working, today + timedelta(days=1))


def local_time(work: Work, user: UserId) -> LocalTime:
    """A person's time. Raises Refused for people who can't act, UnknownPerson for strangers."""
    person, policy = admit(user, work.people.get(user)), policy_in_force(work)
    working = working_hours(policy, user, person).calendar
    assert working is not None, "nobody works all hours"
    zone = ZoneInfo(person.timezone or working.timezone)
    return LocalTime(zone, working, bool(office_of(policy, user)))
