"""Somebody Slack doesn't know, or won't let us write to: nothing is put before them any more."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from bot.case.identifiers import UserId
from bot.case.people import Person
from bot.ports import Work
from bot.verbs.people.departures import heard_of


def cannot_be_reached(work: Work, user: UserId, error: str, now: datetime) -> None:
    """Remembers that messages to somebody are refused for good with this error of Slack's. What is
    offered to them goes on, and the managers are told once, by name. It holds until they are heard
    of again: they act, or Slack tells of them."""
    person = work.people.hold(user)
    if person is not None and (person.unreachable or not person.is_full_member):
        return
    known = person or Person(user, name=user)
    heard_of(work, replace(known, unreachable=error), now)
