"""What every change leaves behind: a line on the timeline, a card and App Homes to draw again."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.case.identifiers import EscalationId, UserId
from bot.case.people import Actor, Via
from bot.events import Event
from bot.notices import (
    CardChanged,
    HomeChanged,
    HomesChanged,
    NotesChanged,
    Notice,
    about_case,
)
from bot.ports import TimelineEntry, Work

LOOKED_AT = timedelta(minutes=10)
"""How long after somebody opened their App Home it is kept right."""


def case_changed(
    work: Work, escalation_id: EscalationId, by: UserId | None = None, *notes: Notice
) -> None:
    """A case is no longer as its card says, nor as App Homes show it: both are drawn again. `notes`
    are what people are told of it; what was told before is looked at, whether it is settled."""
    stale = notes_changed(work, about_case(escalation_id))
    work.outbox.put(CardChanged(escalation_id), *notes, *stale, *stale_homes(work, by))


def case_opened(work: Work, escalation_id: EscalationId, by: UserId) -> None:
    """A case is new: its card is posted, and App Homes show it. Nobody has notes about it yet."""
    work.outbox.put(CardChanged(escalation_id), *stale_homes(work, by))


def notes_changed(work: Work, *subjects: str) -> tuple[NotesChanged, ...]:
    """What has the notes about subjects looked at, in each person's messages, behind what was put
    for them before: one that isn't posted yet is written from what is so by then."""
    return tuple(NotesChanged(to, subject) for to, subject in work.outbox.noted(*subjects))


def stale_homes(work: Work, by: UserId | None = None) -> tuple[Notice, ...]:
    """What has App Homes drawn again for those who look at theirs: first for the person who changed
    what they show, then for the rest."""
    looking = work.homes.looking(by or UserId(""), LOOKED_AT)
    own = (HomeChanged(by),) if by is not None and looking.own else ()
    others = (HomesChanged(by),) if looking.others else ()
    return (*own, *others)


def record(
    work: Work,
    escalation_id: EscalationId,
    now: datetime,
    event: Event,
    *,
    by: Actor | None = None,
    why: str = "",
) -> None:
    """Adds what happened to the case's timeline; without a person it was the bot's doing."""
    work.timeline.add(
        TimelineEntry(
            escalation_id,
            now,
            by.user if by else None,
            event,
            by.via if by else Via.TIMER,
            why,
        )
    )
