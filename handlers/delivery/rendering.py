"""From a notice to a message: reads the state at this moment and picks the words for it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from bot.case.identifiers import UserId
from bot.casework.case_view import CaseView, Glimpse, view
from bot.casework.viewer import Viewer
from bot.notices import (
    Added,
    CardChanged,
    CaseNote,
    ConsultMessage,
    DigestDue,
    FeedbackChanged,
    FeedbackNote,
    FormNotOpened,
    Hindered,
    Milestones,
    PersonNote,
    Reminders,
    ReportAsked,
    SecondLookNote,
    Undelivered,
    WhatIfAsked,
)
from bot.reports.books import Library
from handlers.delivery.rendering_apart import render_apart
from handlers.delivery.rendering_asked import render_asked
from handlers.delivery.rendering_milestones import in_thread
from handlers.delivery.rendering_reminders import render_reminders
from handlers.slack.messages.case_note import in_place_of
from handlers.slack.messages.kept_note import note_of_kept
from handlers.slack.messages.markup import Message, thread_link
from handlers.slack.messages.not_delivered import of_failures
from handlers.slack.messages.notes import note
from handlers.web_api.directory import team_url


def render(
    storage: Library,
    notice: CardChanged
    | Added
    | Milestones
    | FeedbackChanged
    | FeedbackNote
    | SecondLookNote
    | CaseNote
    | PersonNote
    | ConsultMessage
    | Reminders
    | DigestDue
    | ReportAsked
    | WhatIfAsked
    | Undelivered
    | Hindered
    | FormNotOpened,
    now: datetime,
) -> Message | None:
    """The message, or None where what it would say is no longer so."""
    if isinstance(notice, Reminders):
        return render_reminders(storage, notice, now)[0]
    if isinstance(notice, ReportAsked | WhatIfAsked):
        return render_asked(storage, notice, now)
    with storage.read() as work:
        if isinstance(notice, Undelivered) and not work.outbox.is_parked(notice.outbox_id):
            return None
        if isinstance(notice, Undelivered | Hindered | FormNotOpened):
            return of_failures(notice)
        if isinstance(
            notice,
            DigestDue
            | PersonNote
            | ConsultMessage
            | FeedbackChanged
            | FeedbackNote
            | SecondLookNote,
        ):
            return render_apart(work, notice, now)
        if isinstance(notice, CardChanged | Added | Milestones):
            return in_thread(work, notice, now)
        escalation = work.escalations.peek(notice.escalation_id)
        if escalation is None:
            return None
        whole = view(work, escalation)
        seen = Viewer(work, notice.to).seen(whole)
        if isinstance(seen, Glimpse):
            is_so = _note(notice, whole, "", now) is not None
            return note_of_kept(notice, seen, now) if is_so else None
        url = thread_link(team_url(work), whole.thread)
        return _note(notice, seen if _instead(notice) else whole, url, now)


def _instead(notice: CaseNote) -> UserId | None:
    """In whose place its reader is told."""
    found: UserId | None = getattr(notice, "in_place_of", None)
    return found


def _note(notice: CaseNote, view: CaseView, url: str, now: datetime) -> Message | None:
    """The note for who may read the case; None where it is no longer so."""
    instead = _instead(notice)
    if instead is None:
        return note(notice, view, url, now)
    meant = note(replace(notice, to=instead), view, url, now)
    return in_place_of(instead, meant) if meant is not None else None
