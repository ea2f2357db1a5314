"""Keeps people's messages true: a note with nothing left to press for says what came of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import structlog
from slack_sdk import WebClient

from bot.notices import NotesChanged, Reminders, subject_of
from bot.ports import Clock, Deliveries, Parcel, Storage
from handlers.delivery.editing import edit_message
from handlers.delivery.posting import Poster
from handlers.delivery.rendering_reminders import at_this_hour, render_reminders
from handlers.delivery.rendering_settled import settled_notes
from handlers.delivery.settling import Settling
from handlers.metrics import LATENESS
from handlers.web_api.refusals import TOKEN_ERRORS
from handlers.web_api.sending import Arrived, Never

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Inbox:
    """The notes with buttons that lie in somebody's messages, about one subject at a time. Nobody
    else writes in their lane meanwhile, so that what lies there was posted before."""

    client: WebClient
    storage: Storage
    outbox: Deliveries
    calendar: Clock
    poster: Poster
    settling: Settling

    def remind(self, parcel: Parcel, notice: Reminders) -> str:
        """Says what is still so and may be said at this hour; how late that is, is measured."""
        kept = at_this_hour(self.storage, parcel, notice, self.calendar.now())
        if kept is None:
            return self.settling.done(parcel, note="put off to working hours")
        message, said = render_reminders(self.storage, kept, self.calendar.now())
        if message is None:
            return self.not_said(parcel)
        result = self.poster.send(parcel, message)
        for nudge in said if result == "sent" else ():
            late = self.calendar.now() - datetime.fromisoformat(nudge.wanted_at)
            LATENESS.observe(late.total_seconds())
        return result

    def not_said(self, parcel: Parcel) -> str:
        """It's no longer so. One that may have arrived before is looked for: its buttons would
        stay."""
        may_lie = parcel.in_doubt and subject_of(parcel.notice)
        found = self.poster.find(parcel) if may_lie else None
        return found or self.settling.done(parcel, note="no longer so")

    def tend(self, parcel: Parcel, notice: NotesChanged) -> str:
        """Edits those that are settled. Each is noted by itself: a crash in between has the same
        edit made twice, which shows nothing."""
        lying = self.outbox.lying(notice.to, notice.subject)
        for note, message in settled_notes(self.storage, notice.to, lying, self.calendar.now()):
            sent = edit_message(self.client, note.channel, note.ts, message)
            if isinstance(sent, Never) and sent.error not in TOKEN_ERRORS:
                # Deleted, or in a conversation that is gone: what came of it isn't news to anybody.
                log.info("note_not_edited", outbox_id=note.id, error=sent.error)
            elif not isinstance(sent, Arrived):
                return self.settling.settle(parcel, sent, note.channel)
            self.outbox.settled(note)
        self.settling.connection.works()
        return self.settling.done(parcel)
