"""From what is about no one case to a message."""

from __future__ import annotations

from datetime import datetime

from bot.notices import (
    ConsultMessage,
    DigestDue,
    FeedbackChanged,
    FeedbackNote,
    PersonNote,
    SecondLookNote,
)
from bot.ports import Work
from handlers.delivery.rendering_consults import render_consult
from handlers.delivery.rendering_digest import render_digest
from handlers.delivery.rendering_feedback import render_feedback
from handlers.delivery.rendering_people import about_person
from handlers.delivery.rendering_second_looks import render_second_look
from handlers.slack.messages.markup import Message


def render_apart(
    work: Work,
    notice: DigestDue
    | PersonNote
    | ConsultMessage
    | FeedbackChanged
    | FeedbackNote
    | SecondLookNote,
    now: datetime,
) -> Message | None:
    """The message, or None where what it would say is no longer so."""
    if isinstance(notice, DigestDue):
        return render_digest(work, notice)
    if isinstance(notice, PersonNote):
        return about_person(work, notice, now)
    if isinstance(notice, ConsultMessage):
        return render_consult(work, notice, now)
    if isinstance(notice, SecondLookNote):
        return render_second_look(work, notice, now)
    return render_feedback(work, notice, now)
