"""Somebody is expected back."""

from __future__ import annotations

from datetime import datetime

from bot.case.identifiers import UserId
from bot.casework.absences import offer_again_to
from bot.casework.record import notes_changed, stale_homes
from bot.notices import about_person
from bot.ports import Work


def absence_is_over(work: Work, user: UserId, now: datetime) -> None:
    """The time has come at which somebody is expected back; it may have been moved since."""
    if user in work.absences.current(now, [user]):
        return
    offer_again_to(work, user, now)
    work.outbox.put(*notes_changed(work, about_person(user)), *stale_homes(work))
