"""Keeps people's messages true: a note with nothing left to press for says what came of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

import structlog

from bot.casework.pinging import needs_ping, together
from bot.casework.queues import policy_in_force
from bot.notices import NotesChanged, Reminders, ReportAsked, WhatIfAsked, subject_of
from bot.ports import Clock, Deliveries, Lying, Parcel
from bot.reports.books import Library
from handlers.delivery.posting import Poster
from handlers.delivery.rendering_reminders import at_this_hour, render_reminders
from handlers.delivery.rendering_settled import edits_of
from handlers.delivery.sending_reports import ReportSender
from handlers.delivery.settling import Settling
from handlers.delivery.trying import Trying
from handlers.metrics import LATENESS
from handlers.web_api.refusals import NOT_OF_ONE
from handlers.web_api.sending import Arrived, Never

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Inbox:
    """The notes with buttons that lie in somebody's messages, about one subject at a time. Nobody
    else writes in their lane meanwhile, so that what lies there was posted before."""

    storage: Library
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
        last = self._last_reminder(kept)
        if last is None or self._is_heard(kept, last):
            result = self.poster.send(parcel, message)
        else:
            result = self._said_in(parcel, kept, last)
        for nudge in said if result == "sent" else ():
            late = self.calendar.now() - datetime.fromisoformat(nudge.wanted_at)
            LATENESS.observe(late.total_seconds())
        return result

    def _last_reminder(self, notice: Reminders) -> Lying | None:
        """The one of the same case that lies in their messages with its buttons."""
        subject = subject_of(notice)
        lying = self.outbox.lying(notice.to, subject) if subject else ()
        return next((one for one in reversed(lying) if isinstance(one.notice, Reminders)), None)

    def _is_heard(self, notice: Reminders, last: Lying) -> bool:
        assert isinstance(last.notice, Reminders), "it was looked for"
        with self.storage.read() as work:
            return needs_ping(notice, last.notice, policy_in_force(work))

    def _said_in(self, parcel: Parcel, notice: Reminders, last: Lying) -> str:
        """Says it in the message that lies there, which makes no sound. One that is deleted is no
        place for it."""
        found = self.poster.find(parcel) if parcel.in_doubt else None
        if found is not None:
            return found
        assert isinstance(last.notice, Reminders), "it was looked for"
        whole = together(notice, last.notice)
        message, said = render_reminders(self.storage, whole, self.calendar.now())
        if message is None:
            return self.not_said(parcel)
        sent = self.poster.editor.edit(last.channel, last.ts, message)
        if isinstance(sent, Never) and sent.error not in NOT_OF_ONE:
            self.outbox.settled(last)
            return self.poster.send(parcel, message)
        if not isinstance(sent, Arrived):
            return self.settling.settle(parcel, sent, last.channel)
        self.settling.said_in(parcel, last, replace(whole, nudges=said))
        self.settling.is_open(parcel, last.channel, sent.method)
        return "sent"

    def bring(self, parcel: Parcel, notice: Reminders | ReportAsked | WhatIfAsked) -> str:
        """Says what isn't a message as any other: a reminder may stand in one that lies there, a
        report may be a file, what a change would have done is shown in its form."""
        if isinstance(notice, ReportAsked):
            return ReportSender(self.storage, self.poster).deliver(parcel, notice)
        if isinstance(notice, WhatIfAsked):
            return Trying(self.storage, self.poster).deliver(parcel, notice, self.calendar.now())
        return self.remind(parcel, notice)

    def not_said(self, parcel: Parcel) -> str:
        """It's no longer so. One that may have arrived before is looked for: its buttons would
        stay."""
        may_lie = parcel.in_doubt and subject_of(parcel.notice)
        found = self.poster.find(parcel) if may_lie else None
        return found or self.settling.done(parcel, note="no longer so")

    def tend(self, parcel: Parcel, notice: NotesChanged) -> str:
        """Edits those that are settled, or that say what isn't so any more. Each is noted by
        itself: a crash in between has the same edit made twice, which shows nothing."""
        lying = self.outbox.lying(notice.to, notice.subject)
        for edit in edits_of(self.storage, notice.to, lying, self.calendar.now()):
            note = edit.note
            sent = self.poster.editor.edit(note.channel, note.ts, edit.message)
            if isinstance(sent, Never) and sent.error not in NOT_OF_ONE:
                # Deleted, or in a conversation that is gone: what came of it isn't news to anybody.
                log.info("note_not_edited", outbox_id=note.id, error=sent.error)
            elif not isinstance(sent, Arrived):
                return self.settling.settle(parcel, sent, note.channel)
            else:
                self.settling.is_open(parcel, note.channel, sent.method)
            if isinstance(sent, Arrived) and edit.left is not None:
                self.outbox.rewritten(note, edit.left)
                continue
            self.outbox.settled(note)
        return self.settling.done(parcel)
