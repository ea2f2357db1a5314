"""Somebody Slack doesn't know, or won't let us write to: nothing is put before them any more."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from bot.case.identifiers import UserId
from bot.case.people import Person
from bot.ports import Work
from bot.verbs.people.departures import remember


def cannot_be_reached(work: Work, user: UserId, error: str, now: datetime) -> None:
    """Remembers that messages to somebody are refused for good with this error of Slack's. What is
    offered to them goes on, and the managers are told once, by name. It holds until they act, a
    message can be sent to them, or Slack tells something else of them (`as_told`)."""
    person = work.people.hold(user)
    if person is not None and (person.unreachable or not person.is_full_member):
        return
    known = person or Person(user, name=user)
    remember(work, replace(known, unreachable=error), now)


def can_be_reached(work: Work, user: UserId, now: datetime) -> None:
    """Remembers that messages to somebody aren't refused any more: they are offered cases again."""
    person = work.people.hold(user)
    if person is not None and person.unreachable:
        remember(work, replace(person, unreachable=""), now)
