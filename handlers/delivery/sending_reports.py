"""Delivers a report: its table, and its file, which is looked for where a try ended in doubt."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import structlog

from bot.notices import ReportAsked
from bot.ports import Parcel
from bot.reports.books import Library
from handlers.delivery.find_sent import file_mark
from handlers.delivery.posting import POSTS, Poster
from handlers.delivery.rendering_report import render_file, render_report
from handlers.slack.messages.markup import Message
from handlers.slack.messages.report import not_uploaded
from handlers.web_api.refusals import CHANNEL_ERRORS, OF_THE_PERSON, TOKEN_ERRORS
from handlers.web_api.sending import Never
from handlers.web_api.uploading import SHARING, upload

_NOT_OF_THE_FILE = CHANNEL_ERRORS | OF_THE_PERSON | TOKEN_ERRORS
log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class ReportSender:
    """A row may be tried by anybody any number of times: it's made anew as of the same moment, and
    the file has the same name."""

    storage: Library
    poster: Poster

    def deliver(self, parcel: Parcel, notice: ReportAsked) -> str:
        """Says the figures, or shares the file, with who asked for it. Making them may take longer
        than anything else that is delivered."""
        limits = self.poster.editor.limits
        lease = timedelta(seconds=limits.report_seconds + limits.upload_seconds)
        if not self.poster.outbox.renew(parcel, self.poster.machine.now(), lease):
            return "taken_over"
        if not notice.as_file:
            return self.poster.send(parcel, render_report(self.storage, notice))
        return self._share(parcel, notice)

    def _share(self, parcel: Parcel, notice: ReportAsked) -> str:
        settling, limits = self.poster.settling, self.poster.editor.limits
        mark, most = file_mark(parcel.uid), limits.report_bytes
        found = render_file(self.storage, notice, mark, most)
        if found is None:
            return settling.done(parcel, note="nothing in it")
        if isinstance(found, Message):
            return self.poster.send(parcel, found)
        channel = self.poster.conversation(parcel)
        if not isinstance(channel, str):
            return settling.settle(parcel, channel)
        if parcel.in_doubt:
            sooner = self.poster.look_back(parcel, channel, None)
            if sooner is not None:
                return sooner
            if self.poster.settling.is_kept(parcel, SHARING):
                return "kept"
        free_at = self.poster.outbox.reserve(channel, self.poster.machine.now(), POSTS)
        if free_at is not None:
            settling.put_back(parcel, free_at, "waits for the channel's pace")
            return "paced"
        sent = upload(self.poster.editor.client, channel, found, limits.upload_seconds)
        if isinstance(sent, Never) and self.poster.is_a_lost_conversation(parcel, sent):
            return "opened_anew"
        if isinstance(sent, Never) and sent.error not in _NOT_OF_THE_FILE:
            log.error("file_not_taken", outbox_id=parcel.id, error=sent.error)
            # Its place in a busy conversation is for the words then: a second one isn't free.
            self.poster.outbox.give_back(channel, POSTS)
            return self.poster.send(parcel, not_uploaded(notice, sent.error))
        return settling.settle(parcel, sent, channel)
